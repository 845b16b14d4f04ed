"""Bodies that are too large, too deep, packed or slow; too many at once: answered with a sentence, in bounded time and memory."""

import asyncio
import gzip
import time
import tracemalloc
import zlib
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any, Final

import aiohttp
import pytest
from aiohttp import web

from tests import hostile
from tests.unit.edge.api.frame import ACME, KEY, Scene, scene
from tests.unit.edge.api.office import HERE, Office
from tests.waiting import eventually
from worker.edge.api import arriving, crowding
from worker.edge.api.asking import OPEN, Again, Route
from worker.edge.api.openapi import PREFIX
from worker.edge.api.routes import ROUTES
from worker.edge.bounding import BoundedRunner

WITH_BODIES: Final = [route for route in ROUTES if route.body]
SECONDS: Final = 2.0
DEEP: Final = {
    "lists": b"[" * 400_000,
    "objects": b'{"a":' * 150_000,
    "closed lists": b"[" * 50_000 + b"]" * 50_000,
    "a filter": b'{"filter":' + b'{"not":' * 50_000 + b"1" + b"}" * 50_001,
    "many names": b"{" + b",".join(b'"k%d":1' % n for n in range(60_000)) + b"}",
    "a long number": b'{"size":' + b"9" * 900_000 + b"}",
    "a small number": b'{"size":1e-' + b"9" * 900_000 + b"}",
    "half a surrogate": b'{"search":"\\ud800"}',
    "no text": b"\xff\xfe{",
    "nothing": b"",
}


async def sent(office: Office, route: Route, raw: Any, **headers: str) -> tuple[int, Any]:
    """Send bytes to a route as an admin; give status and body of the answer."""
    path = PREFIX + route.path.format(
        account="acme", lead=hostile.ID, user=hostile.ID, space=hostile.ID, screen="table"
    )
    who = await office.somebody("admin", "asha")
    told = HERE | who | {"Content-Type": "application/json"} | headers
    told |= {"Idempotency-Key": "k"} if route.again in (Again.HISTORY, Again.ANSWER) else {}
    query = hostile.QUERIES.get(route.operation, {})
    raw = BytesIO(raw) if isinstance(raw, bytes) else raw
    async with office.client.request(route.method, path, data=raw, headers=told, params=query) as answer:
        return answer.status, await answer.json(content_type=None)


@pytest.mark.parametrize("route", WITH_BODIES, ids=lambda route: route.operation)
async def test_a_body_is_as_large_as_its_route_needs(office: Office, route: Route) -> None:
    """Who has not signed in sends little."""
    most = arriving.MAX_OPEN_BODY if route.permission is OPEN else arriving.MAX_BODY

    async def pieces(size: int) -> AsyncIterator[bytes]:
        for _ in range(size // 4096 + 1):
            yield b" " * 4096

    for raw in (b" " * (most + 1), pieces(most + 1)):
        status, body = await sent(office, route, raw)
        assert (status, body["type"].rsplit("/", 1)[1], f"{most:,} bytes" in body["detail"]) == (413, "too_large", True)
    assert (await sent(office, route, b" " * most))[0] == 400  # it is read: no JSON


@pytest.mark.parametrize("raw", DEEP.values(), ids=DEEP.keys())
@pytest.mark.parametrize("operation", ["query_leads", "put_layout", "change_lead", "make_space"])
async def test_a_deep_wide_or_broken_body_is_refused_soon(office: Office, operation: str, raw: bytes) -> None:
    route = next(one for one in ROUTES if one.operation == operation)
    began = time.perf_counter()
    status, body = await sent(office, route, raw)
    assert status in {400, 422}, body
    assert time.perf_counter() - began < SECONDS
    assert len(str(body)) < 20_000


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "x-gzip", "gzip, gzip"])
async def test_a_packed_body_is_refused_and_never_unpacked(coding: str) -> None:
    """A little may become much, and what is broken would be a traceback of the server in the log."""
    made, server = scene()
    runner = BoundedRunner(server.app, 100, lambda _: True, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    bomb = gzip.compress(b" " * 64_000_000, 1) if coding != "deflate" else zlib.compress(b" " * 64_000_000, 1)
    tracemalloc.start()
    headers = {"Content-Type": "application/json", "Content-Encoding": coding}
    async with made.client, aiohttp.ClientSession(f"http://127.0.0.1:{site.port}") as browser:
        for raw in (bomb, b"{}" * 30, b"\x1f\x8b\x08\x00" + b"\xff" * 60):
            async with browser.post("/api/v1/login", data=BytesIO(raw), headers=headers) as answer:
                body = await answer.json(content_type=None)
                assert (answer.status, body["type"].rsplit("/", 1)[1]) == (415, "media_type")
                assert answer.headers["Accept-Encoding"] == "identity"
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8_000_000
    assert made.work.calls == []
    await runner.cleanup()


async def test_a_body_that_does_not_arrive_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arriving, "READ_SECONDS", 0.2)
    made, server = scene()
    async with made.client:
        reader, writer = await asyncio.open_connection("127.0.0.1", made.client.port or 0)
        head = (
            b"POST /api/v1/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n"
        )
        writer.write(head + b'{"na')
        began = time.perf_counter()
        async with asyncio.timeout(5):
            assert (await reader.readline()).startswith(b"HTTP/1.1 408 ")
        assert time.perf_counter() - began < SECONDS
        writer.close()
        await writer.wait_closed()
    await server.close()
    assert made.work.calls == []


async def waiting(
    made: Scene, number: int, cookie: str = "imran-cookie", path: str = "/accounts/acme/list"
) -> list[Any]:
    """Begin requests that wait in their handler."""
    headers = HERE | ({"Cookie": f"leadworker={cookie}"} if cookie else {})
    many = [asyncio.create_task(made.ask("GET", path, headers=headers)) for _ in range(number)]
    await eventually(lambda: len(made.work.calls) >= number)
    return many


async def test_one_person_has_so_many_requests_under_way_and_others_are_served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowding, "EACH", 3)
    made, server = scene()
    made.work.gate = asyncio.Event()
    async with made.client:
        under_way = await waiting(made, 3)
        status, body, headers = await made.ask(
            "POST",
            f"/accounts/{ACME}/spaces",
            json={"name": "a"},
            headers=HERE | KEY | {"Cookie": "leadworker=imran-cookie"},
        )
        assert (status, body["type"].rsplit("/", 1)[1], headers["Retry-After"]) == (429, "too_many", "1")
        others = asyncio.create_task(
            made.ask("GET", f"/accounts/{ACME}/list", headers={"Cookie": "leadworker=meena-cookie"})
        )
        await asyncio.sleep(0.05)
        made.work.gate.set()
        assert [answer[0] for answer in await asyncio.gather(*under_way, others)] == [200] * 4
        made.work.calls.clear()
        assert [answer[0] for answer in await asyncio.gather(*await waiting(made, 3))] == [200] * 3  # all have left
    await server.close()


async def test_so_many_strangers_are_served_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowding, "STRANGERS", 2)
    made, server = scene()
    made.work.gate = asyncio.Event()
    async with made.client:
        under_way = await waiting(made, 2, cookie="", path="/open")
        status, body, _ = await made.ask("GET", "/open")
        assert (status, body["type"].rsplit("/", 1)[1]) == (503, "busy")
        made.work.gate.set()
        await asyncio.gather(*under_way)
        assert (await made.ask("GET", "/open"))[0] == 200
    await server.close()


async def test_a_request_that_fails_leaves_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowding, "EACH", 1)
    made, server = scene()
    made.work.failure = ZeroDivisionError()
    async with made.client:
        for _ in range(3):
            status, _, _ = await made.ask(
                "GET", f"/accounts/{ACME}/list", headers={"Cookie": "leadworker=imran-cookie"}
            )
            assert status == 500
    await server.close()
