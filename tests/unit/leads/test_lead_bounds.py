"""No contacts make a lead too large, and what is left out is the same in every order."""

import asyncio
import itertools
from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.account import AccountFile, FieldsFile, LeadField, PipelineFile
from tests.shop import Shop
from worker.account import Account, Accounts
from worker.commit import plan
from worker.commit.plan import Planner
from worker.contact import Consent, Contact, Fact, Identity
from worker.errors import UnmergeRefusedError
from worker.leads import bounds, commands, fold, join, separate
from worker.leads.commands import Command
from worker.leads.history_chain import entry_size
from worker.leads.lead import WRITTEN, Lead
from worker.leads.statement import stated, statement

FIELDS = FieldsFile(fields=tuple(LeadField(id=f"field_{n}") for n in range(60)))
ACCOUNT = Account("acme", AccountFile(name="Acme", region="IN"), PipelineFile(), FIELDS)
HUB = Identity("email:info@broker.example", "email", "info@broker.example")
LIMIT = 8_000_000
FACTS = (
    *("keys", "identities", "phone", "address", "fields", "extra", "tags", "alternates", "flags"),
    *("first", "touch", "last_inbound_at", "counts", "consent", "incomplete"),
)
FILLINGS = ("x", "ü", "語", "😀")


def identity(number: int, *, trusted: bool) -> Identity:
    return Identity(f"phone:9{number}", "phone", f"9{number}", f"+9{number}", trusted=trusted)


def small(number: int, **more: Any) -> Contact:
    contact = Contact(
        "acme", f"m{number}", 1_000 + number, "plugin", "p", "form_submitted", (identity(1, trusted=True), HUB)
    )
    return replace(contact, **more)


def nested(filling: str, size: int) -> Any:
    return [{"a": filling * 10, "n": n} for n in range(size // 10)]


@st.composite
def huge(draw: st.DrawFn, number: int) -> Contact:
    """Give a contact of the one person with too much of everything."""
    filling = draw(st.sampled_from(FILLINGS))
    start, count = draw(st.integers(0, 300)), draw(st.sampled_from([1, 40, 400, 1_500]))
    length = draw(st.sampled_from([3, 300, 30_000, 400_000 // count + 1]))
    value: Any = nested(filling, length) if draw(st.booleans()) else filling * length
    name = draw(st.sampled_from(["field_{}", "Extra {}", "name{}"]))
    facts = tuple(Fact(name.format(start + n), value, "plugin") for n in range(count))
    trusted = draw(st.booleans())
    keys = (identity(10_000 * number + n, trusted=trusted) for n in range(draw(st.sampled_from([0, 2, 30, 60]))))
    return replace(
        small(number),
        at=draw(st.integers(1_000, 1_500)) * 10 + number,
        identities=(HUB, *keys),
        inbound=trusted,
        facts=facts,
        tags=tuple(f"tag {start + n} {filling * 80}" for n in range(draw(st.sampled_from([0, 3, 700])))),
        flags=tuple(f"clipped:{start + n}" for n in range(draw(st.sampled_from([0, 70])))),
        alternates=tuple(f"+{start + n}" for n in range(draw(st.sampled_from([0, 150])))),
        attribution={f"a{n}": value for n in range(draw(st.sampled_from([0, 4])))} or None,
        content={f"c{n}": value for n in range(draw(st.sampled_from([0, 4])))},
        text=filling * draw(st.sampled_from([1, 200_000])),
        raw={"body": filling * draw(st.sampled_from([1, 600_000]))},
    )


@st.composite
def floods(draw: st.DrawFn) -> list[Contact]:
    return [draw(huge(number)) for number in range(draw(st.integers(2, 5)))]


def folded(contacts: list[Contact]) -> tuple[Lead, list[dict[str, Any]]]:
    lead = fold.new_lead(ACCOUNT, "lead", 1)
    return lead, [fold.fold(lead, contact, ACCOUNT, 1) for contact in contacts]


def facts(lead: Lead) -> dict[str, Any]:
    return {name: getattr(lead, name) for name in FACTS}


def differing(one: Lead, two: Lead) -> list[str]:
    return [name for name in FACTS if getattr(one, name) != getattr(two, name)]


def stored(lead: Lead) -> int:
    """The bytes a store needs at most."""
    return bounds.size({name: getattr(lead, name) for name in WRITTEN})


@settings(max_examples=12, deadline=None)
@given(floods(), st.randoms(use_true_random=False))
def test_any_flood_keeps_the_lead_small_and_every_order_gives_the_same_lead(flood: list[Contact], random: Any) -> None:
    mixed = list(flood)
    random.shuffle(mixed)
    straight, entries = folded(flood)
    shuffled, _ = folded(mixed)
    again, _ = folded([stated("acme", entry["contact"]) for entry in entries])
    assert differing(straight, shuffled) == []
    assert differing(straight, again) == []
    for lead in (straight, shuffled):
        assert stored(lead) < LIMIT
        assert len(orjson.dumps({name: getattr(lead, name) for name in WRITTEN})) < LIMIT
    assert all(entry_size(entry) < LIMIT for entry in entries)


@settings(max_examples=5, deadline=None)
@given(floods(), st.randoms(use_true_random=False))
def test_two_flooded_leads_that_are_joined_are_what_one_lead_would_have_been(flood: list[Contact], random: Any) -> None:
    half = len(flood) // 2
    sides = [folded(flood[:half])[0], folded(flood[half:])[0]]
    sides[1]._id = "other"
    survivor, other = join.survivor_first(sides)
    kept, left = join.join(survivor, other, ACCOUNT, "cause", 5)
    random.shuffle(flood)
    assert differing(survivor, folded(flood)[0]) == []
    assert stored(survivor) < LIMIT
    assert max(entry_size(kept), entry_size(left)) < LIMIT
    assert stored(survivor) + entry_size(kept) + plan.PEND_BYTES < 16_000_000


@settings(max_examples=4, deadline=None)
@given(floods())
def test_a_bounded_contact_is_bounded(flood: list[Contact]) -> None:
    for contact in flood:
        once = bounds.bounded(contact)
        assert bounds.bounded(once) is once
        assert len(statement(once)) < 2_500_000
        assert (once is contact) == (bounds.CONTACT_CLIPPED not in once.flags)


def test_an_ordinary_contact_is_left_as_it_is() -> None:
    contact = small(1, facts=(Fact("name", "Asha", "plugin"),), tags=("vip",), content={"type": "form"}, flags=("x",))
    assert bounds.bounded(contact) is contact


NAMES = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=6, unique=True)


@settings(max_examples=300, deadline=None)
@given(st.lists(NAMES, min_size=1, max_size=6), st.randoms(use_true_random=False), st.data())
def test_small_caps_hold_in_any_order_and_any_batches(words: list[list[str]], random: Any, data: Any) -> None:
    """The caps made small, so that every draw meets them, through the real planner."""
    lengths = data.draw(st.lists(st.integers(1, 40), min_size=6, max_size=6))
    drawn = [
        small(
            n,
            identities=(HUB, identity(n * 10, trusted=n % 2 == 0), identity(n * 10 + 1, trusted=False)),
            facts=tuple(Fact(word, word * lengths[place], "plugin") for place, word in enumerate(names)),
            tags=tuple(names),
            flags=tuple(names),
            alternates=tuple(names),
        )
        for n, names in enumerate(words)
    ]
    with pytest.MonkeyPatch.context() as patched:
        caps = {"MAX_IDENTITIES": 4, "MAX_TAGS": 3, "MAX_FLAGS": 3, "MAX_ALTERNATES": 3, "MAX_EXTRAS": 3}
        for name, limit in {**caps, "EXTRA_BYTES": 60}.items():
            patched.setattr(bounds, name, limit)
        patched.setattr(plan, "PEND_LIMIT", 3)
        ours, theirs = asyncio.run(_in_two_ways(drawn, random))
    assert differing(ours, theirs) == []
    assert len(ours.keys) <= 4
    distinct = {name for names in words for name in names}
    assert ("extra_full" in ours.flags, "tags_full" in ours.flags) == (len(distinct) > 3, len(distinct) > 3)


async def _in_two_ways(drawn: list[Contact], random: Any) -> list[Lead]:
    """Apply contacts one by one, and mixed with repetitions in batches of any size; give the lead of each way."""
    straight, mixed = Shop(Accounts.of([ACCOUNT])), Shop(Accounts.of([ACCOUNT]))
    for contact in drawn:
        await straight.apply([contact])
    again = [*drawn, *random.choices(drawn, k=len(drawn))]
    random.shuffle(again)
    while again:
        size = random.randint(1, len(again))
        await mixed.apply(again[:size])
        again = again[size:]
    found: list[Lead] = []
    for shop in (straight, mixed):
        assert await shop.faults() == []
        found += await shop.leads()
    return found


def test_delivered_numbers_push_typed_ones_out_and_the_one_in_use_stays() -> None:
    lead, _ = folded([small(n, identities=(HUB, identity(100 + n, trusted=False))) for n in range(300)])
    assert len(lead.keys) == bounds.MAX_IDENTITIES
    assert HUB.key in lead.keys
    assert "phone:9100" in lead.keys  # known longest
    assert "phone:9399" not in lead.keys
    assert "identities_full" in lead.flags
    for n in range(300, 520):
        fold.fold(lead, small(n, identities=(identity(n + 5_000, trusted=True), HUB), inbound=True), ACCOUNT, 1)
        assert f"phone:9{n + 5_000}" in lead.keys  # who writes now is never the one left out
        assert lead.address == f"9{n + 5_000}"
    assert sorted(e["k"] for e in lead.identities) == lead.keys
    assert len(lead.keys) == bounds.MAX_IDENTITIES


def test_a_key_that_gave_way_is_free_for_its_person_in_the_same_batch() -> None:
    lead, _ = folded([small(n, identities=(HUB, identity(100 + n, trusted=False))) for n in range(199)])
    assert len(lead.keys) == bounds.MAX_IDENTITIES
    lead.v = 1
    planner = Planner(Accounts.of([ACCOUNT]), 1, iter(("new", "newer")).__next__)
    planner.know([lead], {})
    gone = identity(298, trusted=False)  # the last one that was typed
    batch = [
        small(900, identities=(identity(7_000, trusted=True), HUB), inbound=True),
        small(901, identities=(replace(gone, trusted=True),), inbound=True),
    ]
    planned = planner.plan(batch)
    assert [outcome for _, outcome, _ in planned.settled] == ["updated", "created"]
    first, second = planned.writes
    assert first.grew
    assert gone.key not in first.lead.keys
    assert second.lead.keys == [gone.key]
    assert {"field": "identities", "from": gone.key, "to": None} in first.entries[0]["changes"]


def test_values_are_cut_only_when_there_are_too_many_and_the_flag_says_it() -> None:
    lead, (entry,) = folded([small(1, facts=(Fact("Wish", "w" * 60_000, "plugin"),))])
    assert len(lead.extra["Wish"]["v"]) == 60_000
    assert lead.flags == []
    more = tuple(Fact(f"x{n}", "y", "plugin") for n in range(200))
    entry = fold.fold(lead, small(2, facts=more), ACCOUNT, 1)
    assert lead.extra["Wish"]["cut"]
    assert lead.extra["Wish"]["v"] == "w" * (bounds.EXTRA_BYTES // 201)
    assert lead.flags == ["extra_clipped"]
    assert {"field": "flags", "from": None, "to": ["extra_clipped"]} in entry["changes"]
    fold.fold(lead, small(3, facts=(Fact("Wish", "short", "plugin"),)), ACCOUNT, 1)
    assert lead.flags == []


def test_a_lead_of_an_older_version_comes_within_its_bounds_with_the_next_message() -> None:
    lead, _ = folded([small(1)])
    lead.extra = {f"e{n:04}": {"v": "v" * 50_000, "by": "plugin", "t": 1, "m": "m"} for n in range(300)}
    assert stored(lead) > LIMIT
    fold.fold(lead, small(2, creates=False, consents=(Consent(False, 5, "keyword"),)), ACCOUNT, 1)
    assert stored(lead) < LIMIT
    assert lead.opted_out
    assert lead.flags == ["extra_clipped"]


def test_commands_are_told_what_a_lead_keeps_no_more_of() -> None:
    lead, _ = folded([small(1, tags=tuple(f"t{n:03}" for n in range(200)))])
    fold.fold(lead, small(2, tags=tuple(f"t{n:03}" for n in range(200, 400))), ACCOUNT, 1)
    fold.fold(lead, small(3, tags=tuple(f"t{n:03}" for n in range(400, 500))), ACCOUNT, 1)
    steps = (
        ("tag", commands.add_tags(["zzz"])),
        *((f"f{n}", commands.set_field(f"field_{n}", "語" * 30_000)) for n in range(60)),
        ("task", commands.add_task("t" * 9_000, None, None)),
    )
    entry = commands.execute(lead, Command("acme", "c", "lead", 9, "human", "u", "lead_edited", steps), ACCOUNT, 1)
    assert [one["reason"] for one in entry["refused"][:1]] == ["too_many_tags"]
    assert {one["reason"] for one in entry["refused"][1:]} == {"too_long"}
    assert "zzz" not in lead.tags
    assert [len(task["title"]) for task in lead.tasks.values()] == [bounds.MAX_TITLE]
    assert stored(lead) < LIMIT


def test_marks_and_tasks_and_separations_have_their_bounds_over_merges() -> None:
    marks = {f"m{n:05}": {"t": n, "m": "c"} for n in range(1_500)}
    assert sorted(bounds.latest(marks, 1_000)) == sorted(marks)[500:]
    one, _ = folded([small(1)])
    other, _ = folded([small(2)])
    other._id = "other"
    one.marks, other.marks = marks, {f"n{n:05}": {"t": n, "m": "c"} for n in range(1_500)}
    task = {"title": "t", "due_at": None, "assignee": None, "t": 1}
    one.tasks = {f"a{n:03}": {**task, "done_at": 1} for n in range(300)}
    other.tasks = {f"b{n:03}": {**task, "done_at": None} for n in range(300)}
    one.apart, other.apart = [f"x{n:04}" for n in range(900)], [f"y{n:04}" for n in range(900)]
    kept, _ = join.join(one, other, ACCOUNT, "cause", 5)
    assert (len(one.marks), len(one.tasks), len(one.apart)) == (1_000, 400, 1_000)
    assert sum(task["done_at"] is None for task in one.tasks.values()) == 300
    assert any("400 tasks" in text for text in kept["notes"])


def test_a_merge_of_leads_too_large_to_keep_is_made_and_says_that_it_cannot_be_undone() -> None:
    one, _ = folded([small(1)])
    other, _ = folded([small(2)])
    other._id = "other"
    one.extra = {f"e{n:04}": {"v": "v" * 50_000, "by": "plugin", "t": 1, "m": "m"} for n in range(300)}
    kept, left = join.join(one, other, ACCOUNT, "cause", 5)
    assert (kept["before"], isinstance(left["before"], str)) == (None, True)
    assert any("cannot be undone" in text for text in kept["notes"])
    assert stored(one) < LIMIT
    with pytest.raises(UnmergeRefusedError, match="too large"):
        separate.Separation(one, other, separate.Merge(kept, left), ACCOUNT, 9)


def test_what_waits_in_a_lead_is_bounded_by_bytes() -> None:
    """Many large messages of one person in a batch: some are written, the rest waits for the next round."""
    shop, batch = Shop(Accounts.of([ACCOUNT])), [small(n, raw={"body": "語" * 200_000}) for n in range(12)]
    planner = Planner(Accounts.of([ACCOUNT]), 1, map("lead-{}".format, itertools.count()).__next__)
    planned = planner.plan(batch)
    (write,) = planned.writes
    assert 1 < len(write.entries) < 12
    assert len(write.entries) + len(planned.postponed) == 12
    waiting = sum(map(entry_size, write.entries))
    assert waiting < plan.PEND_BYTES + 1_000_000
    lead = write.lead
    lead.v, lead.pend = 1, list(write.entries)
    later = Planner(Accounts.of([ACCOUNT]), 1, lambda: "none")
    later.know([lead], {})
    assert later.plan([small(50)]).postponed == [small(50)]  # what it found pending counts as well
    asyncio.run(shop.apply(batch))
    (kept,) = asyncio.run(shop.leads())
    assert kept.seq == 12
