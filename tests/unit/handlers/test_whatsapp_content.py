"""What each type of message says, and that nothing a person sends loses the lead."""

from typing import Any

import orjson
import pytest
from whatsapp_bodies import cloud, decode, facts, ignored, keys, only, readable, text, value, written


def test_a_picture_keeps_what_is_needed_to_fetch_it_and_no_address_that_expires() -> None:
    contact = only(decode("image"))
    assert contact.text == "my plot"
    assert contact.content["type"] == "image"
    media = contact.content["media"]
    assert (media["id"], media["mime_type"], media["caption"]) == ("1900000000000010", "image/jpeg", "my plot")
    assert len(media["sha256"]) == 64
    assert "lookaside" not in readable([contact.content, contact.raw])
    assert contact.raw["message"]["image"]["id"] == media["id"]


@pytest.mark.parametrize(
    ("name", "kind", "expected", "words"),
    [
        ("audio_voice", "audio", {"id": "191", "voice": True}, None),
        ("video", "video", {"id": "192", "mime_type": "video/mp4"}, "the balcony"),
        ("document", "document", {"id": "193", "filename": "offer.pdf"}, "please check"),
        ("sticker", "sticker", {"id": "194", "mime_type": "image/webp"}, None),
        ("onprem_text", "voice", {"id": "f1", "mime_type": "audio/ogg"}, None),
    ],
)
def test_every_kind_of_file_is_kept_by_its_id(
    name: str, kind: str, expected: dict[str, Any], words: str | None
) -> None:
    headers = {"provider": "onprem", "account": "india"} if name.startswith("onprem") else {}
    contact = only(decode(name, **headers))
    assert contact.content["type"] == kind
    assert expected.items() <= contact.content["media"].items()
    assert contact.text == words
    assert "http" not in readable([contact.content, contact.raw])


def test_a_place_is_data() -> None:
    contact = only(decode("location"))
    assert contact.content["location"] == {
        "latitude": 18.5204,
        "longitude": 73.8567,
        "name": "Shaniwar Wada",
        "address": "Pune",
    }
    assert contact.text is None


@pytest.mark.parametrize(
    ("name", "words", "reply"),
    [
        ("button_reply", "Yes, book a visit", {"id": "visit-yes", "title": "Yes, book a visit"}),
        ("list_reply", "2 BHK", {"id": "2bhk", "title": "2 BHK", "description": "from 75 lakh"}),
    ],
)
def test_a_tapped_choice_speaks_by_its_title(name: str, words: str, reply: dict[str, str]) -> None:
    contact = only(decode(name))
    assert contact.text == words
    assert contact.content["interactive"][name] == reply
    assert contact.content["context"]["id"].startswith("wamid.OUT")
    assert contact.consents == ()


def test_a_form_s_answers_are_facts_whatever_their_keys_and_never_an_identity() -> None:
    contact = only(decode("form_reply"))
    assert keys(contact) == ["phone:919876500119"]
    assert contact.alternates == ()
    answers = {fact.name: (fact.value, fact.by) for fact in contact.facts}
    assert answers == {
        "full_name": ("Asha Rao", "whatsapp"),
        "alt.phone": ("09876500099", "whatsapp"),
        "$where": ("1", "whatsapp"),
        "budget": (75, "whatsapp"),
        "name": ("Case 019", "profile"),
    }
    assert contact.content["interactive"]["nfm_reply"]["response"]["$where"] == "1"


def _form(response: Any) -> Any:
    reply = {"type": "nfm_reply", "nfm_reply": {"name": "flow", "body": "Sent", "response_json": response}}
    return only(decode(cloud(value(messages=[text(type="interactive", interactive=reply)]))))


@pytest.mark.parametrize("response", ["{broken", "[1]", '"text"', "null", '{"a":' * 200 + "1" + "}" * 200])
def test_a_form_that_cannot_be_read_still_is_a_message(response: str) -> None:
    contact = _form(response)
    assert contact.flags == ("form_reply_unreadable",)
    assert contact.facts == ()
    assert contact.raw["message"]["interactive"]["nfm_reply"]["response_json"] == response


def test_an_answer_named_like_the_name_field_is_stated_before_the_profile_name() -> None:
    reply = {"type": "nfm_reply", "nfm_reply": {"name": "flow", "response_json": '{"name": "Asha K. Rao"}'}}
    rows = [{"wa_id": "919876500001", "profile": {"name": "~asha~"}}]
    body = cloud(value(contacts=rows, messages=[text(type="interactive", interactive=reply)]))
    assert [(f.name, f.value, f.by) for f in only(decode(body)).facts] == [
        ("name", "Asha K. Rao", "whatsapp"),
        ("name", "~asha~", "profile"),
    ]


def test_a_delivery_address_does_not_rename_the_person() -> None:
    contact = only(decode("address_form"))
    assert facts(contact)["name"] == "Golden Person"
    assert facts(contact)["address"] == {"name": "Another Recipient", "in_pin_code": "411045"}


def test_a_cart_is_data_and_its_note_is_text() -> None:
    contact = only(decode("order"))
    assert contact.text == "please deliver on Monday"
    assert contact.content["order"]["product_items"][0]["product_retailer_id"] == "sku1"


def test_a_reaction_is_activity_and_taking_it_back_is_none() -> None:
    contact = only(decode("reaction"))
    assert contact.activity == "reaction_received"
    assert contact.content["reaction"] == {"message_id": "wamid.OUT35", "emoji": "👍"}
    assert ignored(decode("reaction_removed")) == ["reaction_removed"]
    assert ignored(
        decode(cloud(value(messages=[text(type="reaction", reaction={"message_id": "a", "emoji": ""})])))
    ) == ["reaction_removed"]


def test_a_message_without_content_still_makes_the_lead() -> None:
    contact = only(decode("unsupported"))
    assert contact.creates
    assert contact.inbound
    assert contact.content["unavailable"]
    assert contact.content["errors"][0]["code"] == 131051
    assert facts(contact) == {"name": "Ad Tapper"}


def test_an_unsupported_first_message_of_an_ad_keeps_its_attribution() -> None:
    referral = {"source_type": "ad", "source_id": "1", "ctwa_clid": "c"}
    contact = only(decode(cloud(value(messages=[text(type="unsupported", referral=referral)]))))
    assert contact.source == "ctwa_ad"
    assert contact.content["unavailable"]


def test_a_type_of_tomorrow_still_makes_the_lead_and_is_kept() -> None:
    contact = only(decode("unknown_type"))
    assert contact.creates
    assert contact.content == {"type": "hologram", "unavailable": True}
    assert contact.raw["message"]["hologram"] == {"id": "1", "depth": 3}


def test_an_ad_is_first_touch_attribution() -> None:
    contact = only(decode("referral_ad"))
    assert contact.source == "ctwa_ad"
    assert contact.attribution is not None
    assert contact.attribution["source_id"] == "120226305854810726"
    assert contact.attribution["ctwa_clid"] == "Aff-test-click-id"
    assert contact.attribution["headline"] == "Chat with us"
    assert "image_url" not in contact.attribution


def test_an_ad_in_status_has_no_click_id() -> None:
    contact = only(decode("referral_without_click_id"))
    assert contact.source == "ctwa_ad"
    assert contact.attribution is not None
    assert "ctwa_clid" not in contact.attribution


def test_a_post_is_attribution_but_no_ad() -> None:
    contact = only(decode("referral_post"))
    assert contact.source == "whatsapp"
    assert contact.attribution is not None
    assert contact.attribution["source_type"] == "post"


def test_what_a_message_answers_is_kept() -> None:
    assert only(decode("forwarded")).content["context"] == {"forwarded": True, "frequently_forwarded": True}
    product = only(decode("about_a_product")).content["context"]
    assert product["referred_product"] == {"catalog_id": "c1", "product_retailer_id": "sku9"}


def test_an_edit_tells_the_new_words_and_is_no_new_message() -> None:
    contact = only(decode("edit"))
    assert (contact.activity, contact.inbound, contact.text) == ("message_edited", False, "updated caption")
    assert contact.content["edited"] == "wamid.ORIG67"
    assert contact.content["message"]["media"]["id"] == "1"
    assert "media.example" not in readable(contact.content)


def test_a_deleted_message_creates_nothing() -> None:
    contact = only(decode("revoke"))
    assert (contact.activity, contact.creates, contact.inbound) == ("message_revoked", False, False)
    assert contact.content["revoked"] == "wamid.ORIG68"


def test_a_long_text_is_kept_whole() -> None:
    words = "नमस्ते " * 1000
    assert written(words).text == words


def test_other_interactive_answers_are_kept_as_data() -> None:
    contact = only(decode("call_permission"))
    assert contact.content["interactive"]["call_permission_reply"]["response"] == "accept"
    assert contact.text is None


def test_escapes_and_control_characters_are_data() -> None:
    body = (
        b'{"object":"whatsapp_business_account","entry":['
        + orjson.dumps(cloud(value(messages=[text(body="nul \x00 tab \t emoji 🌵 \u202e")]))["entry"][0])
        + b"]}"
    )
    assert only(decode(body)).text == "nul \x00 tab \t emoji 🌵 \u202e"
    escaped = body.replace("🌵".encode(), b"\\ud83c\\udf35")
    assert only(decode(escaped)).text == only(decode(body)).text
