"""What the routes of leads work with: reading, finding, the one way of changing; and turns, so that nobody takes all of it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from worker.commit.path import CommitPath
from worker.commit.storage import LeadStories, LeadWalks
from worker.errors import ProblemError
from worker.finding.asking import Lists
from worker.finding.lag import Lag
from worker.finding.writing import RowWriter
from worker.leads.lead import Lead

AT_ONCE: Final = 8  # lists that are read for one account at a time
WAIT_SECONDS: Final = 2.0


class LeadReads(LeadStories, Protocol):
    """Leads and their history as people read them: the account is a part of every question.

    What a lead's rows say is an outline: `entries` has the rest.
    """

    async def leads(self, account: str, ids: Sequence[str]) -> list[Lead]:
        """Give leads of the account by id, tombstones included; others are left out."""

    async def entries(self, account: str, ids: Sequence[str], *, raw: bool = False) -> list[dict[str, Any]]:
        """Give history entries of the account by id, pending ones left out. `raw`: with the raw part of the message."""

    async def owners(self, account: str, keys: Sequence[str]) -> list[Lead]:
        """Give the leads of the account that own any of the identity keys."""

    async def page(self, account: str, lead: str, before: int | None, limit: int) -> list[dict[str, Any]]:
        """Give a lead's newest entries below a `seq`, the newest first, pending ones included, without raw parts."""


class Turns:
    """Lets a few lists of each account be read at a time: one person's hard question does not starve the others."""

    def __init__(self, at_once: int = AT_ONCE, wait_seconds: float = WAIT_SECONDS) -> None:
        self._at_once, self._wait = at_once, wait_seconds
        self._gates: dict[str, asyncio.Semaphore] = {}

    @contextlib.asynccontextmanager
    async def turn(self, account: str) -> AsyncIterator[None]:
        """Wait for a turn and have it while within; raises `busy` if there is none in time."""
        gate = self._gates.setdefault(account, asyncio.Semaphore(self._at_once))
        try:
            async with asyncio.timeout(self._wait):
                await gate.acquire()
        except TimeoutError:
            raise ProblemError(
                "busy",
                f"{self._at_once} lists of this account are being read; try again in a moment",
                headers={"Retry-After": "1"},
            ) from None
        try:
            yield
        finally:
            gate.release()


@dataclass(frozen=True, slots=True)
class LeadWork:
    """The parts."""

    reads: LeadReads
    walks: LeadWalks
    lists: Lists
    rows: RowWriter
    commit: CommitPath
    lag: Lag
    turns: Turns = field(default_factory=Turns)
