"""Numbers and amounts as people and systems write them, exactly or not at all.

The result is an int, or a float where the float stands for exactly the decimal that was written (its shortest repr has
the same value); whatever a float or a 64-bit integer would change is refused, and stays with the lead as text. So does
what is no single value: a range, "about 50 lakh", "1 lakh 50". What is said in parts (1 crore 20 lakh) is their sum. A
mark that could part thousands or decimals (1.250) is read as the account's region and the currency beside it have it,
and refused where these are silent or differ.
"""

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Literal

from worker.errors import RefusedError
from worker.leads.amount_words import (
    COMMA_CURRENCIES,
    COMMA_REGIONS,
    CURRENCIES,
    LOCAL_SCALES,
    POINT_CURRENCIES,
    POINT_REGIONS,
    SCALES,
)

Style = Literal["point", "comma", ""]  # of the mark before decimals; "": not known

_LARGEST = 2**63 - 1  # BSON and most consumers of JSON hold no more
_LONGEST = 80  # characters of a written amount
_SPACES = re.compile(r"(?<=\d)[\s'’_٬](?=\d{3}(?!\d))")
_SYMBOL = r"[₠-⃏£¥¢$]"
_AMOUNT = re.compile(
    rf"(?P<before>[^\d\s.,+-]+\.?(?<!,))?\s*(?P<sign>[+-]?)\s*(?P<number>[\d.,]*\d[\d.,]*?)\.?"
    rf"(?P<after>(?:\s*(?:[A-Za-z]{{0,3}}\$|{_SYMBOL}|[^\W\d_][^\s\d.,/$-]*\.?)){{0,4}})"
)
_WORD = re.compile(rf"[A-Za-z]{{1,3}}\$|{_SYMBOL}|[^\s₠-⃏£¥¢$]+")
_TAIL = re.compile(r"\s*/[-=]+\s*(?:only)?\.?$|\s+only\.?$", re.IGNORECASE)  # 5,00,000/- closes an amount on cheques
_RANGE = re.compile(
    r"\d\s*[^\W\d_]{0,8}\.?\s*(?:[-–—~]|\bto\b|\ba\b|\bate\b|\baté\b|\bhasta\b|\bbis\b)\s*\D{0,4}\d", re.IGNORECASE
)
# 1 crore 20 lakh, 2 Cr 35 L, 1 milhão e 200 mil: a part, the word that multiplies it, then the rest.
_PARTS = re.compile(
    r"(?P<before>[^\d\s.,+-]+\.?(?<!,))?\s*(?P<number>\d+(?:,\d{2,3})*)\s*(?P<scale>[^\W\d_][^\s\d.,/$-]*)\.?"
    r"(?:\s+(?:and|e|y|und|et|aur|और)\s+|\s*)(?P<rest>\d.*)",
    re.IGNORECASE,
)
_MARKED = re.compile(r"\d{1,3}(?:[.,]\d{2,3})*[.,]\d{3}")
_PLAIN = re.compile(r"(?:\d+\.?\d*|\.\d+)")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})+,\d{3}")  # 1,234,567 and the Indian 12,34,567


def read_number(value: object, region: str | None = None) -> int | float:
    """Give the number; refuse with `not_a_number`, `number_range`, `ambiguous_number` (1,234) or `inexact_number`.

    `region` is the account's (`IN`): it says what a lone comma or point before three digits parts, and what `mil` means.
    """
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
    return _exact(_decimal(value, region))


def _decimal(written: str, region: str | None) -> Decimal:
    if len(written) > _LONGEST:
        raise _not_a_number(written)
    text = _latin(written)
    text = _SPACES.sub("", _TAIL.sub("", text).strip())
    sign, text = ("-", text[1:].strip()) if text.startswith("-") else ("", text)
    found = _AMOUNT.fullmatch(text)
    if found is None and not _RANGE.search(text) and (parts := _PARTS.fullmatch(text)):
        read, _ = _sum(parts, written, region, None)
        return -read if sign else read
    if found is None or (sign and found["sign"]):
        raise _range(written) if _RANGE.search(text) else _not_a_number(written)
    read, _, _ = _amount(found, written, region, None)
    return -read if sign else read


def _amount(
    found: re.Match[str], written: str, region: str | None, known: str | None
) -> tuple[Decimal, str | None, int]:
    """Give the amount, its currency (`known`: that of the whole), and what it was multiplied by."""
    currency, size = _words(found["before"] or "", found["after"], written, region, known)
    style: Style = "point" if "٫" in written else _style(region, currency)
    number = _ungrouped(found["number"], style)
    if not _PLAIN.fullmatch(number):
        raise _not_a_number(written)
    try:
        return Decimal(found["sign"] + number) * size, currency, size
    except InvalidOperation:
        raise _not_a_number(written) from None


def _sum(parts: re.Match[str], written: str, region: str | None, known: str | None) -> tuple[Decimal, str | None]:
    """Give the sum of an amount in parts, each of them smaller than the unit before it, and its currency.

    A last part without a unit is taken only where it is beyond doubt: 1 lakh 50,000. In 1 lakh 50 it may be 50 thousand.
    """
    known, _ = _words(parts["before"] or "", "", written, region, known)
    if _folded(parts["scale"]) not in _UNITS or ("," in parts["number"] and not _GROUPED.fullmatch(parts["number"])):
        raise _not_a_number(written)
    rest, currency = _rest(parts["rest"], written, region, known)
    size = _size(parts["scale"], currency, region)
    if size is None or not 0 < rest < size:
        raise _not_a_number(written)
    return int(parts["number"].replace(",", "")) * size + rest, currency


def _rest(text: str, written: str, region: str | None, known: str | None) -> tuple[Decimal, str | None]:
    if found := _AMOUNT.fullmatch(text):
        read, currency, size = _amount(found, written, region, known)
        if size == 1 and not _MARKED.fullmatch(found["number"]):
            raise RefusedError(
                "ambiguous_number",
                f"{written[:40]!r} does not say of what {found['number']} is; write 50 thousand, or 50,000",
            )
        return read, currency
    if parts := _PARTS.fullmatch(text):
        return _sum(parts, written, region, known)
    raise _not_a_number(written)


def _latin(written: str) -> str:
    """Digits of any script as 0 to 9, Arabic marks as ours, without characters that are not seen."""
    if "٫" in written:
        written = written.replace(",", "").replace("٬", "").replace("٫", ".")
    text = unicodedata.normalize("NFKC", written.replace("₨", "Rs"))
    text = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text if unicodedata.category(c) != "Cf")
    return text.replace("\N{MINUS SIGN}", "-").strip()


def _words(
    before: str, after: str, written: str, region: str | None, known: str | None = None
) -> tuple[str | None, int]:
    """Give the currency (None: none was named) and what to multiply by; refuse a word that is neither, or two of a kind."""
    currency = known
    scales: list[str] = []
    for word in (before, *_WORD.findall(after)):
        plain = word.casefold()
        if not plain or (plain in _FILLERS and scales):
            continue
        code = CURRENCIES.get(plain, CURRENCIES.get(plain.rstrip(".")))
        if code is not None and currency is None:
            currency = code
        elif word is not before and not scales:
            scales.append(word.rstrip("."))
        else:
            raise _not_a_number(written)
    size = _size(scales[0], currency, region) if scales else 1
    if size is None:
        raise _not_a_number(written)
    return currency, size


_FILLERS = frozenset({"de", "of"})  # 1 milhão de reais


def _size(word: str, currency: str | None, region: str | None) -> int | None:
    plain = _folded(word)
    if plain in _SCALES:
        return _SCALES[plain]
    if plain in LOCAL_SCALES:
        size, regions, currencies = LOCAL_SCALES[plain]
        return size if region in regions or currency in currencies else None
    if word == "M" or (word == "m" and currency is not None):  # a small m alone could be metres
        return 10**6
    return None


def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold()


_SCALES = {_folded(word): size for word, size in SCALES.items()}
_UNITS = frozenset({*_SCALES, *LOCAL_SCALES, "m"})


def _style(region: str | None, currency: str | None) -> Style:
    """Tell the mark of decimals; nothing where the country and the currency have different ones."""
    said = {
        style
        for style, known in (
            ("point", region in POINT_REGIONS or currency in POINT_CURRENCIES),
            ("comma", region in COMMA_REGIONS or currency in COMMA_CURRENCIES),
        )
        if known
    }
    return "point" if said == {"point"} else "comma" if said == {"comma"} else ""


def _ungrouped(text: str, style: Style) -> str:
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
    if len(parts) == 2 and len(parts[1]) == 3 and re.fullmatch(r"[1-9]\d{0,2}", parts[0]):
        return _one_mark(parts, mark, style)
    return ".".join(parts)


def _one_mark(parts: list[str], mark: str, style: Style) -> str:
    """Read 1,250 and 1.250. The comma is refused where commas part decimals: programs write it for thousands there too."""
    one, other = "".join(parts), ".".join(parts)
    if (style, mark) in (("point", ","), ("comma", ".")):
        return one
    if (style, mark) == ("point", "."):
        return other
    raise RefusedError(
        "ambiguous_number", f"{mark.join(parts)!r} could be {one} or {other}; write it without a thousands separator"
    )


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


def _range(written: str) -> RefusedError:
    return RefusedError(
        "number_range", f"{written[:40]!r} is a range, not one value; give its ends fields of their own"
    )


def _not_a_number(value: object) -> RefusedError:
    shown = repr(value[:40]) if isinstance(value, str) else f"this {type(value).__name__}"
    return RefusedError("not_a_number", f"{shown} is no number; write it as 1234.5")
