"""What a model understands at a place: which keys, how it describes what belongs there, whether that is a secret.

Works on annotations, so that any model gets suggestions without having to help. pydantic's `loc` names, besides keys and
indices, the branch it took wherever several types are allowed; `walk` tells the two apart.
"""

import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, SecretBytes, SecretStr, Tag
from pydantic.fields import FieldInfo

Loc = Iterable[str | int]

_LISTS = (list, tuple, set, frozenset, Sequence)
_MAPPINGS = (dict, Mapping)


@dataclass(frozen=True, slots=True)
class Arm:
    """One of the types a value may have, with its description and the name it bears in a union."""

    type: Any
    told: str | None = None
    tag: str | None = None

    @property
    def fields(self) -> Mapping[str, FieldInfo]:
        """The fields of a model by the name they have in a file; none for any other type."""
        if not (isinstance(self.type, type) and issubclass(self.type, BaseModel)):
            return {}
        return {field.alias or name: field for name, field in self.type.model_fields.items()}

    def named(self, step: str | int) -> bool:
        """Whether a branch of this name is this type: by its tag, its class, or the value of a discriminating field."""
        if step in (self.tag, getattr(self.type, "__name__", None)):
            return True
        values = (get_args(f.annotation) for f in self.fields.values() if get_origin(f.annotation) is Literal)
        return any(step in allowed for allowed in values)


@dataclass(frozen=True, slots=True)
class Walk:
    """Where a `loc` leads: the path in the document, the types allowed there; `branch`: it ends at one of several."""

    path: tuple[str | int, ...]
    arms: tuple[Arm, ...]
    branch: bool


def walk(model: type[BaseModel], loc: Loc, value: Any = None) -> Walk:
    """Follow a `loc`; `value` is the document's, which decides about steps that the annotations say nothing of."""
    arms: tuple[Arm, ...] = (Arm(model),)
    path: list[str | int] = []
    several = branch = False
    for step in loc:
        inside = () if several else tuple(_inside(arms, step))
        branch = several or (not inside and not _holds(value, step))
        if branch:  # the name of a type; what has no such name (a constrained text) leaves all of them open
            several, arms = False, tuple(arm for arm in arms if arm.named(step)) or arms
            continue
        path.append(step)
        several = len({group for group, _ in inside}) < len(inside)
        arms = tuple(arm for _, arm in inside)
        value = value[step] if _holds(value, step) else None
    return Walk(tuple(path), arms, branch)


def keys(model: type[BaseModel], loc: Loc) -> set[str]:
    """Give the keys that the model, or one of its branches, knows at this place."""
    return {name for arm in walk(model, loc).arms for name in arm.fields}


def description(model: type[BaseModel], loc: Loc) -> str | None:
    """Give how the value at this place is described, by its type if that has a description, else by its field."""
    steps = list(loc)
    if steps[-1:] == ["[key]"]:
        arms: Iterable[Arm] = (key for arm in walk(model, steps[:-2]).arms for key in _keys_of(arm))
    else:
        arms = walk(model, steps).arms
    return next((arm.told for arm in arms if arm.told), None)


def is_secret(model: type[BaseModel], loc: Loc) -> bool:
    """Whether the value at this place, or one around it, may be a secret and must not be quoted."""
    steps = list(loc)
    passed = (arm for n in range(1, len(steps) + 1) for arm in walk(model, steps[:n]).arms)
    return any(arm.type in (SecretStr, SecretBytes) for arm in passed)


def _holds(value: Any, step: str | int) -> bool:
    if isinstance(step, int):
        return isinstance(value, list | tuple) and 0 <= step < len(value)
    return isinstance(value, dict) and step in value


def _inside(arms: Iterable[Arm], step: str | int) -> Iterator[tuple[object, Arm]]:
    """Give the types that the given ones allow under a key or index, with the group of alternatives each belongs to."""
    for arm in arms:
        group = object()
        for inner in _under(arm, step):
            yield group, inner


def _under(arm: Arm, step: str | int) -> Iterator[Arm]:
    origin, arguments = get_origin(arm.type), get_args(arm.type)
    if step in arm.fields:
        field = arm.fields[str(step)]
        yield from _arms(field.annotation, field.description)
    elif origin in _MAPPINGS and len(arguments) == 2 and isinstance(step, str):
        yield from _arms(arguments[1])
    elif origin in _LISTS and isinstance(step, int) and arguments:
        fixed = origin is tuple and arguments[-1] is not Ellipsis and step < len(arguments)
        yield from _arms(arguments[step if fixed else 0])


def _keys_of(arm: Arm) -> Iterator[Arm]:
    if get_origin(arm.type) in _MAPPINGS:
        yield from _arms(get_args(arm.type)[0])


def _arms(annotation: Any, told: str | None = None, tag: str | None = None) -> Iterator[Arm]:
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *metadata = get_args(annotation)
        told = next((m.description for m in metadata if isinstance(m, FieldInfo) and m.description), told)
        tag = next((m.tag for m in metadata if isinstance(m, Tag)), tag)
        yield from _arms(inner, told, tag)
    elif origin in (Union, types.UnionType):
        for argument in get_args(annotation):
            yield from _arms(argument, told, tag)
    elif hasattr(annotation, "__value__"):  # type X = ...
        yield from _arms(annotation.__value__, told, tag)
    elif annotation is not type(None):
        yield Arm(annotation, told, tag)
