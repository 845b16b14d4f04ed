"""HTTP at the rim, inbound: health and metrics, and in `api` the lead operations. With `notify.web` the only importer of aiohttp.

Imports everything but `app` and the commands.
"""
