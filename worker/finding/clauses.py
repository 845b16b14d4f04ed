"""Clauses: what is asked of one search row, as values. Stores render them in their own language, or ask `holds`. Pure.

A path is one that this program has: `find` and `items` (lists: one of their members has to do), `order`, `updated`,
`inbound`, `s1` to `s3`, `_id`, or `n.` and the id of a field of the account's files. Values are texts, numbers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from worker.finding.tokens import CUT
from worker.finding.words import BEYOND

ACCOUNT: Final = "account"
FIND: Final = "find"
ITEMS: Final = "items"
ORDER: Final = "order"
UPDATED: Final = "updated"
INBOUND: Final = "inbound"
ID: Final = "_id"
LISTS: Final = frozenset({FIND, ITEMS})

Value = str | int | float


@dataclass(frozen=True, slots=True)
class OneOf:
    """The value, or a member of the list, is one of these."""

    path: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Within:
    """The value, or one member of the list, lies in a range. None: no bound on that side. All is of one kind."""

    path: str
    low: Value | None = None
    high: Value | None = None
    low_in: bool = True
    high_in: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """There is a value."""

    path: str


@dataclass(frozen=True, slots=True)
class Not:
    """The clause does not hold; so it is where there is no value."""

    clause: "Clause"


@dataclass(frozen=True, slots=True)
class Either:
    """One of the clauses holds; of none, none does."""

    clauses: "tuple[Clause, ...]"


@dataclass(frozen=True, slots=True)
class Begins:
    """A word of the lead begins so. The dictionary turns it into the words there are; else it is a range."""

    prefix: str
    cut: bool = False  # also rows that have no room for all of their words

    @property
    def besides(self) -> tuple[str, ...]:
        """Tokens that do as well."""
        return (CUT,) if self.cut else ()


Clause = OneOf | Within | Known | Not | Either | Begins
NEVER: Final = OneOf(FIND, ())
ALWAYS: Final = Not(NEVER)


def holds(clause: Clause, row: Mapping[str, Any]) -> bool:
    """Whether a row does what a clause asks: the meaning that every store has to agree with."""
    match clause:
        case OneOf(path, values):
            found = value_at(row, path)
            # Values are never None, and in Python no text is equal to a number.
            return any(value in found for value in values) if found and path in LISTS else found in values
        case Within(path):
            found = value_at(row, path)
            return _within(clause, found or () if path in LISTS else (found,))
        case Not(inner):
            return not holds(inner, row)
        case Either(parts):
            return any(holds(part, row) for part in parts)
        case Begins():
            return holds(spread(clause), row)
        case Known(path):
            return value_at(row, path) is not None


def spread(clause: Begins) -> Clause:
    """Give a beginning as a range of words."""
    words = Within(FIND, clause.prefix, clause.prefix + BEYOND)
    return Either((words, OneOf(FIND, clause.besides))) if clause.besides else words


def value_at(row: Mapping[str, Any], path: str) -> Any:
    """Give what a row has at a path, None for nothing."""
    first, _, rest = path.partition(".")
    found = row.get(first)
    return found.get(rest) if rest and isinstance(found, Mapping) else None if rest else found


def _within(clause: Within, members: Iterable[Any]) -> bool:
    low, high = clause.low, clause.high
    text = isinstance(high if low is None else low, str)
    bounded = low is not None or high is not None
    for member in members:
        if member is None or (bounded and isinstance(member, str) is not text):
            continue
        if (low is None or member > low or (clause.low_in and member == low)) and (
            high is None or member < high or (clause.high_in and member == high)
        ):
            return True
    return False
