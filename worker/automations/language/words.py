"""Text as people compare it: without case, accents and punctuation, in scripts with and without spaces. Pure."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, Final

SHORT: Final = 128  # characters; longer texts are not kept in the cache of short ones
# Marks that people leave out when they type: Latin, Greek and Cyrillic accents, Hebrew points, Arabic vowel signs. The
# vowel signs of Indic and South-East Asian scripts are letters, not accents: they stay.
_OPTIONAL = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670\u0640]")
# What a word consists of: letters, digits, and the marks that belong to letters in scripts Python's \w leaves out.
_NOT_WORD = re.compile("(?:[^\\w\u0900-\u0963\u0966-\u0df3\u0e00-\u0eff\u0f18-\u0fbc\u1000-\u109f\u1780-\u17d3]|_)+")
# Scripts written without spaces: there a word is found anywhere in the text.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


def _fold(text: str) -> str:
    if text.isascii():
        return " ".join(text.casefold().split())
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(unicodedata.normalize("NFC", _OPTIONAL.sub("", plain)).split())


_fold_short = lru_cache(maxsize=32_768)(_fold)
_fold_long = lru_cache(maxsize=64)(_fold)


def fold(text: str) -> str:
    """Give text in the form in which it is compared: `Cotización ` and `COTIZACION` are one."""
    return _fold_short(text) if len(text) <= SHORT else _fold_long(text)


@lru_cache(maxsize=256)
def spaced(text: str) -> str:
    """Give the words of a text, folded, with one blank before, between and after them."""
    return f" {_NOT_WORD.sub(' ', _fold(text)).strip()} "


def mention(phrases: Iterable[str]) -> Callable[[Any], bool]:
    """Give a test: does a text mention one of the phrases, as whole words? `precio*` is any word that begins so.

    Raises ValueError for a phrase without any letter or digit.
    """
    needles, anywhere = [], []
    for phrase in phrases:
        words = spaced(phrase).strip()
        if not words:
            raise ValueError(f"{phrase!r} has no letter or digit to look for")
        if _UNSPACED.search(words):
            anywhere.append(words.replace(" ", ""))
        else:
            needles.append(f" {words}" if phrase.rstrip().endswith("*") else f" {words} ")

    def test(text: Any) -> bool:
        if not isinstance(text, str) or not text:
            return False
        whole = spaced(text)
        return any(needle in whole for needle in needles) or (
            bool(anywhere) and any(needle in whole.replace(" ", "") for needle in anywhere)
        )

    return test
