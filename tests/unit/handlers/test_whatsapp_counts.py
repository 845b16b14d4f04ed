"""What gateways give as messages of ours and as old chats, and what is none of them: edits, revocations, reactions."""

from typing import Any

import pytest

from tests.unit.handlers.whatsapp_bodies import decode
from worker.contact import HISTORY, Contact
from worker.leads import counts

KEY = {"remoteJid": "919876500001@s.whatsapp.net", "id": "3EB0COUNTS"}
TEXT = {"conversation": "hello"}
OTHER = {"key": {"remoteJid": KEY["remoteJid"], "id": "3EB0FIRST"}}
REACTION = {"reactionMessage": {**OTHER, "text": "👍"}}
EDIT = {"protocolMessage": {**OTHER, "type": 14, "editedMessage": TEXT}}
REVOKED = {"protocolMessage": {**OTHER, "type": 0}}


def said(message: dict[str, Any], *, ours: bool, old: bool) -> Contact:
    part = {"key": {**KEY, "fromMe": ours}, "messageTimestamp": 1_794_000_000, "pushName": "Asha", "message": message}
    event = "messages.set" if old else "messages.upsert"
    data = {"messages": [part]} if old else part
    decoded = decode({"event": event, "instance": "acme-in", "data": data}, provider="evolution")
    (contact,) = decoded.contacts
    return contact


@pytest.mark.parametrize("old", [False, True])
@pytest.mark.parametrize(
    ("message", "ours", "counted"),
    [
        (TEXT, False, {"messages": 1, "inbound": 1}),
        (TEXT, True, {"messages": 1, "outbound": 1}),
        (REACTION, False, {}),
        (REACTION, True, {}),
        (EDIT, False, {}),
        (EDIT, True, {}),
        (REVOKED, False, {}),
        (REVOKED, True, {}),
    ],
)
def test_only_what_one_side_wrote_to_the_other_counts(
    message: dict[str, Any], ours: bool, counted: dict[str, int], old: bool
) -> None:
    contact = said(message, ours=ours, old=old)
    assert counts.with_contact(counts.zero(), contact) == counts.zero() | counted
    assert (contact.source == HISTORY) == old
    assert not (contact.inbound and (ours or old))
