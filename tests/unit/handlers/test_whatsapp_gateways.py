"""Gateways that link a phone (Evolution, WAHA): JIDs and LIDs, one message delivered as two, echoes of our own."""

from typing import Any

import orjson
import pytest
from whatsapp_bodies import ACCOUNTS, decode, facts, golden, ignored, keys, only, readable

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
    ghost = {"instance": "ghost", "session": "ghost", "app": "ghost", "sender": "15550002222@s.whatsapp.net"}
    body: Any = orjson.loads(golden("evolution_lid_only")) | ghost
    if provider == "twilio":
        body = b"From=whatsapp%3A%2B15550001111&To=whatsapp%3A%2B15550002222&MessageSid=SM&Body=x"
    with pytest.raises(RefusedError, match="unknown_account"):
        decode(body, provider=provider)
    with pytest.raises(RefusedError, match="unknown_account"):
        decode(body, provider=provider, account="ghost")
    if provider in ("evolution", "baileys", "twilio"):
        assert only(decode(body, provider=provider, account="mexico")).account == "mexico"


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
