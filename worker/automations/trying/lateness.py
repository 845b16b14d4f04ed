"""How late the engine was: when rules looked at the events of the past, by the firings that history keeps. Pure.

Limits count from when a rule acts, so that nobody is written to twice because of a backlog. A replay counts alike: events
are looked at in the order in which they came, so each was looked at no earlier than those before it, and no later than
those after it. Where nothing fired around an event, rules are taken to have looked at it as it came.
"""

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate
from typing import Final

TOLD_MS: Final = 60_000  # an engine that keeps up is late by less


class Lateness:
    """Tells of a moment at which an event was recorded when rules looked at it. Times are Unix ms."""

    def __init__(self, seen: Iterable[tuple[int, int]] = ()) -> None:
        """Take, of events on which rules fired, when each was recorded and when the rules acted."""
        known = sorted(seen)
        self._recorded = [recorded for recorded, _ in known]
        # One that rules acted on later than on its successors was tried again; its neighbours did not wait for it.
        self._acted = list(accumulate(reversed([at for _, at in known]), min))[::-1]
        late = ((at - recorded, recorded) for recorded, at in zip(self._recorded, self._acted, strict=True))
        self.worst, self.worst_at = max(late, default=(0, 0))

    def acted(self, recorded: int) -> int:
        """Give when rules looked at an event that was recorded then, at the earliest."""
        before = bisect_right(self._recorded, recorded)
        return max(recorded, self._acted[before - 1]) if before else recorded
