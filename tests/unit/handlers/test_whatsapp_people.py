"""Who a part is about: numbers, user ids, usernames, cards, changes of number, and how people present themselves."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whatsapp_bodies import BRAZIL, cloud, decode, facts, ignored, keys, only, text, value

from worker.handlers.whatsapp import participants
from worker.handlers.whatsapp.participants import clean_name


def test_number_and_user_id_are_one_person_number_first() -> None:
    contact = only(decode("user_id_with_number"))
    assert keys(contact) == ["phone:919876500147", "bsuid:IN.7000000000000000470"]
    assert facts(contact) == {"name": "Neha", "username": "@neha.k"}


def test_a_person_without_number_has_the_user_id_alone() -> None:
    contact = only(decode("user_id_only"))
    assert keys(contact) == ["bsuid:IN.7000000000000000490"]
    assert contact.identities[0].e164 is None
    assert contact.creates


def test_a_user_id_first_and_a_number_later_share_the_user_id() -> None:
    first, second = decode("user_id_then_number").contacts
    assert keys(first) == ["bsuid:IN.48"]
    assert keys(second) == ["phone:919876540048", "bsuid:IN.48"]


def test_a_parent_user_id_identifies_too() -> None:
    assert keys(only(decode("parent_user_id"))) == ["bsuid:US.50", "bsuid:US.ENT.50"]


def test_a_number_that_only_the_row_knows_is_learnt() -> None:
    assert keys(only(decode("number_only_in_row"))) == ["phone:919876540051", "bsuid:IN.51"]


def test_a_user_id_that_only_the_row_knows_is_learnt() -> None:
    rows = [{"wa_id": "919876500001", "user_id": "IN.9", "parent_user_id": "IN.ENT.9"}]
    contact = only(decode(cloud(value(contacts=rows, messages=[text()]))))
    assert keys(contact) == ["phone:919876500001", "bsuid:IN.9", "bsuid:IN.ENT.9"]


def test_a_broken_second_id_does_not_cost_the_lead() -> None:
    contact = only(decode(cloud(value(messages=[text(from_user_id="uUS.!!", from_parent_user_id="")]))))
    assert keys(contact) == ["phone:919876500001"]


def test_a_user_id_in_the_place_of_the_number_is_a_user_id() -> None:
    assert keys(only(decode(cloud(value(messages=[text("US.13491208655302741918")]))))) == [
        "bsuid:US.13491208655302741918"
    ]


def test_brazil_with_and_without_the_ninth_digit_is_one_person_sent_to_as_received() -> None:
    short, full = only(decode("brazil_without_ninth_digit")), only(decode("brazil_with_ninth_digit"))
    assert keys(short) == keys(full) == ["phone:5531987650055"]
    assert short.identities[0].raw == "553187650055"
    assert full.identities[0].raw == "5531987650055"
    assert facts(full) == {"name": "Paulo"}, "the row spells the number without the ninth digit"


@pytest.mark.parametrize(
    ("delivered", "key"),
    [
        ("5215587650058", "phone:525587650058"),
        ("525587650058", "phone:525587650058"),
        ("5491123456789", "phone:5491123456789"),
        ("541123456789", "phone:5491123456789"),
        ("551133330047", "phone:551133330047"),
        ("22997123456", "phone:2290197123456"),
        ("2250707123456", "phone:2250707123456"),
        ("22507123456", "phone:2250707123456"),
        ("15550783881", "phone:15550783881"),
        ("+16505551234", "phone:16505551234"),
    ],
)
def test_a_number_whatsapp_delivered_is_never_refused(delivered: str, key: str) -> None:
    contact = only(decode(cloud(value(BRAZIL, messages=[text(delivered)]))))
    assert keys(contact) == [key]
    assert contact.identities[0].raw == delivered.lstrip("+")
    assert contact.identities[0].trusted


@pytest.mark.parametrize(
    ("name", "number"), [("own_card_on_message", "919876540052"), ("own_card_on_card", "919876540053")]
)
def test_a_card_shared_on_request_attests_the_number(name: str, number: str) -> None:
    contact = only(decode(name))
    assert keys(contact)[0] == f"phone:{number}"
    assert keys(contact)[1].startswith("bsuid:IN.")
    assert contact.flags == ()


def test_a_card_of_somebody_else_is_data_only() -> None:
    contact = only(decode("contacts_of_others"))
    assert keys(contact) == ["phone:919876540016"]
    assert contact.alternates == ()
    assert contact.content["contacts"][0]["phones"][0]["wa_id"] == "919876540099"


def test_a_forwarded_card_attests_nothing() -> None:
    contact = only(decode("forwarded_card"))
    assert keys(contact) == ["bsuid:IN.54"]
    assert contact.flags == ()


def test_a_card_that_may_be_the_sender_s_own_is_shown_to_an_operator() -> None:
    contact = only(decode("unattested_card"))
    assert keys(contact) == ["bsuid:IN.54"]
    assert contact.flags == ("own_card_unattested",)


def test_an_own_card_with_another_number_merges_nobody() -> None:
    contact = only(decode("own_card_of_another_number"))
    assert keys(contact) == ["phone:919876540054"]
    assert contact.flags == ("own_card_differs",)


def test_an_own_card_with_the_sender_s_number_says_nothing_new() -> None:
    cards = [{"origin": "contact_request", "phones": [{"phone": "+91 98765 00001"}]}]
    contact = only(decode(cloud(value(messages=[text(type="contacts", contacts=cards)]))))
    assert (keys(contact), contact.flags) == (["phone:919876500001"], ())


def test_a_changed_number_links_old_and_new_and_retires_the_old() -> None:
    contact = only(decode("number_changed"))
    assert keys(contact) == ["phone:919876588881", "phone:919876500001"]
    assert contact.retires == ("phone:919876500001",)
    assert (contact.activity, contact.creates, contact.inbound) == ("number_changed", False, False)
    assert contact.facts == ()
    assert contact.id == "wa:wamid.HBgMY2FzZS0yNTE="


def test_a_changed_number_renews_the_user_id_too() -> None:
    contact = only(decode("number_changed_with_user_ids"))
    assert keys(contact) == ["phone:919876540027", "bsuid:IN.26B", "phone:919876540026", "bsuid:IN.26A"]
    assert contact.retires == ("phone:919876540026", "bsuid:IN.26A")


def test_a_chain_of_changes_is_a_link_each() -> None:
    first, second = decode("number_changed_twice").contacts
    assert (keys(first)[0], first.retires) == ("phone:919876540027", ("phone:919876540026",))
    assert (keys(second)[0], second.retires) == ("phone:919876540028", ("phone:919876540027",))


def test_the_number_later_given_to_a_stranger_comes_with_the_stranger_s_user_id() -> None:
    contact = only(decode("recycled_number"))
    assert keys(contact) == ["phone:919876540026", "bsuid:IN.STRANGER26"]
    assert contact.retires == ()


def test_a_changed_user_id_links_and_retires_without_any_number() -> None:
    contact = only(decode("user_id_changed"))
    assert keys(contact)[:2] == ["bsuid:IN.7000000000000000471", "bsuid:IN.ENT.900471"]
    assert contact.retires == ("bsuid:IN.7000000000000000470", "bsuid:IN.ENT.900470")


def test_the_old_user_id_is_found_in_the_sentence_where_it_stands_nowhere_else() -> None:
    assert only(decode("user_id_changed_body_only")).retires == ("bsuid:IN.7000000000000000470",)


def test_without_a_new_number_the_old_one_stays_in_force() -> None:
    system = {"type": "user_changed_user_id", "user_id": "IN.2", "previous_user_id": "IN.1"}
    contact = only(decode(cloud(value(messages=[text(type="system", system=system)]))))
    assert keys(contact) == ["bsuid:IN.2", "phone:919876500001", "bsuid:IN.1"]
    assert contact.retires == ("bsuid:IN.1",)


def test_the_on_premises_words_for_a_changed_number_are_understood() -> None:
    contact = only(decode("onprem_number_changed", provider="onprem", account="india"))
    assert keys(contact) == ["phone:919876540096", "phone:919876540095"]
    assert contact.retires == ("phone:919876540095",)


@pytest.mark.parametrize(
    "system",
    [
        {"type": "user_changed_number"},
        {"type": "user_changed_number", "wa_id": "919876500001"},
        {"type": "group_created"},
    ],
)
def test_a_notice_that_links_nothing_is_no_news(system: dict[str, Any]) -> None:
    assert ignored(decode(cloud(value(messages=[text(type="system", system=system)])))) == ["system"]


def test_a_changed_encryption_identity_is_shown_and_changes_nothing() -> None:
    contact = only(decode("identity_changed"))
    assert contact.flags == ("identity_changed",)
    assert (contact.creates, contact.inbound, contact.retires) == (False, False, ())


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Asha Rao", "Asha Rao"),
        ("  Asha \n  Rao ", "Asha Rao"),
        ("👩‍👩‍👧 Família", "👩‍👩‍👧 Família"),
        ("\u202eevil\u202c", "evil"),
        ("محمد علي", "محمد علي"),
        ("\u200fמשה\u200f", "משה"),
        ("می‌خواهم", "می‌خواهم"),
        ("+91 98765 43210", "+91 98765 43210"),
        ("=cmd|'/c calc'!A1", "=cmd|'/c calc'!A1"),
        ("nul\x00byte", "nulbyte"),
        ("x" * 1000, "x" * 200),
        ("", None),
        ("   ", None),
        ("\u200b\u200d\ufeff", None),
        (None, None),
        (17, None),
        ({"$gt": ""}, None),
    ],
)
def test_names_are_shown_without_what_hides_or_turns_text(name: object, shown: str | None) -> None:
    assert clean_name(name) == shown
    body = cloud(value(contacts=[{"wa_id": "919876500001", "profile": {"name": name}}], messages=[text()]))
    assert facts(only(decode(body))).get("name") == shown


@given(st.text())
def test_cleaning_a_name_is_idempotent(name: str) -> None:
    once = clean_name(name)
    assert once is None or clean_name(once) == once


@pytest.mark.parametrize("contacts", [None, "x", {"wa_id": "919876500001"}, [None, 5, {"wa_id": 7}, {"profile": None}]])
def test_rows_that_are_none_say_nothing(contacts: Any) -> None:
    assert only(decode(cloud(value(contacts=contacts, messages=[text()])))).facts == ()


def test_the_hash_of_the_encryption_identity_stays_with_the_number() -> None:
    rows = {"919876500001": {"wa_id": "919876500001", "identity_key_hash": "aGFzaA=="}}
    phone, user = participants.find_person("919876500001", "IN.7000000000000000470", None, rows).identities
    assert (phone.key_hash, user.key_hash) == ("aGFzaA==", None)
    for broken in (7, "", "x" * 201):
        rows["919876500001"]["identity_key_hash"] = broken  # type: ignore[assignment]  # what comes from outside
        assert participants.find_person("919876500001", None, None, rows).identities[0].key_hash is None
