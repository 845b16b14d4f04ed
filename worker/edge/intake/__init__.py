"""Webhooks over HTTP: proven genuine on their raw bytes, published with confirm, and only then answered.

`proofs` checks signatures, `envelope` makes the queue's message, `answers` is what each sender expects; none of them
knows aiohttp. `app` reads requests and `opening` puts it on a connected worker. Imports what the edge may.
"""
