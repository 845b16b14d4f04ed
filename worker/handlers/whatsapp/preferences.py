"""What a person set in WhatsApp's own menu, and what stands in the address book of the business's phone.

Neither creates a lead; the store keeps such a word for a lead that comes later.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from schemas.whatsapp import BookEntry, Preference
from worker.contact import Consent, Contact, Fact, Ignored
from worker.handlers.whatsapp.batch import Batch
from worker.handlers.whatsapp.message import Said, contact_of
from worker.handlers.whatsapp.part import checker, digest, mender, millis
from worker.handlers.whatsapp.participants import clean_name, find_person
from worker.handlers.whatsapp.statuses import opted

_check_preference = mender(Preference)
# `signup` came in 2026 with the platform's own sign-up for marketing messages.
_GIVEN: Mapping[str, bool] = {"stop": False, "resume": True, "signup": True}
_check_entry = checker(BookEntry)


def preference(batch: Batch, part: Any) -> Contact | Ignored:
    """Read a stop or resume of, or a sign-up for, marketing messages; what a word we do not know means is not guessed."""
    checked, faults = _check_preference(part)
    person = find_person(checked.get("wa_id"), checked.get("user_id"), checked.get("parent_user_id"), batch.rows)
    at = millis(checked["timestamp"])
    part_id = f"preference:{person.identities[0].key}:{checked['category']}:{checked['value']}:{at}"
    if batch.channel.is_own(person):
        return Ignored(batch.channel.account.id, part_id, "own_number")
    given = _GIVEN.get(checked["value"].lower())
    if given is None:
        return Ignored(batch.channel.account.id, part_id, "unknown_preference")
    said = opted(
        batch.channel,
        part_id,
        at,
        person,
        Consent(given, at, "preference"),
        {"preference": part, "contact": person.row},
    )
    return replace(said, content={**said.content, "not_read": list(faults)}) if faults else said


def book_entry(batch: Batch, part: Any) -> Contact | Ignored:
    """Read a change of the address book: the name the business gave to somebody it knows, and their ids."""
    checked = _check_entry(part)
    part_id = f"book:{digest(part)}"
    entry = checked["contact"]
    if checked["type"] != "contact" or checked["action"] == "remove":
        return Ignored(batch.channel.account.id, part_id, "address_book")
    person = find_person(entry.get("phone_number"), entry.get("user_id"), entry.get("parent_user_id"))
    if batch.channel.is_own(person):
        return Ignored(batch.channel.account.id, part_id, "own_number")
    person.username = entry.get("username")
    name = clean_name(entry.get("full_name") or entry.get("first_name"))
    facts = (Fact("name", name, "whatsapp"),) if name else ()
    said = Said({"type": "address_book"}, facts=facts, activity="address_book_synced", inbound=False, creates=False)
    at = millis(checked["metadata"]["timestamp"])
    return contact_of(batch.channel, part_id, at, person, said, {"entry": part})
