"""What automations keep in MongoDB: waits, turns of pools, fuses, runs with their traces, and revisions of rules.

Nothing here decides whether a rule fired: that is the command on the lead. Everything here may be repeated.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from pymongo import ASCENDING, DESCENDING, UpdateOne
from pymongo.errors import DuplicateKeyError

from schemas.durations import DAY_MS
from worker.automations.running.documents import Revision, WaitDocument, WaitEnd
from worker.leads.lead import Lead
from worker.store.indexes import Indexes, create
from worker.store.leads import LeadStore
from worker.store.mongo import Mongo, bounded
from worker.store.runs import Runs, date

INDEXES: Indexes = {
    "waits": {
        "look": ([("state", ASCENDING), ("look_at", ASCENDING)], {}),
        "lead": ([("lead", ASCENDING), ("state", ASCENDING)], {}),
        "expiry": ([("expires_at", ASCENDING)], {"expireAfterSeconds": 0}),
    },
    "runs": {
        "lead": ([("lead", ASCENDING), ("at", DESCENDING)], {}),
        "rule": ([("account", ASCENDING), ("rule", ASCENDING), ("at", DESCENDING)], {}),
        "expiry": ([("expires_at", ASCENDING)], {"expireAfterSeconds": 0}),
    },
    "run_counts": {
        "rule": ([("account", ASCENDING), ("rule", ASCENDING), ("hour", DESCENDING)], {}),
        "expiry": ([("expires_at", ASCENDING)], {"expireAfterSeconds": 0}),
    },
    "leads": {"assigned": ([("account", ASCENDING), ("assignee.v", ASCENDING), ("status", ASCENDING)], {})},
}
DONE_DAYS: Final = 30  # how long ended waits are shown
OPEN: Final = ("waiting", "claimed")
MAY_END: Final[Mapping[str, tuple[str, ...]]] = {  # how a wait ends, to the states in which it may; others: `OPEN`
    "done": (*OPEN, "cancelled", "failed"),
    "cancelled": ("waiting",),
}
MAX_ENTRIES: Final = 2_000  # of one lead that are looked through for what cancels a wait
_TOLD: Final = ("lead", "seq", "message", "type", "events", "changes", "recorded_at", "cause", "other")


class AutomationStore(Runs):
    """Waits, turns, fuses, runs. Times are Unix ms."""

    def __init__(self, mongo: Mongo) -> None:
        super().__init__(mongo)
        db = mongo.database
        self._db, self._leads, self._history = db, db["leads"], db["history"]
        self._lead_store = LeadStore(mongo)
        self._waits, self._turns, self._fuses = db["waits"], db["turns"], db["fuses"]
        self._revisions = db["rule_revisions"]

    @bounded
    async def prepare(self) -> None:
        """Create the indexes that are missing; raises `ConfigurationError` where another one is in the way."""
        await create(self._db, INDEXES)

    async def leads_by_ids(self, ids: Sequence[str]) -> list[Lead]:
        """Give the leads with these ids, tombstones included."""
        return await self._lead_store.leads_by_ids(ids)

    async def receipts_of(self, entry_ids: Sequence[str]) -> dict[str, str]:
        """Give entry id to lead id for the entries that are in history."""
        return await self._lead_store.receipts_of(entry_ids)

    # waits

    @bounded
    async def keep_waits(self, waits: Sequence[WaitDocument]) -> None:
        """Create waits that do not exist yet; those that do, in whatever state, stay as they are."""
        operations = [UpdateOne({"_id": wait["_id"]}, {"$setOnInsert": _but_id(wait)}, upsert=True) for wait in waits]
        await self._waits.bulk_write(operations, ordered=False)

    @bounded
    async def claim_due(self, now: int, lease_ms: int, token: str, limit: int) -> list[WaitDocument]:
        """Take the waits that are due (`look_at`), at most `limit`, for `lease_ms` by the server's clock.

        `token` names this claim alone. A wait whose lease ran out is taken again.
        """
        free: tuple[dict[str, Any], ...] = (
            {"state": "waiting", "look_at": {"$lte": now}},
            {"state": "claimed", "look_at": {"$lte": now}, "$expr": {"$lt": ["$lease_until", "$$NOW"]}},
        )
        lease = {
            "state": "claimed",
            "token": token,
            "lease_until": {"$add": ["$$NOW", lease_ms]},
            "claims": {"$add": [{"$ifNull": ["$claims", 0]}, 1]},
        }
        ids: list[str] = []
        for query in free:
            room = limit - len(ids)
            if room > 0:
                rows = await self._waits.find(query, {"_id": 1}).sort("look_at", ASCENDING).limit(room).to_list(None)
                found = [row["_id"] for row in rows]
                if found:
                    await self._waits.update_many({"_id": {"$in": found}, **query}, [{"$set": lease}])
                ids += found
        if not ids:
            return []
        mine = self._waits.find({"_id": {"$in": ids}, "state": "claimed", "token": token})
        return cast(list[WaitDocument], await mine.sort("look_at", ASCENDING).to_list(None))

    @bounded
    async def end_waits(self, ends: Sequence[WaitEnd]) -> None:
        """Record how waits ended: each end has `_id`, `state` (done, cancelled, skipped, failed), `because`, `at`.

        A wait that is being acted on is not cancelled any more; one that was done is, whatever was said before.
        """
        operations = []
        for end in ends:
            may = list(MAY_END.get(end["state"], OPEN))
            query: dict[str, Any] = {"_id": end["_id"], "state": {"$in": may}}
            if "token" in end:  # from whoever claimed it
                query = {
                    "_id": end["_id"],
                    "$or": [{"state": {"$in": may}}, {"state": "claimed", "token": end["token"]}],
                }
            said = {
                "state": end["state"],
                "because": end["because"],
                "ended_at": end["at"],
                "expires_at": date(end["at"] + DONE_DAYS * DAY_MS),
            }
            operations.append(UpdateOne(query, {"$set": said}))
        if operations:
            await self._waits.bulk_write(operations, ordered=False)

    @bounded
    async def postpone(self, wait: WaitDocument, look_at: int, because: str, due_at: int | None = None) -> None:
        """Give a claimed wait back, to be looked at later; it stays due when it was, unless another time is given."""
        said: dict[str, Any] = {"state": "waiting", "look_at": look_at, "because": because, "claims": 0}
        mine = {"_id": wait["_id"], "state": "claimed", "token": wait["token"]}
        await self._waits.update_one(mine, {"$set": said | ({} if due_at is None else {"due_at": due_at})})

    @bounded
    async def open_waits(self, leads: Sequence[str]) -> list[WaitDocument]:
        """Give the waits of these leads that have not ended."""
        return await self._found({"lead": {"$in": list(leads)}, "state": {"$in": list(OPEN)}})

    @bounded
    async def waits_of(self, lead: str) -> list[WaitDocument]:
        """Give every wait of a lead, ended ones included, in order of when they are due."""
        return sorted(await self._found({"lead": lead}), key=lambda wait: wait["due_at"])

    @bounded
    async def twins(self, rule: str, wait: str, leads: Sequence[str]) -> list[WaitDocument]:
        """Give the waits of one name of a rule on any of these leads, ended ones included."""
        return await self._found({"lead": {"$in": list(leads)}, "rule": rule, "wait": wait})

    async def _found(self, query: Mapping[str, Any]) -> list[WaitDocument]:
        return cast(list[WaitDocument], await self._waits.find(query).to_list(None))

    @bounded
    async def next_due(self) -> int | None:
        """Give when the next wait is to be looked at."""
        rows = await self._waits.find({"state": "waiting"}, {"look_at": 1}).sort("look_at", ASCENDING).to_list(1)
        return rows[0]["look_at"] if rows else None

    # history, as far as rules look at it

    @bounded
    async def history_since(self, since: Mapping[str, int]) -> dict[str, list[dict[str, Any]]]:
        """Give each lead's entries after a sequence, in order: recorded ones and those still pending."""
        pending = {f"pend.{name}": 1 for name in _TOLD}
        # This order: an entry leaves a lead only after it is in history.
        leads = await self._leads.find({"_id": {"$in": list(since)}}, pending).to_list(None)
        clauses = [{"lead": lead, "seq": {"$gt": sequence}} for lead, sequence in since.items()]
        rows = await self._history.find({"$or": clauses}, _TOLD).limit(MAX_ENTRIES * len(since)).to_list(None)
        found: dict[str, dict[int, dict[str, Any]]] = {lead: {} for lead in since}
        for row in (*rows, *(entry for lead in leads for entry in lead.get("pend", ()))):
            if row["seq"] > since[row["lead"]]:
                found[row["lead"]].setdefault(row["seq"], row)
        return {lead: [entries[seq] for seq in sorted(entries)] for lead, entries in found.items()}

    @bounded
    async def entries(self, wanted: Mapping[str, str]) -> dict[str, dict[str, Any]]:
        """Give whole entries by id, but for raw parts; `wanted` maps each to the lead that it stands with."""
        leads = await self._leads.find({"_id": {"$in": list(set(wanted.values()))}}, {"pend": 1}).to_list(None)
        rows = await self._history.find({"_id": {"$in": list(wanted)}}, {"raw": 0, "before": 0}).to_list(None)
        listed = [*(entry for lead in leads for entry in lead.get("pend", ())), *rows]
        return {row["_id"]: row for row in listed if row["_id"] in wanted}

    # turns and fuses: small documents, written by compare-and-set

    @bounded
    async def turns(self, account: str, pools: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Give the stored states of pools, each with its version `v`."""
        return await _states(self._turns, account, pools)

    @bounded
    async def take_turn(self, account: str, pool: str, version: int, state: Mapping[str, Any]) -> bool:
        """Write a pool's next state if nobody did meanwhile; False: read again and choose again."""
        return await _swap(self._turns, account, pool, version, state)

    @bounded
    async def fuses(self, account: str, rules: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Give the stored states of rules' fuses, each with its version `v`."""
        return await _states(self._fuses, account, rules)

    @bounded
    async def set_fuse(self, account: str, rule: str, version: int, state: Mapping[str, Any]) -> bool:
        """Write the next state of a rule's fuse if nobody did meanwhile; False: read again and decide again."""
        return await _swap(self._fuses, account, rule, version, state)

    @bounded
    async def paused(self, account: str | None = None) -> list[dict[str, Any]]:
        """Give the fuses that paused their rule, each with `account` and `name`, the rule's id."""
        query: dict[str, Any] = {"pause": {"$type": "object"}}
        return await self._fuses.find(query | ({"account": account} if account else {})).to_list(None)

    @bounded
    async def loads(self, account: str, users: Sequence[str]) -> dict[str, int]:
        """Give the number of open leads of each of these users."""
        stages: list[dict[str, Any]] = [
            {"$match": {"account": account, "assignee.v": {"$in": list(users)}, "status": "open", "merged_into": None}},
            {"$group": {"_id": "$assignee.v", "n": {"$sum": 1}}},
        ]
        return {row["_id"]: row["n"] for row in await self._leads.aggregate(stages).to_list(None)}

    # revisions

    @bounded
    async def keep_revision(self, revision: Revision) -> None:
        """Keep the text of a rule that something pending goes by."""
        await self._revisions.update_one({"_id": revision["_id"]}, {"$setOnInsert": _but_id(revision)}, upsert=True)

    @bounded
    async def revision(self, name: str) -> Revision | None:
        """Give the text of a rule as it was."""
        return cast(Revision | None, await self._revisions.find_one({"_id": name}))


def _but_id(document: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != "_id"}


async def _states(collection: Any, account: str, names: Sequence[str]) -> dict[str, dict[str, Any]]:
    ids = [f"{account}:{name}" for name in names]
    rows = await collection.find({"_id": {"$in": ids}}).to_list(None)
    return {row["name"]: row for row in rows}


async def _swap(collection: Any, account: str, name: str, version: int, state: Mapping[str, Any]) -> bool:
    key = f"{account}:{name}"
    written = {**state, "account": account, "name": name, "v": version + 1}
    try:
        result = await collection.update_one({"_id": key, "v": version}, {"$set": written}, upsert=version == 0)
    except DuplicateKeyError:
        return False
    return bool(result.matched_count or result.upserted_id)
