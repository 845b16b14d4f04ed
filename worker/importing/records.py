"""Records of a delimited file, read strictly: a quote that is never closed costs its own row, not the rest of the file.

The standard library's reader does the parsing; we hand it the lines and can so take them back. Where a quoted cell runs
on into lines that look like rows of their own, or ends in a way it cannot, or does not end, the line it began in is
the broken row, and reading goes on with the next line.
"""

import csv
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, TextIO

MAX_CHARACTERS: Final = 1_000_000  # of one record: beyond, it is refused
MAX_LINES: Final = 1_000  # of one record
_KEPT: Final = 2_000  # characters of a broken row that are shown

Likeness = Callable[[list[str]], bool]


@dataclass(frozen=True, slots=True)
class Dialect:
    """How cells are separated; `skip_space`: blanks stand between a delimiter and the quote behind it."""

    delimiter: str
    skip_space: bool = False


@dataclass(slots=True)
class Record:
    """One record: the line it begins in (from 1), its cells, and why it is no row (a stable word and a sentence)."""

    line: int
    cells: list[str]
    fault: str = ""
    detail: str = ""
    quirks: tuple[str, ...] = ()


class _RunawayError(Exception):
    """A quoted cell goes on where it should not."""


@dataclass(slots=True)
class _Lines:
    """The lines of a file for the parser, with the ones of the record under way at hand."""

    stream: TextIO
    runs_away: Callable[[str], bool]
    number: int = 0  # of the line handed out last
    taken: list[str] = field(default_factory=list)
    quirks: list[str] = field(default_factory=list)
    cut: bool = False
    _size: int = 0
    _returned: deque[str] = field(default_factory=deque)

    def begin(self) -> None:
        """A new record begins."""
        self.taken = []
        self._size = 0
        if self.quirks:
            self.quirks = []
        self.cut = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else self._read()
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) >= MAX_CHARACTERS and line[-1] not in "\r\n":
            self.cut = True
        if self.taken:
            self._size += len(line)
            if self._size > MAX_CHARACTERS or len(self.taken) >= MAX_LINES or self.runs_away(line):
                self.taken.append(line)
                raise _RunawayError
        self.taken.append(line)
        return self._clean(line)

    def give_back(self) -> str:
        """Keep the first line of the record, take the others back; give the first."""
        first, *rest = self.taken
        self._returned.extendleft(reversed(rest))
        self.number -= len(rest)
        self.quirks = []
        return self._clean(first)

    def _clean(self, line: str) -> str:
        if "\0" not in line:
            return line
        self.quirks.append("nul")
        return line.replace("\0", "") or "\n"

    def _read(self) -> str:
        line = self.stream.readline(MAX_CHARACTERS)
        if len(line) == MAX_CHARACTERS and line[-1] not in "\r\n":
            while (more := self.stream.readline(MAX_CHARACTERS)) and more[-1] not in "\r\n":
                pass
        return line


class Records:
    """The records of a text stream that was opened with `newline=""`, blank ones included (they have no cells).

    `width` is the usual number of cells; `like_a_row` tells whether the cells of a lone line look like a row of this
    file. Without them only quotes that cannot be right are found.
    """

    def __init__(
        self, stream: TextIO, dialect: Dialect, width: int | None = None, like_a_row: Likeness | None = None
    ) -> None:
        csv.field_size_limit(max(csv.field_size_limit(), 2 * MAX_CHARACTERS))  # of the process; the default is 131,072
        self._dialect, self._width, self._like_a_row = dialect, width, like_a_row
        self._lines = _Lines(stream, self._runs_away)
        self._reader = csv.reader(
            self._lines, delimiter=dialect.delimiter, skipinitialspace=dialect.skip_space, strict=True
        )

    def __iter__(self) -> Iterator[Record]:
        return self

    def __next__(self) -> Record:
        lines = self._lines
        lines.begin()
        line = lines.number + 1
        try:
            cells = next(self._reader)
        except (csv.Error, _RunawayError):
            return self._broken(line)
        if lines.cut:
            return self._too_large(line)
        return Record(line, cells, quirks=tuple(lines.quirks)) if lines.quirks else Record(line, cells)

    def _broken(self, line: int) -> Record:
        if self._lines.cut and len(self._lines.taken) == 1:
            return self._too_large(line)
        first = self._lines.give_back()
        cells, unclosed = lone(first, self._dialect)
        quirks = (*self._lines.quirks, "stray_quote")
        if unclosed:
            return Record(
                line,
                _shown(first, self._dialect),
                "unclosed_quote",
                f"the quote that opens in line {line} is not closed; the row was left out, reading went on in the next line",
            )
        if self._width is not None and len(cells) != self._width:
            detail = f"a quote inside of a cell in line {line} is not doubled; its {len(cells)} cells fit no column"
            return Record(line, _shown(first, self._dialect), "stray_quote", detail)
        return Record(line, cells, quirks=quirks)

    def _too_large(self, line: int) -> Record:
        first = self._lines.give_back()
        detail = f"line {line} has more than {MAX_CHARACTERS:,} characters"
        return Record(line, _shown(first, self._dialect), "too_large", detail)

    def _runs_away(self, line: str) -> bool:
        if self._like_a_row is None:
            return False
        cells, unclosed = lone(line, self._dialect)
        return not unclosed and self._like_a_row(cells)


def lone(line: str, dialect: Dialect) -> tuple[list[str], bool]:
    """Read a line alone and leniently; give its cells, and whether it ends inside of a quoted cell."""
    asked = False

    def once() -> Iterator[str]:
        nonlocal asked
        yield line
        asked = True

    reader = csv.reader(once(), delimiter=dialect.delimiter, skipinitialspace=dialect.skip_space)
    try:
        cells = next(reader, [])
    except csv.Error:  # larger than any cell we take
        return [], True
    return cells, asked


def _shown(line: str, dialect: Dialect) -> list[str]:
    """The cells of a broken row as they stand there, quotes and all, for the report."""
    return line[:_KEPT].rstrip("\r\n").split(dialect.delimiter)
