"""Times on the command line: one way to say how long, wherever it is asked for."""

import pytest
import typer

from schemas.durations import DAY_MS
from worker.commands.times import since_ms, span_ms

NOW = 1_795_000_000_000


@pytest.mark.parametrize(
    ("text", "ms"), [("90s", 90_000), ("15m", 900_000), ("1h 30m", 5_400_000), ("7d", 7 * DAY_MS), ("4w", 28 * DAY_MS)]
)
def test_a_duration_is_a_number_and_its_unit(text, ms):
    assert span_ms(text, "--older-than") == ms
    assert since_ms(text, "--since", NOW) == NOW - ms


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("yesterday", "no duration"),
        ("7", "needs a unit: 7m or 7h"),
        ("5M", "minutes or months"),
        ("2 working hours", "plain time"),
    ],
)
def test_what_is_none_is_answered_with_what_to_write(text, words):
    with pytest.raises(typer.BadParameter, match=words) as told:
        span_ms(text, "--older-than")
    assert told.value.param_hint == "--older-than"


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("2026-11-01", 1_793_491_200_000),
        ("2026-11-01T09:30", 1_793_525_400_000),
        ("2026-11-01T09:30+05:30", 1_793_505_600_000),
    ],
)
def test_a_moment_without_an_offset_is_in_utc(text, ms):
    assert since_ms(text, "--since", NOW) == ms


def test_what_is_no_time_is_answered_with_the_forms_that_are():
    with pytest.raises(typer.BadParameter, match="write 2026-11-01, 2026-11-01T09:30, or 90m"):
        since_ms("soon", "--since", NOW)
