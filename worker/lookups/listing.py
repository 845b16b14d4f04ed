"""Lists of leads for the command line: by the search rows, or where those are not made, by looking at every lead.

What both find is the same, search texts included: a lead that is looked at is asked as its row would be. Search rows are
kept by the role `finder`, which comes a moment after the leads; they know nothing of leads that were merged away, nor
whether somebody can be reached. Of few leads every one is looked at: that is quick, and as they are now.
"""

import copy
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final, Protocol

from schemas.account import AccountFile
from schemas.api.lists import MAX_PAGE_SIZE, MAX_SEARCH, LeadQuery
from worker.account import Account, Accounts
from worker.errors import QueryTooSlowError, QuestionRefusedError
from worker.finding.asking import Lists
from worker.finding.clauses import asking
from worker.finding.context import Viewer
from worker.finding.row import Rows
from worker.finding.search import searched
from worker.finding.storage import FindStore
from worker.finding.trees import branches
from worker.inert import plain_key
from worker.leads.lead import Lead
from worker.ports import Clock
from worker.store.queries import Filters

_SPARE: Final = 1_000  # leads read at a time, and kept beyond the limit while all are looked through
FEW: Final = 2_000  # leads of an account
_COUNTED: Final[Mapping[str, Callable[[Lead], Any]]] = {
    "account": lambda lead: lead.account,
    "source": lambda lead: lead.first.get("source"),
    "state": lambda lead: lead.state.get("v"),
    "status": lambda lead: lead.status,
}


class StoredLeads(Protocol):
    """Leads as they are stored."""

    async def accounts(self) -> list[str]:
        """Give the ids of the accounts that have leads."""

    async def has_more(self, account: str, number: int) -> bool:
        """Whether an account has more leads than so many, tombstones included."""

    async def leads(self, ids: Sequence[str]) -> list[Lead]:
        """Give leads by id, tombstones included."""

    def every(self, filters: Filters) -> AsyncIterator[Lead]:
        """Give all leads there are of a kind, in order of id."""

    async def counts(self, filters: Filters) -> dict[str, Any]:
        """Give the number of leads, and how many there are per account, source, state and status."""


@dataclass(slots=True)
class Listed:
    """Leads, the one that changed last first, and how many there are in all; not `exact`: at least so many.

    `by_rows`: search rows were asked. `unmade` are accounts whose leads were looked at one by one, because they have none.
    """

    leads: list[Lead] = field(default_factory=list)
    total: int = 0
    exact: bool = True
    by_rows: bool = False
    unmade: list[str] = field(default_factory=list)


class Listing:
    """Lists leads of a store."""

    def __init__(self, stored: StoredLeads, store: FindStore, accounts: Accounts, clock: Clock) -> None:
        self._stored, self._store, self._accounts, self._clock = stored, store, accounts, clock

    async def newest(self, filters: Filters, search: str, limit: int) -> Listed:
        """Give the leads that changed last."""
        listed = Listed()
        for account in [filters.account] if filters.account else await self._stored.accounts():
            part = replace(filters, account=account)
            if filters.tombstones or filters.unreachable or not await self._stored.has_more(account, FEW):
                await self._look(part, search, limit, listed)
            elif not await self._made(account):
                listed.unmade.append(account)
                await self._look(part, search, limit, listed)
            else:
                try:
                    await self._ask(part, search, limit, listed)
                except (QueryTooSlowError, QuestionRefusedError):
                    await self._look(part, search, limit, listed)
        listed.leads = _latest(listed.leads, limit)
        return listed

    async def every(self, filters: Filters, search: str) -> AsyncIterator[Lead]:
        """Give all leads of a kind, in order of id."""
        tests: dict[str, Callable[[Lead], bool]] = {}
        async for lead in self._stored.every(filters):
            if search and lead.account not in tests:
                tests[lead.account] = self._test(lead.account, search)
            if not search or tests[lead.account](lead):
                yield lead

    async def counts(self, filters: Filters, search: str) -> dict[str, Any]:
        """Give the number of leads, and how many there are per account, source, state and status."""
        if not search:
            return await self._stored.counts(filters)
        counted: dict[str, Counter[str]] = {name: Counter() for name in _COUNTED}
        number = 0
        async for lead in self.every(filters, search):
            number += 1
            for name, read in _COUNTED.items():
                counted[name][str(read(lead))] += 1
        return {"leads": number, **{name: dict(found.most_common()) for name, found in counted.items()}}

    async def _made(self, account: str) -> bool:
        known = self._accounts.by_id.get(account)
        return known is not None and await self._store.made_by(account) == Rows(known).signature

    async def _ask(self, filters: Filters, search: str, limit: int, listed: Listed) -> None:
        """Ask the search rows of an account."""
        account = self._accounts.named(filters.account or "")
        lists = Lists(self._store, self._clock)
        sort = [{"field": "updated_at", "direction": "desc"}]
        asked = {"filter": _filter(filters), "search": search[:MAX_SEARCH], "sort": sort}
        query = LeadQuery.model_validate({**asked, "size": min(limit, MAX_PAGE_SIZE)})
        found = await lists.page(account, Viewer(), query)
        tally, ids, cursor = found.count, list(found.page.ids), found.page.next
        while cursor is not None and len(ids) < limit:
            page = (
                await lists.page(account, Viewer(), query.model_copy(update={"cursor": cursor, "count": "none"}))
            ).page
            ids += page.ids
            cursor = page.next
        wanted = ids[:limit]
        living: list[Lead] = []
        for start in range(0, len(wanted), _SPARE):
            read = await self._stored.leads(wanted[start : start + _SPARE])
            living += [lead for lead in read if lead.merged_into is None]
        listed.by_rows = True
        listed.leads += living
        listed.total += max(tally.value if tally else 0, len(living))
        listed.exact = listed.exact and (tally is None or tally.exact)

    async def _look(self, filters: Filters, search: str, limit: int, listed: Listed) -> None:
        """Look at every lead of an account."""
        async for lead in self.every(filters, search):
            listed.total += 1
            listed.leads.append(lead)
            if len(listed.leads) >= 2 * limit + _SPARE:
                listed.leads = _latest(listed.leads, limit)

    def _test(self, account: str, search: str) -> Callable[[Lead], bool]:
        """Give what tells whether a lead has the words of a search."""
        known = self._accounts.by_id.get(account) or Account(account, AccountFile(name=account))
        rows = Rows(known)
        found = [
            [asking(leaf.check) for leaf in branch] for branch in branches(searched(search, known.settings.region))
        ]

        def test(lead: Lead) -> bool:
            if lead.merged_into is not None:  # it has no row of its own
                lead = copy.copy(lead)
                lead.merged_into = None
            row = rows.of(lead)
            return row is not None and any(all(holds(row) for holds in branch) for branch in found)

        return test


def _latest(leads: Sequence[Lead], limit: int) -> list[Lead]:
    return sorted(leads, key=lambda lead: (-lead.updated_at, lead.id))[:limit]


def _filter(filters: Filters) -> dict[str, Any] | None:
    """Give filters as the language of lists says them."""
    since = None if filters.since is None else datetime.fromtimestamp((filters.since - 1) / 1000, UTC).isoformat()
    wanted: list[tuple[str, str, str | None]] = [
        ("state", "is", filters.state),
        ("status", "is", filters.status),
        ("assignee", "is", filters.assignee),
        ("source", "is", filters.source),
        ("tag", "is", None if filters.tag is None else plain_key(filters.tag)),
        ("created_at", "after", since),
    ]
    conditions = [{"field": name, "op": op, "value": value} for name, op, value in wanted if value is not None]
    return {"all": conditions} if conditions else None
