"""What gateways of WhatsApp Web say of messages later: late content, edits, deletions, and which addresses are one person's."""

from typing import Any

import pytest
from whatsapp_bodies import NOW, OWN, decode, ignored, keys, only

from worker.errors import RefusedError

AT = 1_795_000_000
CHAT = "919876500123@s.whatsapp.net"


def _event(name: str, data: Any, gateway: str = "evolution") -> Any:
    instance = {"evolution": {"instance": "acme-in"}, "baileys": {"session": "default"}}[gateway]
    return {"event": name, **instance, "data": data}


def _key(name: str = "ORIG", chat: str = CHAT, *, ours: bool = False) -> dict[str, Any]:
    return {"remoteJid": chat, "fromMe": ours, "id": name}


LONG = {"low": (AT * 1000) & 0xFFFFFFFF, "high": AT * 1000 >> 32}
NEW = {"conversation": "STOP"}
EDITS = [
    # https://github.com/EvolutionAPI/evolution-api/issues/1380
    _event(
        "messages.edited",
        {"key": _key(), "type": "MESSAGE_EDIT", "editedMessage": NEW, "timestampMs": f"{AT}000"},
    ),
    _event("MESSAGES_EDITED", {"key": _key(), "type": 14, "editedMessage": NEW, "timestampMs": LONG}),
    _event(
        "messages.update",
        [{"key": _key(), "update": {"message": {"editedMessage": {"message": NEW}}, "messageTimestamp": AT}}],
        "baileys",
    ),
]


@pytest.mark.parametrize("body", EDITS)
def test_an_edit_that_comes_as_an_update_is_one_and_can_opt_out(body: Any) -> None:
    contact = only(decode(body))
    assert keys(contact) == ["phone:919876500123"]
    assert (contact.activity, contact.inbound, contact.text) == ("message_edited", False, "STOP")
    assert contact.content["edited"] == "ORIG"
    assert [(one.given, one.at) for one in contact.consents] == [(False, AT * 1000)]
    assert contact.id.startswith("wa:ORIG:edited:")


def test_an_edit_of_ours_that_names_our_own_number_is_nobodys() -> None:
    """https://github.com/EvolutionAPI/evolution-api/issues/1367: then nobody can tell who edited."""
    edit = {"key": _key(chat=f"{OWN}@s.whatsapp.net", ours=True), "editedMessage": {"conversation": "hi"}}
    assert ignored(decode(_event("messages.edited", edit))) == ["own_number"]


STUB = {"key": _key(), "update": {"message": None, "messageStubType": 1, "key": _key("REV")}}
DELETIONS = [
    # https://github.com/EvolutionAPI/evolution-api/issues/2010
    (
        _event("messages.update", {"keyId": "ORIG", "remoteJid": CHAT, "fromMe": False, "status": "DELETED"}),
        "wa:ORIG:revoked",
    ),
    (_event("messages.delete", {**_key(), "status": "DELETED"}), "wa:ORIG:revoked"),
    (_event("messages.update", [STUB], "baileys"), "wa:REV"),
]


@pytest.mark.parametrize(("body", "name"), DELETIONS)
def test_a_deletion_that_comes_as_an_update_is_one_and_creates_nothing(body: Any, name: str) -> None:
    contact = only(decode(body))
    assert (contact.activity, contact.creates, contact.inbound, contact.id) == ("message_revoked", False, False, name)
    assert contact.content == {"type": "revoke", "revoked": "ORIG"}
    assert contact.at == NOW


@pytest.mark.parametrize("gateway", ["evolution", "baileys"])
def test_content_that_comes_as_an_update_is_the_message_under_its_id(gateway: str) -> None:
    part = {"key": _key(), "update": {"message": {"conversation": "Quanto custa?"}, "messageTimestamp": AT}}
    contact = only(decode(_event("messages.update", [part], gateway)))
    assert (contact.id, contact.text, contact.at) == ("wa:ORIG", "Quanto custa?", AT * 1000)
    assert contact.inbound


@pytest.mark.parametrize(
    "part",
    [
        {"key": _key(ours=True), "update": {"status": 3}},
        {"keyId": "ORIG", "remoteJid": CHAT, "fromMe": True, "status": "READ"},
        {"key": _key(), "update": {"starred": True}},
        {"key": _key(), "update": {"message": {}}},
        {"update": {"message": {"conversation": "whose?"}}},
        {"keys": [_key()]},
        "odd",
    ],
)
def test_other_updates_are_mere_statuses(part: Any) -> None:
    assert ignored(decode(_event("messages.update", [part]))) == ["status"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("lid-mapping.update", {"lid": "231000000000001@lid", "pn": CHAT}),
        ("chats.phoneNumberShare", {"lid": "231000000000001@lid", "jid": CHAT}),
    ],
)
def test_which_addresses_are_one_person_is_learnt(name: str, data: Any) -> None:
    contact = only(decode(_event(name, data, "baileys")))
    assert keys(contact) == ["phone:919876500123", "lid:231000000000001"]
    assert not contact.creates


def test_a_sync_of_old_chats_tells_messages_and_which_addresses_are_one_person() -> None:
    old = {"key": _key("OLD"), "message": {"conversation": "hi"}, "messageTimestamp": AT - 9_000_000}
    book = {"id": CHAT, "lid": "231000000000001@lid", "name": "Lia"}
    decoded = decode(_event("messaging-history.set", {"messages": [old], "contacts": [book]}, "baileys"))
    told, known = decoded.contacts
    assert (told.source, told.activity, told.inbound) == ("history", "history_received", False)
    assert keys(known) == ["phone:919876500123", "lid:231000000000001"]


def test_the_go_edition_tells_old_chats_in_conversations() -> None:
    told = {
        "key": {"ID": "OLD", "remoteJID": CHAT},
        "message": {"conversation": "hi"},
        "messageTimestamp": AT - 9_000_000,
    }
    data = {"Data": {"syncType": 0, "conversations": [{"ID": CHAT, "messages": [{"message": told}]}, {"ID": "x"}]}}
    contact = only(decode({"event": "HistorySync", "instanceName": "acme-in", "data": data}))
    assert (contact.id, contact.source, contact.text) == ("wa:OLD", "history", "hi")


def test_an_edit_that_the_gateway_cannot_decrypt_is_no_new_enquiry() -> None:
    message = {"secretEncryptedMessage": {"targetMessageKey": {"id": "ORIG"}, "encPayload": "x", "secretEncType": 2}}
    contact = only(decode(_event("messages.upsert", {"key": _key("E"), "message": message, "messageTimestamp": AT})))
    assert (contact.activity, contact.inbound, contact.content["edited"]) == ("message_edited", False, "ORIG")


def _waha(name: str = "message", **payload: Any) -> Any:
    chat = "919876500123@c.us"
    told = {"id": f"false_{chat}_AAA", "timestamp": AT, "from": chat, "fromMe": False, "body": "hello", **payload}
    return {"event": name, "session": "default", "payload": told}


@pytest.mark.parametrize(
    "given",
    [
        {"fromMe": False, "remote": "919876500123@c.us", "id": "AAA", "_serialized": "false_919876500123@c.us_AAA"},
        {"fromMe": False, "remote": {"_serialized": "919876500123@c.us"}, "id": "AAA"},
        {"id": "AAA"},
    ],
)
def test_an_id_in_its_parts_names_the_message(given: Any) -> None:
    assert only(decode(_waha(id=given))).id == "wa:AAA"


def test_an_edit_that_comes_as_a_message_is_one() -> None:
    contact = only(decode(_waha("message.any", editedMessageId="ORIG", body="STOP")))
    assert (contact.activity, contact.inbound, contact.consents[0].given) == ("message_edited", False, False)


def test_an_ad_in_the_engine_s_own_words_is_attribution() -> None:
    ad = {"sourceId": "120", "sourceType": "ad", "sourceUrl": "https://fb.me/x"}
    contact = only(decode(_waha(_data={"ctwaContext": ad})))
    assert contact.source == "ctwa_ad"
    assert contact.attribution == {"source_type": "ad", "source_id": "120", "source_url": "https://fb.me/x"}


def test_a_message_under_an_event_nobody_knows_is_refused_not_passed_over() -> None:
    with pytest.raises(RefusedError, match="holds a message"):
        decode(_waha("message.future"))


@pytest.mark.parametrize(("word", "given"), [("STOP", False), ("START", True)])
def test_what_twilio_made_of_a_word_of_its_customer_s_binds_us(word: str, given: bool) -> None:
    form = f"MessageSid=SM1&From=whatsapp%3A%2B919876500123&To=whatsapp%3A%2B14155238886&Body=Okay&OptOutType={word}"
    contact = only(decode(form.encode()))
    assert [one.given for one in contact.consents] == [given]
    assert contact.inbound


def test_a_form_that_was_not_percent_encoded_is_read() -> None:
    form = "MessageSid=SM1&From=whatsapp%3A%2B919876500123&To=whatsapp%3A%2B14155238886&Body=olá"
    assert only(decode(form.encode())).text == "olá"
