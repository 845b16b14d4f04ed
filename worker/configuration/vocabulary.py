"""What a model understands at a place: the keys it knows there, and how it describes what belongs there.

Works on annotations, so that a suggestion can be made for any model without the model having to help. Where a union
leaves several branches open, the words of all of them count.
"""

import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, SecretBytes, SecretStr, Tag
from pydantic.fields import FieldInfo

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


def keys(model: type[BaseModel], loc: Iterable[str | int]) -> set[str]:
    """Give the keys that the model, or one of its branches, knows at this place of a pydantic `loc`."""
    return {name for arm in _at(model, loc) for name in arm.fields}


def description(model: type[BaseModel], loc: Iterable[str | int]) -> str | None:
    """Give how the value at this place is described, by its type if that has a description, else by its field."""
    steps = list(loc)
    arms = _at(model, steps[:-2], keys=True) if steps[-1:] == ["[key]"] else _at(model, steps)
    return next((arm.told for arm in arms if arm.told), None)


def is_secret(model: type[BaseModel], loc: Iterable[str | int]) -> bool:
    """Whether the value at this place, or one around it, may be a secret and must not be quoted."""
    steps = list(loc)
    return any(arm.type in (SecretStr, SecretBytes) for n in range(1, len(steps) + 1) for arm in _at(model, steps[:n]))


def _at(model: type[BaseModel], loc: Iterable[str | int], *, keys: bool = False) -> list[Arm]:
    """Give the types allowed at a place, or those of the keys of the mapping there."""
    arms = [Arm(model)]
    for step in loc:
        inside = [arm for outer in arms for arm in _inside(outer, step)]
        named = [arm for arm in arms if step in (arm.tag, getattr(arm.type, "__name__", None))]
        arms = inside or named or arms  # a step that leads nowhere is a branch's name
    if keys:
        return [key for arm in arms if get_origin(arm.type) in _MAPPINGS for key in _arms(get_args(arm.type)[0])]
    return arms


def _inside(arm: Arm, step: str | int) -> Iterator[Arm]:
    origin, arguments = get_origin(arm.type), get_args(arm.type)
    if step in arm.fields:
        field = arm.fields[str(step)]
        yield from _arms(field.annotation, field.description)
    elif origin in _MAPPINGS and len(arguments) == 2:
        yield from _arms(arguments[1])
    elif origin in _LISTS and isinstance(step, int) and arguments:
        fixed = origin is tuple and arguments[-1] is not Ellipsis and step < len(arguments)
        yield from _arms(arguments[step if fixed else 0])


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
