"""The operators of conditions, one table: how each reads, and what it means for each kind of value.

`OPERATORS[name].on[kind]` takes a `Comparison` (the value written in the rule) and gives a `Check`, or raises
`WrongValueError` with a sentence for the author. A check never sees a missing value and never raises.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from schemas.file import did_you_mean
from worker.automations.language import clock_comparisons as m
from worker.automations.language import comparisons as c
from worker.automations.language.values import Build, ValueKind


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator: what it takes, and the kinds it is for. `of_change` looks at an event's (old, new), not at the value."""

    name: str
    takes: str
    on: Mapping[ValueKind, Build]
    of_change: bool = False


_SINGLE: Final[tuple[ValueKind, ...]] = ("text", "choice", "number", "switch", "day")
_EVERY: Final[tuple[ValueKind, ...]] = (*_SINGLE, "words", "instant", "file")


def _all(kinds: tuple[ValueKind, ...], build: Build) -> Mapping[ValueKind, Build]:
    return dict.fromkeys(kinds, build)


_SKEW_MS: Final = 3_600_000  # a clock elsewhere may be ahead of ours
_numbers: Final[tuple[ValueKind, ...]] = ("number",)
_older, _day_older = m.age("more than {} ago", lambda age, limit: age > limit)
_newer, _day_newer = m.age("less than {} ago", lambda age, limit: -_SKEW_MS <= age < limit)
_before = m.day_order("before", lambda value, limit: value < limit)
_after = m.day_order("after", lambda value, limit: value > limit)

_LISTED: Final = (
    Operator("is", "one value", _all(_SINGLE, c.equal)),
    Operator("is_not", "one value", _all(_SINGLE, c.not_equal)),
    Operator("one_of", "a list", _all(_SINGLE, c.one_of)),
    Operator("none_of", "a list", _all(_SINGLE, c.none_of)),
    Operator("set", "nothing", _all(_EVERY, c.present)),
    Operator("not_set", "nothing", _all(_EVERY, c.absent)),
    Operator("at_least", "a number", _all(_numbers, c.ordered("at least", lambda limit: lambda v: v >= limit))),
    Operator("at_most", "a number", _all(_numbers, c.ordered("at most", lambda limit: lambda v: v <= limit))),
    Operator("more_than", "a number", _all(_numbers, c.ordered("more than", lambda limit: lambda v: v > limit))),
    Operator("less_than", "a number", _all(_numbers, c.ordered("less than", lambda limit: lambda v: v < limit))),
    Operator("between", "[from, to]", {"number": c.between, "day": c.between, "clock": m.clock_between}),
    Operator("has", "one tag", {"words": c.has}),
    Operator("has_any", "a list", {"words": c.sets("has one of", lambda want: lambda have: not want.isdisjoint(have))}),
    Operator("has_all", "a list", {"words": c.has_all}),
    Operator("has_none", "a list", {"words": c.sets("has none of", lambda want: want.isdisjoint)}),
    Operator("contains", "text", {"text": c.texts("contains", lambda want: lambda text: any(w in text for w in want))}),
    Operator("mentions", "words, a list of them", {"text": c.mentions}),
    Operator("starts_with", "text", {"text": c.texts("starts with", lambda want: lambda text: text.startswith(want))}),
    Operator("ends_with", "text", {"text": c.texts("ends with", lambda want: lambda text: text.endswith(want))}),
    Operator("changed", "nothing", _all(_EVERY, c.changed), of_change=True),
    Operator("changed_to", "one value or a list", _all(_SINGLE, c.changed_side(1, "changed to")), of_change=True),
    Operator("changed_from", "one value or a list", _all(_SINGLE, c.changed_side(0, "changed from")), of_change=True),
    Operator("added", "one tag or a list", {"words": c.went_or_came(1, "added")}, of_change=True),
    Operator("removed", "one tag or a list", {"words": c.went_or_came(0, "removed")}, of_change=True),
    Operator("older_than", "a duration, 2d", {"instant": _older, "day": _day_older}),
    Operator("newer_than", "a duration, 2d", {"instant": _newer, "day": _day_newer}),
    Operator(
        "before",
        "a day, or today",
        {"day": _before, "instant": m.instant_order("before", lambda value, limit: value < limit)},
    ),
    Operator(
        "after",
        "a day, or today",
        {"day": _after, "instant": m.instant_order("after", lambda value, limit: value > limit)},
    ),
    Operator("in_next", "a duration, 2d", {"day": m.in_next_day, "instant": m.in_next_instant}),
    Operator("within", "a calendar", {"clock": m.hours(inside=True)}),
    Operator("outside", "a calendar", {"clock": m.hours(inside=False)}),
    Operator("weekday", "days, [mon, tue] or mon-fri", {"clock": m.weekday}),
)
OPERATORS: Final[Mapping[str, Operator]] = {operator.name: operator for operator in _LISTED}

# What is meant where only a value stands, as in `lead.state: new`; and where a list does.
DEFAULTS: Final[Mapping[ValueKind, tuple[str, str]]] = {
    "text": ("is", "one_of"),
    "choice": ("is", "one_of"),
    "number": ("is", "one_of"),
    "switch": ("is", "one_of"),
    "day": ("is", "one_of"),
    "words": ("has", "has_any"),
    "clock": ("within", "between"),
}

# What people write for our operators, in English, Spanish and Portuguese.
SYNONYMS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("=", "==", "eq", "equ", "equal", "equals", "equls", "equalto", "igual", "es", "é", "e", "same"), "is"),
    **dict.fromkeys(("!=", "<>", "ne", "neq", "not", "isnt", "notequal", "notequals", "diferente", "distinto"), "is_not"),
    **dict.fromkeys(("in", "anyof", "isin", "oneof", "isoneof", "isanyof", "en", "em"), "one_of"),
    **dict.fromkeys(("notin", "nin", "isnoneof", "notoneof"), "none_of"),
    **dict.fromkeys((">=", "gte", "ge", "min", "minimum", "minimo", "from", "desde", "greaterorequal"), "at_least"),
    **dict.fromkeys(("<=", "lte", "le", "max", "maximum", "maximo", "upto", "hasta", "ate", "lessorequal"), "at_most"),
    **dict.fromkeys((">", "gt", "over", "above", "greater", "greaterthan", "mayor", "mayorque", "maior"), "more_than"),
    **dict.fromkeys(("<", "lt", "under", "below", "less", "lower", "lowerthan", "menor", "menorque"), "less_than"),
    **dict.fromkeys(("range", "entre"), "between"),
    **dict.fromkeys(("include", "includes", "including", "incluye", "inclui", "like", "ilike", "contiene", "contem"), "contains"),
    **dict.fromkeys(("mention", "says", "words", "keyword", "keywords", "menciona", "containswords"), "mentions"),
    **dict.fromkeys(("hastag", "tagged", "tiene", "tem"), "has"),
    **dict.fromkeys(("hasone", "hasoneof", "hasanyof", "containsany", "includesany"), "has_any"),
    **dict.fromkeys(("hasallof", "containsall", "includesall"), "has_all"),
    **dict.fromkeys(("hasnot", "hasnt", "lacks", "without", "hasnoneof"), "has_none"),
    **dict.fromkeys(("startswith", "beginswith", "begins", "prefix", "empieza", "comeca"), "starts_with"),
    **dict.fromkeys(("endswith", "ends", "suffix", "termina"), "ends_with"),
    **dict.fromkeys(("exists", "present", "ispresent", "notempty", "isnotempty", "isset", "notnull", "known", "any"), "set"),
    **dict.fromkeys(
        ("empty", "isempty", "missing", "null", "isnull", "none", "absent", "unset", "isnotset", "blank", "unknown"), "not_set"
    ),
    **dict.fromkeys(("becomes", "became", "to", "changesto"), "changed_to"),
    **dict.fromkeys(("was", "changesfrom"), "changed_from"),
    **dict.fromkeys(("changes", "haschanged", "ischanged"), "changed"),
    **dict.fromkeys(("olderthan", "ago", "longerthan", "age"), "older_than"),
    **dict.fromkeys(("newerthan", "youngerthan", "last", "inlast", "withinlast", "recent", "since"), "newer_than"),
    **dict.fromkeys(("innext", "withinnext", "next", "upcoming"), "in_next"),
    **dict.fromkeys(("inside", "during", "open", "workinghours", "businesshours", "withinworkinghours"), "within"),
    **dict.fromkeys(("closed", "notwithin", "outsideof", "outsideworkinghours", "afterhours"), "outside"),
    **dict.fromkeys(("weekdays", "day", "days", "on", "dayofweek"), "weekday"),
}  # fmt: skip


def operators_for(kind: ValueKind, *, change: bool = False) -> Iterator[str]:
    """Yield the operators that a kind of value understands; with `change`, only those that look at a change."""
    return (op.name for op in _LISTED if kind in op.on and (op.of_change or not change))


def unknown_operator(word: str, field: str, kind: ValueKind, *, change: bool = False) -> str:
    """Say that an operator does not exist, or is none for this field, and which was meant."""
    fitting = list(operators_for(kind, change=change))
    if word in OPERATORS:
        return f"`{word}` is not for {field} ({NAMES[kind]}); use {', '.join(fitting)}"
    hint = did_you_mean(word, fitting, SYNONYMS) or f"; {field} takes {', '.join(fitting)}"
    return f"there is no operator {word[:40]!r}{hint}"


NAMES: Final[Mapping[ValueKind, str]] = {
    "text": "text",
    "choice": "one of a set of words",
    "number": "a number",
    "switch": "true or false",
    "words": "a list of tags",
    "day": "a day",
    "instant": "a moment",
    "clock": "the time now",
    "file": "a file",
}
