"""What an event means for the rules of its account: which fire, which do not and why. Pure.

A rule that matches may still not fire: it is in shadow, it is in the chain of rules that led to the event already, the
chain is too long, or a rule of higher priority ended the matter. What only the lead knows (once per lead, done before)
and what all replicas share (fuses) is found out when the firing is carried out.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

import structlog

from worker.automations.language.situation import Situation
from worker.automations.rules.ruleset import Rule, RuleSet, Verdict
from worker.leads.history_entry import entry_id

log = structlog.get_logger(__name__)

MAX_DEPTH: Final = 5  # rules in a row that one message may set off
Standing = Literal["fires", "no_match", "shadow", "loop", "depth", "stopped"]


@dataclass(frozen=True, slots=True)
class Firing:
    """A rule that was asked about an event, and how it stands. `stopped_by`: the rule before it that ended the matter."""

    rule: Rule
    situation: Situation
    standing: Standing
    verdict: Verdict
    stopped_by: str | None = None

    @property
    def command(self) -> str:
        """The id of the command that carries it out: one per rule and story, whatever comes twice."""
        return command_id(self.rule.id, self.situation.root)

    @property
    def entry(self) -> str:
        """The id of the history entry that its command writes."""
        return entry_id(self.rule.account, self.command)


def command_id(rule: str, root: str) -> str:
    """Give the id of the command by which a rule acts on the story that the entry `root` began."""
    return f"rule:{rule}:{root}"


def stop_id(rule: str, root: str) -> str:
    """Give the id of the command that records that a loop was stopped."""
    return f"stop:{rule}:{root}"


@dataclass(slots=True)
class Firings:
    """The rules asked about an event, in order. While one of `gates` may fire or not, `rest` has not been asked."""

    situation: Situation
    firings: list[Firing] = field(default_factory=list)
    gates: list[Rule] = field(default_factory=list)
    rest: Sequence[Rule] = ()
    traced: bool = True

    def go_on(self, fired: Collection[str]) -> "Firings":
        """Ask the rest, now that the firings were carried out; `fired` are the ids of the rules that did fire."""
        stop = next((rule for rule in self.gates if rule.id in fired), None)
        if stop is None:
            return _plan(self.rest, self.situation, traced=self.traced)
        return Firings(self.situation, [_stopped(rule, self.situation, stop) for rule in self.rest])


def plan_firings(rules: RuleSet, situation: Situation, *, traced: bool = True) -> Firings:
    """Ask the rules that an event may concern, in order, as far as it is certain that they are to be asked.

    The one evaluation there is: of the engine, of tests, backtests and explanations. Without `traced` only those that
    match are told of, without saying why, which is faster.
    """
    return _plan(rules.candidates(situation) if traced else rules.matching(situation), situation, traced=traced)


def _plan(candidates: Sequence[Rule], situation: Situation, *, traced: bool) -> Firings:
    plan = Firings(situation, traced=traced)
    stop: Rule | None = None
    for place, rule in enumerate(candidates):
        if stop is not None and rule.priority < stop.priority:
            plan.firings.append(_stopped(rule, situation, stop))
            continue
        if plan.gates and rule.priority < plan.gates[0].priority:
            plan.rest = candidates[place:]
            break
        verdict = _judged(rule, situation) if traced else _MATCHED
        standing = _standing(rule, situation) if verdict.fired else "no_match"
        plan.firings.append(Firing(rule, situation, standing, verdict))
        if standing == "fires" and rule.after_match == "stop":
            if rule.may_hold_back:
                plan.gates.append(rule)
            else:
                stop = stop or rule
    return plan


def _judged(rule: Rule, situation: Situation) -> Verdict:
    """Ask a rule; one that fails for a bug of ours does not match, and costs the others nothing."""
    try:
        return rule.judge(situation)
    except Exception as error:
        log.exception("rule.failed", account=rule.account, rule=rule.id)
        return Verdict(False, f"error: {type(error).__name__}")


def _standing(rule: Rule, situation: Situation) -> Standing:
    if rule.mode != "live":
        return "shadow"
    if any(name.rpartition("@")[0] == rule.id for name in situation.chain):
        return "loop"
    return "depth" if len(situation.chain) >= MAX_DEPTH else "fires"


def _stopped(rule: Rule, situation: Situation, stop: Rule) -> Firing:
    return Firing(rule, situation, "stopped", _UNASKED, stop.id)


_MATCHED: Final = Verdict(True, "matched")
_UNASKED: Final = Verdict(False, "stopped")
