"""What became of our messages and calls. A status creates nothing and opens no window; it may teach two things: that a
number and a user id are one person, and that the person opted out of marketing (error 131050)."""

from typing import Any

from schemas.whatsapp import Status
from worker.contact import Consent, Contact, Ignored
from worker.errors import MalformedPartError
from worker.handlers.whatsapp.batch import Batch
from worker.handlers.whatsapp.message import Channel, Said, contact_of
from worker.handlers.whatsapp.part import checker, millis
from worker.handlers.whatsapp.participants import Participant, find_person

OPTED_OUT = 131050  # https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
_check = checker(Status)


def status(batch: Batch, part: Any) -> Contact | Ignored:
    """Read a status."""
    checked = _check(part)
    part_id = f"status:{checked['id']}:{checked['status']}"
    account = batch.channel.account.id
    at = millis(checked["timestamp"])
    if checked.get("recipient_type") == "group":
        return Ignored(account, part_id, "group")
    parents = ("recipient_parent_user_id", "parent_recipient_user_id", "parent_user_id")
    parent = next((checked[name] for name in parents if checked.get(name)), None)
    number, user_id = checked.get("recipient_id"), checked.get("recipient_user_id")
    try:
        person = find_person(number, user_id, parent, batch.rows)
    except MalformedPartError:  # it creates nothing, so nothing is lost with a recipient who is no person
        return Ignored(account, part_id, "status")
    codes = {str(error.get("code")) for error in checked.get("errors") or ()}
    raw = {"status": part, "contact": person.row}
    return outcome(batch.channel, part_id, at, person, codes, raw)


def outcome(
    channel: Channel, part_id: str, at: int, person: Participant, codes: set[str], raw: Any
) -> Contact | Ignored:
    """Give what a status teaches about its recipient; `codes` are the errors of the platform."""
    if channel.is_own(person):
        return Ignored(channel.account.id, part_id, "own_number")
    if str(OPTED_OUT) in codes:
        return opted(channel, part_id, at, person, Consent(False, at, f"error_{OPTED_OUT}"), raw)
    if len(person.identities) > 1:
        return pair(channel, at, person, raw)
    return Ignored(channel.account.id, part_id, "status")


def opted(channel: Channel, part_id: str, at: int, person: Participant, consent: Consent, raw: Any) -> Contact:
    """Give the contact of an opt-in or opt-out that is no message; it creates no lead, the store keeps it for one."""
    return Contact(
        account=channel.account.id,
        id=part_id,
        at=at,
        source="whatsapp",
        origin=channel.provider,
        activity="consent_changed",
        identities=person.identities,
        creates=False,
        facts=person.facts(),
        consents=(consent,),
        content={"type": "consent", "given": consent.given, "reason": consent.reason},
        raw=raw,
    )


def pair(channel: Channel, at: int, person: Participant, raw: Any) -> Contact:
    """Give the contact that teaches which ids are one person.

    Its id is made of them, not of the status: each message has three statuses that all teach the same, and the second
    one should cost a look-up, not a write.
    """
    said = Said({"type": "identities"}, activity="identity_learned", inbound=False, creates=False)
    part_id = "pair:" + "|".join(identity.key for identity in person.identities)
    return contact_of(channel, part_id, at, person, said, raw)
