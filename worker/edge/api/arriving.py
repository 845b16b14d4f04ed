"""Bodies as they arrive: plain, bounded in bytes and in time."""

import asyncio
from typing import Final

from aiohttp import web

from worker.errors import ProblemError

MAX_BODY: Final = 1024 * 1024
MAX_OPEN_BODY: Final = 16 * 1024  # of who has not signed in: what they send is small, and there may be many of them
READ_SECONDS: Final = 20.0  # for a body to arrive


async def arrived(request: web.Request, most: int) -> bytes:
    """Give a JSON body of at most so many bytes; raises `media_type`, `too_large`, `too_slow`, `malformed`."""
    if request.content_type != "application/json":
        raise ProblemError("media_type", "send JSON, with the header `Content-Type: application/json`")
    if request.charset not in (None, "utf-8", "UTF-8", "utf8"):
        raise ProblemError("media_type", "JSON is UTF-8; send it without another charset")
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        # A little that becomes much. The server does not unpack, either (`worker.edge.bounding`).
        raise ProblemError(
            "media_type", "send the body as it is, without Content-Encoding", headers={"Accept-Encoding": "identity"}
        )
    if (request.content_length or 0) > most:
        raise _too_large(most)
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(READ_SECONDS):
            async for part in request.content.iter_any():
                size += len(part)
                if size > most:
                    raise _too_large(most)
                parts.append(part)
    except TimeoutError:
        raise ProblemError("too_slow", f"the body did not arrive within {READ_SECONDS:g} s") from None
    except web.RequestPayloadError:
        raise ProblemError("malformed", "the body ended before its end, or comes in pieces that are none") from None
    return b"".join(parts)


def _too_large(most: int) -> ProblemError:
    return ProblemError("too_large", f"a body may have {most:,} bytes")
