"""Folding: the comparable form of texts and words, one for what leads hold and for what people look for.

NFKD, case folded, accents dropped, digits of every script as 0 to 9. Vowel signs and viramas of Indic scripts, and the
marks that make another kana or Thai vowel, are letters to those who write them and stay. Pure.
"""

import re
import unicodedata
from functools import lru_cache
from hashlib import sha256
from typing import Final

MAX_WORD: Final = 64  # characters; what is longer is no word that anybody types
MAX_PLAIN: Final = 120  # characters of a text that stand in a row; a longer one is told apart by its digest
BEYOND: Final = "\U0010ffff"  # sorts behind everything that begins with the text before it

# Combining classes that stay: 0 signs with a place of their own, 8 kana voicing, 9 virama, 103 Thai vowels.
# https://www.unicode.org/reports/tr44/#Canonical_Combining_Class_Values
_KEPT_MARKS: Final = frozenset({0, 8, 9, 103})
# Letters that people type without what NFKD leaves on them.
_PLAIN_LETTERS: Final = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ŧ": "t", "ħ": "h"}
)
_ASCII_RUNS: Final = re.compile(r"[a-z]+|[0-9]+")


def plain(text: str) -> str:
    """Give the comparable form of a text as a whole: folded, blanks as one blank each, punctuation as it is."""
    if text.isascii():
        return " ".join(text.lower().split())
    pieces = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join([_folded(character) for character in unicodedata.normalize("NFKD", pieces)])
    return " ".join(unicodedata.normalize("NFC", kept.translate(_PLAIN_LETTERS)).split())


@lru_cache(maxsize=8192)
def _folded(character: str) -> str:
    if unicodedata.combining(character) not in _KEPT_MARKS or unicodedata.category(character) == "Cf":
        return ""
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)


def words(text: str) -> list[str]:
    """Give the words of a text in order: runs of letters, and runs of digits. Repeated ones are repeated."""
    folded = plain(text)
    if folded.isascii():
        found = _ASCII_RUNS.findall(folded)
    else:
        found = []
        before = ""
        for character in folded:
            kind = _kind(character)
            if kind and kind == before:
                found[-1] += character
            elif kind:
                found.append(character)
            before = kind
    return [word[:MAX_WORD] for word in found]


@lru_cache(maxsize=8192)
def _kind(character: str) -> str:
    category = unicodedata.category(character)[0]
    if category == "N":
        return "digit" if character.isdecimal() else ""
    return "letter" if category in "LM" else ""


def of_letters(word: str) -> bool:
    """Whether a word is one of letters; the others are of digits."""
    return not word[0].isdecimal()


def kept(text: str) -> str:
    """Give a folded text as a row keeps it: short ones whole, of long ones the beginning and a digest of all."""
    folded = plain(text)
    return folded if len(folded) <= MAX_PLAIN else _shortened(folded, MAX_PLAIN)


def name(value: str) -> str:
    """Give a name (a state, a tag, an option) as tokens carry it: case and blanks do not count, all else does."""
    return _name(value) if len(value) <= MAX_PLAIN else _shortened(_name_of(value), MAX_WORD)


@lru_cache(maxsize=8192)
def _name(value: str) -> str:
    return _shortened(_name_of(value), MAX_WORD)


def _name_of(value: str) -> str:
    return " ".join(unicodedata.normalize("NFC", value).casefold().split())


def _shortened(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    digest = sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
    return f"{text[:length]}…{digest}"
