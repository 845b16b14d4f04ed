"""A lane holds few messages until a batch has ended well: a process that dies again and again wears out only those."""

import asyncio
from collections.abc import Sequence

import pytest

from tests.integration.test_consumers_sources import QUEUE, Path, handle
from tests.integration.test_lane_holding import at_work, send
from tests.waiting import eventually
from worker import topology
from worker.account import Accounts
from worker.broker.memory import MemoryBroker
from worker.broker.memory_server import MemoryServer
from worker.commit.applied import Applied
from worker.commit.key_lanes import KeyLanes
from worker.consumers.intake import CAREFUL
from worker.consumers.sources import Lane, Services
from worker.contact import Contact
from worker.errors import BrokerUnavailableError
from worker.settings import Settings
from worker.system import SystemClock
from worker.topology import DELIVERY_LIMIT, crashed


class Mortal(Path):
    """A commit path in which the process dies with its fourth batch."""

    def __init__(self) -> None:
        super().__init__()
        self.dead = asyncio.Event()

    async def apply(self, contacts: Sequence[Contact]) -> Applied:
        if len(self.calls) == 3:
            self.dead.set()
            await asyncio.Event().wait()
        return await super().apply(contacts)


class Slow(Path):
    """A commit path that ends nothing until it may."""

    def __init__(self) -> None:
        super().__init__()
        self.free = asyncio.Event()

    async def apply(self, contacts: Sequence[Contact]) -> Applied:
        await self.free.wait()
        return await super().apply(contacts)


async def client(server: MemoryServer) -> MemoryBroker:
    broker = MemoryBroker(server)
    await broker.connect()
    return broker


async def life(server: MemoryServer) -> None:
    """Work as a process that is killed."""
    broker, path = await client(server), Mortal()
    services = Services(broker, path, path, lambda: Accounts.of([]), SystemClock(), KeyLanes())
    lane = Lane(QUEUE, handle, services, Settings(batch_size=2))
    running = asyncio.create_task(lane.run())
    await lane.start()
    async with asyncio.timeout(10):
        await path.dead.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await broker.close()


async def test_messages_behind_those_under_way_do_not_come_to_the_limit_for_a_process_that_dies_again_and_again() -> (
    None
):
    server = MemoryServer()
    broker = await client(server)
    await broker.declare(topology.build())
    for number in range(DELIVERY_LIMIT + 10):
        await send(broker, *[f"{1000 * number + n}" for n in range(20)])
        await life(server)
    assert await broker.depth(crashed(QUEUE)) == 0
    assert await broker.depth(QUEUE) > 10 * DELIVERY_LIMIT, "they were waiting all the time"


@pytest.fixture
async def broker() -> MemoryBroker:
    broker = await client(MemoryServer())
    await broker.declare(topology.build())
    return broker


async def test_as_many_as_usual_are_taken_once_a_batch_has_ended(broker: MemoryBroker) -> None:
    path = Slow()
    await send(broker, *[str(n) for n in range(200)])
    async with at_work(broker, path):
        await asyncio.sleep(0.1)
        assert await broker.depth(QUEUE) == 200 - CAREFUL
        path.free.set()
        await eventually(lambda: sum(map(len, path.calls)) == 200, 10)
    assert max(map(len, path.calls)) > CAREFUL
    assert await broker.depth(QUEUE) == 0


async def test_a_broker_that_goes_away_in_that_moment_is_waited_for(
    broker: MemoryBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, consume, asked = Path(), broker.consume, 0

    async def fails_once(*args: object, **more: object) -> None:
        nonlocal asked
        asked += 1
        if asked == 2:
            raise BrokerUnavailableError
        await consume(*args, **more)

    monkeypatch.setattr(broker, "consume", fails_once)
    await send(broker, *[str(n) for n in range(100)])
    async with at_work(broker, path):
        await eventually(lambda: len({name for call in path.calls for name in call}) == 100, 15)
    assert asked >= 4
    assert await broker.depth(QUEUE) == 0
