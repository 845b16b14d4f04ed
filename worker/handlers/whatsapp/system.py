"""Notices of WhatsApp about a person: another number, another user id, another encryption identity.

`user_changed_number` and `user_changed_user_id` name the old and the new ids
(https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/system), the
on-premises API says `customer_changed_number` and, up to version 11, `new_wa_id`. They concern a lead we know and
never create one. What they replace is historical, because a number may later be given to a stranger.
"""

import re
from typing import Any

from worker.contact import Contact, Identity, Ignored
from worker.errors import MalformedPartError
from worker.handlers.whatsapp.batch import Batch
from worker.handlers.whatsapp.content import MEND, MEND_ANY, UNTYPED, Checked
from worker.handlers.whatsapp.message import Said, contact_of
from worker.handlers.whatsapp.part import millis
from worker.handlers.whatsapp.participants import Participant, identities_of, unique

MOVED = frozenset({"user_changed_number", "customer_changed_number", "user_changed_user_id"})
IDENTITY = frozenset({"user_identity_changed", "customer_identity_changed"})
# The only place where the old user id stood before August 2026.
_BODY = re.compile(r"changed from ([A-Z]{2}\.[A-Za-z0-9.]{1,132}) to ")


def notice(batch: Batch, part: Any) -> Contact | Ignored:
    """Read a system message."""
    try:
        message = MEND["system"](part)[0]
    except MalformedPartError:  # without its part it tells nothing; the id is still needed, to say so
        message = {**MEND_ANY(part)[0], "system": {"type": UNTYPED}}
    kind = message["system"]["type"]
    part_id = f"wa:{message['id']}"
    if message.get("group_id"):
        return Ignored(batch.channel.account.id, part_id, "group")
    if kind in MOVED:
        found = _moved(message)
    elif kind in IDENTITY:
        found = _identity_changed(message)
    else:
        found = None
    if found is None:
        return Ignored(batch.channel.account.id, part_id, "system")
    person, said = found
    at = millis(message["timestamp"])
    return contact_of(batch.channel, part_id, at, person, said, {"message": part})


def _moved(message: Checked) -> tuple[Participant, Said] | None:
    """Give old and new identities of a person who moved; None if there is nothing to link."""
    system = message["system"]
    number = system.get("wa_id") or system.get("new_wa_id")
    new = _ids(None if number is None else str(number), system.get("user_id"), system.get("parent_user_id"))
    old_user = system.get("previous_user_id") or message.get("from_user_id") or _old_in(system.get("body"))
    old_parent = system.get("previous_parent_user_id") or message.get("from_parent_user_id")
    old = _ids(message.get("from") or system.get("customer"), old_user, old_parent)
    current = {identity.key for identity in new}
    left = [identity for identity in old if identity.key not in current]
    if not new or len(new) + len(left) < 2:
        return None
    replaced = {identity.kind for identity in new}
    # A number is replaced by a number only: without the new one, the old is still the best address we have.
    retires = tuple(identity.key for identity in left if identity.kind in replaced)
    content = {"type": "system", "system": {name: system[name] for name in ("type", "body") if system.get(name)}}
    said = Said(content, activity="number_changed", inbound=False, creates=False, by_person=False, retires=retires)
    return Participant(unique((*new, *left))), said


def _ids(number: str | None, user_id: str | None, parent_id: str | None) -> tuple[Identity, ...]:
    return identities_of(number, user_id, parent_id) if number or user_id or parent_id else ()


def _old_in(body: str | None) -> str | None:
    found = _BODY.search(body or "")
    return found.group(1) if found else None


def _identity_changed(message: Checked) -> tuple[Participant, Said] | None:
    """Somebody else may hold the account now: shown to an operator, nothing is changed."""
    identities = _ids(message.get("from"), message.get("from_user_id"), message.get("from_parent_user_id"))
    if not identities:
        return None
    content = {"type": "system", "system": {"type": message["system"]["type"]}}
    flags = ("identity_changed",)
    said = Said(content, activity="identity_changed", inbound=False, creates=False, by_person=False, flags=flags)
    return Participant(identities), said
