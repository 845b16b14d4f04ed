"""Rules see what happens now; what a sync of old chats tells, only if they ask for it."""

import pytest

from tests.unit.automations.rule_sets import read, rule, rule_set, rules_text, situation, told
from worker.automations.rules.loading import in_order
from worker.automations.rules.order import shadowed

WELCOME = "{id: r, when: WHEN, do: [{note: x}]}"
HISTORIC = "{event: lead.created, historic: true}"


def matching(when: str, source: str | None) -> list[str]:
    rules = rule_set(rule(WELCOME.replace("WHEN", when)))
    event = situation(source=source)
    found = [one.id for one in rules.matching(event)]
    assert found == [one.id for one in rules.candidates(event) if one.judge(event).fired]
    return found


@pytest.mark.parametrize(
    ("when", "source", "fires"),
    [
        ("lead.created", "whatsapp", True),
        ("lead.created", None, True),  # what a command or a rule did
        ("lead.created", "history", False),
        (HISTORIC, "history", True),
        (HISTORIC, "whatsapp", True),
        ("{event: lead.created, source: history, historic: true}", "history", True),
        ("{event: lead.created, source: history, historic: true}", "whatsapp", False),
        ("{event: lead.created, source: whatsapp, historic: true}", "history", False),
    ],
)
def test_a_rule_sees_old_chats_only_if_it_asks_for_them(when: str, source: str | None, fires: bool) -> None:
    assert matching(when, source) == (["r"] if fires else [])


def test_an_explanation_says_that_it_was_told_by_a_sync() -> None:
    verdict = rule(WELCOME.replace("WHEN", "lead.created")).judge(situation(source="history"))
    assert not verdict.fired
    assert verdict.because == "when.historic"
    (step,) = [step for step in verdict.trace if step.path == "when.historic"]
    assert step.seen == "told by a sync of old chats"


def test_the_source_of_old_chats_without_asking_for_them_is_a_mistake_that_says_what_to_write() -> None:
    text = "version: 1\nrules:\n  - {id: r, when: {event: lead.created, source: history}, do: [won]}\n"
    assert any("historic: true" in line for line in told(text))


def test_a_rule_for_old_chats_is_reached_behind_one_that_stops_and_does_not_see_them() -> None:
    stop = "{id: stop, priority: 1, when: lead.created, do: [{note: x}], after_match: stop}"
    behind = (WELCOME.replace("WHEN", HISTORIC), WELCOME.replace("WHEN", "lead.created").replace("id: r", "id: s"))
    rules = in_order(read(rules_text(stop, *behind))[0])
    assert [(one.id, by.id) for one, by in shadowed(rules)] == [("s", "stop")]
