"""Addresses that WhatsApp delivers, e-mail addresses and record ids."""

from typing import Any

import pytest

from worker.contact import Identity
from worker.errors import RefusedError
from worker.identity import addresses, number_plans
from worker.identity.keys import (
    bsuid_identity,
    email_identity,
    ext_identity,
    jid_identity,
    read_any,
    read_phone,
    whatsapp_identity,
)


def test_a_wa_id_keeps_the_received_digits_to_send_to() -> None:
    assert whatsapp_identity("553187654321") == Identity(
        key="phone:5531987654321",
        kind="phone",
        raw="553187654321",
        e164="+5531987654321",
        trusted=True,
        line_type="mobile",
    )


@pytest.mark.parametrize(
    "wa_id", ["918123456789", "+918123456789", "whatsapp:+918123456789", " 918123456789\n", 918123456789]
)
def test_decoration_of_a_wa_id_is_not_part_of_it(wa_id: Any) -> None:
    assert whatsapp_identity(wa_id) == whatsapp_identity("918123456789")


@pytest.mark.parametrize("wa_id", ["1", "15550783881", "22520304050", "9" * 32, "0000000000", "18001234567", "99999"])
def test_no_number_plan_refuses_what_whatsapp_delivered(wa_id: str) -> None:
    identity = whatsapp_identity(wa_id)
    assert (identity.raw, identity.trusted, identity.key) == (wa_id, True, f"phone:{wa_id}")


@pytest.mark.parametrize("wa_id", ["", " ", None])
def test_nothing_is_refused_as_empty(wa_id: Any) -> None:
    with pytest.raises(RefusedError, match="empty"):
        whatsapp_identity(wa_id)


@pytest.mark.parametrize(
    "wa_id", ["Asha", "91-8123456789", "918123456789@c.us", "9" * 33, "٩١٨١", True, -5, 0, 1.5, b"91", [], 10**40]
)
def test_what_is_no_digits_is_refused_as_a_wa_id(wa_id: Any) -> None:
    with pytest.raises(RefusedError, match="not_a_number"):
        whatsapp_identity(wa_id)


def test_one_person_has_one_key_through_every_gateway() -> None:
    keys = {
        whatsapp_identity("553187654321").key,
        whatsapp_identity("whatsapp:+5531987654321").key,
        jid_identity("553187654321:3@s.whatsapp.net").key,
        jid_identity("5531987654321@c.us").key,
        read_phone("(31) 8765-4321", region="BR").primary.key,
    }
    assert keys == {"phone:5531987654321"}


@pytest.mark.parametrize("jid", ["231987654321098@lid", "231987654321098:5@lid", "231987654321098_1:5@LID"])
def test_a_lid_is_a_lid_and_no_phone(jid: str) -> None:
    assert jid_identity(jid) == Identity(key="lid:231987654321098", kind="lid", raw="231987654321098@lid", trusted=True)


@pytest.mark.parametrize(
    "jid",
    [
        "status@broadcast",
        "1612345678@broadcast",
        "120363041234567890@g.us",
        "918123456789-1612345678@g.us",
        "120363041234567890@newsletter",
        "0@s.whatsapp.net",
        "0@c.us",
        "server@c.us",
        "16505361212@c.us",
        "13135550002@c.us",
        "867051314767696@bot",
    ],
)
def test_what_is_no_person_gives_no_identity(jid: str) -> None:
    assert jid_identity(jid) is None
    assert read_any(jid, source="whatsapp").outcome == "skipped"
    with pytest.raises(RefusedError, match="not_a_person"):
        read_phone(jid, region="IN")


@pytest.mark.parametrize(
    "jid", ["", "918123456789", "asha@example.com", "@c.us", "abc@lid", "1@c.us@lid", "1 2@c.us", None, 5]
)
def test_what_is_no_jid_is_refused(jid: Any) -> None:
    with pytest.raises(RefusedError, match="not_a_number"):
        jid_identity(jid)


@pytest.mark.parametrize("user_id", ["US.13491208655302741918", "IN.ENT.9081", "BR.a", "EG." + "a1" * 64])
def test_a_user_id_is_kept_as_it_is(user_id: str) -> None:
    identity = bsuid_identity(user_id)
    assert (identity.key, identity.raw, identity.kind, identity.trusted) == (f"bsuid:{user_id}", user_id, "bsuid", True)
    assert bsuid_identity(f"whatsapp:{user_id}") == identity


@pytest.mark.parametrize(
    "user_id",
    [
        "",
        "US",
        "US.",
        "us.1349",
        "USA.1349",
        "US.13 49",
        "US.ENT.",
        "US.1.2",
        "US." + "a" * 129,
        "US.1349\n x",
        None,
        7,
    ],
)
def test_what_is_no_user_id_is_refused(user_id: Any) -> None:
    with pytest.raises(RefusedError, match="not_a_bsuid"):
        bsuid_identity(user_id)


def test_an_address_that_a_person_typed_is_recognised_but_not_trusted() -> None:
    for cell, key in (
        ("231987654321098@lid", "lid:231987654321098"),
        (" 'US.13491208655302741918", "bsuid:US.13491208655302741918"),
        ("918123456789@c.us", "phone:918123456789"),
    ):
        identity = read_phone(cell, region="IN").primary
        assert (identity.key, identity.trusted) == (key, False)


def test_a_pasted_jid_of_no_number_is_refused_as_a_number_would_be() -> None:
    with pytest.raises(RefusedError, match="invalid"):
        read_phone("22507123456@s.whatsapp.net", region="CI")


@pytest.mark.parametrize("cell", ["PH.8123456789", "NO.8123456789", "MR.8", "DR.Rao"])
def test_an_abbreviation_before_a_dot_is_no_user_id(cell: str) -> None:
    reading = read_any(cell, region="IN")
    assert reading.phone is None or reading.phone.primary.kind == "phone"


def test_the_cache_of_parsed_phones_is_bounded() -> None:
    for cached in (addresses._trusted, number_plans.international, number_plans.national):
        assert 0 < (cached.cache_info().maxsize or 0) <= 65_536
    before = addresses._trusted.cache_info().hits
    whatsapp_identity("918123456789")
    whatsapp_identity("+918123456789")
    assert addresses._trusted.cache_info().hits > before


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("asha@example.com", "email:asha@example.com"),
        (" Asha.Rao@Example.COM ", "email:asha.rao@example.com"),
        ("Asha Rao <asha@example.com>", "email:asha@example.com"),
        ("mailto:asha@example.com", "email:asha@example.com"),
        ("asha@example.com\n", "email:asha@example.com"),
        ("\ufeffasha@example.com\u200b", "email:asha@example.com"),
        ("asha+list@sub.example.co.in", "email:asha+list@sub.example.co.in"),
        ("jörg@müller.de", "email:jörg@müller.de"),
    ],
)
def test_an_e_mail_address_is_compared_in_lower_case(text: str, key: str) -> None:
    identity = email_identity(text)
    assert identity is not None
    assert identity.key == key


@pytest.mark.parametrize(
    "text",
    [
        "",
        "asha",
        "asha@",
        "@example.com",
        "asha@example",
        "a b@example.com",
        "asha@exa..mple.com",
        "a..b@example.com",
        "asha@-example.com",
        "asha@1.2.3.4",
        "a@b.co, c@d.co",
        "918123456789@s.whatsapp.net",
        "231987654321098@lid",
        "none@none.com",
        "noreply@example.com",
        "no-email@example.com",
        "a@" + "b" * 400 + ".com",
        None,
        5,
    ],
)
def test_what_names_nobody_gives_no_e_mail_identity(text: Any) -> None:
    assert email_identity(text) is None


def test_a_record_id_is_scoped_by_its_plugin() -> None:
    assert ext_identity("typeform", "A1").key == "ext:typeform:A1"
    assert ext_identity("shopify", 450789469).key == "ext:shopify:450789469"
    assert ext_identity("a:b", "c").key != ext_identity("a", "b:c").key


@pytest.mark.parametrize(
    ("record_id", "reason"),
    [
        ("", "empty"),
        (" ", "empty"),
        ("x" * 513, "too_long"),
        (10**400, "too_long"),
        (None, "not_an_id"),
        (1.5, "not_an_id"),
        (True, "not_an_id"),
    ],
)
def test_a_record_id_that_names_nothing_is_refused(record_id: Any, reason: str) -> None:
    with pytest.raises(RefusedError) as refusal:
        ext_identity("typeform", record_id)
    assert refusal.value.reason == reason
