"""Columns that say which phone the number beside them is: `Phone 1 - Type` and `Phone 1 - Value` of Google Contacts."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final

from worker.handlers.cells import cell_text
from worker.identity.card_labels import FAX, UNLABELLED, turn_of

_VALUE: Final = re.compile(r"(.*[\s_.:-])value\s*", re.I)
_KINDS: Final = ("Type", "Label")  # exports of before and after 2024


@lru_cache(maxsize=1024)
def kinds_beside(column: str) -> tuple[str, ...]:
    """Give the names of the columns that say what the numbers of a column are; none for most columns."""
    found = _VALUE.fullmatch(column)
    return tuple(found[1] + (kind if column[-1].islower() else kind.upper()) for kind in _KINDS) if found else ()


def cells_in_turn(phones: Sequence[tuple[str, Any]], row: Mapping[str, Any], *, by_kind: bool) -> list[Any]:
    """Give the cells of numbers (column and cell) without those of a fax, `by_kind` those first that are called mobile."""
    found = [(_turn(column, row), cell) for column, cell in phones]
    own = [(turn, cell) for turn, cell in found if turn < FAX]
    return [cell for _, cell in (sorted(own, key=itemgetter(0)) if by_kind else own)]


def _turn(column: str, row: Mapping[str, Any]) -> int:
    kinds = (cell_text(row.get(beside)) for beside in kinds_beside(column))
    return next((turn_of(kind) for kind in kinds if kind), UNLABELLED)
