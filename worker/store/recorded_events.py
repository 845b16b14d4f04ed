"""Recorded events, for backtests: history rows since a time, in the order they were written, without their bulk."""

from collections.abc import AsyncIterator
from typing import Any

from worker.automations.running.waits import FIRED
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

    async def looked_at(self, account: str, since: int) -> AsyncIterator[tuple[int, int]]:
        """Give, of each event since a time on which a rule fired, when it was recorded and when the rule acted (Unix ms)."""
        trigger = {"from": "history", "localField": "content.trigger", "foreignField": "_id", "as": "trigger"}
        steps: list[dict[str, Any]] = [
            {"$match": {"account": account, "recorded_at": {"$gte": since}, "type": FIRED, "content.wait": None}},
            {"$project": {"content.trigger": 1, "content.began_at": 1}},
            {"$lookup": {**trigger, "pipeline": [{"$project": {"recorded_at": 1}}]}},
        ]
        cursor = self._history.aggregate(steps, hint={"$natural": 1})
        async for row in chunks(cursor, _CHUNK, max(self.seconds, 60.0)):
            for event in row["trigger"]:
                yield event["recorded_at"], row["content"]["began_at"]

    async def rows(self, account: str, since: int) -> AsyncIterator[dict[str, Any]]:
        """Give the rows. Their order is that of writing, which is that of time but for what several workers wrote at once."""
        query = {"account": account, "recorded_at": {"$gte": since}}
        cursor = self._history.find(query, _BULK).hint([("$natural", 1)])
        async for row in chunks(cursor, _CHUNK, max(self.seconds, 60.0)):
            yield row
