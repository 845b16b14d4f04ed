"""Orders of lists: by an index where there is one, else in memory over few rows. Pure.

Rows without a value stand last in both directions; equal ones newest first; what is equal even then in order of id.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cmp_to_key
from operator import itemgetter
from typing import Any, Final

from schemas.api.lists import SortKey
from worker.finding import clauses, tokens
from worker.finding.context import Context
from worker.finding.fields import Findable
from worker.finding.refusals import refused

MAX_SORTED: Final = 5_000  # rows that are sorted in memory
Read = Callable[[Mapping[str, Any]], Any]
Valued = tuple[tuple[Any, ...], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Sorting:
    """An order. `path`: where the value stands that an index sorts by, None: in memory by `keys`, each (read, descending)."""

    told: str
    path: str | None
    descending: bool = True
    gaps: bool = False  # rows may be without the value
    keys: tuple[tuple[Read, bool], ...] = ()

    def sorted(self, rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """Give rows in this order."""
        if self.path == clauses.ORDER:  # unique, as good as always, and never missing
            by_id = sorted(rows, key=itemgetter("_id"))
            return sorted(by_id, key=itemgetter(clauses.ORDER), reverse=self.descending)
        keys: list[tuple[Read, bool]] = [*self._keys(), (itemgetter("_id"), False)]
        falling = [descending for _, descending in keys]
        read = [(tuple(value(row) for value, _ in keys), row) for row in rows]  # once per row, not once per comparison

        def compare(one: Valued, other: Valued) -> int:
            pairs = zip(one[0], other[0], falling, strict=True)
            return next((found for a, b, down in pairs if (found := _compared(a, b, descending=down))), 0)

        return [row for _, row in sorted(read, key=cmp_to_key(compare))]

    def _keys(self) -> tuple[tuple[Read, bool], ...]:
        first = self.keys or ((_at(self.path or clauses.ORDER), self.descending),)
        return (*first, (_at(clauses.ORDER), self.newest_first))

    @property
    def newest_first(self) -> bool:
        """The direction of the order key among equals: that of the index."""
        return self.descending if self.path else True


NEWEST: Final = Sorting("created_at", clauses.ORDER)


def sorting(keys: Sequence[SortKey], context: Context) -> Sorting:
    """Give the order that is asked for; raises `QuestionRefusedError` where nothing sorts by a field."""
    if not keys:
        return NEWEST
    found = [context.catalogue.get(key.field, f"/sort/{i}/field") for i, key in enumerate(keys)]
    for i, one in enumerate(found):
        if one.several or one.kind == "file":
            raise refused(
                "invalid", f"leads cannot be sorted by {one.name}: a lead may have several", f"/sort/{i}/field"
            )
    told = ", ".join(f"{one.name} {key.direction}" for one, key in zip(found, keys, strict=True))
    path = found[0].path or context.catalogue.slots.get(found[0].mark)
    if len(found) == 1 and path is not None:
        return Sorting(told, path, keys[0].direction == "desc", gaps=not found[0].always)
    reads = tuple((_reader(one, context), key.direction == "desc") for one, key in zip(found, keys, strict=True))
    return Sorting(told, None, keys=reads)


def _reader(one: Findable, context: Context) -> Read:
    """Give what reads a row's value to sort by, None for none."""
    if one.path is not None:
        return _at(one.path)
    if one.kind in {"number", "date", "time"}:
        return _at(one.value_path)
    if one.kind == "name":
        places = {
            words: i for i, words in enumerate(tokens.named("state", s.id) for s in context.account.pipeline.states)
        }
        read = _first_of("find", *tokens.span(one.mark, "="))
        if one.name == "state":  # in the order of the funnel; states that the file has no more behind it
            return lambda row: None if (state := read(row)) is None else places.get(state, len(places))
        return lambda row: None if (found := read(row)) == tokens.named(one.mark, "") else found
    return _first_of("items", *tokens.whole_span(one.mark))


def _at(path: str) -> Read:
    return lambda row: clauses.value_at(row, path)


def _first_of(path: str, low: str, high: str) -> Read:
    return lambda row: next((token for token in row[path] if low <= token < high), None)


def _compared(one: Any, other: Any, *, descending: bool) -> int:
    if one is None or other is None:
        return (one is None) - (other is None)
    if isinstance(one, str) != isinstance(other, str):  # numbers before texts
        return 1 if isinstance(one, str) else -1
    if one == other:
        return 0
    return -1 if (one > other) is descending else 1
