"""Dead letters over every broker: found by cause, sent back whole and once, dropped only when meant, never lost."""

import asyncio

import pytest

from tests.contract.rigs import depth_becomes, to_queue
from tests.waiting import eventually
from worker import topology
from worker.consumers.dead_letters import LetterReplay, Look, Selection, causes, described, drop
from worker.consumers.failure_headers import failure_headers, without_failure
from worker.errors import RefusedError, UnroutableError
from worker.ports import Delivery

NOW = 1_795_000_000_000
HOUR = 3_600_000
DEAD = topology.dead(topology.WHATSAPP)


class StoppedClock:
    """Time that passes only by sleeping."""

    def __init__(self, now=NOW):
        self.time, self.slept = now, []

    def now(self):
        return self.time

    async def sleep(self, seconds):
        self.slept.append(seconds)
        self.time += int(seconds * 1000)


@pytest.fixture
async def broker(rig):
    client = await rig.client()
    await client.declare(topology.build())
    return client


def _letter(name, reason="unknown_account", queue=topology.WHATSAPP, at=NOW, where="/entry/0", **headers):
    """A dead letter as the worker publishes it."""
    refused = Delivery(
        queue, b'{"id": "%s"}' % name.encode(), {"provider": "twilio"} | headers, name, "application/json"
    )
    facts = {"reason": reason, "detail": f"no account for {name}", "where": where, "stage": "decode", "now": at}
    told = failure_headers(refused, error=RefusedError(reason), **facts)
    return to_queue(topology.dead(queue), refused.body, headers=told, message_id=name, content_type="application/json")


async def _park(broker, *letters):
    assert await broker.publish(letters) == [None] * len(letters)
    for queue in {letter.routing_key for letter in letters}:
        await depth_becomes(broker, queue, sum(letter.routing_key == queue for letter in letters))


async def _found(broker, selection, now=NOW, **options):
    async with Look(broker, selection, now, **options) as look:
        return [letter async for letter in look.letters()]


async def _ids(broker, queue):
    """What is in a queue now, in order; it stays there."""
    taken = []
    while (delivery := await broker.get(queue)) is not None:
        taken.append(delivery)
    await broker.requeue(taken)
    await depth_becomes(broker, queue, len(taken))
    return [delivery.message_id for delivery in taken]


async def _sent(broker, selection, how=None, clock=None):
    how, clock = how or LetterReplay(), clock or StoppedClock()
    progress = []
    async with Look(broker, selection, clock.now()) as look:
        async for done, left in how.run(look, broker, clock):
            progress.append((done, [(item.letter.id, item.why) for item in left]))
    return sum(done for done, _ in progress), [item for _, left in progress for item in left]


async def test_looking_changes_nothing(broker):
    await _park(broker, *(_letter(f"m{number}") for number in range(5)))
    found = await _found(broker, Selection())
    assert [letter.id for letter in found] == ["m0", "m1", "m2", "m3", "m4"]
    assert (found[0].reason, found[0].where, found[0].queue) == ("unknown_account", "/entry/0", topology.WHATSAPP)
    assert (found[0].at, found[0].attempts, found[0].replays) == (NOW, 1, 0)
    await depth_becomes(broker, DEAD, 5)
    assert await _ids(broker, DEAD) == ["m0", "m1", "m2", "m3", "m4"]


async def test_letters_of_all_queues_are_grouped_by_cause(broker):
    await _park(
        broker,
        *(_letter(f"a{number}", where=f"/entry/{number}", at=NOW - number) for number in range(4)),
        _letter("b", reason="malformed_json", at=NOW - HOUR),
        _letter("c", queue=topology.PLUGIN),
    )
    async with Look(broker, Selection(), NOW) as look:
        groups = await causes(look)
    told = [(group.queue, group.first.reason, group.count) for group in groups]
    assert told[0] == (topology.WHATSAPP, "unknown_account", 4)
    assert sorted(told[1:]) == [(topology.PLUGIN, "unknown_account", 1), (topology.WHATSAPP, "malformed_json", 1)]
    assert (groups[0].first_at, groups[0].last_at) == (NOW - 3, NOW)
    assert groups[0].examples == ["a0", "a1", "a2"]


@pytest.mark.parametrize(
    ("selection", "wanted"),
    [
        (Selection(), ["old", "new", "odd", "form"]),
        (Selection(queues=[topology.PLUGIN]), ["form"]),
        (Selection(reasons=["malformed_json"]), ["odd"]),
        (Selection(names=["old", "form"]), ["old", "form"]),
        (Selection(older_than=HOUR), ["old"]),
        (Selection(newer_than=HOUR), ["new", "odd", "form"]),
        (Selection(names=["nobody"]), []),
        (Selection(queues=[topology.CAMPAIGN]), []),
    ],
)
async def test_letters_are_chosen_by_queue_reason_id_and_age(broker, selection, wanted):
    await _park(
        broker,
        _letter("old", at=NOW - 2 * HOUR),
        _letter("new"),
        _letter("odd", reason="malformed_json"),
        _letter("form", queue=topology.PLUGIN),
    )
    assert [letter.id for letter in await _found(broker, selection)] == wanted


async def test_letters_are_chosen_by_cause(broker):
    await _park(broker, _letter("a"), _letter("b", reason="malformed_json"), _letter("c"))
    first = (await _found(broker, Selection()))[0]
    assert [letter.id for letter in await _found(broker, Selection(names=[first.cause]))] == ["a", "c"]


async def test_a_replay_goes_to_its_queue_as_it_came_and_leaves_the_dead_letters(broker):
    await _park(broker, _letter("m1", account="acme"), _letter("m2", reason="malformed_json"))
    assert await _sent(broker, Selection(reasons=["unknown_account"])) == (1, [])
    await depth_becomes(broker, topology.WHATSAPP, 1)
    again = await broker.get(topology.WHATSAPP)
    assert (again.body, again.message_id, again.content_type) == (b'{"id": "m1"}', "m1", "application/json")
    assert dict(again.headers) == {
        "provider": "twilio",
        "account": "acme",
        "x-replay-count": 1,
        "x-replay-last-at": NOW + 1,
        "x-failure-first-at": NOW,  # it came then
    }
    assert await _ids(broker, DEAD) == ["m2"]


async def test_replays_go_in_their_order(broker):
    await _park(broker, *(_letter(f"m{number:03}") for number in range(250)))
    assert await _sent(broker, Selection()) == (250, [])
    await depth_becomes(broker, topology.WHATSAPP, 250)
    assert await _ids(broker, topology.WHATSAPP) == [f"m{number:03}" for number in range(250)]
    await depth_becomes(broker, DEAD, 0)


async def test_what_is_not_chosen_keeps_its_place(broker):
    await _park(broker, *(_letter(f"m{n}", reason="malformed_json" if n % 3 else "unknown_account") for n in range(9)))
    assert await _sent(broker, Selection(reasons=["unknown_account"])) == (3, [])
    assert await _ids(broker, DEAD) == ["m1", "m2", "m4", "m5", "m7", "m8"]


async def test_a_letter_replayed_too_often_stays_with_the_reason(broker):
    await _park(broker, _letter("tired", **{"x-replay-count": 5}), _letter("fresh", **{"x-replay-count": 4}))
    assert await _sent(broker, Selection()) == (1, [("tired", "replayed 5 times before")])
    assert await _ids(broker, DEAD) == ["tired"]
    await depth_becomes(broker, topology.WHATSAPP, 1)
    assert (await broker.get(topology.WHATSAPP)).headers["x-replay-count"] == 5


async def test_a_letter_whose_queue_is_gone_stays(broker, monkeypatch):
    await _park(broker, _letter("m1"))

    async def unroutable(messages):
        return [UnroutableError("there is no queue") for _ in messages]

    monkeypatch.setattr(broker, "publish", unroutable)
    assert await _sent(broker, Selection()) == (0, [("m1", "there is no queue")])
    assert await _ids(broker, DEAD) == ["m1"]


async def test_a_replay_can_carry_a_corrected_body(broker):
    await _park(broker, _letter("m1"))
    assert await _sent(broker, Selection(names=["m1"]), LetterReplay(body=b"{}")) == (1, [])
    await depth_becomes(broker, topology.WHATSAPP, 1)
    again = await broker.get(topology.WHATSAPP)
    assert (again.body, again.message_id) == (b"{}", "m1")


async def test_a_rate_is_kept(broker):
    await _park(broker, *(_letter(f"m{number}") for number in range(20)))
    clock = StoppedClock()
    assert await _sent(broker, Selection(), LetterReplay(rate=4), clock) == (20, [])
    assert clock.now() - NOW == 5_000
    assert max(clock.slept) <= 0.3


async def test_an_interrupted_replay_loses_nothing(rig, broker):
    await _park(broker, *(_letter(f"m{number:03}") for number in range(150)))

    async def interrupted():
        async with Look(broker, Selection(), NOW) as look:
            async for _ in LetterReplay().run(look, broker, StoppedClock()):
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await interrupted()
    await depth_becomes(broker, DEAD, 50)
    await depth_becomes(broker, topology.WHATSAPP, 100)
    assert await _ids(broker, DEAD) == [f"m{number:03}" for number in range(100, 150)]


async def test_a_killed_look_gives_everything_back(rig, broker):
    await _park(broker, *(_letter(f"m{number}") for number in range(5)))
    other = await rig.client()
    letters = Look(other, Selection(), NOW).letters()
    assert (await anext(letters)).id == "m0"
    assert (await anext(letters)).id == "m1"
    await depth_becomes(broker, DEAD, 3)
    await other.close()  # as when the process ends
    await depth_becomes(broker, DEAD, 5)
    await letters.aclose()
    assert [letter.id for letter in await _found(broker, Selection())] == ["m0", "m1", "m2", "m3", "m4"]


async def test_looking_often_drops_nothing(broker):
    await _park(broker, _letter("m1"))
    for _ in range(60):  # more than any delivery limit a broker sets by itself
        assert [letter.id for letter in await _found(broker, Selection())] == ["m1"]
    await depth_becomes(broker, DEAD, 1)


async def test_no_more_is_taken_than_can_be_held_and_the_rest_is_counted(broker):
    await _park(broker, *(_letter(f"m{number}") for number in range(10)))
    async with Look(broker, Selection(queues=[topology.WHATSAPP]), NOW, look_at=4) as look:
        assert [letter.id async for letter in look.letters()] == ["m0", "m1", "m2", "m3"]
        assert look.left == 6
    await depth_becomes(broker, DEAD, 10)


async def test_a_replay_that_fails_again_is_not_sent_round_and_round(broker, monkeypatch):
    """The worker is quick: what is replayed is back among the dead letters before the look has ended."""
    await _park(broker, _letter("m1"), _letter("m2"))
    publish, clock = broker.publish, StoppedClock()

    async def refused_at_once(messages):
        clock.time += 1
        return await publish([_letter(m.message_id, **dict(m.headers), at=clock.now()) for m in messages])

    monkeypatch.setattr(broker, "publish", refused_at_once)
    assert await _sent(broker, Selection(), LetterReplay(rate=10), clock) == (2, [])
    await depth_becomes(broker, DEAD, 2)


async def test_letters_of_a_worker_whose_clock_is_ahead_are_seen(broker):
    await _park(broker, _letter("m1", at=NOW + HOUR), _letter("m2"))
    assert [letter.id for letter in await _found(broker, Selection())] == ["m1", "m2"]


async def test_dropping_deletes_the_chosen_alone(broker):
    await _park(broker, _letter("a"), _letter("b", reason="malformed_json"), _letter("c"))
    async with Look(broker, Selection(reasons=["unknown_account"]), NOW) as look:
        assert await drop(look) == 2
    await depth_becomes(broker, DEAD, 1)
    assert await _ids(broker, DEAD) == ["b"]


async def test_what_the_broker_parked_is_shown_with_its_reason_and_replayed_clean(broker):
    await broker.publish([to_queue(topology.WHATSAPP, b"kills", message_id="m1", headers={"provider": "waha"})])
    for _ in range(topology.DELIVERY_LIMIT + 1):
        delivery = None
        while delivery is None:
            delivery = await broker.get(topology.WHATSAPP)
        await broker.requeue([delivery])
    await depth_becomes(broker, topology.crashed(topology.WHATSAPP), 1)
    (letter,) = await _found(broker, Selection())
    assert (letter.id, letter.reason, letter.queue) == ("m1", "delivery_limit", topology.WHATSAPP)
    assert "came back too often" in letter.detail
    assert (await _sent(broker, Selection(names=["m1"])))[0] == 1
    await depth_becomes(broker, topology.WHATSAPP, 1)
    again = await broker.get(topology.WHATSAPP)
    assert set(again.headers) - {"x-failure-first-at"} == {"provider", "x-replay-count", "x-replay-last-at"}


async def test_a_replayed_message_survives_the_retry_ladder(broker):
    """With the broker's own headers left on it, the broker takes its way back for a circle and drops it."""
    rung = topology.retry(topology.WHATSAPP, "10s")
    deaths = [
        {"queue": topology.WHATSAPP, "reason": "delivery_limit", "count": 1, "exchange": "", "routing-keys": ["q"]}
    ]
    parked = to_queue(topology.crashed(topology.WHATSAPP), b"x", message_id="m1", headers={"x-death": deaths})
    await _park(broker, parked)
    assert (await _sent(broker, Selection()))[0] == 1
    delivery = None
    while delivery is None:
        delivery = await broker.get(topology.WHATSAPP)
    assert "x-death" not in delivery.headers
    assert await broker.publish(
        [to_queue(rung, b"x", headers=without_failure(delivery.headers), expiration_ms=20)]
    ) == [None]
    await broker.ack([delivery])
    await depth_becomes(broker, topology.WHATSAPP, 1)


async def test_a_message_somebody_parked_by_hand_is_shown_as_far_as_it_goes(broker):
    await _park(broker, to_queue(DEAD, b"\xff", headers={"x-failure-reason": 5, "x-failure-at": "yesterday"}))
    (letter,) = await _found(broker, Selection())
    assert (letter.reason, letter.at, letter.queue) == ("unknown", 0, topology.WHATSAPP)
    assert described(letter)["headers"] == {}


async def test_two_operators_share_the_letters_and_send_each_once(rig, broker):
    await _park(broker, *(_letter(f"m{number}") for number in range(40)))
    other = await rig.client()
    (mine, _), (theirs, _) = await asyncio.gather(_sent(broker, Selection()), _sent(other, Selection()))
    assert mine + theirs == 40
    ids = await _ids(broker, topology.WHATSAPP)
    assert sorted(ids) == sorted(f"m{number}" for number in range(40))
    await eventually(lambda: broker.connected)


# --- repeats: letters about one part of one message are one -----------------------------------------------------------


async def test_repeats_of_a_letter_are_one_to_whoever_looks_and_leave_with_it(broker):
    await _park(broker, _letter("m1"), _letter("m2"), _letter("m1", at=NOW + 5), _letter("m1", at=NOW + 9))
    assert [letter.id for letter in await _found(broker, Selection())] == ["m1", "m2"]
    async with Look(broker, Selection(), NOW) as look:
        assert sum(cause.count for cause in await causes(look)) == 2
    sent, left = await _sent(broker, Selection())
    assert (sent, left) == (2, [])
    await depth_becomes(broker, DEAD, 0)
    await depth_becomes(broker, topology.WHATSAPP, 2)


@pytest.mark.parametrize("between", [0, 150])  # with the repeat in the same chunk, and long after its letter went
async def test_dropping_a_letter_drops_its_repeats(broker, between):
    others = [_letter(f"o{number}") for number in range(between)]
    await _park(broker, _letter("m1"), *others, _letter("m1", at=NOW + 5), _letter("m2", reason="malformed_json"))
    async with Look(broker, Selection(reasons=["unknown_account"]), NOW) as look:
        assert await drop(look) == between + 1
    await depth_becomes(broker, DEAD, 1)
    assert await _ids(broker, DEAD) == ["m2"]


async def test_a_letter_that_cannot_be_sent_back_keeps_its_repeats(broker):
    await _park(broker, _letter("m1"), _letter("m1", at=NOW + 5))
    sent, left = await _sent(broker, Selection(), LetterReplay(max_replays=0))
    assert (sent, [name for name, _ in left]) == (0, ["m1"])
    await depth_becomes(broker, DEAD, 2)


async def test_refused_parts_of_one_message_are_letters_of_their_own(broker):
    await _park(broker, _letter("m1", where="/entry/0"), _letter("m1", where="/entry/1"))
    assert len(await _found(broker, Selection())) == 2
