"""`leadworker serve` killed at every step of its work, and at any time: what is left behind is finished by the next."""

import asyncio
import random
from pathlib import Path

import pytest

from tests.acceptance.crew import Scene, settled
from tests.acceptance.invariants import findings, report
from tests.acceptance.processes import WorkerProcess, ending
from tests.acceptance.traffic import BASE, Traffic, long_form

pytestmark = pytest.mark.services

STEPS = (
    *("decoded", "planned", "committed", "recorded", "published", "announced"),
    *("merging", "merged", "kept", "cleared", "settled", "acked"),
)
RARE = {"merging": 2, "merged": 3, "kept": 1}  # how often they are passed at least


async def killed_at(steps: list[tuple[str, int]], scene: Scene, log: Path, size: int, seed: int) -> int:
    """For each (step, count) a worker dies when it passes the step for that time; then one lives.

    Give how often a worker had done all of its work without passing the step so often; it was killed all the same.
    """
    worker = WorkerProcess({**scene.settings, "batch_size": 20}, log)
    missed = 0
    async with ending(worker):
        for number, (step, times) in enumerate(steps):
            traffic = Traffic(seed + number, people=6, first=6 * number)
            await scene.send(traffic.muddled([*traffic.meetings(), *traffic.messages(size)]))
            worker.start(f"{step}:{times}")
            done = await scene.quiet(60, rest=0.5, unless=lambda: worker.code is not None)
            assert done or worker.code is not None, scene.waiting_for
            missed += worker.code is None
            await worker.kill()
            assert worker.code == -9, worker.tail()
        await worker.start().ready()
        assert await scene.quiet(60), scene.waiting_for
        assert await worker.stop() == 0
    await settled(scene)
    return missed


async def test_a_worker_killed_at_each_step_of_its_work_loses_nothing_and_does_nothing_twice(
    rabbit_scene: Scene, tmp_path: Path
) -> None:
    rng = random.Random(31)
    steps = [(step, rng.randint(1, RARE.get(step, 2))) for step in STEPS]
    assert await killed_at(steps, rabbit_scene, tmp_path / "worker.log", 40, 3100) == 0


@pytest.mark.slow
@pytest.mark.parametrize("seed", [41_000, 42_000, 43_000])
async def test_workers_killed_again_and_again_at_each_step_lose_nothing(
    rabbit_scene: Scene, tmp_path: Path, seed: int
) -> None:
    rng = random.Random(seed)
    steps = [(step, rng.randint(1, RARE.get(step, 6))) for step in STEPS * 5]
    rng.shuffle(steps)
    assert await killed_at(steps, rabbit_scene, tmp_path / "worker.log", 150, seed) < len(steps) / 4


async def killed_at_any_time(scene: Scene, tmp_path: Path, traffic: Traffic, size: int, kills: int, seed: int) -> None:
    """Two workers under load, each killed now and then and started again by whoever looks after them."""
    rng = random.Random(seed)
    workers = [WorkerProcess(scene.settings, tmp_path / f"worker-{n}.log") for n in range(2)]
    async with ending(*workers):
        for worker in workers:
            worker.start()
        await asyncio.gather(*(worker.ready() for worker in workers))
        sending = asyncio.create_task(scene.send(traffic.muddled([*traffic.meetings(), *traffic.messages(size)])))
        for _ in range(kills):
            await asyncio.sleep(rng.uniform(0.05, 0.6))
            victim = rng.choice(workers)
            await victim.kill()
            await asyncio.sleep(rng.uniform(0, 0.3))
            victim.start()
        await sending
        assert await scene.quiet(60), scene.waiting_for
        await asyncio.gather(*(worker.ready() for worker in workers))  # the last victim may be just starting
        assert [await worker.stop() for worker in workers] == [0, 0]
    await settled(scene)


async def test_workers_killed_at_any_time_lose_nothing_and_do_nothing_twice(
    rabbit_scene: Scene, tmp_path: Path
) -> None:
    await killed_at_any_time(rabbit_scene, tmp_path, Traffic(51, people=25), 600, 5, 51)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [52, 53, 54])
async def test_workers_killed_at_any_time_for_long_lose_nothing(rabbit_scene: Scene, tmp_path: Path, seed: int) -> None:
    await killed_at_any_time(rabbit_scene, tmp_path, Traffic(seed, people=60), 6_000, 40, seed)


@pytest.mark.parametrize(
    ("mutant", "step", "broken"),
    [
        ("acknowledged_before_commit", "decoded", "confirmed_is_recorded"),
        ("nobody_sweeps", "committed", "nothing_is_pending"),
        ("clear_before_announce", "cleared_early", "every_entry_is_announced"),
    ],
)
async def test_a_broken_worker_that_is_killed_is_found_out(
    rabbit_scene: Scene, tmp_path: Path, mutant: str, step: str, broken: str
) -> None:
    worker = WorkerProcess(rabbit_scene.settings, tmp_path / "worker.log", mutant=mutant)
    traffic = Traffic(61, people=6)
    async with ending(worker):
        await rabbit_scene.send(traffic.messages(60))
        worker.start(f"{step}:1")
        assert await worker.ended(60) == -9, worker.tail()
        await worker.start().ready()
        await rabbit_scene.quiet(3)
        assert await worker.stop() == 0
    found = findings(await rabbit_scene.case(faults=True))
    assert broken in {finding.rule for finding in found}, f"only this was found:\n{report(found)}"


async def test_a_long_webhook_cut_short_by_kills_is_done_to_its_end_and_once(
    rabbit_scene: Scene, tmp_path: Path
) -> None:
    worker = WorkerProcess(rabbit_scene.settings, tmp_path / "worker.log")
    await rabbit_scene.send([long_form(1000, BASE)])
    async with ending(worker):
        for step in ("committed:2", "cleared:2", "announced:1"):
            worker.start(step)
            assert await worker.ended(60) == -9, worker.tail()
        await worker.start().ready()
        assert await rabbit_scene.quiet(60), rabbit_scene.waiting_for
        assert await worker.stop() == 0
    await settled(rabbit_scene)
