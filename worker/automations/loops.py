"""Rules that set each other off in a circle, and rules that others never let pass: found in the text, before anything runs.

An edge leads from a rule to another where an action of the first can bring about the event that the second waits for,
and nothing that is known to hold afterwards contradicts what the second demands. A circle is reported only if it does not
come to rest by itself: rules that write the same constants change nothing the second time.
"""

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from worker.account import Account
from worker.automations.catalogue import Catalogue
from worker.automations.compiling import with_status
from worker.automations.effects import Effects, effects_of
from worker.automations.event_kinds import find_event
from worker.automations.facts import Domain, Facts
from worker.automations.ruleset import Action, Rule

MAX_PAIRS: Final = 400_000  # of rules that are compared
MAX_LOOPS: Final = 20  # reported; more tell nothing new
_BY_RULE: Final = Facts({
    "event.by": Domain(present=True, allowed=frozenset({"rule"})),
    "event.activity": Domain(present=True, allowed=frozenset({"rule_fired"})),
    "event.depth": Domain(present=True, low=(1, False)),
    "message.text": Domain(absent=True),
    "message.reply": Domain(absent=True),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Edge:
    """`before` can set `after` off: by this action, through this event."""

    before: Rule
    after: Rule
    action: Action
    event: str
    effects: Effects
    wait: str = ""

    def __str__(self) -> str:
        later = f" of wait {self.wait!r}" if self.wait else ""
        return f"{self.before.id!r} sets off {self.after.id!r} by {self.action.name}{later} ({self.action.place}, {self.event})"


@dataclass(frozen=True, slots=True)
class Loop:
    """A circle of rules that does not come to rest by itself."""

    edges: tuple[Edge, ...]

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules in the circle, each once."""
        return tuple(edge.before for edge in self.edges)

    def __str__(self) -> str:
        return "; ".join(str(edge) for edge in self.edges)


@dataclass(frozen=True, slots=True)
class Graph:
    """What sets off what. `complete`: every pair of rules was looked at."""

    edges: tuple[Edge, ...]
    complete: bool = True

    def loops(self) -> list[Loop]:
        """Give the circles that do not come to rest, shortest first, at most one for each set of rules."""
        return list(_loops(self.edges))


def graph_of(rules: Sequence[Rule], account: Account, catalogue: Catalogue) -> Graph:
    """Give the edges between rules. Rules in shadow do nothing, paused ones never fire."""
    waiting: dict[str, list[Rule]] = defaultdict(list)
    for rule in rules:
        if rule.mode != "paused":
            for event in rule.events:
                waiting[event].append(rule)
    edges: list[Edge] = []
    pairs = 0
    for rule in rules:
        if rule.mode != "live":
            continue
        for effects, after, wait in _steps(rule, account, catalogue):
            for event, action in effects.by_event.items():
                pairs += len(waiting[event])
                if pairs > MAX_PAIRS:
                    return Graph(tuple(edges), complete=False)
                edges += [
                    Edge(rule, other, action, event, effects, wait)
                    for other in waiting[event]
                    if _sets_off(rule, effects, after, other)
                ]
    return Graph(tuple(_once(edges)))


def _once(edges: Sequence[Edge]) -> Iterator[Edge]:
    """Of several ways from one rule to another, one that lasts is enough; the most telling event comes first."""
    seen: set[tuple[str, str, bool]] = set()
    for edge in sorted(edges, key=lambda e: (e.effects.lasting, _TELLING.get(e.event, 0))):
        key = (edge.before.id, edge.after.id, edge.effects.lasting)
        if key not in seen:
            seen.add(key)
            yield edge


_TELLING: Final[Mapping[str, int]] = {"lead.updated": 1, "lead.activity_recorded": 2}


def _steps(rule: Rule, account: Account, catalogue: Catalogue) -> Iterator[tuple[Effects, Facts, str]]:
    """Give what a rule does at once and in its waits, each with what is known of the lead afterwards."""
    if rule.actions:
        effects = effects_of(rule.actions, account, catalogue)
        yield effects, _afterwards(rule.facts, effects, account), ""
    for wait in rule.waits:
        effects = effects_of(wait.actions, account, catalogue)
        yield effects, _afterwards(Facts(), effects, account), wait.id


def _afterwards(before: Facts, effects: Effects, account: Account) -> Facts:
    """What holds of the lead once the actions are done, for an event that a rule caused."""
    gone = {name for name in before.domains if " " in name or not name.startswith("lead.")} | effects.written
    if effects.added or effects.removed:
        gone.add("lead.tags")
    kept = before.without(gone)
    return with_status(kept.meet(effects.facts).meet(_BY_RULE), account.status_of)


def _sets_off(rule: Rule, effects: Effects, after: Facts, other: Rule) -> bool:
    """Whether the second rule can match an event that the first causes."""
    if not _right_event(effects, other):
        return False
    for name, domain in other.facts.domains.items():
        operator, _, changed = name.partition(" ")
        if changed and not _changed_so(rule, effects, operator, changed, domain):
            return False
    return not after.excludes(other.facts)


def _right_event(effects: Effects, other: Rule) -> bool:
    """Whether one of the events that follow is one the other waits for, its fields and tags included."""
    when = other.when
    if when.field:
        names = {f"lead.{name.removeprefix('lead.').removeprefix('change.')}" for name in when.field}
        if not names & (effects.written | ({"lead.tags"} if effects.added or effects.removed else set())):
            return False
    kinds = [kind for kind in (find_event(word) for word in when.event) if kind is not None]
    return any(
        (kind.name == "lead.tag_added" and effects.added)
        or (kind.name == "lead.tag_removed" and effects.removed)
        or (kind.name not in ("lead.tag_added", "lead.tag_removed") and any(w in effects.by_event for w in kind.wire))
        for kind in kinds
    )


def _changed_so(rule: Rule, effects: Effects, operator: str, name: str, wanted: Domain) -> bool:
    """Whether the actions can change a field in the way that is asked for."""
    if name == "lead.tags":
        words = {"added": effects.added, "removed": effects.removed}.get(operator, effects.added | effects.removed)
        return bool(words) and (wanted.allowed is None or bool(words & wanted.allowed))
    if name not in effects.written:
        return False
    if operator == "changed_to" and wanted.allowed is not None and name in effects.values:
        return bool(effects.values[name] & wanted.allowed)
    if operator == "changed_from" and wanted.allowed is not None:
        before = rule.facts.domains.get(name)
        possible = before.possible if before is not None else None
        return possible is None or bool(possible & wanted.allowed)
    return True


# -- circles ---------------------------------------------------------------------------------------------------------


def _loops(edges: Sequence[Edge]) -> Iterator[Loop]:
    leading: dict[str, list[Edge]] = defaultdict(list)
    for edge in edges:
        if not _ends(edge.before) and not _ends(edge.after):
            leading[edge.before.id].append(edge)
    known: set[frozenset[str]] = set()
    found: list[Loop] = []
    for start in list(leading):
        for loop in _circles(start, leading):
            names = frozenset(rule.id for rule in loop.rules)
            if names not in known and not any(rule.loops_allowed for rule in loop.rules) and not _comes_to_rest(loop):
                known.add(names)
                found.append(loop)
    found.sort(key=lambda loop: (len(loop.edges), loop.edges[0].before.id))
    yield from found[:MAX_LOOPS]


def _ends(rule: Rule) -> bool:
    """Whether a rule stops by itself: once per lead is enough to break a circle."""
    return rule.limits.once


def _circles(start: str, leading: Mapping[str, Sequence[Edge]]) -> Iterator[Loop]:
    """Give the shortest circles through a rule, one for each way of its first step."""
    for first in leading[start]:
        if first.after.id == start:
            yield Loop((first,))
            continue
        ways: dict[str, tuple[Edge, ...]] = {first.after.id: (first,)}
        queue = deque([first.after.id])
        while queue and start not in ways:
            here = queue.popleft()
            for edge in leading.get(here, ()):
                if edge.after.id not in ways:
                    ways[edge.after.id] = (*ways[here], edge)
                    queue.append(edge.after.id)
        if start in ways:
            yield Loop(ways[start])


def _comes_to_rest(loop: Loop) -> bool:
    """Whether everything the circle writes stays as it is the second time: constants that agree with each other."""
    if not all(edge.effects.lasting for edge in loop.edges):
        return False
    values: dict[str, frozenset[Any]] = {}
    added: set[str] = set()
    removed: set[str] = set()
    for edge in loop.edges:
        for name, written in edge.effects.values.items():
            if values.setdefault(name, written) != written:
                return False
        added |= edge.effects.added
        removed |= edge.effects.removed
    return not added & removed


# -- order -----------------------------------------------------------------------------------------------------------


def shadowed(rules: Sequence[Rule]) -> Iterator[tuple[Rule, Rule]]:
    """Yield rules that never get to see an event, each with the rule that always stops first."""
    stopping = [r for r in rules if r.after_match == "stop" and r.mode == "live" and r.facts.exact and not _limited(r)]
    for rule in rules:
        for stop in stopping[:200]:
            if stop.priority > rule.priority and _covers(stop, rule) and rule.facts.imply(stop.facts):
                yield rule, stop
                break


def _limited(rule: Rule) -> bool:
    return rule.limits.once or rule.limits.at_most is not None


def _covers(stop: Rule, rule: Rule) -> bool:
    """Whether the one that stops waits for every event that the other waits for."""
    theirs = [find_event(word) for word in stop.when.event]
    plain = {kind.name for kind in theirs if kind is not None and kind.holds is None}
    names = {kind.name for kind in theirs if kind is not None}
    ours = [kind for kind in (find_event(word) for word in rule.when.event) if kind is not None]
    return all(kind.name in names or plain.issuperset(kind.wire) for kind in ours)
