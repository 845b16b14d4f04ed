"""Leads and their history as people read them, in MongoDB: the port `LeadReads` of the API.

Rows of history are read in outline, without what can be large, and whole only where they are shown.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pymongo import ASCENDING, DESCENDING

from worker.leads.lead import Lead
from worker.store.leads import BY_KEY
from worker.store.mongo import Mongo, bounded
from worker.store.queries import STRUCTURAL

SECONDS: Final = 3.0
_LARGE: Final = ("raw", "contact", "before", "after", "salt")
_BESIDE: Final = dict.fromkeys(_LARGE, 0)
_OUTLINE: Final = dict.fromkeys(
    ("lead", "seq", "at", "recorded_at", "type", "message", "source", "by", "changes.field", "other", "cause", "moved"),
    1,
)


class LeadReading:
    """The port `LeadReads`. Every method is bounded in time and raises our errors only."""

    def __init__(self, mongo: Mongo) -> None:
        self.seconds = min(SECONDS, mongo.seconds)
        self._leads, self._history = mongo.database["leads"], mongo.database["history"]

    @bounded
    async def leads(self, account: str, ids: Sequence[str]) -> list[Lead]:
        """Give leads of the account by id, tombstones included; others are left out."""
        rows = await self._leads.find({"_id": {"$in": list(ids)}, "account": account}).to_list(None)
        return [Lead.of(row) for row in rows]

    @bounded
    async def entries(self, account: str, ids: Sequence[str], *, raw: bool = False) -> list[dict[str, Any]]:
        """Give history entries of the account by id, pending ones left out. `raw`: with the raw part of the message."""
        wanted = {"_id": {"$in": list(ids)}, "account": account}
        shown = {name: 0 for name in _LARGE if not raw or name != "raw"}
        return await self._history.find(wanted, shown).to_list(None)

    @bounded
    async def owners(self, account: str, keys: Sequence[str]) -> list[Lead]:
        """Give the leads of the account that own any of the identity keys."""
        query = {"account": account, "keys": {"$in": list(keys)}}
        return [Lead.of(row) for row in await self._leads.find(query, hint=BY_KEY).limit(50).to_list(None)]

    @bounded
    async def page(self, account: str, lead: str, before: int | None, limit: int) -> list[dict[str, Any]]:
        """Give a lead's newest entries below a `seq`, the newest first, pending ones included, without raw parts."""
        query = _of(account, lead) | ({} if before is None else {"seq": {"$lt": before}})
        rows = await self._history.find(query, _BESIDE).sort("seq", DESCENDING).limit(limit).to_list(None)
        waiting = [e for e in await self._pending(account, lead) if before is None or e["seq"] < before]
        return _together(rows, waiting)[::-1][:limit]

    @bounded
    async def structure(self, account: str, lead: str) -> list[dict[str, Any]]:
        """Give a lead's entries about merges, in order, pending ones included."""
        query = _of(account, lead) | {"type": {"$in": list(STRUCTURAL)}}
        rows = await self._history.find(query, _BESIDE).sort("seq", ASCENDING).to_list(None)
        return _together(rows, [e for e in await self._pending(account, lead) if e["type"] in STRUCTURAL])

    @bounded
    async def newest(self, account: str, lead: str, limit: int) -> list[dict[str, Any]]:
        """Give the outline of a lead's newest entries, pending ones included, the oldest of them first; 0: all."""
        rows = self._history.find(_of(account, lead), _OUTLINE).sort("seq", DESCENDING).limit(limit)
        listed = _together(await rows.to_list(None), await self._pending(account, lead))
        return listed[-limit:] if limit else listed

    @bounded
    async def between(self, account: str, lead: str, first: int, last: int, limit: int) -> list[dict[str, Any]]:
        """Give the outline of the newest of a lead's rows in a range of `seq`, the oldest of them first; 0: all."""
        query = _of(account, lead) | {"seq": {"$gte": first, "$lte": last}}
        rows = await self._history.find(query, _OUTLINE).sort("seq", DESCENDING).limit(limit).to_list(None)
        return rows[::-1]

    async def history(self, account: str, lead: str, after: int = 0) -> Any:
        """Yield the outline of a lead's rows beyond `after` (a `seq`), in order; not what is still pending."""
        for row in await self.between(account, lead, after + 1, 2**31, 0):
            yield row

    async def _pending(self, account: str, lead: str) -> list[dict[str, Any]]:
        document = await self._leads.find_one({"_id": lead, "account": account}, {"pend": 1}) or {}
        return [{name: e[name] for name in e if name not in _LARGE} for e in document.get("pend", ())]


def _of(account: str, lead: str) -> dict[str, Any]:
    return {"lead": lead, "account": account}


def _together(rows: Sequence[Mapping[str, Any]], waiting: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    known = {row["seq"] for row in rows}
    listed = [*rows, *(entry for entry in waiting if entry["seq"] not in known)]
    return sorted(map(dict, listed), key=lambda entry: entry["seq"])
