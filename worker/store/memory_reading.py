"""Leads and their history as people read them, over a store within the process."""

from collections.abc import AsyncIterator, Sequence
from typing import Any, Final

from worker.leads.lead import Lead
from worker.store.memory import MemoryStore

_LARGE: Final = ("raw", "contact", "before", "after", "salt")


class MemoryReading:
    """The port `LeadReads` of the API."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def leads(self, account: str, ids: Sequence[str]) -> list[Lead]:
        """Give leads of the account by id, tombstones included."""
        return [lead for lead in await self._store.leads_by_ids(ids) if lead.account == account]

    async def entries(self, account: str, ids: Sequence[str], *, raw: bool = False) -> list[dict[str, Any]]:
        """Give history entries of the account by id, pending ones left out."""
        found = [row for row in await self._store.entries_by_ids(ids) if row["account"] == account]
        return [{name: row[name] for name in row if name not in _LARGE or (raw and name == "raw")} for row in found]

    async def owners(self, account: str, keys: Sequence[str]) -> list[Lead]:
        """Give the leads of the account that own any of the identity keys."""
        return await self._store.leads_by_keys({account: list(keys)})

    async def page(self, account: str, lead: str, before: int | None, limit: int) -> list[dict[str, Any]]:
        """Give a lead's newest entries below a `seq`, the newest first, pending ones included."""
        found = [row for row in await self._store.newest(account, lead, 0) if before is None or row["seq"] < before]
        return [{name: row[name] for name in row if name not in _LARGE} for row in found[::-1][:limit]]

    async def structure(self, account: str, lead: str) -> list[dict[str, Any]]:
        """Give a lead's entries about merges, in order, pending ones included."""
        return await self._store.structure(account, lead)

    async def newest(self, account: str, lead: str, limit: int) -> list[dict[str, Any]]:
        """Give a lead's newest entries, the oldest of them first; 0: all."""
        return await self._store.newest(account, lead, limit)

    async def between(self, account: str, lead: str, first: int, last: int, limit: int) -> list[dict[str, Any]]:
        """Give the newest of a lead's rows in a range of `seq`, the oldest of them first; 0: all."""
        return await self._store.between(account, lead, first, last, limit)

    def history(self, account: str, lead: str, after: int = 0) -> AsyncIterator[dict[str, Any]]:
        """Yield a lead's rows beyond `after` (a `seq`), in order."""
        return self._store.history(account, lead, after)
