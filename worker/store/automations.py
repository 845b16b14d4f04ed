"""What automations keep in MongoDB: waits, turns of pools, fuses, runs with their traces, and revisions of rules.

Nothing here decides whether a rule fired: that is the command on the lead. Everything here may be repeated.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from pymongo import ASCENDING, DESCENDING, ReturnDocument, UpdateOne
from pymongo.errors import BulkWriteError, DuplicateKeyError
from pymongo.write_concern import WriteConcern

from worker.store.mongo import Mongo, bounded

DUPLICATE_KEY = 11000
INDEXES: Mapping[str, Mapping[str, tuple[list[tuple[str, int]], dict[str, Any]]]] = {
    "waits": {
        "due": ([("state", ASCENDING), ("due_at", ASCENDING)], {}),
        "lead": ([("lead", ASCENDING), ("state", ASCENDING)], {}),
        "expiry": ([("expires_at", ASCENDING)], {"expireAfterSeconds": 0}),
    },
    "runs": {
        "lead": ([("lead", ASCENDING), ("at", DESCENDING)], {}),
        "rule": ([("account", ASCENDING), ("rule", ASCENDING), ("at", DESCENDING)], {}),
        "expiry": ([("expires_at", ASCENDING)], {"expireAfterSeconds": 0}),
    },
    "fuses": {"expiry": ([("expires_at", ASCENDING)], {"expireAfterSeconds": 0})},
    "leads": {"assigned": ([("account", ASCENDING), ("assignee.v", ASCENDING), ("status", ASCENDING)], {})},
}
DAY_MS = 86_400_000
DONE_DAYS = 30  # how long finished waits are shown


class AutomationStore:
    """Waits, turns, fuses, runs. Times are Unix ms."""

    def __init__(self, mongo: Mongo) -> None:
        self.seconds = mongo.seconds
        db = mongo.database
        self._db, self._leads, self._history = db, db["leads"], db["history"]
        self._waits, self._turns, self._fuses = db["waits"], db["turns"], db["fuses"]
        self._revisions = db["rule_revisions"]
        # Traces are for people; a lost one after a crash is not worth a journal flush each.
        self._runs = db["runs"].with_options(write_concern=WriteConcern(w=1))

    @bounded
    async def prepare(self) -> None:
        """Create the indexes that are missing."""
        for collection, indexes in INDEXES.items():
            for name, (keys, options) in indexes.items():
                await self._db[collection].create_index(keys, name=name, **options)

    # waits

    @bounded
    async def keep_waits(self, waits: Sequence[Mapping[str, Any]]) -> None:
        """Create waits that do not exist yet; those that do, in whatever state, stay as they are."""
        operations = [
            UpdateOne(
                {"_id": wait["_id"]}, {"$setOnInsert": {k: v for k, v in wait.items() if k != "_id"}}, upsert=True
            )
            for wait in waits
        ]
        await self._waits.bulk_write(operations, ordered=False)

    @bounded
    async def claim_due(self, now: int, lease_ms: int) -> dict[str, Any] | None:
        """Take the wait that is due longest, for `lease_ms`; None if none is. One whose lease ran out is taken again."""
        due = [
            {"state": "waiting", "due_at": {"$lte": now}},
            {"state": "claimed", "due_at": {"$lte": now}, "lease_until": {"$lte": now}},
        ]
        for query in due:
            wait = await self._waits.find_one_and_update(
                query,
                {"$set": {"state": "claimed", "lease_until": now + lease_ms}, "$inc": {"claims": 1}},
                sort=[("due_at", ASCENDING)],
                return_document=ReturnDocument.AFTER,
            )
            if wait is not None:
                return dict(wait)
        return None

    @bounded
    async def end_wait(self, wait_id: str, state: str, because: str, now: int) -> None:
        """Record how a wait ended: done, cancelled, skipped, failed."""
        end = {"state": state, "because": because, "ended_at": now, "expires_at": _date(now + DONE_DAYS * DAY_MS)}
        await self._waits.update_one({"_id": wait_id, "state": {"$in": ["waiting", "claimed"]}}, {"$set": end})

    @bounded
    async def postpone(self, wait_id: str, due_at: int) -> None:
        """Give a claimed wait back, due at another time."""
        await self._waits.update_one({"_id": wait_id}, {"$set": {"state": "waiting", "due_at": due_at}})

    @bounded
    async def open_waits(self, leads: Sequence[str]) -> list[dict[str, Any]]:
        """Give the waits of these leads that have not ended."""
        query = {"lead": {"$in": list(leads)}, "state": {"$in": ["waiting", "claimed"]}}
        return await self._waits.find(query).to_list(None)

    @bounded
    async def waits_of(self, lead: str) -> list[dict[str, Any]]:
        """Give every wait of a lead, ended ones included, in order of when they are due."""
        return await self._waits.find({"lead": lead}).sort("due_at", ASCENDING).to_list(None)

    @bounded
    async def next_due(self) -> int | None:
        """Give when the next wait is due."""
        wait = await self._waits.find_one({"state": "waiting"}, {"due_at": 1}, sort=[("due_at", ASCENDING)])
        return wait["due_at"] if wait else None

    @bounded
    async def history_since(self, lead: str, sequence: int) -> list[dict[str, Any]]:
        """Give type, events and time of a lead's entries after a sequence: recorded ones and those still pending."""
        wanted = {"seq": 1, "events": 1, "at": 1, "type": 1}
        document = await self._leads.find_one({"_id": lead}, {f"pend.{name}": 1 for name in wanted}) or {}
        rows = await self._history.find({"lead": lead, "seq": {"$gt": sequence}}, wanted).to_list(None)
        seen = {row["seq"] for row in rows}
        rows += [e for e in document.get("pend", ()) if e["seq"] > sequence and e["seq"] not in seen]
        return sorted(rows, key=lambda row: row["seq"])

    # turns

    @bounded
    async def turns(self, account: str, pools: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Give the stored states of pools, each with its version `v`."""
        ids = [f"{account}:{pool}" for pool in pools]
        rows = await self._turns.find({"_id": {"$in": ids}}).to_list(None)
        return {row["_id"].removeprefix(f"{account}:"): row for row in rows}

    @bounded
    async def take_turn(self, account: str, pool: str, version: int, state: Mapping[str, Any]) -> bool:
        """Write a pool's next state if nobody did meanwhile; False: read again and choose again."""
        query = {"_id": f"{account}:{pool}", "v": version}
        try:
            result = await self._turns.update_one(query, {"$set": {**state, "v": version + 1}}, upsert=version == 0)
        except DuplicateKeyError:
            return False
        return bool(result.matched_count or result.upserted_id)

    @bounded
    async def loads(self, account: str, users: Sequence[str]) -> dict[str, int]:
        """Give the number of open leads of each of these users."""
        stages: list[dict[str, Any]] = [
            {"$match": {"account": account, "assignee.v": {"$in": list(users)}, "status": "open", "merged_into": None}},
            {"$group": {"_id": "$assignee.v", "n": {"$sum": 1}}},
        ]
        return {row["_id"]: row["n"] for row in await self._leads.aggregate(stages).to_list(None)}

    # fuses

    @bounded
    async def count(self, fuse: str, key: str, times: int, expires: int) -> bool:
        """Count a firing against a limit of `times`; the same key counts once. False: the limit is reached."""
        query = {"_id": fuse, "$or": [{"keys": key}, {"n": {"$lt": times}}]}
        counted = {"$cond": [{"$in": [key, {"$ifNull": ["$keys", []]}]}, 0, 1]}
        update = [
            {
                "$set": {
                    "n": {"$add": [{"$ifNull": ["$n", 0]}, counted]},
                    "keys": {"$setUnion": [{"$ifNull": ["$keys", []]}, [key]]},
                    "expires_at": _date(expires),
                }
            }
        ]
        try:
            result = await self._fuses.update_one(query, update, upsert=True)
        except DuplicateKeyError:  # it exists and is full: the upsert tried to insert it a second time
            return await self._fuses.count_documents({"_id": fuse, "keys": key}) > 0
        return bool(result.matched_count or result.upserted_id)

    # runs and revisions

    @bounded
    async def add_runs(self, runs: Sequence[Mapping[str, Any]], lifetime_ms: int) -> None:
        """Keep traces for a while; one that is there already is fine."""
        rows = [{**run, "expires_at": _date(run["at"] + lifetime_ms)} for run in runs]
        try:
            await self._runs.insert_many(rows, ordered=False)
        except BulkWriteError as error:
            if any(e["code"] != DUPLICATE_KEY for e in (error.details or {}).get("writeErrors", [])):
                raise

    @bounded
    async def runs(self, query: Mapping[str, Any], limit: int = 200) -> list[dict[str, Any]]:
        """Give stored runs, the newest first; `query` names any of account, rule, lead, event."""
        return await self._runs.find(dict(query)).sort("at", DESCENDING).limit(limit).to_list(None)

    @bounded
    async def keep_revision(self, revision: str, source: Mapping[str, Any]) -> None:
        """Keep the text of a rule that a wait is pinned to."""
        await self._revisions.update_one({"_id": revision}, {"$setOnInsert": dict(source)}, upsert=True)

    @bounded
    async def revision(self, revision: str) -> dict[str, Any] | None:
        """Give the text of a rule as it was."""
        found = await self._revisions.find_one({"_id": revision})
        return dict(found) if found else None


def _date(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)
