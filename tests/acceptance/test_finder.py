"""Search rows step back while messages wait, lists say how far they are behind, and the rows catch up afterwards."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from types import MappingProxyType
from typing import Any

import aiohttp
import pytest

from tests.acceptance.crew import QUICK, Scene
from tests.acceptance.traffic import chat, long_form, someone
from tests.waiting import eventually
from worker.access.people import ApiToken, Person, digest, token_text
from worker.access.principal import Membership
from worker.app import App, open_app
from worker.broker.memory import MemoryBroker
from worker.consumers.finding import DEEP
from worker.embedded.mongod import free_port
from worker.settings import Settings
from worker.store.people import People
from worker.system import SystemClock, new_id
from worker.topology import WHATSAPP

pytestmark = pytest.mark.services

NOW = 1_795_000_000
AHEAD_MS = 10_000  # behind which the first events lie for those who write rows and show lists
FIRST = 5


class Ahead(SystemClock):
    """A clock that is ahead, so that nobody has to wait for events to grow old."""

    def now(self) -> int:
        return super().now() + AHEAD_MS


@contextlib.asynccontextmanager
async def working(scene: Scene, *roles: str, clock: SystemClock, **more: Any) -> AsyncIterator[App]:
    """Run a worker of these roles."""
    stop, settings = asyncio.Event(), Settings(**{**QUICK, **scene.settings, **more})
    async with open_app(settings, MemoryBroker(scene.wire.server), clock) as app:  # type: ignore[attr-defined]  # a `MemoryWire`
        serving = asyncio.create_task(app.serve(roles, stop))
        await eventually(lambda: app.started or serving.done(), 60)
        try:
            yield app
        finally:
            stop.set()
            await serving


async def somebody(app: App) -> dict[str, str]:
    """Give the header of an admin's token."""
    people, now, token, secret = People(app.mongo), SystemClock().now(), new_id(), "x" * 43
    await people.prepare()
    await people.add(Person("p1", "asha@example.com", memberships={"in": Membership("admin")}))
    scopes = frozenset({"lead.read"})
    await people.keep_token(ApiToken(token, digest(secret), "in", "p1", "t", scopes, now, now + 10**9))
    return {"Authorization": f"Bearer {token_text(token, secret)}"}


async def test_rows_step_back_while_messages_wait_say_so_and_catch_up(scene: Scene) -> None:
    port = free_port()
    async with contextlib.AsyncExitStack() as stack:
        desk = await stack.enter_async_context(working(scene, "api", clock=Ahead(), console_port=port))
        browser = aiohttp.ClientSession(f"http://127.0.0.1:{port}", headers=await somebody(desk))
        await stack.enter_async_context(browser)
        leads, rows = desk.mongo.database["leads"], desk.mongo.database["lead_find"]

        async def listed() -> tuple[int, int | None]:
            """Give how many leads a list finds, and how far it says that it is behind."""
            asked = {"count": "exact", "search": "asha"}
            async with browser.post("/api/v1/accounts/in/leads/query", json=asked) as response:
                told = await response.json()
                assert response.status == 200, told
                return told["count"]["value"], told["finding_lag_ms"]

        await stack.enter_async_context(working(scene, "finder", clock=Ahead()))
        made = desk.mongo.database["find_state"]
        await eventually(lambda: _counted(made, 1, {"_id": "account:in"}), 60)  # what was there before is looked at
        stuck = MemoryBroker(scene.wire.server)  # type: ignore[attr-defined]  # a `MemoryWire`
        await stuck.connect()
        await stuck.consume(WHATSAPP, 1, lambda _: None)  # a worker that is busy with the first of them
        waiting = range(FIRST, FIRST + DEEP + 50)
        await scene.send([chat(someone("in", n), f"wamid.{n}", NOW + n, "Hello", "Asha") for n in waiting])
        async with working(scene, "plugin", "sweeper", clock=SystemClock()):
            await scene.send([long_form(FIRST, NOW)])
            await eventually(lambda: _counted(leads, FIRST), 60)

        await eventually(lambda: _behind(listed, AHEAD_MS), 30)
        assert await rows.count_documents({}) == 0  # they wait, for more urgent work does
        await stuck.close()
        async with working(scene, "whatsapp", "sweeper", clock=SystemClock()):
            await eventually(lambda: _counted(rows, FIRST + len(waiting)), 60)
            assert await scene.wire.depths([WHATSAPP]) == {WHATSAPP: 0}

        async def caught_up() -> bool:
            return await listed() == (FIRST + len(waiting), None)

        await eventually(caught_up, 30)


async def _counted(collection: Any, number: int, which: Mapping[str, Any] = MappingProxyType({})) -> bool:
    return bool(await collection.count_documents(dict(which)) == number)


async def _behind(listed: Any, least: int) -> bool:
    found, lag = await listed()
    assert found == 0
    return lag is not None and lag >= least
