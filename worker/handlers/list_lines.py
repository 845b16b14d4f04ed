"""Lines of a list that are no rows: its header again, totals, counts and page numbers. Asked only of what names nobody.

Printed reports repeat the header on every page, spreadsheets close with a sum, database exports with `(12 rows)`. A line
with a phone number or an e-mail address is never one of them, whatever its other cells say.
"""

import re
from collections.abc import Mapping
from typing import Any, Final, Literal

from worker.handlers.cells import cell_text, looks_like_phone
from worker.handlers.recognition.values import is_unfilled
from worker.handlers.row_reading import PHONE
from worker.leads.amount_words import CURRENCIES, LOCAL_SCALES, SCALES

Line = Literal["repeated_header", "total_line"]

# The first cell of such a line, in words; what it sums up may stand behind. A name that holds such a word (Total
# Energies, Suma Rao) has other words, too.
_TOTALS: Final = frozenset(
    re.findall(
        r"\S+",
        """
        total totals subtotal subtotals grandtotal totale totali totaux totaal totalt sum summe summen gesamt gesamtsumme
        insgesamt zwischensumme endsumme somme suma razem toplam jumlah итого всего итог कुल योग المجموع إجمالي الإجمالي
        合计 合計 总计 總計 小计 小計 합계 총계 소계
        """,
    )
)
_COUNTED: Final = frozenset(
    re.findall(
        r"\S+",
        """
        rows row records record entries entry contacts contact leads lead customers customer people persons members count
        page pages seite seiten página pagina páginas zeilen einträge kontakte registros registro filas contatos contactos
        clientes lignes contacts
        """,
    )
)
_BESIDE: Final = frozenset(
    re.findall(
        r"\S+",
        """
        grand sub of the and in all number no count general geral généraux général from de del du des do da den der und von
        affected selected returned showing shown exported found end report amount value sum overall final net gross
        """,
    )
)
_MONEY: Final = frozenset({*CURRENCIES, *SCALES, *LOCAL_SCALES})
_APART: Final = re.compile(r"[\s:=,;.()\[\]{}<>|/*#&+_%'\"–—-]+|\d+")
_AGAIN: Final = re.compile(r" \(\d+\)$")  # as `unique_headers` tells columns of one name apart
_LONGEST: Final = 80  # characters of such a cell


def unlike_a_row(cells: Mapping[str, Any], mapping: Mapping[str, str]) -> Line | None:
    """Say what a line is that is no row of its list; None for a row.

    `cells` are by the names of the columns, `mapping` gives these their roles: a sum looks like a phone number, too.
    """
    filled = {name: cell_text(cell).strip() for name, cell in cells.items() if not is_unfilled(cell)}
    if not filled:
        return None
    if all(_same(name, text) for name, text in filled.items()):
        return "repeated_header"
    phones = (text for name, text in filled.items() if PHONE.fullmatch(mapping.get(name, name)))
    if any(map(looks_like_phone, phones)) or any("@" in text for text in filled.values()):
        return None
    first, *others = filled.values()
    return "total_line" if _is_total(first) and all(map(_is_amount, others)) else None


def _same(name: str, text: str) -> bool:
    return text.casefold() in (name.strip().casefold(), _AGAIN.sub("", name.strip()).casefold())


def _is_total(text: str) -> bool:
    words = _words(text)
    if not words or not words <= _TOTALS | _COUNTED | _BESIDE | _MONEY:
        return False
    counts = any(map(str.isdigit, text)) and not words.isdisjoint(_COUNTED)
    return counts or not words.isdisjoint(_TOTALS)


def _is_amount(text: str) -> bool:
    return _words(text) <= _MONEY | _COUNTED | _TOTALS


def _words(text: str) -> set[str]:
    """Give the words of a cell without its digits and marks; the whole cell where it is too long to be such a one."""
    if len(text) > _LONGEST:
        return {text}
    return {word for word in _APART.split(text.casefold()) if word and any(map(str.isalnum, word))}
