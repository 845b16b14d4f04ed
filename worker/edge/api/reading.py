"""From bytes to models: JSON and query strings, with every mistake told at its place."""

from collections.abc import Callable, Iterable
from typing import Any, Final

import orjson
from pydantic import BaseModel, ValidationError

from schemas.api.problems import KINDS, Part
from worker.errors import ProblemError

MAX_PARTS = 50  # mistakes told at a time
MAX_NAMES: Final = 1_000  # members of one object: each that a model does not know costs a mistake
MAX_ALL_NAMES: Final = 20_000  # of all objects of a body
_OF_BODIES: Final = frozenset(name for name, kind in KINDS.items() if kind.status == 422)


def read_json(raw: bytes, model: type[BaseModel]) -> BaseModel:
    """Give the model of a body; raises `malformed` for what is no JSON, `invalid` for what does not fit."""
    try:
        sent = orjson.loads(raw)  # says where, and refuses NaN and lone surrogates; the model's own reader knows tuples
    except orjson.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise ProblemError("malformed", f"the body is not JSON: {error.msg} at {where}") from None
    if raw.count(b":") > MAX_NAMES and _wide(sent):
        raise ProblemError(
            "invalid", f"an object may have {MAX_NAMES:,} members, and all of them together {MAX_ALL_NAMES:,}"
        )
    return _fitting(lambda: model.model_validate_json(raw), "", sent)


def _wide(sent: Any) -> bool:
    """Whether there are more members than anything has that is meant well."""
    waiting, members = [sent], 0
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            members += len(part)
            if len(part) > MAX_NAMES or members > MAX_ALL_NAMES:
                return True
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part
    return False


def read_query(pairs: Iterable[tuple[str, str]], model: type[BaseModel]) -> BaseModel:
    """Give the model of a query string; a name that is there twice is a mistake."""
    values: dict[str, str] = {}
    twice = []
    for name, value in pairs:
        if name in values:
            twice.append(Part(at=f"?{name}", says="this parameter is there twice", code="twice"))
        values[name] = value
    if twice:
        raise ProblemError("invalid", f"{twice[0].at[1:]} is there twice", *twice)
    # Text of an address may become a number; a body says what its values are.
    return _fitting(lambda: model.model_validate(values, strict=False), "?", values)


def _fitting(read: Callable[[], BaseModel], start: str, sent: Any) -> BaseModel:
    try:
        return read()
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False, include_context=False)
        parts = [
            Part(at=_place(_there(item["loc"], sent), start), says=_says(item["msg"]), code=item["type"])
            for item in found
        ]
        shown = parts[:MAX_PARTS]
        first = f"{shown[0].at or 'the body'}: {shown[0].says}"
        more = f", and {len(parts) - 1} more" if len(parts) > 1 else ""
        kind = shown[0].code if shown[0].code in _OF_BODIES else "invalid"
        raise ProblemError(kind, first + more, *shown) from None


def _there(loc: tuple[int | str, ...], sent: Any) -> tuple[int | str, ...]:
    """Leave out of a place what is no part of the body: which of several models somebody meant."""
    found: list[int | str] = []
    for i, part in enumerate(loc):
        inside = isinstance(sent, dict) and part in sent
        if inside or (isinstance(sent, list) and isinstance(part, int) and part < len(sent)):
            sent = sent[part]
            found.append(part)
        elif i == len(loc) - 1 and isinstance(sent, dict):
            found.append(part)  # what is missing
    return tuple(found)


def _place(loc: tuple[int | str, ...], start: str) -> str:
    if start == "?":
        return "?" + ".".join(str(part) for part in loc)
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in loc)


def _says(message: str) -> str:
    text = message.removeprefix("Value error, ")
    return text[:1].lower() + text[1:]
