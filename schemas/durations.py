"""Durations as people write them: `30m`, `2h`, `1d`, `1h 30m`, `90 minutes`, `2 working hours`. Inside they are ms."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

DAY_MS: Final = 86_400_000
UNITS: Final[Mapping[str, int]] = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds", "segundo", "segundos"), 1_000),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes", "minuto", "minutos"), 60_000),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "hora", "horas"), 3_600_000),
    **dict.fromkeys(("d", "day", "days", "dia", "dias", "día", "días"), DAY_MS),
    **dict.fromkeys(("w", "week", "weeks", "semana", "semanas"), 7 * DAY_MS),
}
_MONTH = re.compile(r"[0-9]\s*M(?![^\W\d_])")  # in dates and charts a capital M is a month, a small one a minute
LONGEST_MS: Final = 3_660 * DAY_MS  # ten years; a longer one is a slip of the keyboard
_PART = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,3})?)\s*([^\W\d_]+)", re.UNICODE)
_SHOWN = ((7 * DAY_MS, "w"), (DAY_MS, "d"), (3_600_000, "h"), (60_000, "m"), (1_000, "s"))


@dataclass(frozen=True, slots=True)
class Span:
    """A duration: `ms`, and whether it counts working time."""

    ms: int
    working: bool = False

    def __str__(self) -> str:
        return f"{shown(self.ms)} of working time" if self.working else shown(self.ms)


def read_span(text: object) -> Span:
    """Read a duration; raises ValueError with a sentence that says what is wrong."""
    if isinstance(text, Span):
        return text
    if isinstance(text, int | float) and not isinstance(text, bool):
        raise ValueError(f"a duration needs its unit: {text}m, {text}h or {text}d")  # noqa: TRY004
    if not isinstance(text, str):
        raise ValueError("a duration is text such as 30m, 2h or 1d")  # noqa: TRY004 - a value of a file
    if _MONTH.search(text):
        raise ValueError(f"{text.strip()[:40]!r}: is M minutes or months? write 1m for a minute, 30d for a month")
    words = text.strip().casefold().replace(",", " ").replace(" and ", " ")
    working = "working" in words or "business" in words
    plain = re.sub(r"\b(?:working|business)\b", " ", words).strip()
    total = 0
    for number, unit in _parts(plain, text):
        if unit not in UNITS:
            raise ValueError(f"{text.strip()[:40]!r}: there is no unit {unit[:20]!r}; use s, m, h, d or w")
        if working and UNITS[unit] >= DAY_MS:
            raise ValueError(f"{text.strip()[:40]!r}: a working day is as long as a calendar says; write working hours")
        total += round(float(number) * UNITS[unit])
    if total <= 0:
        raise ValueError(f"{text.strip()[:40]!r}: a duration must be longer than nothing")
    if total > LONGEST_MS:
        raise ValueError(f"{text.strip()[:40]!r} is longer than ten years")
    return Span(total, working)


def _parts(plain: str, text: str) -> list[tuple[str, str]]:
    rest, found = plain, []
    while rest:
        match = _PART.match(rest)
        if match is None:
            hint = f"; it needs a unit: {plain}m or {plain}h" if plain.isdigit() else ""
            raise ValueError(f"{text.strip()[:40]!r} is no duration{hint or '; write 30m, 2h, 1d or 1h 30m'}")
        found.append((match[1], match[2]))
        rest = rest[match.end() :].lstrip()
    if not found:
        raise ValueError("a duration is missing; write 30m, 2h or 1d")
    return found


def shown(ms: int) -> str:
    """Give a duration as short text: 5400000 is `1h 30m`."""
    parts, rest = [], ms
    for size, unit in _SHOWN:
        if rest >= size:
            parts.append(f"{rest // size}{unit}")
            rest %= size
    return " ".join(parts) or f"{ms}ms"


def _span(value: Any) -> Span:
    try:
        return read_span(value)
    except ValueError as error:
        raise PydanticCustomError("misplaced", "{text}", {"text": str(error)}) from None


def _ms(value: Any) -> int:
    span = _span(value)
    if span.working:
        raise PydanticCustomError("misplaced", "{text}", {"text": "only plain time can be given here, 2h"})
    return span.ms


_JSON = {
    "type": "string",
    "pattern": r"^\s*\d+(\.\d+)?\s*[A-Za-zí]+",
    "examples": ["30m", "2h", "1d", "1h 30m", "2 working hours"],
}
Duration = Annotated[Span, BeforeValidator(_span), WithJsonSchema({**_JSON, "description": "30m, 2h, 2 working hours"})]
Milliseconds = Annotated[int, BeforeValidator(_ms), WithJsonSchema({**_JSON, "description": "30m, 2h, 1d"})]
