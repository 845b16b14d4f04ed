"""Fuses: at most N firings of a rule in any period of its length, over all replicas. Pure.

The state of a fuse is one small document per rule, written by compare-and-set: firings counted in slices of the period
(so that its size does not grow with N), and what was decided for the latest commands, so that a redelivery hears the
same again. A slice that reaches into the period counts wholly: the limit is never exceeded, room comes a little later.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from worker.automations.rules.ruleset import Limit

SLICES: Final = 60  # per period
FUSE_SCHEMA: Final = 1
REMEMBERED: Final = 500  # commands whose decision is kept
Decision = Literal["allowed", "skipped", "pausing", "paused"]


@dataclass(frozen=True, slots=True)
class Pause:
    """A rule that reached its limit and stopped until an operator resumes it. `key` is the command that met the limit."""

    at: int
    key: str
    times: int
    per: int


@dataclass(frozen=True, slots=True)
class Fuse:
    """A rule's firings in the last period: slices (start in Unix ms to count), latest decisions, and the pause if any."""

    slices: Mapping[int, int] = field(default_factory=dict)
    recent: tuple[tuple[str, bool], ...] = ()  # command key, whether it was allowed; oldest first
    pause: Pause | None = None

    @classmethod
    def of(cls, document: Mapping[str, Any] | None) -> "Fuse":
        """Take a stored state; None is a rule that never fired."""
        if not document:
            return cls()
        slices = {entry["t"]: entry["n"] for entry in document.get("slices", ())}
        recent = tuple((entry["k"], entry["ok"]) for entry in document.get("recent", ()))
        pause = document.get("pause")
        return cls(slices, recent, Pause(**pause) if pause else None)

    def document(self) -> dict[str, Any]:
        """Give what is stored."""
        pause = self.pause
        return {
            "schema": FUSE_SCHEMA,
            "slices": [{"t": start, "n": n} for start, n in sorted(self.slices.items())],
            "recent": [{"k": key, "ok": allowed} for key, allowed in self.recent],
            "pause": {"at": pause.at, "key": pause.key, "times": pause.times, "per": pause.per} if pause else None,
        }

    def decide(self, key: str, limit: Limit, now: int) -> "tuple[Fuse, Decision]":
        """Give the state after the command with this key asked to fire, and what it hears. Now is Unix ms."""
        if self.pause is not None and self.pause.key == key:
            return self, "pausing"
        known = next((allowed for seen, allowed in reversed(self.recent) if seen == key), None)
        if known is not None:
            return self, "allowed" if known else "skipped"
        if self.pause is not None:
            return self, "paused"
        width = max(limit.per // SLICES, 1)
        slices = {start: n for start, n in self.slices.items() if start + width > now - limit.per}
        if sum(slices.values()) < limit.times:
            here = now - now % width
            slices[here] = slices.get(here, 0) + 1
            return Fuse(slices, self._remembering(key, allowed=True)), "allowed"
        if limit.then == "pause":
            return Fuse(slices, self.recent, Pause(now, key, limit.times, limit.per)), "pausing"
        return Fuse(slices, self._remembering(key, allowed=False)), "skipped"

    def resumed(self) -> "Fuse":
        """Give the state once an operator lets the rule go on: the count begins anew."""
        return replace(self, slices={}, pause=None)

    def _remembering(self, key: str, *, allowed: bool) -> tuple[tuple[str, bool], ...]:
        return (*self.recent, (key, allowed))[-REMEMBERED:]
