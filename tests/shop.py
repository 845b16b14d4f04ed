"""A store in this process and workers' commit paths on it: the real write path, without a server and without waiting."""

import asyncio
import itertools
from collections.abc import Sequence
from typing import Any

from worker.account import Accounts
from worker.commit.outbox import Outbox
from worker.commit.path import CommitPath
from worker.contact import Contact
from worker.leads.history_chain import faults
from worker.leads.lead import Lead
from worker.ports import Outgoing
from worker.store.memory import MemoryStore


class Unhurried:
    """A clock that stands still; sleeping lets the others run."""

    def now(self) -> int:
        return 2_000

    async def sleep(self, _: float) -> None:
        await asyncio.sleep(0)


class Confirming:
    """As much of a broker as the outbox needs: it confirms every message."""

    async def publish(self, messages: Sequence[Outgoing]) -> list[Exception | None]:
        await asyncio.sleep(0)
        return [None] * len(messages)


class Shop:
    """See the module."""

    def __init__(self, accounts: Accounts) -> None:
        self.store, self.broker, self._accounts = MemoryStore(Unhurried()), Confirming(), accounts
        self._ids = (f"lead-{n:04}" for n in itertools.count())

    def path(self) -> CommitPath:
        """Give another worker's commit path."""
        outbox = Outbox(self.store, self.broker)  # type: ignore[arg-type]  # no more of it is used
        return CommitPath(self.store, outbox, lambda: self._accounts, Unhurried(), lambda: next(self._ids))

    async def apply(self, batch: Sequence[Contact]) -> None:
        """Apply a batch as a worker of its own, until none of it is left."""
        path, pending = self.path(), list(batch)
        while pending:
            pending = [contact for contact, _ in (await path.apply(pending)).unfinished]

    async def leads(self) -> list[Lead]:
        """Give all leads, tombstones included."""
        return [Lead.of(one) async for page in self.store.leads(None, 1000) for one in page]

    async def faults(self) -> list[Any]:
        """Say what is wrong: in the histories, what is still pending, and what is kept of people who are known."""
        known = {key for lead in await self.leads() for key in lead.keys}
        kept = await self.store.strangers_by_keys({account: sorted(known) for account in self._accounts.by_id})
        found: list[Any] = [row["_id"] for row in kept]
        for lead in await self.leads():
            rows = [row async for row in self.store.rows([lead.id])]
            found += [*faults({"seq": lead.seq, "head": lead.head}, rows), *lead.pend]
        return found
