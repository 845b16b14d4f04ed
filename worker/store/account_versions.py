"""Last good versions of accounts in MongoDB, one document each: what a worker starts with when the files are broken."""

from collections.abc import Collection
from typing import Any

from pymongo.errors import DuplicateKeyError

from worker.kept_accounts import Kept
from worker.store.mongo import Mongo, bounded


class AccountVersions:
    """The port `VersionStore`. Every method is bounded in time and raises our errors only."""

    def __init__(self, mongo: Mongo) -> None:
        self.seconds = mongo.seconds
        self._rows = mongo.database["account_versions"]

    @bounded
    async def kept(self, accounts: Collection[str] | None = None) -> dict[str, Kept]:
        """Give what is kept of these accounts, of all if none are named."""
        query: dict[str, Any] = {} if accounts is None else {"_id": {"$in": list(accounts)}}
        rows = await self._rows.find(query).to_list(None)
        return {row["_id"]: Kept(row["v"], bytes(row["content"]), tuple(row["faults"])) for row in rows}

    @bounded
    async def names(self) -> list[str]:
        """Give the accounts of which a version is kept."""
        return [row["_id"] for row in await self._rows.find({}, {"_id": 1}).sort("_id", 1).to_list(None)]

    @bounded
    async def faults(self) -> dict[str, tuple[dict[str, Any], ...]]:
        """Give what the workers said is wrong, by account, without what is kept."""
        rows = await self._rows.find({"faults": {"$ne": []}}, {"faults": 1}).sort("_id", 1).to_list(None)
        return {row["_id"]: tuple(row["faults"]) for row in rows}

    @bounded
    async def keep(self, account: str, kept: Kept, at: int) -> bool:
        """Write `kept` over the version it names; False if somebody else wrote meanwhile. `at` is Unix ms."""
        written = {"content": kept.content, "faults": [dict(f) for f in kept.faults], "at": at, "v": kept.version + 1}
        if kept.version == 0:
            try:
                await self._rows.insert_one({"_id": account, **written})
            except DuplicateKeyError:
                return False
            return True
        done = await self._rows.update_one({"_id": account, "v": kept.version}, {"$set": written})
        return bool(done.matched_count)

    @bounded
    async def forget(self, accounts: Collection[str]) -> None:
        """Drop what is kept of accounts."""
        if accounts:
            await self._rows.delete_many({"_id": {"$in": list(accounts)}})
