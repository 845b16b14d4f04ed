"""Gateways beside the Cloud API: forms, JIDs and LIDs, one message delivered as two, echoes of our own."""

from typing import Any
from urllib.parse import urlencode

import orjson
import pytest
from whatsapp_bodies import ACCOUNTS, NOW, decode, facts, golden, ignored, keys, only, readable

from worker.contact import Consent
from worker.errors import RefusedError
from worker.handlers import SEALS
from worker.topology import WHATSAPP


def _evolution(name: str) -> Any:
    return decode(name, provider="evolution")


def test_an_address_without_number_and_its_number_are_one_person() -> None:
    contact = only(_evolution("evolution_lid_with_number"))
    assert (contact.account, contact.id, contact.origin) == ("india", "wa:3EB0AAAA0083", "evolution")
    assert keys(contact) == ["phone:919876500183", "lid:231987654321098"]
    assert contact.identities[1].raw == "231987654321098@lid"
    assert (contact.at, contact.text) == (1_795_000_000_000, "oi")
    assert facts(contact) == {"name": "Lid User"}


def test_an_address_without_number_is_never_taken_for_a_number() -> None:
    contact = only(_evolution("evolution_lid_only"))
    assert keys(contact) == ["lid:231987654321099"]
    assert contact.consents[0].reason == "keyword"
    assert contact.content["context"] == {"id": "3EB0Q"}


def test_the_older_key_for_the_number_is_understood_and_keys_of_media_are_dropped() -> None:
    contact = only(_evolution("evolution_sender_pn"))
    assert keys(contact) == ["phone:919876540085", "lid:231987654321100"]
    assert contact.content["media"] == {"mime_type": "image/jpeg", "sha256": "hash=", "caption": "site photo"}
    assert contact.at == 1_795_000_000_000
    for secret in ("mmg.whatsapp.net", "KEY=", "/9j/4A"):
        assert secret not in readable([contact.raw, contact.content])


def test_our_own_message_is_about_the_chat_it_was_written_to() -> None:
    contact = only(_evolution("evolution_from_me"))
    assert keys(contact) == ["phone:919876540086"]
    assert (contact.activity, contact.creates, contact.inbound) == ("message_sent", False, False)
    assert contact.facts == ()
    assert contact.consents == ()


def test_groups_are_no_enquiry() -> None:
    assert ignored(_evolution("evolution_group")) == ["group"]


def test_a_device_in_an_address_is_dropped_and_an_ad_is_attribution() -> None:
    contact = only(_evolution("evolution_ad"))
    assert keys(contact) == ["phone:919876540088"]
    assert contact.source == "ctwa_ad"
    assert contact.attribution is not None
    assert contact.attribution["ctwa_clid"] == "Aff-x"


def test_a_link_preview_is_no_ad() -> None:
    body = orjson.loads(golden("evolution_ad"))
    ad = body["data"]["message"]["extendedTextMessage"]["contextInfo"]["externalAdReply"]
    for name in ("sourceType", "sourceId", "ctwaClid"):
        del ad[name]
    contact = only(decode(body, provider="evolution"))
    assert (contact.source, contact.attribution) == ("whatsapp", None)


def test_a_malformed_message_of_a_list_is_refused_alone_and_without_the_gateway_s_key() -> None:
    decoded = _evolution("evolution_list")
    assert [c.id for c in decoded.contacts] == ["wa:3EB0L1"]
    (refusal,) = decoded.refused
    assert refusal.where == "/data/1/key/id"
    assert b"SECRET-KEY" not in refusal.body
    fixed = orjson.loads(refusal.body)
    fixed["data"][0]["key"]["id"] = "3EB0L2"
    assert only(decode(fixed, provider="evolution")).id == "wa:3EB0L2"


@pytest.mark.parametrize(
    "body", [golden("evolution_list"), golden("evolution_go"), b'{"event":"x","apikey":"SECRET-KE']
)
def test_a_body_that_is_published_again_has_no_key_and_is_otherwise_as_it_came(body: bytes) -> None:
    kept = SEALS[WHATSAPP](body, ACCOUNTS)
    assert b"SECRET" in body
    assert b"SECRET" not in kept
    assert SEALS[WHATSAPP](golden("text"), ACCOUNTS) == golden("text")
    assert SEALS[WHATSAPP](kept, ACCOUNTS) == kept


def test_the_contact_list_teaches_which_addresses_are_one_person() -> None:
    contact = only(_evolution("evolution_contacts"))
    assert keys(contact) == ["phone:919876540085", "lid:231987654321100"]
    assert not contact.creates
    assert [(f.name, f.value, f.by) for f in contact.facts] == [("name", "Pair", "profile")]


def test_the_go_edition_speaks_other_words() -> None:
    contact = only(_evolution("evolution_go"))
    assert keys(contact) == ["phone:919876540101", "lid:231987654321101"]
    assert (contact.id, contact.text, facts(contact)) == ("wa:AC1", "from go", {"name": "Go"})
    assert contact.at == 1_795_013_800_000


@pytest.mark.parametrize(
    ("event", "data", "reason"),
    [
        ("connection.update", {"state": "open"}, "gateway_notice"),
        ("QRCODE_UPDATED", {"qrcode": "x"}, "gateway_notice"),
        ("messages.update", {"keyId": "a", "status": "READ"}, "status"),
        ("messages.upsert", [], "empty"),
    ],
)
def test_what_the_gateway_says_of_itself_is_no_enquiry(event: str, data: Any, reason: str) -> None:
    assert ignored(decode({"event": event, "instance": "acme-in", "data": data}, provider="evolution")) == [reason]


def test_an_event_we_do_not_know_that_holds_a_message_is_refused() -> None:
    body = orjson.loads(golden("evolution_lid_only")) | {"event": "messages.telepathic"}
    with pytest.raises(RefusedError, match="unknown_type"):
        decode(body, provider="evolution")


@pytest.mark.parametrize("provider", ["evolution", "baileys", "waha", "gupshup", "twilio"])
def test_an_instance_nobody_claims_is_refused_unless_the_header_names_the_account(provider: str) -> None:
    body: Any = orjson.loads(golden("evolution_lid_only")) | {"instance": "ghost", "session": "ghost", "app": "ghost"}
    if provider == "twilio":
        body = b"From=whatsapp%3A%2B15550001111&To=whatsapp%3A%2B15550002222&MessageSid=SM&Body=x"
    with pytest.raises(RefusedError, match="unknown_account"):
        decode(body, provider=provider)
    with pytest.raises(RefusedError, match="unknown_account"):
        decode(body, provider=provider, account="ghost")
    if provider in ("evolution", "baileys", "twilio"):
        assert only(decode(body, provider=provider, account="mexico")).account == "mexico"


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


def test_one_message_delivered_under_two_addresses_has_one_id() -> None:
    number, lid = (only(decode(name, provider="waha")) for name in ("waha_number", "waha_lid"))
    assert number.id == lid.id == "wa:AC73"
    assert keys(number) == ["phone:919876540104"]
    assert keys(lid) == ["lid:231987654321104"]
    assert all(i.trusted for i in (*number.identities, *lid.identities)), "so that the store may link them"
    assert facts(number) == facts(lid) == {"name": "Waha"}


def test_where_the_engine_gives_both_addresses_both_are_learnt() -> None:
    body = orjson.loads(golden("waha_lid"))
    body["payload"]["_data"]["Info"]["SenderAlt"] = "919876540104:7@s.whatsapp.net"
    assert keys(only(decode(body, provider="waha"))) == ["phone:919876540104", "lid:231987654321104"]
    body["payload"]["_data"] = {
        "key": {"remoteJid": "231987654321104@lid", "remoteJidAlt": "919876540104@s.whatsapp.net"}
    }
    assert keys(only(decode(body, provider="waha"))) == ["phone:919876540104", "lid:231987654321104"]


def test_a_file_of_waha_is_data_without_its_local_address() -> None:
    contact = only(decode("waha_media", provider="waha"))
    assert contact.content["type"] == "document"
    assert contact.content["media"] == {"mime_type": "application/pdf", "filename": "plan.pdf"}
    assert contact.content["context"] == {"id": "AC70"}
    assert "waha:3000" not in readable([contact.raw, contact.content])


def test_what_we_sent_from_the_phone_is_about_its_recipient() -> None:
    contact = only(decode("waha_from_me", provider="waha"))
    assert (keys(contact), contact.activity) == (["phone:919876540106"], "message_sent")
    assert not contact.creates


def test_the_session_s_own_number_is_no_lead() -> None:
    body = orjson.loads(golden("waha_number"))
    body["payload"] |= {"from": "5511999990000@c.us", "id": "false_5511999990000@c.us_X"}
    body["me"]["id"] = "5511999990000@c.us"
    assert ignored(decode(body, provider="waha")) == ["own_number"]


def test_calls_reactions_deletions_and_edits_of_waha() -> None:
    call = only(decode("waha_call", provider="waha"))
    assert (call.activity, call.inbound, keys(call)) == ("call_received", True, ["phone:919876540108"])
    assert ignored(decode("waha_reaction", provider="waha")) == ["reaction_removed"]
    body = orjson.loads(golden("waha_number"))
    edited = only(decode(body | {"event": "message.edited"}, provider="waha"))
    assert (edited.activity, edited.inbound, edited.id) == ("message_edited", False, "wa:AC73:edited")
    payload = {"before": None, "after": body["payload"], "revokedMessageId": "AC70"}
    revoked = only(decode(body | {"event": "message.revoked", "payload": payload}, provider="waha"))
    assert (revoked.activity, revoked.creates, revoked.content["revoked"]) == ("message_revoked", False, "AC70")


@pytest.mark.parametrize(
    ("event", "reason"),
    [("message.ack", "status"), ("session.status", "gateway_notice"), ("group.v2.join", "group")],
)
def test_other_events_of_waha_are_no_enquiry(event: str, reason: str) -> None:
    body = {"event": event, "session": "default", "payload": {"id": "x"}}
    assert ignored(decode(body, provider="waha")) == [reason]


def test_a_malformed_event_of_waha_is_refused_with_its_place() -> None:
    body = orjson.loads(golden("waha_number"))
    body["payload"]["timestamp"] = "late"
    with pytest.raises(RefusedError, match="malformed") as caught:
        decode(body, provider="waha")
    assert caught.value.where == "/timestamp"


def test_a_form_of_twilio_is_a_message_taken_now() -> None:
    contact = only(decode("twilio_text.form", provider="twilio"))
    assert (contact.account, contact.id, contact.at) == ("india", "wa:SM1", NOW)
    assert keys(contact) == ["phone:525587650112"]
    assert contact.text == "hola & gracias"
    assert facts(contact) == {"name": "José 🌵"}


def test_a_publisher_may_say_when_a_form_was_received() -> None:
    assert only(decode("twilio_text.form", provider="twilio", received_at=1_795_000_000_000)).at == 1_795_000_000_000


def test_a_form_that_was_tried_before_keeps_the_time_of_the_first_try() -> None:
    assert only(decode("twilio_text.form", provider="twilio", **{"x-failure-first-at": 1_795_000_000_001})).at == (
        1_795_000_000_001
    )


def test_a_person_of_twilio_without_number_has_the_user_id() -> None:
    assert keys(only(decode("twilio_user_id.form", provider="twilio"))) == ["bsuid:US.ABC123"]


def test_number_and_user_id_of_twilio_are_one_person() -> None:
    body = golden("twilio_text.form") + b"&ExternalUserId=MX.1"
    assert keys(only(decode(body, provider="twilio"))) == ["phone:525587650112", "bsuid:MX.1"]


def test_files_and_ads_of_twilio() -> None:
    contact = only(decode("twilio_media.form", provider="twilio"))
    assert contact.content == {"type": "image", "media": {"id": "ME9", "mime_type": "image/jpeg"}}
    assert contact.source == "ctwa_ad"
    assert contact.attribution == {"source_type": "ad", "source_id": "120", "ctwa_clid": "clid"}
    assert "MediaUrl0" not in contact.raw["message"]


def _twilio(**fields: str) -> Any:
    form = {"MessageSid": "SM", "From": "whatsapp:+919876500001", "To": "whatsapp:+14155238886", **fields}
    return decode(urlencode(form).encode(), provider="twilio")


def test_buttons_places_and_forms_of_twilio() -> None:
    assert only(_twilio(Body="x", ButtonText="Unsubscribe", ButtonPayload="b")).consents[0].reason == "button"
    assert only(_twilio(Latitude="1.5", Longitude="2", Label="Site")).content["location"]["name"] == "Site"
    assert facts(only(_twilio(InteractiveData='{"budget": 1}')))["budget"] == 1
    assert only(_twilio(Body="hi", OriginalRepliedMessageSid="SM0")).content["context"] == {"id": "SM0"}


def test_delivery_reports_of_twilio_teach_only_an_opt_out() -> None:
    contact = only(decode("twilio_status.form", provider="twilio"))
    assert contact.consents[0].reason == "error_21610"
    assert keys(contact) == ["phone:919876540114"]
    assert not contact.creates
    report = {"MessageStatus": "delivered", "From": "whatsapp:+14155238886", "To": "whatsapp:+919876500001"}
    assert ignored(_twilio(**report)) == ["status"]


def test_a_message_from_our_own_twilio_number_is_no_lead() -> None:
    assert ignored(_twilio(From="whatsapp:+14155238886")) == ["own_number"]


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"From": "messenger:123456789"}, "/From"),
        ({"MessageSid": ""}, "/MessageSid"),
        ({"Latitude": "north", "Longitude": "1"}, "/Latitude"),
    ],
)
def test_a_malformed_form_is_refused_with_its_field(fields: dict[str, str], where: str) -> None:
    with pytest.raises(RefusedError, match="malformed") as caught:
        _twilio(**fields)
    assert caught.value.where == where


@pytest.mark.parametrize("body", [b"", b"%FF", b"\xff\xfe", b"no form", b"&" * 5000, b"a=%ff%fe"])
def test_bytes_that_are_no_form_are_refused(body: bytes) -> None:
    with pytest.raises(RefusedError) as caught:
        decode(body, provider="twilio")
    assert caught.value.reason in ("malformed_form", "unknown_account")


def test_a_message_of_gupshup_has_number_user_id_and_username() -> None:
    contact = only(decode("gupshup_text", provider="gupshup"))
    assert keys(contact) == ["phone:919876540109", "bsuid:IN.109"]
    assert facts(contact) == {"name": "Gup", "username": "@gup"}
    assert contact.at == 1_795_000_000_123


def test_a_file_of_gupshup_keeps_its_address_only_with_its_end() -> None:
    media = only(decode("gupshup_file", provider="gupshup")).content["media"]
    assert media["url_expires_at"] == 1_795_600_000_000
    assert media["filename"] == "a.pdf"


def test_consent_of_gupshup_by_button_and_by_event() -> None:
    assert only(decode("gupshup_button", provider="gupshup")).consents[0].reason == "button"
    event = only(decode("gupshup_opted_out", provider="gupshup"))
    assert (event.consents[0].given, event.creates) == (False, False)
    body = orjson.loads(golden("gupshup_opted_out"))
    body["payload"] = {"phone": "callbackSetPhone", "type": "sandbox-start"}
    assert ignored(decode(body, provider="gupshup")) == ["account_notice"]


def test_a_status_of_gupshup_teaches_a_pair() -> None:
    assert only(decode("gupshup_status", provider="gupshup")).activity == "identity_learned"


def test_gupshup_s_third_version_is_the_cloud_api_s_shape() -> None:
    contact = only(decode("gupshup_v3", provider="gupshup"))
    assert (contact.origin, contact.text) == ("gupshup", "v3")


@pytest.mark.parametrize("kind", ["sticker", "location", "contact", "hologram", "reaction", "nfm_reply"])
def test_every_type_of_gupshup_makes_the_lead(kind: str) -> None:
    body = orjson.loads(golden("gupshup_text"))
    body["payload"] |= {"type": kind, "payload": {"emoji": "👍", "id": "x"}}
    contact = only(decode(body, provider="gupshup"))
    assert contact.creates
    assert contact.content


def test_the_on_premises_shape_needs_the_header() -> None:
    assert only(decode("onprem_text", provider="onprem", account="mexico")).account == "mexico"
    with pytest.raises(RefusedError, match="unknown_account"):
        decode("onprem_text", provider="onprem")
    with pytest.raises(RefusedError, match="unknown_type"):
        decode("text", provider="onprem", account="mexico")
    body = {"messages": [{"id": "a"}], "errors": [{"code": 1}]}
    decoded = decode(body, provider="onprem", account="mexico")
    assert decoded.refused[0].where == "/messages/0/timestamp"
    assert orjson.loads(decoded.refused[0].body) == {"messages": [{"id": "a"}]}
    assert decoded.ignored[0].reason == "platform_error"
