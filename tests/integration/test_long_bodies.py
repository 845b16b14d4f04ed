"""Long bodies in a lane: read in slices, committed in pieces, acknowledged once, with chats in between."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest

from tests.deliveries import accounts, chunk, webhook
from tests.integration.test_consumers_sources import Path
from tests.waiting import eventually
from worker import topology
from worker.account import Accounts
from worker.broker.memory import MemoryBroker
from worker.broker.memory_server import MemoryServer
from worker.commit.applied import Applied
from worker.commit.key_lanes import KeyLanes
from worker.consumers.sources import THREAD_BYTES, Lane, Services
from worker.consumers.turns import Turns
from worker.contact import Contact
from worker.errors import StoreUnavailableError, TransientError
from worker.handlers import HANDLERS
from worker.ports import Delivery, Outgoing
from worker.settings import Settings
from worker.system import SystemClock
from worker.topology import CAMPAIGN, PACES, PLUGIN, dead

PLAN = accounts()


class Pieces(Path):
    """A commit path that notes its pieces, and fails at one of them as it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.errors: dict[int, Exception] = {}  # number of the call, from 1
        self.held = 0  # unsettled deliveries, as seen at the last commit
        self.broker: MemoryBroker | None = None

    async def apply(self, contacts: Sequence[Contact]) -> Applied:
        applied = await super().apply(contacts)
        if error := self.errors.get(len(self.calls)):
            raise error
        await asyncio.sleep(0)
        assert self.broker is not None
        assert self.broker._connection is not None
        self.held = len(self.broker._connection.held)
        return applied


@contextlib.asynccontextmanager
async def lane(queue: str, path: Pieces, turns: Turns | None = None) -> AsyncIterator[MemoryBroker]:
    broker = MemoryBroker(MemoryServer())
    await broker.connect()
    await broker.declare(topology.build())
    path.broker = broker
    known: Accounts = PLAN
    services = Services(broker, path, path, lambda: known, SystemClock(), KeyLanes(), turns or Turns())
    worked = Lane(queue, HANDLERS[queue], services, Settings())
    running = asyncio.create_task(worked.run())
    await worked.start()
    yield broker
    await worked.stop()
    async with asyncio.timeout(10):
        await running


def rows(count: int, first: int = 0) -> Delivery:
    return chunk([{"phone": f"98765{n:05}", "name": f"Asha {n}", "city": "Pune"} for n in range(first, first + count)])


def leads(count: int, **more: Any) -> Delivery:
    return webhook([{"id": n, "phone": f"+9198765{n:05}", "name": f"Asha {n}", **more} for n in range(count)])


async def send(broker: MemoryBroker, *deliveries: Delivery) -> None:
    assert await broker.publish([Outgoing("", d.queue, d.body) for d in deliveries]) == [None] * len(deliveries)


@pytest.mark.parametrize("delivery", [rows(1000), leads(5000)], ids=["1,000 rows", "5,000 leads"])
async def test_a_long_body_is_committed_in_pieces_and_acknowledged_once_all_are(delivery: Delivery) -> None:
    path = Pieces()
    async with lane(delivery.queue, path) as broker:
        await send(broker, delivery)
        wanted = len(HANDLERS[delivery.queue](delivery, PLAN).contacts)
        await eventually(lambda: sum(map(len, path.calls)) == wanted, 30)
        assert path.held == 1  # at the last piece all of it is still ours
    assert max(map(len, path.calls)) <= PACES[delivery.queue].contacts
    assert len({name for call in path.calls for name in call}) == wanted
    assert await broker.depth(delivery.queue) == 0


async def test_a_piece_is_bounded_in_bytes() -> None:
    delivery, path = leads(60, essay="x" * 20_000), Pieces()
    async with lane(PLUGIN, path) as broker:
        await send(broker, delivery)
        await eventually(lambda: sum(map(len, path.calls)) == 60, 30)
    assert len(delivery.body) > THREAD_BYTES
    assert max(map(len, path.calls)) <= PACES[PLUGIN].bytes // 20_000


async def test_while_a_long_body_is_worked_on_the_loop_turns() -> None:
    path, turns = Pieces(), 0

    async def others() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    async with lane(CAMPAIGN, path) as broker:
        await send(broker, rows(1000))
        counting = asyncio.create_task(others())
        await eventually(lambda: sum(map(len, path.calls)) == 1000, 30)
        counting.cancel()
    assert turns >= 1000 / 50  # once for each slice, at the least


@pytest.mark.parametrize("error", [StoreUnavailableError(), TransientError("in passing")], ids=["away", "in passing"])
async def test_what_was_committed_of_a_body_is_not_committed_again_after_a_failure(error: Exception) -> None:
    path = Pieces()
    path.errors = {4: error}
    async with lane(CAMPAIGN, path) as broker:
        await send(broker, rows(1000))
        await eventually(lambda: len({name for call in path.calls for name in call}) == 1000, 30)
    assert len(path.calls) == 1000 // PACES[CAMPAIGN].contacts + 1
    assert path.calls[3] == path.calls[4]


async def test_a_bug_in_the_middle_of_a_body_ends_it_in_the_dead_letters() -> None:
    path, delivery = Pieces(), rows(300)
    path.errors = dict.fromkeys(range(2, 9), ZeroDivisionError("a bug"))
    async with lane(CAMPAIGN, path) as broker:
        await send(broker, delivery)
        await eventually(lambda: _one(broker, dead(CAMPAIGN)), 20)
        letter = await broker.get(dead(CAMPAIGN))
    assert letter is not None
    assert letter.body == delivery.body


async def _one(broker: MemoryBroker, queue: str) -> bool:
    return await broker.depth(queue) == 1


async def test_rows_that_are_refused_in_different_slices_are_one_letter_per_reason() -> None:
    path = Pieces()
    people = [{"phone": f"98765{n:05}" if n % 100 else "12", "name": f"Asha {n}"} for n in range(1000)]
    async with lane(CAMPAIGN, path) as broker:
        await send(broker, chunk(people))
        await eventually(lambda: _one(broker, dead(CAMPAIGN)), 20)
        letter = await broker.get(dead(CAMPAIGN))
    assert letter is not None
    assert len(json.loads(letter.body)["rows"]) == 10


async def test_while_chats_are_under_way_lists_wait() -> None:
    path, turns = Pieces(), Turns(patience=60)
    async with lane(CAMPAIGN, path, turns) as broker:
        with turns.first():
            await send(broker, rows(1000))
            await asyncio.sleep(0.2)
            assert path.calls == []
        await eventually(lambda: sum(map(len, path.calls)) == 1000, 30)


async def test_short_chunks_are_committed_together_and_a_long_one_alone() -> None:
    path = Pieces()
    async with lane(CAMPAIGN, path) as broker:
        short = [chunk([{"row": n, "values": {"phone": f"98765{n:05}"}}], list="S") for n in range(30)]
        await send(broker, *short, rows(1000, 1000), *short[:1])
        await eventually(lambda: len({name for call in path.calls for name in call}) == 1030, 30)
    assert max(map(len, path.calls)) <= PACES[CAMPAIGN].contacts
    assert len(path.calls) < 30
