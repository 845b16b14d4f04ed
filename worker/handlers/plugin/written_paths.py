"""Where a value of a body stands, written as plugins.yaml writes it: the way back from a location to a path."""

import re
from collections.abc import Mapping
from typing import Any, Final

from worker.handlers.plugin.labelled import LABELS, folded_keys, is_labelled, label_in, pairs
from worker.handlers.plugin.paths import Location, compiled, look_up, parsed_text, pointer
from worker.handlers.plugin.sources import scalar_text

_LONGEST: Final = 300  # of a path, as `schemas.plugin.Path` has it
_LONGEST_MARK: Final = 80
_KEY: Final = re.compile(r"[^.\[\]/$@\s][^.\[\]/]*")
# What an item of a list says of itself: its place in the list may be another one next time.
_MARKS: Final = ("label", "title", "columnid", *(name for name in LABELS if name not in ("label", "title")), "type")
_OF_LABELLED: Final = frozenset({"name", "alias", "key", "slug", "ref", "id"})  # of a record they name the record


def written(lead: Any, location: Location, text: str) -> str:
    """Give the path, from the lead, of the value `text` at or in what stands at a location; "" where no path finds it."""
    places = [location, *((*location, key) for key in _keys(lead, location))]
    places += [(*place, *keys) for place in places[1:] if len(keys := _keys(lead, place)) == 1]
    spellings = (spelling(lead, place) for place in places for spelling in (_with_marks, _with_places, _pointer))
    return next((path for path in spellings if path and _finds(lead, path, text)), "")


def in_yaml(path: str) -> str:
    """Give a path as it stands in a YAML file, in quotes where it needs them."""
    return path if re.fullmatch(r"[A-Za-z_][\w.]*", path) else "'" + path.replace("'", "''") + "'"


def _keys(lead: Any, location: Location) -> list[str]:
    found = parsed_text(_at(lead, location))
    return list(found) if isinstance(found, Mapping) else []


def _at(lead: Any, location: Location) -> Any:
    here: Any = lead
    for key in location:
        here = parsed_text(here)
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
    steps: list[str] = []
    for n, key in enumerate(location):
        above = parsed_text(_at(lead, location[:n]))
        asked = isinstance(above, Mapping) and not (steps and "=" in steps[-1])
        steps.append(_said_of(above, key) + str(key) if asked else _mark(above, key))
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
    item = parsed_text(above[key]) if isinstance(above, list) and isinstance(key, int) else None
    if not isinstance(item, Mapping):
        return f"[{key}]" if isinstance(key, int) else key
    beside, labelled = folded_keys(item), is_labelled(item)
    names = [beside[name] for name in _MARKS if name in beside and (labelled or name not in _OF_LABELLED)]
    asked = item.get("field")
    inside = {f"field.{name}": asked.get(name) for name in ("ref", "id")} if isinstance(asked, Mapping) else {}
    for name in (*inside, *names):
        word: Any = inside.get(name) or item.get(name)
        if not _can_mark(name, word):
            continue
        step = f"[{name}={word}]"
        if [place for (place, *_), _ in look_up(above, compiled(step).steps)] == [key]:
            return step
    return f"[{key}]"


def _said_of(above: Mapping[str, Any], key: str | int) -> str:
    """Give the step that asks what a value is called, where its name stands under a key beside it; "" elsewhere."""
    pair = next((pair for pair in pairs(above) if pair.value == key), None)
    word = label_in(above, pair) if pair is not None else ""
    return "" if pair is None or not _can_mark(pair.label, word) else f"[{pair.label}={word}]."


def _can_mark(name: str, word: Any) -> bool:
    return isinstance(word, str) and 0 < len(word) <= _LONGEST_MARK and not re.search(r"[\[\]=~]", name + word)
