"""Search rows within the process: the port of finding without a server, for tests and trials.

A plan is carried out as it is meant: every row is asked every clause. Nothing that is given in or out is shared.
"""

import copy
import secrets
from bisect import insort
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from worker.finding.clauses import FIND, Clause, Within, asking
from worker.finding.lag import Report
from worker.finding.plan import Plan, Way
from worker.finding.row import Row
from worker.finding.sorting import NEWEST
from worker.finding.storage import Stamp
from worker.store.away import Stoppable

_EDGE: Final = ("_id", "order", "updated", "inbound", "s1", "s2", "s3")


class MemoryFinding(Stoppable):
    """The finding store of a process."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: dict[str, Row] = {}
        self._buried: dict[str, int] = {}
        self._words: dict[str, list[str]] = {}
        self._made_by: dict[str, str] = {}
        self._reports: dict[str, Report] = {}
        self._secret = secrets.token_bytes(32)

    async def prepare(self) -> None:
        """Get ready: there is nothing to create."""
        await self.ping()

    async def put(self, rows: Sequence[Row]) -> None:
        """Write rows, unless a later one stands, or the lead ended later."""
        await self.ping()
        for row in rows:
            there = self._rows.get(row["_id"])
            later = there is not None and (there["v"], there["by"] == row["by"]) > (row["v"], False)
            if not later and self._buried.get(row["_id"], -1) < row["v"]:
                self._rows[row["_id"]] = copy.deepcopy(row)

    async def bury(self, leads: Mapping[str, int]) -> None:
        """Take rows away, for good."""
        await self.ping()
        for lead, v in leads.items():
            there = self._rows.get(lead)
            if there is None or there["v"] <= v:
                self._rows.pop(lead, None)
                self._buried[lead] = max(v, self._buried.get(lead, 0))

    async def stamps(self, leads: Sequence[str]) -> dict[str, Stamp]:
        """Give what rows were made of."""
        await self.ping()
        return {lead: Stamp(self._rows[lead]["v"], self._rows[lead]["by"]) for lead in leads if lead in self._rows}

    async def learn(self, account: str, words: Sequence[str]) -> None:
        """Take words into the dictionary."""
        await self.ping()
        known = self._words.setdefault(account, [])
        for word in set(words).difference(known):
            insort(known, word)

    async def words(self, account: str, prefix: str, limit: int) -> list[str]:
        """Give words that begin so."""
        await self.ping()
        return [word for word in self._words.get(account, ()) if word.startswith(prefix)][:limit]

    async def made_by(self, account: str) -> str | None:
        """Give the signature of the rules of all rows."""
        await self.ping()
        return self._made_by.get(account)

    async def note_made_by(self, account: str, signature: str) -> None:
        """Say by which rules all rows were made."""
        await self.ping()
        self._made_by[account] = signature

    async def report(self, report: Report) -> None:
        """Keep what somebody who writes rows says."""
        await self.ping()
        self._reports[report.name] = report

    async def reports(self) -> list[Report]:
        """Give the last report of everybody."""
        await self.ping()
        return list(self._reports.values())

    async def forget_reports(self, before: int) -> None:
        """Drop reports of before a moment."""
        await self.ping()
        self._reports = {name: report for name, report in self._reports.items() if report.at >= before}

    async def estimate(self, account: str, clause: Clause, order: Within, limit: int) -> int:
        """Count the rows that meet a clause within bounds."""
        way = Way(clause, (), order)
        found = self._found(account, Plan(FIND, (way,), NEWEST, ordered=False))
        return sum(1 for _ in islice(found, limit))

    async def rows(
        self, account: str, plan: Plan, *, skip: int = 0, limit: int, backwards: bool = False, whole: bool = False
    ) -> list[Row]:
        """Give rows in the plan's order."""
        await self.ping()
        found = plan.sorting.sorted(list(self._found(account, plan)))
        chosen = (found[::-1] if backwards else found)[skip : skip + limit]
        return [copy.deepcopy({k: v for k, v in row.items() if whole or k in _EDGE}) for row in chosen]

    async def count(self, account: str, plan: Plan, *, limit: int | None, seconds: float) -> int | None:  # noqa: ARG002  (counts here take no time)
        """Count the rows that a plan finds."""
        await self.ping()
        number = sum(1 for _ in self._found(account, plan))
        return number if limit is None else min(number, limit)

    async def newest(self, account: str) -> int:
        """Give the highest order key."""
        await self.ping()
        return max((row["order"] for row in self._rows.values() if row["account"] == account), default=0)

    async def secret(self) -> bytes:
        """Give the key for cursors."""
        await self.ping()
        return self._secret

    def _found(self, account: str, plan: Plan) -> Iterator[Row]:
        ways = [tuple(asking(clause) for clause in (way.driver, way.order, *way.checks) if clause) for way in plan.ways]
        for row in self._rows.values():
            if row["account"] == account and any(all(asked(row) for asked in way) for way in ways):
                yield row
