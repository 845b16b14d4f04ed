"""A cell as plain text: any value a spreadsheet, a form or JSON may hold, without what only looks like part of it.

Gives ASCII digits, ASCII punctuation, spaces and letters, so that the rules behind it need not know Unicode. Refuses
values that stand for nothing, and numbers that a spreadsheet has rounded: their lost digits name somebody else.
"""

import html
import math
import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import Final
from urllib.parse import unquote

from worker.errors import RefusedError

TEXT_LIMIT: Final = 500  # characters; a longer cell is prose

NO_VALUE: Final = frozenset(
    """
    na nan snan nat none null nil nill no nothing notavailable notapplicable notprovided notgiven notknown unknown
    undefined missing blank empty tbd tba nophone nonumber nomobile nocontact nophonenumber nomobilenumber notelefon
    keine kein keines ninguno ninguna sintelefono nenhum nenhuma sem semtelefone aucun aucune inconnu nessuno нет yok
    """.split()  # noqa: SIM905  # a list of words reads better without quotes
)
"""What people and programs write for nothing, without punctuation and in lower case."""

_EXACT_FLOAT: Final = 2**53
_SHOWN_DIGITS: Final = 6  # significant digits that a spreadsheet leaves of a number of 12 and more (General format)
GENERAL_LIMIT: Final = 12  # digits from which a spreadsheet shows a number in scientific notation
_BLANK: Final = re.compile(r"[\s.,:;/\\|?~()+-]*|\+?0(?:[.,]0+)?")
_SPREADSHEET_ERROR: Final = re.compile(r"#+|#(?:\w+[!?]|div/0!?)", re.I)
_SCIENTIFIC: Final = re.compile(r"\+?(\d+)(?:[.,](\d*))?\s*(?:e\s?\+?|[x*]\s?10\s?\^)\s?(\d+)", re.I)
_NEGATIVE: Final = re.compile(r"-\d{7,}(?:[.,]\d+)?|\+?\d+(?:[.,]\d+)?e-\d+", re.I)
_DECIMAL: Final = re.compile(r"(\+?\d{7,})(?:[.,](0{1,6})|\.(\d{1,3})|\.)")
_GROUPED: Final = re.compile(r"\+?\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.0+)?")
_PAIRED: Final = re.compile(r"\+?\d{1,2}(?:,\d{2}){3,}")
_EMAIL: Final = re.compile(r"[^\s@<>,;:/\"']+@[^\s@<>,;/\"']+\.[^\s@<>,;/\"']+")

_QUOTES: Final = frozenset("\"'`´‘’‚‛“”„‟«»‹›′″‴ʹʺʻʼʽˈ＂＇")
_SAME_AS: Final = {
    **dict.fromkeys(_QUOTES, ""),
    **dict.fromkeys("\n\v\f\r\x85\u2028\u2029", "\n"),
    **dict.fromkeys("\u115f\u1160\u3164\uffa0", ""),  # Hangul fillers: letters that cannot be seen
    **dict.fromkeys("_[]{}<>\t", " "),
    **dict.fromkeys("⁄∕÷", "/"),
    "×": "x",
    "➕": "+",
    "−": "-",
    "ー": "-",
    "؛": ";",
    "،": ",",
    "、": ",",
}


def cell_text(cell: object) -> str:
    """Give a cell's plain text, stripped and never empty.

    A float that is a whole number, `919876543210.0`, an exact `9.19876543210E+11`, `="…"` and thousands separators come
    back as digits. Raises `RefusedError`: empty, not_a_number, precision_lost.
    """
    if isinstance(cell, str):
        return _of_text(cell)
    if cell is None:
        raise _empty()
    if isinstance(cell, (int, float, Decimal)) and not isinstance(cell, bool):
        return _of_number(cell)
    if isinstance(cell, (bytes, bytearray)):
        return _of_text(bytes(cell).decode("utf-8", "replace"))
    raise RefusedError("not_a_number", f"a {type(cell).__name__} is no phone number; send it as text")


def plain(text: str) -> str:
    """Replace what is invisible, decorative or foreign by its plain counterpart; see the module."""
    return text if text.isascii() and text.isalnum() else "".join(map(_plain_character, text))


def _of_text(text: str) -> str:
    if len(text) > TEXT_LIMIT:
        raise RefusedError("not_a_number", f"{len(text)} characters are a text, not a phone number")
    if "@" in text:
        text = _EMAIL.sub("@", text)
    if "%" in text:
        text = unquote(text)
    if "&" in text:
        text = html.unescape(text)
    text = plain(text).strip().removeprefix("=").strip()
    _refuse_nothing(text)
    if _SPREADSHEET_ERROR.fullmatch(text):
        raise RefusedError(
            "not_a_number", f"{text[:12]!r} is what a spreadsheet shows instead of a number; export it again"
        )
    return _unrounded(text)


def _refuse_nothing(text: str) -> None:
    squashed = re.sub(r"[\W_]+", "", text)
    if _BLANK.fullmatch(text) or (len(squashed) < 20 and squashed.casefold() in NO_VALUE):
        raise _empty()


def _unrounded(text: str) -> str:
    """Undo what a spreadsheet does to the look of a number, refuse where it has touched the number itself."""
    if not text[:1].isdigit() and text[:1] not in "+-":
        return text
    if match := _SCIENTIFIC.fullmatch(text):
        return _of_scientific(match[1], match[2] or "", match[3])
    if _NEGATIVE.fullmatch(text):
        raise RefusedError(
            "not_a_number",
            "negative: a spreadsheet has calculated with it (+91-98… as a formula); export the column as text",
        )
    if _GROUPED.fullmatch(text) or _PAIRED.fullmatch(text):
        text = text.replace(",", "")
    if match := _DECIMAL.fullmatch(text):
        if match[3] and match[3].strip("0"):
            raise RefusedError("not_a_number", "a number with a fraction")
        text = match[1]
    if text.isdigit() and len(text) >= GENERAL_LIMIT:
        _refuse_rounded(text)
    return text


def _of_scientific(whole: str, fraction: str, exponent: str) -> str:
    """Write `9.19876543210E+11` out; every digit must be there."""
    places = int(exponent) if len(exponent) <= 3 else 999
    known, beyond = fraction[:places], fraction[places:]
    if len(known) < places:
        raise _rounded()
    if beyond.strip("0"):
        raise RefusedError("not_a_number", "a number with a fraction")
    return whole + known


def _of_number(number: int | float | Decimal) -> str:
    if isinstance(number, int):
        if not 0 <= number < 10**40:
            raise RefusedError("not_a_number" if number < 0 else "too_long", "out of the range of phone numbers")
        return _of_text(str(number)) if number == 0 else str(number)
    if isinstance(number, Decimal):
        return _of_text(str(number))
    if math.isnan(number):
        raise _empty()
    if not number.is_integer() or number < 0:
        raise RefusedError("not_a_number", "not a whole number")
    if number >= _EXACT_FLOAT:
        raise _rounded()
    digits = str(int(number))
    if len(digits) >= GENERAL_LIMIT - 2:
        _refuse_rounded(digits)
    return _of_text(digits)


def _refuse_rounded(digits: str) -> None:
    """Refuse 919877000000: what is left when `9.19877E+11` is formatted as a number again."""
    if 0 < len(digits.rstrip("0")) <= _SHOWN_DIGITS:
        raise _rounded()


def _empty() -> RefusedError:
    return RefusedError("empty", "there is no number")


def _rounded() -> RefusedError:
    return RefusedError(
        "precision_lost",
        "a spreadsheet has rounded it, the last digits are gone; format the column as text and export again",
    )


@lru_cache(maxsize=4096)
def _plain_character(character: str) -> str:
    if character in _SAME_AS:
        return _SAME_AS[character]
    if character.isascii():
        return character if character.isprintable() else ""
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category in ("Nl", "No"):  # circled, Roman, fractions: letters, as far as a phone number goes
        return "n"
    if category[0] == "M" or category in ("Cf", "Cc"):
        return ""
    if category == "Pd":
        return "-"
    compatible = unicodedata.normalize("NFKC", character)
    if compatible.isascii() and len(compatible) == 1:
        return _SAME_AS.get(compatible, compatible)
    return character if category[0] == "L" else " "
