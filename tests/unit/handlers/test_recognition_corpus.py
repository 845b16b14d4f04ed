"""The corpus of names and bodies: nobody's number attributed wrongly, and nearly everything found; and what it rests on."""

import json

import pytest

from tests import recognition
from tests.deliveries import account, accounts, chunk, keys, only_contact, read, webhook
from worker.handlers.recognition.names import meaning
from worker.leads.changes import Change, choose_address
from worker.leads.lead import Lead

LEAST = 0.97
MAIN = ("phone", "email", "name", "city", "company", "country", "dial_code", "opt_in", "opt_out", "text")
DE = accounts(account(region="DE"))


def told(score):
    return "\n".join(recognition.report("wrong", score))


@pytest.mark.parametrize("tried", [recognition.lists, recognition.fields])
def test_names_of_the_corpus_are_read_right(tried):
    listed = recognition.names()
    assert len(listed) >= 300
    score = tried(listed)
    assert score.precision("phone") == 1.0, told(score)
    assert score.recall() >= LEAST, told(score)
    for role in MAIN:
        assert score.recall(role) >= LEAST, told(score)


@pytest.mark.parametrize("name", recognition.blind_sets())
@pytest.mark.parametrize("tried", [recognition.lists, recognition.fields])
def test_blind_sets_are_read_right(name, tried):
    listed = recognition.blind(name)
    assert len(listed) >= 60
    score = tried(listed)
    assert score.precision("phone") == 1.0, told(score)
    assert score.recall() >= LEAST, told(score)


@pytest.mark.parametrize(("folder", "least"), [("bodies", 80), ("senders", 60)])
def test_bodies_of_the_corpus_are_read_right(folder, least):
    cases = recognition.bodies(folder)
    assert len(cases) >= least
    assert all(case["comment"] for _, case in cases)
    score = recognition.whole(cases)
    for part in ("phone", "alternates"):
        assert score.precision(part) == 1.0, told(score)
    for part in ("outcome", "phone", "name", "email", "consent"):
        assert score.recall(part) >= LEAST, told(score)


def test_that_we_contacted_somebody_is_no_consent_of_theirs():
    assert [meaning(name).role for name in ("Contacted by us", "Last contacted by us")] == ["none", "none"]
    agreed = ("I agree to be contacted", "Agree to be contacted by us", "agreeToBeContacted")
    assert [meaning(name).role for name in agreed] == ["opt_in"] * 3


def test_the_measure_sees_what_is_wrong():
    wrong = recognition.Named("Owner phone", "en", "IN", "phone", ("98765 43210", "98765 43211", "98765 43212"))
    right = recognition.Named("Phone", "en", "IN", "not_phone", ("98765 43210", "98765 43211", "98765 43212"))
    score = recognition.lists([wrong, right])
    assert score.recall("phone") == 0.0
    assert score.precision("phone") == 0.0


def test_a_mobile_number_goes_before_a_fixed_line_unless_the_order_was_said():
    body = {"Phone 1": "030 901820", "Phone 2": "0151 23456109", "name": "Jonas"}
    guessed = only_contact(webhook(body), DE)
    assert (keys(guessed), guessed.alternates) == (["phone:4915123456109"], ("+4930901820",))
    said = accounts(account(region="DE", plugins={"website": {"phone": ["Phone 1", "Phone 2"]}}))
    assert keys(only_contact(webhook(body), said)) == ["phone:4930901820"]
    row = {"Telefon 1": "030 901820", "Telefon 2": "0151 23456109"}
    assert keys(only_contact(chunk([row]), DE)) == ["phone:4915123456109"]
    mapping = {"Telefon 1": "phone", "Telefon 2": "phone.2"}
    assert keys(only_contact(chunk([row], mapping=mapping), DE)) == ["phone:4930901820"]


def test_a_number_under_an_unknown_word_is_not_taken_beside_a_clear_one():
    body = {"name": "Asha", "phone": "98765 43210", "Zorblat phone": "98111 11111"}
    contact = only_contact(webhook(body))
    assert (keys(contact), contact.alternates) == (["phone:919876543210"], ())


def test_a_refusal_shows_what_was_passed_over_and_the_line_that_takes_it():
    refused = read(webhook({"name": "Asha", "details": {"owner_phone": "98111 11111"}})).refused
    assert [part.reason for part in refused] == ["no_identity"]
    assert "details.owner_phone (it is a member of staff's)" in refused[0].detail
    assert "plugins: {website: {phone: path.to.the.phone}}" in refused[0].detail
    mapped = accounts(account(plugins={"website": {"phone": "details.owner_phone"}}))
    body = {"name": "Asha", "details": {"owner_phone": "98111 11111"}}
    assert keys(only_contact(webhook(body), mapped)) == ["phone:919811111111"]
    doubt = read(webhook({"name": "Asha", "q 1": "+91 98765 43210", "q.2": "+91 98765 43211"})).refused[0].detail
    assert "q 1 (it may be one of several)" in doubt
    assert "/q.2 (it may be one of several)" in doubt


def test_a_lead_without_a_phone_says_so_and_shows_what_may_be_one():
    contact = only_contact(webhook({"email": "asha@example.com", "agent_mobile": "98111 11111"}))
    assert "no_phone" in contact.flags
    assert contact.content["passed_over"] == [{"field": "agent_mobile", "why": "it is a member of staff's"}]
    assert "would_take" not in contact.content
    doubtful = only_contact(webhook({"email": "asha@example.com", "xa": "+91 98765 43210", "xb": "+91 98765 43211"}))
    assert doubtful.content["would_take"] == "plugins: {website: {phone: xa}}"
    assert "98111" not in json.dumps(contact.content)
    assert "no_phone" not in only_contact(webhook({"phone": "98765 43210"})).flags


@pytest.mark.parametrize(
    "body",
    [
        {"test": "ping"},
        {"ok": True},
        {"status": "success", "results": []},
        {"event": "ping", "zen": "x"},
        {"challenge": "x"},
    ],
)
def test_what_holds_no_lead_is_ignored_with_its_reason(body):
    decoded = read(webhook(body))
    assert [part.reason for part in decoded.ignored] == ["no_lead"]
    assert not decoded.refused


@pytest.mark.parametrize(
    "body",
    [
        {"message": "please call me"},
        {"status": "new", "who": "Asha"},
        {"message": "call me", "time": "10:00"},
        {"success": True, "results": [{"who": "Asha"}, {"who": "Ravi"}]},
        {"event": "lead", "who": "Asha"},
    ],
)
def test_what_may_hold_a_lead_is_refused_and_never_ignored(body):
    decoded = read(webhook(body))
    assert not decoded.ignored
    assert {part.reason for part in decoded.refused} == {"no_identity"}


def test_a_record_id_or_an_email_address_is_no_place_to_send_to():
    lead = Lead("acme", "1")
    lead.identities = [
        {"k": f"{kind}:x", "kind": kind, "raw": "x", "e164": None, "first": 1, "retired": False}
        for kind in ("ext", "email")
    ]
    choose_address(lead, Change())
    assert (lead.phone, lead.address) == (None, None)
    lead.identities.append({"k": "lid:9", "kind": "lid", "raw": "9@lid", "e164": None, "first": 2, "retired": False})
    choose_address(lead, Change())
    assert lead.address == "9@lid"
