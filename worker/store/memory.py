"""Leads, history, receipts and strangers' words within the process: the store port without a server, for tests and trials.

It keeps the promises of `worker.commit.storage` as MongoDB does: the unique identity keys, compare-and-set, all-or-nothing
pairs, the limit of a document. Documents are kept as BSON: nothing that was given in or out is shared, and what BSON cannot
hold fails here as well. Every call lets others run first, so that calls side by side race as those to a server do.
"""

import math
from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, Final

import bson

from worker.commit.storage import UNSAID, Keys, Survey, Write
from worker.errors import RefusedError
from worker.leads.holders import changed_hands
from worker.leads.lead import Lead, said_no
from worker.leads.versions import EDITED
from worker.ports import Clock
from worker.store.away import Stoppable
from worker.store.memory_shelf import AWARE, LeadShelf
from worker.system import SystemClock

RECEIPT_LIFE: Final = timedelta(days=90)
_STRUCTURAL: Final = ("merged", "merged_away", "unmerged", "separated", "split_off")


class MemoryStore(Stoppable):
    """The store of a process: `LeadStore`, `LeadWalks`, `LeadStories` and `ListLookups` of `worker.commit.storage`."""

    def __init__(self, clock: Clock | None = None) -> None:
        """Take the clock that stands for the server's."""
        super().__init__()
        self._clock = clock or SystemClock()
        self._leads = LeadShelf()
        self._history: dict[str, bytes] = {}
        self._places: dict[tuple[str, int], str] = {}  # lead and `seq` to the row's id
        self._strangers: dict[str, bytes] = {}
        self._receipts: dict[str, bytes] = {}

    # the server

    async def prepare(self) -> None:
        """Get ready: the indexes are always there."""
        await self.ping()

    # leads

    async def leads_by_keys(self, wanted: Keys) -> list[Lead]:
        """Give the leads that own any of the keys, each once."""
        await self.ping()  # then at once: a lead that is merged away meanwhile owns none of the keys any more
        return [Lead.of(document) for document in self._found(self._leads.owners(wanted))]

    async def leads_by_ids(self, ids: Sequence[str]) -> list[Lead]:
        """Give the leads with these ids, tombstones included; unknown ones are left out."""
        return [Lead.of(document) for document in await self.documents(ids)]

    async def commit(self, writes: Sequence[Write]) -> list[Write]:
        """Write each lead if it still is what it was planned on; give the writes that lost. A batch is not one step."""
        lost: list[Write] = []
        for write in writes:
            await self.ping()
            verdict = self._leads.write(write, self._clock.now())
            if verdict != "written":
                write.full = verdict == "full"
                lost.append(write)
        return lost

    async def together(self, writes: Sequence[Write]) -> bool:
        """Write all or none, in the order given. False: a race was lost."""
        await self.ping()
        before = [self._leads.get(write.lead.id) for write in writes]
        for write in writes:
            verdict = self._leads.write(write, self._clock.now())
            if verdict != "written":
                for new, document in reversed([*zip(writes, before, strict=True)]):
                    if document is None:
                        self._leads.drop(new.lead.id)
                    else:
                        self._leads.put(document)
                if verdict == "full":
                    raise RefusedError("lead_full", "the document would be larger than the store takes")
                return False
        return True

    async def mark_rekeyed(self, versions: Mapping[str, int], kv: int) -> None:
        """Mark leads whose keys are what version `kv` of the rules makes; changed ones are left out."""
        await self.ping()
        for lead_id, version in versions.items():
            document = self._leads.get(lead_id)
            if document is not None and document["v"] == version:
                self._leads.put(document | {"kv": kv})

    async def left_behind(self, age_ms: int, limit: int = 100, *, besides: Collection[str] = ()) -> list[Lead]:
        """Give leads whose entries wait longer than `age_ms`, to the second, by the store's clock; not those `besides`."""
        await self.ping()
        old = math.ceil((self._clock.now() - age_ms) / 1000)
        behind = (name for name, at in self._leads.pending.items() if at < old and name not in besides)
        return await self.leads_by_ids(list(islice(behind, limit)))

    # history

    async def record(self, entries: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """Insert history rows; those that are there already are fine. Give entries whose id another lead used."""
        await self.ping()
        clashes: list[Mapping[str, Any]] = []
        for entry in entries:
            name, place = entry["_id"], (entry["lead"], entry["seq"])
            if name not in self._history and place not in self._places:
                self._history[name], self._places[place] = bson.encode(entry), name
            elif self._owner(name) != entry["lead"]:
                clashes.append(entry)
        return clashes

    async def receipts_of(self, entry_ids: Sequence[str]) -> dict[str, str]:
        """Give entry id to lead id for the entries that are in history."""
        await self.ping()
        return {name: str(self._owner(name)) for name in entry_ids if name in self._history}

    async def known_entries(self, entry_ids: Sequence[str]) -> list[Mapping[str, Any]]:
        """Give what tells versions of a message apart, of entries that are in history."""
        await self.ping()
        return [bson.decode(self._history[name]) for name in dict.fromkeys(entry_ids) if name in self._history]

    async def edits_of(self, leads: Sequence[str], messages: Sequence[str]) -> list[Mapping[str, Any]]:
        """Give the edits of messages in the history of leads."""
        found = [row async for row in self.rows(leads) if row["type"] == EDITED]
        return [row for row in found if row["content"].get("edited") in messages]

    async def statements(self, leads: Sequence[str]) -> list[dict[str, Any]]:
        """Give the rows of leads, sorted by lead and `seq`, without what they need not carry."""
        return [{name: row[name] for name in row if name not in UNSAID} async for row in self.rows(leads)]

    async def clear(self, finished: Mapping[str, Sequence[str]]) -> None:
        """Take entries out of their leads' `pend`."""
        await self.ping()
        entries = {entry for ids in finished.values() for entry in ids}
        for lead_id in finished:
            document = self._leads.get(lead_id)
            if document is not None:
                rest = [entry for entry in document["pend"] if entry["_id"] not in entries]
                self._leads.put(document | {"pend": rest})

    # strangers and receipts

    async def keep_strangers(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Keep what was said of people nobody knows yet; a row that is there already stays."""
        await self.ping()
        for row in rows:
            dated = {name: value for name, value in row.items() if name != "expires_ms"}
            if "expires_ms" in row:
                dated["expires_at"] = _date(row["expires_ms"])
            self._strangers.setdefault(row["_id"], bson.encode(dated))

    async def strangers_by_keys(self, wanted: Keys) -> list[dict[str, Any]]:
        """Give the kept rows about any of these keys."""
        await self.ping()
        keys = {(account, key) for account, named in wanted.items() for key in named}
        return [
            row for row in self._living(self._strangers) if any((row["account"], key) in keys for key in row["keys"])
        ]

    async def forget_strangers(self, ids: Sequence[str]) -> None:
        """Drop rows that were applied."""
        await self.ping()
        for name in ids:
            self._strangers.pop(name, None)

    async def add_receipts(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write receipts; the latest outcome of an id stands."""
        await self.ping()
        for row in rows:
            self._receipts[row["_id"]] = bson.encode({**row, "expires_at": _date(row["at"]) + RECEIPT_LIFE})

    async def receipts(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        """Give receipts."""
        await self.ping()
        return [row for row in self._living(self._receipts) if row["_id"] in ids]

    # walks and stories

    async def documents(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        """Give leads as they are stored, in order of id."""
        await self.ping()
        return self._found(ids)

    def _found(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        return [found for name in sorted(set(ids)) if (found := self._leads.get(name)) is not None]

    async def leads(
        self, account: str | None, size: int, below: int | None = None
    ) -> AsyncIterator[list[dict[str, Any]]]:
        """Give all leads as they are stored, `size` at a time in order of id; `below`: with keys of an older version."""
        last = ""
        while True:
            every = await self.documents([name for name in self._leads.ids() if name > last])
            mine = [one for one in every if account in (None, one["account"]) and (below is None or one["kv"] < below)]
            if not mine:
                return
            yield mine[:size]
            last = mine[:size][-1]["_id"]

    async def rows(self, leads: Sequence[str]) -> AsyncIterator[dict[str, Any]]:
        """Give the history of leads, sorted by lead and `seq`."""
        await self.ping()
        for _, name in sorted((place, name) for place, name in self._places.items() if place[0] in leads):
            yield bson.decode(self._history[name])

    async def unknown_leads(self, account: str | None) -> AsyncIterator[tuple[str, str]]:
        """Give lead ids that history names and that no lead has, each with the id of one of its rows."""
        await self.ping()
        first = {lead: name for (lead, _), name in sorted(self._places.items(), reverse=True)}
        for lead, name in first.items():
            if self._leads.get(lead) is None and account in (None, bson.decode(self._history[name])["account"]):
                yield lead, name

    async def structure(self, account: str, lead: str) -> list[dict[str, Any]]:
        """Give a lead's entries about merges, in order, pending ones included."""
        return [entry for entry in await self.newest(account, lead, 0) if entry["type"] in _STRUCTURAL]

    async def history(self, account: str, lead: str, after: int = 0) -> AsyncIterator[dict[str, Any]]:
        """Give a lead's rows beyond `after` (a `seq`), in order; not what is still pending."""
        async for row in self.rows([lead]):
            if row["seq"] > after and row["account"] == account:
                yield row

    async def newest(self, account: str, lead: str, limit: int) -> list[dict[str, Any]]:
        """Give a lead's newest entries, pending ones included, the oldest of them first; 0: all."""
        found = {entry["seq"]: entry for document in await self.documents([lead]) for entry in document["pend"]}
        found |= {row["seq"]: row async for row in self.rows([lead])}  # after: an entry leaves a lead for history
        listed = [found[seq] for seq in sorted(found) if found[seq]["account"] == account]
        return listed[-limit:] if limit else listed

    async def between(self, account: str, lead: str, first: int, last: int, limit: int) -> list[dict[str, Any]]:
        """Give the newest of a lead's rows in a range of `seq` (both included), the oldest of them first; 0: all."""
        rows = [row async for row in self.rows([lead]) if row["account"] == account]
        found = [row for row in rows if first <= row["seq"] <= last]
        return found[-limit:] if limit else found

    async def entries_by_ids(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        """Give history rows by id; those that are not there are left out."""
        await self.ping()
        return [bson.decode(self._history[name]) for name in ids if name in self._history]

    async def survey(self, account: str, keys: Sequence[str], entry_ids: Sequence[str]) -> Survey:
        """Look identity keys of an account and history entries up; what is not known is left out."""
        survey, wanted, named = Survey(), set(entry_ids), set(keys)
        await self.ping()
        for lead in self._found(self._leads.owners({account: keys})):
            survey.owners.update((key, lead["_id"]) for key in lead["keys"] if key in named)
            survey.numbers.update(changed_hands(lead["identities"], named))
            if said_no(lead["consent"]):
                survey.said_no.update(named.intersection(lead["keys"]))
            survey.outcomes.update((e["_id"], e["outcome"]) for e in lead["pend"] if e["_id"] in wanted)
        survey.outcomes.update((row["_id"], row["outcome"]) for row in await self.entries_by_ids(entry_ids))
        return survey

    def _owner(self, name: str) -> str | None:
        return bson.decode(self._history[name])["lead"] if name in self._history else None

    def _living(self, rows: Mapping[str, bytes]) -> Iterator[dict[str, Any]]:
        now = _date(self._clock.now())
        for row in _decoded(rows.values()):
            if row.get("expires_at") is None or row["expires_at"] > now:
                yield row


def _decoded(rows: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    return (bson.decode(row, AWARE) for row in list(rows))


def _date(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)
