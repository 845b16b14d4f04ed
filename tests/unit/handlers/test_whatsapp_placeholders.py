"""Messages that gateways announce before, or without, their content, and the same messages with it."""

import copy
from typing import Any

import pytest
from whatsapp_bodies import INDIA, decode, only

from worker.contact import Contact
from worker.leads.versions import is_placeholder

JID = "919876540146@s.whatsapp.net"
AD = {"title": "Flat", "sourceType": "ad", "sourceId": "12021", "ctwaClid": "ARx", "sourceUrl": "https://fb.me/x"}


def web(**more: Any) -> dict[str, Any]:
    """A message of WhatsApp Web."""
    key = {"remoteJid": JID, "fromMe": False, "id": "3A46"}
    return {"key": key, "pushName": "Lara", "messageTimestamp": 1_795_000_000, **more}


# https://github.com/WhiskeySockets/Baileys/pull/2334 and issues/2150 there; the Go edition's event is whatsmeow's.
UNREAD: list[dict[str, Any]] = [
    {"messageStubType": 2, "messageStubParameters": ["No session record"]},
    {"messageStubType": "CIPHERTEXT"},
    {"messageStubType": 2, "message": {}},
    {"message": None},
    {"message": {"messageContextInfo": {"deviceListMetadataVersion": 2}}},
    {"message": {"placeholderMessage": {"type": 0}}},
]
READ = {"message": {"extendedTextMessage": {"text": "how much?", "contextInfo": {"externalAdReply": AD}}}}


@pytest.mark.parametrize("unread", UNREAD)
@pytest.mark.parametrize("provider", ["baileys", "evolution"])
def test_what_a_linked_device_could_not_read_is_a_message_that_waits_for_its_content(
    provider: str, unread: dict[str, Any]
) -> None:
    envelope: dict[str, Any] = {"event": "messages.upsert", "instance": "india-evo", "session": "india-evo"}
    first = only(decode({**envelope, "data": web(**unread)}, provider=provider, account="india"))
    second = only(decode({**envelope, "data": web(**READ)}, provider=provider, account="india"))
    assert first.id == second.id == "wa:3A46"
    assert (is_placeholder(first), is_placeholder(second)) == (True, False)
    assert (first.inbound, first.text, first.source) == (True, None, "whatsapp")
    assert (second.text, second.source) == ("how much?", "ctwa_ad")


def test_the_go_edition_tells_of_what_it_could_not_read() -> None:
    info = {"ID": "3A46", "Chat": JID, "Sender": JID, "IsFromMe": False, "Timestamp": "2026-11-18T10:00:00Z"}
    body = {"event": "UndecryptableMessage", "instance": "india-evo", "data": {"Info": info, "IsUnavailable": True}}
    contact = only(decode(body, provider="evolution", account="india"))
    assert (contact.id, is_placeholder(contact)) == ("wa:3A46", True)


@pytest.mark.parametrize("event", ["message.waiting", "message", "message.any"])
def test_waha_tells_of_a_message_that_waits(event: str) -> None:
    chat = "919876540146@c.us"
    payload = {"id": f"false_{chat}_3A46", "timestamp": 1_795_000_000, "from": chat, "fromMe": False, "body": ""}
    body = {"event": event, "session": "default", "payload": {**payload, "_data": {"type": "ciphertext"}}}
    contact = only(decode(body, provider="waha", account="india"))
    assert (contact.id, contact.inbound, is_placeholder(contact)) == ("wa:3A46", True, True)
    read = copy.deepcopy(body) | {"event": "message", "payload": {**payload, "body": "how much?"}}
    assert not is_placeholder(only(decode(read, provider="waha", account="india")))


@pytest.mark.parametrize("kind", ["unsupported", "unknown", "something_new"])
def test_the_platform_tells_of_a_message_without_its_content(kind: str) -> None:
    errors = [{"code": 131060, "title": "This message is unavailable."}]
    assert is_placeholder(decode_cloud({"type": kind, "errors": errors}))
    assert not is_placeholder(decode_cloud({"type": "text", "text": {"body": "how much?"}}))


def test_an_edit_or_a_deletion_is_no_placeholder() -> None:
    revoke = decode_cloud({"type": "revoke", "revoke": {"original_message_id": "wamid.46"}, "id": "wamid.47"})
    assert not is_placeholder(revoke)


def decode_cloud(part: dict[str, Any]) -> Contact:
    """Read a message of the Cloud API."""
    message = {"from": "919876540146", "id": "wamid.46", "timestamp": "1795000000", **part}
    value = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": INDIA}, "messages": [message]}
    entry = {"id": "1", "changes": [{"field": "messages", "value": value}]}
    return only(decode({"object": "whatsapp_business_account", "entry": [entry]}))
