"""Rules that set each other off in a circle, and rules that others never let pass: found in the text, before anything runs.

An edge leads from a rule to another where an action of the first can bring about the event that the second waits for,
and nothing that is known to hold afterwards contradicts what the second demands. A circle is reported only if it does not
come to rest by itself: rules that write the same constants change nothing the second time.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from worker.account import Account
from worker.automations.language.catalogue import Catalogue
from worker.automations.language.event_kinds import find_event
from worker.automations.language.necessary_values import Domain, NecessaryValues
from worker.automations.rules.compiling import with_status
from worker.automations.rules.effects import CAUSABLE, Effects, effects_of
from worker.automations.rules.ruleset import Action, Rule

MAX_PAIRS: Final = 400_000  # of rules that are compared
MAX_LOOPS: Final = 20  # reported; more tell nothing new
MAX_WALKS: Final = 100  # looked for in rules that can all reach each other
_BY_RULE: Final = NecessaryValues({
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
        return tuple(dict.fromkeys(edge.before for edge in self.edges))

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


def graph_of(rules: Sequence[Rule], account: Account, catalogue: Catalogue, *, circles: bool = False) -> Graph:
    """Give the edges between rules. Rules in shadow do nothing, paused ones never fire.

    With `circles` only edges that can be part of one: from rules that other rules can set off.
    """
    waiting: dict[str, list[Rule]] = defaultdict(list)
    for rule in rules:
        if rule.mode != "paused" and not _BY_RULE.excludes(rule.facts):
            for event in rule.events:
                waiting[event].append(rule)
    edges: list[Edge] = []
    pairs = 0
    reached = {rule.id for event in CAUSABLE for rule in waiting[event]}
    for rule in rules:
        if rule.mode != "live" or (circles and rule.id not in reached):
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


def _steps(rule: Rule, account: Account, catalogue: Catalogue) -> Iterator[tuple[Effects, NecessaryValues, str]]:
    """Give what a rule does at once and in its waits, each with what is known of the lead afterwards."""
    if rule.actions:
        effects = effects_of(rule.actions, account, catalogue)
        yield effects, _afterwards(rule.facts, effects, account), ""
    for wait in rule.waits:
        effects = effects_of(wait.actions, account, catalogue)
        yield effects, _afterwards(NecessaryValues(), effects, account), wait.id


def _afterwards(before: NecessaryValues, effects: Effects, account: Account) -> NecessaryValues:
    """What holds of the lead once the actions are done, for an event that a rule caused."""
    gone = {name for name in before.domains if " " in name or not name.startswith("lead.")} | effects.written
    if effects.added or effects.removed:
        gone.add("lead.tags")
    kept = before.without(gone)
    return with_status(kept.meet(effects.facts).meet(_BY_RULE), account.status_of)


def _sets_off(rule: Rule, effects: Effects, after: NecessaryValues, other: Rule) -> bool:
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
    """A circle goes on if a step of it never lasts, or if two of its steps undo each other."""
    going = [edge for edge in edges if not _ends(edge.before) and not _ends(edge.after)]
    known: set[frozenset[str]] = set()
    found: list[Loop] = []
    for inner in _components(going):
        leading = _leading(inner)
        for walk in (*_restless(inner, leading), *_contrary(inner, leading)):
            names = frozenset(edge.before.id for edge in walk)
            if names not in known:
                known.add(names)
                found.append(Loop(walk))
    found.sort(key=lambda loop: (len(loop.edges), loop.edges[0].before.id))
    yield from found[:MAX_LOOPS]


def _ends(rule: Rule) -> bool:
    """Whether no circle through a rule is to be told: it fires once per lead, or the author allows it."""
    return rule.once is not None or rule.loops_allowed


def _leading(edges: Iterable[Edge]) -> dict[str, list[Edge]]:
    leading: dict[str, list[Edge]] = defaultdict(list)
    for edge in edges:
        leading[edge.before.id].append(edge)
    return leading


def _components(edges: Sequence[Edge]) -> Iterator[list[Edge]]:
    """Yield the edges of each set of rules that can all reach each other (Kosaraju, without recursion)."""
    ahead, behind = _leading(edges), defaultdict(list)
    for edge in edges:
        behind[edge.after.id].append(edge.before.id)
    member: dict[str, str] = {}
    for name in reversed(_finished(ahead)):
        waiting = [name] if name not in member else []
        member.setdefault(name, name)
        while waiting:
            for other in behind[waiting.pop()]:
                if other not in member:
                    member[other] = name
                    waiting.append(other)
    inside: dict[str, list[Edge]] = defaultdict(list)
    for edge in edges:
        if member[edge.before.id] == member[edge.after.id]:
            inside[member[edge.before.id]].append(edge)
    yield from inside.values()


def _finished(ahead: Mapping[str, Sequence[Edge]]) -> list[str]:
    """Give the rules in the order in which a depth-first walk leaves them."""
    order: list[str] = []
    seen: set[str] = set()
    for start in {name: None for edges in ahead.values() for edge in edges for name in (edge.before.id, edge.after.id)}:
        stack = [(start, iter(ahead.get(start, ())))] if start not in seen else []
        seen.add(start)
        while stack:
            name, following = stack[-1]
            edge = next((e for e in following if e.after.id not in seen), None)
            if edge is None:
                order.append(name)
                stack.pop()
            else:
                seen.add(edge.after.id)
                stack.append((edge.after.id, iter(ahead.get(edge.after.id, ()))))
    return order


def _restless(inner: Sequence[Edge], leading: Mapping[str, Sequence[Edge]]) -> Iterator[tuple[Edge, ...]]:
    """A circle for each rule that does something new every time: a task, a note, another teammate. One tells enough."""
    by_rule: dict[str, list[Edge]] = defaultdict(list)
    for edge in inner:
        if not edge.effects.lasting:
            by_rule[edge.before.id].append(edge)
    for name, steps in list(by_rule.items())[:MAX_WALKS]:
        steps.sort(key=lambda edge: edge.after.id != name)  # what sets itself off comes first
        yield min(((edge, *_way(edge.after.id, name, leading)) for edge in steps[:3]), key=len)


def _contrary(inner: Sequence[Edge], leading: Mapping[str, Sequence[Edge]]) -> Iterator[tuple[Edge, ...]]:
    """Circles through two steps of which each undoes what the other did."""
    for one, other in list(_undoing(inner))[:MAX_WALKS]:
        there = _way(one.after.id, other.before.id, leading)
        yield (one, *there, other, *_way(other.after.id, one.before.id, leading))


def _undoing(edges: Sequence[Edge]) -> Iterator[tuple[Edge, Edge]]:
    """Yield pairs that leave different values in a field, or of which one puts a tag on that the other takes off."""
    by_value: dict[str, dict[frozenset[Any], Edge]] = defaultdict(dict)
    for edge in edges:
        for name, values in edge.effects.values.items():
            by_value[name].setdefault(values, edge)
    for found in by_value.values():
        listed = list(found.values())
        yield from ((one, other) for i, one in enumerate(listed) for other in listed[i + 1 :])
    putting = {tag: edge for edge in reversed(edges) for tag in edge.effects.added}
    taking = {tag: edge for edge in reversed(edges) for tag in edge.effects.removed}
    yield from ((putting[tag], taking[tag]) for tag in sorted(putting.keys() & taking.keys()))


def _way(start: str, end: str, leading: Mapping[str, Sequence[Edge]]) -> tuple[Edge, ...]:
    """Give the shortest way between two rules of one component."""
    ways: dict[str, tuple[Edge, ...]] = {start: ()}
    queue = deque([start])
    while queue and end not in ways:
        here = queue.popleft()
        for edge in leading.get(here, ()):
            if edge.after.id not in ways:
                ways[edge.after.id] = (*ways[here], edge)
                queue.append(edge.after.id)
    return ways[end]
