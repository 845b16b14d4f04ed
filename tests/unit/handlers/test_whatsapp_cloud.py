"""Bodies of the Cloud API whole: envelope, accounts, isolation of parts, what is refused and how it can be replayed."""

from typing import Any

import orjson
import pytest
from whatsapp_bodies import (
    ACCOUNTS,
    BRAZIL,
    INDIA,
    NOW,
    all_golden,
    cloud,
    decode,
    facts,
    golden,
    headers_of,
    ignored,
    keys,
    only,
    text,
    value,
)

from worker.errors import RefusedError
from worker.handlers import HANDLERS
from worker.handlers.whatsapp import PROVIDERS, handle
from worker.ports import Delivery
from worker.topology import WHATSAPP


def test_a_text_message_becomes_a_contact_with_all_it_knows() -> None:
    contact = only(decode("text"))
    assert (contact.account, contact.id, contact.at) == ("india", "wa:wamid.HBgMY2FzZS0x", 1_795_000_000_000)
    assert (contact.source, contact.origin, contact.activity) == ("whatsapp", "cloud", "message_received")
    assert contact.creates
    assert contact.inbound
    assert keys(contact) == ["phone:919876500001"]
    assert contact.identities[0].raw == "919876500001"
    assert [(fact.name, fact.value, fact.by) for fact in contact.facts] == [("name", "Asha Rao", "profile")]
    assert contact.text == "Hi, is the 2BHK still available?"
    assert contact.raw["message"]["text"]["body"] == contact.text
    assert contact.raw["contact"]["wa_id"] == "919876500001"


def test_the_queue_is_read_by_this_handler() -> None:
    assert HANDLERS[WHATSAPP] is handle


def test_a_redelivery_gives_the_same_contact() -> None:
    assert decode("text") == decode("text")


def test_another_body_under_the_same_id_keeps_the_id() -> None:
    first, second = (only(decode(cloud(value(messages=[text(body=b)])))) for b in ("one", "two"))
    assert first.id == second.id == "wa:wamid.TEST"


def test_an_older_message_keeps_its_own_time() -> None:
    assert only(decode("text_older")).at == 1_794_913_600_000


@pytest.mark.parametrize(
    "stamp",
    ["1795000000", 1795000000, "1795000000000", 1795000000000, 1795000000000000, 1795000000000000000, 1795000000.0],
)
def test_seconds_and_finer_units_are_told_apart(stamp: Any) -> None:
    assert only(decode(cloud(value(messages=[text(timestamp=stamp)])))).at == 1_795_000_000_000


@pytest.mark.parametrize("stamp", ["soon", None, "", 0, -5, 12345, 1e30, 2**63 - 1, 9_999_999_999, [], {}, True])
def test_an_impossible_time_is_malformed(stamp: Any) -> None:
    (refusal,) = decode(cloud(value(messages=[text(timestamp=stamp)]))).refused
    assert refusal.where == "/entry/0/changes/0/value/messages/0/timestamp"


def test_names_are_joined_by_id_and_never_by_position() -> None:
    first, second = decode("contacts_in_other_order").contacts
    assert (keys(first), facts(first)) == (["phone:919876500031"], {"name": "First Sender"})
    assert (keys(second), facts(second)) == (["phone:919876500032"], {"name": "Second Sender"})


def test_a_name_of_somebody_else_is_not_taken() -> None:
    contact = only(
        decode(cloud(value(contacts=[{"profile": {"name": "X"}, "wa_id": "919876500099"}], messages=[text()])))
    )
    assert contact.facts == ()


def test_a_malformed_message_is_refused_alone_with_its_place() -> None:
    decoded = decode("batch_with_malformed_message")
    assert [keys(c) for c in decoded.contacts] == [["phone:919876500021"], ["phone:919876500022"]]
    (refusal,) = decoded.refused
    assert (refusal.account, refusal.id, refusal.reason) == ("india", "", "malformed")
    assert refusal.where == "/entry/0/changes/0/value/messages/1/id"
    assert "id" in refusal.detail
    body = orjson.loads(refusal.body)
    original = orjson.loads(golden("batch_with_malformed_message"))
    (change,) = body["entry"][0]["changes"]
    assert body["entry"][0]["id"] == original["entry"][0]["id"]
    assert change["value"]["metadata"] == original["entry"][0]["changes"][0]["value"]["metadata"]
    assert change["value"]["messages"] == [original["entry"][0]["changes"][0]["value"]["messages"][1]]


def test_the_refused_part_can_be_corrected_and_replayed_with_its_name() -> None:
    row = {"profile": {"name": "Asha"}, "wa_id": "919876500001"}
    others = [{"profile": {"name": "Ravi"}, "wa_id": "919876500002"}]
    body = cloud(value(contacts=[*others, row], messages=[text(timestamp="x"), text("919876500002", id="wamid.2")]))
    (refusal,) = decode(body).refused
    assert refusal.id == "wa:wamid.TEST"
    fixed = orjson.loads(refusal.body)
    assert fixed["entry"][0]["changes"][0]["value"]["contacts"] == [row]
    fixed["entry"][0]["changes"][0]["value"]["messages"][0]["timestamp"] = "1795000000"
    contact = only(decode(fixed))
    assert (contact.id, facts(contact)) == ("wa:wamid.TEST", {"name": "Asha"})


def test_a_refused_part_is_refused_again_for_the_same_reason() -> None:
    (first,) = decode("batch_with_malformed_message").refused
    (again,) = decode(first.body).refused
    assert (again.reason, again.detail) == (first.reason, first.detail)
    assert orjson.loads(again.body) == orjson.loads(first.body)


@pytest.mark.parametrize(
    ("part", "where"),
    [
        (None, ""),
        ("hello", ""),
        ([], ""),
        (7, ""),
        ({}, "/id"),
        (text(id=""), "/id"),
        (text(id="x" * 600), "/id"),
        (text(id=17), "/id"),
        (text(12345), ""),
        (text("not-a-number"), ""),
        (text("12345"), ""),
        (text(None), ""),
        (text(None, from_user_id="nonsense"), ""),
    ],
)
def test_each_fault_is_named_and_spares_the_neighbours(part: Any, where: str) -> None:
    good = text("919876500044", id="wamid.GOOD")
    decoded = decode(cloud(value(messages=[good, part, {**good, "id": "wamid.GOOD2"}])))
    assert [c.id for c in decoded.contacts] == ["wa:wamid.GOOD", "wa:wamid.GOOD2"]
    (refusal,) = decoded.refused
    assert refusal.where == f"/entry/0/changes/0/value/messages/1{where}"
    assert refusal.detail


def test_a_refusal_does_not_repeat_what_the_person_wrote() -> None:
    (refusal,) = decode(cloud(value(messages=[text(["919876543210 is my number"])]))).refused
    assert "9198765" not in refusal.detail


def test_entries_of_several_accounts_find_their_own() -> None:
    decoded = decode("several_accounts")
    assert [(c.account, c.id) for c in decoded.contacts] == [("india", "wa:wamid.A"), ("brazil", "wa:wamid.B")]
    (refusal,) = decoded.refused
    assert (refusal.reason, refusal.account) == ("unknown_account", "")
    assert refusal.where == "/entry/0/changes/1/value/metadata/phone_number_id"
    assert orjson.loads(refusal.body)["entry"][0]["changes"][0]["value"]["messages"][0]["id"] == "wamid.X"


def test_a_body_of_unknown_accounts_alone_is_refused_whole() -> None:
    with pytest.raises(RefusedError) as caught:
        decode(cloud(value("999", messages=[text()]), value("998", messages=[text()])))
    assert caught.value.reason == "unknown_account"
    assert "999" in caught.value.detail


def test_a_body_without_a_number_takes_the_account_of_the_header() -> None:
    body = cloud({"messages": [text()]})
    assert only(decode(body, account="brazil")).account == "brazil"
    with pytest.raises(RefusedError, match="unknown_account"):
        decode(body)
    with pytest.raises(RefusedError, match="unknown_account"):
        decode(body, account="atlantis")


def test_the_number_in_the_body_beats_the_header() -> None:
    assert only(decode(cloud(value(BRAZIL, messages=[text()])), account="india")).account == "brazil"


def test_a_number_id_written_as_a_json_number_is_understood() -> None:
    body = value(messages=[text()])
    body["metadata"]["phone_number_id"] = int(INDIA)
    assert only(decode(cloud(body))).account == "india"


def test_errors_of_the_platform_are_no_enquiry() -> None:
    assert ignored(decode("platform_errors")) == ["platform_error"]


def test_news_about_the_account_or_its_templates_is_no_enquiry() -> None:
    assert ignored(decode("account_notice")) == ["account_notice"]
    assert ignored(decode(cloud(value(x=1), field="a_field_of_tomorrow"))) == ["account_notice"]


def test_a_field_we_do_not_know_that_holds_people_is_refused_rather_than_lost() -> None:
    (refusal,) = decode("unknown_field_about_people").refused
    assert refusal.reason == "unknown_type"
    assert "telepathy" in refusal.detail
    assert orjson.loads(refusal.body) == orjson.loads(golden("unknown_field_about_people"))


def test_groups_are_no_enquiry() -> None:
    assert ignored(decode("group_message")) == ["group"]
    assert ignored(decode("group_field")) == ["group"]
    assert ignored(decode(cloud(value(messages=[text(None, group_id="g")])))) == ["group"]
    assert ignored(decode(cloud(value(messages=[text(type="system", system={"type": "x"}, group_id="g")])))) == [
        "group"
    ]


@pytest.mark.parametrize("number", ["911140849999", "+911140849999"])
def test_our_own_numbers_are_no_leads(number: str) -> None:
    assert ignored(decode(cloud(value(messages=[text(number)])))) == ["own_number"]


def test_the_number_a_body_is_about_is_ours_even_if_the_account_file_does_not_show_it() -> None:
    body = value("730100000000003", messages=[text("525550005500")])
    body["metadata"]["display_phone_number"] = "+52 1 55 5000 5500"
    assert ignored(decode(cloud(body))) == ["own_number"]


def test_a_number_of_one_account_in_a_webhook_that_is_signed_for_another_is_refused() -> None:
    body = cloud(value(messages=[text()]))
    owner = only(decode(body)).account
    assert only(decode(body, account=owner, signed_for=owner)).account == owner
    refused = decode(body, account="someone-else", signed_for="someone-else").refused
    assert [part.reason for part in refused] == ["other_account"]


def test_a_change_without_parts_and_a_body_without_changes_are_receipted() -> None:
    assert ignored(decode(cloud(value()))) == ["empty"]
    assert ignored(decode({"object": "whatsapp_business_account", "entry": []})) == ["empty"]


def test_a_change_without_a_field_is_read_as_messages() -> None:
    body = cloud(value(messages=[text()]))
    del body["entry"][0]["changes"][0]["field"]
    assert only(decode(body)).id == "wa:wamid.TEST"


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"entry": [None]}, "/entry/0"),
        ({"entry": [{"id": "1"}]}, "/entry/0"),
        ({"entry": [{"id": "1", "changes": ["x"]}]}, "/entry/0/changes/0"),
        ({"entry": [{"id": "1", "changes": [{"field": "messages", "value": None}]}]}, "/entry/0/changes/0"),
        (cloud(value(messages={"0": text()})), "/entry/0/changes/0/value/messages"),
    ],
)
def test_a_broken_envelope_is_refused_at_its_place(body: Any, where: str) -> None:
    (refusal,) = decode(body).refused
    assert (refusal.reason, refusal.where) == ("malformed", where)
    assert orjson.loads(refusal.body)["entry"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"object": "page", "entry": []}, "unknown_type"),
        ({"entry": {}}, "malformed"),
        ({"messages": []}, "unknown_type"),
    ],
)
def test_a_body_that_is_no_webhook_is_refused_whole(body: Any, reason: str) -> None:
    with pytest.raises(RefusedError) as caught:
        decode(body)
    assert caught.value.reason == reason


def test_an_unknown_provider_is_refused_with_the_known_ones() -> None:
    with pytest.raises(RefusedError, match=r"cloud.*twilio") as caught:
        decode("text", provider="pigeon")
    assert caught.value.reason == "unknown_type"
    with pytest.raises(RefusedError, match="unknown_type"):
        decode("text", provider=["cloud"])


def test_a_thousand_messages_in_one_body_are_a_thousand_contacts() -> None:
    messages = [text(f"9198765{n:05}", id=f"wamid.{n}") for n in range(1000)]
    rows = [{"wa_id": m["from"], "profile": {"name": m["id"]}} for m in reversed(messages)]
    decoded = decode(cloud(value(contacts=rows, messages=messages)))
    assert len(decoded.contacts) == 1000
    assert all(facts(c)["name"] == c.id.removeprefix("wa:") for c in decoded.contacts)


@pytest.mark.parametrize("name", all_golden())
def test_every_golden_body_is_stable_and_accounts_for_each_part(name: str) -> None:
    if name.startswith("truncated"):
        return
    first, second = (decode(golden(name), **headers_of(name)) for _ in range(2))
    assert first == second
    assert first.contacts or first.ignored or first.refused
    for contact in first.contacts:
        assert contact.id
        assert contact.identities
        assert contact.at <= NOW + 400 * 86_400_000
        assert contact.account in ACCOUNTS.by_id
        assert not (contact.inbound and not contact.creates)


def test_every_provider_has_a_reader() -> None:
    from typing import get_args

    from schemas.gateways import Provider

    assert set(PROVIDERS) == set(get_args(Provider))
    assert handle(Delivery("q", golden("text"), {"provider": "360dialog"}), ACCOUNTS).contacts[0].origin == "360dialog"
