"""Values of which many are made per message, at a price that the hot path can pay.

A frozen dataclass sets each attribute by a call, because its own `__setattr__` refuses: a contact, with its two dozen, so
takes four times as long to make. What is marked here is as frozen for the type checker, which is what keeps our code from
changing it, and open underneath.
"""

from dataclasses import MISSING, fields
from typing import Any, TypeVar

C = TypeVar("C", bound=type)


def made_quickly(cls: C) -> C:
    """Give a frozen dataclass with slots an `__init__` that assigns; equality, hash, defaults and `replace` stay."""
    known: dict[str, Any] = {}
    parameters, lines = [], []
    for one in fields(cls):
        if one.default is not MISSING:
            known[f"_{one.name}"] = one.default
            parameters.append(f"{one.name}=_{one.name}")
            lines.append(f"self.{one.name} = {one.name}")
        elif one.default_factory is not MISSING:
            known[f"_{one.name}"] = one.default_factory
            parameters.append(f"{one.name}=_left_out")
            lines.append(f"self.{one.name} = _{one.name}() if {one.name} is _left_out else {one.name}")
        else:
            parameters.append(one.name)
            lines.append(f"self.{one.name} = {one.name}")
    known["_left_out"] = MISSING
    body = "\n    ".join(lines)
    exec(f"def __init__(self, {', '.join(parameters)}):\n    {body}", known)  # noqa: S102  # names of our own fields, as dataclasses do
    initial = known["__init__"]
    initial.__qualname__ = f"{cls.__qualname__}.__init__"
    initial.__annotations__ = cls.__init__.__annotations__  # type: ignore[misc]  # of the class's own, which has none else
    cls.__init__ = initial  # type: ignore[misc]  # the same parameters as before
    del cls.__setattr__, cls.__delattr__
    return cls
