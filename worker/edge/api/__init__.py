"""The lead operations API: one literal table of routes, one way every request goes, one noun per module.

`routes` says what there is; `handling` reads, authorises, calls and answers; `problems` turns errors into answers;
`openapi` writes the document from the table. Handlers are given an `Ask` and give a `Reply`: they never see aiohttp.
Imports what the edge may, and aiohttp in `app`, `handling` and `serving` alone.
"""
