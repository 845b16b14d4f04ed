"""Calls. One that a person begins opens the service window, as a message does
(https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/user-initiated-calls)."""

from typing import Any

from schemas.whatsapp import Call
from worker.contact import Contact, Ignored
from worker.handlers.whatsapp.batch import Batch
from worker.handlers.whatsapp.content import UNTYPED, noted
from worker.handlers.whatsapp.inbox import recipient, sender
from worker.handlers.whatsapp.message import Said, contact_of
from worker.handlers.whatsapp.part import mender, millis

_check = mender(Call)
_DETAILS = ("event", "direction", "status", "duration", "start_time", "end_time")


def call(batch: Batch, part: Any) -> Contact | Ignored:
    """Read the beginning or the end of a call, ours or the person's."""
    checked, faults = _check(part)
    ours = checked.get("direction") == "BUSINESS_INITIATED"
    person = recipient(batch, checked) if ours else sender(batch, checked)
    if not ours and batch.channel.is_own(person):  # bodies without `direction`, and documentation that swaps the two
        ours, person = True, recipient(batch, checked)
    event = checked.get("event", UNTYPED)
    begins = event == "connect"
    part_id = f"wa:{checked['id']}" + ("" if begins else f":{event}")
    if batch.channel.is_own(person):
        return Ignored(batch.channel.account.id, part_id, "own_number")
    content = {"type": "call", "call": {name: checked[name] for name in _DETAILS if checked.get(name) is not None}}
    activity = ("call_placed" if ours else "call_received") if begins else "call_ended"
    said = Said(content, activity=activity, inbound=begins and not ours, creates=not ours, by_person=not ours)
    noted(said, faults)
    raw: dict[str, Any] = {
        "call": {name: value for name, value in part.items() if name != "session"}
    }  # media addresses of the caller
    if person.row is not None:
        raw["contact"] = person.row
    return contact_of(batch.channel, part_id, millis(checked["timestamp"]), person, said, raw)
