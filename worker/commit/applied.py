"""What became of a batch of contacts."""

from dataclasses import dataclass, field

from worker.commit.contact_plan import Guard, ReceiptOutcome
from worker.contact import Contact
from worker.errors import RefusedError
from worker.leads.history_entry import entry_id
from worker.leads.reuse import LookedAt
from worker.values import made_quickly


@made_quickly
@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one contact: the outcome, and the lead (or, for `ignored` and `kept`, the reason)."""

    contact: Contact
    outcome: ReceiptOutcome
    detail: str


@dataclass(slots=True)
class Applied:
    """What became of a batch. Contacts in `unfinished` lost every race and are to be tried later, or were refused."""

    receipts: list[Receipt] = field(default_factory=list)
    unfinished: list[tuple[Contact, Exception]] = field(default_factory=list)
    guard: Guard | None = None  # whom nothing may be added to
    met: set[str] = field(default_factory=set)  # entry ids of words that were kept while their person became known

    # Leads whose history was looked at because a contact says that they gave a number up, by entry id of the contact.
    looked_at: dict[str, LookedAt] = field(default_factory=dict)

    def look_at(self, contact: Contact, key: str, seen: tuple[str, int, tuple[str, ...]] | None) -> None:
        """Keep what was found out about the person who held a number: lead, its version, names."""
        if seen is not None:
            name = entry_id(contact.account, contact.id)
            self.looked_at[name] = LookedAt({**self.looked_at.get(name, LookedAt()).of, key: seen})

    @property
    def refused(self) -> list[tuple[Contact, RefusedError]]:
        """Those of the unfinished that need not be tried again."""
        return [(contact, error) for contact, error in self.unfinished if isinstance(error, RefusedError)]

    def add(self, more: "Applied") -> None:
        """Add what became of further contacts."""
        self.receipts += more.receipts
        self.unfinished += more.unfinished
        self.met |= more.met
