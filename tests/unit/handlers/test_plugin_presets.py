"""Bodies of the senders we know, each to the contact it means."""

import pytest

from schemas.plugin import PresetName
from tests.deliveries import RECEIVED, TEN, account, accounts, facts, golden_webhook, keys, only_contact, read, webhook
from worker.contact import Consent
from worker.handlers.plugin.presets import PRESETS


def test_chakra_leads_have_national_numbers_a_state_and_an_assignee():
    contact = only_contact(golden_webhook("chakra_create_lead.json", "chakra"))
    assert keys(contact) == ["phone:919876520002"]
    assert (contact.state, contact.assignee) == ("NEW", "john@example.com")
    assert facts(contact) == {
        "name": "Ted Mosby",
        "email": "ted@example.com",
        "score": 5,
        "next_action_at": 1795003600000,
    }
    assert (contact.source, contact.origin, contact.activity) == ("plugin", "chakra", "form_submitted")


def test_a_chakra_lead_that_is_completed_asks_for_the_pipelines_won_state():
    assert only_contact(golden_webhook("chakra_completed.json", "chakra")).state == "won"


def test_a_fetched_meta_lead_is_idempotent_on_its_leadgen_id_and_keeps_its_ad():
    contact = only_contact(golden_webhook("meta_fetched.json", "meta_lead_ads"))
    assert contact.id == "meta_lead_ads:123123123123"
    assert contact.at == TEN
    assert keys(contact) == ["phone:919876520011"]
    assert facts(contact) == {
        "name": "Asha Rao",
        "email": "asha@example.com",
        "what_is_your_budget?": "10-20 lakh",
        "interests": ["villa", "plot"],
    }
    assert contact.attribution == {
        "ad_id": "23840000000000001",
        "form_id": "12312312312",
        "platform": "ig",
        "is_organic": False,
    }


@pytest.mark.parametrize(
    ("file", "plugin"), [("meta_test_lead.json", "meta_lead_ads"), ("google_test_lead.json", "google_lead_form")]
)
def test_test_leads_are_ignored_unless_the_account_keeps_them(file, plugin):
    decoded = read(golden_webhook(file, plugin))
    assert [part.reason for part in decoded.ignored] == ["test_lead"]
    assert not decoded.contacts
    kept = read(golden_webhook(file, plugin), accounts(account(test_leads="keep")))
    assert not kept.ignored
    for contact in kept.contacts:
        assert "test_lead" in contact.flags
    assert len(kept.contacts) + len(kept.refused) == 1


def test_a_google_lead_is_idempotent_on_lead_id_and_its_64_bit_ids_are_exact():
    contact = only_contact(golden_webhook("google_lead.json", "google_lead_form"))
    assert contact.id == "google_lead_form:TeSter-123-ABC-1"
    assert keys(contact) == ["phone:919876520014"]
    assert facts(contact) == {"name": "Asha Rao", "email": "asha@example.com", "preferred_dealership": "Pune"}
    assert contact.attribution == {
        "form_id": 40000000000,
        "campaign_id": 1234567890123456789,
        "adgroup_id": 20000000000,
        "creative_id": 30000000000,
        "gclid": "Tester-gcl",
    }


def test_an_indiamart_query_is_idempotent_on_its_id_and_its_time_is_indian():
    contact = only_contact(
        golden_webhook("indiamart_push.json", "indiamart"), accounts(account(timezone="America/New_York"))
    )
    assert contact.id == "indiamart:2012487827"
    assert contact.at == 1_795_082_565_000  # 15:32:45 in Kolkata
    assert keys(contact) == ["phone:919876520018"]
    assert contact.alternates == ("+919876520118",)
    assert contact.text == "I want to buy"
    said = facts(contact)
    assert (said["company"], said["city"], said["product"]) == ("Arun Industries", "Mumbai", "Incense Sticks")
    assert said["RECEIVER_MOBILE"] == "9876599999"  # the business's own number is nobody's identity


def test_an_indiamart_pull_list_gives_a_lead_per_query_and_refuses_the_unusable_one():
    decoded = read(golden_webhook("indiamart_pull.json", "indiamart"))
    assert [(c.id, keys(c)) for c in decoded.contacts] == [
        ("indiamart:1", ["phone:919876520119"]),
        ("indiamart:3", ["phone:971501234567"]),
    ]
    assert [(r.id, r.reason, r.where) for r in decoded.refused] == [("indiamart:2", "not_a_number", "/body/RESPONSE/1")]


def test_a_typeform_response_is_idempotent_on_its_token_and_named_by_refs_or_titles():
    contact = only_contact(golden_webhook("typeform.json", "typeform"))
    assert contact.id.startswith("typeform:lT4Z3j:a3a12ec67a1365927098a606107fac15:")
    assert contact.at == TEN
    assert keys(contact) == ["phone:919876520022"]
    assert facts(contact) == {
        "name": "Asha",
        "need": "2BHK",
        "extras": ["pool", "gym"],
        "loan": True,
        "When do you want to move in?": "2027-01-01",
        "branch": "Pune",
    }
    assert contact.attribution == {"form_id": "lT4Z3j", "utm_source": "ig"}


def test_a_typeform_response_without_phone_and_email_is_known_by_its_token():
    assert keys(only_contact(golden_webhook("typeform_without_phone.json", "typeform"))) == ["ext:typeform:f:tok23"]


def test_a_tally_response_has_the_texts_of_chosen_options():
    contact = only_contact(golden_webhook("tally.json", "tally"))
    assert contact.id.startswith("tally:VwbNEw:2wgx4n:")
    assert contact.at == TEN
    assert keys(contact) == ["phone:919876520024"]
    assert facts(contact) == {"name": "Asha Rao", "Size": "2BHK", "Extras": ["pool", "gym"]}
    assert contact.attribution == {"form_id": "VwbNEw", "form_name": "Contact us", "utm_source": "ig"}


def test_a_shopify_customer_is_known_by_the_address_phone_and_by_the_customer_id():
    contact = only_contact(golden_webhook("shopify_customer.json", "shopify"))
    assert keys(contact) == ["phone:14155552671", "ext:shopify:706405506930370084"]
    assert contact.id.startswith("shopify:706405506930370084:")  # each update of a customer counts
    assert contact.at == RECEIVED  # updated_at would be minutes ahead of its arrival
    assert contact.tags == ("vip", "new")
    assert facts(contact)["name"] == "Bob Biller"


def test_a_shopify_order_belongs_to_its_customer_not_to_whom_it_is_shipped():
    contact = only_contact(golden_webhook("shopify_order.json", "shopify"))
    assert keys(contact) == ["phone:919876520025", "ext:shopify:115310627314723954"]
    assert contact.alternates == ()  # where a parcel goes may be anybody's
    said = facts(contact)
    assert (said["name"], said["order"], said["products"]) == ("John Smith", "#9999", ["Shirt", "Hat"])


def test_a_calendly_booking_has_its_phone_in_an_answer():
    contact = only_contact(golden_webhook("calendly_created.json", "calendly"))
    assert contact.id == "calendly:invitee.created:https://api.calendly.com/scheduled_events/E1/invitees/I1"
    assert keys(contact) == ["phone:919876520026"]
    said = facts(contact)
    assert (said["meeting"], said["meeting_at"], said["Budget?"]) == ("Intro call", "2026-12-01T10:00:00.000000Z", "10")
    assert contact.attribution == {"utm_source": "fb"}


def test_a_calendly_reschedule_is_one_new_booking_and_a_cancellation_creates_nobody():
    decoded = read(golden_webhook("calendly_rescheduled.json", "calendly"))
    assert [part.reason for part in decoded.ignored] == ["rescheduled"]
    assert not decoded.contacts
    canceled = only_contact(golden_webhook("calendly_canceled.json", "calendly"))
    assert (canceled.activity, canceled.creates) == ("meeting_canceled", False)
    assert keys(canceled) == ["email:asha@example.com"]


def test_flat_fields_are_found_however_they_are_spelt():
    contact = only_contact(golden_webhook("zapier_flat.json", "zapier"))
    assert keys(contact) == ["phone:919876520027"]
    assert facts(contact) == {"name": "Zed", "email": "z@example.com", "How did you hear?": "Friend"}
    assert contact.attribution == {"utm_campaign": "diwali"}
    assert contact.text == "Call me"
    assert contact.at == RECEIVED


def test_a_standard_webhook_is_one_event_of_one_record():
    contact = only_contact(golden_webhook("standard_webhook.json", "standard_webhooks", delivery_id="msg_0001"))
    assert contact.id.startswith("standard_webhooks:ext-1:")
    assert contact.at == TEN
    assert (keys(contact), facts(contact)) == (["phone:919876520028"], {"name": "Zoë"})
    assert contact.content["event"] == "lead.created"


def test_nested_fields_are_found_but_never_another_persons_phone():
    contact = only_contact(golden_webhook("nested.json"))
    assert keys(contact) == ["phone:919876520005"]
    assert facts(contact) == {"name": "Nested One", "city": "Pune"}
    assert contact.content["passed_over"] == [{"field": "agent.phone", "why": "it is a member of staff's"}]


def test_a_brazilian_area_code_in_a_field_of_its_own_is_put_before_the_number():
    for of in ("br", "acme"):
        contact = only_contact(golden_webhook("brazilian_portal.json", "portal", account=of))
        assert keys(contact) == ["phone:5511987650040"]
        assert contact.text == "Olá, tenho interesse"


@pytest.mark.parametrize(
    ("file", "content_type", "phone", "name"),
    [
        ("form_post.txt", "application/x-www-form-urlencoded; charset=utf-8", "919876520008", "Asha Rao"),
        ("query_string.txt", "application/x-www-form-urlencoded", "919876520020", "Ravi"),
        ("portal_lead.xml", "text/xml", "919876520021", "Ravi & Co"),
    ],
)
def test_forms_query_strings_and_xml_are_read(file, content_type, phone, name):
    contact = only_contact(golden_webhook(file, "portal", content_type=content_type))
    assert keys(contact) == [f"phone:{phone}"]
    assert facts(contact)["name"] == name


def test_repeated_form_fields_are_a_list():
    contact = only_contact(golden_webhook("form_post.txt", content_type="application/x-www-form-urlencoded"))
    assert facts(contact)["interest"] == ["villa", "plot"]
    assert contact.attribution == {"utm_source": "fb"}


def test_keys_that_look_like_operators_are_inert_data():
    contact = only_contact(golden_webhook("operator_keys.json"))
    assert keys(contact) == ["phone:919876520036"]
    assert facts(contact) == {"$set.role": "admin", "a.b": 1, "__proto__.x": 1, "(empty)": 2, "name": {"$gt": ""}}


@pytest.mark.parametrize(
    ("file", "preset"),
    [
        ("chakra_create_lead.json", "chakra"),
        ("meta_notice.json", "meta_lead_ads"),
        ("meta_fetched.json", "meta_lead_ads"),
        ("google_lead.json", "google_lead_form"),
        ("indiamart_push.json", "indiamart"),
        ("indiamart_pull.json", "indiamart"),
        ("typeform.json", "typeform"),
        ("tally.json", "tally"),
        ("shopify_customer.json", "shopify"),
        ("shopify_order.json", "shopify"),
        ("calendly_created.json", "calendly"),
        ("standard_webhook.json", "standard_webhooks"),
        ("zapier_flat.json", "generic"),
        ("nested.json", "generic"),
        ("operator_keys.json", "generic"),
    ],
)
def test_a_shape_is_recognised_whatever_the_plugin_is_called(file, preset):
    named, unnamed = read(golden_webhook(file, preset)), read(golden_webhook(file, "my-own-name"))
    assert all(contact.content["preset"] == preset for contact in unnamed.contacts)
    assert [_phones(contact) for contact in named.contacts] == [_phones(contact) for contact in unnamed.contacts]
    assert [part.reason for part in named.refused] == [part.reason for part in unnamed.refused]


def _phones(contact):
    return [identity.e164 for identity in contact.identities if identity.kind == "phone"]


def test_every_preset_that_may_be_named_exists():
    assert {preset.name for preset in PRESETS} == set(PresetName.__args__)


def test_a_ticked_consent_box_opts_in_and_an_empty_one_says_nothing():
    ticked = only_contact(webhook({"phone": "9876520050", "whatsapp_opt_in": "on"}))
    assert ticked.consents == (Consent(given=True, at=RECEIVED, reason="form"),)
    assert only_contact(webhook({"phone": "9876520050", "whatsapp_opt_in": False})).consents == ()
