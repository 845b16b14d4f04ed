"""Secrets inside bodies: checked, and never seen again."""

import json

import pytest

from tests.deliveries import GOLDEN, account, accounts, golden_webhook, only_contact, read, webhook
from worker.handlers.plugin import sealed
from worker.handlers.plugin.body_secrets import redacted
from worker.ports import Delivery

KEY = "s3cret-google-key"
RIGHT = accounts(account(plugins={"google_lead_form": {"secret": {"path": "google_key", "value": KEY}}}))
ROTATED = accounts(account(plugins={"google_lead_form": {"secret": {"path": "google_key", "value": "another-key"}}}))
GOOGLE = (GOLDEN / "plugin" / "google_lead.json").read_text(encoding="utf-8")


def _google(**envelope):
    return golden_webhook("google_lead.json", "google_lead_form", verified=False, **envelope)


def _letter(decoded):
    [refused] = decoded.refused
    assert KEY not in refused.body.decode()
    return refused


def test_the_right_key_is_accepted_and_gone():
    contact = only_contact(_google(), RIGHT)
    assert contact.content["verified"] is True
    assert KEY not in repr(contact)


def test_a_key_that_nobody_configured_is_gone_as_well():
    contact = only_contact(_google(), accounts())
    assert contact.content["verified"] is False
    assert KEY not in repr(contact)


def test_a_wrong_key_is_refused_and_a_replay_passes_once_the_configuration_is_right():
    refused = _letter(read(_google(), ROTATED))
    assert refused.reason == "wrong_secret"
    assert "google_lead_form.secret" in refused.detail
    replay = Delivery("plugin-webhook", refused.body)
    assert read(replay, ROTATED).refused[0].reason == "wrong_secret"
    assert only_contact(replay, RIGHT).id == "google_lead_form:TeSter-123-ABC-1"


def test_an_operator_who_knows_better_can_say_so():
    refused = _letter(read(_google(), ROTATED))
    edited = json.dumps(json.loads(refused.body) | {"verified": True}).encode()
    assert only_contact(Delivery("plugin-webhook", edited), ROTATED)


def test_a_missing_key_is_refused_unless_the_edge_has_checked_it():
    body = json.loads(GOOGLE)
    del body["google_key"]
    assert read(webhook(body, "google_lead_form", verified=False), RIGHT).refused[0].reason == "wrong_secret"
    assert only_contact(webhook(body, "google_lead_form", verified=True), RIGHT)


def test_a_verified_envelope_does_not_excuse_a_wrong_key():
    refused = _letter(read(golden_webhook("google_lead.json", "google_lead_form", verified=True), ROTATED))
    assert refused.reason == "wrong_secret"
    assert json.loads(refused.body)["verified"] is False


def test_the_digest_of_a_dead_letter_is_worth_nothing_elsewhere():
    refused = json.loads(_letter(read(_google(), ROTATED)).body)
    stolen = webhook(
        refused["body"], "google_lead_form", delivery_id="msg_2", verified=False, secret_digest=refused["secret_digest"]
    )
    assert read(stolen, RIGHT).refused[0].reason == "wrong_secret"


@pytest.mark.parametrize(
    "body",
    [
        GOOGLE[:-400],  # cut off in transit
        GOOGLE.replace("{", "", 1),
        json.dumps([json.loads(GOOGLE), 5]),
        json.dumps(json.loads(GOOGLE) | {"user_column_data": []} | {"lead_id": None}),
        "lead_id=1&google_key=" + KEY,
        "<lead><google_key>" + KEY + "</google_key>",
        "<lead><google_key>" + KEY + "</google_key></lead>",
    ],
)
def test_no_refusal_shows_the_key(body):
    for of in (RIGHT, ROTATED, accounts()):
        decoded = read(webhook(body, "google_lead_form"), of)
        assert KEY not in repr(decoded)
        assert decoded.refused or decoded.contacts


@pytest.mark.parametrize("envelope", [{"account": "nobody"}, {"version": 9}, {"plugin": "no such id"}])
def test_an_unusable_envelope_does_not_show_the_key_either(envelope):
    refused = _letter(read(_google(**envelope), RIGHT))
    assert refused.account == ""
    assert refused.reason in {"unknown_account", "unknown_version", "malformed"}


def test_passwords_and_tokens_are_dropped_wherever_they_stand():
    contact = only_contact(
        webhook({"phone": "9876540001", "Password": "hunter2", "meta": {"api-key": "hunter2", "note": "n"}})
    )
    assert "hunter2" not in repr(contact)
    assert [(fact.name, fact.value) for fact in contact.facts] == [("meta.note", "n")]


def test_an_account_can_name_further_secrets():
    mapping = {"secrets": ["auth.pin", "codes[]"], "phone": "p"}
    contact = only_contact(
        webhook({"p": "9876540002", "auth": {"pin": "1234-hidden", "by": "sms"}, "codes": ["hidden"]}, "portal"),
        accounts(account(plugins={"portal": mapping})),
    )
    assert "hidden" not in repr(contact)


def test_require_verified_refuses_what_the_edge_could_not_check():
    of = accounts(account(plugins={"portal": {"phone": "p", "require_verified": True}}))
    assert read(webhook({"p": "9876540003"}, "portal", verified=False), of).refused[0].reason == "unverified"
    assert only_contact(webhook({"p": "9876540003"}, "portal", verified=True), of)


def test_a_secret_does_not_show_in_the_accounts_repr():
    assert KEY not in repr(RIGHT)


def test_the_edge_can_seal_an_envelope_before_it_is_published():
    delivery = _google()
    body = sealed(delivery.body, RIGHT)
    assert KEY.encode() not in body
    assert json.loads(body)["verified"] is True
    kept = only_contact(Delivery("plugin-webhook", body), RIGHT)
    assert kept.id == only_contact(delivery, RIGHT).id
    wrong = sealed(delivery.body, ROTATED)
    assert KEY.encode() not in wrong
    assert read(Delivery("plugin-webhook", wrong), ROTATED).refused[0].reason == "wrong_secret"
    assert only_contact(Delivery("plugin-webhook", wrong), RIGHT)


def test_sealing_leaves_everything_else_as_it_is():
    plain = golden_webhook("zapier_flat.json").body
    assert sealed(plain, RIGHT) == plain
    assert sealed(b'{"broken": "google_key=abc', RIGHT) == b'{"broken": "google_key='


@pytest.mark.parametrize(
    "text",
    [
        '{"google_key": "KEY", "x": 1}',
        '{"google_key":"KEY',
        '{\\"google_key\\": \\"KEY\\"}',
        "google_key=KEY&x=1",
        "a=1&google-key=KEY",
        "{'password': 'KEY'}",
        "<google_key>KEY</google_key>",
        "Authorization: KEY",
        "api_key: KEY",
    ],
)
def test_unparsable_text_loses_what_its_names_give_away(text):
    assert "KEY" not in redacted(text.replace("KEY", "KEY9"))
    assert redacted("name=Asha&monkey=1") == "name=Asha&monkey=1"
