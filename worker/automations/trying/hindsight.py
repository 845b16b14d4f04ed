"""What rules say about an event of the past of which no run is kept: asked again, as things were then. Pure.

The lead is as it was right after the event, and the time is that at which it was recorded; the rules are those of today.
What the lead's history tells is not guessed: a rule that acted has an entry there.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from worker.automations.language.situation import Situation
from worker.automations.rules.ruleset import RuleSet
from worker.automations.running import trace
from worker.automations.running.firing import Firing, plan_firings
from worker.automations.running.limit_memory import LimitMemory
from worker.automations.running.waits import FIRED

ASKED_NOW = "asked now; nothing was recorded"
Explained = dict[str, Any]


def asked_again(
    rules: RuleSet, entries: Sequence[Mapping[str, Any]], situation: Situation, recorded: Mapping[str, str]
) -> Iterator[Explained]:
    """Yield one row for each rule without a recorded run, and for each broken one.

    `entries` is the lead's history, `situation` the event as it was recorded, `recorded` has the outcomes of the rules
    with a run. Limits per period, which all leads share, are not looked at. Changes nothing.
    """
    written = {entry["_id"]: entry for entry in entries}
    memory = _memory(rules, entries, situation)
    answers: dict[str, Explained] = {}
    plan = plan_firings(rules, situation)
    while True:
        rows = {firing.rule.id: _answer(firing, memory, written) for firing in plan.firings}
        answers |= rows
        if not plan.rest:
            break
        outcomes = {name: row["outcome"] for name, row in rows.items()} | dict(recorded)
        plan = plan.go_on({name for name, outcome in outcomes.items() if outcome in ("fired", "would_fire")})
    for rule in rules.rules:
        if rule.id not in recorded:
            because = rules.skipped_because(rule, situation)
            yield answers.get(rule.id) or _row(situation, rule.id, "not_asked", because)
    for broken in rules.broken:
        reason = "; ".join(str(finding) for finding in broken.findings)
        yield _row(situation, broken.id, "broken", "the rule has mistakes", reason)


def _memory(rules: RuleSet, entries: Sequence[Mapping[str, Any]], situation: Situation) -> LimitMemory:
    """Take from the lead's history when rules fired on what came before the event, even if they looked at that later."""
    memory = LimitMemory()
    places = {entry["_id"]: entry["seq"] for entry in entries}
    for entry in entries:
        content = entry.get("content")
        if entry["type"] == FIRED and isinstance(content, Mapping) and "wait" not in content:
            rule = rules.by_id.get(str(entry["by"].get("id")))
            cause = places.get(content.get("trigger"), entry["seq"])  # of a lead that was merged: of another history
            if rule is not None and cause < situation.sequence:
                memory.last[rule.id, situation.lead["id"]] = entry["at"]
    return memory


def _answer(firing: Firing, memory: LimitMemory, written: Mapping[str, Mapping[str, Any]]) -> Explained:
    """Say what a rule that was asked did, by the history; else what it would do."""
    entry = written.get(firing.entry)
    if entry is not None and entry.get("causation") == firing.situation.event_id:
        told = _told(firing, "fired", "matched", "by the lead's history; its trace has expired")
        return {**told, "refused": entry.get("refused", []), "held": (entry.get("content") or {}).get("held", [])}
    if firing.standing != "fires":
        run = trace.of_standing(firing)
        return _told(firing, run["outcome"], run["because"], ASKED_NOW)
    if entry is not None:
        return _told(firing, "held", trace.ALREADY_DONE, ASKED_NOW)
    earlier = memory.last.get((firing.rule.id, firing.situation.lead["id"]), 0)
    # Events are looked at in the order in which they came: this one after the one on which the rule fired.
    once = LimitMemory(last=memory.last).held_by(firing, max(firing.situation.now, earlier))
    if once == trace.ONCE:
        return _told(firing, "held", once, ASKED_NOW)
    return _told(firing, "would_fire", "matched", ASKED_NOW)


def _told(firing: Firing, outcome: str, because: str, detail: str) -> Explained:
    row = _row(firing.situation, firing.rule.id, outcome, because, detail)
    return {**row, "trace": trace.conditions(firing.verdict.trace)}


def _row(situation: Situation, rule: str, outcome: str, because: str, detail: str = "") -> Explained:
    return {
        "event": situation.event,
        "event_id": situation.event_id,
        "at": situation.now,
        "lead": situation.lead["id"],
        "rule": rule,
        "outcome": outcome,
        "because": because,
        "detail": detail,
        "trace": [],
    }
