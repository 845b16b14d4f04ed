"""Tokens: what the one index over leads knows of each. Every token is made here, for rows and for questions alike. Pure.

Words stand for themselves (`asha`, `411001`). What else there is begins with a sign that no word begins with:

    .state=new              a name: states, tags, options, people
    .budget#c1603a4e80000000   a number or a date, so that the order of the texts is the order of the values
    .task@018f2a…           a moment, likewise, also of a field; `.task=imran@…` of one assignee
    +919812345678           a telephone number; a part of it from the left is a beginning
    ~876543218919           the same backwards: a part of it from the left is an ending
    .cut                    there was no room for some words of texts

Of texts that can be asked for by field, rows also hold items outside of the index: `city=pune` whole, `city:pune` each word.
"""

import struct
from typing import Final

from worker.finding import words

CUT: Final = ".cut"
NO_TIME: Final = "-"  # in the place of the moment of something that has none; sorts before all moments
LAST_MOMENT: Final = 2**48 - 1  # Unix ms that a token holds


def named(mark: str, value: str) -> str:
    """Give the token of a name; the empty one says that there is none."""
    return f".{mark}={words.name(value)}"


def number(mark: str, value: float) -> str:
    """Give the token of a number: the bits of the double, flipped so that texts sort as numbers do.

    Whole numbers beyond 2**53 may share a token with a neighbour.
    """
    (bits,) = struct.unpack(">Q", struct.pack(">d", float(value) + 0.0))  # + 0.0: there is one zero only
    flipped = bits ^ (0xFFFF_FFFF_FFFF_FFFF if bits >> 63 else 1 << 63)
    return f".{mark}#{flipped:016x}"


def date(mark: str, day: str) -> str:
    """Give the token of a date, `2026-12-02`."""
    return f".{mark}#{day}"


def moment(mark: str, at: int | None) -> str:
    """Give the token of a moment, Unix ms; None: of something without one."""
    return f".{mark}@{NO_TIME if at is None else format(min(max(at, 0), LAST_MOMENT), '012x')}"


def span(mark: str, sign: str) -> tuple[str, str]:
    """Give from where (included) and up to where (excluded) all tokens with this mark and sign stand."""
    return f".{mark}{sign}", f".{mark}{chr(ord(sign) + 1)}"


def beginning(digits: str) -> str:
    """Give what all telephone numbers that begin with these digits begin with; of a whole number it is its token."""
    return f"+{digits}"


def ending(digits: str) -> str:
    """Give what all tokens of telephone numbers that end with these digits begin with; of a whole number its token."""
    return f"~{digits[::-1]}"


def whole(mark: str, text: str) -> str:
    """Give the item of a field's text as a whole."""
    return f"{mark}={words.kept(text)}"


def word(mark: str, one: str) -> str:
    """Give the item of one word of a field's text."""
    return f"{mark}:{one}"


def whole_span(mark: str) -> tuple[str, str]:
    """Give from where (included) up to where (excluded) the items of a field's whole texts stand."""
    return f"{mark}=", f"{mark}>"
