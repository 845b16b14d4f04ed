"""A lead's body as a flat list of named values: what can be guessed by name, and what is kept when nobody mapped it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from schemas.plugin import Answers, PluginMapping
from worker.handlers.column_names import fold
from worker.handlers.plugin.paths import Location, as_text
from worker.handlers.plugin.sources import SourceReader, is_filled

# Boxes that senders put a lead's fields into; their names say nothing about the field.
_BOXES: Final = frozenset(
    fold(name)
    for name in re.findall(
        r"\w+",
        """
        data lead leads contact contacts record fields field payload body form form_data form_fields attributes
        properties customer person sender answers response form_response submission entry values params query input
        hidden personal personal_info details contact_details contact_info profile info applicant visitor buyer
        subscriber prospect resp cntctdtl lead_data lead_details lead_info user_data custom_fields custom
        """,
    )
)
_LIDS: Final = frozenset({"value", "values", "rawvalue", "val", "answer"})  # {"phone": {"value": "98765 43210"}}
_MAX_LEAVES: Final = 2_000  # values looked at; the raw part has them all
_MAX_NESTING: Final = 5  # objects deeper down are kept as one value
_OPAQUE: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{20,}|[0-9a-f]{24,}|\d+", re.I)


@dataclass(frozen=True, slots=True)
class BodyLeaf:
    """A value with the name it goes by: the keys above it, without boxes, joined by dots."""

    name: str
    value: Any
    location: Location
    answer: bool = False  # the name is a question somebody was asked


def leaves(reader: SourceReader, mapping: PluginMapping) -> list[BodyLeaf]:
    """Give the filled values of a lead that are not skipped."""
    found = [leaf for answers in mapping.answers for leaf in _answers(reader, answers)]
    closed = {location for path in mapping.skip for location, _ in reader.path(path)}
    closed |= {leaf.location for leaf in found}
    closed |= {location for answers in mapping.answers for location, _ in reader.path(answers.path)}
    found += islice(_walk(reader.lead, reader.base, (), closed), _MAX_LEAVES)
    return [leaf for leaf in found if is_filled(leaf.value)]


def is_used(leaf: BodyLeaf, reader: SourceReader) -> bool:
    """Whether the leaf, what stands above it, or (for an answer) a part of it was used."""
    depth = len(leaf.location)
    return any(used[:depth] == leaf.location or (used and leaf.location[: len(used)] == used) for used in reader.used)


def _walk(value: Any, at: Location, keys: tuple[str, ...], closed: set[Location]) -> Iterator[BodyLeaf]:
    if at in closed:
        return
    if isinstance(value, dict) and (not keys or _is_open(value, keys)):
        for key, item in value.items():
            yield from _walk(item, (*at, key), (*keys, key), closed)
    elif isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict) and keys:
        yield from _walk(value[0], (*at, 0), keys, closed)
    elif keys:
        yield BodyLeaf(_name(keys), value, at)


def _is_open(value: Mapping[str, Any], keys: tuple[str, ...]) -> bool:
    """Whether an object is looked into. One that looks like a database operator is a value, and an odd one."""
    return len(keys) < _MAX_NESTING and not any(key.startswith("$") for key in value)


def _name(keys: tuple[str, ...]) -> str:
    rest = list(keys)
    while len(rest) > 1 and fold(rest[0][:100]) in _BOXES:
        rest.pop(0)
    while len(rest) > 1 and fold(rest[-1][:100]) in _LIDS:
        rest.pop()
    return ".".join(key or "(empty)" for key in rest)


def _answers(reader: SourceReader, answers: Answers) -> Iterator[BodyLeaf]:
    titles = _titles(reader, answers)
    for location, items in list(reader.path(answers.path)):
        for place, item in enumerate(items if isinstance(items, list) else ()):
            inside = SourceReader(item, (), item, {}, "UTC")
            name = _answer_name(inside, answers, titles)
            value = _answer_value(inside, answers)
            if name and is_filled(value):
                yield BodyLeaf(name, value, (*location, place), answer=True)


def _answer_name(item: SourceReader, answers: Answers, titles: Mapping[str, str]) -> str:
    """Give the sender's own name of the question; an id that means nothing gives way to the question's title."""
    names = [name for path in answers.name if (name := item.text(path))]
    if names and not _OPAQUE.fullmatch(names[0]):
        return names[0]
    title = titles.get(item.text(answers.title_of), "") if titles else ""
    return title or next((name for name in names if not _OPAQUE.fullmatch(name)), next(iter(names), ""))


def _titles(reader: SourceReader, answers: Answers) -> Mapping[str, str]:
    if answers.titles is None:
        return {}
    listed = [entry for _, entries in reader.path(answers.titles) if isinstance(entries, list) for entry in entries]
    return {
        as_text(entry.get("id")): as_text(entry.get("title")).strip() for entry in listed if isinstance(entry, dict)
    }


def _answer_value(item: SourceReader, answers: Answers) -> Any:
    value = next((found for path in answers.value for _, found in item.path(path)), None)
    if answers.options is not None:
        value = _chosen(value, item, answers.options)
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _chosen(value: Any, item: SourceReader, options: str) -> Any:
    """Replace the ids of options by their texts."""
    listed = [entry for _, entries in item.path(options) if isinstance(entries, list) for entry in entries]
    texts = {as_text(entry.get("id")): entry.get("text") for entry in listed if isinstance(entry, dict)}
    if isinstance(value, list):
        return [texts.get(as_text(one), one) for one in value]
    return texts.get(as_text(value), value) if texts else value
