"""Providers with shapes of their own around the Cloud API: Twilio's forms, Gupshup, the on-premises API."""

from typing import Any
from urllib.parse import urlencode

import orjson
import pytest
from whatsapp_bodies import NOW, decode, facts, golden, ignored, keys, only

from worker.errors import RefusedError


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
