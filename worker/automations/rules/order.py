"""Rules that others never let see an event. Pure."""

from collections.abc import Iterator, Sequence

from worker.automations.language.event_kinds import find_event
from worker.automations.rules.ruleset import Rule


def shadowed(rules: Sequence[Rule]) -> Iterator[tuple[Rule, Rule]]:
    """Yield rules that never get to see an event, each with the rule that always stops first."""
    stopping = [
        r for r in rules if r.after_match == "stop" and r.mode == "live" and r.facts.exact and not r.may_hold_back
    ]
    for rule in rules:
        for stop in stopping[:200]:
            if stop.priority > rule.priority and _covers(stop, rule) and rule.facts.imply(stop.facts):
                yield rule, stop
                break


def _covers(stop: Rule, rule: Rule) -> bool:
    """Whether the one that stops waits for every event that the other waits for."""
    if rule.when.historic and not stop.when.historic:
        return False
    theirs = [find_event(word) for word in stop.when.event]
    plain = {kind.name for kind in theirs if kind is not None and kind.holds is None}
    names = {kind.name for kind in theirs if kind is not None}
    ours = [kind for kind in (find_event(word) for word in rule.when.event) if kind is not None]
    return all(kind.name in names or plain.issuperset(kind.wire) for kind in ours)
