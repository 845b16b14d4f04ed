"""Undoing a merge gives the two leads that folding each person's own contacts gives."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.account import AccountFile, FieldsFile, LeadField, PipelineFile
from tests.unit.leads.test_merge_law import KINDS
from worker.account import Account
from worker.contact import Consent, Contact, Fact, Identity
from worker.identity import addresses, folding
from worker.identity.folding import FoldingRule
from worker.leads import commands, fold, join
from worker.leads.commands import Command
from worker.leads.history_chain import faults
from worker.leads.lead import Lead
from worker.leads.separate import Merge, Separation, without
from worker.leads.statement import stated, statement

FIELDS = FieldsFile(fields=(LeadField(id="city"), LeadField(id="state"), LeadField(id="budget", required=True)))
ACCOUNT = Account("acme", AccountFile(name="Acme", region="IN"), PipelineFile(), FIELDS)
HERS, HIS = ("phone:911", "bsuid:IN.1"), ("phone:922", "lid:2")


def identity(key: str) -> Identity:
    kind, _, value = key.partition(":")
    return Identity(key, kind, value, f"+{value}" if kind == "phone" else None, trusted=True)


# What a contact says; made once, because to make a strategy takes as long as to draw from it.
NAMES = st.sampled_from(["name", "city", "State", "budget", "a.b"])
STATED = st.dictionaries(NAMES, st.sampled_from(["Asha", "Ravi", "12", ""]), max_size=3)
BY = st.sampled_from(["profile", "campaign", "plugin"])
TIMES = st.integers(1000, 1004)
SOURCES = st.sampled_from(["whatsapp", "campaign"])
ALTERNATES = st.lists(st.sampled_from(["+1", "+2"]), max_size=1)
TAGS = st.lists(st.sampled_from(["vip", "a.b"]), max_size=1)
CONSENTS = {
    at: st.lists(st.builds(Consent, st.booleans(), st.just(at), st.just("list")), max_size=1)
    for at in range(1000, 1005)
}
REFERS = st.sampled_from([(), ("phone:911",)])
STATES, ASSIGNEES = st.sampled_from([None, None, "contacted", "won"]), st.sampled_from([None, "u-1"])
EITHER, ONE_IN_FIVE, SOME, MANY = st.booleans(), st.integers(0, 4), st.integers(1, 4), st.integers(0, 6)
MIXED = [HERS[:1], HIS[:1], HIS, (HERS[0], HIS[0]), (HIS[1], HERS[1], "lid:3"), ("lid:3",), ("lid:4", HIS[0])]
OWN, JOINING, ANYBODYS = (
    {"a": st.sampled_from([HERS[:1], HERS]), "b": st.sampled_from([HIS[:1], HIS])},
    st.sampled_from(MIXED[3:5]),
    st.sampled_from(MIXED),
)


def contact(draw: st.DrawFn, name: str, *keys: str) -> Contact:
    stated_facts = draw(STATED)
    by = draw(BY)
    inbound = draw(EITHER)
    at = draw(TIMES)
    said = Contact(
        account="acme",
        id=name,
        at=at,
        source=draw(SOURCES),
        origin="x",
        activity=draw(KINDS[inbound]),
        identities=tuple(identity(key) for key in keys),
        refers=draw(REFERS) if len(keys) == 0 else (),
        creates=draw(EITHER),
        inbound=inbound,
        facts=tuple(Fact(n, v, by) for n, v in stated_facts.items()),
        alternates=tuple(draw(ALTERNATES)),
        retires=keys[:1] if draw(ONE_IN_FIVE) == 0 else (),
        tags=tuple(draw(TAGS)),
        consents=tuple(draw(CONSENTS[at])),
        attribution={"ad": name} if draw(EITHER) else None,
        state=draw(STATES),
        assignee=draw(ASSIGNEES),
    )
    return stated("acme", statement(said))


@st.composite
def stories(draw: st.DrawFn) -> tuple[list[Contact], list[Contact], list[Contact]]:
    """What came from her, what from him, and what came after the two were taken for one person."""
    own = [[contact(draw, f"{who}{n}", *draw(whose)) for n in range(draw(SOME))] for who, whose in OWN.items()]
    later = [contact(draw, "cause", *draw(JOINING))]
    later += [contact(draw, f"c{n}", *draw(ANYBODYS)) for n in range(draw(MANY))]
    return own[0], own[1], later


class Stored:
    """A lead with its history."""

    def __init__(self, lead_id: str) -> None:
        self.lead = fold.new_lead(ACCOUNT, lead_id, 1)
        self.rows: list[dict[str, Any]] = []

    def take(self, *contacts: Contact) -> "Stored":
        self.rows += [fold.fold(self.lead, said, ACCOUNT, 1) for said in contacts]
        return self

    def command(self, *steps: commands.Step, number: int = 1, at: int = 2000) -> None:
        named = tuple((str(n), step) for n, step in enumerate(steps))
        command = Command("acme", f"cmd:{number}", self.lead.id, at, "human", "u-9", "lead_edited", named)
        self.rows.append(commands.execute(self.lead, command, ACCOUNT, 1))

    def whole(self) -> bool:
        return list(faults({"seq": self.lead.seq, "head": self.lead.head}, self.rows)) == []


def merged(hers: Stored, his: Stored) -> tuple[Stored, Stored, Merge]:
    shelf = {hers.lead.id: hers, his.lead.id: his}
    survivor, other = (shelf[lead.id] for lead in join.survivor_first([hers.lead, his.lead]))
    merge = Merge(*join.join(survivor.lead, other.lead, ACCOUNT, "cause", 5))
    survivor.rows.append(dict(merge.kept))
    other.rows.append(dict(merge.left))
    return survivor, other, merge


def undo(survivor: Stored, other: Stored, merge: Merge, *, may_merge_again: bool = False) -> Separation:
    undoing = Separation(survivor.lead, other.lead, merge, ACCOUNT, 9)
    for row in survivor.rows:
        if row["seq"] > merge.kept["seq"]:
            undoing.take(row)
    kept, left = undoing.finish("asha", may_merge_again=may_merge_again)
    survivor.rows.append(kept)
    other.rows.append(left)
    return undoing


def facts(lead: Lead) -> dict[str, Any]:
    unlike = {"_id", "account", "v", "seq", "head", "pend", "apart", "updated_at"}
    return {name: getattr(lead, name) for name in lead.__slots__ if name not in unlike}


def given_to(contacts: list[Contact]) -> tuple[list[Contact], list[Contact]]:
    """Send each contact to the person of its first known key, without the other's keys."""
    owner = {**dict.fromkeys(HERS, 0), **dict.fromkeys(HIS, 1)}
    sides: tuple[list[Contact], list[Contact]] = ([], [])
    for said in contacts:
        keys = [i.key for i in said.identities]
        side = next((owner[key] for key in keys if key in owner), None)
        assert side is not None
        own = without(said, {key for key in keys if owner.get(key, side) != side})
        owner.update((i.key, side) for i in own.identities)
        sides[side].append(own)
    return sides


def reachable(contacts: list[Contact]) -> list[Contact]:
    """Leave out what names only keys that nobody has stated yet: it would have made a third lead."""
    known, kept = {*HERS, *HIS}, []
    for said in contacts:
        keys = {i.key for i in said.identities}
        if keys & known:
            kept.append(said)
            known |= keys
    return kept


def test_a_merge_and_its_undoing_give_what_folding_each_persons_contacts_gives() -> None:
    @settings(max_examples=120, deadline=None)
    @given(stories())
    def holds(story: tuple[list[Contact], list[Contact], list[Contact]]) -> None:
        from_her, from_him, later = story
        from_her = [replace(from_her[0], identities=tuple(map(identity, HERS))), *from_her[1:]]
        from_him = [replace(from_him[0], identities=tuple(map(identity, HIS))), *from_him[1:]]
        later = reachable(later)
        hers, his = Stored("lead-a").take(*from_her), Stored("lead-b").take(*from_him)
        survivor, other, merge = merged(hers, his)
        survivor.take(*later)
        undoing = undo(survivor, other, merge)

        to_her, to_him = given_to(later)
        assert facts(hers.lead) == facts(Stored("lead-a").take(*from_her, *to_her).lead)
        assert facts(his.lead) == facts(Stored("lead-b").take(*from_him, *to_him).lead)
        assert hers.lead.apart == ["lead-b"]
        assert his.lead.apart == ["lead-a"]
        assert hers.whole()
        assert his.whole()
        others = to_him if other is his else to_her
        assert sum(last - first + 1 for first, last in undoing.moved) == len(others)

    holds()


def said(name: str, *keys: str, at: int = 1000, **more: Any) -> Contact:
    common = {"account": "acme", "source": "campaign", "origin": "x", "activity": "campaign_row"}
    return Contact(id=name, at=at, identities=tuple(map(identity, keys)), **{**common, **more})


def pair() -> tuple[Stored, Stored, Merge]:
    hers = Stored("lead-a").take(said("a", *HERS, at=1, facts=(Fact("name", "Asha", "campaign"),)))
    his = Stored("lead-b").take(said("b", *HIS, at=2, facts=(Fact("city", "Pune", "campaign"),), tags=("vip",)))
    return merged(hers, his)


def test_decisions_and_statements_made_by_command_since_the_merge_stay_with_the_survivor() -> None:
    survivor, other, merge = pair()
    survivor.command(
        commands.set_state("contacted"),
        commands.assign("u-7"),
        commands.set_field("state", "Goa"),
        commands.add_tags(["hot"]),
        commands.record_consent(given=True, reason="call"),
        commands.add_task("call back", 3000, "u-7"),
    )
    undo(survivor, other, merge)
    lead = survivor.lead
    assert (lead.state["v"], lead.assignee["v"], lead.value("state"), lead.tag_names) == (
        "contacted",
        "u-7",
        "Goa",
        ["hot"],
    )
    assert lead.opted_in
    assert [task["title"] for task in lead.tasks.values()] == ["call back"]
    assert lead.value("city") is None
    assert (other.lead.state["v"], other.lead.assignee, other.lead.tag_names) == ("new", {}, ["vip"])
    assert (other.lead.value("city"), other.lead.opted_in, other.lead.tasks) == ("Pune", False, {})


def test_a_decision_about_the_other_lead_before_the_merge_goes_back_to_it() -> None:
    hers = Stored("lead-a").take(said("a", *HERS, at=1))
    his = Stored("lead-b").take(said("b", *HIS, at=2))
    his.command(commands.won(), commands.add_task("invoice", None, None), at=3)
    survivor, other, merge = merged(hers, his)
    assert survivor.lead.state["v"] == "won"
    undo(survivor, other, merge)
    assert (survivor.lead.state["v"], survivor.lead.status, survivor.lead.tasks) == ("new", "open", {})
    assert (other.lead.state["v"], other.lead.status, len(other.lead.tasks)) == ("won", "closed", 1)
    kept, left = survivor.rows[-1], other.rows[-1]
    assert kept["events"] == ["lead.unmerged", "lead.state_changed"]
    assert left["events"] == ["lead.unmerged"]
    assert {"field": "state", "from": "won", "to": "new"} in kept["changes"]
    assert {"field": "identities", "from": None, "to": sorted(HIS)} in left["changes"]


def test_a_lead_closed_since_the_merge_is_reopened_by_its_own_persons_message_alone() -> None:
    for key, state in ((HERS[0], "new"), (HIS[0], "won")):
        survivor, other, merge = pair()
        survivor.command(commands.won(), at=1500)
        survivor.take(said("m", key, at=1600, inbound=True, activity="message_received"))
        assert survivor.lead.state["v"] == "new"
        undo(survivor, other, merge)
        assert survivor.lead.state["v"] == state, key
        assert other.lead.state["v"] == "new"


def test_whoever_asks_for_it_may_let_the_two_be_merged_again() -> None:
    survivor, other, merge = pair()
    undo(survivor, other, merge, may_merge_again=True)
    assert survivor.lead.apart == other.lead.apart == []
    assert other.lead.merged_into is None
    assert survivor.rows[-1]["by"] == {"kind": "human", "id": "asha"}


def test_separations_made_since_the_merge_stay_and_those_of_the_other_go_with_it() -> None:
    hers = Stored("lead-a").take(said("a", *HERS, at=1))
    his = Stored("lead-b").take(said("b", *HIS, at=2))
    hers.lead.apart, his.lead.apart = ["lead-x"], ["lead-y"]
    survivor, other, merge = merged(hers, his)
    survivor.lead.apart = sorted({*survivor.lead.apart, "lead-z"})
    undo(survivor, other, merge)
    assert survivor.lead.apart == ["lead-b", "lead-x", "lead-z"]
    assert other.lead.apart == ["lead-a", "lead-y"]


@pytest.fixture
def forgetful() -> Iterator[None]:
    """Other rules come with another process, whose caches are empty."""
    addresses._trusted.cache_clear()
    yield
    addresses._trusted.cache_clear()


@pytest.mark.usefixtures("forgetful")
def test_a_merge_is_undone_even_if_keys_were_made_again_since(monkeypatch: Any) -> None:
    old, new = "5511987654321", "551187654321"
    key = f"phone:{old}"
    hers = Stored("lead-a").take(said("a", "lid:1", at=1))
    mine = Identity(key, "phone", old, f"+{old}", trusted=True)
    his = Stored("lead-b").take(replace(said("b", at=2), identities=(mine,)))
    survivor, other, merge = merged(hers, his)
    survivor.take(replace(said("c", at=3), identities=(mine,)))
    shorten = FoldingRule("BR", folding.re.compile(r"55(11)9(\d{8})"), r"55\g<1>\g<2>", spelling=False)
    monkeypatch.setitem(folding.RULES, "55", (shorten,))
    monkeypatch.setattr(folding, "KEY_VERSION", 3)
    survivor.lead.kv = 3
    undo(survivor, other, merge)
    assert other.lead.keys == [f"phone:{new}"]
    assert other.lead.counts["rows"] == 2
    assert other.lead.kv == survivor.lead.kv == 3
    assert survivor.lead.keys == ["lid:1"]
