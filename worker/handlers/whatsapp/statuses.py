"""What became of our messages and calls. A status creates nothing and opens no window; it may teach three things: that a
number and a user id are one person, that the person opted out of marketing (error 131050), and why a message did not
reach them."""

from dataclasses import replace
from typing import Any, Final

from schemas.whatsapp import Status
from worker.contact import Consent, Contact, Failure, Ignored
from worker.errors import MalformedPartError
from worker.handlers.whatsapp.batch import Batch
from worker.handlers.whatsapp.failures import Reported, failures, opt_outs, reported
from worker.handlers.whatsapp.message import Channel, Said, contact_of
from worker.handlers.whatsapp.part import checker, millis
from worker.handlers.whatsapp.participants import Participant, find_person

DELIVERY_FAILED: Final = "delivery_failed"
FAILED: Final = "failed"
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
    raw = {"status": part, "contact": person.row}
    failed = checked["status"].lower() == FAILED and checked.get("type") != "call"  # a call that nobody took is none
    errors, key = reported(checked.get("errors")), checked.get("biz_opaque_callback_data")
    return outcome(batch.channel, part_id, at, person, errors, raw, failed=failed, key=key)


def outcome(  # noqa: PLR0913  # what a report says, whatever the gateway
    channel: Channel,
    part_id: str,
    at: int,
    person: Participant,
    errors: tuple[Reported, ...],
    raw: Any,
    *,
    failed: bool,
    key: str | None = None,
) -> Contact | Ignored:
    """Give what a status teaches about its recipient; `errors` are the platform's.

    `failed`: it is about a message that was not delivered; `key` is the idempotency key that this message was sent with,
    where the platform gives it back.
    """
    if channel.is_own(person):
        return Ignored(channel.account.id, part_id, "own_number")
    consents = opt_outs(channel.provider, errors, at)
    found = failures(channel.provider, errors) if failed else ()
    if found:
        return failure(channel, part_id, at, person, found, consents, raw, key)
    if consents:
        return opted(channel, part_id, at, person, consents[0], raw)
    if len(person.identities) > 1:
        return pair(channel, at, person, raw)
    return Ignored(channel.account.id, part_id, "status")


def failure(  # noqa: PLR0913, PLR0917  # as `outcome`
    channel: Channel,
    part_id: str,
    at: int,
    person: Participant,
    found: tuple[Failure, ...],
    consents: tuple[Consent, ...],
    raw: Any,
    key: str | None,
) -> Contact:
    """Give the contact of a message of ours that was not delivered; it creates no lead, the store keeps it for one."""
    identities = person.identities
    if any(one.means == "unreachable" for one in found):  # it was sent there, but WhatsApp vouches for nothing
        identities = tuple([replace(identity, trusted=False) for identity in identities])
    told = [{"means": one.means, "code": one.code, "title": one.title, "again_ms": one.again_ms} for one in found]
    return Contact(
        account=channel.account.id,
        id=part_id,
        at=at,
        source="whatsapp",
        origin=channel.provider,
        activity=DELIVERY_FAILED,
        identities=identities,
        creates=False,
        facts=person.facts(),
        consents=consents,
        failures=found,
        content={"type": "status", "status": "failed", "failures": told, **({"message_key": key} if key else {})},
        raw=raw,
    )


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
