"""Names of columns, fields and plugins as they are compared: no case, no accents, no punctuation."""

import re
import unicodedata
from functools import lru_cache
from typing import Final


def fold(name: str) -> str:
    """Compare names as people write them: `E-Mail Adresse`, `e_mail_adresse` and `EMAILADRESSE` are one."""
    return _folded_name(name) if len(name) <= 80 else _folded(name)


def _folded(name: str) -> str:
    if name.isascii():
        return _NO_LETTER.sub("", name.lower())
    text = unicodedata.normalize("NFKD", name.casefold().replace("ß", "ss"))
    return "".join(c for c in text if c.isalnum())


_NO_LETTER: Final = re.compile(r"[^a-z0-9]+")
_folded_name: Final = lru_cache(maxsize=16_384)(_folded)
