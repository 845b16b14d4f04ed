# ruff: noqa: ASYNC220  (a process that outlives the call)
"""`leadworker serve` as a process: without servers, with broken files, and when its accounts go away."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.acceptance.crew import Scene
from tests.acceptance.processes import ROOT, WorkerProcess, ending
from tests.acceptance.traffic import Traffic
from worker.embedded.mongod import free_port

pytestmark = pytest.mark.services


async def readyz(port: int) -> tuple[int, dict[str, Any]]:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/readyz") as answer:
        return answer.status, await answer.json()


def lines(text: str, event: str) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    return [line for line in found if line.get("event") == event]


async def until(check: Any, seconds: float = 30.0) -> Any:
    """Wait until a coroutine function gives something true."""
    deadline = time.monotonic() + seconds
    while not (found := await check()):
        assert time.monotonic() < deadline, "it did not come"
        await asyncio.sleep(0.1)
    return found


async def test_embedded_it_serves_without_servers_and_says_that_nothing_is_durable(
    tmp_path: Path, accounts_dir: Path
) -> None:
    port = free_port()
    environment = {n: v for n, v in os.environ.items() if not n.startswith("LEADWORKER_")}
    environment |= {
        "LEADWORKER_DATA_DIR": str(tmp_path / "var"),
        "LEADWORKER_ACCOUNTS_DIR": str(accounts_dir),
        "LEADWORKER_HTTP_PORT": str(port),
        "LEADWORKER_LOG_FORMAT": "json",
        "LEADWORKER_AMQPURL": "amqp://user:s3cret@mq",
    }
    log = tmp_path / "worker.log"
    with log.open("ab") as out:
        command = [sys.executable, "-m", "worker", "serve", "--embedded"]
        worker = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)
    try:

        async def started() -> bool:
            assert worker.poll() is None, log.read_text()
            return '"worker.started"' in log.read_text()

        await until(started, 60)
        status, body = await readyz(port)
        assert (status, body["status"]) == (200, "ok")
        assert "for trying out only" in body["remarks"]["durability"]
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.wait(30)
    text = log.read_text()
    assert worker.returncode == 0, text
    (starting,) = lines(text, "worker.starting")
    assert "inside this process" in starting["rabbitmq"]
    assert starting["accounts_dir"] == str(accounts_dir)
    assert "for trying out only" in lines(text, "worker.embedded")[0]["consequence"]
    assert "LEADWORKER_AMQP_URL" in lines(text, "settings.unknown")[0]["problem"]
    assert "s3cret" not in text


async def test_it_names_its_servers_and_does_not_start_without_accounts(rabbit_scene: Scene, tmp_path: Path) -> None:
    settings = {**rabbit_scene.settings, "accounts_dir": tmp_path / "nowhere"}
    worker = WorkerProcess(settings, tmp_path / "worker.log").start()
    async with ending(worker):
        assert await worker.ended(30) == 78
    assert str(tmp_path / "nowhere") in worker.tail()
    assert "account.yaml" in worker.tail()
    (starting,) = lines((tmp_path / "worker.log").read_text(), "worker.starting")
    url = rabbit_scene.settings["amqp_url"]
    assert starting["vhost"] == url.rpartition("/")[2]
    assert starting["rabbitmq"] in url
    assert starting["database"] == rabbit_scene.database
    assert "@" not in starting["rabbitmq"] + starting["mongodb"]


async def test_an_account_broken_before_a_restart_is_worked_for_in_its_last_good_version(
    rabbit_scene: Scene, tmp_path: Path
) -> None:
    port = free_port()
    worker = WorkerProcess({**rabbit_scene.settings, "http_port": port}, tmp_path / "worker.log")
    traffic = Traffic(31, people=5)
    async with ending(worker):
        await worker.start().ready()
        await rabbit_scene.send(traffic.messages(20))
        assert await rabbit_scene.quiet(), rabbit_scene.waiting_for
        assert await worker.stop() == 0, worker.tail()
        broken = sorted(rabbit_scene.accounts_dir.glob("*/account.yaml"))
        assert broken
        for file in broken:
            file.write_text(file.read_text() + "\nregoin: IN\n")
        await worker.start().ready()
        await rabbit_scene.send(traffic.messages(20))
        assert await rabbit_scene.quiet(), rabbit_scene.waiting_for
        assert "unknown_account" not in (tmp_path / "worker.log").read_text()
        status, body = await readyz(port)
        assert status == 200
        told = body["remarks"][f"{broken[0].parent.name}: account"]
        assert "last good version is in force; wrong since 20" in told
        assert "regoin" in told
        assert await worker.stop() == 0, worker.tail()


async def test_when_all_accounts_go_away_the_queues_wait_and_nothing_is_refused(
    rabbit_scene: Scene, tmp_path: Path
) -> None:
    port = free_port()
    worker = WorkerProcess({**rabbit_scene.settings, "http_port": port}, tmp_path / "worker.log")
    traffic, directory = Traffic(32, people=5), rabbit_scene.accounts_dir
    away = directory.with_name("away")
    async with ending(worker):
        await worker.start().ready()
        directory.rename(away)

        async def gone() -> bool:
            return (await readyz(port))[0] == 503

        await until(gone)
        assert "the queues wait" in (await readyz(port))[1]["checks"]["accounts"]
        await rabbit_scene.send(traffic.messages(40))

        async def held() -> bool:
            return bool(lines((tmp_path / "worker.log").read_text(), "lane.held"))

        await until(held)
        await asyncio.sleep(1.0)
        assert not await rabbit_scene.quiet(1.0), "it was to wait"
        away.rename(directory)
        assert await rabbit_scene.quiet(), rabbit_scene.waiting_for
        assert "unknown_account" not in (tmp_path / "worker.log").read_text()
        assert (await readyz(port))[0] == 200
        assert await worker.stop() == 0, worker.tail()
    findings = lines((tmp_path / "worker.log").read_text(), "accounts.finding")
    assert any("no account is left here" in line["finding"] for line in findings)
