"""Verifying what is stored: every lead against its history, every history against its hashes.

One pass over a lead's entries, in order and at flat memory: the chain of hashes (altered, removed, inserted rows), the
counters, the card against the last entry's view of it, and, where only contacts made the lead, folding them all again.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from schemas.account import AccountFile
from worker.account import Account, Accounts
from worker.commit.storage import LeadWalks
from worker.leads import bounds, counts, fold
from worker.leads.history_chain import Chain
from worker.leads.lead import Lead
from worker.leads.statement import stated
from worker.maintenance.edited_files import otherwise_today

BATCH = 200  # leads
WAITING_MS = 60_000  # age from which an entry in `pend` is one that nobody finishes

# What contacts alone decide, whatever the account's files say, and what those decide too.
LAWFUL = (
    *("keys", "identities", "phone", "address", "tags", "alternates", "flags"),
    *("first", "touch", "last_inbound_at", "counts", "consent"),
)
CONFIGURED = ("fields", "extra", "state", "status", "assignee")

DiscrepancyKind = Literal["history", "counts", "card", "keys", "facts", "pending", "unknown_lead", "tombstone", "audit"]


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One thing that is wrong, about a lead or ("") about an account's audit log.

    A `note` is only worth a look: an edit of the account's files explains it.
    """

    kind: DiscrepancyKind
    lead: str
    account: str
    text: str
    note: bool = False


@dataclass(slots=True)
class VerifyTotals:
    """How much was looked at."""

    leads: int = 0
    entries: int = 0
    erased: int = 0  # of the entries
    audited: int = 0  # entries of the audit log


class Verification:
    """Walks leads and histories. `now` gives Unix ms; `looked` is called with the number of leads just done."""

    def __init__(
        self,
        walks: LeadWalks,
        accounts: Accounts,
        now: Callable[[], int],
        looked: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._walks, self._accounts, self._now, self._looked = walks, accounts, now, looked
        self.totals = VerifyTotals()

    async def everything(self, account: str | None) -> AsyncIterator[Discrepancy]:
        """Verify all leads, of one account or of all; then look for rows of leads that are none."""
        async for batch in self._walks.leads(account, BATCH):
            async for finding in self._settled(batch):
                yield finding
            self._looked(len(batch))
        async for lead, row in self._walks.unknown_leads(account):
            if not await self._walks.documents([lead]):
                text = f"history has rows of it ({row}), but there is no such lead"
                yield Discrepancy("unknown_lead", lead, account or row.partition(":")[0], text)

    async def one(self, lead: str) -> AsyncIterator[Discrepancy]:
        """Verify one lead."""
        async for finding in self._settled(await self._walks.documents([lead])):
            yield finding

    async def _settled(self, batch: Sequence[Mapping[str, Any]]) -> AsyncIterator[Discrepancy]:
        """Check a batch; whatever seems wrong is looked at again alone, for workers may write meanwhile."""
        doubtful = [check.lead["_id"] async for check in self._checked(batch) if check.found]
        for lead in doubtful:
            for document in await self._walks.documents([lead]):
                async for check in self._checked([document], first=False):
                    for finding in check.found:
                        yield finding

    async def _checked(self, batch: Sequence[Mapping[str, Any]], *, first: bool = True) -> AsyncIterator["LeadCheck"]:
        waiting = iter(batch)
        check = self._next(waiting)
        async for row in self._walks.rows([document["_id"] for document in batch]):
            self.totals.entries += first
            while check is not None and row["lead"] != check.lead["_id"]:
                yield await self._ended(check, first=first)
                check = self._next(waiting)
            if check is not None:
                check.take(row)
        while check is not None:
            yield await self._ended(check, first=first)
            check = self._next(waiting)
        self.totals.leads += len(batch) if first else 0

    def _next(self, waiting: Iterator[Mapping[str, Any]]) -> "LeadCheck | None":
        document = next(waiting, None)
        return LeadCheck(document, self._accounts.by_id.get(document["account"])) if document else None

    async def _ended(self, check: "LeadCheck", *, first: bool) -> "LeadCheck":
        check.end(self._now())
        self.totals.erased += check.erased if first else 0
        if check.beyond:
            found = await self._walks.documents([check.lead["_id"]])
            check.grown(found[0] if found else check.lead)
        if into := check.lead.get("merged_into"):
            check.tombstone(exists=bool(await self._walks.documents([into])))
        return check


@dataclass(slots=True)
class LeadCheck:
    """Checks one lead: `take` its rows in order, then `end`; `found` is what is wrong."""

    lead: Mapping[str, Any]
    account: Account | None
    found: list[Discrepancy] = field(default_factory=list)
    beyond: int = 0  # the greatest `seq` of rows that are newer than the lead as it was read
    _chain: Chain = field(default_factory=Chain)
    _pend: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    _last: Mapping[str, Any] | None = None
    _counts: dict[str, int] = field(default_factory=counts.zero)
    _counted_anew: bool = True  # no entry is of a version that counted otherwise
    _again: Lead | None = None
    _plain: bool = True  # only contacts made it

    def __post_init__(self) -> None:
        """Begin with a blank lead."""
        self._pend = {entry["seq"]: entry for entry in self.lead.get("pend", ())}
        self._again = fold.new_lead(self._policy, self.lead["_id"], self.lead["created_at"])

    @property
    def _policy(self) -> Account:
        return self.account or Account(self.lead["account"], AccountFile(name=self.lead["account"]))

    def take(self, row: Mapping[str, Any]) -> None:
        """Take the next row; entries that still wait in the lead stand in for rows that are not there yet."""
        seq = row.get("seq")
        if isinstance(seq, int) and seq > self.lead["seq"]:
            self.beyond = max(self.beyond, seq)
            return
        self._fill(seq if isinstance(seq, int) else 0)
        self._entry(row)

    def _fill(self, until: int) -> None:
        while self._chain.expected < until and (entry := self._pend.get(self._chain.expected)):
            self._entry(entry)

    def _entry(self, entry: Mapping[str, Any]) -> None:
        before = len(self.found)
        self._say("history", *self._chain.take(entry))
        if len(self.found) > before:
            self._plain = False  # what was altered is not to be read
            return
        self._last = entry
        self._counted_anew &= counts.is_current(entry["after"])
        if "erased" in entry:
            self._plain = False
            self._counts = counts.current(entry["after"])
        elif entry.get("contact"):
            contact = stated(entry["account"], entry["contact"])
            known = counts.is_current(entry["after"])
            self._counts = counts.with_contact(self._counts, contact) if known else counts.current(entry["after"])
            if self._plain and self._again is not None:
                fold.fold(self._again, contact, self._policy, 0)
        else:
            self._plain = False
            if entry["type"] in ("merged", "merged_away", "unmerged", "separated", "split_off"):
                self._counts = counts.current(entry["after"])

    @property
    def erased(self) -> int:
        """How many entries were erased."""
        return len(self._chain.erased)

    def end(self, now: int) -> None:
        """Take the end of the history, and compare the lead with it; `now` is Unix ms."""
        self._fill(self.lead["seq"] + 1)
        self._say("history", *self._chain.end(self.lead))
        old = [e["_id"] for e in self._pend.values() if e["recorded_at"] < now - WAITING_MS]
        if old:
            more = f" and {len(old) - 1} more" if len(old) > 1 else ""
            self._say(
                "pending",
                f"{old[0]}{more}: not announced for over a minute; a running worker with the role sweeper does it",
            )
        if any(finding.kind == "history" for finding in self.found):
            return
        self._compare()

    def _compare(self) -> None:
        lead = Lead.of(self.lead)
        if lead.counts != self._counts:
            self._say("counts", f"the lead counts {lead.counts}, its history {self._counts}")
        seen = lead.view()
        told = self._last["after"] if self._last else {}
        told = {**told, **counts.current(told)} if told else {}
        wrong = [name for name in seen if name in told and seen[name] != told[name]]
        if wrong:
            self._say("card", f"{', '.join(wrong)}: not what its last entry saw; the lead was changed past its history")
        own = [f"tombstone:{lead.id}"] if lead.merged_into else sorted(entry["k"] for entry in lead.identities)
        if lead.keys != own:
            self._say("keys", f"it is found under {lead.keys}, its identities are {own}")
        if self._plain and not lead.merged_into and not wrong:
            self._refolded(lead)

    def _refolded(self, lead: Lead) -> None:
        lawful = [name for name in LAWFUL if name != "counts" or self._counted_anew]
        differing = [name for name in lawful if getattr(lead, name) != getattr(self._again, name)]
        if differing and self._again is not None and bounds.LEFT_OUT.intersection(self._again.flags) - set(lead.flags):
            text = f"{', '.join(differing)}: a version without bounds wrote it; its next message brings it within them"
            self.found.append(Discrepancy("facts", lead.id, lead.account, text, note=True))
            return
        if differing:
            self._say("facts", f"{', '.join(differing)}: folding its contacts again gives something else")
            return
        if self.account is None:
            return
        differing = [name for name in CONFIGURED if getattr(lead, name) != getattr(self._again, name)]
        if differing and self._again is not None:
            text = otherwise_today(lead, self._again, differing, self.account)
            self.found.append(Discrepancy("facts", lead.id, lead.account, text, note=True))

    def grown(self, now: Mapping[str, Any]) -> None:
        """Decide about rows beyond the lead as it was read: it grew meanwhile, or they were inserted."""
        if now["seq"] < self.beyond:
            self._say("history", f"entry {self.beyond} was inserted: the lead counts {now['seq']} entries")

    def tombstone(self, *, exists: bool) -> None:
        """Say so if the lead that this one was merged into is none."""
        if not exists:
            self._say("tombstone", f"it was merged into {self.lead['merged_into']}, and there is no such lead")

    def _say(self, kind: DiscrepancyKind, *texts: str) -> None:
        self.found += [Discrepancy(kind, self.lead["_id"], self.lead["account"], text) for text in texts]
