"""Answers to requests of the API by the keys of these, in MongoDB: the port `AnswerStore`."""

from datetime import UTC, datetime
from typing import Any, Final

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from worker.access.answers import KEPT_MS, UNDER_WAY_MS, Answered
from worker.store.indexes import Indexes, create
from worker.store.mongo import Mongo, bounded

INDEXES: Final[Indexes] = {"api_answers": {"over": ([("over", 1)], {"expireAfterSeconds": 0})}}


class Answers:
    """The port `AnswerStore`. Every method is bounded in time and raises our errors only."""

    def __init__(self, mongo: Mongo) -> None:
        self.seconds = mongo.seconds
        self._database = mongo.database
        self._answers = mongo.database["api_answers"]

    @bounded
    async def prepare(self) -> None:
        """Create what is missing."""
        await create(self._database, INDEXES)

    @bounded
    async def claim(self, key: str, digest: str, now: int) -> Answered | None:
        """Take a key for carrying a request out; else give what is known of it. Of many who try at once one takes it."""
        row = _row(Answered(digest), now)
        try:
            await self._answers.insert_one({"_id": key, **row})
        except DuplicateKeyError:
            pass
        else:
            return None
        stuck = {"_id": key, "digest": digest, "status": 0, "at": {"$lte": now - UNDER_WAY_MS}}
        if await self._answers.find_one_and_update(stuck, {"$set": row}, return_document=ReturnDocument.AFTER):
            return None
        found = await self._answers.find_one({"_id": key})
        if found is None:  # let go between the two: whoever asked is told to try again
            return Answered(digest)
        return Answered(found["digest"], found["status"], found["body"], found["headers"])

    @bounded
    async def keep(self, key: str, answered: Answered, now: int) -> None:
        """Keep an answer for `KEPT_MS`."""
        await self._answers.update_one({"_id": key}, {"$set": _row(answered, now)}, upsert=True)

    @bounded
    async def let_go(self, key: str, digest: str) -> None:
        """Forget a key that is under way: nothing was done."""
        await self._answers.delete_one({"_id": key, "digest": digest, "status": 0})


def _row(answered: Answered, now: int) -> dict[str, Any]:
    return {
        "digest": answered.digest,
        "status": answered.status,
        "body": answered.body,
        "headers": dict(answered.headers),
        "at": now,
        "over": datetime.fromtimestamp((now + KEPT_MS) / 1000, UTC),
    }
