"""Walks over everything there is, at flat memory: every lead with its history. Reads only.

A walk takes what is there at each moment; who walks while workers write looks again before saying that something is wrong.
"""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import pymongo

from worker.store.mongo import Mongo, bounded, chunks

_CHUNK = 100  # documents taken at a time; a history row may carry a megabyte
_GROUP_SECONDS = 600.0  # for going over an index as a whole


class Walks:
    """Every method is bounded in time per step and raises our errors only."""

    def __init__(self, mongo: Mongo) -> None:
        self.seconds = mongo.seconds
        self._leads, self._history = mongo.database["leads"], mongo.database["history"]

    @bounded
    async def count(self, account: str | None) -> int:
        """Give the number of leads, tombstones included; of all accounts it is an estimate."""
        if account is None:
            return int(await self._leads.estimated_document_count())
        return int(await self._leads.count_documents({"account": account}))

    @bounded
    async def documents(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        """Give leads as they are stored, in order of id."""
        return await self._leads.find({"_id": {"$in": list(ids)}}).sort("_id", pymongo.ASCENDING).to_list(None)

    async def leads(
        self, account: str | None, size: int, below: int | None = None
    ) -> AsyncIterator[list[dict[str, Any]]]:
        """Give all leads as they are stored, `size` at a time in order of id; `below`: with keys of an older version."""
        last = ""
        while True:
            batch = await self._next(last, account, size, below)
            if not batch:
                return
            yield batch
            last = batch[-1]["_id"]

    @bounded
    async def _next(self, last: str, account: str | None, size: int, below: int | None) -> list[dict[str, Any]]:
        query: dict[str, Any] = {"_id": {"$gt": last}}
        if account is not None:
            query["account"] = account
        if below is not None:
            query["kv"] = {"$lt": below}
        return await self._leads.find(query).sort("_id", pymongo.ASCENDING).limit(size).to_list(None)

    async def rows(self, leads: Sequence[str]) -> AsyncIterator[dict[str, Any]]:
        """Give the history of leads, sorted by lead and `seq`."""
        order = [("lead", pymongo.ASCENDING), ("seq", pymongo.ASCENDING)]
        async for row in chunks(self._history.find({"lead": {"$in": list(leads)}}).sort(order), _CHUNK, self.seconds):
            yield row

    async def unknown_leads(self, account: str | None) -> AsyncIterator[tuple[str, str]]:
        """Give lead ids that history names and that no lead has, each with the id of one of its rows."""
        first = {"_id": "$lead", "account": {"$first": "$account"}, "row": {"$first": "$_id"}}
        stages: list[dict[str, Any]] = [{"$sort": {"lead": 1, "seq": 1}}, {"$group": first}]
        cursor = self._history.aggregate(stages, allowDiskUse=True)
        batch: list[dict[str, Any]] = []
        async for group in chunks(cursor, 1000, _GROUP_SECONDS):
            if account in (None, group["account"]):
                batch.append(group)
            if len(batch) == 1000:
                for found in await self._missing(batch):
                    yield found
                batch = []
        for found in await self._missing(batch):
            yield found

    @bounded
    async def _missing(self, groups: Sequence[dict[str, Any]]) -> list[tuple[str, str]]:
        wanted = [group["_id"] for group in groups]
        known = {row["_id"] for row in await self._leads.find({"_id": {"$in": wanted}}, {"_id": 1}).to_list(None)}
        return [(str(group["_id"]), str(group["row"])) for group in groups if group["_id"] not in known]
