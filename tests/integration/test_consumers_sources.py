"""One lane when the work of a message fails: at once again, later again, refused, or held, as the kind of failure asks for."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import pytest

from tests.waiting import eventually, received
from worker import topology
from worker.account import Accounts
from worker.broker.memory import MemoryBroker
from worker.broker.memory_server import MemoryServer
from worker.commit.applied import Applied, Receipt
from worker.commit.key_lanes import KeyLanes
from worker.consumers.failure_headers import ATTEMPTS, REASON, RETRY_COUNT
from worker.consumers.sources import Lane, Services
from worker.contact import Contact, Decoded, Identity
from worker.errors import (
    TREATMENTS,
    BrokerUnavailableError,
    LostRaceError,
    Settlement,
    StoreUnavailableError,
    TransientError,
)
from worker.ports import Delivery, Outgoing
from worker.settings import Settings
from worker.system import SystemClock

QUEUE = topology.WHATSAPP
AT_ONCE = TREATMENTS[Settlement.RETRY_NOW].at_once


class Path:
    """A commit path that fails as it is told to, for messages whose body is `bad`; it notes what it was given."""

    def __init__(self) -> None:
        self.calls: list[list[str]] = []
        self.fails: Callable[[int], Exception | None] = lambda _: None
        self.unfinished: Exception | None = None
        self.hangs = 0  # pings that go unanswered

    async def apply(self, contacts: Sequence[Contact]) -> Applied:
        self.calls.append([contact.id for contact in contacts])
        bad = [contact for contact in contacts if contact.id == "bad"]
        if bad and (error := self.fails(sum("bad" in call for call in self.calls))):
            raise error
        late = [(contact, self.unfinished) for contact in bad if self.unfinished]
        return Applied([Receipt(c, "created", "lead") for c in contacts if not late or c not in bad], late)

    async def add_receipts(self, rows: Any) -> None:
        """Take receipts."""

    async def ping(self) -> None:
        """Answer, or not."""
        self.hangs -= 1
        if self.hangs >= 0:
            raise StoreUnavailableError


def handle(delivery: Delivery, accounts: Accounts) -> Decoded:
    name = delivery.body.decode()
    number = name.partition("#")[0]
    person = (Identity(f"phone:{number}", "phone", number),)
    return Decoded([Contact("acme", name, 1, "whatsapp", "cloud", "message_received", person)])


class Bench:
    """A lane at work on an in-process broker."""

    def __init__(self, server: MemoryServer, broker: MemoryBroker, path: Path) -> None:
        self.server, self.broker, self.path = server, broker, path

    async def send(self, *bodies: str, **headers: Any) -> None:
        messages = [Outgoing("", QUEUE, body.encode(), headers, message_id=body) for body in bodies]
        assert await self.broker.publish(messages) == [None] * len(messages)

    async def get(self, queue: str, seconds: float = 5.0) -> Delivery:
        """Wait for a message in a queue and take it."""
        return await received(self.broker, queue, seconds)


@contextlib.asynccontextmanager
async def lane(server: MemoryServer, path: Path, **settings: Any) -> AsyncIterator[Lane]:
    broker = MemoryBroker(server)
    await broker.connect()
    services = Services(broker, path, path, lambda: Accounts.of([]), SystemClock(), KeyLanes())
    worked = Lane(QUEUE, handle, services, Settings(**settings))
    running = asyncio.create_task(worked.run())
    await worked.start()
    yield worked
    await worked.stop()
    async with asyncio.timeout(10):
        await running


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    server = MemoryServer()
    broker = MemoryBroker(server)
    await broker.connect()
    await broker.declare(topology.build())
    path = Path()
    async with lane(server, path):
        yield Bench(server, broker, path)


async def test_a_lone_message_that_fails_in_passing_is_done_again_at_once(bench: Bench) -> None:
    bench.path.fails = lambda time: TransientError("in passing") if time == 1 else None
    await bench.send("bad")
    await eventually(lambda: len(bench.path.calls) == 2)
    assert await bench.broker.depth(topology.retry(QUEUE, "10s")) == 0


async def test_a_time_out_of_a_store_that_answers_nobody_is_not_the_messages_own(bench: Bench) -> None:
    bench.path.fails = lambda time: TransientError("timed out") if time <= AT_ONCE + 3 else None
    bench.path.hangs = AT_ONCE + 3
    await bench.send("bad")
    await eventually(lambda: len(bench.path.calls) == AT_ONCE + 4, 20)
    assert await bench.broker.depth(topology.retry(QUEUE, "10s")) == 0


async def test_a_message_that_keeps_failing_goes_up_the_ladder_and_its_neighbours_do_not(bench: Bench) -> None:
    bench.path.fails = lambda _: TransientError("again and again")
    await bench.send("good", "bad", "fine")
    delivery = await bench.get(topology.retry(QUEUE, "10s"), 20)
    assert (delivery.body, delivery.headers[RETRY_COUNT]) == (b"bad", 1)
    await eventually(
        lambda: {name for call in bench.path.calls if "bad" not in call for name in call} == {"good", "fine"}
    )
    assert len(bench.path.calls) > AT_ONCE


async def test_a_message_that_was_on_every_rung_is_dead_lettered(bench: Bench) -> None:
    bench.path.unfinished = LostRaceError("lost every race")
    await bench.send("bad", **{RETRY_COUNT: Settings().retry_limit})
    letter = await bench.get(topology.dead(QUEUE))
    assert (letter.headers[REASON], letter.headers[ATTEMPTS]) == ("LostRaceError", Settings().retry_limit + 1)


async def test_a_bug_is_dead_lettered_at_once_and_alone(bench: Bench) -> None:
    bench.path.fails = lambda _: ZeroDivisionError("a bug")
    await bench.send(*(f"good-{n}" for n in range(30)), "bad", *(f"fine-{n}" for n in range(30)))
    letter = await bench.get(topology.dead(QUEUE))
    assert (letter.body, letter.headers[REASON]) == (b"bad", "ZeroDivisionError")
    await eventually(lambda: len({n for call in bench.path.calls if "bad" not in call for n in call}) == 60)
    assert await bench.broker.depth(topology.dead(QUEUE)) == 0


@pytest.mark.parametrize("error", [StoreUnavailableError(), BrokerUnavailableError()])
async def test_while_a_server_is_away_nobody_spends_attempts(bench: Bench, error: Exception) -> None:
    bench.path.fails = lambda time: error if time <= AT_ONCE + 3 else None
    await bench.send("bad")
    await eventually(lambda: len(bench.path.calls) == AT_ONCE + 4, 20)
    await asyncio.sleep(0.05)
    assert [
        await bench.broker.depth(queue(QUEUE)) for queue in (topology.dead, lambda q: topology.retry(q, "10s"))
    ] == [0, 0]


async def test_a_lane_asked_to_stop_while_the_broker_is_away_ends_without_an_error() -> None:
    server, path = MemoryServer(), Path()
    path.fails = lambda _: ZeroDivisionError("a bug, whose dead letter cannot be published")
    broker = MemoryBroker(server)
    await broker.connect()
    await broker.declare(topology.build())
    async with lane(server, path):
        await broker.publish([Outgoing("", QUEUE, b"bad")])
        await asyncio.sleep(0)
        server.stop()
        await asyncio.sleep(0.2)
    server.start()
    assert await broker.depth(QUEUE) == 1


class SlowPath(Path):
    """A commit path that takes until it is told to go on."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = asyncio.Event()

    async def apply(self, contacts: Sequence[Contact]) -> Applied:
        applied = await super().apply(contacts)
        await self.go_on.wait()
        return applied


async def test_a_person_with_whom_a_batch_is_busy_keeps_nobody_waiting_and_is_served_in_order() -> None:
    server, path = MemoryServer(), SlowPath()
    broker = MemoryBroker(server)
    await broker.connect()
    await broker.declare(topology.build())
    bench = Bench(server, broker, path)
    async with lane(server, path, batch_size=4, overlap=2):
        await bench.send("ann#1")
        await eventually(lambda: path.calls == [["ann#1"]])
        await bench.send("ann#2", "bob#1", "ann#3", "eve#1", "bob#2", "eve#2")
        await eventually(lambda: len(path.calls) == 2)
        beside = list(path.calls[1])
        path.go_on.set()
        await eventually(lambda: sum(map(len, path.calls)) == 7)
        order = [name for call in path.calls for name in call]
    assert beside
    assert not any(name.startswith("ann") for name in beside)
    for person in ("ann", "bob", "eve"):
        theirs = [name for name in order if name.startswith(person)]
        assert theirs == sorted(theirs)
    assert await broker.depth(QUEUE) == 0


async def test_batches_at_a_time_never_share_a_person() -> None:
    server, path = MemoryServer(), SlowPath()
    broker = MemoryBroker(server)
    await broker.connect()
    await broker.declare(topology.build())
    bench = Bench(server, broker, path)
    async with lane(server, path, batch_size=3, overlap=3):
        await bench.send(*(f"{name}#{n}" for n in range(4) for name in ("ann", "bob", "eve", "joe", "kim", "lee")))
        await eventually(lambda: len({name.partition("#")[0] for call in path.calls for name in call}) == 6)
        await asyncio.sleep(0.05)
        people = [{name.partition("#")[0] for name in call} for call in path.calls]
        path.go_on.set()
        await eventually(lambda: sum(map(len, path.calls)) == 24)
    assert len(people) <= 3
    assert sum(map(len, people)) == len(set.union(*people))
    assert await broker.depth(QUEUE) == 0
