"""The audit log in MongoDB: the port `AuditStore`.

An entry's `_id` names its place, so that two that are written at once cannot take the same one; then the head follows. Who
died between the two leaves the head one behind, and the next who writes moves it on.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Final

from pymongo.errors import DuplicateKeyError

from worker.access.audit import AuditEntry, Deed, sealed
from worker.errors import TransientError
from worker.store.indexes import Indexes, create
from worker.store.mongo import Mongo, bounded, chunks

INDEXES: Final[Indexes] = {
    "audit": {
        "place": ([("account", 1), ("seq", -1)], {"unique": True}),
        "type": ([("account", 1), ("type", 1), ("seq", -1)], {}),
    }
}
_TRIES: Final = 100
_CHUNK: Final = 500


class Audit:
    """The port `AuditStore`. Every method is bounded in time and raises our errors only."""

    def __init__(self, mongo: Mongo) -> None:
        self.seconds = mongo.seconds
        self._database = mongo.database
        self._entries = mongo.database["audit"]
        self._heads = mongo.database["audit_heads"]

    @bounded
    async def prepare(self) -> None:
        """Create what is missing."""
        await create(self._database, INDEXES)

    @bounded
    async def append(self, deed: Deed) -> AuditEntry:
        """Put a deed at the end of its account's chain."""
        for _ in range(_TRIES):
            seq, prev = await self._head(deed.account)
            entry = sealed(deed, seq + 1, prev)
            try:
                await self._entries.insert_one({"_id": _key(deed.account, entry.seq), **_row(entry)})
            except DuplicateKeyError:
                there = await self._entries.find_one({"_id": _key(deed.account, entry.seq)}, {"hash": 1})
                if there is not None:
                    await self._move(deed.account, seq, there["hash"])
                continue
            await self._move(deed.account, seq, entry.hash)
            return entry
        raise TransientError("too many write to the audit log at the same time")

    async def _head(self, account: str) -> tuple[int, str]:
        row = await self._heads.find_one({"_id": account})
        return (row["seq"], row["hash"]) if row else (0, "")

    async def _move(self, account: str, seq: int, written: str) -> None:
        """Move the head on by one, if it stands here still."""
        there = {"_id": account, "seq": seq}
        try:
            await self._heads.update_one(there, {"$set": {"seq": seq + 1, "hash": written}}, upsert=seq == 0)
        except DuplicateKeyError:  # it has moved on
            return

    @bounded
    async def page(
        self, account: str, *, before: int | None, limit: int, types: Sequence[str] = (), actor: str | None = None
    ) -> list[AuditEntry]:
        """Give entries of an account, the newest first; `before`: only those whose place is lower."""
        which: dict[str, Any] = {"account": account}
        which |= {"seq": {"$lt": before}} if before is not None else {}
        which |= {"type": {"$in": list(types)}} if types else {}
        which |= {"actor": actor} if actor is not None else {}
        return [_entry(row) for row in await self._entries.find(which).sort("seq", -1).limit(limit).to_list(limit)]

    async def walk(self, account: str) -> AsyncIterator[AuditEntry]:
        """Give all entries of an account in order, at flat memory."""
        async for row in chunks(self._entries.find({"account": account}).sort("seq", 1), _CHUNK, self.seconds):
            yield _entry(row)

    @bounded
    async def head(self, account: str) -> tuple[int, str]:
        """Give place and hash of the last entry as they are kept apart; (0, "") for none."""
        return await self._head(account)

    @bounded
    async def accounts(self) -> list[str]:
        """Give the accounts that have entries."""
        return sorted({*await self._entries.distinct("account"), *await self._heads.distinct("_id")})


def _key(account: str, seq: int) -> str:
    return f"{account}/{seq}"


def _row(entry: AuditEntry) -> dict[str, Any]:
    deed = entry.deed
    return {
        "account": deed.account,
        "seq": entry.seq,
        "type": deed.type,
        "actor_kind": deed.actor_kind,
        "actor": deed.actor,
        "at": deed.at,
        "address": deed.address,
        "about": {name: list(value) if isinstance(value, tuple) else value for name, value in deed.about.items()},
        "prev": entry.prev,
        "hash": entry.hash,
    }


def _entry(row: Mapping[str, Any]) -> AuditEntry:
    """Read an entry, whatever somebody made of it: what is wrong with it is for `AuditChain` to say."""
    about = row.get("about")
    deed = Deed(
        account=str(row.get("account")),
        type=str(row.get("type")),
        actor_kind=str(row.get("actor_kind")),
        actor=str(row.get("actor")),
        at=_number(row.get("at")),
        address=str(row.get("address")),
        about=dict(about) if isinstance(about, Mapping) else {},
    )
    return AuditEntry(deed, _number(row.get("seq")), str(row.get("prev")), str(row.get("hash")))


def _number(value: Any) -> int:
    return int(value) if isinstance(value, int) and not isinstance(value, bool) else 0
