"""Baileys: the words of WhatsApp's own protocol, as a linked phone hears them."""

from typing import Any

import pytest
from whatsapp_bodies import decode, facts, ignored, only

from worker.contact import Consent


def test_a_list_of_baileys_is_read_part_by_part() -> None:
    decoded = decode("baileys_upsert", provider="baileys")
    tapped, sealed, deleted = decoded.contacts
    assert tapped.consents == (Consent(given=False, at=1_795_000_000_000, reason="button"),)
    assert sealed.content["unavailable"]
    assert sealed.creates
    assert (deleted.activity, deleted.creates, deleted.content["revoked"]) == ("message_revoked", False, "BAE5")
    assert [part.reason for part in decoded.ignored] == ["broadcast"]


def _web(message: Any, **more: Any) -> Any:
    part = {"key": {"remoteJid": "919876500001@s.whatsapp.net", "id": "M"}, "messageTimestamp": 1795000000, **more}
    return decode({"messages": [{**part, "message": message}], "type": "notify"}, provider="baileys", account="india")


@pytest.mark.parametrize(
    ("message", "kind", "words"),
    [
        ({"conversation": "hi"}, "text", "hi"),
        ({"messageContextInfo": {"messageSecret": "s"}, "extendedTextMessage": {"text": "hi"}}, "text", "hi"),
        ({"viewOnceMessageV2": {"message": {"imageMessage": {"mimetype": "image/png"}}}}, "image", None),
        ({"documentWithCaptionMessage": {"message": {"documentMessage": {"caption": "c"}}}}, "document", "c"),
        ({"audioMessage": {"mimetype": "audio/ogg", "ptt": True}}, "audio", None),
        ({"stickerMessage": {"mimetype": "image/webp"}}, "sticker", None),
        ({"locationMessage": {"degreesLatitude": 1.5, "degreesLongitude": 2}}, "location", None),
        ({"contactMessage": {"displayName": "Ravi", "vcard": "BEGIN"}}, "contacts", None),
        ({"contactsArrayMessage": {"contacts": [{"displayName": "A"}, {"displayName": "B"}]}}, "contacts", None),
        (
            {"listResponseMessage": {"title": "2 BHK", "singleSelectReply": {"selectedRowId": "r1"}}},
            "interactive",
            "2 BHK",
        ),
        ({"templateButtonReplyMessage": {"selectedId": "b", "selectedDisplayText": "Yes"}}, "interactive", "Yes"),
        ({"orderMessage": {"orderId": "1", "message": "soon", "token": "T"}}, "order", "soon"),
        ({"pollCreationMessageV3": {"name": "?"}}, "pollCreationMessageV3", None),
        ({"senderKeyDistributionMessage": {}}, "unsupported", None),
        ({}, "unsupported", None),
        (None, "unsupported", None),
        (
            {
                "editedMessage": {
                    "message": {
                        "protocolMessage": {"type": 14, "key": {"id": "O"}, "editedMessage": {"conversation": "new"}}
                    }
                }
            },
            "edit",
            "new",
        ),
    ],
)
def test_the_protocol_s_messages_are_told_in_common_words(message: Any, kind: str, words: str | None) -> None:
    contact = only(_web(message))
    assert (contact.content["type"], contact.text) == (kind, words)
    assert contact.creates


@pytest.mark.parametrize(
    ("message", "more", "reason"),
    [
        ({"reactionMessage": {"key": {"id": "a"}, "text": ""}}, {}, "reaction_removed"),
        ({"protocolMessage": {"type": "EPHEMERAL_SETTING"}}, {}, "notification"),
        (None, {"messageStubType": 20}, "notification"),
        ({"conversation": "x"}, {"key": {"remoteJid": "120@newsletter", "id": "M"}}, "newsletter"),
        ({"conversation": "x"}, {"key": {"remoteJid": "0@s.whatsapp.net", "id": "M"}}, "not_a_person"),
        ({"conversation": "x"}, {"key": {"remoteJid": "911140849999@s.whatsapp.net", "id": "M"}}, "own_number"),
    ],
)
def test_what_is_no_message_of_a_person_says_why(message: Any, more: Any, reason: str) -> None:
    assert ignored(_web(message, **more)) == [reason]


def test_a_form_answered_in_whatsapp_web_gives_facts() -> None:
    flow = {"name": "flow", "paramsJson": '{"flow_token": "t", "budget": 75}'}
    contact = only(_web({"interactiveResponseMessage": {"body": {"text": "Sent"}, "nativeFlowResponseMessage": flow}}))
    assert facts(contact) == {"budget": 75}


@pytest.mark.parametrize(
    ("stamp", "at"),
    [
        ({"low": 1795000000, "high": 0, "unsigned": True}, 1_795_000_000_000),
        ({"low": -296329728, "high": 417, "unsigned": False}, 1_795_000_000_000),
        ("1795000000", 1_795_000_000_000),
        ({"low": 1795000000, "high": []}, None),
        ({"high": 1}, None),
        ({}, None),
    ],
)
def test_a_long_of_javascript_is_a_time(stamp: Any, at: int | None) -> None:
    decoded = _web({"conversation": "hi"}, messageTimestamp=stamp)
    assert [contact.at for contact in decoded.contacts] == ([] if at is None else [at])
    assert len(decoded.refused) == (at is None)


def test_a_missed_call_is_a_call() -> None:
    contact = only(_web(None, messageStubType="CALL_MISSED_VOICE"))
    assert (contact.activity, contact.inbound) == ("call_received", True)


def test_old_chats_of_a_newly_linked_phone_open_no_window() -> None:
    part = {
        "key": {"remoteJid": "919876500001@s.whatsapp.net", "id": "M"},
        "messageTimestamp": 1790000000,
        "message": {"conversation": "old"},
    }
    body = {"event": "messages.set", "instance": "acme-in", "data": {"messages": [part]}}
    contact = only(decode(body, provider="evolution"))
    assert (contact.activity, contact.inbound, contact.creates) == ("history_received", False, True)
