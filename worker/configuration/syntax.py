"""What is wrong with a file before it has a value: its bytes and its grammar, in words an administrator can act on."""

import codecs
import re
from collections.abc import Sequence
from typing import Any

from yaml import MarkedYAMLError, YAMLError

from worker.errors import UnreadableError

# What YAML allows in a file, https://yaml.org/spec/1.2.2/#51-character-set, without a stray byte order mark and without
# the line breaks that no editor shows: the parser takes NEL, LS and PS for some, so that a comment could hide a key.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_NEWLINE = re.compile(r"\r\n|\n|\r")

_BYTE_ORDER_MARKS = (  # longest first: a UTF-32 mark begins with a UTF-16 one
    (codecs.BOM_UTF32_LE, ""),
    (codecs.BOM_UTF32_BE, ""),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# (part of the parser's context, part of its problem, our words), the first that fits; libyaml and the pure parser spell
# them differently. {line} is where the context began.
_WORDS = (
    ("", "tab character", "a tab is used for indentation; YAML takes spaces only"),
    ("quoted scalar", "unexpected", "the quote opened on line {line} is never closed"),
    ("quoted scalar", "", "'\\' begins an escape inside double quotes; write '\\\\', or use single quotes"),
    ("a tag", "", "text that starts with '!' needs quotes"),
    ("", "undefined tag handle", "text that starts with '!' needs quotes"),
    ("an alias", "", "text that starts with '*' needs quotes"),
    ("an anchor", "", "text that starts with '&' needs quotes"),
    ("block scalar", "indentation", "the first line of this text is indented differently from the rest"),
    ("block scalar", "", "after '|' or '>' the text begins on the next line; quote text that starts with these signs"),
    ("", "values are not allowed", "': ' is not expected here; quote text that contains it, or check the indentation"),
    ("", "entries are not allowed", "'- ' is not expected here; begin a list on a new line, or quote the text"),
    ("", "keys are not allowed", "text that starts with '?' needs quotes"),
    ("", "unexpected ':'", "a ':' is not expected here; quote text that contains it"),
    ("simple key", "", "this line is no 'key: value'; a colon is missing, or indentation"),
    ("flow sequence", "", "',' or ']' is missing; the list was opened on line {line}"),
    ("flow mapping", "", "',' or '}}' is missing; the mapping was opened on line {line}"),
    ("block mapping", "mid-line", "the value ended before this; put all of it in quotes"),
    ("block mapping", "", "this line does not fit those above; check its indentation, and that every key has its ':'"),
    ("block collection", "", "a list item ('- …') is expected here, as on line {line}; check the indentation"),
    ("node", "content", "a value is missing here, or a bracket has no partner"),
    ("", "incompatible YAML", "the file asks for a YAML version that does not exist yet; remove the %YAML line"),
    ("directive", "", "a line that starts with '%' is a directive; quote it or remove it"),
    ("", "<document start>", "nothing may follow the end of the document ('...' above), or a '%' line needs quotes"),
    ("", "cannot start any token", "text that starts with {sign} needs quotes"),
)  # fmt: skip


def decoded(source: bytes) -> str:
    """Give the text of a file: UTF-8, or UTF-16 with its byte order mark; anything else is refused with the place."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if source.startswith(mark):
            return printable(_decoded(source[len(mark) :], encoding))
    if source[:4].count(0) == 2:
        raise UnreadableError(1, 1, "the file looks like UTF-16 without a byte order mark; save it as UTF-8")
    return printable(_decoded(source, "utf-8"))


def _decoded(source: bytes, encoding: str) -> str:
    if not encoding:
        raise UnreadableError(1, 1, "the file is saved as UTF-32; save it as UTF-8")
    try:
        return source.decode(encoding)
    except UnicodeDecodeError as error:
        line, column = place(source[: error.start].decode(encoding, "replace"))
        what = f"byte 0x{source[error.start]:02X} is not {encoding.upper()}"
        hint = " (Windows-1252 or Latin-1?)" if encoding == "utf-8" else ""
        raise UnreadableError(
            line, column, f"{what}; the file was saved in another encoding{hint}: save it as UTF-8"
        ) from None


def printable(text: str) -> str:
    """Give the text back, or refuse the first character that YAML does not allow in a file."""
    found = _FORBIDDEN.search(text)
    if found is None:
        return text
    line, column = place(text[: found.start()])
    raise UnreadableError(
        line, column, f"the invisible character U+{ord(found[0]):04X} is not allowed in YAML; remove it"
    )


def place(before: str) -> tuple[int, int]:
    """Give line and column, from 1, of what follows this text."""
    ends = [match.end() for match in _NEWLINE.finditer(before)]
    return len(ends) + 1, len(before) - (ends[-1] if ends else 0) + 1


def explained(error: YAMLError, text: str) -> UnreadableError:
    """Turn a parser's error into place and words."""
    if not isinstance(error, MarkedYAMLError):
        return UnreadableError(1, 1, f"this is not YAML: {error}")
    problem, context = str(error.problem or ""), str(error.context or "")
    mark: Any = error.problem_mark or error.context_mark
    start: Any = error.context_mark or mark
    if mark is None:
        return UnreadableError(1, 1, f"this is not YAML: {problem or context}")
    lines = _NEWLINE.split(text)
    before, sign = _around(lines, mark.line, mark.column)
    if sign == "\t" and "cannot start" in problem:
        problem = "tab character"
    elif "block mapping" in context and before.strip():
        problem = "mid-line"
    words = next((w for c, p, w in _WORDS if c in context and p in problem), f"this is not YAML: {problem}")
    if "never closed" in words or "is no 'key" in words:
        mark = start
    line = min(mark.line, len(lines) - 1)  # libyaml sees one more line behind the last
    column = min(mark.column, len(lines[line])) if line == mark.line else len(lines[line])
    return UnreadableError(line + 1, column + 1, words.format(line=start.line + 1, sign=repr(sign)))


def _around(lines: Sequence[str], line: int, column: int) -> tuple[str, str]:
    """Give what stands before a place on its line, and the character there."""
    found = lines[line] if line < len(lines) else ""
    return found[:column], found[column : column + 1]
