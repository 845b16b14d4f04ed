"""The web console: pages that are built from `ui/` ahead of time, found and read here. Knows nothing of HTTP.

`files` finds what was built; `building` builds it, and is not in the wheel. Whoever serves them is `worker.edge.console`.
Imports nothing of the worker.
"""
