"""What histories say of a number that was given up and is used again. Pure."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from worker.contact import Contact
from worker.leads import changes, history_entry, holders
from worker.leads.history_entry import HistoryEntry, entry_id
from worker.leads.lead import Lead

NUMBERS: Mapping[str, str] = {"kind": "system", "id": "numbers"}  # who divides a lead when a change is told late


def told(key: str, then: str, lead: str, why: Sequence[str]) -> str:
    """Say in a history whose a number was, and what was made of a message from it."""
    day = datetime.fromtimestamp(holders.since(then) / 1000, UTC).date().isoformat()
    number = holders.number_of(key).partition(":")[2]
    verdict = (
        f"taken for theirs: {why[0]}; if it is somebody else: leadworker leads separate {lead}"
        if why
        else "taken for somebody else's: nothing shows that it is them"
    )
    return f"from {number}, which lead {lead} gave up on {day}; {verdict}"


def note(lead: Lead, key: str, holder: str, contact: Contact, now: int) -> HistoryEntry:
    """Flag the former owner of a number (the lead is changed) because somebody else uses it; give the entry."""
    change = changes.Change()
    marked = [entry | {"reused": ["yes"]} if entry["k"] == key else entry for entry in lead.identities]
    changes.set_identities(lead, marked, change)
    changes.note_conflicts(lead, change)
    change.events.append("lead.updated")
    number = holders.number_of(key).partition(":")[2]
    change.notes.append(
        f"{number}, which this person gave up, is used by lead {holder}; if they are one person: "
        f"leadworker leads merge {lead.id} {holder}"
    )
    return history_entry.append(
        lead,
        f"{entry_id(lead.account, contact.id)}~reused~{lead.id}~{lead.seq}",
        change,
        now,
        type="number_reused",
        at=contact.at,
        by=dict(NUMBERS),
        source=None,
        outcome="updated",
        other=holder,
        cause=contact.id,
    )
