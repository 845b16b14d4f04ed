"""When the moments of a rule's test are: how the times of a timeline are written."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from schemas.durations import read_span
from worker.errors import ConfigurationError


def read_moment(text: str, zone: ZoneInfo, before: int) -> int:
    """Give a moment as Unix ms, read as `2026-03-06 16:30`, `2026-03-06T16:30+02:00`, `2026-03-06T14:30:00Z` or `+2h`.

    A time without an offset is one of `zone`: of two, on the night the clocks go back, the first. `+2h` is after `before`
    (Unix ms). Raises `ConfigurationError` for what is no time, and for one that the clocks of `zone` skip.
    """
    written = text.strip()
    if written.startswith("+"):
        return before + read_span(written[1:]).ms
    try:
        moment = datetime.fromisoformat(written)
    except ValueError as error:
        raise ConfigurationError(
            f"{text!r} is no time; write 2026-03-06 16:30, 2026-03-06T16:30+02:00, or +2h after the moment before"
        ) from error
    if moment.tzinfo is None:
        moment = _local(moment, zone)
    return round(moment.timestamp() * 1000)


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    local = moment.replace(tzinfo=zone)
    shown = local.astimezone(UTC).astimezone(zone)
    if shown.replace(tzinfo=None) != moment:
        raise ConfigurationError(
            f"{moment:%Y-%m-%d %H:%M} does not exist in {zone.key}: the clocks go forward then; "
            f"write {shown:%H:%M}, or name an offset as in {shown.isoformat(timespec='minutes')}"
        )
    return local
