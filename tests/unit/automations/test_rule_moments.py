"""When the moments of a rule's test are."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from worker.automations.trying.moments import read_moment
from worker.errors import ConfigurationError

BERLIN = ZoneInfo("Europe/Berlin")


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp() * 1000)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-11-17 21:30", "2026-11-17T20:30:00+00:00"),
        ("2026-11-17T20:30+00:00", "2026-11-17T20:30:00+00:00"),
        (" 2026-11-17T20:30:00Z ", "2026-11-17T20:30:00+00:00"),
        ("2026-11-18T02:00+05:30", "2026-11-17T20:30:00+00:00"),
        ("2026-11-17T15:30:00.250-05:00", "2026-11-17T20:30:00.250+00:00"),
        ("2026-10-25 02:30", "2026-10-25T00:30:00+00:00"),
        ("2026-10-25T02:30+01:00", "2026-10-25T01:30:00+00:00"),
        ("2026-03-29T02:30+01:00", "2026-03-29T01:30:00+00:00"),
        ("2026-11-17", "2026-11-16T23:00:00+00:00"),
    ],
)
def test_a_moment_is_where_its_offset_or_else_the_zone_puts_it(written, meant):
    assert read_moment(written, BERLIN, 0) == ms(meant)


def test_a_span_is_after_the_moment_before():
    assert read_moment(" +90m ", BERLIN, 1_000) == 1_000 + 90 * 60_000


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("noon", "is no time; write 2026-03-06 16:30, 2026-03-06T16:30"),
        (
            "2026-03-29 02:30",
            "does not exist in Europe/Berlin: the clocks go forward then; write 03:30, or name an offset",
        ),
        ("2026-11-17T20:30+25:00", "is no time"),
        ("17.11.2026 20:30", "is no time"),
    ],
)
def test_what_is_no_moment_is_told(written, told):
    with pytest.raises(ConfigurationError, match=told.replace("+", r"\+")):
        read_moment(written, BERLIN, 0)
