"""Conditions of a rule as a tree: `all`, `any` and `not` around leaves `field: {operator: value}`.

A mapping means all of its keys, a list all of its items, so that the simple case needs no ceremony. Which fields and
operators there are, and what values they take, depends on the account: `worker/automations/language/catalogue.py` knows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, WithJsonSchema

from schemas.file import File, Misplaced, misplaced

MAX_DEPTH: Final = 12
MAX_LEAVES: Final = 200  # of one condition
GROUPS: Final = ("all", "any", "not")
# Words that may stand in the place of `{operator: value}` because they need no value.
BARE: Final = ("set", "not_set", "changed")
OPERATORS: Final = (
    "is", "is_not", "one_of", "none_of", "set", "not_set",
    "at_least", "at_most", "more_than", "less_than", "between",
    "has", "has_any", "has_all", "has_none",
    "contains", "mentions", "starts_with", "ends_with",
    "changed", "changed_to", "changed_from", "added", "removed",
    "older_than", "newer_than", "before", "after", "in_next",
    "within", "outside", "weekday",
)  # fmt: skip

Loc = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One comparison. `operator` is empty where only a value was written; `loc` leads from `if` to the value."""

    field: str
    operator: str
    value: Any
    name: str  # path for traces: all[1].lead.score
    loc: Loc


@dataclass(frozen=True, slots=True)
class Group:
    """All, or any, of the items."""

    kind: Literal["all", "any"]
    items: tuple["Condition", ...]
    name: str
    loc: Loc


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of the item."""

    item: "Condition"
    name: str
    loc: Loc


Condition = Leaf | Group | Not


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Yield the leaves of a tree in order."""
    if isinstance(condition, Leaf):
        yield condition
    elif isinstance(condition, Not):
        yield from leaves(condition.item)
    else:
        for item in condition.items:
            yield from leaves(item)


def read_condition(value: Any) -> Condition:
    """Give the tree that `if` stands for; raises a `ValidationError` with every mistake at its place."""
    if isinstance(value, Leaf | Group | Not):
        return value
    reader = _Reader()
    tree = reader.read(value, (), "", 0)
    misplaced(File, reader.mistakes)
    assert tree is not None  # noqa: S101 - without a tree there is a mistake
    return tree


def salvaged(value: Any) -> Condition | None:
    """Give what is right of a condition, to be checked further; None if nothing is."""
    return _Reader().read(value, (), "", 0)


class _Reader:
    def __init__(self) -> None:
        self.mistakes: list[Misplaced] = []
        self.count = 0

    def wrong(self, loc: Loc, text: str) -> None:
        self.mistakes.append((loc, text))

    def read(self, value: Any, loc: Loc, name: str, depth: int) -> Condition | None:
        if depth > MAX_DEPTH:
            self.wrong(loc, f"conditions are nested more than {MAX_DEPTH} levels deep")
            return None
        if isinstance(value, list | tuple):
            return self.group("all", value, loc, name, depth)
        if not isinstance(value, Mapping):
            self.wrong(loc, _what_belongs_here(value))
            return None
        if not value:
            self.wrong(loc, "a condition is missing; leave `if` out where there is none")
            return None
        items = [self.key(key, inner, loc, name, depth) for key, inner in value.items()]
        found = tuple(item for item in items if item is not None)
        return found[0] if len(found) == 1 else Group("all", found, name, loc)

    def key(self, key: str, inner: Any, loc: Loc, name: str, depth: int) -> Condition | None:
        here, path = (*loc, key), f"{name}.{key}" if name else key
        if key in ("all", "any"):
            if not isinstance(inner, list | tuple):
                self.wrong(here, f"`{key}` takes a list: one condition per '- ' line")
                return None
            return self.group("all" if key == "all" else "any", inner, here, path, depth)
        if key == "not":
            return self.negated(inner, here, path, depth)
        return self.field(key, inner, here, path)

    def group(self, kind: Literal["all", "any"], items: Any, loc: Loc, name: str, depth: int) -> Condition | None:
        if not items:
            self.wrong(loc, f"`{kind}` without a condition in it")
            return None
        read = [self.read(item, (*loc, i), f"{name}[{i}]", depth + 1) for i, item in enumerate(items)]
        return Group(kind, tuple(item for item in read if item is not None), name, loc)

    def negated(self, inner: Any, loc: Loc, name: str, depth: int) -> Condition | None:
        if isinstance(inner, list | tuple) or (isinstance(inner, Mapping) and len(inner) > 1):
            self.wrong(loc, "`not` takes one condition; write not: {any: [...]} or not: {all: [...]}")
            return None
        item = self.read(inner, loc, name, depth + 1)
        return None if item is None else Not(item, name, loc)

    def field(self, field: str, value: Any, loc: Loc, name: str) -> Condition | None:
        if not isinstance(value, Mapping):
            bare = isinstance(value, str) and value in BARE
            return self.leaf(field, value if bare else "", True if bare else value, name, loc)
        if not value:
            self.wrong(loc, f"what must `{field}` be? write {field}: {{is: value}}, or {field}: set")
            return None
        many = len(value) > 1
        items = tuple(
            self.leaf(field, operator, inner, f"{name}.{operator}" if many else name, (*loc, operator))
            for operator, inner in value.items()
        )
        return Group("all", items, name, loc) if many else items[0]

    def leaf(self, field: str, operator: str, value: Any, name: str, loc: Loc) -> Leaf:
        self.count += 1
        if self.count == MAX_LEAVES + 1:
            self.wrong(loc, f"a rule may have at most {MAX_LEAVES} conditions; use one_of, or split the rule")
        return Leaf(field, operator, value, name, loc)


def _what_belongs_here(value: Any) -> str:
    if isinstance(value, str) and "{{" in value:
        return "templates are not used in conditions; write `field: {operator: value}`, for example lead.score: {at_least: 70}"
    given = "nothing" if value is None else "text" if isinstance(value, str) else "a single value"
    return f"a condition is `field: {{operator: value}}`, for example lead.score: {{at_least: 70}}, not {given}"


_PLACEHOLDER: Final = {
    "title": "Condition",
    "description": "all, any, not, or `field: {operator: value}`; a list or several keys mean all of them",
    "type": ["object", "array"],
}
# `Any`, and no union of the three: nothing may be taken for the name of a branch when an error is traced to its place.
If = Annotated[Any, BeforeValidator(read_condition), WithJsonSchema(_PLACEHOLDER)]


def json_schema() -> dict[str, Any]:
    """Give the JSON Schema of a condition, to stand under `$defs/Condition`; fields of any name are let through."""
    again = {"$ref": "#/$defs/Condition"}
    comparison = {
        "anyOf": [
            {"enum": list(BARE)},
            {"type": ["string", "number", "boolean"]},
            {"type": "array", "items": {"type": ["string", "number", "boolean"]}},
            {"type": "object", "minProperties": 1, "propertyNames": {"enum": list(OPERATORS)}},
        ]
    }
    return {
        "title": "Condition",
        "description": _PLACEHOLDER["description"],
        "anyOf": [
            {"type": "array", "items": again, "minItems": 1},
            {
                "type": "object",
                "minProperties": 1,
                "properties": {
                    "all": {"type": "array", "items": again, "minItems": 1, "description": "every one of these"},
                    "any": {"type": "array", "items": again, "minItems": 1, "description": "at least one of these"},
                    "not": {**again, "description": "the opposite"},
                },
                "additionalProperties": comparison,
            },
        ],
    }
