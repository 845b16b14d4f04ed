"""Servers that tests send to: an HTTP receiver that answers as it is told, and names that resolve as they are told."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult


@dataclass
class Received:
    """One request."""

    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Receiver:
    """A loopback HTTP server. `answers` are taken in turn, the last one stays."""

    port: int = 0
    requests: list[Received] = field(default_factory=list)
    answers: list[Callable[[], web.StreamResponse]] = field(default_factory=list)
    respond: Callable[[web.Request], Awaitable[web.StreamResponse]] | None = None  # instead of `answers`
    delay: float = 0.0

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def answer(self, *statuses: int, text: str = "", headers: Mapping[str, str] | None = None) -> None:
        """Answer with these statuses in turn."""
        self.answers[:] = [
            lambda status=status: web.Response(status=status, text=text, headers=headers) for status in statuses
        ]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Record and answer."""
        self.requests.append(Received(request.path_qs, dict(request.headers), await request.read()))
        if self.delay:
            await asyncio.sleep(self.delay)
        if self.respond is not None:
            return await self.respond(request)
        if not self.answers:
            return web.Response(status=204)
        return (self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])()


@contextlib.asynccontextmanager
async def receiving(receiver: Receiver | None = None) -> AsyncIterator[Receiver]:
    """Run a receiver on a free port."""
    receiver = receiver or Receiver()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", receiver.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.port = runner.addresses[0][1]
    try:
        yield receiver
    finally:
        await runner.cleanup()


class Names(AbstractResolver):
    """Resolves names from a table, each look-up taking the next answer; numbers as the C library reads them."""

    def __init__(self, table: Mapping[str, list[list[str]]] | None = None) -> None:
        self._table = {name: list(answers) for name, answers in (table or {}).items()}
        self.asked: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Give the next answer for this name."""
        assert family == socket.AF_UNSPEC  # both families are looked at
        self.asked.append(host)
        answers = self._table.get(host.rstrip("."))
        if answers is None:
            found = [info[4][0] for info in socket.getaddrinfo(host, port, flags=socket.AI_NUMERICHOST)]
        else:
            found = answers.pop(0) if len(answers) > 1 else answers[0]
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in found
        ]

    async def close(self) -> None:
        """Nothing to release."""
