"""How a list is laid out: its delimiter, its header, what stands above it. Told from the first rows.

Every delimiter is tried; the best one gives rows of equal width, a first row with names we know, and cells that look like
phone numbers. A file of one column has no delimiter, whatever its cells hold.
"""

import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from worker.handlers.cells import looks_like_phone
from worker.handlers.recognition.names import meaning
from worker.handlers.row_reading import looks_like_header
from worker.importing.records import Dialect, Likeness, Record, Records

DELIMITERS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
SAMPLE: Final = 200  # records
HEADER_WITHIN: Final = 10  # records: what stands above a header is short
_EXCEL: Final = re.compile(r"\ufeff?\"?sep=(.)\"?[\r\n]*", re.I)  # the first line that Excel writes and obeys
_MARKED: Final = 0.6  # of a column's cells that make it one of numbers, or of e-mail addresses


@dataclass(frozen=True, slots=True)
class Layout:
    """What the rows look like. `above`: records before the first row, the header included; `width`: its usual cells."""

    dialect: Dialect
    header: tuple[str, ...] | None
    above: int
    width: int
    samples: tuple[tuple[str, ...], ...] = ()  # cells of the first rows
    notes: tuple[str, ...] = ()

    @property
    def delimiter(self) -> str:
        """The delimiter's name."""
        if self.width <= 1:
            return "none, one column"
        return DELIMITERS.get(self.dialect.delimiter, repr(self.dialect.delimiter))

    def likeness(self) -> Likeness | None:
        """Give what tells a row of this list by its cells: their number, and a phone number or address where one belongs."""
        columns = list(zip(*(row for row in self.samples if len(row) == self.width), strict=True))
        marks = {place: mark for place, cells in enumerate(columns) if (mark := _mark(cells))}
        if self.width < 2 or not marks:
            return None
        width = self.width

        def like_a_row(cells: list[str]) -> bool:
            return len(cells) == width and any(_kind(cells[place]) == mark for place, mark in marks.items())

        return like_a_row


def find_layout(text: str, *, delimiter: str | None = None, header: bool | None = None) -> Layout:
    """Tell the layout from the beginning of a file, whole lines of it. Given parts are taken as given."""
    excel = _EXCEL.match(text)
    if excel:
        delimiter = delimiter or excel[1]
    tried = {one: _records(text, one) for one in ([delimiter] if delimiter else DELIMITERS)}
    best = max(tried, key=lambda one: _fitness(tried[one])) if len(tried) > 1 else next(iter(tried))
    records = tried[best]
    above, names, preamble = _header(records, header, skip=1 if excel else 0)
    rows = [tuple(record.cells) for record in records[above:] if not record.fault and any(map(str.strip, record.cells))]
    width = max(len(names or ()), _usual(rows))
    notes = (f"skipped {preamble} above the header",) if preamble else ()
    return Layout(_dialect(text, best), names, above, width, tuple(rows), notes)


def _records(text: str, delimiter: str) -> list[Record]:
    records = Records(io.StringIO(text, newline=""), _dialect(text, delimiter))
    return [record for record, _ in zip(records, range(SAMPLE), strict=False)]


def _dialect(text: str, delimiter: str) -> Dialect:
    """Blanks between a delimiter and an opening quote; in a cell of a proper file a quote is doubled, or is the last."""
    spaced = re.search(rf'{re.escape(delimiter)} +"[^"{re.escape(delimiter)}\r\n]', text)
    return Dialect(delimiter, skip_space=delimiter != " " and spaced is not None)


def _usual(rows: Sequence[Sequence[str]]) -> int:
    return Counter(map(len, rows)).most_common(1)[0][0] if rows else 0


def _fitness(records: Sequence[Record]) -> tuple[float, int]:
    """How well a delimiter fits: even rows, names in the first row, cells that are numbers. One column is no fit."""
    rows = [record.cells for record in records if any(map(str.strip, record.cells))]
    width = _usual(rows)
    if width < 2:
        return (0.0, 0)
    first = rows[0]
    even = sum(len(row) == width for row in rows) / len(rows)
    named = any(meaning(cell).role for cell in first) and len(first) == width
    phones = sum(any(map(looks_like_phone, row)) for row in rows) / len(rows)
    return (even * (1.0 if len(first) == width else 0.5) + (1.0 if named else 0.0) + phones, width)


def _header(records: Sequence[Record], given: bool | None, skip: int) -> tuple[int, tuple[str, ...] | None, str]:
    """Give how many records stand above the rows, the header's names, and what stood above the header."""
    rows = [(n, record.cells) for n, record in enumerate(records) if n >= skip and any(map(str.strip, record.cells))]
    if not rows or given is False:
        return (skip, None, "")
    usual = _usual([cells for _, cells in rows])
    for n, cells in rows[:HEADER_WITHIN]:
        filled = sum(bool(cell.strip()) for cell in cells)  # spreadsheets fill a title's line up with empty cells
        if filled >= min(usual, 2) and looks_like_header(cells):
            return (n + 1, tuple(cells), _told(rows, n))
        if any(map(looks_like_phone, cells)):
            break
    n, cells = rows[0]
    if given or looks_like_header(cells) or _unlike(cells, [row for _, row in rows[1:]]):
        return (n + 1, tuple(cells), "")
    return (skip, None, "")


def _told(rows: Sequence[tuple[int, list[str]]], header: int) -> str:
    above = [" ".join(cells).strip()[:60] for n, cells in rows if n < header]
    return f"{len(above)} line{'s' if len(above) > 1 else ''} ({above[0]!r})" if above else ""


def _unlike(first: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Names in a language we do not know: no digits where the other rows have numbers or addresses."""
    columns: list[tuple[str, ...]] = list(zip(*(row for row in rows if len(row) == len(first)), strict=True))
    marked = [name for name, cells in zip(first, columns, strict=False) if _mark(cells)]
    return bool(marked) and all(name.strip() and not _kind(name) and not any(map(str.isdigit, name)) for name in marked)


def _mark(cells: Sequence[str]) -> str:
    filled = [cell for cell in cells if cell.strip()]
    kind, count = Counter(map(_kind, filled)).most_common(1)[0] if filled else ("", 0)
    return kind if filled and count >= _MARKED * len(filled) else ""


def _kind(cell: str) -> str:
    return "phone" if looks_like_phone(cell) else "address" if "@" in cell else ""
