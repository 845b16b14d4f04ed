"""The broker port's contract: every promise of `worker.ports.Broker`, held by every adapter."""

import asyncio
import contextlib
import datetime as dt
from decimal import Decimal

import pytest

from tests.contract.rigs import (
    QUORUM,
    Inbox,
    depth_becomes,
    eventually,
    to_queue,
    topology,
)
from worker.errors import BrokerUnavailableError, RefusedError, TopologyDriftError, UnroutableError
from worker.ports import Outgoing
from worker.topology import Binding, Exchange, Queue


@pytest.fixture
async def broker(rig):
    """A connected client with a queue `work`."""
    client = await rig.client()
    await client.declare(topology("work"))
    return client


# --- publish, consume, settle -------------------------------------------------------------------------------------


async def test_what_is_published_arrives_as_it_was(broker):
    inbox = Inbox()
    sent = Outgoing("", "work", b'{"a": 1}', {"provider": "twilio"}, "wamid.1", "text/plain")
    assert await broker.publish([sent]) == [None]
    await broker.consume("work", 10, inbox)
    (delivery,) = await inbox.wait(1)
    assert (delivery.queue, delivery.body) == ("work", b'{"a": 1}')
    assert dict(delivery.headers) == {"provider": "twilio"}
    assert (delivery.message_id, delivery.content_type) == ("wamid.1", "text/plain")
    assert (delivery.redelivered, delivery.delivery_count) == (False, 0)
    assert delivery.received_at > 1_700_000_000_000


async def test_a_message_without_an_id_is_given_one(broker):
    await broker.publish([to_queue("work"), to_queue("work")])
    ids = {(await broker.get("work")).message_id, (await broker.get("work")).message_id}
    assert len(ids) == 2
    assert all(ids)


async def test_messages_come_in_the_order_they_were_published(broker):
    inbox = Inbox()
    await broker.consume("work", 1000, inbox)
    bodies = [str(number).encode() for number in range(600)]
    assert await broker.publish([to_queue("work", body) for body in bodies]) == [None] * 600
    await inbox.wait(600)
    assert inbox.bodies == bodies


async def test_an_acknowledged_message_does_not_come_again(rig, broker):
    inbox = Inbox()
    await broker.consume("work", 10, inbox)
    await broker.publish([to_queue("work")])
    await broker.ack(await inbox.wait(1))
    await broker.close()
    other = await rig.client()
    await depth_becomes(other, "work", 0)
    assert await other.get("work") is None


async def test_a_requeued_message_comes_again_and_says_so(broker):
    inbox = Inbox()
    await broker.consume("work", 10, inbox)
    await broker.publish([to_queue("work", b"again")])
    (first,) = await inbox.wait(1)
    await broker.requeue([first])
    second = (await inbox.wait(2))[1]
    assert (second.body, second.redelivered, second.delivery_count) == (b"again", True, 1)
    await broker.requeue([second])
    assert (await inbox.wait(3))[2].delivery_count == 2


async def test_settling_twice_settles_once(broker):
    inbox = Inbox()
    await broker.consume("work", 10, inbox)
    await broker.publish([to_queue("work", b"1"), to_queue("work", b"2")])
    first, second = await inbox.wait(2)
    await broker.ack([first, first])
    await broker.ack([first])
    await broker.requeue([first])
    await broker.ack([second])
    await broker.publish([to_queue("work", b"3")])
    assert (await inbox.wait(3))[2].body == b"3"
    assert broker.connected


async def test_acknowledging_some_leaves_the_others_unsettled(rig, broker):
    inbox = Inbox()
    await broker.consume("work", 100, inbox)
    await broker.publish([to_queue("work", str(number).encode()) for number in range(10)])
    taken = await inbox.wait(10)
    await broker.ack([taken[number] for number in (7, 5, 9)])
    await broker.ack([taken[number] for number in (0, 1, 3)])
    await broker.close()

    other, rest = await rig.client(), Inbox()
    await other.consume("work", 100, rest)
    await rest.wait(4)
    await asyncio.sleep(0.2)
    assert sorted(rest.bodies) == [b"2", b"4", b"6", b"8"]


@pytest.mark.parametrize("cancelled", [False, True])
async def test_what_was_acknowledged_just_before_closing_stays_acknowledged(rig, broker, cancelled):
    inbox = Inbox()
    await broker.consume("work", 1_000, inbox)
    await broker.publish([to_queue("work", b"x" * 2_000) for _ in range(500)])
    taken = await inbox.wait(500)
    if cancelled:
        await broker.cancel("work")
    await asyncio.gather(*(broker.ack([delivery]) for delivery in taken[::2]), *(broker.ack([d]) for d in taken[1::2]))
    await broker.close()
    other, again = await rig.client(), Inbox()
    await other.consume("work", 1_000, again)
    await asyncio.sleep(0.3)
    assert len(again.all) == 0


async def test_unsettled_messages_return_when_their_consumer_closes(rig, broker):
    inbox, other_inbox = Inbox(), Inbox()
    await broker.consume("work", 10, inbox)
    await broker.publish([to_queue("work", b"1"), to_queue("work", b"2")])
    await inbox.wait(2)
    other = await rig.client()
    await other.consume("work", 10, other_inbox)
    await broker.close()
    again = await other_inbox.wait(2)
    assert sorted(delivery.body for delivery in again) == [b"1", b"2"]
    assert all(delivery.redelivered for delivery in again)


async def test_settling_after_the_client_closed_is_harmless(broker):
    inbox = Inbox()
    await broker.consume("work", 10, inbox)
    await broker.publish([to_queue("work")])
    taken = await inbox.wait(1)
    await broker.close()
    await broker.ack(taken)
    await broker.requeue(taken)


async def test_no_more_than_the_prefetch_is_handed_out(broker):
    inbox = Inbox()
    await broker.publish([to_queue("work", str(number).encode()) for number in range(10)])
    await broker.consume("work", 3, inbox)
    await inbox.wait(3)
    await asyncio.sleep(0.2)
    assert inbox.bodies == [b"0", b"1", b"2"]
    await broker.ack(inbox.all[:2])
    await inbox.wait(5)
    await asyncio.sleep(0.2)
    assert len(inbox.all) == 5


async def test_consumers_of_a_queue_take_turns(rig, broker):
    other = await rig.client()
    mine, theirs = Inbox(), Inbox()
    await broker.consume("work", 100, mine)
    await other.consume("work", 100, theirs)
    await broker.publish([to_queue("work", str(number).encode()) for number in range(40)])
    await eventually(lambda: len(mine.all) + len(theirs.all) == 40)
    assert len(mine.all) == len(theirs.all) == 20


async def test_a_cancelled_consumer_gets_no_more_but_settles_what_it_has(rig, broker):
    inbox = Inbox()
    await broker.consume("work", 10, inbox)
    await broker.publish([to_queue("work", b"mine"), to_queue("work", b"also mine")])
    first, second = await inbox.wait(2)
    await broker.cancel("work")
    await broker.publish([to_queue("work", b"not mine")])
    await broker.ack([first])
    await asyncio.sleep(0.2)
    assert len(inbox.all) == 2
    await broker.requeue([second])
    await depth_becomes(broker, "work", 2)
    assert broker.connected


async def test_a_queue_can_be_consumed_again_after_a_cancel(broker):
    first, second = Inbox(), Inbox()
    await broker.consume("work", 10, first)
    await broker.cancel("work")
    await broker.consume("work", 10, second)
    await broker.publish([to_queue("work", b"later")])
    assert [delivery.body for delivery in await second.wait(1)] == [b"later"]
    assert first.all == []


async def test_a_failing_callback_leaves_its_message_unsettled_and_the_rest_flowing(rig, broker):
    inbox = Inbox()

    def deliver(delivery):
        if delivery.body == b"bad":
            raise ValueError("a bug")
        inbox(delivery)

    await broker.consume("work", 10, deliver)
    await broker.publish([to_queue("work", b"bad"), to_queue("work", b"good")])
    await broker.ack(await inbox.wait(1))
    await broker.close()
    other = await rig.client()
    await depth_becomes(other, "work", 1)
    assert (await other.get("work")).body == b"bad"


# --- get and depth ------------------------------------------------------------------------------------------------


async def test_messages_can_be_taken_one_by_one(broker):
    assert await broker.get("work") is None
    await broker.publish([to_queue("work", b"1", message_id="m1"), to_queue("work", b"2")])
    first, second = await broker.get("work"), await broker.get("work")
    assert (first.body, first.message_id, first.queue) == (b"1", "m1", "work")
    assert await broker.get("work") is None
    await broker.ack([first])
    await broker.requeue([second])
    await depth_becomes(broker, "work", 1)
    again = await broker.get("work")
    assert (again.body, again.redelivered) == (b"2", True)


async def test_messages_given_back_keep_their_order_where_a_delivery_limit_is_set(broker):
    await broker.declare(topology(Queue("parked", QUORUM | {"x-delivery-limit": 1_000_000})))
    await broker.publish([to_queue("parked", str(number).encode()) for number in range(6)])
    taken = [await broker.get("parked") for _ in range(4)]
    await broker.ack([taken[1]])
    await broker.requeue([taken[0], taken[2], taken[3]])
    await depth_becomes(broker, "parked", 5)
    assert [(await broker.get("parked")).body for _ in range(5)] == [b"0", b"2", b"3", b"4", b"5"]


async def test_depth_counts_what_is_ready_not_what_is_taken(broker):
    await broker.publish([to_queue("work") for _ in range(5)])
    await depth_becomes(broker, "work", 5)
    taken = await broker.get("work")
    await depth_becomes(broker, "work", 4)
    await broker.requeue([taken])
    await depth_becomes(broker, "work", 5)


async def test_a_backlog_is_what_waits_for_those_who_consume(broker):
    await broker.publish([to_queue("work") for _ in range(5)])
    await depth_becomes(broker, "work", 5)
    assert await broker.backlog("work") == 0
    inbox = Inbox()
    await broker.consume("work", 2, inbox)
    await depth_becomes(broker, "work", 3)
    await eventually(lambda: _backlog(broker, 3))
    await broker.cancel("work")
    await broker.ack(inbox.all)  # who holds what it took counts as consuming until then
    await eventually(lambda: _backlog(broker, 0))


async def _backlog(broker, wanted: int) -> bool:
    return await broker.backlog("work") == wanted


async def test_asking_for_a_queue_that_is_not_there_names_it(broker):
    asked = (broker.depth("nowhere"), broker.backlog("nowhere"), broker.get("nowhere"))
    for ask in (*asked, broker.consume("nowhere", 10, Inbox())):
        with pytest.raises(TopologyDriftError, match="no queue nowhere"):
            await ask
    await broker.publish([to_queue("work")])
    await depth_becomes(broker, "work", 1)
    assert await broker.get("work") is not None
    assert broker.connected


# --- routing ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "keys"),
    [
        ("lead.#", ["lead", "lead.created", "lead.state.changed"]),
        ("lead.*", ["lead.created"]),
        ("*.created", ["lead.created", "order.created"]),
        ("#.changed", ["lead.state.changed"]),
        ("#", ["lead", "lead.created", "lead.state.changed", "order.created"]),
        ("lead.created", ["lead.created"]),
    ],
)
async def test_a_topic_exchange_routes_by_pattern(broker, pattern, keys):
    events = Exchange("events")
    bindings = [Binding("events", "matched", pattern), Binding("events", "work", "#")]
    await broker.declare(topology("matched", "work", exchanges=[events], bindings=bindings))
    published = ["lead", "lead.created", "lead.state.changed", "order.created"]
    await broker.publish([Outgoing("events", key, key.encode()) for key in published])
    await depth_becomes(broker, "work", 4)
    await depth_becomes(broker, "matched", len(keys))
    assert [(await broker.get("matched")).body.decode() for _ in keys] == keys


async def test_a_queue_bound_twice_gets_one_copy(broker):
    bindings = [Binding("events", "work", "lead.*"), Binding("events", "work", "#.created")]
    await broker.declare(topology("work", exchanges=[Exchange("events")], bindings=bindings))
    await broker.publish([Outgoing("events", "lead.created", b"")])
    await depth_becomes(broker, "work", 1)


async def test_what_cannot_be_routed_says_so_and_its_neighbours_go_through(broker):
    await broker.declare(topology("work", exchanges=[Exchange("events")]))
    outcomes = await broker.publish(
        [
            to_queue("work", b"1"),
            to_queue("nowhere", b"2"),
            Outgoing("events", "lead.created", b"3"),
            to_queue("work", b"4"),
        ]
    )
    assert [type(outcome) for outcome in outcomes] == [type(None), UnroutableError, UnroutableError, type(None)]
    assert "nowhere" in str(outcomes[1])
    assert "lead.created" in str(outcomes[2])
    await depth_becomes(broker, "work", 2)


async def test_a_missing_exchange_spoils_only_its_own_messages(broker):
    outcomes = await broker.publish(
        [to_queue("work", b"1"), Outgoing("no.such.exchange", "k", b"2"), to_queue("work", b"3")]
    )
    assert [type(outcome) for outcome in outcomes] == [type(None), UnroutableError, type(None)]
    assert "no.such.exchange" in str(outcomes[1])
    taken = {(await broker.get("work")).body, (await broker.get("work")).body}
    assert taken >= {b"1"} or taken >= {b"3"}
    assert await broker.publish([to_queue("work", b"4")]) == [None]


async def test_one_id_many_times_in_one_call_is_told_apart(broker):
    messages = [to_queue("work" if number % 2 else "nowhere", b"x", message_id="same") for number in range(20)]
    outcomes = await broker.publish(messages)
    assert [outcome is None for outcome in outcomes] == [bool(number % 2) for number in range(20)]
    await depth_becomes(broker, "work", 10)


async def test_one_id_in_many_calls_at_once_is_told_apart(broker):
    queues = ["work" if number % 2 else "nowhere" for number in range(20)]
    outcomes = await asyncio.gather(*(broker.publish([to_queue(queue, message_id="same")]) for queue in queues))
    assert [outcome == [None] for outcome in outcomes] == [queue == "work" for queue in queues]
    await depth_becomes(broker, "work", 10)


async def test_many_messages_in_one_call(broker):
    inbox = Inbox()
    await broker.consume("work", 500, inbox)
    publishing = asyncio.create_task(broker.publish([to_queue("work", str(n).encode()) for n in range(3_000)]))
    settled = 0
    while settled < 3_000:
        await inbox.wait(settled + 1)
        batch = inbox.all[settled:]
        await broker.ack(batch)
        settled += len(batch)
    assert await publishing == [None] * 3_000
    assert inbox.bodies == [str(number).encode() for number in range(3_000)]


# --- what a message may hold --------------------------------------------------------------------------------------


async def test_headers_of_every_type_arrive(broker):
    headers = {
        "text": "é ✓",
        "empty": "",
        "number": -5,
        "large": 2**53 + 1,
        "yes": True,
        "nothing": None,
        "bytes": b"\x00\xff",
        "list": [1, "two", None, [3]],
        "table": {"deep": {"deeper": 1}},
        "at": dt.datetime(2026, 11, 21, 8, 30, 15, tzinfo=dt.UTC),
        "price": Decimal("12.34"),
        "half": 0.5,
    }
    assert await broker.publish([to_queue("work", headers=headers)]) == [None]
    got = dict((await broker.get("work")).headers)
    assert got == headers | {"bytes": bytearray(b"\x00\xff")}
    assert got["yes"] is True


async def test_headers_can_be_published_again_as_they_came(broker):
    await broker.publish([to_queue("work", headers={"bytes": b"\x00", "list": [1, {"a": None}]})])
    first = await broker.get("work")
    await broker.publish([to_queue("work", headers=first.headers)])
    assert (await broker.get("work")).headers == first.headers


@pytest.mark.parametrize("size", [0, 1, 131_064, 131_065, 5_000_000])
async def test_bodies_of_any_size_arrive(broker, size):
    body = bytes(range(256)) * (size // 256 + 1)
    assert await broker.publish([to_queue("work", body[:size])]) == [None]
    assert (await broker.get("work")).body == body[:size]


@pytest.mark.parametrize("headers", [{"stack": "x" * 200_000}, {"huge": 2**70}, {"odd": object()}])
async def test_what_no_broker_could_take_is_refused_alone(broker, headers):
    outcomes = await broker.publish([to_queue("work", b"1"), to_queue("work", headers=headers), to_queue("work", b"3")])
    assert [type(outcome) for outcome in outcomes] == [type(None), RefusedError, type(None)]
    assert outcomes[1].reason == "unpublishable"
    await depth_becomes(broker, "work", 2)


async def test_headers_up_to_the_size_of_a_frame_pass(broker):
    assert await broker.publish([to_queue("work", headers={"stack": "x" * 120_000})]) == [None]
    assert len((await broker.get("work")).headers["stack"]) == 120_000


# --- expiry and dead-lettering ------------------------------------------------------------------------------------


def _rung(target, milliseconds):
    """A rung of the retry ladder, as the topology builds it."""
    back = {"x-message-ttl": milliseconds, "x-dead-letter-exchange": "", "x-dead-letter-routing-key": target}
    return Queue(
        "work.retry", QUORUM | back | {"x-dead-letter-strategy": "at-least-once", "x-overflow": "reject-publish"}
    )


async def test_a_message_on_the_retry_ladder_falls_back_after_its_time(broker):
    inbox = Inbox()
    await broker.declare(topology("work", _rung("work", 300)))
    await broker.consume("work", 10, inbox)
    loop = asyncio.get_running_loop()
    started = loop.time()
    await broker.publish([to_queue("work.retry", b"1", headers={"x-retry-count": 1}, message_id="m1")])
    (delivery,) = await inbox.wait(1)
    assert 0.25 < loop.time() - started < 5
    assert (delivery.body, delivery.message_id) == (b"1", "m1")
    assert delivery.headers["x-retry-count"] == 1
    assert delivery.headers["x-first-death-queue"] == "work.retry"
    assert delivery.headers["x-first-death-reason"] == "expired"
    assert delivery.headers["x-death"][0]["count"] == 1
    await depth_becomes(broker, "work.retry", 0)


async def test_a_message_can_go_up_the_ladder_again_and_again(broker):
    inbox = Inbox()
    await broker.declare(topology("work", _rung("work", 50)))
    await broker.consume("work", 10, inbox)
    await broker.publish([to_queue("work.retry", b"1")])
    for trip in range(1, 4):
        delivery = (await inbox.wait(trip))[-1]
        own = {name: value for name, value in delivery.headers.items() if not name.startswith(("x-death", "x-first"))}
        await broker.publish([to_queue("work.retry", delivery.body, headers=own)])
        await broker.ack([delivery])
    await inbox.wait(4)


async def test_a_message_with_a_time_of_its_own_expires_in_a_queue_without(broker):
    await broker.publish([to_queue("work", b"short", expiration_ms=50), to_queue("work", b"long")])
    await depth_becomes(broker, "work", 1)
    assert (await broker.get("work")).body == b"long"


async def test_a_message_returned_too_often_goes_to_the_crashed_queue(broker):
    inbox = Inbox()
    limits = {"x-delivery-limit": 2, "x-dead-letter-exchange": "", "x-dead-letter-routing-key": "crashed"}
    safe = {"x-dead-letter-strategy": "at-least-once", "x-overflow": "reject-publish"}
    await broker.declare(topology("crashed", Queue("limited", QUORUM | limits | safe)))
    await broker.consume("limited", 1, inbox)
    await broker.publish([to_queue("limited", b"kills", message_id="m1"), to_queue("limited", b"innocent")])
    for attempt in range(1, 4):
        delivery = (await inbox.wait(attempt))[-1]
        assert (delivery.body, delivery.delivery_count) == (b"kills", attempt - 1)
        await broker.requeue([delivery])
    assert (await inbox.wait(4))[3].body == b"innocent"
    await depth_becomes(broker, "crashed", 1)
    dead = await broker.get("crashed")
    assert (dead.body, dead.message_id) == (b"kills", "m1")
    assert dead.headers["x-first-death-queue"] == "limited"
    assert dead.headers["x-first-death-reason"] == "delivery_limit"


# --- topology -----------------------------------------------------------------------------------------------------


async def test_declaring_again_changes_nothing(broker):
    wanted = topology("work", exchanges=[Exchange("events")], bindings=[Binding("events", "work", "#")])
    await broker.declare(wanted)
    await broker.publish([to_queue("work")])
    await broker.declare(wanted)
    await depth_becomes(broker, "work", 1)


async def test_drift_names_every_object_with_what_is_found_and_what_is_declared(broker):
    await broker.declare(
        topology(
            Queue("ladder", QUORUM | {"x-message-ttl": 1_000}), Queue("plain", QUORUM), exchanges=[Exchange("events")]
        )
    )
    changed = topology(
        Queue("ladder", QUORUM | {"x-message-ttl": 2_000}),
        "fine",
        Queue("plain", QUORUM | {"x-message-ttl": 5}),
        exchanges=[Exchange("events", "direct")],
    )
    with pytest.raises(TopologyDriftError) as caught:
        await broker.declare(changed)
    exchange, ladder, plain = str(caught.value).split("; ")
    assert exchange == "exchange events: type is 'topic', declared 'direct'"
    assert ladder.startswith("queue ladder: x-message-ttl is ")
    assert "1000" in ladder
    assert "2000" in ladder
    assert plain.startswith("queue plain: x-message-ttl is ")
    assert "none" in plain.lower()
    await depth_becomes(broker, "fine", 0)
    assert broker.connected


async def test_an_exchange_type_the_broker_lacks_is_named_and_costs_nothing_else(broker):
    with pytest.raises(TopologyDriftError, match=r"exchange sharded: .*x-none"):
        await broker.declare(topology("fine", exchanges=[Exchange("sharded", "x-none")]))
    await depth_becomes(broker, "fine", 0)
    assert await broker.publish([to_queue("work")]) == [None]


async def test_a_binding_to_what_is_not_there_is_drift(broker):
    with pytest.raises(TopologyDriftError, match="queue work"):
        await broker.declare(topology("work", bindings=[Binding("no.such.exchange", "work", "#")]))


# --- connections --------------------------------------------------------------------------------------------------


async def test_a_client_that_is_not_connected_says_so_and_hangs_nowhere(rig):
    broker = rig.make()
    assert not broker.connected
    outcomes = await broker.publish([to_queue("work"), to_queue("work")])
    assert [type(outcome) for outcome in outcomes] == [BrokerUnavailableError] * 2
    for call in (broker.get("work"), broker.depth("work"), broker.consume("work", 1, Inbox())):
        with pytest.raises(BrokerUnavailableError):
            await call
    await broker.close()


async def test_connecting_twice_and_closing_twice_is_harmless(rig):
    broker = await rig.client()
    await broker.connect()
    assert broker.connected
    await broker.close()
    await broker.close()
    assert not broker.connected
    assert broker.lost_seconds == 0


async def test_after_an_interruption_consumers_are_back_and_what_was_unsettled_comes_again(rig, broker):
    inbox = Inbox()
    await broker.consume("work", 10, inbox)
    await broker.publish([to_queue("work", b"1"), to_queue("work", b"2")])
    old = list(await inbox.wait(2))

    await rig.interrupt()
    await inbox.wait(4)
    await eventually(lambda: broker.connected)
    assert broker.lost_seconds == 0
    assert sorted(delivery.body for delivery in inbox.all[2:]) == [b"1", b"2"]
    assert all(delivery.redelivered for delivery in inbox.all[2:])

    await broker.ack(old)  # settles nothing: their connection is gone
    await broker.ack(inbox.all[2:])
    await eventually_published(broker, b"3")
    assert (await inbox.wait(5))[4].body == b"3"


async def eventually_published(broker, body):
    """Publish, again if the connection was just being lost: as the worker does."""
    for _ in range(50):
        (outcome,) = await broker.publish([to_queue("work", body)])
        if outcome is None:
            return
        assert isinstance(outcome, BrokerUnavailableError)
        await asyncio.sleep(0.1)
    pytest.fail("never published")


async def test_a_cancelled_consumer_stays_cancelled_over_an_interruption(rig, broker):
    inbox = Inbox()
    await broker.consume("work", 10, inbox)
    await broker.cancel("work")
    await rig.interrupt()
    await eventually(lambda: broker.connected)
    await eventually_published(broker, b"1")
    await asyncio.sleep(0.3)
    assert inbox.all == []


async def test_a_cancelled_publish_leaves_the_client_usable(broker):
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(broker.publish([to_queue("work", b"x" * 1000) for _ in range(2_000)]), 0.005)
    assert await broker.publish([to_queue("work", b"after")]) == [None]
    assert (await broker.publish([to_queue("nowhere")]))[0] is not None


# --- listening ----------------------------------------------------------------------------------------------------


@pytest.fixture
async def announcing(broker):
    """The client, with an exchange `events`."""
    await broker.declare(topology("work", exchanges=[Exchange("events")]))
    return broker


async def test_who_listens_hears_what_is_published_from_then_on_and_takes_it_from_nobody(rig, announcing):
    others = [await rig.client() for _ in range(2)]
    await announcing.publish([Outgoing("events", "lead.created", b"before")])
    inboxes = [Inbox() for _ in others]
    for other, inbox in zip(others, inboxes, strict=True):
        await other.listen("events", "lead.#", inbox, lambda: None)
    said = [Outgoing("events", key, key.encode()) for key in ("lead.created", "other.thing", "lead.updated")]
    outcomes = await announcing.publish(said)
    assert [outcome is None for outcome in outcomes] == [True, False, True]
    for inbox in inboxes:
        await inbox.wait(2)
        await asyncio.sleep(0.1)
        assert inbox.bodies == [b"lead.created", b"lead.updated"]
        await announcing.ack(inbox.all)  # is settled already, and may be again


async def test_who_hears_much_is_not_held_up(announcing):
    inbox = Inbox()
    await announcing.listen("events", "lead.#", inbox, lambda: None)
    await announcing.publish([Outgoing("events", "lead.created", str(n).encode()) for n in range(3_000)])
    await inbox.wait(3_000)
    assert inbox.bodies == [str(n).encode() for n in range(3_000)]


async def test_who_stops_listening_hears_no_more_and_leaves_nothing_behind(rig, announcing):
    inbox, other = Inbox(), await rig.client()
    name = await other.listen("events", "lead.#", inbox, lambda: None)
    await other.cancel(name)
    await announcing.publish([Outgoing("events", "lead.created", b"1")])
    await asyncio.sleep(0.2)
    assert inbox.all == []
    with pytest.raises(TopologyDriftError):
        await announcing.depth(name)


async def test_after_an_interruption_who_listens_is_told_and_hears_again(rig, announcing):
    inbox, missed = Inbox(), []
    await announcing.listen("events", "lead.#", inbox, lambda: missed.append(True))
    await rig.interrupt()
    await eventually(lambda: missed and announcing.connected)
    await eventually_published(announcing, b"to work")
    await announcing.publish([Outgoing("events", "lead.created", b"1")])
    await inbox.wait(1)
    assert (inbox.bodies, missed) == ([b"1"], [True])


# --- what is lost -------------------------------------------------------------------------------------------------


async def test_a_consumer_is_told_which_of_its_deliveries_it_can_no_longer_settle(rig, broker):
    inbox, lost = Inbox(), []
    await broker.consume("work", 10, inbox, lost.extend)
    await broker.publish([to_queue("work", str(number).encode()) for number in range(4)])
    handed_out = list(await inbox.wait(4))
    await broker.ack(handed_out[:1])
    await broker.requeue(handed_out[1:2])
    again = (await inbox.wait(5))[4]
    assert lost == []

    await rig.interrupt()
    await eventually(lambda: len(lost) == 3)
    assert set(lost) == {handed_out[2], handed_out[3], again}  # and not what was settled
    await inbox.wait(8)
    await broker.ack(inbox.all[5:])
    await rig.interrupt()
    await eventually(lambda: broker.connected)
    await asyncio.sleep(0.2)
    assert len(lost) == 3


async def test_what_a_cancelled_consumer_still_holds_is_lost_with_its_connection(rig, broker):
    inbox, lost = Inbox(), []
    await broker.consume("work", 10, inbox, lost.extend)
    await broker.publish([to_queue("work", b"1")])
    await inbox.wait(1)
    await broker.cancel("work")
    await rig.interrupt()
    await eventually(lambda: lost == inbox.all)
