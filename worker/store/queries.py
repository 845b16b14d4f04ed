"""Look-ups for the commands that explain, show and list: what is stored of a message, a lead, an account. Reads only.

Entries that still wait in a lead's `pend` count as history: a look-up gives both, each once.
"""

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pymongo

from worker.leads.lead import Lead
from worker.store.mongo import Mongo, bounded, chunks

LIVING: Mapping[str, Any] = {"merged_into": None}
STRUCTURAL = ("merged", "merged_away", "unmerged", "separated", "split_off")  # entries about which history a lead has
_NAMED_BY = {"state": "state.v", "status": "status", "assignee": "assignee.v", "source": "first.source"}
_CHUNK = 200  # rows taken from the server at a time; a row may carry a megabyte


@dataclass(frozen=True, slots=True)
class Filters:
    """Which leads: every part that is given must hold; times are Unix ms."""

    account: str | None = None
    state: str | None = None
    status: str | None = None
    assignee: str | None = None
    source: str | None = None
    tag: str | None = None  # as stored, escaped
    since: int | None = None
    tombstones: bool = False
    unreachable: bool = False

    def only(self, name: str) -> "Filters":
        """Give the part of this name alone, of all leads of the account there ever were."""
        alone = Filters(account=self.account, tombstones=True)
        return replace(alone, **{name: getattr(self, name)})

    def query(self) -> dict[str, Any]:
        """Give them as the store understands them."""
        fixed = {
            "account": self.account,
            "state.v": self.state,
            "status": self.status,
            "assignee.v": self.assignee,
            "first.source": self.source,
        }
        query: dict[str, Any] = {name: value for name, value in fixed.items() if value is not None}
        if not self.tombstones:
            query |= LIVING
        if self.tag is not None:
            query[f"tags.{self.tag}.v"] = True
        if self.since is not None:
            query["created_at"] = {"$gte": self.since}
        if self.unreachable:
            query |= _UNREACHABLE
        return query


# What `worker.leads.deliverability` says of a lead, in the server's words.
_UNREACHABLE: Mapping[str, Any] = {
    "identities.failed.unreachable": {"$exists": True},
    "$expr": {
        "$anyElementTrue": {
            "$map": {
                "input": "$identities",
                "in": {
                    "$and": [
                        {"$eq": ["$$this.raw", "$address"]},
                        {"$gte": ["$$this.failed.unreachable.t", {"$ifNull": ["$last_inbound_at", 0]}]},
                    ]
                },
            }
        }
    },
}


class Queries:
    """Reads for people, not for the commit path. Every method is bounded in time and raises our errors only."""

    def __init__(self, mongo: Mongo, *, seconds: float | None = None) -> None:
        """Take the server; `seconds`: another time-out of an operation than the server's, as for looking at every lead."""
        self.seconds = seconds or mongo.seconds
        self._leads, self._history = mongo.database["leads"], mongo.database["history"]
        self._receipts, self._strangers = mongo.database["receipts"], mongo.database["strangers"]

    @bounded
    async def accounts(self) -> list[str]:
        """Give the ids of the accounts that have leads."""
        return sorted(await self._leads.distinct("account"))

    @bounded
    async def has_more(self, account: str, number: int) -> bool:
        """Whether an account has more leads than so many, tombstones included."""
        return bool(await self._leads.count_documents({"account": account}, limit=number + 1) > number)

    @bounded
    async def entries(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        """Give the entries with these ids, and the rows of the same message that stand beside them (`<id>~…`)."""
        beside = [{"_id": {"$gte": f"{name}~", "$lt": f"{name}\x7f"}} for name in ids]
        rows = await self._history.find({"$or": [{"_id": {"$in": list(ids)}}, *beside]}).limit(100).to_list(None)
        known = {row["_id"] for row in rows}
        waiting = await self._leads.find({"pend.seq": {"$gt": 0}, "pend._id": {"$in": list(ids)}}).to_list(None)
        rows += [e for lead in waiting for e in lead["pend"] if e["_id"] in set(ids) - known]
        return rows

    @bounded
    async def changing(self, leads: Sequence[str], ids: Sequence[str]) -> list[dict[str, Any]]:
        """Give the rows of leads by which messages were edited or taken back; `ids` are those that WhatsApp gave them."""
        named = [{f"content.{name}": {"$in": list(ids)}} for name in ("edited", "revoked")]
        rows = self._history.find({"lead": {"$in": list(leads)}, "$or": named})
        return await rows.sort([("lead", pymongo.ASCENDING), ("seq", pymongo.ASCENDING)]).limit(100).to_list(None)

    @bounded
    async def receipts(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        """Give the receipts of parts that left no history row."""
        return await self._receipts.find({"_id": {"$in": list(ids)}}).to_list(None)

    @bounded
    async def strangers(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        """Give what is kept of people nobody knows yet."""
        return await self._strangers.find({"_id": {"$in": list(ids)}}).to_list(None)

    @bounded
    async def ids_naming(self, text: str, limit: int = 10) -> list[str]:
        """Give stored ids of which a text is a part. It looks at every id, so ask only after exact look-ups failed."""
        query = {"_id": {"$regex": f"(^|:){re.escape(text)}($|[:~/])"}}
        found: list[str] = []
        for rows in (self._history, self._receipts, self._strangers):
            found += [row["_id"] for row in await rows.find(query, {"_id": 1}).limit(limit).to_list(None)]
        return list(dict.fromkeys(found))[:limit]

    @bounded
    async def pending(self, ids: Sequence[str]) -> set[str]:
        """Give those of the entries that are not announced yet."""
        query = {"pend.seq": {"$gt": 0}, "pend._id": {"$in": list(ids)}}
        rows = await self._leads.find(query, {"pend._id": 1}).to_list(None)
        return {entry["_id"] for row in rows for entry in row["pend"]} & set(ids)

    @bounded
    async def leads(self, ids: Sequence[str]) -> list[Lead]:
        """Give leads by id, tombstones included."""
        return [Lead.of(row) for row in await self._leads.find({"_id": {"$in": list(ids)}}).to_list(None)]

    @bounded
    async def owners(self, accounts: Sequence[str], keys: Sequence[str]) -> list[Lead]:
        """Give the leads of the accounts that own any of the identity keys."""
        query = {"account": {"$in": list(accounts)}, "keys": {"$in": list(keys)}}
        return [Lead.of(row) for row in await self._leads.find(query).limit(50).to_list(None)]

    @bounded
    async def structure(self, account: str, lead: str) -> list[dict[str, Any]]:
        """Give a lead's entries about merges, in order."""
        query = {"lead": lead, "account": account, "type": {"$in": list(STRUCTURAL)}}
        rows = await self._history.find(query).sort("seq", pymongo.ASCENDING).to_list(None)
        return await self._with_pending(account, lead, rows, lambda entry: entry["type"] in STRUCTURAL)

    @bounded
    async def newest(self, account: str, lead: str, limit: int) -> list[dict[str, Any]]:
        """Give a lead's newest entries, the oldest of them first; 0: all."""
        query = {"lead": lead, "account": account}
        rows = await self._history.find(query).sort("seq", pymongo.DESCENDING).limit(limit).to_list(None)
        listed = await self._with_pending(account, lead, rows, lambda _: True)
        return listed[-limit:] if limit else listed

    @bounded
    async def between(self, account: str, lead: str, first: int, last: int, limit: int) -> list[dict[str, Any]]:
        """Give the newest of a lead's rows in a range of `seq` (both included), the oldest of them first; 0: all."""
        query = {"lead": lead, "account": account, "seq": {"$gte": first, "$lte": last}}
        rows = await self._history.find(query).sort("seq", pymongo.DESCENDING).limit(limit).to_list(None)
        return rows[::-1]

    async def _with_pending(
        self, account: str, lead: str, rows: list[dict[str, Any]], wanted: Any
    ) -> list[dict[str, Any]]:
        document = await self._leads.find_one({"_id": lead, "account": account}, {"pend": 1}) or {}
        known = {row["seq"] for row in rows}
        waiting = [e for e in document.get("pend", ()) if e["seq"] not in known and wanted(e)]
        return sorted([*rows, *waiting], key=lambda entry: entry["seq"])

    async def history(self, account: str, lead: str, after: int = 0) -> AsyncIterator[dict[str, Any]]:
        """Give a lead's rows beyond `after` (a `seq`), in order; not what is still pending."""
        query = {"lead": lead, "account": account, "seq": {"$gt": after}}
        cursor = self._history.find(query).sort("seq", pymongo.ASCENDING)
        async for row in chunks(cursor, _CHUNK, self.seconds):
            yield row

    async def every(self, filters: Filters) -> AsyncIterator[Lead]:
        """Give all leads there are of a kind, in order of id, at flat memory."""
        cursor = self._leads.find(filters.query(), {"pend": 0}).sort("_id", pymongo.ASCENDING)
        async for row in chunks(cursor, _CHUNK, self.seconds):
            yield Lead.of(row)

    @bounded
    async def has(self, filters: Filters) -> bool:
        """Whether there is any lead of a kind."""
        return await self._leads.find_one(filters.query(), {"_id": 1}) is not None

    @bounded
    async def names(self, kind: str, account: str | None) -> list[str]:
        """Give the names that leads bear as `state`, `status`, `assignee`, `source`, or ever bore as `tag` (as stored)."""
        chosen = {"account": account} if account is not None else {}
        if kind in _NAMED_BY:
            return [name for name in await self._leads.distinct(_NAMED_BY[kind], chosen) if name is not None]
        spread: list[dict[str, Any]] = [
            {"$match": chosen},
            {"$project": {"tag": {"$objectToArray": "$tags"}}},
            {"$unwind": "$tag"},
            {"$group": {"_id": "$tag.k"}},
        ]
        return [row["_id"] for row in await self._leads.aggregate(spread).to_list(None)]

    @bounded
    async def counts(self, filters: Filters) -> dict[str, Any]:
        """Give the number of leads, and how many there are per account, source, state and status."""
        by = {"account": "$account", "source": "$first.source", "state": "$state.v", "status": "$status"}
        facets: dict[str, Any] = {name: [{"$sortByCount": path}] for name, path in by.items()}
        facets["all"] = [{"$count": "leads"}]
        (found,) = await self._leads.aggregate([{"$match": filters.query()}, {"$facet": facets}]).to_list(None)
        total = found.pop("all")
        named = {name: {str(row["_id"]): row["count"] for row in rows} for name, rows in found.items()}
        return {"leads": total[0]["leads"] if total else 0, **named}
