"""calendars.yaml: when a business is open, for delays in working time and for conditions on the hour."""

import re
from datetime import date
from itertools import pairwise
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, field_validator

from schemas.account import Id
from schemas.file import File

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTES_OF_DAY = 24 * 60
_SPAN = re.compile(r"^(\d{1,2}):(\d{2})\s*(?:-|–|to)\s*(\d{1,2}):(\d{2})$")

Hours = Annotated[
    str, Field(description='"09:00-13:00, 14:00-18:00"; an end before its start is on the next day; "closed"')
]


def read_hours(text: str) -> tuple[tuple[int, int], ...]:
    """Give opening spans as minutes of the day, in order; an end after midnight counts on (26:00 is two at night).

    Raises ValueError for anything that is no time or overlaps.
    """
    if text.strip().casefold() in ("closed", "", "-"):
        return ()
    spans: list[tuple[int, int]] = []
    for part in text.split(","):
        match = _SPAN.match(part.strip())
        if not match:
            raise ValueError(f"{part.strip()!r} is no opening span; write 09:00-18:00")
        hour, minute, end_hour, end_minute = map(int, match.groups())
        start, end = hour * 60 + minute, end_hour * 60 + end_minute
        if hour > 23 or end_hour > 24 or minute > 59 or end_minute > 59 or end > MINUTES_OF_DAY:
            raise ValueError(f"{part.strip()!r}: there is no such time of day")
        spans.append((start, end if end > start else end + MINUTES_OF_DAY))
    spans.sort()
    if any(before[1] > after[0] for before, after in pairwise(spans)):
        raise ValueError(f"{text!r}: spans overlap")
    return tuple(spans)


def read_days(text: str) -> tuple[int, ...]:
    """Give the weekdays (Monday is 0) of `mon`, `mon-fri`, `sat, sun` or `daily`; raises ValueError for others."""
    found: list[int] = []
    for part in text.casefold().replace("–", "-").split(","):
        words = [word.strip()[:3] for word in part.split("-")]
        if words == ["dai"]:
            return tuple(range(7))
        if not all(word in DAYS for word in words) or len(words) > 2:
            raise ValueError(f"{part.strip()!r} is no day; write mon, mon-fri, or sat, sun")
        first, last = DAYS.index(words[0]), DAYS.index(words[-1])
        found += [day % 7 for day in range(first, last + 1 if last >= first else last + 8)]
    return tuple(found)


class CalendarEntry(File):
    """Opening hours of a week, and the days that differ."""

    name: str | None = None
    timezone: str | None = Field(None, description="IANA name; default: the account's")
    hours: dict[str, Hours] = Field(description="per day or days (`mon-fri`, `sat, sun`, `daily`) when it is open")
    holidays: dict[str, str] | tuple[str, ...] = Field((), description="days it is closed: 2026-11-08, or with a name")
    exceptions: dict[str, Hours] = Field({}, description="other hours on single days")

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str | None) -> str | None:
        if value is not None and value not in available_timezones():
            raise ValueError(f"{value!r} is no time zone; use an IANA name such as Asia/Kolkata")
        return value

    @field_validator("hours")
    @classmethod
    def _hours(cls, value: dict[str, str]) -> dict[str, str]:
        seen: set[int] = set()
        for days, text in value.items():
            read_hours(text)
            twice = seen & set(read_days(days))
            if twice:
                raise ValueError(f"{days!r}: {DAYS[min(twice)]} has hours already")
            seen |= set(read_days(days))
        if not any(read_hours(text) for text in value.values()):
            raise ValueError("a calendar that is never open; give it hours")
        return value

    @field_validator("holidays", "exceptions")
    @classmethod
    def _dates(cls, value: "dict[str, str] | tuple[str, ...]") -> "dict[str, str] | tuple[str, ...]":
        for day in value:
            try:
                date.fromisoformat(day)
            except ValueError as error:
                raise ValueError(f"{day!r} is no day; write 2026-11-08") from error
        return value

    @field_validator("exceptions")
    @classmethod
    def _exceptions(cls, value: dict[str, str]) -> dict[str, str]:
        for text in value.values():
            read_hours(text)
        return value

    def zone(self, default: str) -> ZoneInfo:
        """Give the calendar's time zone, or the account's."""
        return ZoneInfo(self.timezone or default)


class CalendarsFile(File):
    """calendars.yaml"""

    calendars: dict[Id, CalendarEntry] = Field({})
