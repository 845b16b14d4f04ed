"""Working time: whether a business is open, when it opens, and what time it is N working hours from now. Pure.

Instants are Unix milliseconds; hours are local to the calendar's zone. Elapsed time is real: on the night the clocks go
back an open hour lasts twice, on the night they go forward a span that does not exist lasts nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from schemas.calendars import CalendarEntry, read_days, read_hours

SEARCH_DAYS = 3 * 366  # a calendar that does not open for so long never does
Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """Opening hours, read: spans in minutes of the local day per weekday, and per single day."""

    name: str
    zone: ZoneInfo
    week: tuple[Spans, ...]
    days: Mapping[date, Spans]

    @classmethod
    def of(cls, name: str, entry: CalendarEntry, timezone: str) -> "Calendar":
        """Read a checked entry of calendars.yaml; `timezone` is the account's."""
        week: list[Spans] = [()] * 7
        for days, hours in entry.hours.items():
            for day in read_days(days):
                week[day] = read_hours(hours)
        single: dict[date, Spans] = {date.fromisoformat(day): () for day in entry.holidays}
        single |= {date.fromisoformat(day): read_hours(hours) for day, hours in entry.exceptions.items()}
        return cls(name, entry.zone(timezone), tuple(week), single)

    def spans_of(self, day: date) -> Spans:
        """Give the opening spans of a local day."""
        return self.days.get(day, self.week[day.weekday()])


def is_open(calendar: Calendar, at: int) -> bool:
    """Whether the business is open at an instant. It is open at the minute it opens, closed at the minute it closes."""
    return any(start <= at < end for start, end in _from(calendar, at, days=1))


def next_opening(calendar: Calendar, at: int) -> int | None:
    """Give the instant itself if the business is open, else when it opens next; None: not within three years."""
    return next((max(start, at) for start, end in _from(calendar, at) if end > at), None)


def advance(calendar: Calendar, at: int, duration: int) -> int | None:
    """Give the instant when `duration` ms of opening time have passed since `at`; None: not within three years.

    A duration that is used up exactly at a closing ends there, not at the next opening.
    """
    left = duration
    for opens, closes in _from(calendar, at):
        start = max(opens, at)
        if start >= closes:
            continue
        if left <= closes - start:
            return start + left
        left -= closes - start
    return None


def _from(calendar: Calendar, at: int, days: int = SEARCH_DAYS) -> Iterator[tuple[int, int]]:
    """Yield opening intervals in order, from the local day before `at` (a night shift may reach over) on."""
    today = datetime.fromtimestamp(at / 1000, calendar.zone).date()
    last_end = 0
    for offset in range(-1, days + 1):
        day = today + timedelta(days=offset)
        for start, end in calendar.spans_of(day):
            opens = max(
                _instant(calendar.zone, day, start, fold=0), last_end
            )  # a night shift into the next day's hours
            closes = _instant(calendar.zone, day, end, fold=1)
            if closes > opens:
                last_end = closes
                yield opens, closes


def _instant(zone: ZoneInfo, day: date, minutes: int, *, fold: int) -> int:
    """Give the instant of a local time. A time that the clocks skip is the moment they skip it; of two, `fold` chooses."""
    local = datetime.combine(day + timedelta(days=minutes // 1440), time(minutes % 1440 // 60, minutes % 60), zone)
    instant = local.replace(fold=fold).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        # PEP 495: the two folds of a skipped time are the offsets before and after; the skip lies between them.
        before, after = (local.replace(fold=f).utcoffset() or timedelta() for f in (0, 1))
        gap_end = local.replace(fold=1).astimezone(UTC)
        instant = _skip(zone, gap_end, after - before)
    return int(instant.timestamp() * 1000)


def _skip(zone: ZoneInfo, near: datetime, gap: timedelta) -> datetime:
    """Find the moment the clocks go forward, within `gap` after an instant just before it."""
    low, high = near - abs(gap), near + abs(gap)
    offset = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(zone).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)
