"""The `when` of a rule, compiled: the event, and the discriminators as conditions like any other. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from schemas.conditions import Condition, Group, Leaf, Loc
from schemas.file import closest
from schemas.rules import When
from worker.automations.language.catalogue import Catalogue
from worker.automations.language.conditions import Compiler, Node, Problem, TraceStep
from worker.automations.language.event_kinds import (
    FIELD_EVENTS,
    OWNER_EVENTS,
    STATE_EVENTS,
    TAG_EVENTS,
    EventKind,
    StatusOf,
    completed,
    find_event,
    unknown_event,
)
from worker.automations.language.fast_tests import Holds
from worker.automations.language.fields import QUEUES
from worker.automations.language.necessary_values import Domain, NecessaryValues
from worker.automations.language.situation import Situation
from worker.contact import HISTORY

LIVE: Final = "when.historic"


@dataclass(frozen=True, slots=True)
class EventNode:
    """Whether the event is one of those waited for."""

    kinds: tuple[EventKind, ...]
    test: Holds
    cost: int = 0

    def explain(self, situation: Situation, steps: list[TraceStep]) -> tuple[bool, str]:
        """Record the event."""
        passed = self.test(situation)
        wanted = " or ".join(kind.name for kind in self.kinds)
        steps.append(TraceStep("when.event", passed, situation.event, wanted))
        return passed, "when.event"


@dataclass(frozen=True, slots=True)
class LiveNode:
    """That the event is of now, and not one of long ago that a sync of old chats told."""

    cost: int = 0

    @property
    def test(self) -> Holds:
        return _is_live

    def explain(self, situation: Situation, steps: list[TraceStep]) -> tuple[bool, str]:
        """Record it where it decides."""
        passed = _is_live(situation)
        if not passed:
            steps.append(TraceStep(LIVE, False, "told by a sync of old chats", "historic: true, to see it"))
        return passed, LIVE


def _is_live(situation: Situation) -> bool:
    return situation.source != HISTORY


@dataclass(frozen=True, slots=True)
class Discriminator:
    """A condition of the trigger: known by its own name (`when.source`), not by the field it reads."""

    name: str
    node: Node

    @property
    def test(self) -> Holds:
        return self.node.test

    @property
    def cost(self) -> int:
        return self.node.cost

    def explain(self, situation: Situation, steps: list[TraceStep]) -> tuple[bool, str]:
        """Record it."""
        return self.node.explain(situation, steps)[0], self.name


_REPEATED: Final = ("lead.created", "lead.message_received")  # what the late content of a message may stand for


def event_node(kinds: Sequence[EventKind], status_of: StatusOf) -> EventNode:
    """Give the test for some events."""
    plain = frozenset(kind.name for kind in kinds if kind.holds is None)
    derived = tuple((kind.wire, kind.holds) for kind in kinds if kind.holds is not None)
    if not derived and not plain.intersection(_REPEATED):
        return EventNode(tuple(kinds), lambda situation: situation.event in plain)

    def test(situation: Situation) -> bool:
        event = situation.event
        if event == "lead.message_completed" and completed(plain, situation.message.get("content")):
            return True
        return event in plain or any(event in wire and holds(situation.changes, status_of) for wire, holds in derived)

    return EventNode(tuple(kinds), test)


def kinds_of(when: When, problems: list[Problem]) -> list[EventKind]:
    """Give the events of a trigger; unknown ones are problems."""
    return events_named(when.event, ("when", "event"), problems)


def events_named(words: Sequence[str], loc: Loc, problems: list[Problem]) -> list[EventKind]:
    """Give the events of some names."""
    found: list[EventKind] = []
    for i, word in enumerate(words):
        kind = find_event(word)
        if kind is None:
            problems.append(Problem((*loc, i), unknown_event(word)))
        elif kind not in found:
            found.append(kind)
    return found


def discriminators(when: When, kinds: Sequence[EventKind], compiler: Compiler) -> list[Discriminator]:
    """Give the conditions that the rest of a trigger stands for."""
    names = {kind.name for kind in kinds}
    misplaced = list(_misplaced(when, names))
    compiler.problems.extend(misplaced)
    nodes: list[Discriminator] = []
    for key, tree in _trees(when, names):
        if any(problem.loc[1] == key for problem in misplaced):
            continue
        seen = len(compiler.problems)
        node = compiler.compile(tree)
        for i, problem in enumerate(compiler.problems[seen:], start=seen):
            compiler.problems[i] = Problem(_where(problem, key), _in_words(problem.message, key), problem.severity)
        if node is not None:
            nodes.append(Discriminator(f"when.{key}", node))
    compiler.problems.extend(_doubtful(when, compiler.catalogue))
    if not when.historic:
        if HISTORY in when.source:
            text = "the source history is of what a sync of old chats tells; write `historic: true` to see it"
            compiler.problems.append(Problem(("when", "source", when.source.index(HISTORY)), text))
        nodes.insert(0, Discriminator(LIVE, LiveNode()))
    return nodes


def _where(problem: Problem, key: str) -> Loc:
    """A name of a field that does not exist stands in the list; anything else is already in its place."""
    if key == "field":
        return tuple(step for step in problem.loc if step != "[key]")
    return problem.loc


def _in_words(message: str, key: str) -> str:
    for field in ("event.source", "event.by", "change.state", "change.assigned_to", "lead.state", "lead.assigned_to"):
        message = message.replace(f"{field} is never", f"`{key}` is never")
    return message


def _trees(when: When, names: set[str]) -> Iterator[tuple[str, Condition]]:
    for key in ("source", "origin", "activity", "by"):
        if values := getattr(when, key):
            if key == "activity" and "message_received" in values:
                values = (*values, "message_completed")  # the same message
            yield key, Leaf(f"event.{key}", "one_of", values, f"when.{key}", ("when", key))
    moved = "change.state" if names <= STATE_EVENTS else "change.assigned_to"
    if when.from_:
        yield "from", Leaf(moved, "changed_from", when.from_, "when.from", ("when", "from"))
    if when.to:
        yield "to", Leaf(moved, "changed_to", when.to, "when.to", ("when", "to"))
    if when.field:
        leaves = [
            Leaf(f"change.{_bare(name)}", "changed", True, "when.field", ("when", "field", i))
            for i, name in enumerate(when.field)
        ]
        yield "field", leaves[0] if len(leaves) == 1 else Group("any", tuple(leaves), "when.field", ("when", "field"))
    if when.tag:
        operator = "removed" if names == {"lead.tag_removed"} else "added"
        yield "tag", Leaf("change.tags", operator, when.tag, "when.tag", ("when", "tag"))


def _bare(name: str) -> str:
    return name.removeprefix("lead.").removeprefix("change.")


def _misplaced(when: When, names: set[str]) -> Iterator[Problem]:
    """Discriminators that say nothing about these events."""
    needs = (
        ("from_", "from", "lead.state_changed or lead.assigned", names <= STATE_EVENTS or names <= OWNER_EVENTS),
        ("to", "to", "lead.state_changed or lead.assigned", names <= STATE_EVENTS or names <= OWNER_EVENTS),
        ("field", "field", "lead.updated", names <= FIELD_EVENTS),
        ("tag", "tag", "lead.tag_added or lead.tag_removed", len(names) == 1 and names <= TAG_EVENTS),
    )
    for attribute, key, event, fits in needs:
        if getattr(when, attribute) and names and not fits:
            yield Problem(
                ("when", key, "[key]"), f"`{key}` belongs to the event {event}; with this event it says nothing"
            )


def _doubtful(when: When, catalogue: Catalogue) -> Iterator[Problem]:
    """Words of open vocabularies that look like a slip."""
    field = catalogue.fields["event.activity"]
    for i, word in enumerate(when.activity):
        near = None if word in field.words else closest(word, field.words, cutoff=0.8)
        if near is not None and near != word:
            yield Problem(
                ("when", "activity", i), f"no event has the activity {word!r} - did you mean {near!r}?", "warning"
            )
    for i, word in enumerate(when.origin):
        if word in QUEUES:
            yield Problem(("when", "origin", i), f"{word!r} is a queue; write source: {word}", "warning")


# What an event says about the lead afterwards.
_IMPLIED: Final = {
    "lead.closed": ("lead.status", frozenset({"closed", "cancelled"})),
    "lead.won": ("lead.status", frozenset({"closed"})),
    "lead.lost": ("lead.status", frozenset({"cancelled"})),
    "lead.reopened": ("lead.status", frozenset({"open"})),
    "lead.opted_out": ("lead.opted_out", frozenset({True})),
    "lead.opted_in": ("lead.opted_in", frozenset({True})),
}


def event_facts(kinds: Sequence[EventKind]) -> NecessaryValues:
    """Give what is so of the lead whenever one of the events happened."""
    implied = [_IMPLIED.get(kind.name) for kind in kinds]
    first = implied[0] if implied else None
    if first is None or any(entry is None or entry[0] != first[0] for entry in implied):
        return NecessaryValues()
    values = frozenset[object]().union(*(entry[1] for entry in implied if entry is not None))
    return NecessaryValues({first[0]: Domain(present=True, allowed=values)})
