"""Bounds of the servers that face outwards: how many connections there may be, and how long a slow one is waited for.

Headers that do not arrive and connections that are not used end after `IDLE_SECONDS` (aiohttp's keep-alive time-out, which
begins with the connection), bodies that do not arrive after `arriving.READ_SECONDS`, answers that nobody takes after
`TAKE_SECONDS`.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final, cast

import structlog
from aiohttp import web

log = structlog.get_logger(__name__)

IDLE_SECONDS: Final = 75.0  # longer than proxies keep a connection to us: nginx 60 s
TAKE_SECONDS: Final = 30.0
SPARE_FILES: Final = 200  # file descriptors for everything else
TOLD_SECONDS: Final = 10.0  # between two lines of the log about connections that were refused
_REFUSAL: Final = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\nContent-Type: text/plain\r\n"
    b"Content-Length: 21\r\n\r\ntoo many connections\n"
)


class BoundedRunner(web.AppRunner):
    """A runner whose server takes `most` connections at a time, a quarter of them from one address, and unpacks no bodies.

    `trusted` says of an address that it is a proxy of ours, behind which are many people; `name` is the server's in the log.
    """

    def __init__(
        self, app: web.Application, most: int, trusted: Callable[[str], bool], name: str = "console", **more: Any
    ) -> None:
        super().__init__(app, keepalive_timeout=IDLE_SECONDS, auto_decompress=False, **more)
        self._most, self._trusted, self._name = min(most, _files_allow()), trusted, name

    @property
    def server(self) -> web.Server | None:
        """What makes the protocol of each connection."""
        inner = super().server
        if inner is None:
            return None
        return cast(
            "web.Server", Doors(inner, self._most, self._trusted, self._name)
        )  # a site calls it, and nothing else


class Doors:
    """Lets connections in, or not."""

    def __init__(self, server: web.Server, most: int, trusted: Callable[[str], bool], name: str = "console") -> None:
        self._server, self._trusted, self._name = server, trusted, name
        self._most, self._most_each = most, max(1, most // 4)
        self._told = 0.0

    def __call__(self) -> asyncio.Protocol:
        """Give the protocol of a connection that comes."""
        return _Door(self)

    def open_to(self, transport: asyncio.BaseTransport) -> asyncio.Protocol | None:
        """Give the protocol that serves a connection, None where there are too many."""
        there = self._server.connections
        address = _host(transport.get_extra_info("peername"))
        full = len(there) >= self._most
        if not full and len(there) >= self._most_each and not self._trusted(address):
            full = sum(_host(one.peername) == address for one in there) >= self._most_each
        if not full:
            return self._server()
        if time.monotonic() - self._told > TOLD_SECONDS:
            self._told = time.monotonic()
            log.warning(
                "server.full",
                server=self._name,
                address=address,
                connections=len(there),
                most=self._most,
                each=self._most_each,
            )
        return None


class _Door(asyncio.Protocol):
    """A connection in its first moment."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Hand the connection over, or end it with a word."""
        to = cast("asyncio.Transport", transport)
        inner = self._doors.open_to(to)
        if inner is None:
            to.write(_REFUSAL)
            to.close()
            return
        to.set_protocol(inner)
        inner.connection_made(to)


def _host(peer: Any) -> str:
    return str(peer[0]) if isinstance(peer, tuple) else ""


def _files_allow() -> int:
    """Give how many connections the process may have files for."""
    try:
        import resource  # noqa: PLC0415  # not on Windows
    except ImportError:
        return 1_000_000
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 1_000_000 if soft == resource.RLIM_INFINITY else max(50, soft - SPARE_FILES)


@web.middleware
async def taken_in_time(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Send the answer here, and end the connection of who does not take it. The second parameter's name is aiohttp's."""
    response = await handler(request)
    try:
        async with asyncio.timeout(TAKE_SECONDS):
            await response.prepare(request)
            await response.write_eof()
    except TimeoutError:
        log.info("answer.not_taken", path=request.path)
        if request.transport is not None:
            request.transport.abort()
    except ConnectionError as gone:
        log.debug("answer.gone", path=request.path, error=str(gone)[:100])
    return response
