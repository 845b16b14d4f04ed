"""Models of the HTTP API: what requests carry and what is answered, one noun per module.

Requests are closed: an unknown member is refused (422). Answers may gain members: clients must ignore those they do not
know. Times are RFC 3339 in UTC with milliseconds on the wire, Unix milliseconds inside; names are snake_case.
"""
