"""What every gateway's reader needs: a body as an object, a part checked against its schema, a time in milliseconds.

`MalformedPartError` says what is wrong with one part; whoever walks the body turns it into a `Refusal` and goes on.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable
from typing import Any

import orjson
from pydantic import TypeAdapter, ValidationError

from worker.errors import MalformedPartError, RefusedError
from worker.handlers.exact_json import loads, plain
from worker.handlers.unreadable import SENTENCES, kind_of

MAX_DEPTH = 64  # levels a part may nest; documents in MongoDB end at 100
MAX_PART = 1_000_000  # bytes of one part; a whole webhook body has at most three million
_SINGLY = 50  # faults that are taken out one by one; of more, all that is around them
_KEY = re.compile(rb'"\s*:')
# Numbers that a float or 64 bits may not hold: 18 digits and more, and what is written with an exponent.
_DIGITS, _LONG = bytes.maketrans(b"123456789.", b"0000000000"), b"0" * 18
_QUOTED = b'"' + _LONG  # how an id begins that is text: whatever digits follow are found once more, and looked at
_LOSSY = re.compile(rb"[:\[,]\s*-?(?:[0-9.]{18}|[0-9.]+[eE])")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_SECONDS_END, _MILLIS_END, _MICROS_END = 10**11, 10**14, 10**17
_EARLIEST, _LATEST = 1_230_768_000_000, 4_102_444_800_000  # 2009, when WhatsApp began, to 2100


Place = tuple[int | str, ...]


def load(body: bytes) -> dict[str, Any]:
    """Read a JSON object, or raise `RefusedError` with `malformed_json`."""
    try:
        data = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        data = _forgiven(body, error)
    if type(data) is not dict:
        raise RefusedError("malformed_json", f"the body is JSON, but {_kind(data)} instead of an object")
    return data


def exact(data: Any, body: bytes) -> tuple[Any, tuple[str, ...]]:
    """Give what a body says without loss, and the keys that some object of it held twice; `data` is the quick reading.

    The quick reading is right for nearly all bodies, and it costs a few microseconds to know that. Where it is not,
    numbers that neither JSON nor the store can hold become the text that they were, as in bodies of plugins.
    """
    written = _written(data, orjson.OPT_STRICT_INTEGER)
    # What gives the same bytes again lost nothing. Others may only be spelt otherwise: spaces, escapes.
    if written == body or (not _may_lose(body) and _as_many_keys(body, written or _written(data))):
        return data, ()
    try:
        value, twice = loads(body)
    except RefusedError:  # too deep as a whole: its parts are looked at one by one
        return data, ()
    return plain(value), twice


def _may_lose(body: bytes) -> bool:
    """Whether a number of the body may be more than a float or 64 bits hold. Most bodies have no such run of digits."""
    if _LONG in body.translate(_DIGITS).replace(_QUOTED, b"") or b"e+" in body or b"E+" in body:
        return _LOSSY.search(body) is not None
    return False


def _as_many_keys(body: bytes, written: bytes | None) -> bool:
    if written is None or body.count(b'":') == written.count(b'":'):
        return True
    return len(_KEY.findall(body)) == len(_KEY.findall(written))


def _written(data: Any, option: int = 0) -> bytes | None:
    """Give the JSON text; None of what is too deep, and, if numbers are to be strict, where one exceeds 53 bits."""
    try:
        return orjson.dumps(data, option=option)
    except TypeError:
        return None


def _forgiven(body: bytes, error: orjson.JSONDecodeError) -> Any:
    """Read a body whose only faults are a byte order mark or half of a surrogate pair (an emoji cut in two)."""
    marked = body.startswith(b"\xef\xbb\xbf")
    if not marked and "surrogate" not in str(error):
        raise _no_json(body, error) from None
    try:
        return _without_surrogates(json.loads(body.decode("utf-8-sig")))
    except (ValueError, RecursionError) as failure:
        raise _no_json(body, failure) from None


def _no_json(body: bytes, error: Exception) -> RefusedError:
    kind = kind_of(body)
    return RefusedError("malformed_json", f"{SENTENCES[kind]}: {error}", about=kind)


def _without_surrogates(data: Any) -> Any:
    text = json.dumps(data, ensure_ascii=False)
    return orjson.loads(_LONE_SURROGATE.sub("\ufffd", text))


def _kind(data: object) -> str:
    return {type(None): "null", list: "an array", str: "a string", bool: "true or false"}.get(type(data), "a number")


def may_be_heavy(body: bytes) -> bool:
    """Whether parts of the body must be looked at one by one with `check_weight`; cheap, and false for nearly all."""
    return len(body) > MAX_PART or body.count(b"{") + body.count(b"[") > MAX_DEPTH


def check_weight(part: Any) -> None:
    """Raise `MalformedPartError` for a part that nests too deep or is too big to be stored."""
    level: list[Any] = [part]
    for _ in range(MAX_DEPTH):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            break
    else:
        raise MalformedPartError(f"it nests deeper than {MAX_DEPTH} levels")
    size = len(orjson.dumps(part))
    if size > MAX_PART:
        raise MalformedPartError(f"it has {size} bytes, more than the {MAX_PART} a part may have")


def _inside(outer: Any) -> Iterable[Any]:
    if isinstance(outer, dict):
        return outer.values()
    return outer if isinstance(outer, list) else ()


def checker(schema: Any) -> Callable[[Any], Any]:
    """Give a function that checks a part and gives its declared keys, or raises `MalformedPartError`."""
    validate = TypeAdapter(schema).validator.validate_python

    def check(part: Any) -> Any:
        try:
            return validate(part)
        except ValidationError as error:
            # Without the input: it may hold a phone number, and this text reaches the log.
            first = error.errors(include_url=False, include_input=False, include_context=False)[0]
            place = "/".join(str(step) for step in first["loc"])
            raise MalformedPartError(f"{place or 'the part'}: {first['msg']}", f"/{place}" if place else "") from None

    return check


def mender(schema: Any) -> Callable[[Any], tuple[Any, tuple[str, ...]]]:
    """Give a function that checks a part and leaves out of it what is not as the schema has it.

    It gives the declared keys that can be used, and a sentence for each place that was left out, without its value.
    Where something is missing that the schema requires at the top, it raises `MalformedPartError`.
    """
    validate = TypeAdapter(schema).validator.validate_python

    def mend(part: Any) -> tuple[Any, tuple[str, ...]]:
        left_out: dict[Place, tuple[Place, str]] = {}
        while True:
            try:
                return validate(part), tuple([f"{_dotted(at)}: {message}" for at, message in left_out.values()])
            except ValidationError as error:
                faults = error.errors(include_url=False, include_input=False, include_context=False)
            found = [(_reached(part, fault["loc"]), fault["loc"], fault["msg"]) for fault in faults]
            for path, at, message in found:
                if not path:  # it is missing, or was wrong in the first place
                    place, first = next((left_out[one] for one in left_out if one[:1] == at[:1]), (at, message))
                    raise MalformedPartError(f"{_dotted(place)}: {first}", f"/{_dotted(place)}" if place else "")
            for path, at, message in reversed(found):  # from the end of a list: the places before keep their numbers
                gone = path if len(found) <= _SINGLY else path[:1]
                if _reached(part, gone) == gone:
                    left_out.setdefault(gone, (at, message))
                    part = _without(part, gone)

    return mend


def _dotted(place: Place) -> str:
    return "/".join(map(str, place)) or "the part"


def _reached(part: Any, place: Place) -> Place:
    """Give the longest beginning of a place that exists: of something that is missing, what it is missing from."""
    for depth, step in enumerate(place):
        inside = step in part if isinstance(part, dict) else isinstance(part, list) and step in range(len(part))
        if not inside:
            return place[:depth]
        part = part[step]
    return place


def _without(part: Any, path: Place) -> Any:
    """Give a copy without the place; what is not on the way to it is shared."""
    step, rest = path[0], path[1:]
    copy = part.copy()
    if rest:
        copy[step] = _without(part[step], rest)
    else:
        del copy[step]
    return copy


def millis(timestamp: int) -> int:
    """Give Unix ms of a time in seconds, ms, µs or ns, told apart by magnitude.

    Raises `MalformedPartError` for a time at which nobody can have written: one wrong clock must not hold the last
    message and the service window of a person in the far future.
    """
    at = timestamp
    if timestamp < _SECONDS_END:
        at = timestamp * 1000
    elif timestamp >= _MILLIS_END:
        at = timestamp // (1000 if timestamp < _MICROS_END else 1_000_000)
    if not _EARLIEST <= at <= _LATEST:
        raise MalformedPartError("timestamp: it is no time between 2009 and 2100", "/timestamp")
    return at


def digest(part: Any) -> str:
    """Give a short name made of the content, the same for a redelivery."""
    return hashlib.blake2b(orjson.dumps(part, option=orjson.OPT_SORT_KEYS), digest_size=8).hexdigest()
