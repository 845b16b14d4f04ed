"""Notices for the console, and who was sent what: the collections `notices` and `sends`.

A send is one target of one notification. It is claimed before anything goes out and marked afterwards, so that a
notification that comes again is sent to those only who did not get it. Between the two lies the one gap that no
sender can close: whoever dies there leaves a claim that runs out, and the target is sent to again.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Literal

from pymongo import ASCENDING, DESCENDING, ReturnDocument, UpdateOne
from pymongo.errors import DuplicateKeyError

from schemas.durations import DAY_MS
from schemas.notices import Notice
from worker.inert import inert
from worker.store.indexes import Indexes, create
from worker.store.mongo import Mongo, bounded

NOTICE_DAYS = 180
SEND_DAYS = 30  # how long a repeated notification is recognised
MAX_PAGE = 500
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_USER = [("account", ASCENDING), ("user", ASCENDING)]
_NEWEST = [("at", DESCENDING), ("_id", DESCENDING)]

INDEXES: Indexes = {
    "notices": {
        "user": ([*_USER, *_NEWEST], {}),
        "unread": ([*_USER, ("read_at", ASCENDING), *_NEWEST], {}),
        "expiry": ([("expires_at", ASCENDING)], {"expireAfterSeconds": 0}),
    },
    "sends": {
        "key": ([("account", ASCENDING), ("key", ASCENDING)], {}),
        "expiry": ([("expires_at", ASCENDING)], {"expireAfterSeconds": 0}),
    },
}

ClaimState = Literal["ours", "busy", "sent", "skipped", "refused"]


class NoticeStore:
    """Notices and sends. Times given are Unix ms; claims and lifetimes run by the server's clock."""

    def __init__(self, mongo: Mongo) -> None:
        self.seconds = mongo.seconds
        self._db = mongo.database
        self._notices, self._sends = mongo.database["notices"], mongo.database["sends"]

    @bounded
    async def prepare(self) -> None:
        """Create the indexes that are missing; raises `ConfigurationError` where another one is in the way."""
        await create(self._db, INDEXES)

    # notices

    @bounded
    async def keep(self, notices: Sequence[Notice]) -> None:
        """Store notices; one that is there already, read or not, stays as it is."""
        if notices:
            await self._notices.bulk_write([_upsert(notice) for notice in notices], ordered=False)

    @bounded
    async def of_user(
        self, account: str, user: str, *, unread: bool = False, before: tuple[int, str] | None = None, limit: int = 50
    ) -> list[Notice]:
        """Give a teammate's notices, the newest first; `before`, time and id of the last one seen, pages on."""
        query: dict[str, Any] = {"account": account, "user": user}
        query |= {"read_at": None} if unread else {}
        if before is not None:
            at, last = before
            query["$or"] = [{"at": {"$lt": at}}, {"at": at, "_id": {"$lt": last}}]
        found = self._notices.find(query).sort([("at", DESCENDING), ("_id", DESCENDING)])
        rows = await found.limit(min(limit, MAX_PAGE)).to_list(None)
        return [Notice(id=row["_id"], **{k: v for k, v in row.items() if k in Notice.model_fields}) for row in rows]

    @bounded
    async def mark_read(self, account: str, user: str, ids: Sequence[str], at: int) -> int:
        """Mark notices of this teammate as read; give how many were not before."""
        query = {"_id": {"$in": list(ids)}, "account": account, "user": user, "read_at": None}
        return (await self._notices.update_many(query, {"$set": {"read_at": at}})).modified_count

    # sends

    @bounded
    async def claim(
        self, send: str, facts: Mapping[str, Any], token: str, lease_ms: int, *, refused_again: bool
    ) -> tuple[ClaimState, Mapping[str, Any]]:
        """Claim a send for `lease_ms`, or give what became of it and its document.

        `refused_again` claims one that was refused: somebody has corrected something and asks for it anew. The same
        token claims the same send again.
        """
        closed = ["sent", "skipped"] if refused_again else ["sent", "skipped", "refused"]
        free = {
            "$and": [
                {"$not": [{"$in": [{"$ifNull": ["$state", ""]}, closed]}]},
                {"$lte": [{"$ifNull": ["$until", _NEVER]}, "$$NOW"]},
            ]
        }
        ours = {
            "state": "claimed",
            "token": token,
            "until": {"$add": ["$$NOW", lease_ms]},
            "claims": {"$add": [{"$ifNull": ["$claims", 0]}, 1]},
            "expires_at": {"$add": ["$$NOW", SEND_DAYS * DAY_MS]},
        }
        update: list[dict[str, Any]] = [
            {"$set": {"free": free}},
            {"$set": {name: {"$cond": ["$free", value, f"${name}"]} for name, value in ours.items()}},
            {"$set": {name: {"$literal": value} for name, value in facts.items()}},
            {"$unset": "free"},
        ]
        try:
            row = await self._claimed(send, update)
        except DuplicateKeyError:  # two created it at once; now it exists
            row = await self._claimed(send, update)
        state = row.get("state")
        if state == "claimed":
            return ("ours" if row.get("token") == token else "busy"), row
        return state if state in closed else "busy", row

    async def _claimed(self, send: str, update: list[dict[str, Any]]) -> dict[str, Any]:
        found = await self._sends.find_one_and_update(
            {"_id": send}, update, upsert=True, return_document=ReturnDocument.AFTER
        )
        return dict(found)

    @bounded
    async def settle(self, send: str, token: str, state: str, reason: str = "", detail: str = "") -> None:
        """Say what became of a claimed send: sent, skipped, refused, or undelivered, which frees it for another try.

        Does nothing where the claim has run out and somebody else took the send.
        """
        end = {"state": state, "reason": reason, "detail": detail, "until": _NEVER}
        await self._sends.update_one({"_id": send, "token": token}, {"$set": end, "$currentDate": {"ended_at": True}})

    @bounded
    async def of_key(self, account: str, key: str) -> list[dict[str, Any]]:
        """Give what became of every target of a notification."""
        return await self._sends.find({"account": account, "key": key}).to_list(None)


def _upsert(notice: Notice) -> UpdateOne:
    row = inert(notice.model_dump(exclude={"id"}))
    row["expires_at"] = datetime.fromtimestamp((notice.at + NOTICE_DAYS * DAY_MS) / 1000, UTC)
    return UpdateOne({"_id": notice.id}, {"$setOnInsert": row}, upsert=True)
