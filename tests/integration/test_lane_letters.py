"""Work that is done again does not publish again what was confirmed."""

from collections.abc import Sequence
from typing import Any

import pytest

from tests.integration.test_consumers_sources import QUEUE, Path
from tests.integration.test_lane_holding import at_work
from tests.waiting import eventually
from worker import topology
from worker.account import Accounts
from worker.broker.memory import MemoryBroker
from worker.consumers import sources
from worker.consumers.failure_headers import LETTER_ID, RETRY_COUNT
from worker.contact import Contact, Decoded, Identity, Refusal
from worker.errors import BrokerUnavailableError, LostRaceError, TransientError
from worker.ports import Delivery, Outgoing

PARTS = 5


class Forgetful(MemoryBroker):
    """Takes everything, and says of some messages, once, that it did not."""

    def __init__(self) -> None:
        super().__init__()
        self.denied: list[Any] = []  # routing keys

    async def publish(self, messages: Sequence[Outgoing]) -> list[Exception | None]:
        taken = []
        outcomes: list[Exception | None] = []
        for message in messages:
            if message.routing_key in self.denied:
                self.denied.remove(message.routing_key)
                outcomes.append(BrokerUnavailableError())
            else:
                taken.append(message)
                outcomes.append(None)
        await super().publish(taken)
        return outcomes


def refuse_parts(delivery: Delivery, accounts: Accounts) -> Decoded:
    """A message of which five parts are refused and one is good."""
    name = delivery.body.decode()
    person = (Identity(f"phone:{name}", "phone", name),)
    refused = [Refusal("acme", f"{name}-{n}", "malformed", "it is none", f"/{n}", b"part") for n in range(PARTS)]
    return Decoded([Contact("acme", name, 1, "whatsapp", "cloud", "message_received", person)], [], refused)


@pytest.fixture
async def broker() -> Any:
    made = Forgetful()
    await made.connect()
    await made.declare(topology.build())
    yield made
    await made.close()


async def letters(broker: MemoryBroker, queue: str = topology.dead(QUEUE)) -> list[Delivery]:
    found = []
    while (delivery := await broker.get(queue)) is not None:
        found.append(delivery)
    return found


class Stumbling(Path):
    """A store whose receipts, or whose acknowledgements of work, fail in passing after the letters went out."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times

    async def stumble(self) -> None:
        self.times -= 1
        if self.times >= 0:
            raise TransientError("in passing")


async def test_a_batch_done_again_after_a_passing_failure_publishes_its_letters_once(
    broker: Forgetful, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Stumbling(2)
    postpone = sources.Lane._postpone_unfinished

    async def fails_first(lane: Any, work: Any) -> None:
        await path.stumble()
        await postpone(lane, work)

    steps = tuple(fails_first if step is postpone else step for step in sources.Lane._STEPS)
    monkeypatch.setattr(sources.Lane, "_STEPS", steps)
    async with at_work(broker, path, refuse_parts):
        await broker.publish([Outgoing("", QUEUE, b"1", message_id="m1"), Outgoing("", QUEUE, b"2", message_id="m2")])
        await eventually(lambda: path.times < 0 and not len(broker._server.queue(QUEUE)))
    found = await letters(broker)
    assert path.times == -1
    assert len(found) == 2 * PARTS
    assert len({letter.headers[LETTER_ID] for letter in found}) == 2 * PARTS


async def test_of_letters_that_were_not_all_confirmed_only_the_others_are_published_again(broker: Forgetful) -> None:
    broker.denied = [topology.dead(QUEUE)]
    async with at_work(broker, Path(), refuse_parts):
        await broker.publish([Outgoing("", QUEUE, b"1", message_id="m1")])
        await eventually(lambda: len(broker._server.queue(topology.dead(QUEUE))) >= PARTS)
    assert len(await letters(broker)) == PARTS


async def test_the_same_part_has_the_same_id_in_every_process(broker: Forgetful) -> None:
    ids = []
    for _ in range(2):
        async with at_work(broker, Path(), refuse_parts):
            await broker.publish([Outgoing("", QUEUE, b"1", message_id="m1")])
            await eventually(lambda: len(broker._server.queue(topology.dead(QUEUE))) == PARTS)
        found = await letters(broker)
        ids.append([letter.headers[LETTER_ID] for letter in found])
        await broker.ack(found)
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == PARTS


async def test_a_message_that_went_up_the_ladder_does_not_go_again_with_its_neighbours(broker: Forgetful) -> None:
    rung = topology.retry(QUEUE, "10s")

    class Busy(Path):
        async def apply(self, contacts: Sequence[Contact]) -> Any:
            applied = await super().apply(contacts)
            applied.unfinished = [(contact, LostRaceError()) for contact in contacts]
            return applied

    class Second(Forgetful):
        """Denies the second message for the rung."""

        count = 0

        async def publish(self, messages: Sequence[Outgoing]) -> list[Exception | None]:
            for message in messages:
                if message.routing_key == rung:
                    self.count += 1
                    if self.count == 2:
                        return [BrokerUnavailableError()] * len(messages)
            return await super().publish(messages)

    made = Second()
    await made.connect()
    await made.declare(topology.build())
    async with at_work(made, Busy()):
        await made.publish([Outgoing("", QUEUE, name, message_id=name.decode()) for name in (b"a", b"b", b"c")])
        await eventually(lambda: len(made._server.queue(rung)) >= 3)
    found = await letters(made, rung)
    assert sorted(delivery.body for delivery in found) == [b"a", b"b", b"c"]
    assert {delivery.headers[RETRY_COUNT] for delivery in found} == {1}
    await made.close()
