"""A lead's body as a flat list of named values: what can be guessed by name, and what is kept when nobody mapped it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from schemas.plugin import Answers, PluginMapping
from worker.handlers.name_folding import fold
from worker.handlers.plugin.labelled import (
    KINDS,
    PREFERRED,
    are_labelled,
    folded_keys,
    is_nothing_else,
    is_opaque,
    label_in,
    labels_of,
    pairs,
    value_key,
)
from worker.handlers.plugin.paths import Location, as_text, parsed_text
from worker.handlers.plugin.sources import SourceReader, is_filled
from worker.handlers.recognition.former import are_changes, holds_former
from worker.handlers.recognition.names import meaning, names_numbers

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
_MAX_NESTING: Final = 7  # objects deeper down are kept as one value
_NUMBERS: Final = (
    "value",
    "number",
    "phone",
    "phone_number",
    "phoneNumber",
    "e164",
    "mobile",
    "email",
    "address",
    "val",
)
_AFTER_AREA: Final = frozenset({"number", "phone", "phone_number", "phoneNumber"})
_FEW_BESIDE: Final = 3
_CHANGE: Final = ("from", "to")
_FORMER: Final = "previous"
_VALUE: Final = "value"  # what stands beside its name, whatever the sender calls it


@dataclass(frozen=True, slots=True)
class BodyLeaf:
    """A value with the name it goes by: the keys above it, without boxes, joined by dots; and what stands around it."""

    name: str
    value: Any
    location: Location
    answer: bool = False  # the name is a question somebody was asked
    path: tuple[Any, ...] = ()
    labels: tuple[str, ...] = ()
    kind: str = ""
    primary: bool | None = None


def parted_leaves(reader: SourceReader, mapping: PluginMapping) -> tuple[list[BodyLeaf], list[BodyLeaf]]:
    """Give the values of a lead that are not skipped: the filled ones, and those that were left open."""
    found = [leaf for answers in mapping.answers for leaf in _answers(reader, answers)]
    closed = {location for path in mapping.skip for location, _ in reader.path(path)}
    closed |= {leaf.location for leaf in found}
    closed |= {location for answers in mapping.answers for location, _ in reader.path(answers.path)}
    found += islice(_walk(reader.lead, reader.base, (), closed), _MAX_LEAVES)
    return [leaf for leaf in found if is_filled(leaf.value)], [leaf for leaf in found if not is_filled(leaf.value)]


def is_used(leaf: BodyLeaf, reader: SourceReader) -> bool:
    """Whether the leaf, what stands above it, or (for an answer) a part of it was used."""
    depth = len(leaf.location)
    return any(used[:depth] == leaf.location or (used and leaf.location[: len(used)] == used) for used in reader.used)


def _walk(value: Any, at: Location, keys: tuple[Any, ...], closed: set[Location]) -> Iterator[BodyLeaf]:
    if at in closed:
        return
    value = parsed_text(value)
    if isinstance(value, dict) and keys and (entry := _entry(value, at, keys)):
        yield entry
        for key in _former_keys(value):  # beside its value, what it was: told apart, and said
            yield BodyLeaf(_name((*keys, key)), value[key], (*at, key), path=(*keys, key))
    elif isinstance(value, dict) and (not keys or _is_open(value, keys)):
        yield from _held(value, at, keys, closed)
    elif isinstance(value, list) and keys and (opened := _opened(value, keys)):
        for place in opened:
            yield from _walk(value[place], (*at, place), keys if len(value) == 1 else (*keys, place), closed)
    elif isinstance(value, list) and len(value) == len(_CHANGE) and are_changes(keys[:-1]):
        for place, said in enumerate(_CHANGE):  # `changes: {phone: [old, new]}`
            yield BodyLeaf(_name((*keys, said)), value[place], (*at, place), path=(*keys, said))
    elif keys:
        yield BodyLeaf(_name(keys), value, at, path=keys)


def _held(value: Mapping[str, Any], at: Location, keys: tuple[Any, ...], closed: set[Location]) -> Iterator[BodyLeaf]:
    """Give what an object holds; a key that only says what stands under another one is that one's label."""
    found = {pair.value: pair for pair in pairs(value)}
    labels = {pair.label for pair in found.values()}
    former = {pair.former for pair in found.values()}
    for key, item in value.items():
        if key in former:
            yield BodyLeaf(_name((*keys, key)), item, (*at, key), path=(*keys, _FORMER))
        elif key in found:
            label = label_in(value, found[key])
            held = item[0] if isinstance(item, list) and len(item) == 1 else item
            yield BodyLeaf(label, held, (*at, key), path=(*keys, _VALUE), labels=(label,))
        elif key not in labels:
            yield from _walk(item, (*at, key), (*keys, key), closed)


def _opened(items: list[Any], keys: tuple[Any, ...]) -> list[int]:
    """Say which items of a list are looked into: entries with labels, numbers of one person, the first of several people."""
    if not items or not all(isinstance(item, dict) for item in items):
        return []
    listed = isinstance(keys[-1], str) and names_numbers(keys[-1])
    if listed or are_labelled(items):
        return list(range(len(items)))
    people = isinstance(keys[-1], str) and meaning(keys[-1]).owner == "person"
    return [0] if len(items) == 1 or people else []


def _entry(value: Mapping[str, Any], at: Location, keys: tuple[Any, ...]) -> BodyLeaf | None:
    """Take an object that is one value with its label, or one of the numbers of a list, as a leaf."""
    above = next((key for key in reversed(keys) if isinstance(key, str)), "")
    listed = names_numbers(above)
    beside = folded_keys(value)
    name = next((key for key in _NUMBERS if key in value), None) if listed else value_key(beside)
    if name is None or (not listed and not is_nothing_else(value, beside)):
        return None
    held = _unboxed(value[name])
    if listed and isinstance(held, str | int) and "area" in beside and name in _AFTER_AREA:
        held = f"({as_text(value[beside['area']])}) {as_text(held)}" if value[beside["area"]] else held
    if isinstance(held, dict) or (isinstance(held, list) and held and isinstance(held[0], dict)):
        return None
    labels = labels_of(value, beside)
    kind = next((str(value[beside[one]]) for one in KINDS if one in beside and isinstance(value[beside[one]], str)), "")
    if listed:
        labels = (*labels, kind) if kind else labels
    elif not labels and not kind and not isinstance(keys[-1], str):
        return None
    flags = [value[beside[one]] for one in PREFERRED if one in beside]
    shown = labels[0] if labels and not listed and not is_opaque(labels[0]) else _name(keys)
    taken = held[0] if isinstance(held, list) and len(held) == 1 else held
    preferred = flags[0] in (True, 1, "1", "true", "True") if flags else None
    place = (*at, name) if _former_keys(value) else at
    return BodyLeaf(shown, taken, place, path=keys, labels=labels, kind=kind, primary=preferred)


def _former_keys(value: Mapping[str, Any]) -> list[str]:
    return [key for key in value if holds_former(key)]


def _unboxed(held: Any) -> Any:
    """Give the one value of an object or a list of one that is nothing but it: `[{"value": "a@b.c", "enum_code": "WORK"}]`."""
    if isinstance(held, dict) and len(held) == 1:
        return next(iter(held.values()))
    only = held[0] if isinstance(held, list) and len(held) == 1 else None
    return only["value"] if isinstance(only, dict) and "value" in only and len(only) <= _FEW_BESIDE else held


def are_answers(items: Any) -> bool:
    """Whether a list holds the answers of one person, each a label and a value, and not a person in each item."""
    return isinstance(items, list) and are_labelled(items)


def _is_open(value: Mapping[str, Any], keys: tuple[Any, ...]) -> bool:
    """Whether an object is looked into. One that looks like a database operator is a value, and an odd one."""
    return len(keys) < _MAX_NESTING and not any(key.startswith("$") for key in value)


def _name(keys: tuple[Any, ...]) -> str:
    rest = [key for key in keys if isinstance(key, str)]
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
                asked = _asked(inside, answers, titles)
                yield BodyLeaf(
                    name, value, (*location, place), answer=True, path=(name,), labels=asked, kind=_type_of(item)
                )


def _type_of(item: Any) -> str:
    kind = item.get("type") if isinstance(item, dict) else None
    return kind if isinstance(kind, str) else ""


def _answer_name(item: SourceReader, answers: Answers, titles: Mapping[str, str]) -> str:
    """Give the sender's own name of the question; an id that means nothing gives way to the question's title."""
    names = [name for path in answers.name if (name := item.text(path))]
    if names and not is_opaque(names[0]):
        return names[0]
    title = titles.get(item.text(answers.title_of), "") if titles else ""
    return title or next((name for name in names if not is_opaque(name)), next(iter(names), ""))


def _asked(item: SourceReader, answers: Answers, titles: Mapping[str, str]) -> tuple[str, ...]:
    """Every name of a question that says something: its title, its label, the sender's own."""
    title = titles.get(item.text(answers.title_of), "") if titles else ""
    names = [name for path in answers.name if (name := item.text(path)) and not is_opaque(name)]
    return tuple(dict.fromkeys([*names, *([title] if title else [])]))


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
