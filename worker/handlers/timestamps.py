"""Points in time as plugins and lists write them, to Unix milliseconds."""

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_SECONDS: Final = 10**11  # numbers below are seconds (until the year 5138), then ms, µs and ns by magnitude
_FIRST: Final = 946_684_800_000  # the year 2000: smaller numbers are no times
_MAX_DIGITS: Final = 20
_LAST: Final = 7_258_118_400_000  # the year 2200


@lru_cache(maxsize=256)
def zone_of(name: str) -> tzinfo:
    """Give a time zone by its IANA name; UTC for a name that does not exist (the loader has checked ours)."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def read_moment(value: Any, zone: str | None = None, formats: Sequence[str] = ()) -> int | None:
    """Give Unix ms of a number (s, ms, µs or ns) or of text: ISO 8601, or one of the strptime `formats`.

    A time without offset is in `zone`; with `zone` None it names no moment. None for what is no time.
    """
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not text:
        return None
    if text.isascii() and text.replace(".", "", 1).isdigit():
        return _of_number(text)
    written = _of_text(text, formats)
    if written is None or (written.tzinfo is None and zone is None):
        return None
    moment = written if written.tzinfo or zone is None else written.replace(tzinfo=zone_of(zone))
    try:
        return _within(round(moment.timestamp() * 1000))
    except OverflowError:
        return None


def _of_number(text: str) -> int | None:
    if len(text) > _MAX_DIGITS:
        return None
    whole = int(text.partition(".")[0] or 0)
    if whole < _SECONDS:
        return _within(round(float(text) * 1000))
    while whole >= _SECONDS * 1000:
        whole //= 1000
    return _within(whole)


def _of_text(text: str, formats: Sequence[str]) -> datetime | None:
    for pattern in formats:
        try:
            return datetime.strptime(text, pattern)  # noqa: DTZ007  # the caller adds the zone
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _within(ms: int) -> int | None:
    return ms if _FIRST <= ms < _LAST else None
