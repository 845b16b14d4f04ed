"""Bodies of senders nobody mapped: whose number it is, which name, told by labels, keys, types, surroundings and values."""

import json

import pytest

from tests.deliveries import account, accounts, facts, keys, only_contact, read, webhook

US = accounts(account(region="US"))
IN = accounts(account())


def said(body, of=IN, **envelope):
    contact = only_contact(webhook(body, **envelope), of)
    named = facts(contact)
    return keys(contact), named.get("name"), named.get("email"), contact.alternates


ASHA = (["phone:919876543210"], "Asha Rao", "asha@example.com", ())


@pytest.mark.parametrize(
    "body",
    [
        {"Full name": "Asha Rao", "Your WhatsApp number": "98765 43210", "E-mail": "asha@example.com"},
        {"No Label name": "Asha Rao", "No Label email": "asha@example.com", "No Label phone": "98765 43210"},
        {"your-name": "Asha Rao", "your-email": "asha@example.com", "tel-463": "98765 43210", "your-subject": "Flat"},
        {
            "form": {"id": "7f2c1aa", "name": "Contact page"},
            "fields": {
                "name": {"id": "name", "type": "text", "title": "Full name", "value": "Asha Rao", "required": "1"},
                "field_0c9d": {"id": "field_0c9d", "type": "tel", "title": "Mobile number", "value": "98765 43210"},
                "email": {"id": "email", "type": "email", "title": "E-mail", "value": "asha@example.com"},
            },
        },
        {
            "triggerType": "form_submission",
            "payload": {
                "name": "Contact Us",
                "siteId": "70aa11bb22cc33dd44ee0001",
                "formId": "70aa11bb22cc33dd44ee0003",
                "data": {"First Name": "Asha", "Last Name": "Rao", "email": "asha@example.com", "Phone": 9876543210},
            },
        },
        {
            "triggerEvent": "BOOKING_CREATED",
            "payload": {
                "title": "Site visit between Ravi and Guest",
                "organizer": {"name": "Ravi Host", "email": "ravi.host@example.com", "phone": "+919811111111"},
                "attendees": [
                    {"name": "Asha Rao", "email": "asha@example.com", "phoneNumber": "+919876543210"},
                    {"name": "Her Friend", "email": "friend@example.com", "phoneNumber": "+919822222222"},
                ],
            },
        },
        {
            "first_name": "Asha",
            "last_name": "Rao",
            "email": "asha@example.com",
            "phone": "9876543210",
            "location": {"name": "Agency Office", "phone": "+919833333333"},
            "user": {"firstName": "Agent", "lastName": "Smith", "email": "agent@example.com", "phone": "+919844444444"},
        },
        {"user": {"name": "Asha Rao", "email": "asha@example.com", "phone": "9876543210"}},
        {
            "formTitle": "Enquiry",
            "submissionID": "609900112233",
            "rawRequest": json.dumps(
                {
                    "q3_name": {"first": "Asha", "last": "Rao"},
                    "q4_email": "asha@example.com",
                    "q5_phoneNumber": {"full": "(+91) 98765-43210"},
                }
            ),
        },
        {
            "submission": {"id": "s1"},
            "questions": [
                {"id": "a1", "name": "Ihr Name", "type": "ShortAnswer", "value": "Asha Rao"},
                {
                    "id": "b2",
                    "name": "Unter welcher Nummer erreichen wir Sie?",
                    "type": "PhoneNumber",
                    "value": "+919876543210",
                },
                {"id": "c3", "name": "Mailadresse", "type": "EmailInput", "value": "asha@example.com"},
            ],
        },
        {
            "billing": {"first_name": "Asha", "last_name": "Rao", "email": "asha@example.com", "phone": "9876543210"},
            "shipping": {"first_name": "Mother", "last_name": "Rao", "phone": "9811112222"},
            "line_items": [{"name": "Kurta", "id": 11}],
        },
        {
            "contact": {"name": "Asha Rao", "email": "asha@example.com", "mobile": "9876543210"},
            "owner": {"name": "Vikram", "email": "vikram@example.com", "mobile": "9811111111"},
            "assigned_to": {"name": "Meena", "phone": "9822222222"},
            "shop_phone": "080 4718 2200",
        },
    ],
)
def test_the_person_is_found_and_nobody_else(body):
    assert said(body) == ASHA


def test_of_several_labelled_numbers_the_preferred_is_first_and_the_rest_are_alternates():
    phones = [
        {"label": "work", "value": "+49 30 901820", "primary": False},
        {"label": "mobile", "value": "+49 1512 3456109", "primary": True},
    ]
    body = {
        "data": {
            "id": 5511,
            "name": "Jonas Keller",
            "phones": phones,
            "emails": [{"label": "work", "value": "j@example.de"}],
        }
    }
    assert said(body) == (["phone:4915123456109"], "Jonas Keller", "j@example.de", ("+4930901820",))


@pytest.mark.parametrize(
    "somebody_else",
    [
        *(
            "agent_phone",
            "Owner Mobile",
            "Sales Rep Phone",
            "assigned_user_phone",
            "Manager WhatsApp",
            "Vendedor telefone",
        ),
        *("store_phone", "Shop contact number", "hotel_phone", "Support phone", "branch_phone", "Filiale Telefon"),
        *("emergency_contact_phone", "Father's mobile", "referrer_phone", "Spouse phone", "Notfallkontakt Telefon"),
    ],
)
def test_somebody_elses_number_is_neither_identity_nor_alternate(somebody_else):
    beside = only_contact(webhook({"name": "Asha", "phone": "9876543210", somebody_else: "9811111111"}))
    assert (keys(beside), beside.alternates) == (["phone:919876543210"], ())
    alone = read(webhook({"name": "Asha", somebody_else: "9811111111"}))
    assert [part.reason for part in alone.refused] == ["no_identity"]


@pytest.mark.parametrize(
    "unfilled",
    [
        *(
            "{{contact.phone}}",
            "{{1.phone}}",
            "%phone%",
            "[your-phone]",
            "undefined",
            "null",
            "N/A",
            "",
            "*|PHONE|*",
            "${phone}",
        ),
        *("{phone}", "<%= phone %>", "None", "-"),
    ],
)
def test_what_nobody_filled_in_is_no_value(unfilled):
    body = {"name": unfilled, "email": unfilled, "phone": unfilled, "id": unfilled}
    assert [part.reason for part in read(webhook(body)).refused] == ["no_identity"]
    contact = only_contact(webhook(body | {"phone": "9876543210"}))
    assert keys(contact) == ["phone:919876543210"]
    assert facts(contact) == {}


def test_a_country_belongs_to_the_number_beside_it():
    body = {"location": {"country": "US"}, "contact": {"phone": "0151 23456109", "country": "DE", "name": "Mia"}}
    assert said(body, US)[0] == ["phone:4915123456109"]


def test_multipart_forms_are_read_with_the_boundary_they_begin_with():
    fields = {"name": "Asha Rao", "phone": "98765 43210", "email": "asha@example.com"}
    parts = "".join(f'--X7\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields.items())
    file = '--X7\r\nContent-Disposition: form-data; name="cv"; filename="cv.pdf"\r\nContent-Type: application/pdf\r\n\r\n%PDF\r\n'
    for content_type in ("multipart/form-data; boundary=X7", "multipart/form-data", "application/json"):
        assert said(f"{parts}{file}--X7--\r\n", content_type=content_type) == ASHA


def test_a_value_beyond_doubt_is_taken_and_two_are_not_guessed():
    assert said({"name": "Asha", "q_17": "+91 98765 43210"})[0] == ["phone:919876543210"]
    two = read(webhook({"name": "Asha", "q_17": "+91 98765 43210", "q_18": "+91 98765 43211"}))
    assert [part.reason for part in two.refused] == ["no_identity"]


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ({"whatsapp_opt_in": "yes"}, [True]),
        ({"consent": True}, [True]),
        ({"consent": False}, []),
        ({"Marketing consent": "no"}, []),
        ({"opted_out": "yes"}, [False]),
        ({"dnd": "true"}, [False]),
        ({"Do not contact": "1", "opt_in": "yes"}, [False]),
        ({"subscription_status": "unsubscribed"}, [False]),
        ({"email_opt_out": "yes"}, []),
        ({"terms_accepted": "yes"}, []),
    ],
)
def test_consent_and_withdrawal_are_two_questions(field, given):
    contact = only_contact(webhook({"phone": "9876543210"} | field))
    assert [word.given for word in contact.consents] == given


@pytest.mark.parametrize("name", ["Campus phone", "Library phone", "Teléfono del museo", "Telefon Bibliothek"])
def test_the_phone_of_a_place_is_not_the_persons_though_it_stands_alone(name):
    body = {"name": "Asha Rao", "email": "asha@example.com", name: "98765 43210"}
    assert (said(body)[0], said(body)[3]) == (["email:asha@example.com"], ())
    assert "no_phone" in only_contact(webhook(body), IN).flags
    assert said({**body, "Your mobile": "98111 12222"})[0] == ["phone:919811112222"]


@pytest.mark.parametrize("name", ["Office phone", "Work phone", "Business phone"])
def test_a_phone_at_work_that_stands_alone_is_the_persons(name):
    assert said({"name": "Asha Rao", name: "98765 43210"})[0] == ["phone:919876543210"]
