"""Working time, over weekends, holidays and the nights the clocks change."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from schemas.calendars import CalendarEntry, read_days, read_hours
from worker.automations.language.working_time import Calendar, advance, is_open, next_opening

HOUR = 3_600_000
OFFICE = CalendarEntry(
    hours={"mon-fri": "09:00-13:00, 14:00-18:00", "sat": "10:00-14:00"},
    holidays=("2026-01-26",),
    exceptions={"2026-12-31": "09:00-12:00"},
)


def calendar(entry: CalendarEntry, zone: str) -> Calendar:
    return Calendar.of("c", entry, zone)


def at(text: str, zone: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


IST = "Asia/Kolkata"


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-03-06 16:30", 2, "2026-03-07 10:30"),  # Friday afternoon to Saturday morning
        ("2026-03-07 13:30", 1, "2026-03-09 09:30"),  # over Sunday
        ("2026-03-06 12:00", 2, "2026-03-06 15:00"),  # over lunch
        ("2026-03-06 03:00", 1, "2026-03-06 10:00"),  # before opening
        ("2026-01-23 17:00", 6, "2026-01-27 10:00"),  # over a weekend and Republic Day
        ("2026-12-31 11:00", 2, "2027-01-01 10:00"),  # a short day
        ("2026-03-06 17:00", 1, "2026-03-06 18:00"),  # used up at closing: not on the next morning
    ],
)
def test_advance_counts_opening_time_only(start: str, hours: int, end: str) -> None:
    assert advance(calendar(OFFICE, IST), at(start, IST), hours * HOUR) == at(end, IST)


def test_open_at_the_opening_minute_closed_at_the_closing_minute() -> None:
    office = calendar(OFFICE, IST)
    assert is_open(office, at("2026-03-06 09:00", IST))
    assert not is_open(office, at("2026-03-06 13:00", IST))
    assert not is_open(office, at("2026-01-26 10:00", IST))
    assert next_opening(office, at("2026-01-26 10:00", IST)) == at("2026-01-27 09:00", IST)
    assert next_opening(office, at("2026-03-06 09:10", IST)) == at("2026-03-06 09:10", IST)


def test_a_night_shift_belongs_to_the_day_it_began() -> None:
    bar = calendar(CalendarEntry(hours={"fri": "20:00-02:00"}), IST)
    assert is_open(bar, at("2026-03-07 01:59", IST))
    assert not is_open(bar, at("2026-03-08 01:00", IST))


NEW_YORK = "America/New_York"
ALWAYS = CalendarEntry(hours={"daily": "00:00-24:00"})


def test_the_hour_that_the_clocks_skip_does_not_count() -> None:
    night = calendar(CalendarEntry(hours={"daily": "01:00-04:00"}), NEW_YORK)
    assert advance(night, at("2026-03-08 01:00", NEW_YORK), 2 * HOUR) == at("2026-03-08 04:00", NEW_YORK)


def test_the_hour_that_comes_twice_counts_twice() -> None:
    night = calendar(CalendarEntry(hours={"daily": "00:00-03:00"}), NEW_YORK)
    assert advance(night, at("2026-11-01 00:00", NEW_YORK), 4 * HOUR) == at("2026-11-01 03:00", NEW_YORK)


def test_a_span_inside_the_skipped_hour_is_never_open() -> None:
    skipped = calendar(CalendarEntry(hours={"sun": "02:10-02:50"}), NEW_YORK)
    opens = next_opening(skipped, at("2026-03-08 00:00", NEW_YORK))
    assert opens == at("2026-03-15 02:10", NEW_YORK)


@pytest.mark.parametrize(
    "zone", [NEW_YORK, "Australia/Lord_Howe", "Europe/Lisbon", IST, "America/Sao_Paulo", "Africa/Casablanca"]
)
@settings(max_examples=60, deadline=None)
@given(start=st.integers(1_700_000_000_000, 1_860_000_000_000), hours=st.integers(0, 400))
def test_a_business_that_never_closes_has_working_time_equal_to_real_time(zone: str, start: int, hours: int) -> None:
    assert advance(calendar(ALWAYS, zone), start, hours * HOUR) == start + hours * HOUR


@settings(max_examples=150, deadline=None)
@given(
    start=st.integers(1_700_000_000_000, 1_860_000_000_000), a=st.integers(0, 30 * HOUR), b=st.integers(0, 30 * HOUR)
)
def test_advancing_twice_is_advancing_by_the_sum(start: int, a: int, b: int) -> None:
    office = calendar(OFFICE, NEW_YORK)
    half = advance(office, start, a)
    assert half is not None
    assert advance(office, half, b) == advance(office, start, a + b) or b == 0


@pytest.mark.parametrize("hours", ["9-17", "25:00-26:00", "09:00-12:00, 11:00-13:00", "nine to five", "09:61-10:00"])
def test_hours_that_are_none_are_refused(hours: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_hours(hours)
    with pytest.raises(ValidationError):
        CalendarEntry(hours={"mon": hours})


def test_days_are_read_as_people_write_them() -> None:
    assert read_days("mon-fri") == (0, 1, 2, 3, 4)
    assert read_days("Saturday, Sunday") == (5, 6)
    assert read_days("fri-mon") == (4, 5, 6, 0)
    with pytest.raises(ValueError, match="is no day"):
        read_days("someday")
    with pytest.raises(ValidationError, match="has hours already"):
        CalendarEntry(hours={"mon-fri": "09:00-10:00", "wed": "11:00-12:00"})
    with pytest.raises(ValidationError, match="never open"):
        CalendarEntry(hours={"mon": "closed"})
