"""Recorded events, for backtests: history rows since a time, in the order they were written, without their bulk."""

from collections.abc import AsyncIterator
from typing import Any

from worker.store.mongo import Mongo, bounded, chunks

_BULK = {
    "salt": 0,
    "personal_digest": 0,
    "raw": 0,
    "contact": 0,
    "before": 0,
    "hash": 0,
    "prev": 0,
    "sends": 0,
    "refused": 0,
}
_CHUNK = 1000


class Recorded:
    """Reads only."""

    def __init__(self, mongo: Mongo) -> None:
        self.seconds = mongo.seconds
        self._history = mongo.database["history"]

    @bounded
    async def count(self, account: str, since: int) -> int:
        """Give the number of rows of an account since a time (Unix ms)."""
        return int(await self._history.count_documents({"account": account, "recorded_at": {"$gte": since}}))

    async def rows(self, account: str, since: int) -> AsyncIterator[dict[str, Any]]:
        """Give the rows. Their order is that of writing, which is that of time but for what several workers wrote at once."""
        query = {"account": account, "recorded_at": {"$gte": since}}
        cursor = self._history.find(query, _BULK).hint([("$natural", 1)])
        async for row in chunks(cursor, _CHUNK, max(self.seconds, 60.0)):
            yield row
