"""What planning a batch of contacts gives."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from worker.commit.storage import Write
from worker.contact import Contact
from worker.leads.lead import Lead

ReceiptOutcome = Literal["created", "merged", "updated", "duplicate", "ignored", "kept"]
Guard = Callable[[Lead], Exception | None]
"""Says of a lead, as it was read, why nothing may be added to it; None: it may."""


@dataclass(frozen=True, slots=True)
class NumberChange:
    """A contact tells that the number `key` of a stored lead was given up: what the lead did since is to be looked at."""

    contact: Contact
    said: Contact
    lead: Lead
    key: str
    holder: Lead | None  # who holds the number since, as far as is known


@dataclass(slots=True)
class ContactPlan:
    """The outcome of planning. Every contact is in exactly one of the lists."""

    writes: list[Write] = field(default_factory=list)
    merges: list[tuple[Contact, list[Lead]]] = field(default_factory=list)
    strangers: list[tuple[Contact, Contact]] = field(default_factory=list)  # as sent, and with the keys of its time
    postponed: list[Contact] = field(default_factory=list)
    links: list[Contact] = field(default_factory=list)
    changes: list[NumberChange] = field(default_factory=list)
    settled: list[tuple[Contact, ReceiptOutcome, str]] = field(
        default_factory=list
    )  # contact, outcome, lead id or reason

    def heeding(self, barred: Mapping[str, Exception]) -> "ContactPlan":
        """Give this plan; raise why where it adds to a lead that is barred, or joins it with another."""
        if barred:
            added = [lead for _, outcome, lead in self.settled if outcome in {"merged", "updated"}]
            for lead in (*added, *(one.id for _, leads in self.merges for one in leads)):
                if lead in barred:
                    raise barred[lead]
        return self


def barred_by(guard: Guard | None, leads: Iterable[Lead]) -> dict[str, Exception]:
    """Give why nothing may be added to some of the leads, by their ids; nothing where nobody guards them."""
    return {lead.id: why for lead in leads if (why := guard(lead)) is not None} if guard else {}
