"""From bytes to text: which encoding a file is in, told from all of its bytes before any of them becomes a lead.

A mark at the beginning decides. Else the file is UTF-8 if it holds anything that is UTF-8, else Western European.
Single bytes that are none in a UTF-8 file, as they come from pasted or joined exports, are read as Windows-1252:
that names nobody `Jï¿½rg`, and it is reported.
"""

import codecs
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Final

BLOCK: Final = 1 << 20
HEAD: Final = 1 << 16
FALLBACK: Final = "leadworker.windows_1252"

_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 with a mark (BOM)"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_ESCAPED: Final = re.compile("[\udc80-\udcff]")
_C1: Final = re.compile(rb"[\x80-\x9f]")
_UNDEFINED: Final = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")  # no character of Windows-1252
_LETTERS: Final = re.compile(rb"[A-Za-z]")
_HIGH: Final = re.compile(rb"[\x80-\xff]")
_FOREIGN_SHARE: Final = 0.4  # of letters beyond ASCII: more than any Western European language has
_DOUBT: Final = (
    "the text is not UTF-8 and does not look Western European; if names look wrong below, name its encoding, "
    "for example --encoding cp1251 (Cyrillic), cp1256 (Arabic), gb18030, shift_jis, or export it as UTF-8"
)


def _windows_1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    piece = error.object[error.start : error.end]
    return "".join(bytes([byte]).decode("latin-1" if byte in _ODD else "cp1252") for byte in piece), error.end


_ODD: Final = frozenset(b"\x81\x8d\x8f\x90\x9d")
codecs.register_error(FALLBACK, _windows_1252)


@dataclass(frozen=True, slots=True)
class Encoding:
    """How bytes become text: the codec and its error handler, the name for people, and what they should know."""

    codec: str
    name: str
    errors: str = "replace"
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Census:
    """What the bytes of a file are, counted over all of it. `digest` is the SHA-256 of the content in hexadecimal."""

    size: int = 0
    digest: str = ""
    head: bytes = b""
    characters: int = 0  # beyond ASCII, as far as they are UTF-8
    strays: int = 0  # bytes that are no UTF-8
    first_stray: int = 0  # the line of the first of them, from 1
    windows: bool = False  # bytes that only Windows-1252 uses
    undefined: bool = False  # bytes that not even Windows-1252 uses


def take_census(file: BinaryIO, tick: Callable[[int], None] = lambda _: None) -> Census:
    """Count the bytes of a file from here to its end, at flat memory; `tick` is told the bytes of each block."""
    census, content = Census(), hashlib.sha256()
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    lines = 1
    while block := file.read(BLOCK):
        if not census.size:
            census.head = block[:HEAD]
        census.size += len(block)
        content.update(block)
        if not block.isascii() or decoder.getstate()[0]:
            _count(census, decoder.decode(block), block, lines)
        lines += block.count(b"\n")
        tick(len(block))
    _count(census, decoder.decode(b"", final=True), b"", lines)
    census.digest = content.hexdigest()
    return census


def _count(census: Census, text: str, block: bytes, lines: int) -> None:
    strays = _ESCAPED.findall(text)
    if strays and not census.strays:
        census.first_stray = lines + text[: text.index(strays[0])].count("\n")
    census.strays += len(strays)
    census.characters += len(text) - len(text.encode("ascii", "ignore")) - len(strays)
    census.windows = census.windows or _C1.search(block) is not None
    census.undefined = census.undefined or _UNDEFINED.search(block) is not None


def choose_encoding(census: Census) -> Encoding:
    """Give the encoding of a file from what its bytes are."""
    for mark, codec, name in _MARKS:
        if census.head.startswith(mark):
            repaired = codec == "utf-8-sig" and census.strays
            return Encoding(codec, name, FALLBACK, (_repaired(census),)) if repaired else Encoding(codec, name)
    if wide := _wide(census.head):
        return wide
    if not census.strays:
        return Encoding("utf-8", "UTF-8" if census.characters else "ASCII")
    if census.characters:
        return Encoding("utf-8", "UTF-8", FALLBACK, (_repaired(census),))
    windows = census.windows and not census.undefined
    name = "Windows-1252 (Western European)" if windows else "Latin-1 (Western European)"
    return Encoding("cp1252" if windows else "latin-1", name, notes=_doubts(census))


def text_codec(name: str) -> str:
    """Give Python's name of an encoding; raise `LookupError` for one that does not exist or is none of a text."""
    try:
        b"a".decode(name)
    except UnicodeDecodeError:  # an encoding of wider units
        pass
    except ValueError as error:
        raise LookupError(str(error)) from None
    return codecs.lookup(name).name


def given_encoding(name: str, census: Census) -> Encoding:
    """Give the encoding that somebody named; raise `LookupError` for a name that is none of a text."""
    codec = text_codec(name)
    if codec == "utf-8" and census.head.startswith(codecs.BOM_UTF8):
        codec = "utf-8-sig"
    elif codec in ("utf-16-le", "utf-16-be") and census.head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        codec = "utf-16"
    return Encoding(codec, f"{name} (as given)", "strict")


def _repaired(census: Census) -> str:
    many = census.strays > 1
    return (
        f"{census.strays:,} byte{'s are' if many else ' is'} no UTF-8 and {'were' if many else 'was'} read as "
        f"Windows-1252, the first in line {census.first_stray:,}; look at the names there"
    )


def _doubts(census: Census) -> tuple[str, ...]:
    high, letters = len(_HIGH.findall(census.head)), len(_LETTERS.findall(census.head))
    return (_DOUBT,) if census.undefined or high > _FOREIGN_SHARE * (high + letters) else ()


def _wide(head: bytes) -> Encoding | None:
    """UTF-16 without a mark: the digits and delimiters of any list have a zero byte, always on the same side."""
    sample = head[: len(head) // 2 * 2]
    left, right = sample[0::2].count(0), sample[1::2].count(0)
    for codec, zeros, others in (("utf-16-le", right, left), ("utf-16-be", left, right)):
        if zeros * 40 >= len(sample) > 0 and zeros > 20 * others:
            return Encoding(codec, "UTF-16 (without a mark)")
    return None
