"""`leadworker serve` as a process that is asked to stop: in mid-flight, twice, and while a server is away."""

import asyncio
import signal
import time
from pathlib import Path

import pytest

from tests.acceptance.crew import Scene, settled
from tests.acceptance.processes import WorkerProcess, ending
from tests.acceptance.traffic import Traffic
from worker.embedded.mongod import free_port
from worker.topology import INTAKE

pytestmark = pytest.mark.services


async def finished(scene: Scene, worker: WorkerProcess) -> None:
    """Let a worker do the rest, stop it and check everything."""
    await worker.start().ready()
    assert await scene.quiet(), scene.waiting_for
    assert await worker.stop() == 0, worker.tail()
    await settled(scene, faults=False)


async def test_a_worker_asked_to_stop_in_mid_flight_stops_in_time_and_loses_nothing(
    rabbit_scene: Scene, tmp_path: Path
) -> None:
    worker = WorkerProcess(rabbit_scene.settings, tmp_path / "worker.log")
    traffic = Traffic(21, people=30)
    async with ending(worker):
        await rabbit_scene.send(traffic.muddled([*traffic.meetings(), *traffic.messages(800)]))
        await worker.start().ready()
        await asyncio.sleep(0.05)
        asked = time.monotonic()
        assert await worker.stop() == 0, worker.tail()
        assert time.monotonic() - asked < 25
        assert sum((await rabbit_scene.wire.depths(INTAKE)).values()) > 0, "it was to be stopped in mid-flight"
        await finished(rabbit_scene, worker)


async def test_a_worker_asked_twice_ends_at_once_and_loses_nothing(rabbit_scene: Scene, tmp_path: Path) -> None:
    slow = WorkerProcess(rabbit_scene.settings, tmp_path / "slow.log", mutant="slow_commits")
    traffic = Traffic(22, people=10)
    async with ending(slow):
        await rabbit_scene.send(traffic.muddled(traffic.messages(200)))
        await slow.start().ready()
        await asyncio.sleep(0.3)
        slow.send(signal.SIGTERM)
        await asyncio.sleep(0.3)
        assert slow.code is None, "the batch under way was to take longer"
        slow.send(signal.SIGTERM)
        assert await slow.ended(3) == 128 + signal.SIGTERM
        assert "Traceback" not in slow.tail(100)
        await finished(rabbit_scene, WorkerProcess(rabbit_scene.settings, tmp_path / "worker.log"))


@pytest.mark.parametrize("away", ["mongo_url", "amqp_url"])
async def test_a_worker_that_waits_for_a_server_at_its_start_can_be_stopped(
    rabbit_scene: Scene, tmp_path: Path, away: str
) -> None:
    nobody = {"mongo_url": f"mongodb://127.0.0.1:{free_port()}", "amqp_url": f"amqp://127.0.0.1:{free_port()}"}
    settings = {**rabbit_scene.settings, away: nobody[away], "operation_seconds": 1, "publish_seconds": 1}
    worker = WorkerProcess(settings, tmp_path / "worker.log").start()
    async with ending(worker):
        while "start.waiting" not in worker.tail():
            assert worker.code is None, worker.tail()
            await asyncio.sleep(0.1)
        assert await worker.stop() == 0, worker.tail()
        assert "Traceback" not in worker.tail(100)


async def test_a_worker_asked_to_stop_while_it_asks_the_broker_for_depths_stops(
    rabbit_scene: Scene, tmp_path: Path
) -> None:
    for number in range(4):
        settings = {**rabbit_scene.settings, "http_port": free_port()}
        worker = WorkerProcess(settings, tmp_path / f"worker{number}.log", roles="notify")
        async with ending(worker):
            await worker.start().ready()
            await asyncio.sleep(0.02 * number)  # it asks queue by queue as soon as it has started
            asked = time.monotonic()
            assert await worker.stop() == 0, worker.tail()
            assert time.monotonic() - asked < 5
            assert "broker.lost" not in worker.tail(100)
