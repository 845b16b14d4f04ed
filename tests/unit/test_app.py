"""A worker that stops has ended all that it started, in time, whatever its parts do."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from worker import topology
from worker.account import Accounts
from worker.app import App
from worker.broker.memory import MemoryBroker
from worker.configuration.accounts import LoadResult
from worker.consumers.lane import QueueLane
from worker.errors import ConfigurationError
from worker.ports import Outgoing
from worker.settings import Settings
from worker.store.leads import LeadStore
from worker.store.mongo import Mongo
from worker.system import SystemClock


class Slow(QueueLane):
    """A lane whose work ends when it is told to, or is cancelled."""

    def __init__(self, broker: Any, settings: Settings) -> None:
        super().__init__(topology.WHATSAPP, broker, SystemClock(), settings)
        self.begun, self.go_on = asyncio.Event(), asyncio.Event()
        self.ended: list[str] = []

    async def _process(self, batch: Any) -> None:
        self.begun.set()
        try:
            await self.go_on.wait()
        except asyncio.CancelledError:
            self.ended.append("cancelled")
            raise
        self.ended.append("done")
        await self._ack(batch)


class Broken(Slow):
    async def start(self) -> None:
        raise ConfigurationError("the user may not consume")


@pytest.fixture
async def worker(tmp_path: Path) -> Any:
    settings = Settings(accounts_dir=tmp_path, stop_seconds=0.3, http_port=0)
    mongo, broker = Mongo("mongodb://127.0.0.1:1", "none"), MemoryBroker()  # nobody asks it anything
    await broker.connect()
    await broker.declare(topology.build())
    yield App(settings, mongo, LeadStore(mongo), broker, LoadResult(Accounts.of([]), [], ""))
    await broker.close()
    mongo.close()


def others() -> set[asyncio.Task[Any]]:
    return asyncio.all_tasks() - {asyncio.current_task()}  # type: ignore[arg-type]  # we are one


async def serving(worker: App, lane: Slow) -> tuple[asyncio.Task[None], asyncio.Event]:
    stop = asyncio.Event()
    task = asyncio.create_task(worker._run([lane], ["sweeper"], stop))
    await worker.broker.publish([Outgoing("", topology.WHATSAPP, b"x")])
    async with asyncio.timeout(5):
        await lane.begun.wait()
    return task, stop


async def test_a_batch_that_does_not_end_in_time_is_cancelled_before_anything_is_closed(worker: App) -> None:
    before = others()
    lane = Slow(worker.broker, worker.settings)
    task, stop = await serving(worker, lane)
    stop.set()
    async with asyncio.timeout(5):
        await task
    assert lane.ended == ["cancelled"]
    assert others() <= before


async def test_a_batch_that_ends_in_time_is_done(worker: App) -> None:
    lane = Slow(worker.broker, worker.settings)
    task, stop = await serving(worker, lane)
    stop.set()
    await asyncio.sleep(0.05)
    lane.go_on.set()
    async with asyncio.timeout(5):
        await task
    assert lane.ended == ["done"]
    assert await worker.broker.depth(topology.WHATSAPP) == 0


async def test_whoever_ends_the_worker_at_once_leaves_nothing_running(worker: App) -> None:
    before = others()
    lane = Slow(worker.broker, worker.settings)
    task, _ = await serving(worker, lane)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert lane.ended == ["cancelled"]
    assert others() <= before


async def test_a_lane_that_cannot_start_ends_the_others_and_says_why(worker: App) -> None:
    before = others()
    lane = Broken(worker.broker, worker.settings)
    with pytest.raises(ConfigurationError, match="may not consume"):
        await worker._run([Slow(worker.broker, worker.settings), lane], ["sweeper"], asyncio.Event())
    assert others() <= before


async def test_a_part_that_breaks_lets_the_others_stop_and_is_told(
    worker: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(_: App) -> None:
        await lane.begun.wait()
        raise ZeroDivisionError

    monkeypatch.setattr(App, "_watchdog", breaks)
    lane = Slow(worker.broker, worker.settings)
    task, _ = await serving(worker, lane)
    lane.go_on.set()
    with pytest.raises(ZeroDivisionError):
        await task
    assert lane.ended == ["done"]
