"""Races between writers: whoever loses a compare-and-set reads again and tries again, after a moment left to chance.

Two that lose to each other would meet again if they waited equally long, so each waits for a random part of a time that
grows with its losses.
"""

import random
from dataclasses import dataclass

from worker.errors import LostRaceError
from worker.ports import Clock


@dataclass(frozen=True, slots=True)
class Races:
    """How often a work is begun before it is given up, and how long it waits in between.

    Before the second round it waits for up to `step` seconds, before each further one for up to `step` more, but never
    for longer than `longest`.

        async for _ in RACES.rounds(clock):
            if await compare_and_set(...):
                return
        raise RACES.lost("one lead")
    """

    count: int
    step: float
    longest: float = 1.0

    def rounds(self, clock: Clock) -> "Rounds":
        """Give the rounds of one work; each waits before it begins, but for the first."""
        return Rounds(self, clock)

    def lost(self, prize: str) -> LostRaceError:
        """Give the error of a work that lost every round for its prize: `one lead`, `a pool of acme`."""
        return LostRaceError(f"lost {self.count} races for {prize}; too many writers at once")


class Rounds:
    """The rounds of one work, numbered from 0. A class, for an abandoned generator would be one more task for the loop."""

    __slots__ = ("_clock", "_number", "_races")

    def __init__(self, races: Races, clock: Clock) -> None:
        self._races, self._clock, self._number = races, clock, -1

    def __aiter__(self) -> "Rounds":
        return self

    async def __anext__(self) -> int:
        self._number += 1
        if self._number >= self._races.count:
            raise StopAsyncIteration
        if self._number:
            longest = min(self._races.step * self._number, self._races.longest)
            await self._clock.sleep(random.uniform(0, longest))  # noqa: S311  # jitter, not a secret
        return self._number
