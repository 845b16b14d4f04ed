"""Conditions: what each operator means, missing values, reasons; compiled, traced and interpreted naively they agree."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.conditions import OPERATORS as NAMES
from schemas.conditions import Group, Leaf, Not, leaves, read_condition
from tests.unit.automations.rule_sets import NOW, SETTING, holds, rule, said, situation
from worker.automations.language.conditions import Compiler, Problem
from worker.automations.language.necessary_values import facts_of
from worker.automations.language.operators import OPERATORS, SYNONYMS
from worker.automations.language.situation import Situation
from worker.automations.language.values import Environment
from worker.automations.language.words import fold

NEVER = "this can never be so: what the rule demands of {} excludes itself, so it never fires"
FIELDS = {
    "fields": {"score": 70, "city": "São  Paulo", "flat": "2 BHK", "visit": "2026-03-10"},
    "tags": ["VIP", "a%2Eb"],
}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("{lead.score: 70}", True),
        ("{lead.score: {is: 70.0}}", True),
        ("{lead.score: {is_not: 70}}", False),
        ("{lead.score: [1, 70]}", True),
        ("{lead.score: {none_of: [1, 2]}}", True),
        ("{lead.score: {at_least: 70}}", True),
        ("{lead.score: {more_than: 70}}", False),
        ("{lead.score: {at_most: 70}}", True),
        ("{lead.score: {less_than: 70}}", False),
        ("{lead.score: {at_least: 10, less_than: 71}}", True),
        ("{lead.score: {between: [70, 80]}}", True),
        ("{lead.city: sao paulo}", True),
        ("{lead.city: {starts_with: SÃO}}", True),
        ("{lead.city: {ends_with: paulo}}", True),
        ("{lead.city: {contains: 'o p'}}", True),
        ("{lead.city: {contains: [rio, sao]}}", True),
        ("{lead.flat: 2bhk}", True),
        ("{lead.flat: {one_of: [1 BHK]}}", False),
        ("{lead.tags: vip}", True),
        ("{lead.tags: {has: a.b}}", True),
        ("{lead.tags: {has_all: [vip, x]}}", False),
        ("{lead.tags: {has_any: [vip, x]}}", True),
        ("{lead.tags: {has_none: [x, y]}}", True),
        ("{lead.tags: set}", True),
        ("{lead.state: New enquiry}", True),
        ("{lead.status: open}", True),
        ("{lead.status: completed}", False),
        ("{lead.source: whatsapp-incoming}", True),
        ("{lead.source: plugin}", False),
        ("{lead.assigned_to: not_set}", True),
        ("{lead.paper: not_set}", True),
        ("{lead.window: open}", True),
        ("{lead.consent: unknown}", True),
        ("{lead.opted_out: false}", True),
        ("{lead.phone: {starts_with: '+91'}}", True),
        ("{lead.created_at: {older_than: 30m}}", True),
        ("{lead.created_at: {newer_than: 30m}}", False),
        ("{lead.last_message_at: {newer_than: 2 minutes}}", True),
        ("{lead.visit: {in_next: 1d}}", True),
        ("{lead.visit: {after: today}}", True),
        ("{lead.visit: {before: 2026-03-10}}", False),
        ("{lead.visit: {between: [2026-03-01, 2026-03-31]}}", True),
        ("{lead.created_at: {after: '2026-03-09 14:00'}}", True),
        ("{time: {within: office}}", True),
        ("{time: calendar}", True),
        ("{time: {outside: office}}", False),
        ("{time: {between: ['15:00', '16:00']}}", True),
        ("{time: {between: ['22:00', '06:00']}}", False),
        ("{time: {weekday: mon-fri}}", True),
        ("{time: {weekday: [sat, sun]}}", False),
        ("{message.text: {mentions: [preço, cotización]}}", True),
        ("{message.text: {mentions: prec}}", False),
        ("{message.text: {mentions: prec*}}", True),
        ("{message.type: text}", True),
        ("{event.by: contact}", True),
        ("{event.depth: {at_most: 0}}", True),
        ("{lead.attribution.campaign.name: diwali}", True),
        ("{not: {lead.score: {at_least: 71}}}", True),
        ("[{lead.score: 70}, {lead.city: set}]", True),
        ("{any: [{lead.score: 1}, {all: [{lead.score: 70}, {lead.city: set}]}]}", True),
    ],
)
def test_an_operator_means_what_its_name_says(condition: str, expected: bool) -> None:
    message = {"text": "Qual o PRECO?", "content": {"type": "text"}}
    attribution = {"campaign": {"name": "Diwali"}}
    assert holds(condition, lead={**FIELDS, "attribution": attribution}, message=message) is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("{lead.state: {changed_to: contacted}}", True),
        ("{lead.state: {changed_from: [new, won]}}", True),
        ("{change.state: changed}", True),
        ("{change.state: {changed_to: won}}", False),
        ("{lead.status: changed}", False),
        ("{lead.city: changed}", False),
        ("{lead.assigned_to: {changed_to: Asha Rao}}", True),
        ("{lead.tags: {added: vip}}", True),
        ("{lead.tags: {added: [old, x]}}", False),
        ("{change.tags: {removed: old}}", True),
    ],
)
def test_changes_are_those_of_the_event(condition: str, expected: bool) -> None:
    changes = {"state": ("new", "contacted"), "assignee": (None, "asha"), "tags": (("old",), ("x", "VIP"))}
    if "old, x" in condition:
        changes["tags"] = (("x",), ())
    assert holds(condition, changes=changes) is expected


@pytest.mark.parametrize("operator", sorted(set(NAMES) - {"not_set"}))
def test_a_condition_on_a_missing_value_is_false_whatever_it_asks(operator: str) -> None:
    values = {"between": "[1, 2]", "within": "office", "outside": "office", "older_than": "1d", "newer_than": "1d",
              "in_next": "1d", "before": "2026-01-01", "after": "2026-01-01", "weekday": "mon", "set": "true",
              "changed": "true"}  # fmt: skip
    kinds = {"number": ("lead.score", "3"), "text": ("lead.city", "x"), "choice": ("lead.assigned_to", "asha"),
             "day": ("lead.visit", "2026-01-01"), "instant": ("lead.window_until", "1")}  # fmt: skip
    empty = {"fields": {}, "window_until": None, "last_inbound_at": None}
    asked = 0
    for kind, (field, plain) in kinds.items():
        if kind not in OPERATORS[operator].on or (OPERATORS[operator].of_change and kind == "instant"):
            continue
        value = "[2026-01-01, 2026-01-02]" if (operator, kind) == ("between", "day") else values.get(operator, plain)
        asked += 1
        assert not holds(f"{{{field}: {{{operator}: {value}}}}}", lead=empty)
    assert asked or not {*kinds} & {*OPERATORS[operator].on}


def test_the_trace_says_what_was_missing_and_which_condition_decided() -> None:
    text = """
        id: a
        when: {event: lead.created, source: whatsapp}
        if:
          all:
            - lead.city: {is: Pune}
            - any:
                - lead.score: {at_least: 70}
                - not: {lead.tags: {has: vip}}
            - lead.assigned_to: not_set
        do: [won]
    """
    verdict = rule(text).judge(situation(lead={"assignee": "asha", "tags": ["vip"]}))
    assert (verdict.fired, verdict.because) == (False, "lead.city")
    assert [(step.path, step.passed, step.seen, step.wanted) for step in verdict.trace] == [
        ("when.event", True, "lead.created", "lead.created"),
        ("when.source", True, "whatsapp", "'whatsapp'"),
        ("all", False, 0, "all of 3"),
        ("all[0].lead.city", False, None, "'pune'"),
        ("all[1].any", False, 0, "any of 2"),
        ("all[1].any[0].lead.score", False, None, "at least 70"),
        ("all[1].any[1].not", False, True, "not"),
        ("all[1].any[1].not.lead.tags", True, ["vip"], "has 'vip'"),
        ("all[2].lead.assigned_to", False, "asha", "not set"),
    ]
    other = rule(text).judge(situation(source="plugin", lead={"fields": {"city": "Pune"}}))
    assert (other.fired, other.because) == (False, "when.source")
    fine = rule(text).judge(situation(lead={"fields": {"city": "Pune"}}))
    assert (fine.fired, fine.because) == (True, "matched")


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("{lead.scroe: 3}", "there is no field 'lead.scroe' - did you mean 'lead.score'?"),
        ("{lead.nonsense: 3}", "there is no field 'lead.nonsense'; fields of your own stand in fields.yaml"),
        ("{lead.owner: x}", "there is no field 'lead.owner' - did you mean 'lead.assigned_to'?"),
        ("{lead.score: {equls: 3}}", "there is no operator 'equls' - did you mean 'is'?"),
        ("{lead.score: {'>=': 3}}", "there is no operator '>=' - did you mean 'at_least'?"),
        ("{lead.city: {igual: x}}", "there is no operator 'igual' - did you mean 'is'?"),
        ("{lead.score: {at_least: '3'}}", "a number is expected here; write 3 without quotes"),
        ("{lead.score: {between: [9, 1]}}", "9 is more than 1; no value lies between them"),
        ("{lead.score: {one_of: []}}", "the list is empty"),
        ("{lead.state: nwe}", "lead.state is never 'nwe' - did you mean 'new'?"),
        ("{lead.flat: 3 BHK}", "lead.flat is never '3 BHK' - did you mean '2 BHK'?"),
        ("{lead.assigned_to: ashaa}", "lead.assigned_to is never 'ashaa' - did you mean 'asha'?"),
        ("{lead.opted_in: yes}", "true or false is expected here, not 'yes' - did you mean true?"),
        ("{lead.visit: {before: tomorrow}}", "a day such as 2026-03-31, or today, is expected here, not 'tomorrow'"),
        ("{lead.created_at: {older_than: 3}}", "a duration needs its unit: 3m, 3h or 3d"),
        ("{time: {within: ofice}}", "calendars.yaml has no calendar 'ofice' - did you mean 'office'?"),
        ("{time: {between: [9, 10]}}", "a time of day such as 09:30 is expected here, not 9"),
        ("{time: {weekday: someday}}", "'someday' is no day; write mon, mon-fri, or sat, sun"),
        ("{message.text: {mentions: '!!'}}", "'!!' has no letter or digit to look for"),
        ("{change.state: new}", "what about change.state? write one of changed, changed_to, changed_from"),
        ("{lead.created_at: changed}", "events do not tell how lead.created_at changed"),
        ("{lead.name: 'secret:X'}", "a secret cannot be compared with; conditions never see secrets"),
        ("{lead.score: {at_least: 9, at_most: 3}}", NEVER.format("lead.score")),
        ("{all: [{lead.state: new}, {lead.state: won}]}", NEVER.format("lead.state")),
        ("{all: [{lead.tags: {has: a}}, {lead.tags: {has_none: [A]}}]}", NEVER.format("lead.tags")),
        ("{lead.city: {set: true, not_set: true}}", NEVER.format("lead.city")),
    ],
)
def test_a_mistake_in_a_condition_is_told_with_what_was_meant(condition: str, message: str) -> None:
    assert said(condition) == [message]


def test_the_vocabulary_of_the_schema_is_the_table_of_operators() -> None:
    assert set(NAMES) == set(OPERATORS)
    assert not set(SYNONYMS.values()) - set(OPERATORS)


# -- three ways, one meaning -----------------------------------------------------------------------------------------

CITIES = ("Pune", "pune ", "São Paulo", "SAO PAULO", "", "Delhi")
TAGS = ("vip", "VIP", "cold", "a b")
STATES = ("new", "contacted", "won", "lost")


def _leaf(field: str, operators: str, values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.tuples(st.just(field), st.sampled_from(operators.split()), values)


SEVERAL = st.lists(st.sampled_from(TAGS), min_size=1, max_size=2)
NUMBERS = st.lists(st.integers(0, 4), min_size=1, max_size=3)
PLACES = st.sampled_from([city for city in CITIES if city])
LEAF = st.one_of(
    _leaf("lead.score", "is is_not at_least at_most more_than less_than", st.integers(0, 4)),
    _leaf("lead.score", "one_of none_of", NUMBERS),
    _leaf("lead.city", "is is_not contains starts_with", PLACES),
    _leaf("lead.tags", "has", st.sampled_from(TAGS)),
    _leaf("lead.tags", "has_any has_all has_none", SEVERAL),
    _leaf("lead.state", "is is_not changed_to changed_from", st.sampled_from(STATES)),
    *(_leaf(f"lead.{name}", "set not_set", st.just(True)) for name in ("score", "city", "tags", "assigned_to")),
)
TREE: st.SearchStrategy[Any] = st.recursive(
    LEAF.map(lambda leaf: {leaf[0]: {leaf[1]: leaf[2]}}),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda items: {"all": items}),
        st.lists(inner, min_size=1, max_size=3).map(lambda items: {"any": items}),
        inner.filter(lambda item: len(item) == 1).map(lambda item: {"not": item}),
    ),
    max_leaves=8,
)
ODD = st.one_of(
    st.none(), st.booleans(), st.text(max_size=3), st.integers(), st.floats(), st.lists(st.integers(), max_size=2)
)
LEADS = st.fixed_dictionaries(
    {
        "fields": st.fixed_dictionaries(
            {},
            optional={
                "score": st.one_of(st.integers(0, 4), st.floats(0, 4), ODD),
                "city": st.one_of(st.sampled_from(CITIES), ODD),
            },
        ),
        "tags": st.lists(st.sampled_from(TAGS), max_size=3),
        "state": st.sampled_from(STATES),
        "assignee": st.sampled_from((None, "asha")),
    }
)
CHANGES = st.fixed_dictionaries({}, optional={"state": st.tuples(st.sampled_from(STATES), st.sampled_from(STATES))})


def naive(tree: Any, asked: Situation) -> bool:
    """Read a tree again at every question, one `if` after the other: slow, and too simple to be wrong."""
    if isinstance(tree, Not):
        return not naive(tree.item, asked)
    if isinstance(tree, Group):
        answers = [naive(item, asked) for item in tree.items]
        return all(answers) if tree.kind == "all" else any(answers)
    return naive_leaf(tree, asked)


def naive_leaf(leaf: Leaf, asked: Situation) -> bool:
    name = leaf.field.removeprefix("lead.")
    if leaf.operator.startswith("changed"):
        if name not in asked.changes or asked.changes[name][0] == asked.changes[name][1]:
            return False
        return bool(asked.changes[name][leaf.operator == "changed_to"] == leaf.value)
    value = (
        asked.lead["fields"].get(name)
        if name in ("score", "city")
        else asked.lead[{"assigned_to": "assignee"}.get(name, name)]
    )
    empty = value is None or value in ("", [], ())
    if leaf.operator in ("set", "not_set"):
        return empty is (leaf.operator == "not_set")
    wanted = leaf.value if isinstance(leaf.value, list) else [leaf.value]
    if name == "tags":
        have, want = {fold(tag) for tag in value}, {fold(tag) for tag in wanted}
        return {
            "has": want <= have,
            "has_all": want <= have,
            "has_any": bool(want & have),
            "has_none": not want & have,
        }[leaf.operator]
    if name == "score":
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        limit = wanted[0]
        return {
            "is": value == limit, "is_not": value != limit, "one_of": value in wanted, "none_of": value not in wanted,
            "at_least": value >= limit, "at_most": value <= limit, "more_than": value > limit, "less_than": value < limit,
        }[leaf.operator]  # fmt: skip
    if name == "city":
        if isinstance(value, bool | int):
            text = str(value)
        elif isinstance(value, str):
            text = fold(value)
        else:
            return False
        want_text = fold(wanted[0])
        return {
            "is": text == want_text, "is_not": text != want_text,
            "contains": want_text in text, "starts_with": text.startswith(want_text),
        }[leaf.operator]  # fmt: skip
    return (value == wanted[0]) is (leaf.operator == "is")


@settings(max_examples=400, deadline=None)
@given(tree=TREE, lead=LEADS, changes=CHANGES)
def test_compiled_traced_and_naive_evaluation_agree(tree: Any, lead: Any, changes: Any) -> None:
    problems: list[Problem] = []
    parsed = read_condition(tree)
    env = Environment(SETTING.surroundings.calendars["office"].zone if SETTING.surroundings else None, {}, None)
    node = Compiler(SETTING.catalogue, env, problems).compile(parsed)
    assert problems == []
    assert node is not None
    asked = situation("lead.updated", lead=lead, changes=changes)
    expected = naive(parsed, asked)
    assert node.test(asked) is expected
    steps: list[Any] = []
    passed, decided = node.explain(situation("lead.updated", lead=lead, changes=changes), steps)
    assert passed is expected
    assert decided in {leaf.field for leaf in leaves(parsed)}
    assert {leaf.name for leaf in leaves(parsed)} <= {step.path for step in steps}


@settings(max_examples=400, deadline=None)
@given(one=TREE, other=TREE, lead=LEADS, changes=CHANGES)
def test_what_is_concluded_from_conditions_is_never_contradicted_by_a_lead(
    one: Any, other: Any, lead: Any, changes: Any
) -> None:
    env = Environment(SETTING.surroundings.calendars["office"].zone if SETTING.surroundings else None, {}, None)
    compiler = Compiler(SETTING.catalogue, env, [])
    first, second = compiler.compile(read_condition(one)), compiler.compile(read_condition(other))
    assert first is not None
    assert second is not None
    if "state" in changes:
        lead = {**lead, "state": changes["state"][1]}  # an event shows the lead as it is after the change
    asked = situation("lead.updated", lead=lead, changes=changes)
    ours, theirs = facts_of(first), facts_of(second)
    if first.test(asked):
        assert not ours.impossible
        if ours.imply(theirs):
            assert second.test(asked)
        if second.test(asked):
            assert not ours.excludes(theirs)


def test_now_is_the_moment_the_rule_looks() -> None:
    assert datetime.fromtimestamp(NOW / 1000, UTC).isoformat() == "2026-03-09T15:30:00+00:00"
    assert holds("{lead.window: closed}", now=NOW + 86_400_000)
