"""The list as a file: looked at as a whole before anything is imported, then read row by row at flat memory."""

import codecs
import io
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

from worker.errors import ListChangedError, UnreadableListError
from worker.importing.encodings import BLOCK, Census, Encoding, choose_encoding, given_encoding, take_census
from worker.importing.layout import Layout, find_layout
from worker.importing.records import Records
from worker.importing.signatures import foreign

STANDARD_INPUT: Final = Path("-")
_HEAD_CHARACTERS: Final = 1 << 18  # looked at to tell the layout
_CHECK_ROWS: Final = 1_000
_CONTROLS: Final = re.compile(rb"[\x01-\x08\x0e-\x1f]")
_FEW: Final = 8  # control characters that any text may hold
_BINARY_SHARE: Final = 0.02

Tick = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Given:
    """What the user says about the file; None is found out."""

    encoding: str | None = None
    delimiter: str | None = None
    header: bool | None = None


@dataclass(slots=True)
class Row:
    """One row: its number below the header (blank rows counted, as a spreadsheet does), the line it begins in, cells.

    `fault` is the reason why it is no row, with a sentence in `detail`.
    """

    number: int
    line: int
    cells: list[str]
    fault: str = ""
    detail: str = ""
    quirks: tuple[str, ...] = ()


@dataclass(slots=True)
class ListFile:
    """An opened list and what was found out about it. `modified` is Unix ms."""

    name: str
    modified: int
    census: Census
    encoding: Encoding
    layout: Layout
    empty: int = 0  # blank rows met so far
    _file: BinaryIO = field(default_factory=io.BytesIO, repr=False)
    _stamp: tuple[int, int] = (0, 0)

    @property
    def position(self) -> int:
        """Bytes read so far, a buffer ahead of the rows."""
        return self._file.tell()

    def rows(self) -> Iterator[Row]:
        """Read the rows from the beginning; raise `ListChangedError` if the file was written to since it was opened."""
        self.empty = 0
        number = -self.layout.above
        with _text(self._file, self.encoding) as text:
            for record in Records(text, self.layout.dialect, self.layout.width or None, self.layout.likeness()):
                number += 1
                if number <= 0:
                    continue
                if not record.fault and not any(map(str.strip, record.cells)):
                    self.empty += 1
                    continue
                yield Row(number, record.line, record.cells, record.fault, record.detail, record.quirks)
                if number % _CHECK_ROWS == 0:
                    self._check_unchanged()
        self._check_unchanged()

    def _check_unchanged(self) -> None:
        if _stamp(self._file) != self._stamp:
            raise ListChangedError(f"{self.name} was changed while it was read; run the import again when it rests")


@contextmanager
def open_list(path: Path, given: Given = Given(), tick: Tick = lambda _: None) -> Iterator[ListFile]:
    """Open a list and look at it as a whole: `path` is a file, a pipe, or `-` for standard input.

    `tick` is told the bytes looked at. Raises `UnreadableListError` for what is no list, `LookupError` for an encoding
    that does not exist.
    """
    with ExitStack() as stack:
        file, name = _opened(path, stack)
        census = take_census(file, tick)
        _refuse_foreign(census, name)
        encoding = given_encoding(given.encoding, census) if given.encoding else choose_encoding(census)
        if encoding.errors == "strict":
            _check(file, encoding, name)
        if not encoding.codec.startswith("utf-16") and not encoding.codec.startswith("utf-32"):
            _refuse_binary(census, name)
        layout = find_layout(_beginning(file, encoding, census), delimiter=given.delimiter, header=given.header)
        stamp = _stamp(file)
        yield ListFile(name, stamp[1] // 1_000_000, census, encoding, layout, 0, file, stamp)


def _opened(path: Path, stack: ExitStack) -> tuple[BinaryIO, str]:
    """Open the file; what cannot be read twice, a pipe, is copied to a temporary file first."""
    try:
        if path == STANDARD_INPUT:
            file: BinaryIO = sys.stdin.buffer
        else:
            file = stack.enter_context(path.open("rb"))
        if file.seekable() and path != STANDARD_INPUT:
            return file, path.name
        spool = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115  # the stack closes it
        shutil.copyfileobj(file, spool, BLOCK)
        spool.seek(0)
    except OSError as error:
        raise UnreadableListError(f"{path} cannot be read: {error.strerror or error}") from error
    return spool, "standard input" if path == STANDARD_INPUT else path.name


def _refuse_foreign(census: Census, name: str) -> None:
    if not census.size:
        raise UnreadableListError(f"{name} is empty")
    if what := foreign(census.head):
        raise UnreadableListError(f"{name} is no CSV file but {what[0]}; {what[1]}")


def _refuse_binary(census: Census, name: str) -> None:
    if len(_CONTROLS.findall(census.head)) > max(_FEW, _BINARY_SHARE * len(census.head)):
        raise UnreadableListError(f"{name} is no text; export the list as CSV (UTF-8)")


def _check(file: BinaryIO, encoding: Encoding, name: str) -> None:
    """Decode the file once in the encoding that was given, so that no row fails half-way through."""
    file.seek(0)
    decoder, lines, read = codecs.getincrementaldecoder(encoding.codec)("strict"), 1, 0
    try:
        while block := file.read(BLOCK):
            lines += decoder.decode(block).count("\n")
            read += len(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise UnreadableListError(
            f"{name} is not {encoding.name}: byte {read + error.start:,} (at or after line {lines:,}) cannot be read so; "
            "leave --encoding out to have it found, or name another"
        ) from None


def _beginning(file: BinaryIO, encoding: Encoding, census: Census) -> str:
    """Give whole lines from the beginning of the text."""
    with _text(file, encoding) as text:
        head = text.read(_HEAD_CHARACTERS)
    if len(head) < _HEAD_CHARACTERS or census.size < _HEAD_CHARACTERS:
        return head
    last = max(head.rfind("\n"), head.rfind("\r"))
    return head[: last + 1] or head


@contextmanager
def _text(file: BinaryIO, encoding: Encoding) -> Iterator[io.TextIOWrapper]:
    file.seek(0)
    # Line ends are left as they are: those inside of quoted cells belong to the cells.
    text = io.TextIOWrapper(file, encoding=encoding.codec, errors=encoding.errors, newline="")
    try:
        yield text
    finally:
        text.detach()


def _stamp(file: BinaryIO) -> tuple[int, int]:
    about = os.fstat(file.fileno())
    return about.st_size, about.st_mtime_ns
