"""How far search rows are behind what became of leads: those who write rows tell it, those who show lists read it.

Whoever writes rows says every second how old the oldest event in their hands is. The queue gives the oldest first, so what
still waits there is younger. Where nobody says anything any more, rows are behind from that moment on, if events wait.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from worker.account import Account
from worker.errors import LeadWorkerError
from worker.finding.row import Rows
from worker.ports import Clock

TOLD_SECONDS: Final = 1.0  # between two reports
ALIVE_MS: Final = 15_000  # without a report for so long nobody is at work
KEPT_MS: Final = 3_600_000  # reports of those who ended are kept for so long
LOOKED_MS: Final = 1_000  # for how long an answer is good
WORTH_TELLING_MS: Final = 2_000
Waiting = Callable[[], Awaitable[int]]
"""Gives how many events wait for their rows; `LeadWorkerError` where nobody can say."""


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody who writes rows said at `at` (Unix ms): when the oldest event in their hands was recorded, if any."""

    name: str
    at: int
    oldest: int | None = None

    @property
    def reached(self) -> int:
        """Up to when what became of leads is in their rows."""
        return self.at if self.oldest is None else min(self.oldest, self.at)


class Reports(Protocol):
    """What is asked of a store."""

    async def reports(self) -> list[Report]:
        """Give the last report of everybody."""

    async def made_by(self, account: str) -> str | None:
        """Give the signature of the rules that all rows of an account were made by."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the rows of an account stand. `lag_ms`: how far they are behind, None where nobody can say.

    Not `complete`: rows of some leads were not made yet, or by other fields than those in force.
    """

    lag_ms: int | None
    complete: bool

    @property
    def worth_telling(self) -> int | None:
        """The lag, where people should know of it."""
        return self.lag_ms if self.lag_ms is not None and self.lag_ms > WORTH_TELLING_MS else None


def behind(reports: Sequence[Report], waiting: int, now: int) -> int | None:
    """Give by how much rows are behind, in ms. None: events wait, and nobody ever said that they write rows."""
    alive = [report for report in reports if now - report.at <= ALIVE_MS]
    if alive:
        return max((now - report.reached for report in alive if report.oldest is not None), default=0)
    if not waiting:
        return 0
    return now - max(report.reached for report in reports) if reports else None


class Lag:
    """Looks how far rows are behind, at most every second."""

    def __init__(self, store: Reports, waiting: Waiting, clock: Clock) -> None:
        self._store, self._waiting, self._clock = store, waiting, clock
        self._looked: int | None = None
        self._known: int | None = None
        self._made: dict[str, tuple[int, str | None]] = {}

    async def look(self) -> int | None:
        """Give by how much rows are behind, in ms; None where nobody can say."""
        now = self._clock.now()
        if self._looked is None or not 0 <= now - self._looked < LOOKED_MS:
            self._known = await self._asked(now)
            self._looked = now
        return self._known

    async def standing(self, account: Account) -> Standing:
        """Give how the rows of an account stand."""
        now, known = self._clock.now(), self._made.get(account.id)
        if known is None or not 0 <= now - known[0] < LOOKED_MS:
            known = self._made[account.id] = (now, await self._store.made_by(account.id))
        return Standing(await self.look(), known[1] == Rows(account).signature)

    async def _asked(self, now: int) -> int | None:
        reports = await self._store.reports()
        if any(now - report.at <= ALIVE_MS for report in reports):
            return behind(reports, 0, now)
        try:
            return behind(reports, await self._waiting(), now)
        except LeadWorkerError:  # a broker that is away is told elsewhere
            return None
