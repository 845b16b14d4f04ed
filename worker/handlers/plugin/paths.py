"""Paths of `plugins.yaml` (see `schemas/plugin.py` for their grammar): compiled once, looked up in parsed bodies.

A path leads on into a text of JSON (`rawRequest.q3_name`). A look-up gives every match with its location, the keys and
indices that were really passed, so that a reader knows which parts of a body it has used.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Literal

from worker.errors import RefusedError
from worker.handlers.exact_json import dumps, loads
from worker.handlers.name_folding import fold

Location = tuple[str | int, ...]
Found = tuple[Location, Any]
_MAX_FOUND: Final = 10_000
_MAX_KEPT: Final = 65_536  # characters of a text of JSON that is kept parsed
_MAX_FOLDED: Final = 500  # keys of an object up to which another spelling of a key is looked for

_TOKEN: Final = re.compile(r"\.?([^.\[\]]+)|\[([^\[\]]*)\]")


@dataclass(frozen=True, slots=True)
class PathKey:
    """One step down an object, or to an item of a list if it is a number."""

    name: str


@dataclass(frozen=True, slots=True)
class Each:
    """Every item of a list."""


@dataclass(frozen=True, slots=True)
class Where:
    """The items of a list, or the object itself, whose value at `path` is, or contains, a word."""

    path: str
    word: str
    contains: bool


Step = PathKey | Each | Where


@dataclass(frozen=True, slots=True)
class CompiledPath:
    """Where to start (the lead, the root of the body, the delivery) and the steps from there."""

    start: Literal["lead", "root", "delivery"]
    steps: tuple[Step, ...]


def pointer(location: Iterable[object]) -> str:
    """Give a JSON pointer (RFC 6901) to a location; `compiled` reads it back."""
    return "".join("/" + str(key).replace("~", "~0").replace("/", "~1") for key in location)


@lru_cache(maxsize=4096)
def compiled(path: str) -> CompiledPath:
    """Compile a path that `schemas.plugin.Path` has accepted."""
    if path.startswith("/"):
        keys = path[1:].split("/")
        return CompiledPath("lead", tuple(PathKey(key.replace("~1", "/").replace("~0", "~")) for key in keys))
    if path.startswith("$."):
        return CompiledPath("root", _steps(path[2:]))
    if path.startswith("@"):
        name, _, rest = path[1:].partition(".")
        return CompiledPath("delivery", (PathKey(name), PathKey(rest)) if rest else (PathKey(name),))
    return CompiledPath("lead", _steps(path))


def _steps(text: str) -> tuple[Step, ...]:
    return tuple(PathKey(key) if key else _bracket(inside) for key, inside in _TOKEN.findall(text))


def _bracket(inside: str) -> Step:
    if not inside:
        return Each()
    for sign in ("=", "~"):
        name, found, word = inside.partition(sign)
        if found:
            return Where(name, word, contains=sign == "~")
    return PathKey(inside)


def parsed_text(value: Any) -> Any:
    """Give what a text of JSON holds; anything else as it is. Some senders put all of their fields into one such text."""
    if (
        not isinstance(value, str)
        or not value.lstrip()[:2].startswith(("{", "[{"))
        or value.rstrip()[-1:] not in ("}", "]")
    ):
        return value
    return _kept_parsed(value) if len(value) <= _MAX_KEPT else _parsed(value)


def _parsed(text: str) -> Any:
    try:
        parsed = loads(text)[0]
    except RefusedError:
        return text
    return parsed if isinstance(parsed, dict | list) else text


_kept_parsed: Final = lru_cache(maxsize=8)(_parsed)  # one text is looked into for each of the paths; nobody changes it


def look_up(value: Any, steps: Sequence[Step], at: Location = ()) -> Iterator[Found]:
    """Give every match of the steps below `value`, which stands at `at`, in order of the body."""
    if not steps:
        yield at, value
        return
    step, rest = steps[0], steps[1:]
    if isinstance(value, str):
        value = parsed_text(value)
    for place, item in _WALK[type(step)](value, step):
        yield from look_up(item, rest, (*at, *place))


def _by_key(value: Any, step: PathKey) -> Sequence[Found]:
    name = step.name
    if isinstance(value, dict):
        if name in value:
            return [((name,), value[name])]
        if len(value) > _MAX_FOLDED:
            return []
        folded = fold(name)
        return [((str(key),), item) for key, item in value.items() if folded and fold(key) == folded][:1]
    if isinstance(value, list) and name.isascii() and name.isdigit() and int(name[:9]) < len(value):
        return [((int(name),), value[int(name)])]
    return []


def _each(value: Any, _step: Each) -> list[Found]:
    return [((place,), item) for place, item in enumerate(value[:_MAX_FOUND])] if isinstance(value, list) else []


def _where(value: Any, step: Where) -> list[Found]:
    if isinstance(value, dict):
        return [((), value)] if _holds(value, step) else []
    if not isinstance(value, list):
        return []
    return [((place,), item) for place, item in enumerate(value[:_MAX_FOUND]) if _holds(item, step)]


def _holds(item: Any, step: Where) -> bool:
    word = step.word.casefold()
    for _, value in look_up(item, compiled(step.path).steps):
        text = as_text(value).casefold()
        if (word in text) if step.contains else (text == word or (fold(text) == fold(word) != "")):
            return True
    return False


_WALK: Final[Mapping[type, Callable[[Any, Any], Sequence[Found]]]] = {PathKey: _by_key, Each: _each, Where: _where}


def as_text(value: Any) -> str:
    """Give a value as text for comparing: nothing for null, JSON for what is no scalar."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return dumps(value)
    return str(value)


def only(body: Any, locations: Sequence[Location]) -> Any:
    """Give the body with only those items of its lists; everything beside them stays."""
    if not locations or () in locations:
        return body
    below: dict[str | int, list[Location]] = {}
    for location in locations:
        below.setdefault(location[0], []).append(location[1:])
    body = parsed_text(body)
    if isinstance(body, list):
        return [only(body[place], rest) for place, rest in below.items() if isinstance(place, int)]
    return {key: only(item, below[key]) if key in below else item for key, item in body.items()}
