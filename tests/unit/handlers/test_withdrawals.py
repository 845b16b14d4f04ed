"""Nobody is written to against their will: every way in which lists and forms say that somebody wants no messages."""

from typing import Any

import pytest

from tests.deliveries import chunk, keys, only_contact, read, webhook

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
