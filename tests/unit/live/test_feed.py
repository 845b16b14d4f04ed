"""Live updates: each listener hears of the leads in sight, once per moment, and is told when something was missed."""

import asyncio
from collections.abc import Callable
from typing import Any

import orjson
import pytest

from worker.live import feed as feeding
from worker.live.changes import change_of, joined
from worker.live.feed import BOX, RESYNC, RING, Feed, Listener
from worker.ports import Delivery
from worker.topology import account_of_event

LEADS = [f"01m8fdfyjvck38c5vc7ed01w{n:02}" for n in range(100)]


def event(lead: str, version: int = 2, kind: str = "lead.updated", **said: Any) -> Delivery:
    account = said.get("account", "acme")
    lead_view = {
        "id": lead,
        "account": account,
        "version": version,
        "state": "new",
        "status": "open",
        "assignee": said.get("assignee"),
        "phone": "+919812345678",
        "created_at": 1_795_000_000_000,
        "fields": {"city": "Pune", "secret": "whisper"},
    }
    body = {
        "account": account,
        "by": {"kind": "human", "id": "u1"},
        "lead": lead_view,
        "changes": said.get("changes", [{"field": "city", "from": "Goa", "to": "Pune"}]),
        "message": {"text": "my number is 98123", "content": None},
        "other": said.get("other"),
    }
    headers = {"ce-source": f"/accounts/{account}", "ce-type": kind, "ce-subject": lead}
    return Delivery("q", orjson.dumps(body), headers)


def everything(_: str | None) -> bool:
    return True


def of(*names: str) -> Callable[[str | None], bool]:
    return lambda assignee: assignee is None or assignee in names


async def told(listener: Listener) -> list[dict[str, Any]]:
    """Give the data of what waits for a listener; a resync as {}."""
    raw = await listener.take(0.01)
    return [orjson.loads(line[6:]) for line in raw.split(b"\n") if line.startswith(b"data: ")]


async def test_a_listener_hears_of_the_leads_of_their_account_and_sight() -> None:
    feed = Feed()
    asha, imran, other = (
        feed.listen(account, name, shows, None)
        for account, name, shows in (
            ("acme", "asha", everything),
            ("acme", "imran", of("imran")),
            ("other", "x", everything),
        )
    )
    for lead, assignee in zip(LEADS, ("imran", "meena", None), strict=False):
        feed.heard(event(lead, assignee=assignee))
    feed.flush()
    assert [one["id"] for one in await told(asha)] == LEADS[:3]
    assert [one["id"] for one in await told(imran)] == [LEADS[0], LEADS[2]]
    assert await told(other) == []


async def test_nothing_is_told_but_names_of_what_changed_and_their_values() -> None:
    feed = Feed()
    asha = feed.listen("acme", "asha", everything, None)
    feed.heard(event(LEADS[0], assignee="imran"))
    feed.flush()
    raw = await asha.take(0.01)
    for hidden in (b"98123", b"whisper", b"+91", b"secret"):
        assert hidden not in raw
    (one,) = [orjson.loads(line[6:]) for line in raw.split(b"\n") if line.startswith(b"data: ")]
    assert one["row"].pop("order").isdigit()
    assert one == {
        "id": LEADS[0],
        "version": 2,
        "gone": False,
        "types": ["lead.updated"],
        "changed": ["city"],
        "actor": {"kind": "human", "id": "u1"},
        "row": {"state": "new", "status": "open", "assignee": "imran", "city": "Pune"},
    }


async def test_a_lead_that_leaves_somebodys_sight_is_gone_and_no_more_is_said() -> None:
    feed = Feed()
    imran = feed.listen("acme", "imran", of("imran"), None)
    ravi = feed.listen("acme", "ravi", of("ravi"), None)
    moved = [{"field": "assignee", "from": "imran", "to": "meena"}]
    feed.heard(event(LEADS[0], 3, "lead.assigned", assignee="meena", changes=moved))
    feed.flush()
    assert await told(imran) == [{"id": LEADS[0], "version": 3, "gone": True}]
    assert await told(ravi) == []


async def test_a_lead_that_was_merged_away_says_into_which() -> None:
    feed = Feed()
    asha = feed.listen("acme", "asha", everything, None)
    feed.heard(event(LEADS[0], 3, "lead.merged_away", other=LEADS[1], changes=[]))
    feed.flush()
    assert await told(asha) == [{"id": LEADS[0], "version": 3, "gone": True, "into": LEADS[1]}]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
async def test_changes_of_a_lead_that_come_at_once_are_told_as_one_in_whatever_order(order: tuple[int, ...]) -> None:
    feed = Feed()
    asha = feed.listen("acme", "asha", everything, None)
    imran = feed.listen("acme", "imran", of("imran"), None)
    said = [
        event(LEADS[0], 2, "lead.created", assignee="imran", changes=[]),
        event(LEADS[0], 3, "lead.updated", assignee="imran"),
        event(
            LEADS[0],
            4,
            "lead.assigned",
            assignee="meena",
            changes=[{"field": "assignee", "from": "imran", "to": "meena"}],
        ),
    ]
    for place in order:
        feed.heard(said[place])
    feed.flush()
    (one,) = await told(asha)
    assert (one["version"], one["row"]["assignee"], set(one["changed"])) == (4, "meena", {"city", "assignee"})
    assert set(one["types"]) == {"lead.created", "lead.updated", "lead.assigned"}
    assert await told(imran) == [{"id": LEADS[0], "version": 4, "gone": True}]


async def test_who_comes_back_is_told_what_they_missed_or_to_ask_anew() -> None:
    feed, elsewhere = Feed(), Feed()
    asha = feed.listen("acme", "asha", everything, None)
    elsewhere.listen("acme", "asha", everything, None)
    for one in (feed, elsewhere):
        for lead in LEADS[:4]:
            one.heard(event(lead))
            one.flush()
    first = (await asha.take(0.01)).split(b"\n")[0].removeprefix(b"id: ").decode()
    feed.leave(asha)
    feed.heard(event(LEADS[5]))
    for process, missed in ((feed, [*LEADS[1:4], LEADS[5]]), (elsewhere, LEADS[1:4])):
        back = process.listen("acme", "asha", everything, first)
        assert [one["id"] for one in await told(back)] == missed
        stranger = process.listen("acme", "asha", of("imran"), "unknown")
        assert await told(stranger) == [{}]


async def test_what_nobody_listens_to_is_not_even_read(monkeypatch: pytest.MonkeyPatch) -> None:
    feed, read = Feed(), []
    monkeypatch.setattr(feeding, "change_of", read.append)
    feed.heard(event(LEADS[0]))
    assert (read, feed.idle) == ([], True)
    listener = feed.listen("acme", "asha", everything, None)
    feed.heard(event(LEADS[0]))
    feed.heard(event(LEADS[0], account="other"))
    assert len(read) == 1
    feed.leave(listener)
    feed.heard(event(LEADS[0]))  # they may come back
    assert (len(read), feed.idle) == (2, False)
    monkeypatch.setattr(feeding, "LINGER_SECONDS", -1.0)
    feed.leave(feed.listen("acme", "asha", everything, None))
    assert feed.idle


async def test_who_reads_nothing_is_told_to_ask_anew_and_costs_no_more() -> None:
    feed = Feed()
    slow = feed.listen("acme", "asha", everything, None)
    for n in range(3 * BOX):
        feed.heard(event(LEADS[n % 100], n + 2))
        feed.flush()
    raw = await slow.take(0.01)
    assert raw.startswith(RESYNC)
    assert raw.count(b"event: ") <= BOX + 1


async def test_the_ring_is_bounded() -> None:
    feed = Feed()
    feed.listen("acme", "asha", everything, None)
    feed.heard(event(LEADS[0], 1))
    feed.flush()
    oldest = feed.newest
    for n in range(RING):
        feed.heard(event(LEADS[1], n + 2))
        feed.flush()
    assert await told(feed.listen("acme", "asha", everything, oldest)) == [{}]


async def test_after_an_interruption_everybody_asks_anew() -> None:
    feed = Feed()
    listeners = [feed.listen(account, "asha", everything, None) for account in ("acme", "other")]
    feed.heard(event(LEADS[0]))
    feed.missed()
    feed.flush()
    assert [await told(one) for one in listeners] == [[{}], [{}]]


async def test_there_are_so_many_streams_of_one_person_and_no_more() -> None:
    feed = Feed()
    listeners = [feed.listen("acme", "asha", everything, None) for _ in range(10)]
    assert (feed.full("asha"), feed.full("imran"), feed.streams) == (True, False, 10)
    feed.leave(listeners[0])
    feed.leave(listeners[0])
    assert not feed.full("asha")


async def test_what_is_heard_is_told_within_the_second_to_who_waits() -> None:
    feed = Feed()
    running = asyncio.create_task(feed.run())
    asha = feed.listen("acme", "asha", everything, None)
    waiting = asyncio.create_task(asha.take(5))
    await asyncio.sleep(0)
    feed.heard(event(LEADS[0]))
    assert LEADS[0].encode() in await asyncio.wait_for(waiting, 1)
    feed.end("asha")
    assert await asyncio.wait_for(asha.take(5), 1) == b""
    assert asha.ended
    running.cancel()


@pytest.mark.parametrize(
    "delivery",
    [
        Delivery("q", b"{", {"ce-source": "/accounts/acme", "ce-type": "lead.updated"}),
        Delivery("q", b"[]", {"ce-source": "/accounts/acme", "ce-type": "lead.updated"}),
        Delivery("q", b'{"lead": {}, "changes": [], "by": {}}', {"ce-source": "/accounts/acme", "ce-type": "x"}),
        Delivery("q", b"{}", {"ce-source": 7}),
    ],
)
async def test_what_is_no_event_disturbs_nobody(delivery: Delivery) -> None:
    feed = Feed()
    asha = feed.listen("acme", "asha", everything, None)
    feed.heard(delivery)
    feed.flush()
    assert (await told(asha), change_of(delivery)) == ([], None)
    assert account_of_event(delivery.headers) in ("acme", "")


def test_the_same_change_has_the_same_key_in_every_process() -> None:
    one, other = change_of(event(LEADS[0], 4)), change_of(event(LEADS[0], 4, "lead.assigned"))
    assert one is not None
    assert other is not None
    assert one.key == other.key == joined(one, other).key
    assert LEADS[0] not in one.key
