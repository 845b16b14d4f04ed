"""What planning a batch of contacts gives."""

from dataclasses import dataclass, field
from typing import Literal

from worker.commit.storage import Write
from worker.contact import Contact
from worker.leads.lead import Lead

ReceiptOutcome = Literal["created", "merged", "updated", "duplicate", "ignored", "kept"]


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
