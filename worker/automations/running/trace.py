"""Runs: what became of each rule that was asked about an event, and of each wait, with the conditions as they were found.

`because` is `matched`, the condition that decided, or one of the words below; rule tests and `rules explain` use them.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal

from worker.automations.language.conditions import TraceStep, Verdict
from worker.automations.rules.ruleset import Rule
from worker.automations.running.firing import Firing
from worker.telemetry import metrics

# fired: acted. not_matched: a condition. shadow: would have fired. held: a limit, the loop guard or another rule.
# skipped, cancelled: of a wait. failed: it could not be carried out.
RunOutcome = Literal["fired", "not_matched", "shadow", "held", "skipped", "cancelled", "failed"]

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
_HELD: Final[Mapping[str, str]] = {"shadow": SHADOW, "loop": LOOP, "depth": DEPTH, "stopped": STOPPED}


def of_standing(firing: Firing) -> dict[str, Any]:
    """Give the run of a rule that is not to be carried out."""
    if firing.standing == "no_match":
        return of_firing(firing, "not_matched", firing.verdict.because)
    outcome: RunOutcome = "shadow" if firing.standing == "shadow" else "held"
    detail = f"by {firing.stopped_by}" if firing.stopped_by else ""
    planned = {"waits": [wait.id for wait in firing.rule.waits]} if outcome == "shadow" else {}
    return of_firing(firing, outcome, _HELD[firing.standing], detail, **planned)


def of_firing(firing: Firing, outcome: RunOutcome, because: str, detail: str = "", **more: Any) -> dict[str, Any]:
    """Give the run of a rule that was asked about an event."""
    situation = firing.situation
    about = {
        "_id": f"{situation.event_id}#{firing.rule.id}",
        "lead": situation.lead["id"],
        "event": situation.event,
        "event_id": situation.event_id,
        "entry": situation.entry,
        "sequence": situation.sequence,
        "root": situation.root,
        "chain": list(situation.chain),
        "at": situation.now,
        "wait": None,
    }
    acted = {"actions": [action.name for action in firing.rule.actions]} if outcome in ("fired", "shadow") else {}
    return about | _common(firing.rule, firing.verdict, outcome, because, detail) | acted | more


def of_wait(
    wait: Mapping[str, Any], rule: Rule | None, verdict: Verdict | None, told: tuple[RunOutcome, str, str], now: int
) -> dict[str, Any]:
    """Give the run of a wait that was due; `told` is the outcome, why, and a detail."""
    about = {
        "_id": f"{wait['_id']}#{told[0]}",
        "account": wait["account"],
        "rule": wait["rule"],
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
        "revision": wait["revision"],
        "mode": rule.mode if rule is not None else "live",
    }
    return about | {
        "outcome": told[0],
        "because": told[1],
        "detail": told[2],
        "trace": steps(verdict.trace if verdict is not None else ()),
    }


def count(runs: Iterable[Mapping[str, Any]]) -> None:
    """Count runs for operators."""
    for run in runs:
        metrics.RULES.labels(run["outcome"]).inc()


def _common(rule: Rule, verdict: Verdict, outcome: RunOutcome, because: str, detail: str) -> dict[str, Any]:
    return {
        "account": rule.account,
        "rule": rule.id,
        "revision": rule.revision,
        "mode": rule.mode,
        "outcome": outcome,
        "because": because,
        "detail": detail,
        "trace": steps(verdict.trace),
    }


def steps(trace: Iterable[TraceStep]) -> list[dict[str, Any]]:
    """Give the conditions as they were found, as documents."""
    return [{"path": step.path, "passed": step.passed, "seen": step.seen, "wanted": step.wanted} for step in trace]
