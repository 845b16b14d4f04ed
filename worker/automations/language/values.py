"""Values of conditions: the kinds there are, how a lead's value is normalised, and how one written in a rule is checked."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from schemas.file import did_you_mean
from worker.automations.language.words import fold
from worker.automations.language.working_time import Calendar
from worker.errors import WrongValueError
from worker.leads.written_moments import instant_of

# text: anything written; choice: one of known words; words: a set of texts (tags); day: 2026-03-31; instant: Unix ms;
# clock: the moment that is judged, for conditions on the hour; file: a reference that can only be there or not.
ValueKind = Literal["text", "choice", "number", "switch", "words", "day", "instant", "clock", "file"]
Test = Callable[[Any], bool]
TimedTest = Callable[[Any, int], bool]  # the value, and now (Unix ms)


@dataclass(frozen=True, slots=True)
class Environment:
    """What comparing needs of the rule's surroundings. `calendars` None: not known, any name is taken."""

    zone: ZoneInfo
    calendars: Mapping[str, Calendar] | None = None
    calendar: str | None = None  # the file's own

    def hours(self, name: str) -> Calendar | None:
        """Give a calendar by name (`calendar`: the file's own); None if it is not known whether there is one."""
        if name == "calendar":
            if self.calendar is None:
                raise WrongValueError("the file names no `calendar`; add one at its top, or name one here")
            name = self.calendar
        if self.calendars is None:
            return None
        if name not in self.calendars:
            raise WrongValueError(f"calendars.yaml has no calendar {name!r}{did_you_mean(name, self.calendars)}")
        return self.calendars[name]


def _as_is(value: Any) -> tuple[Any, ...]:
    return (value,)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The value written for an operator, with the kind of the field and what is known about its values."""

    value: Any
    kind: ValueKind
    env: Environment
    known: Callable[[Any], tuple[Any, ...]] = field(default=_as_is)  # a word as written to the values it stands for


@dataclass(frozen=True, slots=True)
class ValueCheck:
    """A compiled comparison of a value that is not missing, normalised unless `raw`; `timed` ones are also given now.

    `values` are what it compares with, for reasoning about rules. `member`: it holds exactly for these values.
    """

    test: Test | TimedTest
    wanted: str
    values: tuple[Any, ...] = ()
    timed: bool = False
    raw: bool = False
    member: frozenset[Any] | None = None


Build = Callable[[Comparison], ValueCheck]


def normal(kind: ValueKind, value: Any) -> Any:
    """Give a lead's value in the form in which it is compared; None for what is no value of this kind."""
    return NORMAL[kind](value)


def as_number(value: Any) -> Any:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def as_instant(value: Any) -> Any:
    """Give Unix ms, also of a field of type datetime."""
    return instant_of(value) if isinstance(value, str) else as_number(value)


def _text(value: Any) -> Any:
    return fold(value) if isinstance(value, str) else str(value) if isinstance(value, int) else None


def _word(value: Any) -> Any:
    return value if isinstance(value, str) else None


def as_set(value: Any) -> Any:
    return frozenset(fold(v) for v in value if isinstance(v, str)) if isinstance(value, list | tuple) else None


NORMAL: Final[Mapping[ValueKind, Callable[[Any], Any]]] = {
    "text": _text,
    "choice": _word,
    "number": as_number,
    "switch": lambda value: value if isinstance(value, bool) else None,
    "words": as_set,
    "day": _word,
    "instant": as_instant,
    "clock": as_number,
    "file": lambda value: value,
}


def written(c: Comparison, value: Any, sub: tuple[int, ...] = ()) -> tuple[Any, ...]:
    """Check one value of the rule against the kind, and give what it stands for, normalised."""
    expected = _EXPECTED[c.kind](value)
    if expected:
        raise WrongValueError(expected, sub)
    if c.kind == "day":
        return (a_day(value, sub),)
    try:
        return tuple(fold(v) if c.kind in ("text", "words") else v for v in c.known(_plain(c.kind, value)))
    except ValueError as error:
        raise WrongValueError(str(error), sub) from None


def _plain(kind: ValueKind, value: Any) -> Any:
    return str(value) if kind in ("text", "words", "choice") and isinstance(value, int) else value


def shown_value(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "nothing", True: "true", False: "false"}[value]
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    text = repr(value)
    return text if len(text) <= 60 else text[:59] + "…"


def expect_text(value: Any) -> str:
    if isinstance(value, bool | float):
        return f"text is expected here; put {shown_value(value)} in quotes"
    if isinstance(value, str | int):
        return "" if value != "" else "this text is empty; for a missing value write not_set"
    return f"text is expected here, not {shown_value(value)}"


def _expect_number(value: Any) -> str:
    if as_number(value) is not None:
        return ""
    if isinstance(value, str) and value.strip().replace(".", "", 1).lstrip("-").isdigit():
        return f"a number is expected here; write {value.strip()[:40]} without quotes"
    return f"a number is expected here, not {shown_value(value)}"


def _expect_switch(value: Any) -> str:
    if isinstance(value, bool):
        return ""
    meant = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}
    near = meant.get(str(value).casefold())
    return f"true or false is expected here, not {shown_value(value)}" + (f" - did you mean {near}?" if near else "")


def _expect_nothing(_value: Any) -> str:
    return ""


_EXPECTED: Final[Mapping[ValueKind, Callable[[Any], str]]] = {
    "text": expect_text,
    "choice": expect_text,
    "words": expect_text,
    "number": _expect_number,
    "switch": _expect_switch,
    "day": _expect_nothing,
    "instant": _expect_nothing,
    "clock": _expect_nothing,
    "file": _expect_nothing,
}


def as_list(c: Comparison) -> list[Any]:
    if isinstance(c.value, list | tuple):
        if not c.value:
            raise WrongValueError("the list is empty")
        return list(c.value)
    return [c.value]


def written_list(c: Comparison) -> tuple[Any, ...]:
    values = as_list(c)
    many = isinstance(c.value, list | tuple)
    return tuple(v for i, value in enumerate(values) for v in written(c, value, (i,) if many else ()))


def one(c: Comparison) -> tuple[Any, ...]:
    if isinstance(c.value, list | tuple):
        raise WrongValueError("one value is expected here, not a list; for several write one_of (tags: has_any)")
    return written(c, c.value)


def listed(values: Iterable[Any]) -> str:
    words = [shown_value(v) for v in values]
    return words[0] if len(words) == 1 else f"one of {', '.join(words)}"


def a_day(value: Any, sub: tuple[int, ...] = ()) -> str:
    try:
        return date.fromisoformat(value).isoformat() if isinstance(value, str) else _no_day(value, sub)
    except ValueError:
        return _no_day(value, sub)


def _no_day(value: Any, sub: tuple[int, ...]) -> str:
    raise WrongValueError(f"a day such as 2026-03-31, or today, is expected here, not {shown_value(value)}", sub)
