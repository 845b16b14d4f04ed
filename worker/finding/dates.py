"""Dates and times of filters: what `last 30 days` or `this week` means, at a moment, in the account's zone. Pure.

Calendar days begin at local midnight, weeks on Monday (ISO 8601). Instants are Unix milliseconds. What reaches up to now
reaches to the end of today: a sender's clock may be ahead of ours, and its lead is not to vanish from the list for it.
"""

import calendar
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from schemas.api.filters import Span
from worker.errors import RefusedError

HOUR_MS: Final = 3_600_000
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_UNITS: Final = ("day", "week", "month", "quarter", "year")


@dataclass(frozen=True, slots=True)
class Now:
    """A moment, and where."""

    at: int  # Unix ms
    zone: ZoneInfo

    @property
    def today(self) -> date:
        """The local date."""
        return datetime.fromtimestamp(self.at / 1000, self.zone).date()

    def start(self, day: date) -> int:
        """Give the instant at which a local day begins; where midnight is skipped, the moment it is skipped."""
        return int(datetime.combine(day, time(), self.zone).astimezone(UTC).timestamp() * 1000)


@dataclass(frozen=True, slots=True)
class Days:
    """Days from `first` on, up to and without `end`; None: no bound."""

    first: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Instants:
    """Instants from `first` on, up to and without `end`; None: no bound."""

    first: int | None = None
    end: int | None = None


def days(operator: str, value: Any, now: Now) -> Days:
    """Give the days that an operator means; `RefusedError` (`invalid`) for a value that it does not take."""
    found = _RANGES[operator](value, now)
    if isinstance(found, Instants):
        raise RefusedError(
            "invalid", "this field is a date: it takes dates like 2026-11-27 and spans of days, no hours"
        )
    return found


def instants(operator: str, value: Any, now: Now) -> Instants:
    """Give the instants that an operator means; `RefusedError` (`invalid`) for a value that it does not take."""
    found = _RANGES[operator](value, now)
    if isinstance(found, Instants):
        return found
    return Instants(
        None if found.first is None else now.start(found.first), None if found.end is None else now.start(found.end)
    )


def moment(text: Any, zone: ZoneInfo) -> date | int:
    """Read a date (`2026-11-27`) or an instant (RFC 3339; without an offset in the account's zone), which is Unix ms."""
    try:
        if isinstance(text, str) and _DAY.fullmatch(text):
            return date.fromisoformat(text)
        if isinstance(text, str) and _DAY.match(text):
            read = datetime.fromisoformat(text)
            return int((read if read.tzinfo else read.replace(tzinfo=zone)).timestamp() * 1000)
    except (ValueError, OverflowError):
        pass
    raise RefusedError("invalid", "a date is written 2026-11-27, a time 2026-11-27T09:30:00Z")


def shifted(day: date, span: Span, sign: int) -> date:
    """Give the day that lies a span of days or longer before (-1) or after (1) another, at most the calendar's ends."""
    unit, number = span.length
    count = sign * (number or 0)
    if unit in _MONTHS:
        month = day.year * 12 + day.month - 1 + count * _MONTHS[unit]
        year = min(max(month // 12, date.min.year), date.max.year)
        last = calendar.monthrange(year, month % 12 + 1)[1]
        return date(year, month % 12 + 1, min(day.day, last))
    return _plus(day, count * _DAYS[unit]) or (date.min if sign < 0 else date.max)


_MONTHS: Final[Mapping[str, int]] = {"months": 1, "years": 12}
_DAYS: Final[Mapping[str, int]] = {"days": 1, "weeks": 7}


def _plus(day: date, count: int) -> date | None:
    """Give a later or earlier day, None beyond the calendar."""
    try:
        return day + timedelta(days=count)
    except OverflowError:
        return None


def _on(value: Any, now: Now) -> Days:
    day = moment(value, now.zone)
    if isinstance(day, int):
        raise RefusedError("invalid", "`on` takes a date like 2026-11-27")
    return Days(day, _plus(day, 1))


def _before(value: Any, now: Now) -> Days | Instants:
    read = moment(value, now.zone)
    return Instants(None, read) if isinstance(read, int) else Days(None, read)


def _after(value: Any, now: Now) -> Days | Instants:
    read = moment(value, now.zone)
    if isinstance(read, int):
        return Instants(read + 1)
    following = _plus(read, 1)
    return Days(following) if following else Days(date.max, date.max)


def _between(value: Any, now: Now) -> Days | Instants:
    if not isinstance(value, tuple | list) or len(value) != 2:
        raise RefusedError("invalid", "`between` takes two dates or times, both included: the earlier first")
    low, high = (moment(one, now.zone) for one in value)
    if isinstance(low, int) or isinstance(high, int):
        first = low if isinstance(low, int) else now.start(low)
        after = _plus(high, 1) if isinstance(high, date) else None
        end = high + 1 if isinstance(high, int) else now.start(after) if after else None
        found: Days | Instants = Instants(first, end)
        backwards = end is not None and end <= first
    else:
        found, backwards = Days(low, _plus(high, 1)), high < low
    if backwards:
        raise RefusedError("invalid", "`between` takes the earlier first")
    return found


def _span(value: Any) -> Span:
    if not isinstance(value, Span):
        raise RefusedError("invalid", 'this takes a length of time: {"days": 30}, or hours, weeks, months, years')
    return value


def _hours(span: Span) -> int | None:
    return span.hours * HOUR_MS if span.hours else None


def _last(value: Any, now: Now) -> Days | Instants:
    span, today = _span(value), now.today
    tomorrow = _plus(today, 1)
    if hours := _hours(span):
        return Instants(now.at - hours, now.start(tomorrow) if tomorrow else None)
    return Days(shifted(today, span, -1), tomorrow)


def _next(value: Any, now: Now) -> Days | Instants:
    span, today = _span(value), now.today
    if hours := _hours(span):
        return Instants(now.at, now.at + hours + 1)
    return Days(today, _plus(shifted(today, span, 1), 1))


def _older(value: Any, now: Now) -> Days | Instants:
    span = _span(value)
    if hours := _hours(span):
        return Instants(None, now.at - hours)
    return Days(None, shifted(now.today, span, -1))


def _this(value: Any, now: Now) -> Days:
    if value not in _UNITS:
        raise RefusedError("invalid", f"`this` takes one of {', '.join(_UNITS)}")
    today = now.today
    if value == "day":
        return Days(today, _plus(today, 1))
    if value == "week":
        monday = _plus(today, -today.weekday()) or date.min
        return Days(monday, _plus(monday, 7))
    months = {"month": 1, "quarter": 3, "year": 12}[value]
    first = date(today.year, (today.month - 1) // months * months + 1, 1)
    return Days(first, shifted(first, Span(months=months), 1))


_RANGES: Final[Mapping[str, Callable[[Any, Now], Days | Instants]]] = {
    "on": _on,
    "before": _before,
    "after": _after,
    "between": _between,
    "last": _last,
    "next": _next,
    "this": _this,
    "older": _older,
}
OPERATORS: Final = tuple(_RANGES)
