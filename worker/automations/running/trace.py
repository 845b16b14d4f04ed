"""Runs: what became of each rule that was asked about an event, and of each wait, with the conditions as they were found.

`because` is `matched`, the condition that decided, or one of the words below; rule tests and `rules explain` use them.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from worker.automations.language.conditions import TraceStep, Verdict
from worker.automations.rules.ruleset import Rule
from worker.automations.running.documents import RUN_SCHEMA, Run, RunOutcome, TracedCondition, WaitDocument
from worker.automations.running.firing import Firing, Standing

SHADOW: Final = "shadow"
LOOP: Final = "loop"  # the rule is part of what led to the event
DEPTH: Final = "chain_depth"  # too many rules in a row
STOPPED: Final = "stopped"  # by a rule of higher priority with after_match: stop
ALREADY_DONE: Final = "already_done"  # for another event of the same story
ONCE: Final = "once_per_lead"
AT_MOST: Final = "at_most"
PAUSED: Final = "paused"  # by its fuse
UNKNOWN_LEAD: Final = "unknown_lead"
LEAD_FULL: Final = "lead_full"  # its document takes no more
# What keeps a rule from being carried out, whatever its limits: in the words of runs.
HELD: Final[Mapping[Standing, str]] = {"shadow": SHADOW, "loop": LOOP, "depth": DEPTH, "stopped": STOPPED}


def of_standing(firing: Firing) -> Run:
    """Give the run of a rule that is not to be carried out."""
    if firing.standing == "no_match":
        return of_firing(firing, "not_matched", firing.verdict.because)
    run = of_firing(
        firing,
        "shadow" if firing.standing == "shadow" else "held",
        HELD[firing.standing],
        f"by {firing.stopped_by}" if firing.stopped_by else "",
    )
    if firing.standing == "shadow":
        run["waits"] = [wait.id for wait in firing.rule.waits]
    return run


def of_firing(firing: Firing, outcome: RunOutcome, because: str, detail: str = "") -> Run:
    """Give the run of a rule that was asked about an event."""
    situation, rule = firing.situation, firing.rule
    run: Run = {
        "_id": f"{situation.event_id}#{rule.id}",
        "schema": RUN_SCHEMA,
        "account": rule.account,
        "rule": rule.id,
        "revision": rule.revision,
        "mode": rule.mode,
        "lead": situation.lead["id"],
        "event": situation.event,
        "event_id": situation.event_id,
        "entry": situation.entry,
        "sequence": situation.sequence,
        "root": situation.root,
        "chain": list(situation.chain),
        "at": situation.now,
        "wait": None,
        "outcome": outcome,
        "because": because,
        "detail": detail,
        "trace": conditions(firing.verdict.trace),
    }
    if outcome in ("fired", "shadow"):
        run["actions"] = [action.name for action in rule.actions]
    return run


def of_fired(firing: Firing, entry: Mapping[str, Any]) -> Run:
    """Give the run of a rule that fired; `entry` is the history entry that its command wrote."""
    run = of_firing(firing, "fired", "matched")
    run["lead"] = entry["lead"]  # the lead in force
    run["waits"] = [one["id"] for one in entry["content"].get("waits", ())]
    return with_steps(run, entry)


def with_steps(run: Run, entry: Mapping[str, Any]) -> Run:
    """Give the run with the steps of its command that were refused, and the messages that are held."""
    run["refused"] = entry["refused"]
    if held := entry["content"].get("held"):
        run["held"] = held
    return run


def of_wait(
    wait: WaitDocument, rule: Rule | None, verdict: Verdict | None, told: tuple[RunOutcome, str, str], now: int
) -> Run:
    """Give the run of a wait that was due; `told` is the outcome, why, and a detail."""
    outcome, because, detail = told
    return {
        "_id": f"{wait['_id']}#{outcome}",
        "schema": RUN_SCHEMA,
        "account": wait["account"],
        "rule": wait["rule"],
        "revision": wait["revision"],
        "mode": rule.mode if rule is not None else "live",
        "lead": wait["lead"],
        "event": wait["event"],
        "event_id": wait["event_id"],
        "entry": wait["entry"],
        "sequence": wait["sequence"],
        "root": wait["root"],
        "chain": list(wait["chain"]),
        "at": now,
        "wait": wait["wait"],
        "due_at": wait["due_at"],
        "outcome": outcome,
        "because": because,
        "detail": detail,
        "trace": conditions(verdict.trace if verdict is not None else ()),
    }


def conditions(trace: Iterable[TraceStep]) -> list[TracedCondition]:
    """Give the conditions as they were found, as documents."""
    return [{"path": step.path, "passed": step.passed, "seen": step.seen, "wanted": step.wanted} for step in trace]
