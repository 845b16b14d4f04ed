"""Lists that wait by the hundred beside chats: the loop turns, and whoever writes is served first."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.backlog import ROWS, Pulse, Talk, bucket_of, chunk, percentile, talking
from tests.acceptance.crew import Scene
from tests.acceptance.processes import WorkerProcess, ending
from tests.waiting import eventually
from worker.embedded.mongod import free_port
from worker.topology import CAMPAIGN, PACES

pytestmark = pytest.mark.services

DELAY = "leadworker_loop_delay_seconds"
COMMIT = "leadworker_commit_contacts"


def worker(scene: Scene, log: Path, pulse: Pulse | None = None, roles: str = "") -> WorkerProcess:
    settings: dict[str, Any] = {**scene.settings, "http_port": pulse.port if pulse else 0}
    return WorkerProcess(settings, log, roles=roles)


@dataclass
class Found:
    """What chats and the worker's pulse were like while lists waited."""

    idle: float  # p95 of the chats' waits without lists, seconds
    beside: float  # with them
    delay: float  # p99 of the loop's delays: the upper bound of its bucket
    slowest: float  # answer of /livez
    statuses: set[int]

    @property
    def times(self) -> float:
        return self.beside / self.idle

    def alive(self) -> None:
        """Fail if the worker did not answer for its life at once, and well, all the time."""
        assert self.statuses == {200}
        assert self.slowest < 1


async def measured(talk: Talk, pulse: Pulse, chunks: int, seconds: float, first: int = 0) -> Found:
    """Measure chats, then again once lists are being worked on, while lists wait from the first to the last moment."""
    await talk.waits(2)  # warm
    idle = percentile(await talk.waits(seconds), 0.95)
    for number in range(first, first + chunks):
        await talk.publish(CAMPAIGN, chunk(number))
    done = await pulse.metric(COMMIT, queue=CAMPAIGN)
    await eventually(lambda: _more(pulse, done), 60)
    before = await pulse.metric(DELAY)
    async with pulse.felt():
        beside = percentile(await talk.waits(seconds), 0.95)
    after = await pulse.metric(DELAY)
    assert await talk.ready(CAMPAIGN) > 0, "the lists were done before the chats: nothing was measured"
    answers = pulse.answers
    found = Found(
        idle, beside, bucket_of(before, after, 0.99), max(s for s, _ in answers), {status for _, status in answers}
    )
    print(f"\nlists waiting: {chunks} x 1000; {found}; times idle: {found.times:.1f}")
    return found


async def measured_twice(talk: Talk, pulse: Pulse, chunks: int, seconds: float, times: float) -> Found:
    """Measure, and once more where chats waited longer than so many `times`: whatever else this machine does makes the
    ratio worse, never better. The worker must be alive both times."""
    found = await measured(talk, pulse, chunks, seconds)
    if found.times <= times:
        return found
    found.alive()
    await talk.purge(CAMPAIGN)
    await eventually(lambda: _rested(pulse), 240)  # what it holds already: some dozen lists
    return await measured(talk, pulse, chunks, seconds, first=chunks)


async def _rested(pulse: Pulse) -> bool:
    before = await pulse.metric(COMMIT, queue=CAMPAIGN)
    await asyncio.sleep(2)
    return not await _more(pulse, before)


async def _more(pulse: Pulse, before: dict[str, float]) -> bool:
    return (await pulse.metric(COMMIT, queue=CAMPAIGN)).get("_count", 0) > before.get("_count", 0)


@pytest.mark.slow
@pytest.mark.alone
@pytest.mark.timeout(900)
async def test_beside_500_waiting_chunks_the_loop_turns_and_chats_are_served_in_one_process(
    rabbit_scene: Scene, amqp_url: str, tmp_path: Path
) -> None:
    pulse = Pulse(free_port())
    process = worker(rabbit_scene, tmp_path / "worker.log", pulse)
    async with ending(process), talking(amqp_url) as talk:
        await process.start().ready()
        found = await measured_twice(talk, pulse, 500, 30, times=10)
    found.alive()
    assert found.delay <= 0.1
    assert found.times <= 10


@pytest.mark.slow
@pytest.mark.alone
@pytest.mark.timeout(900)
async def test_chats_hardly_notice_500_waiting_chunks_that_another_process_works_on(
    rabbit_scene: Scene, amqp_url: str, tmp_path: Path
) -> None:
    pulse = Pulse(free_port())
    chats = worker(rabbit_scene, tmp_path / "chats.log", roles="whatsapp,sweeper")
    lists = worker(
        rabbit_scene, tmp_path / "lists.log", pulse, roles="campaign,plugin,automations,timers,notify,finder"
    )
    async with ending(chats, lists), talking(amqp_url) as talk:
        await chats.start().ready()
        await lists.start().ready()
        found = await measured_twice(talk, pulse, 500, 30, times=3)
    found.alive()
    assert found.times <= 3


async def test_chats_overtake_waiting_lists_which_are_committed_in_small_pieces(
    rabbit_scene: Scene, amqp_url: str, tmp_path: Path
) -> None:
    """What holds on any machine: the order of things, and the size of the pieces."""
    pulse = Pulse(free_port())
    process = worker(rabbit_scene, tmp_path / "worker.log", pulse)
    async with ending(process), talking(amqp_url) as talk:
        for number in range(40):
            await talk.publish(CAMPAIGN, chunk(number))
        await process.start().ready()
        await eventually(lambda: _more(pulse, {}), 60)
        async with pulse.felt(patience=30):
            for _ in range(10):
                await talk.wait_of_one()
        commits = await pulse.metric(COMMIT, queue=CAMPAIGN)
    assert {status for _, status in pulse.answers} == {200}
    assert 0 < commits["_sum"] < 40 * ROWS, "chats were answered before the lists were done"
    assert commits[f"_bucket{PACES[CAMPAIGN].contacts}.0"] == commits["_count"]
