"""Days with their time, as people and systems write them: kept in UTC, read in the account's zone."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.account import LeadField
from worker.errors import RefusedError
from worker.leads.field_values import coerce
from worker.leads.written_moments import instant_of

VISIT = LeadField(id="visit_at", type="datetime")


def read(value: Any, region: str | None = "IN", zone: str | None = "Asia/Kolkata") -> Any:
    """Give the kept text, or the reason of refusal as `!reason`."""
    try:
        return coerce(VISIT, value, region, zone)
    except RefusedError as error:
        return f"!{error.reason}"


EVENING = "2026-11-17T15:00:00Z"  # 20:30 in Kolkata


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-17 20:30",
        "2026-11-17T20:30",
        "2026-11-17T20:30:00",
        "2026-11-17T15:00:00.000Z",
        "2026-11-17T20:30:00+05:30",
        "2026-11-17 20:30:00 +0530",
        "2026-11-17T10:00:00-05:00",
        "20261117T203000",
        "17/11/2026 8:30 pm",
        "17/11/2026, 8:30 PM",
        "17.11.2026 20:30",
        "17-11-2026 20:30:00",
        "17 Nov 2026, 20:30",
        "17 November 2026 at 8:30 p.m.",
        "17 de noviembre de 2026 a las 8:30 p. m.",
        "17 novembre 2026 à 20h30",
        "17. November 2026 um 20.30 Uhr",
        "17 de novembro de 2026 às 20h30",
        "Tue, 17 Nov 2026 15:00:00 GMT",
        "Nov 17, 2026 8:30 PM",
        "8:30 pm, 17 November 2026",
        "20:30 on 17/11/2026",
        "Tue Nov 17 2026 20:30:00 GMT+0530 (India Standard Time)",
        "2026-11-17T20:30+05:30[Asia/Kolkata]",
        "2026-11-17 16:00 Europe/Berlin",
        "2026-11-17 20:30 IST",
        "2026年11月17日 20:30",
        "2026年11月17日 下午8:30",
        "2026년 11월 17일 오후 8:30",
        "17/11/2026\u202f8:30\u202fpm",
        1794927600,
        1794927600000,
        "1794927600",
        "1794927600000",
        1794927600.0,
    ],
)
def test_one_moment_in_many_spellings(text: Any) -> None:
    assert read(text) == EVENING


@pytest.mark.parametrize(
    ("text", "region", "zone", "kept"),
    [
        ("11/17/2026 8:30 PM", "US", "America/New_York", "2026-11-18T01:30:00Z"),
        ("03/04/2026 9:00 am", "US", "America/New_York", "2026-03-04T14:00:00Z"),
        ("03/04/2026 9:00 am", "BR", "America/Sao_Paulo", "2026-04-03T12:00:00Z"),
        ("2026-07-17 09:00 CEST", "DE", "Europe/Berlin", "2026-07-17T07:00:00Z"),
        ("2026-07-17 09:00", "DE", "Europe/Berlin", "2026-07-17T07:00:00Z"),
        ("2026-01-17 09:00", "DE", "Europe/Berlin", "2026-01-17T08:00:00Z"),
        ("2026-11-17 12:00 am", "IN", "Asia/Kolkata", "2026-11-16T18:30:00Z"),
        ("2026-11-17 12:15 pm", "IN", "Asia/Kolkata", "2026-11-17T06:45:00Z"),
        ("17/11/2026", "IN", "Asia/Kolkata", "2026-11-16T18:30:00Z"),
        ("17/11/2026 8 pm", "IN", "Asia/Kolkata", "2026-11-17T14:30:00Z"),
        ("2026-11-17 20:30", None, None, "2026-11-17T20:30:00Z"),
    ],
)
def test_region_and_zone_of_the_account_say_which_day_and_which_time(
    text: str, region: str | None, zone: str | None, kept: str
) -> None:
    assert read(text, region, zone) == kept


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("soon", "not_a_date"),
        ("20:30", "not_a_date"),
        ("2026-11-17 25:30", "not_a_datetime"),
        ("2026-11-17 20:61", "not_a_datetime"),
        ("17/11/2026 13:30 pm", "not_a_datetime"),
        ("2026-11-17 20:30 EST", "not_a_datetime"),
        ("2026-11-17 20:30 Mars/Base", "not_a_datetime"),
        ("2026-11-17T20:30+25:00", "not_a_datetime"),
        ("17/11/2026 10:00-11:00", "not_a_datetime"),
        ("2026-02-30 10:00", "not_a_date"),
        (True, "not_a_datetime"),
        ({"at": 1}, "not_a_datetime"),
        (12, "not_a_datetime"),
    ],
)
def test_what_is_no_moment_beyond_doubt_is_refused(text: Any, reason: str) -> None:
    assert read(text) == f"!{reason}"


@given(st.integers(-2_000_000_000, 7_000_000_000))
def test_what_is_kept_is_read_as_itself(seconds: int) -> None:
    kept = read(datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S"), None, None)
    assert instant_of(kept) == seconds * 1000
    assert read(kept) == kept
    assert [instant_of(other) for other in (kept[:10], 5, None, "2026-13-45T00:00:00Z")] == [None] * 4
