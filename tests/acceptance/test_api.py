"""The lead API of a running worker: somebody is added on the command line, sets a password, signs in, uses a token."""

import asyncio
import json
import subprocess
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.acceptance.crew import Scene
from tests.acceptance.processes import ROOT, WorkerProcess, ending
from worker.embedded.mongod import free_port

pytestmark = pytest.mark.services

PASSWORD = "seven green kettles sing"
HERE = {"Sec-Fetch-Site": "same-origin"}


def leadworker(worker: WorkerProcess, *args: str) -> dict[str, Any]:
    done = subprocess.run(
        [str(ROOT / ".venv/bin/leadworker"), *args, "--json"],
        cwd=ROOT,
        env=dict(worker.environment),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


async def test_somebody_is_added_signs_in_and_out_and_is_let_go(rabbit_scene: Scene, tmp_path: Path) -> None:
    port, account = free_port(), next(rabbit_scene.accounts_dir.glob("*/account.yaml")).parent.name
    worker = WorkerProcess({**rabbit_scene.settings, "console_port": port}, tmp_path / "worker.log", roles="api")
    jar = aiohttp.CookieJar(unsafe=True)  # takes cookies of an address
    async with (
        ending(worker),
        aiohttp.ClientSession(f"http://127.0.0.1:{port}", headers=HERE, cookie_jar=jar) as browser,
    ):
        await worker.start().ready()
        who = ("--email", "asha@example.com")
        added = await asyncio.to_thread(leadworker, worker, "users", "add", "-a", account, *who, "--role", "admin")
        assert added["set_password_at"] == f"http://127.0.0.1:{port}/api/v1/auth/password"
        assert (await browser.get(f"/api/v1/accounts/{account}/me")).status == 401
        chosen = {"token": added["token"], "password": PASSWORD}
        assert (await browser.post("/api/v1/auth/password", json=chosen)).status == 200
        me = await (await browser.get(f"/api/v1/accounts/{account}/me")).json()
        assert (me["role"], me["sees"], me["kind"]) == ("admin", "all", "human")
        wanted = {"name": "script", "scopes": ["lead.read"]}
        made = await (await browser.post(f"/api/v1/accounts/{account}/tokens", json=wanted)).json()
        assert (await browser.post("/api/v1/auth/logout")).status == 204
        assert (await browser.get("/api/v1/auth/me")).status == 401

        signing_in = {"email": "asha@example.com", "password": PASSWORD}
        assert (await browser.post("/api/v1/auth/login", json=signing_in)).status == 200
        assert await worker.stop() == 0, worker.tail()
        await worker.start().ready()  # who is signed in stays so
        assert (await browser.get("/api/v1/auth/me")).status == 200
        document = await (await browser.get("/api/v1/openapi.json")).json()
        assert document == json.loads((ROOT / "schemas/generated/openapi.json").read_text())

        (listed,) = (await asyncio.to_thread(leadworker, worker, "users", "list", "-a", account))["users"]
        assert (listed["email"], listed["role"], listed["has_password"]) == ("asha@example.com", "admin", True)
        await asyncio.to_thread(leadworker, worker, "users", "off", *who)
        bearer = {"Authorization": f"Bearer {made['token']}"}
        assert (await browser.get("/api/v1/auth/me")).status == 401
        assert (await browser.get(f"/api/v1/accounts/{account}/me", headers=bearer)).status == 401
        assert (await browser.post("/api/v1/auth/login", json=signing_in)).status == 401
        assert await worker.stop() == 0, worker.tail()
    told = (tmp_path / "worker.log").read_text()
    for secret in (PASSWORD, added["token"], made["token"], "asha@example.com"):
        assert secret not in told
