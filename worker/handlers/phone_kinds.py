"""Columns that say which phone the number beside them is: `Phone 1 - Type` and `Phone 1 - Value` of Google Contacts."""

import re
from functools import lru_cache
from typing import Final

_VALUE: Final = re.compile(r"(.*[\s_.:-])value\s*", re.I)
_KINDS: Final = ("Type", "Label")  # exports of before and after 2024


@lru_cache(maxsize=1024)
def kinds_beside(column: str) -> tuple[str, ...]:
    """Give the names of the columns that say what the numbers of a column are; none for most columns."""
    found = _VALUE.fullmatch(column)
    return tuple(found[1] + (kind if column[-1].islower() else kind.upper()) for kind in _KINDS) if found else ()
