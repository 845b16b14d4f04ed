"""RabbitMQ and MongoDB crash, hang and come back while workers are under load, and a worker sleeps through its connection.

Nothing is lost, nothing is done twice, and nothing is dead-lettered for it.
"""

import asyncio
import random
import signal
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.crew import Scene, settled
from tests.acceptance.processes import WorkerProcess, ending
from tests.acceptance.traffic import Traffic
from tests.acceptance.wires import RabbitWire
from tests.services.mongod import Mongod
from tests.services.rabbitmq import RabbitMQ

pytestmark = pytest.mark.services

RECOVERY_SECONDS = 30.0  # from the return of a server until intake goes on


@pytest.fixture
async def node_scene(
    node_url: str, mongod_node: Mongod, mongo_database: str, accounts_dir: Path
) -> AsyncIterator[Scene]:
    """A scene whose servers may be killed."""
    wire = RabbitWire(node_url)
    await wire.open()
    scene = Scene(wire, mongod_node.url, mongo_database, accounts_dir)
    yield scene
    scene.close()
    await wire.close()


async def while_away(
    scene: Scene, tmp_path: Path, traffic: Traffic, size: int, faults: list[Callable[[], Any]], pause: float
) -> float:
    """Two workers under load, while the faults happen one after the other; give the seconds until intake went on."""
    settings = {**scene.settings, "operation_seconds": 2, "publish_seconds": 3, "prefetch": 60, "batch_size": 20}
    workers = [WorkerProcess(settings, tmp_path / f"worker-{n}.log").start() for n in range(2)]
    async with ending(*workers):
        for worker in workers:
            await worker.ready()
        messages = traffic.muddled([*traffic.meetings(), *traffic.messages(size)])
        sending = asyncio.create_task(scene.send(messages))
        for fault in faults:
            await asyncio.sleep(pause)
            await asyncio.to_thread(fault)
        back = time.monotonic()
        await sending
        assert await scene.quiet(90), scene.waiting_for
        recovery = time.monotonic() - back
        ended = [worker.tail() for worker in workers if worker.code is not None]
        assert not ended, f"no worker was to end for it: {ended}"
        assert [await worker.stop() for worker in workers] == [0, 0]
    await settled(scene)
    return recovery


def crash_rabbitmq(node: RabbitMQ) -> list[Callable[[], Any]]:
    return [node.kill, node.start]


def crash_mongodb(node: Mongod, seconds: float) -> list[Callable[[], Any]]:
    return [node.kill, lambda: time.sleep(seconds), node.start]


def hang_mongodb(node: Mongod, seconds: float) -> list[Callable[[], Any]]:
    def hang() -> None:
        node.freeze()
        time.sleep(seconds)
        node.freeze(False)

    return [hang]


async def test_rabbitmq_crashes_under_load(node_scene: Scene, rabbitmq_node: RabbitMQ, tmp_path: Path) -> None:
    recovery = await while_away(node_scene, tmp_path, Traffic(71, people=20), 400, crash_rabbitmq(rabbitmq_node), 0.4)
    assert recovery < RECOVERY_SECONDS


async def test_mongodb_crashes_under_load(node_scene: Scene, mongod_node: Mongod, tmp_path: Path) -> None:
    faults = crash_mongodb(mongod_node, 4)  # longer than two operations may take
    assert await while_away(node_scene, tmp_path, Traffic(72, people=20), 400, faults, 0.4) < RECOVERY_SECONDS


async def test_mongodb_hangs_under_load(node_scene: Scene, mongod_node: Mongod, tmp_path: Path) -> None:
    faults = hang_mongodb(mongod_node, 5)
    assert await while_away(node_scene, tmp_path, Traffic(73, people=20), 400, faults, 0.4) < RECOVERY_SECONDS


@pytest.mark.slow
@pytest.mark.parametrize("seed", [74, 75, 76])
async def test_both_servers_crash_and_hang_again_and_again(
    node_scene: Scene, rabbitmq_node: RabbitMQ, mongod_node: Mongod, tmp_path: Path, seed: int
) -> None:
    rng = random.Random(seed)
    faults = []
    for _ in range(3):
        kinds = [crash_rabbitmq(rabbitmq_node), crash_mongodb(mongod_node, 15), hang_mongodb(mongod_node, 15)]
        kinds.append([rabbitmq_node.freeze, lambda: time.sleep(15), lambda: rabbitmq_node.freeze(False)])
        rng.shuffle(kinds)
        faults += [fault for kind in kinds for fault in kind]
    await while_away(node_scene, tmp_path, Traffic(seed, people=60), 4_000, faults, 1.0)


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [1.0, 50.0])  # 50 s: three heartbeats and some
async def test_workers_frozen_at_any_time_do_no_harm(rabbit_scene: Scene, tmp_path: Path, seconds: float) -> None:
    rng = random.Random(77)
    workers = [WorkerProcess(rabbit_scene.settings, tmp_path / f"worker-{n}.log").start() for n in range(3)]
    traffic = Traffic(77, people=30)
    async with ending(*workers):
        for worker in workers:
            await worker.ready()
        for _ in range(4):
            sending = asyncio.create_task(rabbit_scene.send(traffic.muddled(traffic.messages(1_500))))
            frozen = rng.choice(workers)
            await asyncio.sleep(rng.uniform(0.1, 0.6))
            frozen.send(signal.SIGSTOP)
            await asyncio.sleep(seconds)
            frozen.wake()
            await sending
        assert await rabbit_scene.quiet(180), rabbit_scene.waiting_for
        assert [await worker.stop() for worker in workers] == [0, 0, 0]
    await settled(rabbit_scene)


@pytest.mark.parametrize(
    "step",
    [
        "planned",
        "committed",
        *(pytest.param(step, marks=pytest.mark.slow) for step in ("recorded", "announced", "merged", "settled")),
    ],
)
async def test_a_worker_that_slept_through_its_connection_does_no_harm_when_it_wakes(
    rabbit_scene: Scene, rabbitmq: RabbitMQ, tmp_path: Path, step: str
) -> None:
    """It stops between two steps; the broker gives its messages to another worker, which does all of the work."""
    if not rabbitmq.vhosts:
        pytest.skip("takes a node whose connections we can close")
    sleeper = WorkerProcess(rabbit_scene.settings, tmp_path / "sleeper.log", mutant="sleeps")
    other = WorkerProcess(rabbit_scene.settings, tmp_path / "other.log")
    traffic = Traffic(80, people=6)
    async with ending(sleeper, other):
        await rabbit_scene.send(traffic.muddled([*traffic.meetings(), *traffic.messages(150)]))
        sleeper.start(f"{step}:2")
        await sleeper.asleep()
        await rabbit_scene.wire.close()
        rabbitmq.evaluate('[rabbit_networking:close_connection(C, "asleep") || C <- rabbit_networking:connections()].')
        await other.start().ready()
        assert await rabbit_scene.quiet(), rabbit_scene.waiting_for
        sleeper.wake()
        await rabbit_scene.send(traffic.muddled(traffic.messages(50)))
        assert await rabbit_scene.quiet(), rabbit_scene.waiting_for
        await asyncio.sleep(0.5)
        assert [await worker.stop() for worker in (sleeper, other)] == [0, 0], sleeper.tail()
    await settled(rabbit_scene)
