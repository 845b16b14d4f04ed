"""Days with their time, as people and systems write them, to RFC 3339 text in UTC: `2026-11-17T15:00:00Z`.

The day is read as `written_dates` reads it. A time without an offset is of the account's zone; so is a day without a
time, which begins at midnight. A name of a zone counts where it can mean only one: an IANA name, UTC, GMT, or what the
account's own zone is called at that moment (IST in Kolkata; alone it is India's, Israel's or Ireland's).
"""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from worker.errors import RefusedError
from worker.leads import written_dates

# Before the hour, in languages that put it there: is it the second half of the day?
_HALVES: Final = {"오전": False, "오후": True, "午前": False, "午後": True, "上午": False, "下午": True, "晚上": True}
_CLOCK: Final = re.compile(
    r"(?:(?P<half>" + "|".join(_HALVES) + r")\s*)?(?<![\d:.,/+-])(?P<hour>\d{1,2})"
    r"(?:(?::|\s?[h時时시点點]\s?)(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?[分분]?"
    r"|(?P<whole>[h時时시点點])(?!\w)|\.(?P<dotted>\d{2})(?=\s*uhr)|(?=\s*(?:[ap]\.?\s?m\b|uhr)))"
    r"(?:\s*(?P<noon>[ap])\.?\s?m\b\.?)?(?:\s*(?:uhr|hrs?|h)\b\.?)?"
    r"(?:\s*(?P<zone>z\b|(?:utc|gmt)?\s?[+-]\d{1,2}(?::?\d{2})?(?!\d)|(?:utc|gmt)\b))?"
    r"(?:\s*\[(?P<iana>[a-z_]+/[a-z_/+-]+)\])?(?:\s*\([^()]*\))?"
)
_JOINTS: Final = re.compile(
    r"(?:\s|[,;@|-]|(?<![^\W_])(?:t|at|um|uhr|as|a|a las|a la|kl|om|alle|ore|klo|o|в|г)(?![^\W_])\.?)+$"
)
_BEGINNING: Final = re.compile(r"^[\s,;|-]*(?:(?:on|am|den|le|il|em|el|del|de|of|op|w|dnia)(?![^\W_])\s*)*")
_OFFSET: Final = re.compile(r"([+-])(\d{1,2}):?(\d{2})?$")
_NOON: Final = 12
_FURTHEST: Final = 14  # hours that clocks anywhere are away from UTC
_ISO: Final = re.compile(r"\d{4}-\d{1,2}-\d{1,2}$")
_BASIC: Final = re.compile(r"(\d{4})(\d{2})(\d{2})t(\d{2})(\d{2})(\d{2})?")
_T: Final = re.compile(r"(?<=\d)t(?=\d)")  # of ISO 8601, between day and time
_LONGEST: Final = 80  # characters


def read_datetime(value: object, region: str | None = None, zone: str | None = None) -> str:
    """Give a moment in UTC, to the second; refuse with `not_a_datetime`, `not_a_date` or `ambiguous_date`.

    `zone` is the account's (`Asia/Kolkata`), `region` tells whether the day or the month comes first in 12/03/2026.
    Numbers are epoch seconds or milliseconds, as text only of 10 or 13 digits that begin with 1.
    """
    if (instant := written_dates.epoch_of(value)) is not None:
        return told(instant)
    if not isinstance(value, str):
        raise _refused(value)
    text = written_dates.folded(value[:200]).strip()[:_LONGEST].translate(_PLAIN)
    text = _T.sub(" ", _BASIC.sub(_parted, text))
    home = _zone(zone) or UTC
    clock = _CLOCK.search(text)
    if clock is None:
        return told(datetime.combine(_day(text, region), time(), home))
    before, after = _JOINTS.sub("", text[: clock.start()]), _BEGINNING.sub("", text[clock.end() :]).strip(" ,;|")
    at, offset = _time_of(clock, value), _offset_of(clock, before, value)
    if before and after and not any(map(str.isdigit, after)) and offset is None:
        return told(_in_zone(datetime.combine(_day(before, region), at), after, home, value))
    return told(datetime.combine(_day(f"{before} {after}".strip(), region), at, offset or home))


def _parted(found: re.Match[str]) -> str:
    return f"{found[1]}-{found[2]}-{found[3]} {found[4]}:{found[5]}:{found[6] or '00'}"


def told(moment: datetime) -> str:
    """Write a moment as fields keep it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def instant_of(value: object) -> int | None:
    """Give Unix ms of a moment as fields keep it, None for anything else: of a type that the field had before."""
    if not isinstance(value, str) or not _KEPT.fullmatch(value):
        return None
    try:
        return int(datetime.fromisoformat(value).timestamp() * 1000)
    except ValueError:
        return None


_KEPT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
_PLAIN: Final = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2212": "-", "\u2013": "-", "\u0131": "i"})


def _day(text: str, region: str | None) -> date:
    return date.fromisoformat(written_dates.read_date(text, region))


def _time_of(clock: re.Match[str], value: object) -> time:
    hour, minute = int(clock["hour"]), int(clock["minute"] or clock["dotted"] or 0)
    late = _HALVES[clock["half"]] if clock["half"] else None if clock["noon"] is None else clock["noon"] == "p"
    if late is not None:
        if not 1 <= hour <= _NOON and not (clock["half"] and hour == 0):
            raise _refused(value)
        hour = hour % _NOON + (_NOON if late else 0)
    try:
        return time(hour, minute, int(clock["second"] or 0))
    except ValueError:
        raise _refused(value) from None


def _offset_of(clock: re.Match[str], before: str, value: object) -> tzinfo | None:
    named, stated = clock["iana"], clock["zone"]
    if named and (zone := _zone(named)) is None:
        raise _refused(value, f"there is no time zone {named!r}")
    if stated is None:
        return zone if named else None
    if stated.strip().startswith("-") and not _ISO.match(before):
        raise _refused(value, f"{stated.strip()} may be an offset, or the end")
    return _fixed(stated, value)


def _fixed(text: str, value: object) -> tzinfo:
    found = _OFFSET.search(text)
    if found is None:
        return UTC
    away = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    if away > timedelta(hours=_FURTHEST):
        raise _refused(value)
    return timezone(away if found[1] == "+" else -away)


def _in_zone(moment: datetime, name: str, home: tzinfo, value: object) -> datetime:
    """Give the moment in the zone that stands beside the time: an IANA name, or what the account's own is called then."""
    if "/" in name and (zone := _zone(name)) is not None:
        return moment.replace(tzinfo=zone)
    moment = moment.replace(tzinfo=home)
    if moment.strftime("%Z").casefold() != name:
        raise _refused(value, f"{name[:40]!r} names no time zone beyond doubt")
    return moment


def _zone(name: str | None) -> tzinfo | None:
    """Give a zone by its IANA name in any case, None for one that there is not."""
    if not name:
        return None
    for spelled in (
        name,
        "/".join("_".join(part.capitalize() for part in step.split("_")) for step in name.split("/")),
    ):
        try:
            return ZoneInfo(spelled)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return None


def _refused(value: object, why: str = "") -> RefusedError:
    shown = repr(value[:40]) if isinstance(value, str) else f"this {type(value).__name__}"
    told_why = f"; {why}" if why else ""
    return RefusedError(
        "not_a_datetime", f"{shown} is no day with a time{told_why}; write it as 2026-03-31T20:30+05:30"
    )
