"""The index: it asks few rules, leaves out none that matches, keeps the order, and can say why it left one out."""

import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.automations.rule_sets import read, rule, rule_set, rules_text, situation
from worker.automations.rules.loading import in_order
from worker.automations.rules.ruleset import RuleSet

EVENTS = (
    "lead.created",
    "lead.message_received",
    "lead.updated",
    "lead.state_changed",
    "lead.closed",
    "lead.tag_added",
)
SOURCES = ("whatsapp", "campaign", "whatsapp-incoming")
ORIGINS = ("cloud", "diwali", "Diwali", "portal")
STATES = ("new", "contacted", "won", "lost")
TAGS = ("vip", "cold", "VIP")

WHEN = st.fixed_dictionaries(
    {"event": st.lists(st.sampled_from(EVENTS), min_size=1, max_size=2, unique=True)},
    optional={"source": st.sampled_from(SOURCES), "origin": st.lists(st.sampled_from(ORIGINS), min_size=1, max_size=2)},
)
LEAF = st.one_of(
    st.sampled_from(STATES).map(lambda state: {"lead.state": state}),
    st.lists(st.sampled_from(STATES), min_size=1, max_size=3).map(lambda states: {"lead.state": {"one_of": states}}),
    st.sampled_from(STATES).map(lambda state: {"lead.state": {"is_not": state}}),
    st.sampled_from(TAGS).map(lambda tag: {"lead.tags": {"has": tag}}),
    st.lists(st.sampled_from(TAGS), min_size=1, max_size=2).map(lambda tags: {"lead.tags": {"has_all": tags}}),
    st.integers(0, 3).map(lambda score: {"lead.score": score}),
    st.integers(0, 3).map(lambda score: {"lead.score": {"at_least": score}}),
    st.sampled_from(("pune", "Pune", "delhi")).map(lambda city: {"lead.city": city}),
    st.sampled_from(STATES).map(lambda state: {"not": {"lead.state": state}}),
    st.sampled_from(STATES).map(lambda state: {"lead.state": {"changed_to": state}}),
)
CONDITION = st.one_of(
    st.none(),
    st.lists(LEAF, min_size=1, max_size=3).map(lambda items: {"all": items}),
    st.lists(LEAF, min_size=1, max_size=3).map(lambda items: {"any": items}),
    st.tuples(LEAF, st.lists(LEAF, min_size=1, max_size=2)).map(lambda parts: {"all": [parts[0], {"any": parts[1]}]}),
)


def _consistent(asked: dict[str, Any]) -> dict[str, Any]:
    """An event shows the lead as it is after it, so what its state was changed to is the state it has."""
    changed = asked["changes"].get("state")
    return asked | {"lead": asked["lead"] | {"state": changed[1]}} if changed else asked


RULES = st.lists(st.tuples(WHEN, CONDITION, st.integers(-1, 1)), min_size=1, max_size=25)
ASKED = st.fixed_dictionaries(
    {
        "event": st.sampled_from((*EVENTS[:4], "lead.opted_out")),
        "source": st.sampled_from((None, "whatsapp", "ctwa_ad", "campaign")),
        "by": st.sampled_from(({"kind": "contact", "id": "diwali"}, {"kind": "human", "id": "asha"})),
        "lead": st.fixed_dictionaries(
            {
                "state": st.sampled_from(STATES),
                "origin": st.sampled_from((None, "cloud", "portal")),
                "tags": st.lists(st.sampled_from(TAGS), max_size=2),
                "fields": st.fixed_dictionaries(
                    {}, optional={"score": st.integers(0, 3), "city": st.sampled_from(("Pune", "DELHI", "", None, 7))}
                ),
            }
        ),
        "changes": st.fixed_dictionaries(
            {},
            optional={
                "state": st.tuples(st.sampled_from(STATES), st.sampled_from(STATES)),
                "tags": st.tuples(st.just(()), st.lists(st.sampled_from(TAGS)).map(tuple)),
            },
        ),
    }
).map(_consistent)


def _set(drawn: list[Any]) -> RuleSet:
    texts = []
    for i, (when, condition, priority) in enumerate(drawn):
        entry = {"id": f"r{i}", "priority": priority, "when": when, "do": [{"note": "x"}]}
        texts.append(json.dumps(entry | ({"if": condition} if condition else {})))
    rules, _ = read(rules_text(*texts))  # those that can never match are refused, and so not among them
    return RuleSet("x", in_order(rules))


@settings(max_examples=250, deadline=None)
@given(drawn=RULES, asked=st.lists(ASKED, min_size=1, max_size=6))
def test_the_index_finds_exactly_the_rules_that_match_in_their_order(drawn: list[Any], asked: list[Any]) -> None:
    rules = _set(drawn)
    for parts in asked:
        found = situation(**parts)
        matching = [rule.id for rule in rules.rules if rule.matches(found)]
        candidates = [rule.id for rule in rules.candidates(found)]
        assert [rule.id for rule in rules.matching(found)] == matching
        assert set(matching) <= set(candidates)
        assert candidates == [rule.id for rule in rules.rules if rule.id in candidates]
        for one in rules.rules:
            skipped = rules.skipped_because(one, found)
            assert not (skipped and one.matches(found))
            assert bool(skipped) or one.id in candidates or one.matches(found) is False


def test_of_a_thousand_rules_only_those_of_the_event_and_its_origin_are_asked() -> None:
    chance = random.Random(3)
    texts = [
        f"{{id: r{i}, when: {{event: lead.created, origin: inbox-{chance.randrange(60)}}}, do: [{{note: x}}]}}"
        for i in range(1_000)
    ]
    rules = rule_set(*read(rules_text(*texts))[0])
    asked = len(rules.candidates(situation(by={"kind": "contact", "id": "inbox-7"})))
    assert 0 < asked < 40
    assert not rules.candidates(situation("lead.updated"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{when: lead.updated}", "not looked at: the event is lead.created, this rule needs lead.updated"),
        ("{when: {event: lead.created, source: campaign}}", "not looked at: event.source is whatsapp, this rule needs campaign"),
        ("{when: lead.created, if: {lead.tags: {has: vip}}}", "not looked at: lead.tags is cold, this rule needs vip"),
        (
            "{when: lead.created, if: {lead.assigned_to: [asha, ravi]}}",
            "not looked at: lead.assigned_to is missing, this rule needs asha or ravi",
        ),
        ("{when: lead.created, mode: paused}", "not looked at: the rule is paused"),
        ("{when: lead.created, if: {lead.score: {at_least: 7}}}", ""),
    ],
)  # fmt: skip
def test_it_says_why_a_rule_was_not_looked_at(text: str, reason: str) -> None:
    one = rule(f"{{id: a, do: [{{note: x}}], {text[1:]}")
    assert rule_set(one).skipped_because(one, situation(lead={"tags": ["cold"]})) == reason


def test_shadow_rules_are_found_like_live_ones_and_paused_ones_are_not() -> None:
    rules = rule_set(
        *(rule(f"{{id: {mode}, mode: {mode}, when: lead.created, do: [won]}}") for mode in ("live", "shadow", "paused"))
    )
    assert [one.id for one in rules.candidates(situation())] == ["live", "shadow"]


def test_an_event_that_follows_from_another_is_told_from_it() -> None:
    closed, won, lost = (
        rule(f"{{id: {name}, when: lead.{name}, do: [{{note: x}}]}}") for name in ("closed", "won", "lost")
    )
    rules = rule_set(closed, won, lost)
    found = [r.id for r in rules.matching(situation("lead.state_changed", changes={"state": ("contacted", "lost")}))]
    assert found == ["closed", "lost"]
    again = rules.matching(situation("lead.state_changed", changes={"state": ("lost", "won")}))
    assert [r.id for r in again] == ["won"]  # it was closed before
