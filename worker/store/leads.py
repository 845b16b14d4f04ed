"""Leads, history, receipts and strangers' words in MongoDB: what the commit path reads and writes."""

import asyncio
import math
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from bson import Timestamp
from pymongo import ASCENDING, InsertOne, ReplaceOne, UpdateOne
from pymongo.errors import BulkWriteError, DocumentTooLarge, OperationFailure

from schemas.durations import DAY_MS
from worker.commit.storage import UNSAID, Write
from worker.errors import TransientError
from worker.leads.lead import Lead
from worker.store.indexes import Indexes, create, drop_former
from worker.store.message_versions import MessageVersions
from worker.store.mongo import TOO_LARGE_CODES, Mongo, bounded, too_large
from worker.telemetry.failpoints import failpoint

DUPLICATE_KEY = 11000
WRITE_CONFLICT = 112  # two transactions on one lead: the second to write it is turned away
# The server puts its own time in the place of an empty timestamp of an inserted document.
# https://www.mongodb.com/docs/manual/reference/bson-types/#timestamps
SERVER_TIME = Timestamp(0, 0)
# Documents of one answer; without a word the server begins with 101, and a batch has more (at most 16 MB come at once).
PAGE: Final = 1000
RECEIPT_DAYS = 90  # for parts that left no history row; history itself is kept
# Reads by key name their index. The server may take one with times in it for quicker; a lead that is written meanwhile
# moves within that one and is passed by, as if nobody had its keys. Within this one only keys that change move a lead.
BY_KEY: Final = "identity"
# name -> (keys, options). `pending` is sparse: only leads with entries on their way are in it.
INDEXES: Indexes = {
    "leads": {
        BY_KEY: ([("account", ASCENDING), ("keys", ASCENDING)], {"unique": True}),
        "pending": ([("pend.seq", ASCENDING)], {"sparse": True}),
    },
    "history": {
        "timeline": ([("lead", ASCENDING), ("seq", ASCENDING)], {"unique": True}),
    },
    "receipts": {
        "expiry": ([("expires_at", ASCENDING)], {"expireAfterSeconds": 0}),
    },
    "strangers": {
        "identity": ([("account", ASCENDING), ("keys", ASCENDING)], {}),
        "expiry": ([("expires_at", ASCENDING)], {"expireAfterSeconds": 0}),
    },
}


_VERSION = {"lead": 1, "type": 1, "source": 1, "outcome": 1, "contact": 1, "content.unavailable": 1}


class LeadStore(MessageVersions):
    """The store port of `worker.commit.storage`. Every method is bounded in time and raises our errors only."""

    def __init__(self, mongo: Mongo) -> None:
        self.seconds = mongo.seconds
        self._mongo = mongo
        db = mongo.database
        self._leads, self._history = db["leads"], db["history"]
        self._receipts, self._strangers = db["receipts"], db["strangers"]

    @bounded
    async def prepare(self) -> None:
        """Create the indexes that are missing, drop former ones; `ConfigurationError` where another one is in the way."""
        await create(self._mongo.database, INDEXES)
        await drop_former(self._mongo.database)

    @bounded
    async def leads_by_keys(self, wanted: Mapping[str, Sequence[str]]) -> list[Lead]:
        """Give the leads that own any of the keys, per account."""
        clauses = [{"account": account, "keys": {"$in": list(keys)}} for account, keys in wanted.items()]
        query = clauses[0] if len(clauses) == 1 else {"$or": clauses}
        documents = await self._leads.find(query, hint=BY_KEY, batch_size=PAGE).to_list(None)
        return [Lead.of(document) for document in documents]

    @bounded
    async def leads_by_ids(self, ids: Sequence[str]) -> list[Lead]:
        """Give the leads with these ids, tombstones included."""
        documents = await self._leads.find({"_id": {"$in": list(ids)}}, batch_size=PAGE).to_list(None)
        return [Lead.of(document) for document in documents]

    @bounded
    async def receipts_of(self, entry_ids: Sequence[str]) -> dict[str, str]:
        """Give entry id to lead id for the entries that are in history."""
        rows = await self._history.find({"_id": {"$in": list(entry_ids)}}, {"lead": 1}).to_list(None)
        return {row["_id"]: row["lead"] for row in rows}

    @bounded
    async def known_entries(self, entry_ids: Sequence[str]) -> list[Mapping[str, Any]]:
        """Give what tells versions of a message apart, of entries that are in history."""
        wanted = {"_id": {"$in": list(entry_ids)}}
        return list(await self._history.find(wanted, _VERSION, batch_size=PAGE).to_list(None))

    @bounded
    async def statements(self, leads: Sequence[str]) -> list[dict[str, Any]]:
        """Give the rows of leads, sorted by lead and `seq`, without what they need not carry."""
        rows = self._history.find({"lead": {"$in": list(leads)}}, dict.fromkeys(UNSAID, 0))
        return list(await rows.sort([("lead", ASCENDING), ("seq", ASCENDING)]).to_list(None))

    @bounded
    async def commit(self, writes: Sequence[Write]) -> list[Write]:
        """Write each lead if it still is what it was planned on; give the writes that lost.

        One whose document would be too large for the server is among them, marked `full`; its neighbours are written.
        New leads are inserted rather than upserted, which costs the server a quarter: their ids are new, and a person
        whom somebody else wrote first is met as a key that is taken.
        """
        new, known = [w for w in writes if w.version == 0], [w for w in writes if w.version]
        lost: list[Write] = []
        work = [step(part) for step, part in ((self._insert, new), (self._update, known)) if part]
        for outcome in await asyncio.gather(*work, return_exceptions=True):
            if isinstance(outcome, BaseException):
                raise outcome
            lost += outcome
        return lost

    async def _insert(self, writes: Sequence[Write]) -> list[Write]:
        try:
            await self._leads.insert_many([_document(write) for write in writes], ordered=False)
        except BulkWriteError as error:
            return [writes[i] for i in _taken(error, writes)]
        except (DocumentTooLarge, OperationFailure) as error:
            return await self._alone(self._insert, writes, error)
        return []

    async def _update(self, writes: Sequence[Write]) -> list[Write]:
        lost: list[int] = []
        try:
            operations = [UpdateOne(*_filter_and_update(write)) for write in writes]
            done = (await self._leads.bulk_write(operations, ordered=False)).matched_count
        except BulkWriteError as error:
            lost = _taken(error, writes)
            done = (error.details or {}).get("nMatched", 0)
        except (DocumentTooLarge, OperationFailure) as error:
            return await self._alone(self._update, writes, error)
        if done + len(lost) == len(writes):
            return [writes[i] for i in lost]
        return await self._lost(writes)

    async def _alone(
        self, step: Callable[[Sequence[Write]], Awaitable[list[Write]]], writes: Sequence[Write], error: Exception
    ) -> list[Write]:
        """Driver or server refused the batch as a whole, for the size of one of its writes, without saying of which."""
        if not too_large(error):
            raise error
        if len(writes) > 1:
            return [lost for write in writes for lost in await step([write])]
        writes[0].full = True
        return list(writes)

    async def _lost(self, writes: Sequence[Write]) -> list[Write]:
        """The server counts matches without naming them: look which leads carry our entries."""
        ids = [write.lead.id for write in writes]
        rows = await self._leads.find({"_id": {"$in": ids}}, {"pend._id": 1, "pend.hash": 1}).to_list(None)
        ours = {(row["_id"], e["_id"], e["hash"]) for row in rows for e in row.get("pend", ())}
        return [w for w in writes if (w.lead.id, w.entries[-1]["_id"], w.entries[-1]["hash"]) not in ours]

    @bounded
    async def record(self, entries: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """Insert history rows; those that are there already are fine. Give entries whose id another lead used."""
        try:
            await self._history.insert_many([dict(entry) for entry in entries], ordered=False)
        except BulkWriteError as error:
            details = error.details or {}
            failures = details.get("writeErrors", [])
            if any(e["code"] != DUPLICATE_KEY for e in failures):
                raise
            if details.get("writeConcernErrors"):
                raise TransientError("history is on no majority of servers yet; its entries stay pending") from error
            failed = [entries[e["index"]] for e in failures]
            owners = await self.receipts_of([entry["_id"] for entry in failed])
            return [entry for entry in failed if owners.get(entry["_id"]) != entry["lead"]]
        return []

    @bounded
    async def clear(self, finished: Mapping[str, Sequence[str]]) -> None:
        """Take entries that are recorded and announced out of their leads' `pend` (lead id to entry ids)."""
        entries = [entry for ids in finished.values() for entry in ids]
        await self._leads.update_many({"_id": {"$in": list(finished)}}, {"$pull": {"pend": {"_id": {"$in": entries}}}})

    @bounded
    async def left_behind(self, age_ms: int, limit: int = 100, *, besides: Collection[str] = ()) -> list[Lead]:
        """Give leads whose entries wait longer than `age_ms`, to the second, by the server's clock; not those `besides`."""
        server = (await self._mongo.database.command("hello"))["localTime"].timestamp()
        old = {"$lt": Timestamp(math.ceil(server - age_ms / 1000), 0)}
        query: dict[str, Any] = {"pend.seq": {"$gt": 0}, "pend_at": old}
        if besides:
            query["_id"] = {"$nin": sorted(besides)}
        documents = await self._leads.find(query).limit(limit).to_list(None)
        return [Lead.of(document) for document in documents]

    @bounded
    async def together(self, writes: Sequence[Write]) -> bool:
        """Write leads in one transaction, in the order given: who gives up a key before who takes it.

        False: a race was lost, for a lead or for a key.
        """
        try:
            async with await self._mongo.client.start_session() as session, session.start_transaction():
                # One request, and one to commit: a worker that dies in between leaves these leads locked for a while.
                steps = [UpdateOne(*_filter_and_update(w)) if w.version else InsertOne(_document(w)) for w in writes]
                result = await self._leads.bulk_write(steps, session=session)
                if result.matched_count + result.inserted_count != len(writes):
                    await session.abort_transaction()
                    return False
                failpoint("merging")
        except OperationFailure as error:
            failure = _failure(error)
            if failure.code not in (DUPLICATE_KEY, WRITE_CONFLICT):
                raise failure from error
            return False
        return True

    @bounded
    async def mark_rekeyed(self, versions: Mapping[str, int], kv: int) -> None:
        """Mark leads (id to `v` as read) whose keys are what version `kv` of the rules makes; changed ones are left out."""
        await self._leads.bulk_write(
            [UpdateOne({"_id": lead, "v": v}, {"$set": {"kv": kv}}) for lead, v in versions.items()], ordered=False
        )

    @bounded
    async def keep_strangers(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Keep what was said of people nobody knows yet; a row that is there already is fine."""
        dated = [_expiring(row) for row in rows]
        try:
            await self._strangers.insert_many(dated, ordered=False)
        except BulkWriteError as error:
            if any(e["code"] != DUPLICATE_KEY for e in (error.details or {}).get("writeErrors", [])):
                raise

    @bounded
    async def strangers_by_keys(self, wanted: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
        """Give the kept rows about any of these keys, per account."""
        clauses = [{"account": account, "keys": {"$in": list(keys)}} for account, keys in wanted.items()]
        return await self._strangers.find(clauses[0] if len(clauses) == 1 else {"$or": clauses}).to_list(None)

    @bounded
    async def forget_strangers(self, ids: Sequence[str]) -> None:
        """Drop rows that were applied."""
        await self._strangers.delete_many({"_id": {"$in": list(ids)}})

    @bounded
    async def add_receipts(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write receipts of parts that left no history row; the latest outcome of an id stands."""
        dated = [_expiring({**row, "expires_ms": row["at"] + RECEIPT_DAYS * DAY_MS}) for row in rows]
        await self._receipts.bulk_write(
            [ReplaceOne({"_id": row["_id"]}, row, upsert=True) for row in dated],
            ordered=False,
        )

    @bounded
    async def ping(self) -> None:
        """Return when the primary answers."""
        await self._mongo.database.command("ping")


def _expiring(row: Mapping[str, Any]) -> dict[str, Any]:
    """The server removes rows by a date field; ours are Unix milliseconds."""
    dated = {name: value for name, value in row.items() if name != "expires_ms"}
    if "expires_ms" in row:
        dated["expires_at"] = datetime.fromtimestamp(row["expires_ms"] / 1000, UTC)
    return dated


def _document(write: Write) -> dict[str, Any]:
    write.lead.v = 1
    return write.lead.sections() | {"pend": write.entries, "pend_at": SERVER_TIME}


def _failure(error: OperationFailure) -> OperationFailure:
    """Give what was wrong with one of the writes; the driver wraps it where there were several in one request."""
    failures = (error.details or {}).get("writeErrors", []) if isinstance(error, BulkWriteError) else []
    return OperationFailure(failures[0]["errmsg"], failures[0]["code"], failures[0]) if failures else error


def _filter_and_update(write: Write) -> tuple[dict[str, Any], dict[str, Any]]:
    changed = write.changes()
    pushed = {"pend": {"$each": write.entries}}
    stamped = {"pend_at": {"$type": "timestamp"}}
    return {"_id": write.lead.id, "v": write.version}, {"$set": changed, "$push": pushed, "$currentDate": stamped}


def _taken(error: BulkWriteError, writes: Sequence[Write]) -> list[int]:
    """Give the positions of the writes that met a key which is taken, or are too large; raise if anything else was wrong."""
    details = error.details or {}
    failures = details.get("writeErrors", [])
    large = [e for e in failures if e["code"] in TOO_LARGE_CODES]
    others = [e for e in failures if e["code"] != DUPLICATE_KEY and e not in large] or details.get("writeConcernErrors")
    if others:
        raise TransientError(f"MongoDB did not take a batch of leads: {str(others)[:300]}") from error
    for e in large:
        writes[e["index"]].full = True
    return [e["index"] for e in failures]
