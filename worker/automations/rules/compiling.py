"""From a rule as written to a rule as run: everything checked against the account, with a place for every mistake. Pure."""

import hashlib
import json
import zoneinfo
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from schemas.conditions import Condition, Leaf, leaves
from schemas.rule_actions import ActionEntry, SendQuickMessage
from schemas.rules import Header, LimitsEntry, RuleEntry, WaitEntry
from worker.automations.language.conditions import (
    Compiler,
    Node,
    Problem,
)
from worker.automations.language.conjunctions import Every
from worker.automations.language.fast_tests import normalised
from worker.automations.language.index import IndexKey
from worker.automations.language.necessary_values import Domain, NecessaryValues, facts_of
from worker.automations.language.operators import OPERATORS
from worker.automations.language.triggers import (
    LIVE,
    discriminators,
    event_facts,
    event_node,
    events_named,
    kinds_of,
)
from worker.automations.language.values import Environment
from worker.automations.rules.closed_window import never_sent
from worker.automations.rules.effects import written_by
from worker.automations.rules.references import Setting, check_action, check_calendar, check_owner
from worker.automations.rules.ruleset import Action, Limit, Place, Rule, Wait
from worker.errors import ConfigurationError
from worker.leads.commands import Once

Loc = tuple[str | int, ...]
PlaceOf = Callable[[Loc], Place]
_INDEXED = ("text", "choice", "number", "switch")


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """A rule on its way. `header` says what its file says of all rules; `place_of` where its parts stand."""

    entry: RuleEntry
    header: Header
    setting: Setting
    place_of: PlaceOf
    problems: list[Problem] = field(default_factory=list)

    @property
    def zone(self) -> ZoneInfo:
        return zone_of(self.header, self.setting)

    def compiler(
        self, keep: Callable[[Leaf], bool] = lambda _leaf: True, problems: list[Problem] | None = None
    ) -> Compiler:
        around = self.setting.surroundings
        env = Environment(self.zone, around.calendars if around is not None else None, self.header.calendar)
        return Compiler(self.setting.catalogue, env, self.problems if problems is None else problems, keep)


def zone_of(header: Header, setting: Setting) -> ZoneInfo:
    """Give the time zone of a file's rules: its own, else the account's."""
    try:
        return ZoneInfo(header.timezone or setting.account.settings.timezone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def compile_rule(
    entry: RuleEntry, header: Header, raw: Mapping[str, Any], setting: Setting, place_of: PlaceOf
) -> tuple[Rule, list[Problem]]:
    """Give the rule, and what is wrong with it; with an error among that, the rule must not be used.

    `raw` is the rule as written, `place_of` gives the place of a path below it.
    """
    draft = RuleDraft(entry, header, setting, place_of)
    kinds = kinds_of(entry.when, draft.problems)
    event = event_node(kinds, setting.account.status_of)
    told = discriminators(entry.when, kinds, draft.compiler())
    condition = _condition(draft)
    asked = NecessaryValues()
    for node in (*(part.node for part in told if part.name != LIVE), condition):  # `order` looks at that by itself
        asked = asked.meet(facts_of(node))
    facts = with_status(event_facts(kinds).meet(asked), setting.account.status_of)
    _possible(facts, draft)
    source = source_of(header, raw)
    node = Every((event, *told, *([condition] if condition is not None else [])))
    rule = Rule(
        account=setting.account.id,
        id=entry.id,
        revision=revision_of(source),
        name=entry.name or entry.id,
        mode=entry.mode,
        owner=entry.owner or header.owner,
        priority=entry.priority,
        events=frozenset(wire for kind in kinds for wire in kind.wire),
        actions=_actions(entry.do, ("do",), draft, facts),
        waits=tuple(_wait(wait, i, draft) for i, wait in enumerate(entry.wait)),
        once=_once(entry),
        limit=_limit(entry.limits),
        after_match=entry.after_match,
        place=place_of(()),
        source=source,
        zone=draft.zone,
        facts=facts,
        keys=_keys(asked, setting),
        node=node,
        beside=node.beside,
        when=entry.when,
        loops_allowed=entry.loops == "allow",
        tests=entry.tests,
    )
    draft.problems.extend(_answers_failures(rule))
    draft.problems.extend(never_sent(rule, setting))
    if entry.owner is not None:
        draft.problems.extend(check_owner(entry.owner, setting, ("owner",)))
    return rule, draft.problems


def recompiled(source: Mapping[str, Any], setting: Setting) -> Rule:
    """Give the rule of a stored `Rule.source`, for waits that keep their revision; raises `ConfigurationError`."""
    header = Header.model_validate(source["header"])
    entry = RuleEntry.model_validate(source["rule"])
    rule, problems = compile_rule(entry, header, source["rule"], setting, lambda _loc: Place(source.get("file", "")))
    errors = [problem.message for problem in problems if problem.severity == "error"]
    if errors:
        raise ConfigurationError(f"the rule {entry.id!r} as it was does not fit the account any more", errors)
    return rule


def source_of(header: Header, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Give a rule's text as a value that stands by itself: all but its tests, which change nothing it does."""
    return {
        "header": header.model_dump(exclude_none=True),
        "rule": {key: value for key, value in raw.items() if key != "tests"},
    }


def revision_of(source: Mapping[str, Any]) -> str:
    """Name a rule's text: the same text, however it is formatted and wherever it stands, has the same name."""
    text = json.dumps(source, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def with_status(facts: NecessaryValues, status_of: Mapping[str, str]) -> NecessaryValues:
    """Add what follows for the status from what is known of the state."""
    domain = facts.domains.get("lead.state")
    possible = domain.possible if domain is not None else None
    if not possible:
        return facts
    statuses = frozenset[Any](status_of.get(state, "open") for state in possible)
    return facts.meet(NecessaryValues({"lead.status": Domain(present=True, allowed=statuses)}))


def _answers_failures(rule: Rule) -> Iterator[Problem]:
    """A message that answers a failed one may fail as well; no guard against loops sees what happens at WhatsApp."""
    if "lead.delivery_failed" not in rule.events or rule.may_hold_back:
        return
    for i, action in enumerate(rule.actions):
        if isinstance(action.args, SendQuickMessage) and action.args.channel == "whatsapp":
            text = "a message that fails again brings this rule again; give it `limits: {once_per_lead: 1d}`"
            yield Problem(("do", i, action.name), text, "warning")


def _condition(draft: RuleDraft) -> Node | None:
    if draft.entry.if_ is None:
        return None
    seen = len(draft.problems)
    node = draft.compiler().compile(draft.entry.if_)
    for i, problem in enumerate(draft.problems[seen:], start=seen):
        draft.problems[i] = problem.below("if")
    return node


def _possible(facts: NecessaryValues, draft: RuleDraft) -> None:
    """A rule whose conditions exclude each other never fires; that is never meant."""
    name = None if any(p.severity == "error" for p in draft.problems) else facts.impossible
    if name is not None:
        found = list(leaves(draft.entry.if_)) if draft.entry.if_ is not None else []
        place = next((leaf.loc for leaf in reversed(found) if leaf.field == name), None)
        field_name = name.partition(" ")[2] or name
        message = f"this can never be so: what the rule demands of {field_name} excludes itself, so it never fires"
        draft.problems.append(Problem(("if", *place) if place else ("when",), message))


def _keys(facts: NecessaryValues, setting: Setting) -> tuple[IndexKey, ...]:
    """Give what the index can find the rule by: fields that must have one of a few values, tags that must be on.

    `facts` are of what the rule asks for itself; what an event should imply of a lead is not relied on here.
    """
    keys = []
    for name, domain in facts.domains.items():
        known = setting.catalogue.find(name)
        if known is None:
            continue
        kind = known.kind
        if kind in _INDEXED and domain.possible is not None:
            keys.append(IndexKey(name, domain.possible, normalised(known.read, known.kind)))
        elif kind == "words" and domain.has:
            keys.append(IndexKey(name, domain.has, normalised(known.read, known.kind), every=True))
    return tuple(keys)


def _actions(entries: Sequence[ActionEntry], loc: Loc, draft: RuleDraft, facts: NecessaryValues) -> tuple[Action, ...]:
    actions = []
    for i, entry in enumerate(entries):
        here = (*loc, i, entry.name)
        for problem in check_action(entry.name, entry.args, draft.setting, facts):
            draft.problems.append(problem.below(*here))
        if entry.name == "task":
            word = getattr(entry.args, "counted_in", "wall_clock")
            draft.problems.extend(check_calendar(word, draft.header.calendar, draft.setting, (*here, "counted_in")))
        facts = facts.without(written_by(entry.name, entry.args))
        actions.append(Action(entry.name, entry.args, draft.place_of(here)))
    return tuple(actions)


def _wait(entry: WaitEntry, number: int, draft: RuleDraft) -> Wait:
    loc: Loc = ("wait", number)
    draft.problems.extend(check_calendar(entry.counted_in, draft.header.calendar, draft.setting, (*loc, "counted_in")))
    cancelling = events_named(entry.cancel_if, (*loc, "cancel_if"), draft.problems)
    nodes: list[Node] = []
    if entry.check_again == "if" and draft.entry.if_ is not None:
        written = {name for action in draft.entry.do for name in written_by(action.name, action.args)}
        # What the event said, and what the rule itself changed, cannot be asked of the lead later.
        keep = draft.compiler(lambda leaf: leaf.field not in written and _lasting(leaf), [])
        if (again := keep.compile(draft.entry.if_)) is not None:
            nodes.append(again)
    if entry.if_ is not None:
        nodes += _own_condition(entry.if_, loc, draft)
    calendar = {"wall_clock": None, "calendar": draft.header.calendar}.get(entry.counted_in, entry.counted_in)
    return Wait(
        id=entry.id,
        after_ms=entry.after.ms,
        calendar=calendar,
        cancel_if=frozenset(kind.name for kind in cancelling),
        check_again=entry.check_again == "if" or entry.if_ is not None,
        late_by_ms=entry.late_by_at_most,
        on_change=entry.on_change,
        actions=_actions(entry.do, (*loc, "do"), draft, NecessaryValues()),
        place=draft.place_of(loc),
        node=Every(nodes) if nodes else None,
    )


def _own_condition(tree: Condition, loc: Loc, draft: RuleDraft) -> list[Node]:
    """The conditions of a wait look at the lead and the time; no event happens when it is due."""
    problems: list[Problem] = []
    node = draft.compiler(problems=problems).compile(tree)
    for leaf in leaves(tree):
        if not _lasting(leaf) and leaf.field != "time" and draft.setting.catalogue.find(leaf.field) is not None:
            text = f"no event happens when a wait is due, so {leaf.field} tells nothing; ask about the lead or the time"
            problems.append(Problem(leaf.loc, text))
    draft.problems.extend([problem.below(*loc, "if") for problem in problems])
    return [node] if node is not None else []


def _lasting(leaf: Leaf) -> bool:
    """Whether a condition is about the lead as it is, not about what an event says."""
    operator = OPERATORS.get(leaf.operator)
    return leaf.field.startswith("lead.") and not (operator is not None and operator.of_change)


def _once(entry: RuleEntry) -> Once | None:
    period = entry.limits.once_per_lead
    return Once(f"rule:{entry.id}", None if isinstance(period, bool) else period) if period is not False else None


def _limit(limits: LimitsEntry) -> Limit | None:
    fuse = limits.at_most
    return Limit(fuse.times, fuse.per, fuse.then) if fuse is not None else None
