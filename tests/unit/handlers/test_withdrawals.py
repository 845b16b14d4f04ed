"""Nobody is written to against their will, or at somebody else's number: what lists and forms say of consent and of others."""

from typing import Any

import pytest

from tests.deliveries import chunk, facts, keys, only_contact, read, webhook

PHONES = ("9876543210", "9123456789")


def of_list(columns: list[str], *cells: list[str]) -> list[list[bool]]:
    """The consents of two people whose rows end in these cells."""
    rows = [["Asha Rao", PHONES[0], *cells[0]], ["Ravi Kumar", PHONES[1], *cells[1]]]
    decoded = read(chunk(rows, ["Name", "Phone", *columns]))
    assert [keys(one) for one in decoded.contacts] == [[f"phone:91{number}"] for number in PHONES]
    return [[consent.given for consent in one.consents] for one in decoded.contacts]


def of_form(**fields: Any) -> list[bool]:
    contact = only_contact(webhook({"name": "Asha Rao", "phone": PHONES[0]} | fields))
    return [consent.given for consent in contact.consents]


@pytest.mark.parametrize(
    ("column", "yes", "no"),
    [
        ("Opt-out date", "01/05/2026", ""),
        ("Unsubscribed on", "2026-05-01 10:00", ""),
        ("Fecha de baja", "2026-05-01", ""),
        ("WhatsApp status", "unsubscribed", "subscribed"),
        ("Marketing status", "Opted out", "Opted in"),
        ("Consent status", "revoked", "active"),
        ("Status", "Do not contact", "New"),
        ("Lead Status", "DND", "Open"),
        ("Remarks", "Do not call", "Call after 6"),
        ("Tags", "vip, DND", "vip"),
        ("Lista negra", "si", "no"),
        ("Não ligar", "sim", "não"),
        ("Sperrliste", "ja", "nein"),
        ("Не писать", "да", "нет"),
        ("कॉल न करें", "हाँ", "नहीं"),
    ],
)
def test_a_list_that_says_no_in_any_column_is_heard(column: str, yes: str, no: str) -> None:
    assert of_list([column], [yes], [no]) == [[False], []]


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("Email status", "unsubscribed"),
        ("Email opt-out date", "2026-05-01"),
        ("Previous status", "Do not contact"),
        ("Agent status", "DND"),
        ("Delivery status", "blocked"),
        ("Order status", "cancelled"),
        ("Remarks", "do not contact before 6 pm"),
    ],
)
def test_what_is_about_something_else_is_no_withdrawal(column: str, cell: str) -> None:
    assert of_list([column], [cell], [""]) == [[], []]


def test_any_of_several_columns_may_say_no() -> None:
    columns = ["Do Not Call", "WhatsApp opt-out", "DND"]
    assert of_list(columns, ["No", "Yes", "No"], ["No", "No", "1"]) == [[False], [False]]


def test_a_yes_to_sms_beside_a_question_about_whatsapp_is_none() -> None:
    assert of_list(["SMS consent", "WhatsApp consent"], ["yes", "no"], ["no", "yes"]) == [[], [True]]
    assert of_form(sms_consent="yes", whatsapp_consent="no") == []
    assert of_form(sms_consent="no", whatsapp_consent="yes") == [True]


@pytest.mark.parametrize(
    "fields",
    [
        {"whatsapp_status": "unsubscribed"},
        {"status": "Do Not Contact"},
        {"tags": ["vip", "DND"]},
        {"contact": {"lead_status": "do not call"}},
        {"unsubscribed_at": "2026-11-01T10:00:00Z"},
        {"opt_out_date": "2026-11-01"},
    ],
)
def test_a_form_that_says_no_in_any_field_is_heard(fields: dict[str, Any]) -> None:
    assert of_form(**fields) == [False]


@pytest.mark.parametrize(
    "fields",
    [
        {"email_status": "unsubscribed"},
        {"subscription": {"channel": "email", "status": "unsubscribed"}},
        {"old_status": "unsubscribed", "new_status": "subscribed"},
        {"owner": {"status": "DND"}},
        {"unsubscribed_at": None},
        {"message": "Do not contact my husband"},
    ],
)
def test_what_a_form_says_of_something_else_is_no_withdrawal(fields: dict[str, Any]) -> None:
    assert of_form(**fields) == []


COMPANY = {"company": {"name": "Acme", "phone": "022 2345 6789"}}


def test_a_company_s_own_phone_and_name_are_not_those_of_a_person_who_has_an_address() -> None:
    contact = only_contact(webhook(COMPANY | {"name": "Asha Rao", "email": "asha@example.com"}))
    assert keys(contact) == ["email:asha@example.com"]
    named = facts(contact)
    assert (named["name"], named["company"]) == ("Asha Rao", "Acme")


def test_where_a_parcel_is_fetched_and_whom_somebody_else_gets_it_is_not_the_person() -> None:
    customer = {"customer": {"name": "Asha Rao", "phone": PHONES[0]}}
    fetched = only_contact(webhook(customer | {"pickup": {"name": "Shop", "phone": PHONES[1]}}))
    assert (keys(fetched), fetched.alternates) == ([f"phone:91{PHONES[0]}"], ())
    gift = {
        "billing": {"first_name": "Asha", "phone": "", "email": "asha@example.com"},
        "shipping": {"first_name": "Mohan", "phone": PHONES[1]},
    }
    assert keys(only_contact(webhook(gift))) == ["email:asha@example.com"]
    own = {"billing": {"first_name": "Asha", "phone": ""}, "shipping": {"first_name": "Asha", "phone": PHONES[1]}}
    assert keys(only_contact(webhook(own))) == [f"phone:91{PHONES[1]}"]


def test_fields_of_a_form_that_are_numbered_are_a_list_with_labels() -> None:
    form = (
        "contacts[add][0][name]=Asha+Rao&contacts[add][0][custom_fields][0][name]=Phone&contacts[add][0][custom_fields][0][code]"
        "=PHONE&contacts[add][0][custom_fields][0][values][0][value]=%2B919876543210&account[subdomain]=shop"
    )
    contact = only_contact(webhook(form, content_type="application/x-www-form-urlencoded"))
    assert (keys(contact), facts(contact)["name"]) == (["phone:919876543210"], "Asha Rao")
