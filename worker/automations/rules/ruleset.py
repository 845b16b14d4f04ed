"""Rules, compiled, as the engine uses them: a rule says whether it matches a situation and why; a set finds the rules to ask.

Everything here is an immutable value: a reload builds another `RuleSet` and swaps the reference.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from schemas.rule_actions import AssignUser, SendQuickMessage
from schemas.rules import Mode, When
from worker.automations.language.conditions import Node, Problem, TraceStep, Verdict, verdict
from worker.automations.language.fast_tests import Holds
from worker.automations.language.index import Index, IndexKey, Keyed
from worker.automations.language.necessary_values import NecessaryValues
from worker.automations.language.situation import Situation
from worker.leads.commands import Once

__all__ = [
    "Action", "BrokenRule", "Limit", "Place", "Problem", "Rule", "RuleSet", "TraceStep", "Verdict", "Wait",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in the administrator's files; line and column from 1, 0: the file as a whole."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Action:
    """One action: `args` is its model of `schemas.rule_actions`."""

    name: str
    args: BaseModel
    place: Place


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `times` per `per` (ms); beyond it the rule skips, or pauses."""

    times: int
    per: int
    then: Literal["skip", "pause"] = "skip"


@dataclass(frozen=True, slots=True)
class Wait:
    """Actions that follow `after_ms` later, in opening time of `calendar` if it has one, else in real time.

    `late_by_ms` None: however late. `holds_again` and `judge` look at the lead as it is when the wait is due.
    """

    id: str
    after_ms: int
    calendar: str | None
    cancel_if: frozenset[str]  # names of events as `event_kinds.happened` gives them
    check_again: bool
    late_by_ms: int | None
    on_change: Literal["finish", "cancel", "adopt"]
    actions: tuple[Action, ...]
    place: Place
    node: Node | None = field(repr=False, default=None)

    def holds_again(self, situation: Situation) -> bool:
        """Whether its conditions, and those of the rule that can be checked again, hold."""
        return self.node is None or self.node.test(situation)

    def judge(self, situation: Situation) -> Verdict:
        """The same with a trace, and the condition that decided."""
        return verdict(self.node, situation)


@dataclass(frozen=True, eq=False)
class Rule:
    """One rule of an account. `revision` names its text; `source` is that text, from which it can be compiled again."""

    account: str
    id: str
    revision: str
    name: str
    mode: Mode
    owner: str | None
    priority: int
    events: frozenset[str]  # as announced: what the index goes by
    actions: tuple[Action, ...]
    waits: tuple[Wait, ...]
    once: Once | None  # per lead, which remembers it by a mark
    limit: Limit | None  # in any period, over all leads and replicas
    after_match: Literal["continue", "stop"]
    place: Place
    source: Mapping[str, Any] = field(repr=False)
    zone: ZoneInfo = field(repr=False)
    facts: NecessaryValues = field(repr=False)
    keys: tuple[IndexKey, ...] = field(repr=False)  # required values, by which the index finds the rule
    node: Node = field(repr=False)  # trigger and conditions
    beside: Callable[[Mapping[str, frozenset[Any]]], Holds] = field(repr=False)  # what the index leaves to be tested
    when: When = field(repr=False)  # the trigger as written
    loops_allowed: bool = False
    tests: tuple[Any, ...] = field(repr=False, default=())  # schemas.rule_tests.RuleTest

    @cached_property
    def matches(self) -> Holds:
        """The fast path: whether the trigger and the conditions hold. (A property, to save a call per rule.)"""
        return self.node.test

    def judge(self, situation: Situation) -> Verdict:
        """Whether it matches, which condition decided, and every condition as it was found."""
        return verdict(self.node, situation)

    @property
    def may_hold_back(self) -> bool:
        """Whether a limit may keep it from firing although it matches."""
        return self.once is not None or self.limit is not None

    @cached_property
    def takes_turns(self) -> bool:
        """Whether it gives leads to pools."""
        return any(isinstance(action.args, AssignUser) and action.args.pool is not None for action in self.actions)

    @cached_property
    def leaves_something(self) -> bool:
        """Whether it may leave something for later, which goes by its text as it is now."""
        return bool(self.waits) or self.takes_turns or any(isinstance(a.args, SendQuickMessage) for a in self.actions)

    @property
    def link(self) -> str:
        """How it stands in chains of rules: `rule@revision`."""
        return f"{self.id}@{self.revision}"

    def wait(self, wait_id: str) -> Wait | None:
        """Give a wait by its id."""
        return next((wait for wait in self.waits if wait.id == wait_id), None)

    def __str__(self) -> str:
        return f"{self.id} ({self.place})"


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """A rule that is not as its file says: `last_good` is in force meanwhile, or nothing is."""

    id: str
    file: str
    findings: tuple[Any, ...]  # what reads well: worker.configuration.findings.Finding
    last_good: Rule | None = None


@dataclass(frozen=True, eq=False)
class RuleSet:
    """The rules of an account in order: higher priority first, then by file name and place in the file.

    `rules` are in force, the last good revisions of broken ones among them. `digest` names exactly this set.
    """

    digest: str = ""
    rules: tuple[Rule, ...] = ()
    broken: tuple[BrokenRule, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Rule]:
        """Rules by id."""
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def broken_by_id(self) -> Mapping[str, BrokenRule]:
        """Broken rules by id."""
        return {rule.id: rule for rule in self.broken if rule.id}

    @cached_property
    def index(self) -> Index[Rule]:
        """The index over the rules that are not paused."""
        return Index.of(Keyed(r, r.events, r.keys, r.beside) for r in self.rules if r.mode != "paused")

    def candidates(self, situation: Situation) -> Sequence[Rule]:
        """Give the rules that may match, in order: a superset of those that do. Live and shadow rules alike."""
        return self.index.candidates(situation)

    def matching(self, situation: Situation) -> Sequence[Rule]:
        """Give the rules that match, in order: those of `candidates` whose `matches` holds, at less cost."""
        return self.index.matching(situation)

    def skipped_because(self, rule: Rule, situation: Situation) -> str:
        """Say why `candidates` left a rule out; empty if it did not."""
        if rule.mode == "paused":
            return "not looked at: the rule is paused"
        if situation.event not in rule.events:
            return f"not looked at: the event is {situation.event}, this rule needs {_either(rule.events)}"
        for key in rule.keys:
            seen = key.read(situation)
            if not key.fits(seen):
                return f"not looked at: {key.field} is {_told(seen)}, this rule needs {_either(key.values)}"
        return ""


def _either(values: Any) -> str:
    words = sorted(str(value) for value in values)
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _told(value: Any) -> str:
    if value is None:
        return "missing"
    if isinstance(value, frozenset):
        return _either(value).replace(" or ", " and ") if value else "empty"
    return str(value)
