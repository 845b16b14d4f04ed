"""The finding port's contract: every promise of `worker.finding.storage`, held by every store, and lists asked over it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import given, settings
from pymongo.errors import ExecutionTimeout

from tests.contract.finding_rigs import OTHER, Standing, ask, walk, writer
from tests.finding_oracle import ACCOUNT, FILTERS, NOW, PAIRS, VIEWER, conditions, leads, meets, values
from worker.errors import QueryTooSlowError, QuestionRefusedError, StoreUnavailableError
from worker.finding import paging, sorting
from worker.finding.asking import Lists
from worker.finding.clauses import OneOf, Within
from worker.finding.counting import Counting, Tally
from worker.finding.lag import Report
from worker.finding.plan import FEW, planned
from worker.finding.row import Rows
from worker.finding.sorting import NEWEST
from worker.finding.words import words
from worker.leads.lead import Lead
from worker.store.finding import QUERY_SECONDS, FindingStore
from worker.store.finding_queries import query_of
from worker.store.memory_finding import MemoryFinding
from worker.store.mongo import Mongo

LEADS = leads(400, seed=3)
MANY = leads(2_000)


@pytest.fixture(params=["memory", pytest.param("mongodb", marks=pytest.mark.services)])
async def finding(request) -> AsyncIterator[Any]:
    """An empty store of rows."""
    if request.param == "memory":
        yield MemoryFinding()
        return
    mongo = Mongo(request.getfixturevalue("mongo_url"), request.getfixturevalue("mongo_database"))
    store = FindingStore(mongo)
    await store.prepare()
    yield store
    mongo.close()


async def filled(finding: Any, these: list[Lead] = LEADS) -> Any:
    await writer(finding).write(these)
    return finding


def row(lead: Lead, **more: Any) -> dict[str, Any]:
    return {**(Rows(ACCOUNT).of(lead) or {}), **more}


# rows


async def test_a_row_of_a_later_version_stands_whatever_comes_after(finding):
    lead = leads(1)[0]
    for v, state in ((5, "won"), (4, "new"), (5, "lost")):
        lead.v, lead.state = v, {"v": state}
        await finding.put([row(lead)])
    assert len((await ask(finding, filter={"field": "state", "op": "is", "value": "won"})).page.ids) == 1
    lead.v = 6
    await finding.put([row(lead)])
    assert len((await ask(finding, filter={"field": "state", "op": "is", "value": "lost"})).page.ids) == 1


async def test_a_row_by_other_rules_is_made_anew_of_the_same_version(finding):
    lead = leads(1)[0]
    await finding.put([row(lead, by="before", find=[".state=old"])])
    await finding.put([row(lead)])
    stamp = (await finding.stamps([lead.id, "nobody"]))[lead.id]
    assert (stamp.v, stamp.by) == (lead.v, Rows(ACCOUNT).signature)


async def test_a_lead_that_ended_has_no_row_even_if_an_earlier_one_comes_late(finding):
    lead = leads(1)[0]
    await finding.put([row(lead)])
    await finding.bury({lead.id: lead.v + 2})
    await finding.put([row(lead, v=lead.v + 1)])
    assert (await ask(finding)).page.ids == ()
    assert await finding.stamps([lead.id]) == {}
    await finding.put([row(lead, v=lead.v + 3)])  # a merge was undone
    assert (await ask(finding)).page.ids == (lead.id,)


async def test_an_early_end_takes_no_later_row_away(finding):
    lead = leads(1)[0]
    await finding.put([row(lead)])
    await finding.bury({lead.id: lead.v - 1})
    assert (await ask(finding)).page.ids == (lead.id,)


async def test_words_are_of_an_account_and_come_in_order(finding):
    await finding.learn("acme", ["pune", "puna", "पुणे"])
    await finding.learn("acme", ["pune", "pulse"])
    await finding.learn("acme.b", ["punt"])
    assert await finding.words("acme", "pu", 10) == ["pulse", "puna", "pune"]
    assert await finding.words("acme", "pu", 2) == ["pulse", "puna"]
    assert await finding.words("acme", "पु", 2) == ["पुणे"]
    assert await finding.words("acme", "", 9) == ["pulse", "puna", "pune", "पुणे"]


async def test_what_is_known_of_rows_is_kept(finding):
    assert await finding.made_by("acme") is None
    await finding.note_made_by("acme", "one")
    await finding.note_made_by("acme", "two")
    assert (await finding.made_by("acme"), await finding.made_by("zen")) == ("two", None)
    assert await finding.secret() == await finding.secret() != b""


async def test_reports_stand_in_the_place_of_the_last_one_and_old_ones_are_dropped(finding):
    assert await finding.reports() == []
    for report in (Report("a", 5, 1), Report("b", 7), Report("a", 9)):
        await finding.report(report)
    await finding.note_made_by("acme", "one")
    assert sorted(await finding.reports(), key=lambda one: one.name) == [Report("a", 9), Report("b", 7)]
    await finding.forget_reports(9)
    assert await finding.reports() == [Report("a", 9)]
    assert await finding.made_by("acme") == "one"


async def test_nobody_sees_the_leads_of_another_account(finding):
    theirs = leads(30, seed=4)
    for number, lead in enumerate(theirs):
        lead.account, lead._id = OTHER.id, f"theirs{number}"
    await filled(finding, [*leads(30), *theirs])
    asked = {"not": {"field": "city", "op": "is", "value": "nowhere"}}
    assert not any(name.startswith("theirs") for name in await walk(finding, filter=asked))
    found = await ask(finding, count="exact")
    assert found.count is not None
    assert found.count.value == 30


# filters: the same as the plain evaluation


@pytest.mark.services
@pytest.mark.parametrize("finding", ["mongodb"], indirect=True)
async def test_every_field_and_operator_finds_in_mongodb_what_it_says(finding):
    store = await filled(finding, MANY)
    tried: dict[str, Any] = {}

    @settings(max_examples=120, database=None)
    @given(FILTERS)
    def trees(asked):
        tried[repr(asked)] = asked

    trees()
    for pair in PAIRS:

        @settings(max_examples=2, database=None)
        @given(conditions(pair))
        def collect(asked):
            tried[repr(asked)] = asked

        collect()
    for asked in tried.values():
        found = await ask(store, filter=asked, count="exact")
        rows = await store.rows("acme", found.plan, limit=5_000)
        wanted = sorted(lead.id for lead in MANY if meets(lead, asked))
        assert sorted(row["_id"] for row in rows) == wanted, asked
        assert (found.count and found.count.value) == len(wanted), asked
        order = [row["order"] for row in rows]
        assert order == sorted(order, reverse=True)


# pages

SORTS = ["created_at", "updated_at", "last_inbound_at", "budget", "visit_date", "state", "city", "assignee", "phone"]
DIRECTIONS = ["asc", "desc"]
FILTER = {"field": "created_at", "op": "last", "value": {"days": 300}}


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize("field", SORTS)
async def test_pages_by_number_and_by_cursor_are_one_order(finding, field, direction):
    await filled(finding)
    asked = {"filter": FILTER, "sort": [{"field": field, "direction": direction}], "size": 50}
    ids = await walk(finding, **asked)
    assert sorted(ids) == sorted(lead.id for lead in LEADS if meets(lead, FILTER))
    pages = [(await ask(finding, **asked, page=number)).page.ids for number in range(1, len(ids) // 50 + 2)]
    assert [name for page in pages for name in page] == ids
    by_id = {lead.id: lead for lead in LEADS}
    found = [(values(by_id[name], field) or [None])[0] for name in ids]
    stated = [value for value in found if value is not None]
    assert found[: len(stated)] == stated  # those without a value stand last
    if field in {"created_at", "updated_at", "last_inbound_at", "budget", "visit_date"}:
        assert stated == sorted(stated, reverse=direction == "desc")


async def test_several_fields_sort_together(finding):
    await filled(finding)
    ids = await walk(finding, sort=[{"field": "status", "direction": "asc"}, {"field": "budget", "direction": "desc"}])
    by_id = {lead.id: lead for lead in LEADS}
    keys = [
        (by_id[name].status, -(by_id[name].value("budget") or 0))
        for name in ids
        if by_id[name].value("budget") is not None
    ]
    assert keys == sorted(keys)


async def test_leads_that_come_later_do_not_shift_the_pages(finding):
    await filled(finding, LEADS[:100])
    first = (await ask(finding, size=20)).page
    second = (await ask(finding, size=20, page=2, as_of=first.as_of)).page
    late = leads(1, seed=99)[0]
    late._id, late.created_at = "late", NOW + 5_000
    await filled(finding, [late])
    assert (await ask(finding, size=20, page=2, as_of=first.as_of)).page.ids == second.ids
    assert (await ask(finding, size=20)).page.ids[0] == "late"
    assert "late" not in [
        name for n in range(1, 6) for name in (await ask(finding, size=20, page=n, as_of=first.as_of)).page.ids
    ]


@pytest.mark.parametrize("sort", [[], [{"field": "city"}], [{"field": "budget"}]])
async def test_a_page_beyond_the_last_is_the_last(finding, sort):
    await filled(finding, LEADS[:45])
    page = (await ask(finding, size=20, page=9, sort=sort)).page
    assert (page.number, len(page.ids), page.clamped, page.total, page.next) == (3, 5, True, 45, None)
    empty = (await ask(finding, page=3, filter={"field": "city", "op": "is", "value": "Atlantis"})).page
    assert (empty.number, empty.ids, empty.clamped) == (1, (), True)


async def test_far_pages_are_reached_from_the_end_or_refused(finding, monkeypatch):
    await filled(finding)
    asked = {"size": 10, "filter": {"not": {"field": "city", "op": "is", "value": "Atlantis"}}}
    near = (await ask(finding, **asked, page=38)).page.ids
    monkeypatch.setattr(paging, "MAX_SKIP", 100)
    assert (await ask(finding, **asked, page=38)).page.ids == near
    with pytest.raises(QuestionRefusedError) as refused:
        await ask(finding, **asked, page=20)
    assert (refused.value.reason, refused.value.mistakes[0].at) == ("page_too_far", "/page")
    assert (await ask(finding, **asked, page=500)).page.clamped


async def test_too_many_are_not_sorted_in_memory(finding, monkeypatch):
    await filled(finding, LEADS[:60])
    monkeypatch.setattr(paging, "MAX_SORTED", 50)
    with pytest.raises(QuestionRefusedError) as refused:
        await ask(finding, sort=[{"field": "city"}])
    assert refused.value.reason == "sort_too_wide"
    assert sorting.MAX_SORTED == 5_000


async def test_a_jump_to_a_date_begins_there(finding):
    await filled(finding)
    page = (await ask(finding, after="2026-10-01", count="none")).page
    by_id = {lead.id: lead for lead in LEADS}
    end = NOW - 57 * 86_400_000  # about the end of that day
    assert abs(by_id[page.ids[0]].created_at - end) < 10 * 86_400_000
    assert by_id[page.ids[0]].created_at < end + 86_400_000


async def test_cursors_hold_for_their_question_only(finding):
    await filled(finding, LEADS[:50])
    page = (await ask(finding, size=10)).page
    wrong = [
        {"cursor": page.next, "size": 10, "search": "asha"},
        {"cursor": page.next, "sort": [{"field": "updated_at"}]},
        {"cursor": (page.next or "")[:-3] + "abc"},
        {"cursor": "x"},
        {"cursor": "é"},
        {"cursor": ""},
    ]
    for asked in wrong[:-1]:
        with pytest.raises(QuestionRefusedError) as refused:
            await ask(finding, **asked)
        assert refused.value.reason == "cursor_mismatch"
    with pytest.raises(QuestionRefusedError):
        await ask(finding, ("imran",), cursor=page.next, size=10)


async def test_rows_that_are_equal_in_what_is_sorted_by_are_all_shown(finding):
    same = leads(30)
    await finding.put([row(lead, order=7, updated=5, inbound=5) for lead in same])
    for field in ("created_at", "updated_at", "last_inbound_at"):
        for size in (1, 4, 7):
            ids = await walk(finding, sort=[{"field": field, "direction": "desc"}], size=size, ties=True)
            assert sorted(ids) == sorted(lead.id for lead in same), (field, size)


async def test_everybody_sees_their_own(finding):
    await filled(finding)
    ids = [name for n in range(1, 6) for name in (await ask(finding, ("imran", None), size=100, page=n)).page.ids]
    assert set(ids) == {lead.id for lead in LEADS if lead.assignee["v"] in ("imran", None)}
    assert (await ask(finding, ())).page.ids == ()


# words


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("asha", lambda told: "asha" in told),
        ("kum", lambda told: any(word.startswith("kum") for word in told)),
        ("kum ", lambda told: "kum" in told),
        ("rao asha", lambda told: {"rao", "asha"} <= told),
        ("ÁLVAREZ jose", lambda told: {"alvarez", "jose"} <= told),
        ("gmail pun", lambda told: "gmail" in told and any(word.startswith("pun") for word in told)),
        ("ocean", lambda told: "ocean" in told),
        ("vip", lambda told: "vip" in told),
        ("state", lambda told: any(word.startswith("state") for word in told)),
    ],
)
async def test_search_finds_words_in_any_field(finding, text, meant):
    await filled(finding)

    def told(lead: Lead) -> set[str]:
        texts = [str(cell["v"]) for cell in (*lead.fields.values(), *lead.extra.values()) if cell["v"] is not None]
        return set(words(" ".join([*texts, *lead.tag_names])))

    ids = await walk(finding, search=text)
    assert sorted(ids) == sorted(lead.id for lead in LEADS if meant(told(lead)))


@pytest.mark.parametrize("text", ["!", "?!", "-- / --", "🙂", "\u200b", '"*"'])
async def test_a_search_without_letter_or_digit_finds_nothing(finding, text):
    await filled(finding)
    assert (await ask(finding, search=text)).page.ids == ()
    assert await Lists(finding, Standing()).suggest(ACCOUNT, VIEWER, text) == []
    assert len(await walk(finding, search="  ")) == len(LEADS)  # blanks ask nothing


async def test_search_finds_ends_and_beginnings_of_numbers(finding):
    await filled(finding)
    one = next(lead for lead in LEADS if lead.phone)
    digits = (one.phone or "")[1:]
    national = digits[2:]
    for text in (digits, "+" + digits, national, f"0{national}", f"{national[:5]} {national[5:]}", national[-5:], national[:6],
                 digits[:7], f"+91 {national[:5]}-{national[5:]}"):  # fmt: skip
        assert one.id in await walk(finding, search=text), text
    assert await walk(finding, search="5550199999") == []


async def test_a_beginning_of_very_many_words_is_looked_through(finding):
    many = leads(250)
    for number, lead in enumerate(many):
        lead.fields = {"name": {"v": "ka" + chr(97 + number % 26) + chr(97 + number // 26)}}
    await filled(finding, many)
    assert len(await walk(finding, search="ka")) == 250


async def test_a_lead_of_too_many_words_is_found_by_its_fields_all_the_same(finding):
    one = leads(1)[0]
    text = " ".join(chr(97 + n // 26) + chr(97 + n % 26) + "word" for n in range(400))
    one.fields = {"name": {"v": "Asha"}, "remark": {"v": text}}
    await filled(finding, [one])
    for op, value in (("contains", "aaword pjword"), ("starts", "aaword ab"), ("contains", "oawor")):
        assert (await ask(finding, filter={"field": "remark", "op": op, "value": value})).page.ids == (one.id,)


# counts


async def test_counts_are_exact_where_they_say_so(finding):
    await filled(finding)
    narrow = await ask(finding, filter={"field": "state", "op": "is", "value": "won"}, size=1)
    assert narrow.count is not None
    assert narrow.count.exact
    assert narrow.count.value == sum(lead.state["v"] == "won" for lead in LEADS)
    none = await ask(finding, count="none")
    assert none.count is None


async def test_a_store_that_is_away_says_so():
    gone = MemoryFinding()
    gone.stop()
    with pytest.raises(StoreUnavailableError):
        await ask(gone)


@pytest.mark.services
@pytest.mark.parametrize("finding", ["mongodb"], indirect=True)
async def test_a_question_that_takes_too_long_ends_and_names_what_led_it(finding, monkeypatch):
    await filled(finding)
    asked = {"filter": {"field": "remark", "op": "not_empty"}, "count": "none"}
    plan = (await ask(finding, **asked)).plan
    seconds = 0.000_01  # which are over before the server is asked
    monkeypatch.setattr("worker.store.finding.QUERY_SECONDS", seconds)
    with pytest.raises(QueryTooSlowError) as slow:
        await finding.rows("acme", plan, limit=10)
    assert slow.value.driver == "the order"
    assert await finding.count("acme", plan, limit=None, seconds=seconds) is None
    monkeypatch.undo()
    assert len((await ask(finding, **asked)).page.ids) == 10
    with pytest.raises(QueryTooSlowError):
        await Counting(Slow(), Standing()).exact("acme", plan)
    assert await Counting(Slow(), Standing()).auto("acme", plan) == Tally(0, exact=False)
    assert (await ask(Slow(finding), **{**asked, "count": "auto"})).count == Tally(11, exact=False)


class Slow:
    """A store that counts nothing in time."""

    def __init__(self, store: Any = None) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def count(self, *_: Any, **__: Any) -> None:
        return None


@pytest.mark.services
@pytest.mark.parametrize("finding", ["mongodb"], indirect=True)
async def test_the_server_takes_the_clause_that_was_chosen_as_its_bounds(finding):
    store = await filled(finding)
    both = {
        "all": [
            {"field": "status", "op": "is", "value": "open"},
            {"field": "tag", "op": "is", "value": "vip"},
            {"field": "budget", "op": "gte", "value": 5},
            FILTER,
        ]
    }
    any_ = {
        "any": [{"field": "tag", "op": "is", "value": "vip"}, {"field": "state", "op": "in", "value": ["won", "lost"]}]
    }
    for asked, stages in ((both, {"IXSCAN", "FETCH"}), (any_, {"SORT_MERGE", "IXSCAN", "FETCH"})):
        plan = (await ask(store, filter=asked)).plan
        assert plan.index == "find"
        cursor = store._rows.find(query_of("acme", plan)).hint(plan.index).sort([("order", -1)]).limit(10)
        told = await cursor.explain()
        text = str(told["queryPlanner"]["winningPlan"])
        assert told["queryPlanner"]["rejectedPlans"] == []
        assert "'SORT'" not in text
        assert all(stage in text for stage in stages)
        for way in plan.ways:
            assert str(way.driver.values[0]) in str(_bounds(told["queryPlanner"]["winningPlan"]))


@pytest.mark.services
@pytest.mark.parametrize("finding", ["mongodb"], indirect=True)
async def test_the_server_is_told_how_long_every_question_may_take(finding):
    store = await filled(finding)
    await store._db.command("profile", 2)
    for asked in (
        {"filter": FILTER, "count": "exact"},
        {"search": "asha pu", "page": 3},
        {"sort": [{"field": "last_inbound_at"}]},
        {"filter": {"field": "state", "op": "is", "value": "won"}, "sort": [{"field": "city"}]},
    ):
        await ask(store, **asked)
    await Lists(store, Standing()).suggest(ACCOUNT, VIEWER, "as")
    await store._db.command("profile", 0)
    wanted = {"ns": {"$regex": "(lead_find|words)$"}, "op": {"$in": ["query", "command"]}}
    seen = await store._db["system.profile"].find(wanted).to_list(None)
    limits = [row["command"].get("maxTimeMS", 0) for row in seen]
    assert len(limits) > 10
    assert all(0 < limit <= QUERY_SECONDS * 1000 for limit in limits), limits


@pytest.mark.services
@pytest.mark.parametrize("finding", ["mongodb"], indirect=True)
async def test_an_estimate_that_takes_long_says_many_and_refuses_nothing(finding, monkeypatch):
    store = await filled(finding)
    counted = store._counted

    async def late(query: Any, index: str, limit: int | None) -> int:
        if limit == FEW + 1:
            raise ExecutionTimeout("operation exceeded time limit", 50, {"code": 50})
        return await counted(query, index, limit)

    monkeypatch.setattr(store, "_counted", late)
    assert await store.estimate("acme", OneOf("find", (".state=won",)), Within("order"), FEW + 1) == FEW + 1
    asked = {"all": [{"field": "state", "op": "is", "value": "won"}, {"field": "budget", "op": "gte", "value": 1}]}
    found = await ask(store, filter=asked, size=100)
    assert set(found.page.ids) == {lead.id for lead in LEADS if meets(lead, asked)}


def _bounds(stage: Any) -> list[Any]:
    if isinstance(stage, dict):
        return [stage.get("indexBounds"), *(part for value in stage.values() for part in _bounds(value))]
    return [part for value in stage for part in _bounds(value)] if isinstance(stage, list) else []


def test_nothing_is_planned_of_nothing():
    assert planned([], NEWEST, lambda _c, _o: 0).ways == ()
