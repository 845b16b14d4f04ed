"""Relative dates, in the account's zone."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from schemas.api.filters import Span
from worker.errors import RefusedError
from worker.finding.dates import Days, Instants, Now, days, instants

KOLKATA = Now(
    int(datetime(2026, 11, 28, 19, 0, tzinfo=UTC).timestamp() * 1000), ZoneInfo("Asia/Kolkata")
)  # the 29th there


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp() * 1000)


def test_days_are_those_of_the_zone():
    assert days("this", "day", KOLKATA) == Days(date(2026, 11, 29), date(2026, 11, 30))
    assert instants("this", "day", KOLKATA).first == ms("2026-11-29T00:00+05:30")


@pytest.mark.parametrize(
    ("op", "value", "first", "end"),
    [
        ("last", Span(days=30), date(2026, 10, 30), date(2026, 11, 30)),
        ("older", Span(days=30), None, date(2026, 10, 30)),
        ("next", Span(weeks=1), date(2026, 11, 29), date(2026, 12, 7)),
        ("last", Span(months=9), date(2026, 2, 28), date(2026, 11, 30)),  # there is no 29th of February
        ("this", "week", date(2026, 11, 23), date(2026, 11, 30)),
        ("this", "month", date(2026, 11, 1), date(2026, 12, 1)),
        ("this", "quarter", date(2026, 10, 1), date(2027, 1, 1)),
        ("this", "year", date(2026, 1, 1), date(2027, 1, 1)),
        ("last", Span(years=100), date(1926, 11, 29), date(2026, 11, 30)),
    ],
)
def test_spans(op, value, first, end):
    assert days(op, value, KOLKATA) == Days(first, end)


def test_what_is_older_and_what_is_of_the_last_days_meet():
    span = Span(days=7)
    assert days("older", span, KOLKATA).end == days("last", span, KOLKATA).first


def test_a_sender_whose_clock_is_ahead_is_in_the_list_of_today():
    assert (instants("last", Span(days=30), KOLKATA).end or 0) > KOLKATA.at + 60_000
    assert (instants("last", Span(hours=2), KOLKATA).end or 0) > KOLKATA.at + 60_000


def test_instants_are_exact():
    text = "2026-11-27T09:30:00Z"
    assert instants("before", text, KOLKATA) == Instants(None, ms(text))
    assert instants("after", text, KOLKATA) == Instants(ms(text) + 1, None)
    assert instants("between", (text, "2026-11-27"), KOLKATA).end == ms("2026-11-28T00:00+05:30")
    assert instants("before", "2026-11-27T15:00:00", KOLKATA).end == ms("2026-11-27T15:00+05:30")


def test_a_day_whose_midnight_is_skipped_begins_when_it_is_skipped():
    beirut = Now(ms("2026-03-29T12:00+00:00"), ZoneInfo("Asia/Beirut"))
    found = instants("this", "day", beirut)
    assert (found.first, found.end) == (ms("2026-03-28T22:00+00:00"), ms("2026-03-29T21:00+00:00"))


def test_the_ends_of_the_calendar_are_no_error():
    assert days("after", "9999-12-31", KOLKATA).first == date.max
    assert days("on", "9999-12-31", KOLKATA).end is None
    assert days("next", Span(years=100), Now(ms("9990-01-01T00:00+00:00"), ZoneInfo("UTC"))).end is not None


@pytest.mark.parametrize("text", ["2026-02-30", "yesterday", "", 5, None, "2026-11-27T99:00:00Z", "2026-11-27junk"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(RefusedError, match="2026-11-27"):
        days("on", text, KOLKATA)
