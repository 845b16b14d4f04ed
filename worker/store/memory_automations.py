"""What automations keep, within the process: the port of `worker.automations.running.storage` without a server.

It stands beside a `MemoryStore`, whose leads and history it reads and whose clock stands for the server's. Documents are
kept as BSON: nothing that was given in or out is shared. Every call lets others run first, as those to a server do.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, cast

import bson

from schemas.durations import DAY_MS
from worker.automations.running.documents import Revision, Run, RunCount, WaitDocument, WaitEnd
from worker.automations.running.run_log import HOUR_MS
from worker.leads.lead import Lead
from worker.ports import Clock
from worker.store.automations import DONE_DAYS, MAY_END, OPEN
from worker.store.memory import MemoryStore

_RAW: Final = ("raw", "before")


class _Shelf:
    """Documents by id, as BSON; those whose `expires_at` (Unix ms) has passed are gone."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: dict[str, bytes] = {}

    def add(self, document: Mapping[str, Any]) -> None:
        """Keep a document, unless there is one of its id."""
        if self.get(document["_id"]) is None:
            self.put(document)

    def put(self, document: Mapping[str, Any]) -> None:
        self._kept[document["_id"]] = bson.encode(document)

    def get(self, name: str) -> dict[str, Any] | None:
        raw = self._kept.get(name)
        document = bson.decode(raw) if raw is not None else None
        expires = None if document is None else document.get("expires_at")
        return None if expires is not None and expires < self._clock.now() else document

    def all(self) -> Iterator[dict[str, Any]]:
        return (found for name in list(self._kept) if (found := self.get(name)) is not None)

    def swap(self, account: str, name: str, version: int, state: Mapping[str, Any]) -> bool:
        """Write a state if the one there has this version (0: there is none)."""
        key = f"{account}:{name}"
        if (self.get(key) or {"v": 0})["v"] != version:
            return False
        self.put({"_id": key, **state, "account": account, "name": name, "v": version + 1})
        return True

    def states(self, account: str, names: Sequence[str]) -> dict[str, dict[str, Any]]:
        return {name: found for name in names if (found := self.get(f"{account}:{name}")) is not None}


class MemoryAutomations:
    """Waits, turns, fuses, runs. Times are Unix ms."""

    def __init__(self, store: MemoryStore, clock: Clock) -> None:
        """Take the store of the leads, and the clock that stands for the server's."""
        self._store, self._clock = store, clock
        self._waits, self._turns, self._fuses, self._runs, self._counts, self._revisions = (
            _Shelf(clock) for _ in range(6)
        )

    async def prepare(self) -> None:
        """Get ready: the indexes are always there."""
        await self._store.ping()

    async def leads_by_ids(self, ids: Sequence[str]) -> list[Lead]:
        """Give the leads with these ids, tombstones included."""
        return await self._store.leads_by_ids(ids)

    async def receipts_of(self, entry_ids: Sequence[str]) -> dict[str, str]:
        """Give entry id to lead id for the entries that are in history."""
        return await self._store.receipts_of(entry_ids)

    # runs

    async def add_runs(self, runs: Sequence[Run], lifetime_ms: int, /) -> None:
        """Keep runs for a while; one that is there already stays."""
        await self._store.ping()
        for run in runs:
            self._runs.add({**run, "expires_at": run["at"] + lifetime_ms})

    async def count_runs(self, counts: Sequence[RunCount], lifetime_ms: int, /) -> None:
        """Add to what was counted before; who repeats it counts twice."""
        await self._store.ping()
        for count in counts:
            name = ":".join(str(count[part]) for part in ("account", "rule", "outcome", "because", "hour"))
            before = self._counts.get(name) or {"n": 0}
            self._counts.put({
                **count, "_id": name, "schema": 1, "n": before["n"] + count["n"],
                "expires_at": count["hour"] + HOUR_MS + lifetime_ms,
            })  # fmt: skip

    async def runs(self, query: Mapping[str, Any], limit: int = 200) -> list[Run]:
        """Give stored runs, the newest first; `query` names any of account, rule, lead, event."""
        await self._store.ping()
        found = sorted(_matching(self._runs, query), key=lambda run: -run["at"])
        return cast(list[Run], found[:limit])

    async def run_counts(self, query: Mapping[str, Any]) -> list[RunCount]:
        """Give what was counted, hour by hour; `query` names any of account, rule, outcome."""
        await self._store.ping()
        return cast(list[RunCount], sorted(_matching(self._counts, query), key=lambda count: -count["hour"]))

    # waits

    async def keep_waits(self, waits: Sequence[WaitDocument]) -> None:
        """Create waits that do not exist yet; those that do stay as they are."""
        await self._store.ping()
        for wait in waits:
            self._waits.add(wait)

    async def claim_due(self, now: int, lease_ms: int, token: str, limit: int) -> list[WaitDocument]:
        """Take the waits that are due, at most `limit`; first those that nobody has."""
        await self._store.ping()
        due = sorted((wait for wait in self._waits.all() if wait["look_at"] <= now), key=lambda wait: wait["look_at"])
        server = self._clock.now()
        free = [wait for wait in due if wait["state"] == "waiting"]
        free += [wait for wait in due if wait["state"] == "claimed" and wait["lease_until"] < server]
        mine = free[:limit]
        for wait in mine:
            lease = {"token": token, "lease_until": server + lease_ms, "claims": wait.get("claims", 0) + 1}
            wait.update(state="claimed", **lease)
            self._waits.put(wait)
        return cast(list[WaitDocument], sorted(mine, key=lambda wait: wait["look_at"]))

    async def end_waits(self, ends: Sequence[WaitEnd]) -> None:
        """Record how waits ended."""
        await self._store.ping()
        for end in ends:
            wait = self._waits.get(end["_id"])
            if wait is None:
                continue
            own = wait["state"] == "claimed" and "token" in end and wait.get("token") == end["token"]
            if own or wait["state"] in MAY_END.get(end["state"], OPEN):
                expires = end["at"] + DONE_DAYS * DAY_MS
                said = {"state": end["state"], "because": end["because"], "ended_at": end["at"], "expires_at": expires}
                self._waits.put(wait | said)

    async def postpone(self, wait: WaitDocument, look_at: int, because: str, due_at: int | None = None) -> None:
        """Give a claimed wait back, to be looked at later."""
        await self._store.ping()
        stored = self._waits.get(wait["_id"])
        if stored is not None and stored["state"] == "claimed" and stored["token"] == wait["token"]:
            said = {"state": "waiting", "look_at": look_at, "because": because, "claims": 0}
            self._waits.put(stored | said | ({} if due_at is None else {"due_at": due_at}))

    async def open_waits(self, leads: Sequence[str]) -> list[WaitDocument]:
        """Give the waits of these leads that have not ended."""
        await self._store.ping()
        return self._found(lambda wait: wait["lead"] in leads and wait["state"] in OPEN)

    async def waits_of(self, lead: str) -> list[WaitDocument]:
        """Give every wait of a lead, ended ones included, in order of when they are due."""
        await self._store.ping()
        return sorted(self._found(lambda wait: wait["lead"] == lead), key=lambda wait: wait["due_at"])

    async def twins(self, rule: str, wait: str, leads: Sequence[str]) -> list[WaitDocument]:
        """Give the waits of one name of a rule on any of these leads, ended ones included."""
        await self._store.ping()
        return self._found(lambda one: (one["rule"], one["wait"]) == (rule, wait) and one["lead"] in leads)

    async def next_due(self) -> int | None:
        """Give when the next wait is to be looked at."""
        await self._store.ping()
        return min((wait["look_at"] for wait in self._waits.all() if wait["state"] == "waiting"), default=None)

    def _found(self, wanted: Any) -> list[WaitDocument]:
        return cast(list[WaitDocument], [wait for wait in self._waits.all() if wanted(wait)])

    # history, as far as rules look at it

    async def history_since(self, since: Mapping[str, int]) -> dict[str, list[dict[str, Any]]]:
        """Give each lead's entries after a sequence, in order: recorded ones and those still pending."""
        found: dict[str, list[dict[str, Any]]] = {lead: [] for lead in since}
        for document in await self._store.documents(list(since)):
            lead = document["_id"]
            entries = await self._store.newest(document["account"], lead, 0)
            found[lead] = [entry for entry in entries if entry["seq"] > since[lead]]
        return found

    async def entries(self, wanted: Mapping[str, str]) -> dict[str, dict[str, Any]]:
        """Give whole entries by id, but for raw parts; `wanted` maps each to the lead that it stands with."""
        pending = [entry for lead in await self._store.documents(list(wanted.values())) for entry in lead["pend"]]
        listed = [*pending, *await self._store.entries_by_ids(list(wanted))]
        return {row["_id"]: {k: v for k, v in row.items() if k not in _RAW} for row in listed if row["_id"] in wanted}

    # turns and fuses

    async def turns(self, account: str, pools: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Give the stored states of pools, each with its version `v`."""
        await self._store.ping()
        return self._turns.states(account, pools)

    async def take_turn(self, account: str, pool: str, version: int, state: Mapping[str, Any]) -> bool:
        """Write a pool's next state if nobody did meanwhile."""
        await self._store.ping()
        return self._turns.swap(account, pool, version, state)

    async def fuses(self, account: str, rules: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Give the stored states of rules' fuses, each with its version `v`."""
        await self._store.ping()
        return self._fuses.states(account, rules)

    async def set_fuse(self, account: str, rule: str, version: int, state: Mapping[str, Any]) -> bool:
        """Write the next state of a rule's fuse if nobody did meanwhile."""
        await self._store.ping()
        return self._fuses.swap(account, rule, version, state)

    async def paused(self, account: str | None = None) -> list[dict[str, Any]]:
        """Give the fuses that paused their rule, each with `account` and `name`, the rule's id."""
        await self._store.ping()
        return [fuse for fuse in self._fuses.all() if fuse.get("pause") and account in (None, fuse["account"])]

    async def loads(self, account: str, users: Sequence[str]) -> dict[str, int]:
        """Give the number of open leads of each of these users."""
        counts: dict[str, int] = {}
        async for page in self._store.leads(account, 1_000):
            for lead in page:
                owner = lead["assignee"].get("v")
                if owner in users and lead["status"] == "open" and lead.get("merged_into") is None:
                    counts[owner] = counts.get(owner, 0) + 1
        return counts

    # revisions

    async def keep_revision(self, revision: Revision) -> None:
        """Keep the text of a rule that something pending goes by."""
        await self._store.ping()
        self._revisions.add(revision)

    async def revision(self, name: str) -> Revision | None:
        """Give the text of a rule as it was."""
        await self._store.ping()
        return cast(Revision | None, self._revisions.get(name))


def _matching(shelf: _Shelf, query: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [row for row in shelf.all() if all(row.get(name) == value for name, value in query.items())]
