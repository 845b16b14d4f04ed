"""The contract of what automations ask of a store: every promise of `worker.automations.running.storage`, by every adapter."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.contract.test_store import NOW, changed, created, read, stored
from worker.automations.language.situation import Situation
from worker.automations.running.documents import revision_of
from worker.automations.running.engine import Engine
from worker.automations.running.timers import Timers
from worker.commit.outbox import DeferredOutbox
from worker.commit.path import CommitPath
from worker.configuration.accounts import build
from worker.configuration.snapshot import Snapshot
from worker.contact import Contact, Identity
from worker.errors import StoreUnavailableError
from worker.system import SystemClock, new_id

HOUR, DAY = 3_600_000, 86_400_000
LATER = SystemClock().now() + 365 * DAY  # runs that are to be there still


def wait(name: str, lead: str = "L1", due: int = NOW, **more: Any) -> dict[str, Any]:
    row = {"_id": f"acme:{name}:w", "account": "acme", "rule": "r", "wait": "w", "lead": lead, "state": "waiting"}
    return {**row, "sequence": 1, "due_at": due, "look_at": due, **more}


def ended(name: str, state: str, at: int = LATER, **more: Any) -> dict[str, Any]:
    return {"_id": f"acme:{name}:w", "state": state, "because": state, "at": at, **more}


def ids(rows: list[Any]) -> list[str]:
    return [row["_id"].split(":")[1] for row in rows]


async def states(shop: Any, lead: str = "L1") -> dict[str, str]:
    return {row["_id"].split(":")[1]: row["state"] for row in await shop.automations.waits_of(lead)}


# waits


async def test_a_wait_is_made_once_and_stays_as_it_is(shop):
    await shop.automations.keep_waits([wait("a"), wait("b")])
    await shop.automations.end_waits([ended("a", "cancelled")])
    await shop.automations.keep_waits([wait("a"), wait("b", due=NOW + 5)])
    assert await states(shop) == {"a": "cancelled", "b": "waiting"}
    assert ids(await shop.automations.open_waits(["L1", "L2"])) == ["b"]
    assert (await shop.automations.open_waits(["L1"]))[0]["due_at"] == NOW
    assert await shop.automations.open_waits([]) == []


async def test_what_is_due_is_claimed_once_the_longest_due_first(shop):
    await shop.automations.keep_waits(
        [wait("c", due=NOW + 2), wait("a", due=NOW), wait("b", due=NOW + 1), wait("z", due=NOW + 9)]
    )
    assert ids(await shop.automations.claim_due(NOW + 5, 60_000, "one", 2)) == ["a", "b"]
    (third,) = await shop.automations.claim_due(NOW + 5, 60_000, "two", 10)
    assert (third["state"], third["token"], third["claims"]) == ("claimed", "two", 1)
    assert await shop.automations.claim_due(NOW + 5, 60_000, "three", 10) == []
    assert await shop.automations.next_due() == NOW + 9


async def test_no_wait_is_claimed_by_two_who_ask_at_the_same_moment(shop):
    await shop.automations.keep_waits([wait(f"n{number}") for number in range(40)])
    found = await asyncio.gather(*(shop.automations.claim_due(NOW, 60_000, f"t{n}", 15) for n in range(6)))
    claimed = [name for rows in found for name in ids(rows)]
    assert len(claimed) == len(set(claimed))
    rest = ids(await shop.automations.claim_due(NOW, 60_000, "last", 100))
    assert sorted([*claimed, *rest]) == sorted(f"n{number}" for number in range(40))


async def test_a_lease_that_ran_out_is_taken_again_and_counted(shop):
    await shop.automations.keep_waits([wait("a")])
    await shop.automations.claim_due(NOW, 0, "dead", 1)
    await asyncio.sleep(0.05)
    (again,) = await shop.automations.claim_due(NOW, 60_000, "next", 1)
    assert (again["token"], again["claims"]) == ("next", 2)


async def test_a_claimed_wait_is_cancelled_only_by_whoever_claimed_it(shop):
    await shop.automations.keep_waits([wait("a")])
    await shop.automations.claim_due(NOW, 60_000, "mine", 1)
    await shop.automations.end_waits([ended("a", "cancelled")])
    await shop.automations.end_waits([ended("a", "cancelled", token="another")])
    assert await states(shop) == {"a": "claimed"}
    await shop.automations.end_waits([ended("a", "cancelled", token="mine")])
    assert await states(shop) == {"a": "cancelled"}


@pytest.mark.parametrize(
    ("first", "second", "stands"),
    [
        ("cancelled", "done", "done"),
        ("failed", "done", "done"),
        ("done", "cancelled", "done"),
        ("done", "skipped", "done"),
        ("skipped", "done", "skipped"),
        ("cancelled", "skipped", "cancelled"),
    ],
)
async def test_what_was_done_is_done_whatever_else_is_said(shop, first, second, stands):
    await shop.automations.keep_waits([wait("a")])
    await shop.automations.end_waits([ended("a", first), ended("unknown", "done")])
    await shop.automations.end_waits([ended("a", second)])
    assert await states(shop) == {"a": stands}
    await shop.automations.end_waits([])


async def test_a_wait_that_is_put_off_is_looked_at_later_and_due_when_it_was(shop):
    await shop.automations.keep_waits([wait("a"), wait("b")])
    first, second = await shop.automations.claim_due(NOW, 60_000, "mine", 2)
    await shop.automations.postpone(first, NOW + HOUR, "paused")
    await shop.automations.postpone(second, NOW + HOUR, "nobody", NOW + 2 * HOUR)
    await shop.automations.postpone(first | {"token": "another"}, NOW + DAY, "stale")
    assert await shop.automations.claim_due(NOW, 60_000, "more", 2) == []
    rows = await shop.automations.claim_due(NOW + HOUR, 60_000, "more", 2)
    due = {row["_id"].split(":")[1]: (row["due_at"], row["because"], row["claims"]) for row in rows}
    assert due == {"a": (NOW, "paused", 1), "b": (NOW + 2 * HOUR, "nobody", 1)}


async def test_twins_are_waits_of_one_name_ended_ones_included(shop):
    await shop.automations.keep_waits(
        [wait("a"), wait("b", "L2"), wait("c", "L3"), wait("d", "L2", rule="other"), wait("e", "L2", wait="v")]
    )
    await shop.automations.end_waits([ended("b", "done")])
    assert ids(await shop.automations.twins("r", "w", ["L2", "L3"])) == ["b", "c"]
    assert await shop.automations.twins("r", "w", []) == []


# states by compare-and-set


@pytest.mark.parametrize("kind", ["turns", "fuses"])
async def test_a_state_is_written_if_nobody_did_meanwhile(shop, kind):
    store = shop.automations
    look, write = (store.turns, store.take_turn) if kind == "turns" else (store.fuses, store.set_fuse)
    assert await look("acme", ["one", "two"]) == {}
    assert await write("acme", "one", 0, {"n": [1]})
    assert not await write("acme", "one", 0, {"n": [2]})
    assert not await write("acme", "two", 3, {"n": [2]})
    assert await write("zen", "one", 0, {"n": [9]})
    found = await look("acme", ["one", "two"])
    assert (list(found), found["one"]["n"], found["one"]["v"]) == (["one"], [1], 1)
    found["one"]["n"].append(7)  # the caller's own
    assert await write("acme", "one", 1, {"n": [3]})
    assert (await look("acme", ["one"]))["one"]["n"] == [3]
    assert (await look("acme", ["one"]))["one"]["v"] == 2


async def test_of_writers_at_the_same_moment_one_wins(shop):
    for version in range(3):
        answers = await asyncio.gather(*(shop.automations.set_fuse("acme", "r", version, {"n": n}) for n in range(8)))
        assert sum(answers) == 1
        assert (await shop.automations.fuses("acme", ["r"]))["r"]["n"] == answers.index(True)


async def test_paused_fuses_are_listed_by_account(shop):
    pause = {"at": NOW, "key": "k", "times": 1, "per": HOUR}
    await shop.automations.set_fuse("acme", "r", 0, {"pause": pause})
    await shop.automations.set_fuse("acme", "s", 0, {"pause": None})
    await shop.automations.set_fuse("zen", "r", 0, {"pause": pause})
    assert [(row["account"], row["name"]) for row in await shop.automations.paused("acme")] == [("acme", "r")]
    assert {row["account"] for row in await shop.automations.paused()} == {"acme", "zen"}


# runs and revisions


def run(name: str, at: int = LATER, **more: Any) -> dict[str, Any]:
    return {
        "_id": name,
        "account": "acme",
        "rule": "r",
        "lead": "L1",
        "event_id": "e",
        "at": at,
        "outcome": "fired",
        **more,
    }


async def test_a_run_is_kept_once_and_the_newest_are_given_first(shop):
    await shop.automations.add_runs([run("a"), run("b", LATER + 1), run("c", lead="L2")], DAY)
    await shop.automations.add_runs([run("a", outcome="held"), run("d", LATER + 2)], DAY)
    assert [row["_id"] for row in await shop.automations.runs({"lead": "L1"})] == ["d", "b", "a"]
    assert [row["_id"] for row in await shop.automations.runs({"lead": "L1", "account": "acme"}, 1)] == ["d"]
    assert (await shop.automations.runs({"lead": "L1"}))[-1]["outcome"] == "fired"
    assert await shop.automations.runs({"lead": "nobody"}) == []


async def test_counts_add_up_per_rule_cause_and_hour(shop):
    hour = LATER - LATER % HOUR
    about = {"account": "acme", "rule": "r", "outcome": "not_matched"}
    await shop.automations.count_runs([{**about, "because": "time", "hour": hour, "n": 2}], DAY)
    await shop.automations.count_runs(
        [
            {**about, "because": "time", "hour": hour, "n": 3},
            {**about, "because": "lead.tags", "hour": hour, "n": 1},
            {**about, "because": "time", "hour": hour + HOUR, "n": 4},
        ],
        DAY,
    )
    found = await shop.automations.run_counts({"rule": "r"})
    assert sorted((row["hour"] - hour, row["because"], row["n"]) for row in found) == [
        (0, "lead.tags", 1), (0, "time", 5), (HOUR, "time", 4),
    ]  # fmt: skip
    assert found[0]["hour"] == hour + HOUR
    assert await shop.automations.run_counts({"account": "zen"}) == []


async def test_the_text_of_a_rule_stays_as_it_was_first_kept(shop):
    await shop.automations.keep_revision(revision_of("acme", "r", "1", {"a": 1}))
    await shop.automations.keep_revision(revision_of("acme", "r", "1", {"a": 2}))
    found = await shop.automations.revision("acme:r:1")
    assert found is not None
    assert found["source"] == {"a": 1}
    assert await shop.automations.revision("acme:r:2") is None


# leads and history


async def test_open_leads_in_force_are_counted_by_owner(shop):
    for number, (owner, status) in enumerate(
        [("asha", "open"), ("asha", "open"), ("ravi", "closed"), ("meena", "open")]
    ):
        write = created(f"phone:91{number}")
        write.lead.assignee, write.lead.status = {"v": owner}, status
        assert await shop.store.commit([write]) == []
    other = created("phone:1", account="zen")
    other.lead.assignee = {"v": "asha"}
    gone = created("phone:2")
    gone.lead.assignee, gone.lead.merged_into = {"v": "asha"}, "somewhere"
    assert await shop.store.commit([other, gone]) == []
    assert await shop.automations.loads("acme", ["asha", "ravi", "nobody"]) == {"asha": 2}


async def test_history_since_a_sequence_has_what_is_recorded_and_what_is_pending(shop):
    lead = await stored(shop, "phone:1", name="m:1")
    await shop.store.record(lead.pend)
    await shop.store.clear({lead.id: [entry["_id"] for entry in lead.pend]})
    for name in ("m:2", "m:3"):
        write = changed(await read(shop, lead.id), name)
        assert await shop.store.commit([write]) == []
    await shop.store.record((await read(shop, lead.id)).pend[:1])  # recorded, and pending still
    found = await shop.automations.history_since({lead.id: 1, "nobody": 0})
    assert [row["seq"] for row in found[lead.id]] == [2, 3]
    assert found["nobody"] == []
    assert [row["seq"] for row in (await shop.automations.history_since({lead.id: 0}))[lead.id]] == [1, 2, 3]


async def test_entries_are_given_whole_but_for_raw_parts(shop):
    write = created("phone:1", name="m:1", raw={"big": 1}, content={"a": 1})
    assert await shop.store.commit([write]) == []
    pending = await shop.automations.entries({"acme:m:1": write.lead.id, "acme:m:9": write.lead.id})
    assert list(pending) == ["acme:m:1"]
    lead = await read(shop, write.lead.id)
    await shop.store.record(lead.pend)
    await shop.store.clear({lead.id: ["acme:m:1"]})
    found = (await shop.automations.entries({"acme:m:1": lead.id}))["acme:m:1"]
    assert found["content"] == {"a": 1}
    assert "raw" not in found
    assert await shop.automations.receipts_of(["acme:m:1", "acme:m:9"]) == {"acme:m:1": lead.id}
    assert [one.id for one in await shop.automations.leads_by_ids([lead.id, "nobody"])] == [lead.id]


async def test_stories_give_the_newest_and_a_range(shop):
    lead = await stored(shop, "phone:1", name="m:1")
    for number in range(2, 6):
        assert await shop.store.commit([changed(await read(shop, lead.id), f"m:{number}")]) == []
    await shop.store.record((await read(shop, lead.id)).pend[:4])
    assert [row["seq"] for row in await shop.stories.newest(lead.account, lead.id, 0)] == [1, 2, 3, 4, 5]
    assert [row["seq"] for row in await shop.stories.newest(lead.account, lead.id, 2)] == [4, 5]
    assert [row["seq"] for row in await shop.stories.between(lead.account, lead.id, 2, 4, 0)] == [2, 3, 4]
    assert [row["seq"] for row in await shop.stories.between(lead.account, lead.id, 1, 5, 2)] == [
        3,
        4,
    ]  # 5 is pending still
    assert await shop.stories.newest("acme", "nobody", 3) == []


async def test_a_list_is_told_whom_the_store_knows(shop):
    write = created("phone:1", "lid:1", name="m:1", outcome="created")
    write.lead.consent = {"withdrawn": {"t": NOW, "m": "m:1", "reason": "stop"}}
    other = created("phone:1", account="zen", outcome="created")
    assert await shop.store.commit([write, other]) == []
    for _ in ("pending", "recorded"):
        found = await shop.lists.survey("acme", ["phone:1", "phone:2"], ["acme:m:1", "acme:m:2"])
        assert (found.owners, found.outcomes) == ({"phone:1": write.lead.id}, {"acme:m:1": "created"})
        assert found.said_no == {"phone:1"}
        await shop.store.record(write.entries)
        await shop.store.clear({write.lead.id: ["acme:m:1"]})


# the server


async def test_a_store_that_is_away_says_so(shop):
    away = shop.away_automations()
    for call in (
        lambda: away.open_waits(["L1"]),
        lambda: away.claim_due(NOW, 1, "t", 1),
        lambda: away.keep_waits([wait("a")]),
        lambda: away.end_waits([ended("a", "done")]),
        lambda: away.fuses("acme", ["r"]),
        lambda: away.take_turn("acme", "p", 0, {}),
        lambda: away.add_runs([run("a")], DAY),
        lambda: away.history_since({"L1": 0}),
        lambda: away.entries({"a": "L1"}),
        lambda: away.revision("x"),
        lambda: away.loads("acme", ["asha"]),
    ):
        with pytest.raises(StoreUnavailableError):
            await call()


RULES = """
rules:
  - id: nudge
    when: lead.created
    do: [{assign_user: {pool: sales, pick: round_robin}}]
    wait: [{id: soon, after: 1h, do: [{add_tags: [nudged]}]}]
    limits: {at_most: {times: 2, per: 1d}}
"""
TEAM = "users: [{id: asha}, {id: ravi}]\npools: {sales: {members: [asha, ravi]}}\n"


async def everybody(shop: Any) -> list[dict[str, Any]]:
    return [lead async for page in shop.walks.leads("acme", 10) for lead in page]


class _Clock(SystemClock):
    ahead = 0

    def now(self) -> int:
        return super().now() + self.ahead


async def test_an_engine_and_timers_work_on_it(shop):
    """The whole way: three people come, the fuse lets two through, turns are taken, waits are made and carried out."""
    files = {"acme/account.yaml": "name: Acme\nregion: IN\n", "acme/team.yaml": TEAM, "acme/rules/all.yaml": RULES}
    loaded = build(Snapshot(Path("accounts"), {name: text.encode() for name, text in files.items()}, {}, ("acme",)))
    loaded.require()
    clock = _Clock()
    path = CommitPath(shop.store, DeferredOutbox(shop.store), lambda: loaded.accounts, clock, new_id)
    engine = Engine(path, shop.automations, lambda: loaded.automations, clock)
    for number in range(3):
        who = (Identity(f"phone:91{number}", "phone", f"91{number}", trusted=True),)
        at = clock.now()
        await path.apply(
            [Contact("acme", f"wa:{number}", at, "whatsapp", "cloud", "message_received", who, inbound=True)]
        )
    entries = [entry for lead in await everybody(shop) for entry in lead["pend"]]
    events = [Situation.recorded(entry, name) for entry in entries for name in entry["events"]]
    for _ in range(2):  # whatever is delivered again
        await engine.react(events)
    leads = await everybody(shop)
    assert sorted(str(lead["assignee"].get("v")) for lead in leads) == ["None", "asha", "ravi"]
    clock.ahead = 2 * HOUR
    timers = Timers(path, shop.automations, lambda: loaded.automations, clock, new_id)
    assert await timers.run_due() == 2
    assert await timers.run_due() == 0
    leads = await everybody(shop)
    assert sum("nudged" in lead["tags"] for lead in leads) == 2
