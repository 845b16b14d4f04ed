"""Counts and examples for a summary: leads by source, people met in several ways, merges, refusals."""

from typing import Any

from worker.store.mongo import Mongo, bounded

LIVING = {"merged_into": None}


class Summary:
    """Reads for people, not for the commit path."""

    def __init__(self, mongo: Mongo) -> None:
        self.seconds = mongo.seconds
        self._db = mongo.database

    @bounded
    async def counts(self) -> dict[str, int]:
        """Give the numbers of leads (without tombstones), tombstones, history entries, and entries still pending."""
        return {
            "leads": await self._db["leads"].count_documents(LIVING),
            "merged_away": await self._db["leads"].count_documents({"merged_into": {"$ne": None}}),
            "history": await self._db["history"].estimated_document_count(),
            "pending": await self._db["leads"].count_documents({"pend.seq": {"$gt": 0}}),
        }

    @bounded
    async def by_source(self) -> list[dict[str, Any]]:
        """Give account, source and number of leads, the most first."""
        group = {"_id": {"account": "$account", "source": "$first.source"}, "leads": {"$sum": 1}}
        rows = self._db["leads"].aggregate([{"$match": LIVING}, {"$group": group}, {"$sort": {"leads": -1, "_id": 1}}])
        return [{**row["_id"], "leads": row["leads"]} for row in await rows.to_list(None)]

    @bounded
    async def met_several_ways(self, limit: int) -> list[dict[str, Any]]:
        """Give leads whose person came in by the most different ways, each with its ways and spellings."""
        ways = {"$push": {"origin": "$by.id", "contact": "$contact"}}
        group = {"_id": "$lead", "origins": {"$addToSet": "$by.id"}, "ways": ways, "messages": {"$sum": 1}}
        stages: list[dict[str, Any]] = [
            {"$match": {"by.kind": "contact"}},
            {"$group": group},
            {"$set": {"kinds": {"$size": "$origins"}}},
            {"$sort": {"kinds": -1, "messages": -1, "_id": 1}},
            {"$limit": limit},
            {"$lookup": {"from": "leads", "localField": "_id", "foreignField": "_id", "as": "lead"}},
            {"$unwind": "$lead"},
        ]
        return await self._db["history"].aggregate(stages).to_list(None)

    @bounded
    async def merges(self, limit: int) -> list[dict[str, Any]]:
        """Give the merges of two leads, newest first, with the entry of the message that showed it."""
        stages: list[dict[str, Any]] = [
            {"$match": {"type": "merged"}},
            {"$sort": {"recorded_at": -1, "_id": 1}},
            {"$limit": limit},
            {"$set": {"shown_by": {"$concat": ["$account", ":", "$cause"]}}},
            {"$lookup": {"from": "history", "localField": "shown_by", "foreignField": "message", "as": "cause_entry"}},
            {"$lookup": {"from": "leads", "localField": "lead", "foreignField": "_id", "as": "survivor"}},
        ]
        return await self._db["history"].aggregate(stages).to_list(None)

    @bounded
    async def not_applied(self) -> list[dict[str, Any]]:
        """Give outcome, reason, number and one detail of the parts that left no history, refused ones first."""
        group = {
            "_id": {"outcome": "$outcome", "reason": "$reason"},
            "parts": {"$sum": 1},
            "detail": {"$first": "$detail"},
        }
        rows = self._db["receipts"].aggregate(
            [{"$group": group}, {"$sort": {"_id.outcome": -1, "parts": -1, "_id.reason": 1}}]
        )
        return [{**row["_id"], "parts": row["parts"], "detail": row["detail"]} for row in await rows.to_list(None)]
