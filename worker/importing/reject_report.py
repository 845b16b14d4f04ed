"""The reject report: the rows that were refused, as a CSV file with the reason of each and what can be done.

Its first columns are ours, the others are the list's: corrected, it can be imported like any list, which ignores ours.
Cells that a spreadsheet would take for a formula get an apostrophe in front; an import of the report takes it off again.
"""

import csv
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, TextIO

from worker.importing.suggestions import suggestion
from worker.spreadsheets import guarded

REPORT_COLUMNS: Final = ("row", "line", "reason", "detail", "suggestion")
_CELL_LIMIT: Final = 32_000  # characters; spreadsheets cut a cell at 32,767


def _cell(text: str) -> str:
    return guarded(text[:_CELL_LIMIT])


class RejectReport:
    """Writes the report as rows come in; there is no file before the first of them, and none that is half-written.

    UTF-8 with a mark, so that spreadsheets show names right, and the delimiter of the list.
    """

    def __init__(self, path: Path, delimiter: str, names: Callable[[], Sequence[str]]) -> None:
        """Take the path, and what gives the list's column names by the time of the first refused row."""
        self.path, self._delimiter, self._names = path, delimiter, names
        self._part = path.with_name(f"{path.name}.{os.getpid()}.part")
        self._file: TextIO | None = None
        self._writer: Any = None
        self.rows = 0

    def add(self, number: int, line: int, reason: str, detail: str, cells: Sequence[str]) -> None:
        """Add a refused row."""
        if self._file is None:
            self._file = self._part.open("w", encoding="utf-8-sig", newline="")
            self._writer = csv.writer(self._file, delimiter=self._delimiter, quoting=csv.QUOTE_ALL)
            self._writer.writerow([*REPORT_COLUMNS, *map(_cell, self._names())])
        row = [str(number), str(line), reason, detail, suggestion(reason), *cells]
        self._writer.writerow(map(_cell, row))
        self.rows += 1

    def close(self) -> Path | None:
        """Put the report in its place; give its path, None where nothing was refused."""
        if self._file is None:
            return None
        self._file.close()
        self._file = None
        self._part.replace(self.path)
        return self.path


def is_ours(path: Path) -> bool:
    """Whether a file is a report of ours, which a later one may replace."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline(1_000)
    except (OSError, UnicodeDecodeError):
        return False
    return any(first.startswith(one.join(f'"{name}"' for name in REPORT_COLUMNS)) for one in ",;\t|")
