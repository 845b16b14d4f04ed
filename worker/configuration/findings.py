"""What is wrong with the administrator's files, as lines to click: `file:line:column: what - did you mean …?`."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from schemas.file import did_you_mean
from worker.configuration import vocabulary

Severity = Literal["error", "warning", "note"]
Loc = tuple[str | int, ...]

# What people write for our words, in English, Portuguese and Spanish; keyed by folded or case-folded word.
SYNONYMS: Mapping[str, str] = {
    "tz": "timezone", "zone": "timezone", "fusohorario": "timezone", "zonahoraria": "timezone",
    "country": "region", "pais": "region", "countrycode": "region", "defaultregion": "region",
    "phones": "numbers", "phonenumbers": "numbers", "whatsapp": "numbers", "phonenumberid": "id",
    "instances": "gateways", "providers": "gateways", "closedleads": "closed_lead", "optout": "opt_out_words",
    "stopwords": "opt_out_words", "stages": "states", "steps": "states", "etapas": "states", "estados": "states",
    "stage": "state", "start": "initial", "first": "initial", "default": "initial", "success": "won",
    "converted": "won",
    "failed": "lost", "allowed": "transitions", "moves": "transitions", "title": "label", "caption": "label",
    "kind": "type", "choices": "options", "values": "options", "enum": "options", "mandatory": "required",
    "synonyms": "aliases", "alias": "aliases", "aka": "aliases",
    "string": "text", "str": "text", "select": "dropdown", "list": "dropdown", "choice": "dropdown",
    "picklist": "dropdown",
    "datetime": "date", "int": "number", "integer": "number", "float": "number", "decimal": "number", "money": "number",
    "attachment": "file", "document": "file", "tel": "phone", "telephone": "phone", "mobile": "phone", "mail": "email",
    "completed": "closed", "complete": "closed", "done": "closed", "canceled": "cancelled", "rejected": "cancelled",
    "active": "open", "user": "human", "manual": "human", "csv": "import", "webhook": "plugin", "automation": "rule",
    "reject": "ignore", "drop": "ignore", "uk": "GB",
}  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One mistake or remark. Lines and columns count from 1, columns in characters; line 0: the file as a whole."""

    file: str
    line: int
    column: int
    message: str
    severity: Severity = "error"

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        kind = "" if self.severity == "error" else f"{self.severity}: "
        return f"{place}: {kind}{self.message}"


class Placed(Protocol):
    """A file's value with the places of its parts: `worker.configuration.yaml.Document`."""

    @property
    def file(self) -> str: ...
    @property
    def value(self) -> Any: ...
    def place(self, path: Loc, *, key: bool = False) -> tuple[int, int]: ...


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """Sort by file and place, each finding once."""
    return sorted(set(findings))


def of_validation(error: ValidationError, document: Placed, model: type[BaseModel]) -> list[Finding]:
    """Give a finding for everything a model has against a document, at the key or value it is about."""
    found: dict[tuple[Loc, bool], list[str]] = {}
    for item in error.errors(include_url=False):
        path, key = where(item, document.value)
        message = _message(item, model)
        messages = found.setdefault((path, key), [])
        if message not in messages:  # branches of a union say the same more than once
            messages.append(message)
    return [
        Finding(document.file, *document.place(path, key=key), "; or ".join(messages))
        for (path, key), messages in found.items()
    ]


def where(item: ErrorDetails, value: Any) -> tuple[Loc, bool]:
    """Give the path in the document that an error is about, without union branches, and whether it is the key."""
    path: list[str | int] = []
    for step in item["loc"]:
        inside = isinstance(step, str) and isinstance(value, dict) and step in value
        indexed = isinstance(step, int) and isinstance(value, list | tuple) and 0 <= step < len(value)
        if inside or indexed:
            path.append(step)
            value = value[step]
    return tuple(path), item["type"] == "extra_forbidden" or item["loc"][-1:] == ("[key]",)


def shown(value: object, limit: int = 60) -> str:
    """Give a value as it is quoted in a message: one line, cut to size."""
    text = re.sub(r"\s+", " ", value if isinstance(value, str) else repr(value))
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _message(item: ErrorDetails, model: type[BaseModel]) -> str:
    words = _WORDS.get(item["type"])
    if words is not None:
        return words(item, model)
    given = item["input"]
    plain = item["msg"].removeprefix("Value error, ").removeprefix("Assertion failed, ")
    if isinstance(given, str | int | float | None) and item["type"] not in _OWN:
        return f"{_plain(plain)}, not {_named(given)}"
    return plain if item["type"] in _OWN else _plain(plain)


_OWN = frozenset(
    {"value_error", "assertion_error", "misplaced", "unquoted"}
)  # sentences of our models, complete as they are


def _plain(text: str) -> str:
    text = text.removeprefix("Input ").removeprefix("should ")
    return f"this should {text}" if text.startswith(("be ", "have ", "match ")) else text[:1].lower() + text[1:]


def _named(given: object) -> str:
    if given is None:
        return "empty"
    if isinstance(given, bool):
        return "true" if given else "false"
    return repr(shown(given)) if isinstance(given, str) else shown(given)


def _unknown_key(item: ErrorDetails, model: type[BaseModel]) -> str:
    word = str(item["loc"][-1])
    known = sorted(vocabulary.keys(model, item["loc"][:-1]))
    return f"unknown key {shown(word)!r}{did_you_mean(word, known, SYNONYMS)}"


def _missing(item: ErrorDetails, _model: type[BaseModel]) -> str:
    return f"the key {str(item['loc'][-1])!r} is missing"


def _not_listed(item: ErrorDetails, _model: type[BaseModel]) -> str:
    given, context = item["input"], item.get("ctx", {})
    word = str(context.get("tag", given)) if isinstance(given, dict) else given
    known = re.findall(r"'([^']*)'", str(context.get("expected") or context.get("expected_tags") or ""))
    if not isinstance(word, str):
        return f"one of {', '.join(known)} is expected here, not {_kind(given)}"
    return f"{shown(word)!r} is not one of the allowed values{did_you_mean(word, known, SYNONYMS)}"


def _wrong_kind(expected: str) -> Callable[[ErrorDetails, type[BaseModel]], str]:
    def words(item: ErrorDetails, _model: type[BaseModel]) -> str:
        return f"{expected} is expected here, not {_kind(item['input'])}"

    return words


def _kind(given: object) -> str:
    if isinstance(given, dict):
        return "a mapping"
    if isinstance(given, list | tuple):
        return "a list"
    return "nothing" if given is None else _named(given)


def _pattern(item: ErrorDetails, model: type[BaseModel]) -> str:
    given = str(item["input"])
    told = vocabulary.description(model, item["loc"]) or f"what matches {item.get('ctx', {}).get('pattern', '')}"
    better = given.upper() if given.upper() != given and re.fullmatch(r"[A-Za-z]{2}", given) else ""
    return f"{shown(given)!r} does not fit; expected: {told}" + (f" - did you mean {better!r}?" if better else "")


_TEXT, _LIST = _wrong_kind("text"), _wrong_kind("a list ('- …' lines or [a, b])")
_MAPPING = _wrong_kind("a mapping ('key: value' lines)")
_WHOLE, _NUMBER, _YES_NO = _wrong_kind("a whole number"), _wrong_kind("a number"), _wrong_kind("true or false")

_WORDS: Mapping[str, Callable[[ErrorDetails, type[BaseModel]], str]] = {
    "extra_forbidden": _unknown_key,
    "missing": _missing,
    "literal_error": _not_listed,
    "enum": _not_listed,
    "union_tag_invalid": _not_listed,
    "string_type": _TEXT,
    "string_sub_type": _TEXT,
    "dict_type": _MAPPING,
    "mapping_type": _MAPPING,
    "model_type": _MAPPING,
    "model_attributes_type": _MAPPING,
    "dataclass_type": _MAPPING,
    "list_type": _LIST,
    "tuple_type": _LIST,
    "set_type": _LIST,
    "frozen_set_type": _LIST,
    "iterable_type": _LIST,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "bool_type": _YES_NO,
    "bool_parsing": _YES_NO,
    "string_pattern_mismatch": _pattern,
}
