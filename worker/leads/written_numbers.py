"""Numbers as people and systems write them, exactly or not at all.

The result is an int, or a float where the float stands for exactly the decimal that was written (its shortest repr has
the same value); whatever a float or a 64-bit integer would change is refused, and stays with the lead as text.
"""

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from worker.errors import RefusedError

_LARGEST = 2**63 - 1  # BSON and most consumers of JSON hold no more
_SPACES = re.compile(r"(?<=\d)[\s'’_](?=\d{3}(?!\d))")
_CURRENCY = re.compile(r"^(?:R\$|Rs\.?|[A-Z]{0,3}\$)\s*|^[₠-⃏£¥¢]\s*|\s*(?:[₠-⃏£¥¢$])$")
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})+,\d{3}")  # 1,234,567 and the Indian 12,34,567


def read_number(value: object) -> int | float:
    """Give the number; refuse with `not_a_number`, `ambiguous_number` (1,234) or `inexact_number`."""
    if isinstance(value, bool):
        raise _not_a_number(value)
    if isinstance(value, int):
        return _exact(Decimal(value))
    if isinstance(value, float):
        return _exact(Decimal(repr(value)))
    if isinstance(value, Decimal):
        return _exact(value)
    if not isinstance(value, str):
        raise _not_a_number(value)
    return _exact(_decimal(value))


def _decimal(written: str) -> Decimal:
    text = "".join(c for c in unicodedata.normalize("NFKC", written) if unicodedata.category(c) != "Cf").strip()
    text = text.replace("\N{MINUS SIGN}", "-")
    sign, text = ("-", text[1:].strip()) if text.startswith("-") else ("", text)
    text = _SPACES.sub("", _CURRENCY.sub("", text))
    try:
        if len(text) > 64 or not _PLAIN.fullmatch(text := _ungrouped(text)):
            raise _not_a_number(written)
        return Decimal(sign + text)
    except InvalidOperation:
        raise _not_a_number(written) from None


def _ungrouped(text: str) -> str:
    """Remove thousands separators, turn a decimal comma into a point; refuse where one sign could be either."""
    if "," in text and "." in text:
        thousands, point = (",", ".") if text.rindex(".") > text.rindex(",") else (".", ",")
        whole, _, fraction = text.partition(point)
        if point in fraction or not _GROUPED.fullmatch(whole.replace(thousands, ",")):
            return ""
        return f"{whole.replace(thousands, '')}.{fraction}"
    mark = "," if "," in text else "."
    parts = text.split(mark)
    if len(parts) > 2:
        return "".join(parts) if _GROUPED.fullmatch(",".join(parts)) else ""
    if len(parts) == 2 and len(parts[1]) == 3 and re.fullmatch(r"\+?[1-9]\d{0,2}", parts[0]):
        one, other = "".join(parts), ".".join(parts)
        raise RefusedError(
            "ambiguous_number", f"{text!r} could be {one} or {other}; write it without a thousands separator"
        )
    return ".".join(parts)


def _exact(number: Decimal) -> int | float:
    if not number.is_finite():
        raise _not_a_number(number)
    if number.copy_abs() > _LARGEST:  # abs() would round, or overflow
        raise RefusedError("inexact_number", "the number is too large to be kept exactly")
    if number == number.to_integral_value():
        return int(number)
    near = float(number)
    if Decimal(repr(near)) != number:
        raise RefusedError("inexact_number", "the number has more digits than can be kept exactly")
    return near


def _not_a_number(value: object) -> RefusedError:
    shown = repr(value[:40]) if isinstance(value, str) else f"this {type(value).__name__}"
    return RefusedError("not_a_number", f"{shown} is no number; write it as 1234.5")
