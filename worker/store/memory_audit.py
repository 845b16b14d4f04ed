"""The audit log in memory: the port `AuditStore` for whoever needs no server."""

from collections.abc import AsyncIterator, Sequence

from worker.access.audit import AuditEntry, Deed, sealed


class MemoryAudit:
    """The port `AuditStore`. Nothing outlives the process."""

    def __init__(self) -> None:
        self.entries: dict[str, list[AuditEntry]] = {}

    async def prepare(self) -> None:
        """Nothing is missing."""

    async def append(self, deed: Deed) -> AuditEntry:
        """Put a deed at the end of its account's chain."""
        chain = self.entries.setdefault(deed.account, [])
        entry = sealed(deed, len(chain) + 1, chain[-1].hash if chain else "")
        chain.append(entry)
        return entry

    async def page(
        self, account: str, *, before: int | None, limit: int, types: Sequence[str] = (), actor: str | None = None
    ) -> list[AuditEntry]:
        """Give entries of an account, the newest first; `before`: only those whose place is lower."""
        found = [
            entry
            for entry in reversed(self.entries.get(account, ()))
            if (before is None or entry.seq < before)
            and (not types or entry.deed.type in types)
            and actor in (None, entry.deed.actor)
        ]
        return found[:limit]

    async def walk(self, account: str) -> AsyncIterator[AuditEntry]:
        """Give all entries of an account in order."""
        for entry in list(self.entries.get(account, ())):
            yield entry

    async def head(self, account: str) -> tuple[int, str]:
        """Give place and hash of the last entry; (0, "") for none."""
        chain = self.entries.get(account)
        return (chain[-1].seq, chain[-1].hash) if chain else (0, "")

    async def accounts(self) -> list[str]:
        """Give the accounts that have entries."""
        return sorted(self.entries)
