"""How much is taken: so many webhooks per second of an account, so many unproven ones from an address. Pure."""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

MOST: Final = 10_000  # keys that are remembered; whoever is forgotten begins anew
BURST_SECONDS: Final = 10.0


@dataclass(slots=True)
class Rates:
    """Token buckets by key, each filled at `rate` per second up to ten seconds' worth."""

    rate: float
    _levels: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def wait(self, key: str, now: float) -> float:
        """Give the seconds until one more may pass, 0 if it may now. `now` is of any steady clock, in seconds."""
        return max(0.0, (1.0 - self._level(key, now)) / self.rate)

    def spend(self, key: str, now: float) -> None:
        """Count one that passed."""
        self._levels[key] = (self._level(key, now) - 1.0, now)
        self._levels.move_to_end(key)
        if len(self._levels) > MOST:
            self._levels.popitem(last=False)

    def _level(self, key: str, now: float) -> float:
        most = max(1.0, self.rate * BURST_SECONDS)
        level, at = self._levels.get(key, (most, now))
        return min(most, level + (now - at) * self.rate)
