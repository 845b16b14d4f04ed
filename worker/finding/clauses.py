"""Clauses: what is asked of one search row, as values. Stores render them in their own language, or ask `holds`. Pure.

A path is one that this program has: `find` and `items` (lists: one of their members has to do), `order`, `updated`,
`inbound`, `s1` to `s3`, `_id`, or `n.` and the id of a field of the account's files. Values are texts, numbers.
"""

from collections.abc import Mapping
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
        case Not(inner):
            return not holds(inner, row)
        case Either(parts):
            return any(holds(part, row) for part in parts)
        case Begins():
            return holds(spread(clause), row)
        case Known(path):
            return value_at(row, path) is not None
    found = value_at(row, clause.path)
    members = found or () if clause.path in LISTS else (found,)
    if isinstance(clause, OneOf):
        return any(_same(member, value) for member in members for value in clause.values)
    return any(_within(member, clause) for member in members)


def spread(clause: Begins) -> Clause:
    """Give a beginning as a range of words."""
    words = Within(FIND, clause.prefix, clause.prefix + BEYOND)
    return Either((words, OneOf(FIND, clause.besides))) if clause.besides else words


def value_at(row: Mapping[str, Any], path: str) -> Any:
    """Give what a row has at a path, None for nothing."""
    first, _, rest = path.partition(".")
    found = row.get(first)
    return found.get(rest) if rest and isinstance(found, Mapping) else None if rest else found


def _same(one: Any, other: Any) -> bool:
    return isinstance(one, str) == isinstance(other, str) and one is not None and bool(one == other)


def _within(value: Any, clause: Within) -> bool:
    if value is None:
        return False
    for bound, above, included in ((clause.low, True, clause.low_in), (clause.high, False, clause.high_in)):
        if bound is None:
            continue
        if isinstance(bound, str) != isinstance(value, str):
            return False
        if value == bound:
            if not included:
                return False
        elif (value > bound) is not above:
            return False
    return True
