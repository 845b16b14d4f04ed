"""Raw bodies of webhooks: what is read however it is wrapped, what is kept exactly, and where reading ends."""

import base64
import json

import orjson
import pytest

from schemas.account import Number
from tests.deliveries import RECEIVED, account, accounts, facts, golden_webhook, keys, only_contact, read, webhook
from worker.errors import RefusedError
from worker.handlers import plugin
from worker.handlers.size_limits import MAX_FACTS, MAX_RAW, MAX_TEXT
from worker.ports import Delivery


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ('{"phone": 919876520003}', "phone:919876520003"),
        ('{"phone": 9876520003}', "phone:919876520003"),
        ('{"phone": 919876520004.0}', "phone:919876520004"),
        ('{"phone": 9.19876520004E+11}', "phone:919876520004"),
        ('{"phone": "+91 98765-20004"}', "phone:919876520004"),
        ('{"phone": ["98765 20004"]}', "phone:919876520004"),
    ],
)
def test_numbers_in_json_are_read_as_they_are_spelt(body, key):
    assert keys(only_contact(webhook(body))) == [key]


@pytest.mark.parametrize(
    "body", ['{"phone": 9.19877E+11}', '{"phone": "9.19877E+11"}', '{"phone": 9.19877e11, "name": "Lost"}']
)
def test_a_number_whose_digits_are_lost_is_refused_instead_of_reaching_a_stranger(body):
    assert [part.reason for part in read(webhook(body)).refused] == ["precision_lost"]


def test_big_integers_and_fractions_lose_nothing():
    contact = only_contact(
        webhook(
            '{"phone": "9876520004", "id64": 9223372036854775807, "more": 12345678901234567890123, "price": 2.50, "tiny": 1e-7}'
        )
    )
    assert facts(contact) == {"id64": 2**63 - 1, "more": "12345678901234567890123", "price": 2.5, "tiny": "1e-7"}
    orjson.dumps([contact.raw, facts(contact)])


@pytest.mark.parametrize(
    "content_type", ["application/json", "text/plain", "application/x-www-form-urlencoded", "", None]
)
def test_json_is_read_whatever_the_content_type_says(content_type):
    assert keys(only_contact(webhook('\n {"phone": "9876520004"}', content_type=content_type))) == [
        "phone:919876520004"
    ]


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("phone=%2B919876520008&name=A", "phone:919876520008"),
        ("phone=+91+98765+20008", "phone:919876520008"),
        ("Phone+Number=98765+20008&Name=", "phone:919876520008"),
        ("contact[phone]=9876520008&contact[name]=A", "phone:919876520008"),
        ("phone=&mobile=9876520008", "phone:919876520008"),
        ("payload=%7B%22phone%22%3A%229876520008%22%7D", "phone:919876520008"),
        ("?phone=9876520008", "phone:919876520008"),
    ],
)
def test_form_posts_are_read(body, key):
    assert keys(only_contact(webhook(body, content_type="application/x-www-form-urlencoded"))) == [key]


def test_a_form_in_another_charset_keeps_its_letters():
    contact = only_contact(
        webhook("phone=9876520009&name=Jos%E9", content_type="application/x-www-form-urlencoded; charset=iso-8859-1")
    )
    assert facts(contact) == {"name": "José"}


def test_base64_bodies_are_read_in_utf8_or_what_they_say():
    for text, encoding, content_type in (
        ("Zoë", "utf-8", "application/json"),
        ("Zoë", "utf-16", "application/json; charset=utf-16"),
    ):
        raw = f'{{"phone": "9876520010", "name": "{text}"}}'.encode(encoding)
        body = base64.b64encode(raw).decode()
        contact = only_contact(webhook(body, body_encoding="base64", content_type=content_type))
        assert facts(contact) == {"name": text}


def test_a_body_may_stand_in_the_envelope_as_it_is():
    document = {
        "account": "acme",
        "plugin": "script",
        "delivery_id": "1",
        "received_at": RECEIVED,
        "body": {"phone": "9876520011"},
    }
    contact = only_contact(Delivery("plugin-webhook", json.dumps(document).encode()))
    assert (contact.id, contact.at, keys(contact)) == ("script:1", RECEIVED, ["phone:919876520011"])


@pytest.mark.parametrize(
    ("body", "reason", "words"),
    [
        ('{"phone": "98', "malformed", "line 1 column 11"),
        ("hello", "malformed", "no JSON"),
        ("", "malformed", "empty"),
        ("<a><b></a>", "malformed", "no XML"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "malformed", "document type"),
        ('{"a": ' + "[" * 10_000 + "]" * 10_000 + ', "phone": "9876520038"}', "too_deep", "64 levels"),
        ("[" * 100 + "]" * 100, "too_deep", "64 levels"),
        ("<a>" * 100, "too_deep", "64 levels"),
        ("&".join(f"f{n}=1" for n in range(3000)), "too_large", "fields"),
        ("[" + ",".join(["{}"] * 5001) + "]", "too_large", "5001"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused_with_the_reason_and_kept_for_a_replay(body, reason, words):
    delivery = webhook(body, "portal")
    decoded = read(delivery)
    assert not decoded.contacts
    [refused] = decoded.refused
    assert (refused.account, refused.id, refused.reason) == ("acme", "portal:msg_1", reason)
    assert words in refused.detail
    assert json.loads(refused.body)["body"] == body


def test_no_multipart_and_wrong_base64_are_refused_with_a_remedy():
    refused = read(webhook("name=Asha", content_type="multipart/form-data; boundary=x")).refused[0]
    assert (refused.reason, refused.where) == ("malformed", "/body")
    assert read(webhook("%%%", body_encoding="base64")).refused[0].reason == "malformed"


def test_an_empty_list_is_ignored():
    decoded = read(webhook("[]"))
    assert [(part.id, part.reason) for part in decoded.ignored] == [("website:msg_1", "empty")]
    assert [part.reason for part in read(webhook({"CODE": 204, "RESPONSE": []}, "indiamart")).ignored] == ["empty"]


def test_a_huge_field_is_cut_and_said_so():
    contact = only_contact(webhook({"phone": "9876520037", "note": "x" * 5_000_000}))
    assert len(facts(contact)["note"]) == MAX_TEXT
    assert set(contact.flags) == {"clipped:note", "clipped:raw"}
    assert len(contact.raw["clipped"]) == MAX_RAW


def test_a_body_with_thousands_of_fields_keeps_the_person_and_some_of_them():
    contact = only_contact(webhook({"phone": "9876520037"} | {f"field {n}": n for n in range(30_000)}))
    assert keys(contact) == ["phone:919876520037"]
    assert len(contact.facts) == MAX_FACTS
    assert any(flag.startswith("clipped:") and flag.endswith("_fields") for flag in contact.flags)


def test_of_duplicate_keys_the_last_counts_and_the_operator_is_told():
    contact = only_contact(webhook('{"phone": "9876520039", "phone": "9876520139", "name": "D"}'))
    assert keys(contact) == ["phone:919876520139"]
    assert "duplicate_key:phone" in contact.flags


def test_text_that_nobody_can_store_is_made_storable():
    contact = only_contact(
        webhook(
            '{"phone": "9876520040", "name": "a\\ud83d", "note": "x\\u0000y", "emoji": "\\ud83d\\ude00", "k\\ud800": 1}'
        )
    )
    assert facts(contact) == {"name": "a\ufffd", "note": "xy", "emoji": "😀", "k\ufffd": 1}
    orjson.dumps(contact.raw)


def test_other_peoples_words_for_a_phone_are_understood_only_if_they_hold_one():
    assert keys(only_contact(webhook({"contact": "98765 20045"}))) == ["phone:919876520045"]
    contact = only_contact(webhook({"contact": "Ravi", "phone": "98765 20045", "number": 3}))
    assert facts(contact) == {"name": "Ravi", "number": 3}


def test_the_country_given_decides_and_an_unknown_one_is_not_guessed():
    assert keys(only_contact(webhook({"phone": "9841234567", "country": "Nepal"}))) == ["phone:9779841234567"]
    assert keys(only_contact(webhook({"phone": "9876520001", "country": "IND"}))) == ["phone:919876520001"]
    assert read(webhook({"phone": "9876520001", "country": "Atlantis"})).refused[0].reason == "unknown_country"


def test_without_a_phone_the_email_identifies_if_the_account_says_so():
    body = {"email": "Asha@Example.com", "name": "Asha", "id": 7}
    assert keys(only_contact(webhook(body))) == ["email:asha@example.com"]
    assert keys(only_contact(webhook(body), accounts(account(email_identifies=False)))) == ["ext:website:7"]
    refused = read(webhook({"email": "asha@example.com"}), accounts(account(email_identifies=False))).refused[0]
    assert (refused.reason, "email_identifies" in refused.detail) == ("no_identity", True)


def test_an_unusable_phone_does_not_lose_a_lead_that_has_an_email():
    contact = only_contact(webhook({"phone": "99999 99999", "email": "asha@example.com"}))
    assert keys(contact) == ["email:asha@example.com"]
    assert facts(contact) == {"email": "asha@example.com", "phone": "99999 99999"}
    assert contact.flags == ("phone_refused:placeholder", "no_phone")


def test_an_unusable_phone_without_email_is_refused_with_the_phones_reason():
    assert [part.reason for part in read(webhook({"phone": "98765", "id": 7})).refused] == ["too_short"]


def test_the_accounts_own_number_is_nobodys_lead():
    assert read(webhook({"phone": "9876599999"})).refused[0].reason == "own_number"
    assert keys(only_contact(webhook({"phone": "9876599999", "mobile": "9876520041"}))) == ["phone:919876520041"]


@pytest.mark.parametrize(
    ("display", "typed"),
    [
        ("+55 11 8765-4321", "+55 11 98765-4321"),  # Brazil, before and after the ninth digit
        ("+55 11 98765-4321", "+55 11 8765-4321"),
        ("+52 1 55 1234 5678", "+52 55 1234 5678"),  # Mexico, with and without the 1 of mobiles
        ("+52 55 1234 5678", "+52 1 55 1234 5678"),
        ("+54 9 11 2345-6789", "+54 11 2345-6789"),  # Argentina, with and without the 9 of mobiles
    ],
)
def test_the_accounts_own_number_is_known_in_its_other_spelling(display, typed):
    ours = account(numbers=(Number(id="1", display=display),))
    assert [part.reason for part in read(webhook({"phone": typed}), accounts(ours)).refused] == ["own_number"]
    assert keys(only_contact(webhook({"phone": "+55 11 98765-4322"}), accounts(ours))) == ["phone:5511987654322"]


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"[]",
        b"{",
        b'"x"',
        b"{}",
        b'{"account": "acme"}',
        b'{"account": "acme", "plugin": "a b", "delivery_id": "1"}',
    ],
)
def test_a_message_that_is_no_envelope_raises_malformed(document):
    with pytest.raises(RefusedError) as failure:
        plugin.handle(Delivery("plugin-webhook", document), accounts())
    assert failure.value.reason == "malformed"


@pytest.mark.parametrize("version", [0, 2, "1", None, True, 1.5])
def test_an_envelope_of_another_version_raises_unknown_version(version):
    with pytest.raises(RefusedError) as failure:
        read(webhook({"phone": "9876520001"}, version=version))
    assert (failure.value.reason, failure.value.where) == ("unknown_version", "/version")


def test_an_unknown_account_raises_unknown_account():
    with pytest.raises(RefusedError) as failure:
        read(webhook({"phone": "9876520001"}, account="nobody"))
    assert failure.value.reason == "unknown_account"


def test_the_arrival_is_the_messages_own_if_the_envelope_names_no_time():
    assert only_contact(webhook({"phone": "9876520001"}, received_at="?")).at == RECEIVED
    assert (
        only_contact(golden_webhook("zapier_flat.json", received_at="2026-11-19T10:00:00+00:00")).at
        == 1_795_082_400_000
    )
