"""The sample accounts do what their comments say: fields by alias, plugins by mapping, states by policy."""

import json
from pathlib import Path
from typing import Any

import pytest

from worker.account import Account, Accounts, field_slug
from worker.configuration.accounts import load_accounts
from worker.contact import Contact
from worker.errors import TransitionRefusedError
from worker.handlers import plugin as plugin_handler
from worker.leads import pipeline
from worker.leads.field_values import coerce
from worker.ports import Delivery

SAMPLES = Path(__file__).parents[3] / "deploy" / "accounts"
RECEIVED = 1_790_000_000_000


@pytest.fixture(scope="module")
def accounts() -> Accounts:
    return load_accounts(SAMPLES).require().accounts


@pytest.fixture(scope="module")
def acme(accounts: Accounts) -> Account:
    return accounts.named("acme-realty")


def sent(accounts: Accounts, account: str, plugin: str, body: dict[str, Any]) -> list[Contact]:
    """Give the contacts that a plugin's body becomes."""
    envelope = {
        "account": account, "plugin": plugin, "delivery_id": "d-1", "received_at": RECEIVED, "verified": True,
        "content_type": "application/json", "body": json.dumps(body),
    }  # fmt: skip
    delivery = Delivery("plugin-webhook", json.dumps(envelope).encode(), received_at=RECEIVED)
    decoded = plugin_handler.handle(delivery, accounts)
    assert not decoded.refused
    return decoded.contacts


def fields(account: Account, contact: Contact) -> dict[str, Any]:
    """Give a contact's facts as the account's fields hold them."""
    found = {}
    for fact in contact.facts:
        field = account.field_by_slug.get(field_slug(fact.name))
        if field is not None:
            found[field.id] = coerce(field, fact.value, account.settings.region)
    return found


def test_a_web_form_fills_typed_fields_by_mapping_and_by_alias(accounts: Accounts, acme: Account) -> None:
    form = {
        "Phone": "98765 43210", "Name": "Ravi", "Which flat?": "2bhk", "preferred_visit": "31-03-2026",
        "Max budget": "₹ 85,00,000",
    }  # fmt: skip
    (contact,) = sent(accounts, "acme-realty", "website", form)
    assert contact.identities[0].e164 == "+919876543210"
    assert contact.tags == ("website",)
    assert fields(acme, contact) == {
        "name": "Ravi", "configuration": "2 BHK", "visit_date": "2026-03-31", "budget": 8_500_000,
    }  # fmt: skip


def test_submissions_of_the_business_itself_are_tests(accounts: Accounts) -> None:
    form = {"Phone": "98765 43210", "E-Mail": "qa@acme-realty.example"}
    assert sent(accounts, "acme-realty", "website", form) == []


def test_a_portal_that_sends_several_enquiries_at_once(accounts: Accounts, acme: Account) -> None:
    def enquiry(number: str, **more: Any) -> dict[str, Any]:
        contact = {"isd": "+91", "mobile": number, "first_name": "Asha", "last_name": "Rao"}
        return {"enquiry": {"contact": contact, "received_at": "2026-03-31T10:00:00+05:30", **more}}

    body = {
        "enquiries": [
            enquiry("9876543210", enquiry_id=77, message="Free?", listing={"id": "L1", "price": "85,00,000", "region": "Pune"}),
            enquiry("9876543211", type="newsletter"),
        ]
    }  # fmt: skip
    (contact,) = sent(accounts, "acme-realty", "house-hunt", body)
    assert (contact.id, contact.at, contact.text) == ("house-hunt:77", 1_774_931_400_000, "Free?")
    assert contact.identities[0].e164 == "+919876543210"
    assert contact.attribution == {"portal": "house-hunt", "listing": "L1"}
    assert fields(acme, contact) == {"name": "Asha Rao", "budget": 8_500_000, "city": "Pune"}


def test_a_brazilian_form_with_the_area_code_in_a_field_of_its_own(accounts: Accounts) -> None:
    form = {"ddd": "31", "telefone": "98765-0046", "nome": "Zé", "o_que": "bolo", "quando": "31/03/2026"}
    (contact,) = sent(accounts, "padaria-azul", "site", form)
    assert contact.identities[0].e164 == "+5531987650046"
    found = fields(accounts.named("padaria-azul"), contact)
    assert found == {"name": "Zé", "produto": "Bolo", "entrega": "2026-03-31"}


def test_a_closed_lead_that_writes_again_comes_back_by_the_account_s_policy(accounts: Accounts, acme: Account) -> None:
    assert pipeline.after_inbound(acme, "booked") == "returned"
    assert pipeline.after_inbound(accounts.named("padaria-azul"), "entregue") == "novo"
    assert pipeline.won(acme, "negotiation") == "booked"
    with pytest.raises(TransitionRefusedError, match="may change to Contacted, Qualified, Lost or Not an enquiry"):
        pipeline.won(acme, "new")
