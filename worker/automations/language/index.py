"""Which rules to ask about an event, without asking all of them.

Rules are kept in a tree: first by event, then by the field whose required values tell most of the rules apart, and below
each of its values again. A rule that does not require the field stands beside. So an event leads past a few tables to
the rules whose required values it has; only those are evaluated. The time grows with these candidates, not with the set.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, NamedTuple, TypeVar

from worker.automations.language.fast_tests import Holds
from worker.automations.language.situation import Situation

Item = TypeVar("Item")
FEW: Final = 3  # rules that are not worth another table


@dataclass(frozen=True, slots=True)
class IndexKey:
    """A field that must have one of the values; or, for a set of words (`every`), must hold all of them."""

    field: str
    values: frozenset[Hashable]
    read: Callable[[Situation], Any]  # the value in the form in which it is compared
    every: bool = False

    def fits(self, value: Any) -> bool:
        """Whether a value, or a set of words, is as required."""
        if self.every:
            return isinstance(value, frozenset) and self.values <= value
        return value in self.values


@dataclass(frozen=True, slots=True)
class Keyed(Generic[Item]):
    """Something to be found by events and keys; `beside` gives the test of what is left once some fields are known."""

    item: Item
    events: frozenset[str]
    keys: tuple[IndexKey, ...]
    beside: Callable[[Mapping[str, frozenset[Any]]], Holds]


class _Row(NamedTuple):
    place: int
    keys: tuple[IndexKey, ...]  # that could still tell it apart
    known: Mapping[str, frozenset[Any]]  # what the way to it has settled
    beside: Callable[[Mapping[str, frozenset[Any]]], Holds]

    def settled(self, key: IndexKey, value: Hashable) -> "_Row":
        """Give the row below one value of a field."""
        values = frozenset({value})
        return _Row(
            self.place, tuple(k for k in self.keys if k is not key), {**self.known, key.field: values}, self.beside
        )


class _Node:
    """`entries` always belong to the candidates; those under `table` only for its value; `rest` is looked at too."""

    __slots__ = ("entries", "read", "rest", "several", "table")

    def __init__(self, rows: Sequence[_Row]) -> None:
        self.entries = tuple((row.place, row.beside(row.known)) for row in rows)
        self.read: Callable[[Situation], Any] | None = None
        self.several = False  # the field is a set of words
        self.table: dict[Hashable, _Node] = {}
        self.rest: _Node | None = None


class Index(Generic[Item]):
    """Items by what they require. They are found in the order in which they were given."""

    __slots__ = ("_by_event", "items")

    def __init__(self, items: tuple[Item, ...], by_event: Mapping[str, _Node]) -> None:
        self.items, self._by_event = items, by_event

    @classmethod
    def of(cls, keyed: Iterable[Keyed[Item]]) -> "Index[Item]":
        """Build the index."""
        listed = list(keyed)
        by_event: dict[str, list[_Row]] = defaultdict(list)
        for place, entry in enumerate(listed):
            for event in entry.events:
                by_event[event].append(_Row(place, entry.keys, {}, entry.beside))
        return cls(tuple(entry.item for entry in listed), {event: _built(rows) for event, rows in by_event.items()})

    def candidates(self, situation: Situation) -> list[Item]:
        """Give the items that may concern a situation."""
        return self._items([place for node in self._nodes(situation) for place, _ in node.entries])

    def matching(self, situation: Situation) -> list[Item]:
        """Give the items that do concern it: those whose test holds."""
        return self._items([p for node in self._nodes(situation) for p, test in node.entries if test(situation)])

    def _items(self, places: list[int]) -> list[Item]:
        places.sort()
        items = self.items
        return [items[place] for place in places]

    def _nodes(self, situation: Situation) -> list[_Node]:
        nodes: list[_Node] = []
        root = self._by_event.get(situation.event)
        if root is not None:
            _collect(root, situation, nodes)
        return nodes


def _collect(node: _Node | None, situation: Situation, nodes: list[_Node]) -> None:
    while node is not None:
        if node.entries:
            nodes.append(node)
        if node.read is not None:
            value = node.read(situation)
            if not node.several:
                below = node.table.get(value)
                if below is not None:
                    _collect(below, situation, nodes)
            elif value:
                for word in value:
                    below = node.table.get(word)
                    if below is not None:
                        _collect(below, situation, nodes)
        node = node.rest


def _built(rows: Sequence[_Row]) -> _Node:
    """Build the tree of some rows. Each row stands in one place, or under each of the values that would do."""
    chosen = _most_telling(rows) if len(rows) > FEW else None
    if chosen is None:
        return _Node(rows)
    node = _Node(())
    with_key: list[tuple[_Row, IndexKey]] = []
    without: list[_Row] = []
    for row in rows:
        key = next((k for k in row.keys if k.field == chosen.field and k.every == chosen.every), None)
        if key is None:
            without.append(row)
        else:
            with_key.append((row, key))
    below: dict[Hashable, list[_Row]] = defaultdict(list)
    common = _how_common(key for _, key in with_key)
    for row, key in with_key:
        # Of several words that must all be there, the rarest finds the rule; of several values, each does.
        values = [min(key.values, key=lambda v: (common[v], str(v)))] if key.every else key.values
        for value in values:
            below[value].append(row.settled(key, value))
    node.read, node.several = chosen.read, chosen.every
    node.table = {value: _built(found) for value, found in below.items()}
    node.rest = _built(without) if without else None
    return node


def _most_telling(rows: Sequence[_Row]) -> IndexKey | None:
    """Choose the field that lets an average event pass by the most rows; None if no row requires any."""
    by_field: dict[tuple[str, bool], list[IndexKey]] = defaultdict(list)
    for row in rows:
        for key in row.keys:
            by_field[key.field, key.every].append(key)
    best, best_score = None, 0.0
    for found in by_field.values():
        known = len(_how_common(found)) + 1  # and any value that no rule requires
        score = sum(1 - (1 if key.every else len(key.values)) / known for key in found)
        if score > best_score:
            best, best_score = found[0], score
    return best


def _how_common(keys: Iterable[IndexKey]) -> Mapping[Hashable, int]:
    counted: dict[Hashable, int] = defaultdict(int)
    for key in keys:
        for value in key.values:
            counted[value] += 1
    return counted
