"""Thin webhooks wait until somebody has fetched the lead, and are never lost."""

import json

from tests.deliveries import GOLDEN, account, accounts, facts, golden_webhook, keys, only_contact, read, webhook
from worker.handlers.plugin import enriched, thin_leads
from worker.ports import Delivery

FETCHED = json.loads((GOLDEN / "plugin" / "meta_fetched.json").read_text(encoding="utf-8"))


def test_a_thin_webhook_is_refused_with_a_reason_that_says_what_to_fetch():
    decoded = read(golden_webhook("meta_notice.json", "meta_lead_ads"))
    assert not decoded.contacts
    assert [part.reason for part in decoded.ignored] == ["test_lead"]
    [refused] = decoded.refused
    assert (refused.reason, refused.id) == ("needs_enrichment", "meta_lead_ads:123123123123")
    assert "123123123123" in refused.detail
    body = json.loads(json.loads(refused.body)["body"])
    named = [change["value"]["leadgen_id"] for entry in body["entry"] for change in entry["changes"]]
    assert named == ["123123123123", "123123123124"]


def test_what_to_fetch_can_be_asked_of_the_webhook_and_of_its_dead_letter():
    delivery = golden_webhook("meta_notice.json", "meta_lead_ads")
    letter = Delivery("plugin-webhook", read(delivery).refused[0].body)
    for source in (delivery, letter):
        thin = thin_leads(source, accounts())
        assert [lead.id for lead in thin][:2] == ["123123123123", "123123123124"]
        assert thin[0].notice["form_id"] == "12312312312"
        assert (thin[0].account, thin[0].plugin) == ("acme", "meta_lead_ads")


def test_the_fetched_lead_becomes_one_contact_however_often_it_is_published():
    thin = thin_leads(golden_webhook("meta_notice.json", "meta_lead_ads"), accounts())[0]
    message = Delivery("plugin-webhook", enriched(thin, FETCHED))
    contact = only_contact(message)
    assert contact.id == "meta_lead_ads:123123123123"
    assert contact.id == only_contact(golden_webhook("meta_fetched.json", "meta_lead_ads")).id
    assert keys(contact) == ["phone:919876520011"]
    assert facts(contact)["name"] == "Asha Rao"
    assert contact.attribution["adgroup_id"] == "12312312312"
    assert contact.attribution["page_id"] == "123123123"
    assert thin_leads(message, accounts()) == []


def test_a_whole_lead_has_nothing_to_fetch():
    for file in ("meta_fetched.json", "zapier_flat.json", "batch.json"):
        assert thin_leads(golden_webhook(file, "meta_lead_ads"), accounts()) == []


def test_any_plugin_can_be_declared_thin():
    of = accounts(account(plugins={"portal": {"enrich": {"id": "lead_ref", "lacks": "phone"}, "key": "lead_ref"}}))
    delivery = webhook({"lead_ref": "77"}, "portal")
    assert read(delivery, of).refused[0].reason == "needs_enrichment"
    [thin] = thin_leads(delivery, of)
    contact = only_contact(Delivery("plugin-webhook", enriched(thin, {"phone": "9876550001"})), of)
    assert (contact.id, keys(contact)) == ("portal:77", ["phone:919876550001"])
