"""JSON without damage: `919876520003` stays an integer, `9.19877E+11` keeps its spelling, and no body can exhaust us.

A float would turn a spreadsheet's `9.19877E+11` into the valid number of a stranger, and Google's 64-bit ids into
others. Also settled here: duplicate keys (the last wins, as in every JSON parser, and is reported), lone surrogates and
NULs (nobody behind us could store them), and nesting deeper than a document store takes.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from worker.errors import RefusedError
from worker.handlers.unreadable import kind_of

MAX_BYTES: Final = 12 * 1024 * 1024
MAX_DEPTH: Final = 64  # MongoDB takes 100 levels, some of which are ours
_INT64 = 2**63


class Literal(str):
    """A number as it was spelt, where int or float would lose something."""

    __slots__ = ()


class _Objects:
    """Builds the objects of one body and remembers which keys came twice."""

    def __init__(self) -> None:
        self.duplicates: list[str] = []

    def __call__(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for key, value in pairs:
            name = clean(key)
            if name in made:
                self.duplicates.append(name)
            made[name] = value
        return made


def loads(text: str | bytes) -> tuple[Any, tuple[str, ...]]:
    """Parse JSON; give the value and the keys that some object held twice.

    Raise `RefusedError`: `too_large`, `too_deep`, or `malformed` with the place.
    """
    if len(text) > MAX_BYTES:
        raise RefusedError("too_large", f"the body has {len(text)} bytes; at most {MAX_BYTES} are read")
    objects = _Objects()
    try:
        decoded = text if isinstance(text, str) else text.decode(json.detect_encoding(text))
        value = json.loads(
            decoded.removeprefix("\ufeff"),
            parse_int=_integer,
            parse_float=Literal,
            parse_constant=Literal,
            object_pairs_hook=objects,
        )
    except json.JSONDecodeError as error:
        raise RefusedError(
            "malformed",
            f"no JSON: {error.msg}, line {error.lineno} column {error.colno}",
            f"char {error.pos}",
            about=kind_of(text),
        ) from None
    except UnicodeDecodeError as error:
        raise RefusedError(
            "malformed", f"no JSON: byte {error.start} is not {error.encoding}", about="encoding"
        ) from None
    except RecursionError:
        raise _too_deep() from None
    return _cleaned(value, 0), tuple(objects.duplicates)


def _too_deep() -> RefusedError:
    return RefusedError(
        "too_deep", f"the body is nested deeper than {MAX_DEPTH} levels, which cannot be stored; flatten it"
    )


def _integer(digits: str) -> int | Literal:
    if len(digits) > 20:  # also keeps clear of CPython's limit on converting long digit strings
        return Literal(digits)
    value = int(digits)
    return value if -_INT64 <= value < _INT64 else Literal(digits)


def _cleaned(value: Any, depth: int) -> Any:
    if type(value) is str:
        return clean(value)
    if isinstance(value, dict | list):
        if depth >= MAX_DEPTH:
            raise _too_deep()
        places: Iterable[Any] = value if isinstance(value, dict) else range(len(value))
        for place in places:
            value[place] = _cleaned(value[place], depth + 1)
    return value


def clean(text: str) -> str:
    """Give text that can be stored: without NULs and lone surrogates."""
    if text.isascii() and "\x00" not in text:
        return text
    # Pairs of surrogates written as two escapes become the character they mean, single ones U+FFFD.
    return text.replace("\x00", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def plain(value: Any) -> Any:
    """Give the value with numbers as JSON and BSON hold them: a float where that loses nothing, else text."""
    if isinstance(value, Literal):
        return _number(value)
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def _number(spelt: Literal) -> float | str:
    text = str(spelt)
    if "e" in text.lower() or len(text) > 17:
        return text
    number = float(text)
    return number if number - number == 0 else text


def dumps(value: Any) -> str:
    """Write the value; numbers that we did not convert are written as the text they were."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
