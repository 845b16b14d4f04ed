"""What rules did, for a summary: runs by outcome, assignments with their reasons, what was queued, how waits ended."""

from collections import Counter
from typing import Any

from worker.store.mongo import Mongo, bounded


class RuleSummary:
    """Reads for people, not for the engine."""

    def __init__(self, mongo: Mongo) -> None:
        self.seconds = mongo.seconds
        self._db = mongo.database

    @bounded
    async def runs(self) -> list[dict[str, Any]]:
        """Give rule, outcome, reason and number of runs, the most first per rule."""
        kind = {"rule": "$rule", "outcome": "$outcome", "because": "$because"}
        # Samples are among what is counted; what did not match was kept one by one before there were counts.
        kept: list[dict[str, Any]] = [
            {"$match": {"sample": {"$ne": True}}}, {"$group": {"_id": kind, "runs": {"$sum": 1}}}
        ]  # fmt: skip
        counted = [{"$group": {"_id": kind, "runs": {"$sum": "$n"}}}]
        total: Counter[tuple[str, str, str]] = Counter()
        for name, stages in (("runs", kept), ("run_counts", counted)):
            for row in await self._db[name].aggregate(stages).to_list(None):
                told = row["_id"]
                total[told["rule"], told["outcome"], told["because"]] += row["runs"]
        listed = sorted(total.items(), key=lambda item: (item[0][0], -item[1], item[0][2]))
        return [{"rule": rule, "outcome": o, "because": b, "runs": runs} for (rule, o, b), runs in listed]

    @bounded
    async def assignments(self, limit: int) -> list[dict[str, Any]]:
        """Give history entries in which a rule chose a teammate, each with its lead."""
        stages: list[dict[str, Any]] = [
            {"$match": {"content.assigned": {"$elemMatch": {"user": {"$ne": None}}}}},
            {"$sort": {"recorded_at": 1, "_id": 1}},
            {"$limit": limit},
            {"$lookup": {"from": "leads", "localField": "lead", "foreignField": "_id", "as": "lead"}},
            {"$unwind": "$lead"},
        ]
        return await self._db["history"].aggregate(stages).to_list(None)

    @bounded
    async def by_owner(self) -> list[dict[str, Any]]:
        """Give the number of leads per teammate."""
        stages: list[dict[str, Any]] = [
            {"$match": {"assignee.v": {"$ne": None}, "merged_into": None}},
            {"$group": {"_id": "$assignee.v", "leads": {"$sum": 1}}},
            {"$sort": {"_id": 1}},
        ]
        return await self._db["leads"].aggregate(stages).to_list(None)

    @bounded
    async def queued(self) -> list[dict[str, Any]]:
        """Give kind, channel or way, and number of what rules sent, with one text; and what was refused, with the reason."""
        sent: list[dict[str, Any]] = [
            {"$match": {"sends.0": {"$exists": True}}},
            {"$unwind": "$sends"},
            {
                "$group": {
                    "_id": {"kind": "$sends.kind", "way": "$sends.body.kind", "rule": "$by.id"},
                    "n": {"$sum": 1},
                    "text": {"$first": {"$ifNull": ["$sends.body.text", "$sends.body.template.name"]}},
                }
            },
            {"$sort": {"n": -1, "_id": 1}},
        ]
        refused: list[dict[str, Any]] = [
            {"$match": {"refused.0": {"$exists": True}}},
            {"$unwind": "$refused"},
            {
                "$group": {
                    "_id": {
                        "kind": "$refused.step",
                        "way": {"$concat": ["refused: ", "$refused.reason"]},
                        "rule": "$by.id",
                    },
                    "n": {"$sum": 1},
                    "text": {"$first": "$refused.detail"},
                }
            },
            {"$sort": {"n": -1, "_id": 1}},
        ]
        rows = await self._db["history"].aggregate(sent).to_list(None)
        return [*rows, *await self._db["history"].aggregate(refused).to_list(None)]

    @bounded
    async def waits(self) -> list[dict[str, Any]]:
        """Give how waits ended, with their number and one lead of each."""
        stages: list[dict[str, Any]] = [
            {
                "$group": {
                    "_id": {"rule": "$rule", "wait": "$wait", "state": "$state", "because": "$because"},
                    "n": {"$sum": 1},
                    "lead": {"$first": "$lead"},
                }
            },
            {"$lookup": {"from": "leads", "localField": "lead", "foreignField": "_id", "as": "lead"}},
            {"$sort": {"_id.rule": 1, "_id.state": 1, "n": -1}},
        ]
        return await self._db["waits"].aggregate(stages).to_list(None)

    @bounded
    async def due(self, now: int) -> int:
        """Give the number of waits that are due and have not ended."""
        return int(
            await self._db["waits"].count_documents({"state": {"$in": ["waiting", "claimed"]}, "due_at": {"$lte": now}})
        )
