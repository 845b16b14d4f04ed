"""Make user data inert for a document store: no key or value of it can act as an operator, a path or an index.

Keys are percent-escaped where MongoDB gives characters a meaning (`.`, a leading `$`, NUL, the empty key), values are
cut down to what BSON and JSON both hold exactly, so that a stored row serialises to the bytes its hash was made of.
"""

import json
from collections.abc import Mapping
from typing import Any

import orjson

MAX_DEPTH = 12
MAX_TEXT = 64_000  # characters kept of one text value; the raw part of the message is kept beside it
_INT64 = 2**63


def inert_key(name: str) -> str:
    """Escape a key; `plain_key` undoes it. `a.b` -> `a%2Eb`, `$set` -> `%24set`, the empty key -> `%`."""
    if name.isidentifier() and name.isascii():
        return name
    if not name:
        return "%"
    text = name.replace("%", "%25").replace(".", "%2E").replace("\x00", "%00").encode("utf-8", "replace").decode()
    return "%24" + text[1:] if text.startswith("$") else text


def plain_key(key: str) -> str:
    """Undo `inert_key`."""
    if key == "%":
        return ""
    return (
        key.replace("%24", "$", 1).replace("%2E", ".").replace("%00", "\x00").replace("%25", "%") if "%" in key else key
    )


def inert(value: Any, depth: int = 0) -> Any:
    """Give the value as BSON and JSON hold it alike: nested keys escaped, odd numbers and deep nests as text."""
    kind = type(value)
    if kind is str:
        return _text(value)
    if value is None or kind is bool:
        return value
    if kind is int:
        return value if -_INT64 <= value < _INT64 else str(value)
    if kind is float:
        return value if value - value == 0 else str(value)  # NaN and infinities have no JSON form
    if depth >= MAX_DEPTH:
        return _text(repr(value))
    if kind is dict or isinstance(value, Mapping):
        return {inert_key(str(k)): inert(v, depth + 1) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [inert(item, depth + 1) for item in value]
    return _text(str(value))


def plain(value: Any) -> Any:
    """Undo what `inert` did to nested keys; values stay as they are, so that `inert` of it gives the same again."""
    if isinstance(value, dict):
        return {plain_key(key): plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value


def _text(value: str) -> str:
    if len(value) > MAX_TEXT:
        value = value[:MAX_TEXT]
    if value.isascii():
        return value
    return value.encode("utf-8", "replace").decode()  # a lone surrogate cannot be stored


def frozen_json(value: Any) -> str:
    """Give any data as compact JSON text, which no store interprets. What has no JSON form becomes text."""
    try:
        return orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
    except TypeError:  # integers beyond 64 bits, lone surrogates, very deep nests
        return json.dumps(value, default=str, separators=(",", ":"))
