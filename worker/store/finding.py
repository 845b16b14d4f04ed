"""Search rows in MongoDB: the port of finding (`worker.finding.storage`).

Every question names the index it uses: without that, the server tries all that begin with the account against each other,
which costs more than the answer. What is asked stands in the clauses; here they only get the form MongoDB has for them.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import pymongo
from pymongo import ASCENDING, DESCENDING, ReplaceOne, errors

from worker.errors import QueryTooSlowError, TransientError
from worker.finding.clauses import ACCOUNT, FIND, INBOUND, ORDER, UPDATED, Clause, Within
from worker.finding.fields import SLOTS
from worker.finding.lag import Report
from worker.finding.plan import Plan
from worker.finding.row import Row
from worker.finding.storage import Stamp
from worker.store.finding_queries import EDGE, condition, query_of, sort_of
from worker.store.indexes import Indexes, create
from worker.store.mongo import Mongo, bounded

ROWS: Final = "lead_find"
WORDS: Final = "words"
STATE: Final = "find_state"
QUERY_SECONDS: Final = 3.0
ESTIMATE_SECONDS: Final = 0.3
GRAVE_SECONDS: Final = (
    86_400  # how long it is known that a lead has ended; a row that comes later still is no row of ours
)
_DUPLICATE_KEY: Final = 11000
_REPORT: Final = "report:"
_REPORTS: Final = {"_id": {"$gte": _REPORT, "$lt": "report;"}}  # what begins so
_AWAY: Final = (errors.ServerSelectionTimeoutError, errors.WaitQueueTimeoutError)  # not the question's fault


def _along(path: str, **options: Any) -> tuple[list[tuple[str, int]], dict[str, Any]]:
    return [(ACCOUNT, ASCENDING), (path, DESCENDING), (ORDER, DESCENDING)], options


def _where_there(path: str) -> dict[str, Any]:
    return {"partialFilterExpression": {path: {"$exists": True}}}


ROW_INDEXES: Final = {
    FIND: ([(ACCOUNT, ASCENDING), (FIND, ASCENDING), (ORDER, DESCENDING)], {}),
    ORDER: ([(ACCOUNT, ASCENDING), (ORDER, DESCENDING)], {}),
    UPDATED: _along(UPDATED),
    **{path: _along(path, **_where_there(path)) for path in (INBOUND, *SLOTS)},
    "graves": ([("gone_at", ASCENDING)], {"expireAfterSeconds": GRAVE_SECONDS, "sparse": True}),
}
"""Indexes of rows. Each is named like what it sorts by, which is how plans name them."""
INDEXES: Indexes = {ROWS: ROW_INDEXES}


class FindingStore:
    """Rows, words and their state. `beside`: the rows and words that are filled to take the place of the others."""

    def __init__(self, mongo: Mongo, *, beside: bool = False, seconds: float | None = None) -> None:
        """Take the server; `seconds`: another time-out of an operation than the server's."""
        self.seconds = seconds or mongo.seconds
        self.names = (f"{ROWS}_next", f"{WORDS}_next") if beside else (ROWS, WORDS)
        self._mongo, self._db = mongo, mongo.database
        self._rows, self._words = self._db[self.names[0]], self._db[self.names[1]]
        self._state = self._db[STATE]

    @bounded
    async def prepare(self) -> None:
        """Create the indexes that are missing; raises `ConfigurationError` where another one is in the way."""
        await create(self._db, {self.names[0]: ROW_INDEXES})

    # writing

    @bounded
    async def put(self, rows: Sequence[Row]) -> None:
        """Write rows, unless a row of a later version of the lead stands; of the same version, unless by the same rules."""
        await self._replaced([ReplaceOne(_older(row), row, upsert=True) for row in rows])

    @bounded
    async def bury(self, leads: Mapping[str, int]) -> None:
        """Leave a mark in the place of rows, so that an earlier version that comes late is not written."""
        now = datetime.now(UTC)
        graves = [
            ReplaceOne({"_id": lead, "v": {"$lte": v}}, {"_id": lead, "v": v, "gone_at": now}, upsert=True)
            for lead, v in leads.items()
        ]
        await self._replaced(graves)

    async def _replaced(self, writes: Sequence[ReplaceOne[dict[str, Any]]]) -> None:
        """Carry out writes; one that would insert an id that is there lost to something later, which is well."""
        try:
            await self._rows.bulk_write(list(writes), ordered=False)
        except errors.BulkWriteError as error:
            details = error.details or {}
            wrong = [e for e in details.get("writeErrors", []) if e["code"] != _DUPLICATE_KEY]
            if wrong or details.get("writeConcernErrors"):
                raise TransientError(f"MongoDB did not take a batch of search rows: {str(wrong)[:300]}") from error

    @bounded
    async def stamps(self, leads: Sequence[str]) -> dict[str, Stamp]:
        """Give what rows were made of, by lead id."""
        found = self._rows.find({"_id": {"$in": list(leads)}, "by": {"$exists": True}}, {"v": 1, "by": 1})
        return {row["_id"]: Stamp(row["v"], row["by"]) for row in await found.to_list(None)}

    @bounded
    async def learn(self, account: str, words: Sequence[str]) -> None:
        """Take words into the dictionary; those that are there are fine."""
        try:
            await self._words.insert_many([{"_id": f"{account}:{word}"} for word in words], ordered=False)
        except errors.BulkWriteError as error:
            if any(e["code"] != _DUPLICATE_KEY for e in (error.details or {}).get("writeErrors", [])):
                raise

    @bounded
    async def made_by(self, account: str) -> str | None:
        """Give the signature of the rules that all rows of an account were made by."""
        found = await self._state.find_one({"_id": f"account:{account}"})
        return str(found["by"]) if found else None

    @bounded
    async def note_made_by(self, account: str, signature: str) -> None:
        """Say that all rows of an account are made by these rules."""
        document = {"by": signature, "at": datetime.now(UTC)}
        await self._state.update_one({"_id": f"account:{account}"}, {"$set": document}, upsert=True)

    @bounded
    async def report(self, report: Report) -> None:
        """Keep what somebody who writes rows says."""
        said = {"at": report.at, "oldest": report.oldest}
        await self._state.update_one({"_id": _REPORT + report.name}, {"$set": said}, upsert=True)

    @bounded
    async def reports(self) -> list[Report]:
        """Give the last report of everybody."""
        found = await self._state.find(_REPORTS).to_list(None)
        return [Report(row["_id"].removeprefix(_REPORT), row["at"], row["oldest"]) for row in found]

    @bounded
    async def forget_reports(self, before: int) -> None:
        """Drop reports of before a moment."""
        await self._state.delete_many({**_REPORTS, "at": {"$lt": before}})

    # asking

    @bounded
    async def words(self, account: str, prefix: str, limit: int) -> list[str]:
        """Give words of letters that begin so."""
        start = f"{account}:{prefix}"
        with _asking("the dictionary of words"):
            found = self._words.find({"_id": {"$gte": start, "$lt": start + "\U0010ffff"}}).sort("_id", ASCENDING)
            return [row["_id"][len(account) + 1 :] for row in await found.limit(limit).to_list(None)]

    @bounded
    async def estimate(self, account: str, clause: Clause, order: Within, limit: int) -> int:
        """Count the rows that meet a clause on `find` within bounds of the order key."""
        query = {ACCOUNT: account, **condition(clause)}
        if not isinstance(clause, Within):  # a range of tokens takes no further bounds along
            query |= condition(order)
        try:
            with pymongo.timeout(ESTIMATE_SECONDS):
                return await self._counted(query, FIND, limit)
        except errors.PyMongoError as error:
            if error.timeout and not isinstance(error, _AWAY):
                return limit  # what cannot be counted soon is not few; the question is answered all the same
            raise

    @bounded
    async def rows(
        self, account: str, plan: Plan, *, skip: int = 0, limit: int, backwards: bool = False, whole: bool = False
    ) -> list[Row]:
        """Give rows in the plan's order, or the reverse."""
        if not plan.ways:
            return []
        projection = None if whole else dict.fromkeys(EDGE, 1)
        with _asking(plan.driver):
            found = self._rows.find(query_of(account, plan), projection).hint(plan.index)
            if plan.sorting.path is not None and (plan.ordered or plan.sorting.path == ORDER):
                found = found.sort(sort_of(plan, backwards=backwards))
            rows: list[Row] = await found.skip(skip).limit(limit).to_list(None)
        return rows

    @bounded
    async def count(self, account: str, plan: Plan, *, limit: int | None, seconds: float) -> int | None:
        """Count the rows that a plan finds; None: not within `seconds`."""
        if not plan.ways:
            return 0
        try:
            with pymongo.timeout(seconds):
                return await self._counted(query_of(account, plan), plan.index, limit)
        except errors.PyMongoError as error:
            if error.timeout:
                return None
            raise

    async def _counted(self, query: Mapping[str, Any], index: str, limit: int | None) -> int:
        """Count by the command of that name: it reads index keys alone where those say it all, also of lists."""
        command = {"count": self.names[0], "query": query, "hint": index, **({"limit": limit} if limit else {})}
        return int((await self._db.command(command))["n"])

    @bounded
    async def newest(self, account: str) -> int:
        """Give the highest order key of an account."""
        with _asking("the order"):
            found = self._rows.find({ACCOUNT: account}, {ORDER: 1}).hint(ORDER).sort(ORDER, DESCENDING).limit(1)
            return max((row[ORDER] for row in await found.to_list(1)), default=0)

    @bounded
    async def secret(self) -> bytes:
        """Give the key that cursors are signed with."""
        new = {"$setOnInsert": {"key": secrets.token_bytes(32)}}
        await self._state.update_one({"_id": "secret"}, new, upsert=True)
        found = await self._state.find_one({"_id": "secret"})
        return bytes(found["key"]) if found else b""

    # filling anew

    @bounded
    async def drop(self) -> None:
        """Drop these rows and words."""
        for name in self.names:
            await self._db[name].drop()

    async def take_place(self) -> None:
        """Put these rows and words, filled beside, in the place of those in use. Raises our errors only."""
        for name, place in zip(self.names, (ROWS, WORDS), strict=True):
            await self._renamed(name, place)

    @bounded
    async def _renamed(self, name: str, place: str) -> None:
        if name in await self._db.list_collection_names(filter={"name": name}):
            await self._db[name].rename(place, dropTarget=True)


class _asking:  # noqa: N801  (read like the function it stands for)
    """Bound a question in time, and say which one took too long."""

    def __init__(self, driver: str) -> None:
        self._driver, self._timeout = driver, pymongo.timeout(QUERY_SECONDS)

    def __enter__(self) -> None:
        self._timeout.__enter__()

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        self._timeout.__exit__(kind, error, trace)
        if isinstance(error, errors.PyMongoError) and error.timeout and not isinstance(error, _AWAY):
            raise QueryTooSlowError(self._driver) from error


def _older(row: Row) -> dict[str, Any]:
    """Give the filter of what a row may replace."""
    by_other_rules = {"v": row["v"], "by": {"$exists": True, "$ne": row["by"]}}
    return {"_id": row["_id"], "$or": [{"v": {"$lt": row["v"]}}, by_other_rules]}
