"""How many requests are carried out at a time: of one person, and of all who have not signed in."""

import contextlib
from collections import Counter
from collections.abc import Iterator
from typing import Final

from worker.errors import ProblemError

EACH: Final = 32  # of one person or token owner, or of one address that has not signed in
STRANGERS: Final = 256  # of all who have not signed in
_SOON: Final = {"Retry-After": "1"}


class Crowd:
    """Counts the requests under way."""

    def __init__(self) -> None:
        self._under_way: Counter[str] = Counter()
        self._strangers = 0

    @contextlib.contextmanager
    def turn(self, who: str, *, known: bool) -> Iterator[None]:
        """Count a request while within. Raises `too_many` for one too many of somebody, `busy` for too many strangers.

        `who` is a person's id, or the address of somebody who has not signed in (not `known`).
        """
        if not known and self._strangers >= STRANGERS:
            raise ProblemError("busy", "too many people sign in right now; try again in a moment", headers=_SOON)
        if self._under_way[who] >= EACH:
            raise ProblemError(
                "too_many", f"{EACH} requests of yours are under way; wait for some of them", headers=_SOON
            )
        self._under_way[who] += 1
        self._strangers += not known
        try:
            yield
        finally:
            self._strangers -= not known
            self._under_way[who] -= 1
            if not self._under_way[who]:
                del self._under_way[who]
