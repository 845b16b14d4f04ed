"""Runs of rules in MongoDB: those that are kept whole, and how many there were of the others."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, cast

from pymongo import DESCENDING, UpdateOne
from pymongo.errors import BulkWriteError
from pymongo.write_concern import WriteConcern

from worker.automations.running.documents import Run, RunCount
from worker.automations.running.run_log import HOUR_MS
from worker.store.mongo import Mongo, bounded

DUPLICATE_KEY = 11000


class Runs:
    """See `worker.automations.running.run_log` for which are kept and which are counted. Times are Unix ms."""

    def __init__(self, mongo: Mongo) -> None:
        self.seconds = mongo.seconds
        # Traces are for people; a lost one after a crash is not worth a journal flush each.
        once = WriteConcern(w=1)
        self._runs = mongo.database["runs"].with_options(write_concern=once)
        self._run_counts = mongo.database["run_counts"].with_options(write_concern=once)

    @bounded
    async def add_runs(self, runs: Sequence[Run], lifetime_ms: int) -> None:
        """Keep traces for a while; one that is there already is fine."""
        rows = [{**run, "expires_at": date(run["at"] + lifetime_ms)} for run in runs]
        try:
            await self._runs.insert_many(rows, ordered=False)
        except BulkWriteError as error:
            if any(e["code"] != DUPLICATE_KEY for e in (error.details or {}).get("writeErrors", [])):
                raise

    @bounded
    async def count_runs(self, counts: Sequence[RunCount], lifetime_ms: int) -> None:
        """Add to what was counted before, in one write; who repeats it counts twice."""
        await self._run_counts.bulk_write([_counting(count, lifetime_ms) for count in counts], ordered=False)

    @bounded
    async def runs(self, query: Mapping[str, Any], limit: int = 200) -> list[Run]:
        """Give stored runs, the newest first; `query` names any of account, rule, lead, event."""
        rows = await self._runs.find(dict(query)).sort("at", DESCENDING).limit(limit).to_list(None)
        return cast(list[Run], rows)

    @bounded
    async def run_counts(self, query: Mapping[str, Any]) -> list[RunCount]:
        """Give what was counted, hour by hour; `query` names any of account, rule, outcome."""
        rows = await self._run_counts.find(dict(query)).sort("hour", DESCENDING).to_list(None)
        return cast(list[RunCount], rows)


def _counting(count: RunCount, lifetime_ms: int) -> UpdateOne:
    about = {name: count[name] for name in ("account", "rule", "outcome", "because", "hour")}
    kept = {**about, "schema": 1, "expires_at": date(count["hour"] + HOUR_MS + lifetime_ms)}
    name = ":".join(map(str, about.values()))
    return UpdateOne({"_id": name}, {"$inc": {"n": count["n"]}, "$setOnInsert": kept}, upsert=True)


def date(ms: int) -> datetime:
    """Give an instant as MongoDB's TTL indexes need it."""
    return datetime.fromtimestamp(ms / 1000, UTC)
