"""Leads over HTTP on real servers: put in, found at once, changed, and once each, though the worker is killed in between."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.acceptance.crew import Scene
from tests.acceptance.processes import WorkerProcess, ending
from tests.acceptance.test_api import HERE, PASSWORD, leadworker
from worker.embedded.mongod import free_port

pytestmark = pytest.mark.services


class Desk:
    """Somebody who is signed in, and the worker that serves them."""

    def __init__(self, worker: WorkerProcess, browser: aiohttp.ClientSession, account: str) -> None:
        self.worker, self.browser, self.account = worker, browser, account

    async def ask(self, method: str, path: str, sent: Any = None, key: str = "") -> tuple[int, Any]:
        headers = {"Idempotency-Key": key} if key else {}
        at = f"/api/v1/accounts/{self.account}{path}"
        async with self.browser.request(method, at, json=sent, headers=headers) as response:
            return response.status, await response.json(content_type=None)

    async def dies(self, method: str, path: str, sent: Any, key: str) -> None:
        """Send a request that its worker does not survive."""
        with pytest.raises(aiohttp.ClientError):
            await self.ask(method, path, sent, key)
        assert await self.worker.ended() == -9


@pytest.fixture
async def desk(rabbit_scene: Scene, tmp_path: Path) -> AsyncIterator[Desk]:
    """An admin."""
    port, account = free_port(), next(rabbit_scene.accounts_dir.glob("*/account.yaml")).parent.name
    settings = {**rabbit_scene.settings, "console_port": port}
    worker = WorkerProcess(settings, tmp_path / "worker.log", roles="api,sweeper")
    jar = aiohttp.CookieJar(unsafe=True)  # takes cookies of an address
    async with (
        ending(worker),
        aiohttp.ClientSession(f"http://127.0.0.1:{port}", headers=HERE, cookie_jar=jar) as browser,
    ):
        await worker.start().ready()
        who = ("--email", "asha@example.com", "--role", "admin")
        added = await asyncio.to_thread(leadworker, worker, "users", "add", "-a", account, *who)
        chosen = {"token": added["token"], "password": PASSWORD}
        assert (await browser.post("/api/v1/auth/password", json=chosen)).status == 200
        yield Desk(worker, browser, account)


@pytest.mark.timeout(240)  # five starts
async def test_what_a_person_does_is_seen_at_once_and_done_once_though_the_worker_is_killed(desk: Desk) -> None:
    new = {"phone": "+919812345001", "fields": {"name": "Asha Rao"}}
    status, made = await desk.ask("POST", "/leads", new, "put-in")
    assert (status, made["outcome"]) == (201, "created"), made
    lead = f"/leads/{made['lead']['id']}"
    for sent in ({"search": "asha"}, {"filter": {"field": "source", "op": "is", "value": "manual"}}):
        status, found = await desk.ask("POST", "/leads/query", sent)
        assert (status, [row["title"] for row in found["data"]]) == (200, ["Asha Rao"]), found

    # killed between the write and the answer: the request that comes again is answered as it would have been
    for failpoint, method, path, sent, key in (
        ("commanded", "PATCH", lead, {"fields": {"name": {"value": "Asha R.", "stamp": "*"}}}, "change"),
        ("committed", "POST", "/leads", {"phone": "+919812345002", "fields": {"name": "Ravi"}}, "another"),
    ):
        await desk.worker.kill()
        await desk.worker.start(failpoint).ready()
        await desk.dies(method, path, sent, key)
        await desk.worker.start().ready()
        first, second = [await desk.ask(method, path, sent, key) for _ in range(2)]
        assert first == second
        assert first[0] in (200, 201), first
        assert first[1]["lead"]["fields"]["name"]["value"] in ("Asha R.", "Ravi")
        status, reused = await desk.ask(
            method, path, {**sent, "tags": {"add": ["x"]} if method == "PATCH" else ["x"]}, key
        )
        assert (status, reused["type"].rpartition("/")[2]) == (422, "idempotency_key_reused")

    status, story = await desk.ask("GET", f"{lead}/timeline")
    assert [entry["type"] for entry in story["data"]] == ["lead_edited", "lead_added"]
    assert {entry["actor"]["kind"] for entry in story["data"]} == {"user"}
    status, verified = await desk.ask("GET", f"{lead}/verify")
    assert (status, verified["sound"], verified["entries"]) == (200, True, 2), verified
    status, counted = await desk.ask("POST", "/leads/count", {})
    assert counted["count"]["value"] == 2
