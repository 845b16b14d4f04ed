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
    number = holders.number_of(key).partition(":")[2]
    verdict = (
        f"taken for theirs: {why[0]}; if it is somebody else: leadworker leads separate {lead}"
        if why
        else "taken for somebody else's: nothing shows that it is them"
    )
    return f"from {number}, which lead {lead} gave up on {_day(then)}; {verdict}"


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


def numbers(lead: Lead) -> list[str]:
    """Say of each number that changed hands, or may have, whose it is since when, and by which command that is corrected."""
    keys = {entry["k"]: entry for entry in lead.identities}
    left = {holders.following(entry) for entry in lead.identities}
    found: list[str] = []
    for entry in lead.identities:
        if entry["kind"] != "phone":
            continue
        number, then = holders.number_of(entry["k"]).partition(":")[2], holders.following(entry)
        if then and then in keys and holders.proven(keys[then], entry, lead.identities):
            found.append(f"{number}: given up {_day(then)}, theirs again, as a user id or an identity hash proves")
        elif then and then in keys:
            found.append(
                f"{number}: given up {_day(then)}, then used or named by somebody taken for them; nothing is sent to it. "
                f"If that is somebody else: leadworker leads separate {lead.id}"
            )
        elif then and entry.get("reused"):
            found.append(
                f"{number}: given up {_day(then)}, used since by somebody taken for another ({then}). "
                f"If they are one: leadworker leads merge {lead.id} {then}"
            )
        elif then:
            found.append(f"{number}: given up {_day(then)}; nothing is sent to it")
        elif holders.since(entry["k"]) and entry["k"] not in left:
            found.append(
                f"{number}: somebody else's until {_day(entry['k'])} ({holders.number_of(entry['k'])}). "
                f"If they are one: leadworker leads merge {lead.id} {holders.number_of(entry['k'])}"
            )
    return found


def _day(key: str) -> str:
    return datetime.fromtimestamp(holders.since(key) / 1000, UTC).date().isoformat()
