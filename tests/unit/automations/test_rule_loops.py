"""Rules that set each other off in a circle, and rules that others never let pass, found in the text alone."""

import pytest

from tests.unit.automations.rule_sets import ACCOUNT, SETTING, read, rules_text
from worker.automations.rules.drawing import DRAWINGS
from worker.automations.rules.loading import in_order
from worker.automations.rules.loops import Graph, graph_of
from worker.automations.rules.order import shadowed


def graph(*rules: str, circles: bool = False) -> Graph:
    compiled, found = read(rules_text(*rules))
    assert not [str(finding) for finding in found if finding.severity == "error"]
    return graph_of(compiled, ACCOUNT, SETTING.catalogue, circles=circles)


def circles(*rules: str) -> list[list[str]]:
    """Give the circles, by rule id, the same whether the whole graph is looked at or only what can be part of one."""
    found = [[rule.id for rule in loop.rules] for loop in graph(*rules).loops()]
    assert found == [[rule.id for rule in loop.rules] for loop in graph(*rules, circles=True).loops()]
    return found


PING = "{id: ping, when: {event: lead.state_changed, to: new}, do: [{set_state: contacted}]}"
PONG = "{id: pong, when: {event: lead.state_changed, to: contacted}, do: [{set_state: new}]}"


def test_two_rules_that_undo_each_other_are_a_circle_with_the_place_of_each_step() -> None:
    (loop,) = graph(PING, PONG).loops()
    assert str(loop) == (
        "'ping' sets off 'pong' by set_state (rules/r.yaml:4:77, lead.state_changed); "
        "'pong' sets off 'ping' by set_state (rules/r.yaml:5:83, lead.state_changed)"
    )


@pytest.mark.parametrize(
    "rules",
    [
        ["{id: a, when: lead.updated, do: [{task: Call}]}"],
        ["{id: a, when: lead.activity_recorded, do: [{note: seen}]}"],
        ["{id: a, when: lead.updated, do: [{set_field: {city: '{{ lead.origin }}'}}]}"],
        ["{id: a, when: lead.assigned, do: [{assign_user: {pool: seniors}}]}"],
        ["{id: a, when: lead.updated, do: [{add_tags: [x]}, {remove_tags: [X]}]}"],
        [
            "{id: a, when: lead.tag_added, do: [{remove_tags: [x]}]}",
            "{id: b, when: lead.tag_removed, do: [{add_tags: [x]}]}",
        ],
        ["{id: a, when: lead.updated, wait: [{id: w, after: 1h, do: [{task: Call}]}]}"],
    ],
)
def test_rules_that_go_on_for_ever_are_a_circle(rules: list[str]) -> None:
    assert circles(*rules)


@pytest.mark.parametrize(
    "rules",
    [
        # the second time nothing changes any more
        ["{id: a, when: lead.updated, do: [{add_tags: [x]}, {set_field: {city: Pune}}]}"],
        ["{id: a, when: lead.state_changed, do: [{set_state: lost}]}"],
        ["{id: a, when: lead.assigned, do: [{assign_user: {pool: seniors, only_if_unassigned: true}}]}"],
        ["{id: a, when: lead.updated, do: [{add_tags: [x]}]}", "{id: b, when: lead.updated, do: [{add_tags: [y]}]}"],
        # what the first leaves behind is not what the second asks for
        [PING, "{id: b, when: {event: lead.state_changed, from: won}, do: [{set_state: new}]}"],
        ["{id: a, when: lead.updated, if: {lead.city: not_set}, do: [{set_field: {city: Pune}}, {task: Call}]}"],
        ["{id: a, when: lead.updated, if: {lead.tags: {has_none: [done]}}, do: [{add_tags: [done]}, {task: Call}]}"],
        ["{id: a, when: lead.updated, if: {not: {lead.tags: {has: done}}}, do: [{add_tags: [done]}, {task: Call}]}"],
        # events that no rule brings about, or of which it says that none did
        ["{id: a, when: lead.created, do: [{task: Call}]}", "{id: b, when: lead.message_received, do: [{note: x}]}"],
        ["{id: a, when: {event: lead.updated, by: human}, do: [{task: Call}]}"],
        ["{id: a, when: lead.updated, if: {event.depth: {at_most: 0}}, do: [{task: Call}]}"],
        ["{id: a, when: lead.updated, if: {message.text: set}, do: [{task: Call}]}"],
        ["{id: a, when: {event: lead.updated, field: city}, do: [{set_field: {score: 3}}, {task: Call}]}"],
        ["{id: a, when: {event: lead.tag_added, tag: vip}, do: [{add_tags: [x]}, {task: Call}]}"],
        # it ends by itself, or is not in force, or is meant
        ["{id: a, when: lead.updated, limits: {once_per_lead: 1d}, do: [{task: Call}]}"],
        ["{id: a, mode: shadow, when: lead.updated, do: [{task: Call}]}"],
        ["{id: a, mode: paused, when: lead.updated, do: [{task: Call}]}"],
        ["{id: a, loops: allow, when: lead.updated, do: [{task: Call}]}"],
        [PING, PONG.replace("when:", "loops: allow, when:")],
    ],
)
def test_rules_that_come_to_rest_are_none(rules: list[str]) -> None:
    assert circles(*rules) == []


def test_a_circle_over_several_rules_is_told_once_and_whole() -> None:
    ring = [
        f"{{id: r{i}, when: {{event: lead.tag_added, tag: t{i}}}, do: [{{add_tags: [t{(i + 1) % 4}]}}, {{remove_tags: [t{i}]}}]}}"
        for i in range(4)
    ]
    assert [sorted(loop) for loop in circles(*ring)] == [["r0", "r1", "r2", "r3"]]


def test_a_rule_is_said_to_be_never_reached_if_one_before_it_always_matches_and_stops() -> None:
    stop = "{id: stop, priority: 9, after_match: stop, when: lead.created, if: {lead.score: {at_least: 50}}, do: [{note: x}]}"
    below = (
        "{id: never, when: {event: lead.created, source: plugin}, if: {lead.score: {at_least: 70}}, do: [{note: x}]}",
        "{id: sometimes, when: lead.created, if: {lead.score: {at_least: 30}}, do: [{note: x}]}",
        "{id: other-event, when: lead.updated, if: {lead.score: {at_least: 70}}, do: [{note: x}]}",
        "{id: above, priority: 10, when: lead.created, if: {lead.score: {at_least: 70}}, do: [{note: x}]}",
    )
    rules = in_order(read(rules_text(stop, *below))[0])
    assert [(rule.id, by.id) for rule, by in shadowed(rules)] == [("never", "stop")]


@pytest.mark.parametrize(
    "change",
    [
        "mode: shadow",
        "limits: {once_per_lead: true}",
        "limits: {at_most: {times: 1, per: 1h}}",
        "if: {time: {within: office}}",
    ],
)
def test_a_rule_that_does_not_always_stop_hides_no_other(change: str) -> None:
    stop = f"{{id: stop, priority: 9, after_match: stop, when: lead.created, {change}, do: [{{note: x}}]}}"
    rules = in_order(read(rules_text(stop, "{id: b, when: lead.created, do: [{note: x}]}"))[0])
    assert list(shadowed(rules)) == []


@pytest.mark.parametrize("form", sorted(DRAWINGS))
def test_the_graph_can_be_drawn(form: str) -> None:
    rules, _ = read(rules_text(PING, PONG))
    drawn = "\n".join(DRAWINGS[form](rules, graph(PING, PONG)))
    assert "ping" in drawn
    assert "lead.state_changed" in drawn
    assert ("red" if form != "text" else "circle: 'ping'") in drawn


def test_hundreds_of_rules_that_all_reach_each_other_are_looked_at_in_time() -> None:
    rules = [f"{{id: r{i}, when: lead.updated, do: [{{add_tags: [t{i}]}}]}}" for i in range(300)]
    assert circles(*rules) == []
    assert len(circles(*rules, "{id: x, when: lead.updated, do: [{task: Call}]}")) == 1
