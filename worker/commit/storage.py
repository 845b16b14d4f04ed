"""What the worker asks of a store of leads, on one page, and the unit in which it writes.

`worker.store.leads` (with `walks` and `queries`) does it with MongoDB, `worker.store.memory` within the process. Each
promise here is held by both in tests/contract/test_store.py. Calls raise `StoreUnavailableError` while the store is
away, `TransientError` where they may succeed in a moment. What is given out is the caller's own, to change at will.
"""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from worker.contact import Contact
from worker.leads.history_entry import HistoryEntry
from worker.leads.lead import Lead

# Parts of history rows that are large and say nothing about how a lead came to be what it is.
UNSAID = ("text", "content", "raw", "before", "after", "changes", "notes", "sends")
Keys = Mapping[str, Sequence[str]]  # identity keys by account


@dataclass(slots=True)
class Write:
    """One compare-and-set: `lead` as it shall be, `version` as it was read (0: nobody wrote it yet)."""

    lead: Lead
    version: int
    base: Sequence[Any]  # what the lead held as it was read, to write only what changed; nothing of a new one
    entries: list[HistoryEntry] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    size: int = 0
    full: bool = False  # the store cannot hold it: the document would be too large
    grew: bool = False  # it got identity keys: strangers' words may be waiting for them

    @classmethod
    def of(cls, lead: Lead) -> "Write":
        """Begin the write of a lead that was read and not changed yet."""
        return cls(lead, lead.v, lead.held())

    def changes(self) -> dict[str, Any]:
        """Give the lead its next version, and the sections that are then otherwise than they were read."""
        self.lead.v = self.version + 1
        return self.lead.since(self.base)


class EntryStore(Protocol):
    """Entries on their way from their lead's `pend` to history: what the outbox needs."""

    async def record(self, entries: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """Insert history rows; those that are there already are fine. Give entries whose id another lead used."""

    async def clear(self, finished: Mapping[str, Sequence[str]]) -> None:
        """Take entries that are recorded and announced out of their leads' `pend` (lead id to entry ids)."""


class ReceiptStore(Protocol):
    """Receipts of parts that left no history row: what a lane needs beside the commit path."""

    async def add_receipts(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write receipts; the latest outcome of an id stands. They are dropped 90 days after their `at`."""

    async def ping(self) -> None:
        """Return when the store answers."""


class LeadStore(EntryStore, ReceiptStore, Protocol):
    """Leads, history and strangers' words: what the commit path, rekeying and unmerging read and write.

    No two leads of an account have an identity key in common. An entry leaves `pend` only after it is in history: who
    reads leads first and history then sees every entry.
    """

    async def leads_by_keys(self, wanted: Keys) -> list[Lead]:
        """Give the leads that own any of the keys, each once."""

    async def leads_by_ids(self, ids: Sequence[str]) -> list[Lead]:
        """Give the leads with these ids, tombstones included; unknown ones are left out."""

    async def receipts_of(self, entry_ids: Sequence[str]) -> dict[str, str]:
        """Give entry id to lead id for the entries that are in history."""

    async def known_entries(self, entry_ids: Sequence[str]) -> list[Mapping[str, Any]]:
        """Give what tells versions of a message apart of those of the entries that are in history.

        `_id`, `lead`, `type`, `source`, `outcome`, `contact`, and whether `content` is `unavailable`.
        """

    async def edits_of(self, leads: Sequence[str], messages: Sequence[str]) -> list[Mapping[str, Any]]:
        """Give the entries in the history of leads that are edits of messages, by the ids that these have at WhatsApp."""

    async def statements(self, leads: Sequence[str]) -> list[dict[str, Any]]:
        """Give the rows of leads, sorted by lead and `seq`, without text, content, raw part and what was before."""

    async def commit(self, writes: Sequence[Write]) -> list[Write]:
        """Write each lead, with its entries into `pend`, if it still is what it was planned on; give those that lost.

        A write loses too if it takes a key that another lead has. One whose document would be too large is among the
        lost, marked `full`. Each write stands alone: the others of the batch are written.
        """

    async def together(self, writes: Sequence[Write]) -> bool:
        """Write all or none, in the order given: who gives up a key before who takes it. False: a race was lost.

        A write of version 0 makes a new lead.
        """

    async def mark_rekeyed(self, versions: Mapping[str, int], kv: int) -> None:
        """Mark leads (id to `v` as read) whose keys are what version `kv` of the rules makes; changed ones are left out."""

    async def left_behind(self, age_ms: int, limit: int = 100, *, besides: Collection[str] = ()) -> list[Lead]:
        """Give leads whose entries wait longer than `age_ms`, to the second, by the server's clock; not those `besides`."""

    async def keep_strangers(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Keep what was said of people nobody knows yet, up to `expires_ms`; a row that is there already stays."""

    async def strangers_by_keys(self, wanted: Keys) -> list[dict[str, Any]]:
        """Give the kept rows about any of these keys."""

    async def forget_strangers(self, ids: Sequence[str]) -> None:
        """Drop rows that were applied."""


class LeadWalks(Protocol):
    """Walks over everything there is, at flat memory: what verifying and rekeying read."""

    async def documents(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        """Give leads as they are stored, in order of id."""

    def leads(self, account: str | None, size: int, below: int | None = None) -> AsyncIterator[list[dict[str, Any]]]:
        """Give all leads as they are stored, `size` at a time in order of id; `below`: with keys of an older version."""

    def rows(self, leads: Sequence[str]) -> AsyncIterator[dict[str, Any]]:
        """Give the history of leads, sorted by lead and `seq`."""

    def unknown_leads(self, account: str | None) -> AsyncIterator[tuple[str, str]]:
        """Give lead ids that history names and that no lead has, each with the id of one of its rows."""


class LeadStories(Protocol):
    """One lead's history: what undoing a merge, and the timeline of a person, read. Each sees one account's rows alone."""

    async def structure(self, account: str, lead: str) -> list[dict[str, Any]]:
        """Give a lead's entries about merges, in order, pending ones included."""

    def history(self, account: str, lead: str, after: int = 0) -> AsyncIterator[dict[str, Any]]:
        """Give a lead's rows beyond `after` (a `seq`), in order; not what is still pending."""

    async def newest(self, account: str, lead: str, limit: int) -> list[dict[str, Any]]:
        """Give a lead's newest entries, pending ones included, the oldest of them first; 0: all."""

    async def between(self, account: str, lead: str, first: int, last: int, limit: int) -> list[dict[str, Any]]:
        """Give the newest of a lead's rows in a range of `seq` (both included), the oldest of them first; 0: all."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What is known: identity key to lead id, history entry id to the outcome it had, keys of people who said no.

    `numbers` are the identities of asked keys that are numbers which changed hands: given up, or taken over since.
    """

    owners: dict[str, str] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)
    said_no: set[str] = field(default_factory=set)
    numbers: dict[str, Mapping[str, Any]] = field(default_factory=dict)


class ListLookups(Protocol):
    """Whom the store knows: what importing a list asks beside the commit path."""

    async def survey(self, account: str, keys: Sequence[str], entry_ids: Sequence[str]) -> Survey:
        """Look identity keys of an account and history entries up, pending ones included; what is unknown is left out."""
