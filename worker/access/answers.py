"""Answers that are kept under the key of their request, so that a request that is sent again does nothing twice."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

from schemas.durations import DAY_MS

KEPT_MS: Final = 7 * DAY_MS
UNDER_WAY_MS: Final = 60_000  # a request that took longer ended with its process: the next try carries it out


@dataclass(frozen=True, slots=True)
class Answered:
    """What is known of a key: what was asked (a digest), and what was answered; `status` 0 while it is under way."""

    digest: str
    status: int = 0
    body: str = ""  # JSON text, "" for none
    headers: Mapping[str, str] = field(default_factory=dict)


class AnswerStore(Protocol):
    """Keys and their answers. A key begins with account and person, so nobody meets another's."""

    async def prepare(self) -> None:
        """Create what is missing."""

    async def claim(self, key: str, digest: str, now: int) -> Answered | None:
        """Take a key for carrying a request out; else give what is known of it. Of many who try at once one takes it.

        A key that is under way for longer than `UNDER_WAY_MS` is taken over, if it was for the same request.
        """

    async def keep(self, key: str, answered: Answered, now: int) -> None:
        """Keep an answer for `KEPT_MS`."""

    async def let_go(self, key: str, digest: str) -> None:
        """Forget a key that is under way: nothing was done."""
