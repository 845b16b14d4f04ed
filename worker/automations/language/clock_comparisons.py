"""What operators compare with the clock: days, instants, the time of day, the hours of a calendar. Pure."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from schemas.calendars import read_days
from schemas.durations import read_span, shown
from worker.automations.language.comparisons import pair
from worker.automations.language.values import Build, Comparison, ValueCheck, a_day, as_list, shown_value
from worker.automations.language.working_time import is_open
from worker.errors import WrongValueError


def _local(now: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(now / 1000, zone)


def day_order(told: str, test: Callable[[str, str], bool]) -> Build:
    """`before`, `after` for a day: with a day, or with today."""

    def build(c: Comparison) -> ValueCheck:
        if c.value == "today":
            zone = c.env.zone
            return ValueCheck(
                lambda v, now: test(v, _local(now, zone).date().isoformat()),
                f"{told} today",
                timed=True,
            )
        limit = a_day(c.value)
        return ValueCheck(lambda v: test(v, limit), f"{told} {limit}", (limit,))

    return build


def instant_order(told: str, test: Callable[[int, int], bool]) -> Build:
    def build(c: Comparison) -> ValueCheck:
        try:
            moment = datetime.fromisoformat(c.value) if isinstance(c.value, str) else None
        except ValueError:
            moment = None
        if moment is None:
            raise WrongValueError(
                f'a time such as 2026-03-31 or "2026-03-31 16:30" is expected, not {shown_value(c.value)}'
            )
        aware = moment if moment.tzinfo else moment.replace(tzinfo=c.env.zone)
        limit = int(aware.timestamp() * 1000)
        return ValueCheck(lambda v: test(v, limit), f"{told} {c.value}", (limit,))

    return build


def _ms(c: Comparison) -> int:
    try:
        span = read_span(c.value)
    except ValueError as error:
        raise WrongValueError(str(error)) from None
    if span.working:
        raise WrongValueError("only plain time can be given here, 2h")
    return span.ms


def age(told: str, test: Callable[[int, int], bool]) -> tuple[Build, Build]:
    """Give the builders for an instant and for a day; `test` gets how long ago it was, and the limit (ms)."""

    def instant(c: Comparison) -> ValueCheck:
        limit = _ms(c)
        return ValueCheck(lambda v, now: test(now - v, limit), told.format(shown(limit)), (limit,), True)

    def day(c: Comparison) -> ValueCheck:
        limit, zone = _ms(c), c.env.zone

        def check(value: Any, now: int) -> bool:
            try:
                midnight = datetime.combine(date.fromisoformat(value), datetime.min.time(), zone)
            except (TypeError, ValueError):
                return False
            return test(now - int(midnight.timestamp() * 1000), limit)

        return ValueCheck(check, told.format(shown(limit)), (limit,), True)

    return instant, day


def in_next_day(c: Comparison) -> ValueCheck:
    """Today or one of the days that begin within the time: in_next 2d on Monday is Monday to Wednesday."""
    limit, zone = _ms(c), c.env.zone

    def check(value: Any, now: int) -> bool:
        local = _local(now, zone)
        last = (local + timedelta(milliseconds=limit)).date().isoformat()
        return local.date().isoformat() <= str(value) <= last

    return ValueCheck(check, f"in the next {shown(limit)}", (limit,), True)


def in_next_instant(c: Comparison) -> ValueCheck:
    """From now until the time has passed."""
    limit = _ms(c)
    return ValueCheck(lambda v, now: 0 <= v - now <= limit, f"in the next {shown(limit)}", (limit,), True)


def _minutes(value: Any, sub: tuple[int, ...]) -> int:
    parts = str(value).split(":")
    if (
        len(parts) == 2
        and all(p.isdigit() and len(p) <= 2 for p in parts)
        and int(parts[0]) < 24
        and int(parts[1]) < 60
    ):
        return int(parts[0]) * 60 + int(parts[1])
    raise WrongValueError(f"a time of day such as 09:30 is expected here, not {shown_value(value)}", sub)


def clock_between(c: Comparison) -> ValueCheck:
    first, last = pair(c)
    start, end, zone = _minutes(first, (0,)), _minutes(last, (1,)), c.env.zone
    if start == end:
        raise WrongValueError(f"{first} to {last} is no time at all, or all day; leave the condition out")

    def check(_value: Any, now: int) -> bool:
        local = _local(now, zone)
        minute = local.hour * 60 + local.minute
        return start <= minute < end if start < end else minute >= start or minute < end

    return ValueCheck(check, f"between {first} and {last} ({zone.key})", (start, end), True)


def weekday(c: Comparison) -> ValueCheck:
    try:
        days = frozenset(day for text in as_list(c) for day in read_days(str(text)))
    except ValueError as error:
        raise WrongValueError(str(error)) from None
    zone = c.env.zone
    told = ", ".join(str(v) for v in as_list(c))
    return ValueCheck(lambda _v, now: _local(now, zone).weekday() in days, f"on {told}", tuple(sorted(days)), True)


def hours(*, inside: bool) -> Build:
    def build(c: Comparison) -> ValueCheck:
        if not isinstance(c.value, str):
            raise WrongValueError(
                f"a calendar's name is expected here, or `calendar` for the file's, not {shown_value(c.value)}"
            )
        calendar = c.env.hours(c.value)
        told = f"{'within' if inside else 'outside of'} the hours of {c.value}"
        if calendar is None:
            return ValueCheck(lambda _v, _now: False, told, timed=True)
        return ValueCheck(lambda _v, now: is_open(calendar, now) is inside, told, (calendar.name,), True)

    return build
