"""HTTP at the rim, inbound: health and metrics. With `notify.web` the only importer of aiohttp.

Imports settings, topology and telemetry.
"""
