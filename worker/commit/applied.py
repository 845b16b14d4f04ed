"""What became of a batch of contacts."""

from dataclasses import dataclass, field

from worker.commit.plan import ReceiptOutcome
from worker.contact import Contact
from worker.errors import RefusedError


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
    met: set[str] = field(default_factory=set)  # entry ids of words that were kept while their person became known

    @property
    def refused(self) -> list[tuple[Contact, RefusedError]]:
        """Those of the unfinished that need not be tried again."""
        return [(contact, error) for contact, error in self.unfinished if isinstance(error, RefusedError)]

    def add(self, more: "Applied") -> None:
        """Add what became of further contacts."""
        self.receipts += more.receipts
        self.unfinished += more.unfinished
        self.met |= more.met
