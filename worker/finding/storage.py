"""What finding asks of a store, on one page: search rows, the dictionary of words, and what is known of their state.

`worker.store.finding` does it with MongoDB, `worker.store.memory_finding` within the process; each promise is held by both in
tests/contract/test_finding.py. Calls raise `StoreUnavailableError` while the store is away, `QueryTooSlowError` for a question
that took longer than a question may. Every question names an account, and sees nothing of any other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from worker.finding.clauses import Clause, Within
from worker.finding.lag import Report
from worker.finding.plan import Plan
from worker.finding.row import Row


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a row was made of: the lead's version, and the signature of the rules (`Rows.signature`)."""

    v: int
    by: str


class RowStore(Protocol):
    """Rows as the role `finder` writes them."""

    async def put(self, rows: Sequence[Row]) -> None:
        """Write rows, unless a row of a later version of the lead stands; of the same version, unless by the same rules."""

    async def bury(self, leads: Mapping[str, int]) -> None:
        """Take away the rows of leads that are no more (id to the version in which they ended), for good: a row of an
        earlier version that comes late is not written.
        """

    async def stamps(self, leads: Sequence[str]) -> dict[str, Stamp]:
        """Give what rows were made of, by lead id; where there is none it is left out."""

    async def learn(self, account: str, words: Sequence[str]) -> None:
        """Take words into the dictionary; those that are there are fine."""

    async def made_by(self, account: str) -> str | None:
        """Give the signature of the rules that all rows of an account were made by, None where nobody said."""

    async def note_made_by(self, account: str, signature: str) -> None:
        """Say that all rows of an account are made by these rules."""

    async def report(self, report: Report) -> None:
        """Keep what somebody who writes rows says, in the place of what they said last."""

    async def reports(self) -> list[Report]:
        """Give the last report of everybody."""

    async def forget_reports(self, before: int) -> None:
        """Drop reports of before a moment (Unix ms)."""


class FindStore(RowStore, Protocol):
    """Rows as lists ask for them."""

    async def prepare(self) -> None:
        """Create what is missing."""

    async def words(self, account: str, prefix: str, limit: int) -> list[str]:
        """Give words of letters that begin so, at most `limit`, in alphabetical order."""

    async def estimate(self, account: str, clause: Clause, order: Within, limit: int) -> int:
        """Count the rows that meet a clause on `find` within bounds of the order key, at most `limit`; that, if it takes long."""

    async def rows(
        self, account: str, plan: Plan, *, skip: int = 0, limit: int, backwards: bool = False, whole: bool = False
    ) -> list[Row]:
        """Give rows in the plan's order, or the reverse; of a plan that is not ordered in the order of their key.

        They have `_id` and what the order was made of; `whole`: all of it.
        """

    async def count(self, account: str, plan: Plan, *, limit: int | None, seconds: float) -> int | None:
        """Count the rows that a plan finds, at most `limit`; None: not within `seconds`."""

    async def newest(self, account: str) -> int:
        """Give the highest order key of an account, 0 where it has no rows."""

    async def secret(self) -> bytes:
        """Give the key that cursors are signed with: made once, the same for all processes on a store."""
