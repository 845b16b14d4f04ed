"""Server-sent events: an answer that goes on. https://html.spec.whatwg.org/multipage/server-sent-events.html"""

import asyncio
from collections.abc import Mapping
from typing import Final

from aiohttp import web

from worker.edge.api.asking import Stream

MEDIA_TYPE: Final = "text/event-stream"
LOOK_SECONDS: Final = 1.0  # between two looks whether somebody is still there
WRITE_SECONDS: Final = 30.0  # for somebody to read what waits; then they are let go, and come back if they are there


async def streamed(request: web.Request, stream: Stream, headers: Mapping[str, str]) -> web.StreamResponse:
    """Send a stream until it ends or nobody reads it."""
    try:
        response = web.StreamResponse(headers={**headers, "Content-Type": MEDIA_TYPE, "X-Accel-Buffering": "no"})
        await response.prepare(request)
        while (told := await _next(request, stream)) is not None:
            try:
                async with asyncio.timeout(WRITE_SECONDS):
                    await response.write(told)
            except TimeoutError:
                if request.transport is not None:
                    request.transport.abort()
                break
    finally:
        stream.close()
    return response


async def _next(request: web.Request, stream: Stream) -> bytes | None:
    """Give what is to be sent next; None at the end, also where whoever read it has gone."""
    taking = asyncio.ensure_future(stream.take())
    try:
        while not taking.done():
            await asyncio.wait({taking}, timeout=LOOK_SECONDS)
            if request.transport is None or request.transport.is_closing():
                return None
        return taking.result()
    finally:
        taking.cancel()
