"""Where a value of a body stands, written as plugins.yaml writes it: the way back from a location to a path."""

import re
from collections.abc import Mapping
from typing import Any, Final

from worker.handlers.plugin.paths import Location, compiled, look_up, pointer
from worker.handlers.plugin.sources import scalar_text

_LONGEST: Final = 300  # of a path, as `schemas.plugin.Path` has it
_LONGEST_MARK: Final = 80
_KEY: Final = re.compile(r"[^.\[\]/$@\s][^.\[\]/]*")
# What an item of a list says of itself: its place in the list may be another one next time.
_MARKS: Final = ("label", "title", "question", "column_id", "fieldname", "field", "key", "slug", "ref", "id", "type")
_VALUES: Final = ("value", "values", "val", "answer", "answers", "response", "string_value", "number", "raw_value")


def written(lead: Any, location: Location, text: str) -> str:
    """Give the path, from the lead, of the value `text` at or in what stands at a location; "" where no path finds it."""
    places = [location, *((*location, key) for key in _keys(lead, location))]
    spellings = (spelling(lead, place) for place in places for spelling in (_with_marks, _with_places, _pointer))
    return next((path for path in spellings if path and _finds(lead, path, text)), "")


def in_yaml(path: str) -> str:
    """Give a path as it stands in a YAML file, in quotes where it needs them."""
    return path if re.fullmatch(r"[A-Za-z_][\w.]*", path) else "'" + path.replace("'", "''") + "'"


def _keys(lead: Any, location: Location) -> list[str]:
    found = _at(lead, location)
    return list(found) if isinstance(found, Mapping) else []


def _at(lead: Any, location: Location) -> Any:
    here: Any = lead
    for key in location:
        if isinstance(here, list):
            if not isinstance(key, int) or key >= len(here):
                return None
        elif not isinstance(here, Mapping) or key not in here:
            return None
        here = here[key]
    return here


def _finds(lead: Any, path: str, text: str) -> bool:
    found = next((value for _, value in look_up(lead, compiled(path).steps)), None)
    return bool(text) and scalar_text(found).strip() == text


def _with_marks(lead: Any, location: Location) -> str:
    steps = [_mark(_at(lead, location[:n]), key) for n, key in enumerate(location)]
    return _joined(steps)


def _with_places(_lead: Any, location: Location) -> str:
    return _joined([f"[{key}]" if isinstance(key, int) else key for key in location])


def _joined(steps: list[str]) -> str:
    if not all(step.startswith("[") or _KEY.fullmatch(step) for step in steps):
        return ""
    path = "".join(step if step.startswith("[") else f".{step}" for step in steps).removeprefix(".")
    return path if len(path) <= _LONGEST and path.isprintable() else ""


def _pointer(_lead: Any, location: Location) -> str:
    path = pointer(location)
    return path if len(path) <= _LONGEST and path.isprintable() else ""


def _mark(above: Any, key: str | int) -> str:
    """Give the step to an item of a list by what the item is called, if no other is called so; else by its place."""
    item = above[key] if isinstance(above, list) and isinstance(key, int) else None
    if not isinstance(item, Mapping):
        return f"[{key}]" if isinstance(key, int) else key
    names = (*_MARKS, *(("name",) if any(one in item for one in _VALUES) else ()))
    asked = item.get("field")
    inside = {f"field.{name}": asked.get(name) for name in ("ref", "id")} if isinstance(asked, Mapping) else {}
    for name in (*inside, *names):
        word = inside.get(name) or item.get(name)
        if not isinstance(word, str) or not 0 < len(word) <= _LONGEST_MARK or re.search(r"[\[\]=~]", word):
            continue
        step = f"[{name}={word}]"
        if [place for (place, *_), _ in look_up(above, compiled(step).steps)] == [key]:
            return step
    return f"[{key}]"
