"""'Do not disturb' in webhooks of CRMs is an opt-out; so are the flags that they keep per channel."""

import pytest

from tests.deliveries import RECEIVED, account, accounts, facts, keys, only_contact, webhook
from worker.contact import Consent

PHONE = {"phone": "+919876520001"}
OUT = (Consent(False, RECEIVED, "form"),)


def _highlevel(**more):
    # https://marketplace.gohighlevel.com/docs/2021-04-15/webhook/ContactDndUpdate
    return {"type": "ContactDndUpdate", "locationId": "loc", "id": "c1", "firstName": "Asha", **PHONE, **more}


def _settings(**channels):
    return {name: {"status": status, "message": "asked us", "code": "1"} for name, status in channels.items()}


def _mautic(channel, status):
    # https://github.com/mautic/developer-documentation-new, docs/webhooks/events/lead_channel_subscription_changed.rst
    core = {"mobile": {"id": "9", "label": "Mobile", "alias": "mobile", "type": "tel", "value": "+919876520001"}}
    change = {"contact": {"id": 7, "fields": {"core": core}}, "channel": channel, "old_status": "contactable"}
    return {"mautic.lead_channel_subscription_changed": [change | {"new_status": status}]}


@pytest.mark.parametrize(
    "body",
    [
        _highlevel(dnd=True),
        _highlevel(dnd="true", dndSettings=_settings(Email="active")),
        _highlevel(dnd=False, dndSettings=_settings(WhatsApp="active", Email="inactive")),
        _highlevel(dndSettings=_settings(WhatsApp="permanent")),
        _highlevel(dndSettings=_settings(SMS="active", Email="inactive")),  # nothing is said of WhatsApp itself
        {"contact": _highlevel(dndSettings=_settings(WhatsApp="active"))},
        PHONE | {"dndSettings__WhatsApp__status": "active"},
        PHONE | {"DND": "SMS, WhatsApp"},
        PHONE | {"DND": "Yes"},
        PHONE | {"dnd": {"status": "active"}},
        PHONE | {"dnd": {"whatsapp": True, "email": False}},
        _mautic("sms", "unsubscribed"),
        _mautic("whatsapp", "manual"),
        PHONE | {"doNotContact": [{"id": 1, "reason": 1, "channel": "sms"}]},
        PHONE | {"doNotContact": [{"reason": 2, "channel": "email"}, {"reason": 3, "channel": "whatsapp"}]},
        # https://developers.hubspot.com/docs/api/marketing-api/subscriptions-preferences
        PHONE | {"subscriptionStatuses": [{"name": "Offers", "channel": "WHATSAPP", "status": "UNSUBSCRIBED"}]},
        PHONE | {"subscriptionStatuses": [{"name": "Offers on WhatsApp", "status": "NOT_SUBSCRIBED"}]},
        {"properties": {"phone": {"value": "+919876520001"}, "hs_whatsapp_optout": {"value": "true"}}},
        {"properties": PHONE | {"hs_sms_optout": "true"}},
        PHONE | {"propertyName": "hs_whatsapp_optout", "propertyValue": "true"},
        {"Phone": "+919876520001", "Last_Name": "Rao", "SMS_Opt_Out": True},  # Zoho
        {"Phone": "+919876520001", "Last_Name": "Rao", "Do_Not_Disturb": True},
    ],
)
def test_do_not_disturb_is_an_opt_out(body):
    contact = only_contact(webhook(body, "crm"))
    assert keys(contact) == ["phone:919876520001"]
    assert contact.consents == OUT
    assert contact.flags == ()


@pytest.mark.parametrize(
    "body",
    [
        _highlevel(dnd=False),
        _highlevel(dndSettings=_settings(WhatsApp="inactive", Email="active", SMS="active")),
        _highlevel(dndSettings=_settings(Email="active", Call="permanent", FB="active")),
        PHONE | {"DND": "Email"},
        PHONE | {"dndSettings__Email__status": "active"},
        _mautic("email", "unsubscribed"),
        _mautic("sms", "contactable"),
        _mautic("sms", "bounced"),
        PHONE | {"doNotContact": [{"reason": 1, "channel": "email"}]},
        PHONE | {"doNotContact": []},
        PHONE | {"subscriptionStatuses": [{"name": "Offers", "channel": "WHATSAPP", "status": "SUBSCRIBED"}]},
        PHONE | {"subscriptionStatuses": [{"name": "Newsletter", "status": "NOT_SUBSCRIBED"}]},
        PHONE | {"communicationPreferences": {"whatsapp": "true", "email": "unsubscribed"}},
        {"properties": PHONE | {"hs_email_optout": "true"}},
        PHONE | {"propertyName": "hs_email_optout", "propertyValue": "true"},
        PHONE | {"propertyName": "hs_whatsapp_optout", "propertyValue": "false"},
        {"Phone": "+919876520001", "Last_Name": "Rao", "Email_Opt_Out": True},
    ],
)
def test_what_closes_another_channel_or_none_says_nothing(body):
    contact = only_contact(webhook(body, "crm"))
    assert keys(contact) == ["phone:919876520001"]
    assert contact.consents == ()


def test_the_settings_are_kept_and_taken_for_nothing_else():
    contact = only_contact(webhook(_highlevel(dndSettings=_settings(WhatsApp="active")), "crm"))
    assert facts(contact)["dndSettings.WhatsApp.status"] == "active"
    assert contact.flags == ()  # the code of a setting is no calling code


def test_an_opt_out_is_of_now_not_of_when_the_contact_was_made():
    made = {"created_at": "2020-01-01T00:00:00Z"}
    assert only_contact(webhook(PHONE | made | {"dnd": True}, "crm")).consents == OUT
    kept = only_contact(webhook(PHONE | made | {"opt_in": "yes"}, "crm"))
    assert kept.consents[0].at == kept.at < RECEIVED


def test_a_consent_beside_it_does_not_count():
    assert only_contact(webhook(PHONE | {"opt_in": "yes", "dnd": {"whatsapp": True}}, "crm")).consents == OUT


def test_odd_settings_are_no_error():
    for odd in ([1, "x", None], {"a": [{}]}, [[]], {"status": {"x": 1}}, 7, [{"channel": {"x": 1}, "status": []}]):
        for name in ("dndSettings", "doNotContact", "subscriptionStatuses", "dnd"):
            assert keys(only_contact(webhook(PHONE | {name: odd}, "crm"))) == ["phone:919876520001"]


@pytest.mark.parametrize(
    "body",
    [
        _highlevel(dnd=True, city="Pune", tags=["vip"]),
        _highlevel(dnd=False, city="Pune"),  # that it is over is no enquiry either
        {"event": "contact.opted_out", "data": PHONE | {"name": "Asha", "city": "Pune"}},
        {"eventType": "CONTACT_UNSUBSCRIBED", "contact": PHONE | {"city": "Pune"}},
        _mautic("sms", "unsubscribed"),
        _mautic("email", "unsubscribed"),
        PHONE | {"propertyName": "hs_whatsapp_optout", "propertyValue": "true", "portalId": 7},
        PHONE | {"dnd": True},
        PHONE | {"name": "Asha", "email": "asha@example.com", "dnd": {"whatsapp": True}, "id": "9"},
        PHONE | {"created_at": "2020-01-01T00:00:00Z", "Opted out": "yes"},
    ],
)
def test_what_tells_only_of_a_no_makes_no_lead(body):
    contact = only_contact(webhook(body, "crm"))
    assert keys(contact)[:1] == ["phone:919876520001"]
    assert (contact.creates, contact.activity) == (False, "consent_changed")


@pytest.mark.parametrize(
    "body",
    [
        PHONE | {"name": "Asha", "message": "How much?", "Opted out": "yes"},  # asks, and wants no advertising
        PHONE | {"name": "Asha", "dnd": True, "budget": "50 lakh"},
        PHONE | {"name": "Asha", "dnd": True, "utm_source": "google"},
        PHONE | {"subject": "How do I opt out of insurance?"},
        PHONE | {"type": "I want to opt out of my lease"},
        PHONE | {"type": "friendnd"},
        PHONE | {"event": "customer.subscription.updated"},
        PHONE | {"event": "contact.created", "dndSettings": _settings(Email="active")},
        PHONE | {"opt_in": "no"},
        PHONE,
    ],
)
def test_who_enquires_is_a_lead_whatever_they_want_no_messages_about(body):
    contact = only_contact(webhook(body, "crm"))
    assert (contact.creates, contact.activity) == (True, "form_submitted")


def test_plugins_yaml_decides_about_its_own_events():
    mapping = {"crm": {"event": "type", "activities": {"ContactDndUpdate": {"activity": "dnd_changed"}}}}
    contact = only_contact(webhook(_highlevel(dnd=True), "crm"), accounts(account(plugins=mapping)))
    assert (contact.creates, contact.activity, contact.consents) == (True, "dnd_changed", OUT)
