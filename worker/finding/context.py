"""What an operator is given: who asks, when, about whose leads; and what it makes of it. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from worker.account import Account
from worker.errors import RefusedError
from worker.finding import dates
from worker.finding.fields import Catalogue, Findable
from worker.finding.trees import Tree


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks: the teammate (None: somebody who is none), and the teammates of their teams."""

    user: str | None = None
    team: tuple[str, ...] = ()


@dataclass(frozen=True)
class Context:
    """For whom, where and when a question is asked."""

    account: Account
    now: dates.Now
    viewer: Viewer = Viewer()
    catalogue: Catalogue = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "catalogue", Catalogue(self.account))


Build = Callable[[Findable, Any, Context], Tree]


def listed(value: Any) -> tuple[Any, ...]:
    """Take the list of `in`; raises `RefusedError` for anything else."""
    if not isinstance(value, tuple | list) or not value:
        raise RefusedError("invalid", "this operator takes a list of values")
    return tuple(value)


def text_of(value: Any) -> str:
    """Take a text; raises `RefusedError`."""
    if not isinstance(value, str) or not value.strip():
        raise RefusedError("invalid", "this operator takes a text that is not empty")
    return value
