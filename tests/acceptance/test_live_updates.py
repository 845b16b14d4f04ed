"""A message that comes in is on the screens of those who see its lead within two seconds, whichever process serves them."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.acceptance.crew import QUICK, Scene
from tests.acceptance.processes import WorkerProcess, ending
from tests.acceptance.test_api import HERE, PASSWORD, leadworker
from tests.acceptance.traffic import chat, someone
from tests.waiting import eventually
from worker.access.people import ApiToken, Person, digest, token_text
from worker.access.principal import Membership
from worker.app import open_app
from worker.broker.memory import MemoryBroker
from worker.embedded.mongod import free_port
from worker.settings import Settings
from worker.store.people import People
from worker.system import SystemClock, new_id

pytestmark = pytest.mark.services

SECONDS = 2.0
NOW = 1_795_000_000


@contextlib.asynccontextmanager
async def listening(port: int, headers: dict[str, str]) -> AsyncIterator[asyncio.Queue[dict[str, Any]]]:
    """Open a stream of the account `in`; give what is told of leads, with the time it came (`heard`)."""
    told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def read(response: aiohttp.ClientResponse) -> None:
        async for line in response.content:
            if line.startswith(b"data: "):
                told.put_nowait(json.loads(line[6:]) | {"heard": time.monotonic()})

    async with (
        aiohttp.ClientSession(f"http://127.0.0.1:{port}", headers=headers) as client,
        client.get("/api/v1/accounts/in/events", timeout=aiohttp.ClientTimeout(total=None)) as response,
    ):
        assert response.status == 200, await response.text()
        reading = asyncio.create_task(read(response))
        try:
            yield told
        finally:
            reading.cancel()


async def test_each_of_two_api_processes_tells_what_another_process_took_in(
    rabbit_scene: Scene, tmp_path: Path
) -> None:
    ports = (free_port(), free_port())
    intake = WorkerProcess(rabbit_scene.settings, tmp_path / "intake.log", roles="whatsapp,sweeper")
    desks = [
        WorkerProcess({**rabbit_scene.settings, "console_port": port}, tmp_path / f"{port}.log", roles="api")
        for port in ports
    ]
    async with contextlib.AsyncExitStack() as stack:
        for worker in (intake, *desks):
            await stack.enter_async_context(ending(worker))
            await worker.start().ready()
        who = ("-a", "in", "--email", "asha@example.com", "--role", "admin")
        added = await asyncio.to_thread(leadworker, desks[0], "users", "add", *who)
        async with aiohttp.ClientSession(f"http://127.0.0.1:{ports[0]}", headers=HERE) as browser:
            chosen = {"token": added["token"], "password": PASSWORD}
            answer = await browser.post("/api/v1/auth/password", json=chosen)
            cookie = {"Cookie": f"leadworker={answer.cookies['leadworker'].value}"}
        streams = [await stack.enter_async_context(listening(port, cookie)) for port in ports]
        for n in range(3):
            sent = time.monotonic()
            await rabbit_scene.send([chat(someone("in", n), f"wamid.{n}", NOW + n, "Hello", "Asha")])
            told = [await asyncio.wait_for(stream.get(), SECONDS + 5) for stream in streams]
            assert told[0]["id"] == told[1]["id"]
            for one in told:
                assert "lead.created" in one["types"]
                assert one["heard"] - sent < SECONDS
        for desk in desks:
            assert await desk.stop() == 0, desk.tail()  # open streams hold nobody up
        told = [stream.empty() for stream in streams]
        assert told == [True, True]


async def test_with_the_broker_inside_the_process_it_is_the_same(scene: Scene) -> None:
    port, stop = free_port(), asyncio.Event()
    settings = Settings(**{**QUICK, **scene.settings, "console_port": port})
    async with open_app(settings, MemoryBroker(scene.wire.server)) as app:  # type: ignore[attr-defined]  # a `MemoryWire`
        serving = asyncio.create_task(app.serve(("whatsapp", "sweeper", "api"), stop))
        await eventually(lambda: app.started)
        people, now, token, secret = People(app.mongo), SystemClock().now(), new_id(), "x" * 43
        await people.prepare()
        await people.add(Person("p1", "asha@example.com", memberships={"in": Membership("admin")}))
        scopes = frozenset({"lead.read"})
        await people.keep_token(ApiToken(token, digest(secret), "in", "p1", "t", scopes, now, now + 10**9))
        async with listening(port, {"Authorization": f"Bearer {token_text(token, secret)}"}) as told:
            sent = time.monotonic()
            await scene.send([chat(someone("in", 1), "wamid.1", NOW, "Hello", "Asha")])
            one = await asyncio.wait_for(told.get(), SECONDS + 5)
            assert ("lead.created" in one["types"], one["heard"] - sent < SECONDS) == (True, True)
        stop.set()
        await serving
