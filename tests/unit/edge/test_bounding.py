"""The console's server among many and slow clients: so many connections, and none waited for without end."""

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from worker.edge import bounding
from worker.edge.bounding import BoundedRunner

REQUEST: Final = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@contextlib.asynccontextmanager
async def served(
    most: int = 100, trusted: Callable[[str], bool] = lambda _: False, body: bytes = b"hello"
) -> AsyncIterator[int]:
    """Serve one page; give the port."""

    async def page(_: web.Request) -> web.Response:
        return web.Response(body=body)

    app = web.Application(middlewares=[bounding.taken_in_time])
    app.router.add_get("/", page)
    runner = BoundedRunner(app, most, trusted, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield site.port
    finally:
        await runner.cleanup()


@pytest.fixture
async def opened() -> AsyncIterator["Opened"]:
    """Give what opens connections to a port, which are ended after the test."""
    streams: list[Stream] = []

    async def open_one(port: int) -> Stream:
        streams.append(await asyncio.open_connection("127.0.0.1", port))
        return streams[-1]

    yield open_one
    for _, writer in streams:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


Opened = Callable[[int], Awaitable[Stream]]


async def status(stream: Stream) -> bytes:
    """Ask for the page; give the status, b"" where the connection was ended."""
    reader, writer = stream
    with contextlib.suppress(ConnectionError):
        writer.write(REQUEST)
    try:
        async with asyncio.timeout(5):
            line = await reader.readline()
    except ConnectionError:
        return b""
    return line.split(b" ")[1] if line else b""


async def left(writers: list[Stream]) -> None:
    for _, writer in writers:
        writer.close()
    await asyncio.sleep(0.05)


async def test_there_are_so_many_connections_from_one_address_and_room_again_when_some_end(opened: Opened) -> None:
    async with served(most=12) as port:
        with capture_logs() as logs:
            there = [await opened(port) for _ in range(3)]
            assert [await status(one) for one in there] == [b"200"] * 3
            many = [await opened(port) for _ in range(4)]
            assert [await status(one) for one in many] == [b"503"] * 4
        assert [entry["event"] for entry in logs] == ["server.full"]  # not a line for each
        await left(there)
        assert await status(await opened(port)) == b"200"


async def test_a_proxy_of_ours_brings_as_many_as_there_may_be_at_all(opened: Opened) -> None:
    async with served(most=12, trusted=lambda address: address == "127.0.0.1") as port:
        there = [await opened(port) for _ in range(12)]
        assert [await status(one) for one in there] == [b"200"] * 12
        reader, _ = one_more = await opened(port)
        assert await status(one_more) == b"503"
        assert b"too many connections" in await reader.read()


async def test_the_limit_leaves_files_for_everything_else(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    resource = pytest.importorskip("resource")
    monkeypatch.setattr(resource, "getrlimit", lambda _: (256, 4096))
    async with served(most=4_000, trusted=lambda _: True) as port:
        there = [await opened(port) for _ in range(56)]
        assert await status(await opened(port)) == b"503"
        assert await status(there[0]) == b"200"


@pytest.mark.parametrize("said", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: x\r\nX-A: 1\r\n"])
async def test_headers_that_do_not_arrive_are_not_waited_for(
    said: bytes, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounding, "IDLE_SECONDS", 0.3)
    async with served() as port:
        reader, writer = await opened(port)
        began = time.perf_counter()
        writer.write(said)
        drip = asyncio.create_task(_drip(writer)) if said.endswith(b"\r\n") else None
        async with asyncio.timeout(5):
            with contextlib.suppress(ConnectionError):
                while await reader.read(1000):
                    pass
        assert time.perf_counter() - began < 3
        if drip is not None:
            drip.cancel()


async def _drip(writer: asyncio.StreamWriter) -> None:
    """Send a header every now and then: never all of them."""
    with contextlib.suppress(ConnectionError):
        while True:
            writer.write(b"X-B: 2\r\n")
            await writer.drain()
            await asyncio.sleep(0.05)


async def test_who_was_served_and_does_nothing_is_let_go(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounding, "IDLE_SECONDS", 0.3)
    async with served() as port:
        reader, _ = stream = await opened(port)
        assert await status(stream) == b"200"
        async with asyncio.timeout(5):
            assert await reader.read(-1)  # to its end


async def test_who_does_not_take_the_answer_is_let_go(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounding, "TAKE_SECONDS", 0.3)
    async with served(body=b"x" * 20_000_000) as port:
        taker = socket.socket()
        taker.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        taker.connect(("127.0.0.1", port))
        taker.sendall(REQUEST)
        with capture_logs() as logs:
            await asyncio.sleep(0.8)
        assert [entry["event"] for entry in logs] == ["answer.not_taken"]
        taker.close()
        assert await status(await opened(port)) == b"200"
