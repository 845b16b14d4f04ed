"""Filters of text templates: the only functions a template can call. Each gives text of bounded length. Pure."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from jinja2 import Undefined, pass_context
from jinja2.runtime import Context

from worker.errors import RefusedError
from worker.leads.written_moments import instant_of

MAX_VALUE: Final = 2_000  # characters that one value may add to a text
_FORMAT = re.compile(r"(?:%[aAbBdHIjmMpyY%]|[^%]){1,60}")
_MONTHS = "%d %b %Y"
ZONE: Final = "zone"


def text_of(value: Any) -> str:
    """Give a value as it stands in a text: no trailing .0, yes and no for switches, lists with commas."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, list | tuple):
        value = ", ".join(str(item) for item in value)
    return str(value)[:MAX_VALUE]


def _default(value: Any, other: Any = "") -> Any:
    return other if isinstance(value, Undefined) or value in (None, "", [], ()) else value


def _first_name(value: Any) -> str:
    return text_of(value).split(maxsplit=1)[0] if text_of(value).strip() else ""


def _phone(value: Any) -> str:
    """Give a number in groups: +91 98765 43210; what is no number stays as it is."""
    text = text_of(value)
    digits = text.removeprefix("+")
    if not digits.isdigit() or not 8 <= len(digits) <= 15:
        return text
    return "+" + " ".join(filter(None, (digits[:-10], digits[-10:-5], digits[-5:])))


def _masked(value: Any) -> str:
    """Show only the last four digits of a number, for texts that many people read."""
    text = text_of(value)
    kept = max(len(text) - 4, 0)
    return "•" * kept + text[kept:] if len(text) > 6 else "•" * len(text)


@pass_context
def _date(context: Context, value: Any, form: Any = _MONTHS) -> str:
    """Give a moment (Unix ms, or a field's) or a day (2026-03-31) as text, in the zone of the rule's file."""
    form = checked_format(form)
    value = value if (instant := instant_of(value)) is None else instant
    if isinstance(value, int | float) and not isinstance(value, bool):
        zone = context.get(ZONE) or ZoneInfo("UTC")
        return datetime.fromtimestamp(value / 1000, zone).strftime(form)
    try:
        return date.fromisoformat(str(value)[:10]).strftime(form)
    except ValueError:
        return text_of(value)


@pass_context
def _time(context: Context, value: Any) -> str:
    return str(_date(context, value, "%H:%M"))


def checked_format(form: Any) -> str:
    """Give a date format back, or refuse one with directives that could do more than show a date."""
    if not isinstance(form, str) or not _FORMAT.fullmatch(form):
        raise RefusedError("bad_format", "a date format is made of %d %m %Y %y %b %B %a %A %H %M %I %p and text")
    return form


def _number(value: Any, decimals: Any = None) -> str:
    """Give a number with thousands separated: 8500000 is 8,500,000."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return text_of(value)
    if isinstance(decimals, int) and 0 <= decimals <= 6:
        return f"{value:,.{decimals}f}"[:60]
    whole = int(value) if isinstance(value, float) and value.is_integer() else value
    return f"{whole:,}"[:60]


def _truncate(value: Any, length: Any = 100) -> str:
    text, limit = text_of(value), min(length, MAX_VALUE) if isinstance(length, int) and length > 0 else 100
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _join(value: Any, separator: Any = ", ") -> str:
    items = value if isinstance(value, list | tuple) else [value]
    return str(separator)[:20].join(str(item) for item in items)[:MAX_VALUE]


FILTERS: Final[Mapping[str, Callable[..., Any]]] = {
    "default": _default,
    "upper": lambda value: text_of(value).upper(),
    "lower": lambda value: text_of(value).lower(),
    "title": lambda value: text_of(value).title(),
    "capitalize": lambda value: text_of(value).capitalize(),
    "trim": lambda value: text_of(value).strip(),
    "truncate": _truncate,
    "first_name": _first_name,
    "phone": _phone,
    "masked": _masked,
    "date": _date,
    "time": _time,
    "number": _number,
    "join": _join,
}
# What people write for them.
SYNONYMS: Final[Mapping[str, str]] = {
    "d": "default", "or": "default", "ifempty": "default", "fallback": "default", "uppercase": "upper",
    "upcase": "upper", "lowercase": "lower", "downcase": "lower", "strip": "trim", "capitalise": "capitalize",
    "titlecase": "title", "mask": "masked", "hidden": "masked", "redact": "masked", "strftime": "date",
    "dateformat": "date", "formatdate": "date", "datetime": "date", "int": "number", "float": "number",
    "format": "number", "round": "number", "money": "number", "currency": "number", "shorten": "truncate",
    "cut": "truncate", "slice": "truncate", "firstname": "first_name", "firstword": "first_name", "split": "first_name",
    "tel": "phone", "formatphone": "phone",
}  # fmt: skip
