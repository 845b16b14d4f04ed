"""Times on the command line: how long ago, or at which moment."""

from datetime import UTC, datetime

import typer

from schemas.durations import read_span


def span_ms(text: str, option: str) -> int:
    """Read a duration, `90s`, `2h`, `7d`, `1h 30m`, as milliseconds; `option` is where it was given."""
    try:
        span = read_span(text)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint=option) from None
    if span.working:
        raise typer.BadParameter(f"{text!r}: only plain time can be given here, 2h", param_hint=option)
    return span.ms


def since_ms(text: str, option: str, now: int) -> int:
    """Read a date, a moment (UTC, if it names no offset) or a time ago, as Unix ms."""
    try:
        read = datetime.fromisoformat(text.strip())
    except ValueError:
        try:
            return now - read_span(text).ms
        except ValueError:
            forms = "2026-11-01, 2026-11-01T09:30, or 90m, 12h, 7d, 4w"
            raise typer.BadParameter(f"{text!r} is no time; write {forms}", param_hint=option) from None
    return int((read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp() * 1000)
