"""Clauses: what is asked of one search row, as values. Stores render them in their own language, or ask themselves. Pure.

A path is one that this program has: `find` and `items` (lists: one of their members has to do), `order`, `updated`,
`inbound`, `s1` to `s3`, `_id`, `by`, or `n.` and the id of a field of the account's files. Values are texts, numbers.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from operator import ge, gt, le, lt
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
BY: Final = "by"
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


Row = Mapping[str, Any]


def asking(clause: Clause) -> Callable[[Row], bool]:
    """Give what tells of a row whether it does what a clause asks: the meaning that every store has to agree with."""
    match clause:
        case OneOf(path, values) if path in LISTS:
            listed, wanted = reading(path), frozenset(values)
            return lambda row: not wanted.isdisjoint(listed(row) or ())
        case OneOf(path, values):
            found = reading(path)  # values are never None, and in Python no text is equal to a number
            return lambda row: found(row) in values
        case Within(path) if path in LISTS:
            members, any_inside = reading(path), _any_inside(clause)
            return lambda row: any_inside(members(row) or ())
        case Within(path):
            member, fits = reading(path), _inside(clause)
            return lambda row: fits(member(row))
        case Not(inner):
            asked = asking(inner)
            return lambda row: not asked(row)
        case Either(parts):
            each = [asking(part) for part in parts]
            return lambda row: any(one(row) for one in each)
        case Begins():
            return asking(spread(clause))
        case Known(path):
            value = reading(path)
            return lambda row: value(row) is not None


def spread(clause: Begins) -> Clause:
    """Give a beginning as a range of words."""
    words = Within(FIND, clause.prefix, clause.prefix + BEYOND)
    return Either((words, OneOf(FIND, clause.besides))) if clause.besides else words


def value_at(row: Row, path: str) -> Any:
    """Give what a row has at a path, None for nothing."""
    return reading(path)(row)


def reading(path: str) -> Callable[[Row], Any]:
    """Give what reads a path of rows; it gives None for nothing."""
    first, _, rest = path.partition(".")
    if not rest:
        return lambda row: row.get(first)

    def within(row: Row) -> Any:
        found = row.get(first)
        return found.get(rest) if isinstance(found, Mapping) else None

    return within


def _any_inside(clause: Within) -> Callable[[Iterable[str]], bool]:
    low, high = "" if clause.low is None else str(clause.low), None if clause.high is None else str(clause.high)
    low_in, high_in = clause.low_in or clause.low is None, clause.high_in

    def any_inside(tokens: Iterable[str]) -> bool:
        for token in tokens:  # the innermost loop of all: no call for each token
            if (token > low or (low_in and token == low)) and (
                high is None or token < high or (high_in and token == high)
            ):
                return True
        return False

    return any_inside


def _inside(clause: Within) -> Callable[[Any], bool]:
    low, high = clause.low, clause.high
    if low is None and high is None:
        return lambda member: member is not None
    text = isinstance(high if low is None else low, str)
    above, below = ge if clause.low_in else gt, le if clause.high_in else lt

    def inside(member: Any) -> bool:
        if member is None or isinstance(member, str) is not text:
            return False
        return (low is None or above(member, low)) and (high is None or below(member, high))

    return inside
