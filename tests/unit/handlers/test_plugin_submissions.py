"""A submission's id makes a redelivery a duplicate: found by evidence, within its form, with what it says; no identity."""

import json
import re
from typing import Any

import pytest

from tests import recognition
from tests.deliveries import GOLDEN, account, accounts, facts, keys, only_contact, read, webhook
from worker.contact import Contact
from worker.handlers.plugin.provenance import origins

# Bodies of the corpus in which nothing tells a redelivery from a second submission, and why. The delivery counts there.
NO_SUBMISSION = {
    *(
        "arabic_form",
        "calcom_booking",
        "calling_code_apart",
        "chinese_form",
        "clinic_booking",
        "contact_form_7_flamingo",
    ),
    *("framer", "french_form", "google_forms_script", "hindi_form", "indonesian_form", "japanese_form"),
    *("job_portal_candidate", "landline_first", "leadpages", "mautic_contact", "microsoft_forms_flow"),
    *("portal_immobilienscout", "portuguese_ddd", "referral_form", "school_admission", "spanish_form", "tidio_visitor"),
    *("turkish_form", "typo3_form_de", "zapier_parentheses", "crm_changes_from_to", "german_questions"),
    *("portuguese_questions", "salesforce_trigger"),
}
FORM_ALONE = {
    *(
        "elementor_simple",
        "formspree",
        "hubspot_property_change",
        "instapage",
        "linkedin_lead_gen",
        "ninja_forms",
        "squarespace_zapier",
        "unbounce",
    ),
}
# What it names is the person's record at the sender: sent again, it may have been changed and changed back.
RECORD_ALONE = {
    *("amocrm_contact", "bigcommerce_customer", "bitrix_lead", "dnd_event_crm", "freshsales_contact", "leadsquared"),
    *("gohighlevel_no_phone", "gohighlevel_workflow", "hubspot_workflow_v1", "manychat", "odoo_partner"),
    *("pipedrive_person_updated", "prestashop_fr", "rdstation_conversion", "salesforce_lead", "zoho_lead"),
}
WHY = {
    "it names no submission": NO_SUBMISSION,
    "it names a form, but no submission": FORM_ALONE,
    "no time or kind of event stands beside it": RECORD_ALONE,
}
# Form and submission of those that name both.
NAMED = {
    "cognito_forms": "3:4",
    "fillout": "fo1:x1",
    "fluent_forms": "4:88",
    "formidable": "5:77",
    "formstack": "1001:9001",
    "gravity_forms_ids": "3:12",
    "jotform_pretty": "2011:5001",
    "jotform_area_phone": "2012:5002",
    "paperform": "pf1:s1",
    "tally": "w1:r9",
    "typeform": "f1:t1",
    "webflow_v2": "65f2:6321",
    "wpforms_zapier": "42:901",
}
CORPUS = dict(recognition.bodies())


def told(name: str, body: Any = None, delivery: str = "d-1") -> list[Contact]:
    case = CORPUS[name]
    envelope = {"content_type": case["content_type"]} if "content_type" in case else {}
    of = accounts(account(region=case["region"]))
    return read(webhook(case["body"] if body is None else body, delivery_id=delivery, **envelope), of).contacts


LEADS = sorted(name for name in CORPUS if told(name))


@pytest.mark.parametrize("name", LEADS)
def test_a_body_of_the_corpus_that_comes_under_two_delivery_ids_is_one_where_it_names_its_submission(name: str) -> None:
    first, second = told(name), told(name, delivery="d-2")
    said = origins(webhook(CORPUS[name]["body"]), accounts(account(region=CORPUS[name]["region"])))[0].repeats
    why = next((why for why, names in WHY.items() if name in names), None)
    if why is None:
        assert [one.id for one in first] == [one.id for one in second]
        assert "d-1" not in first[0].id
    else:
        assert first[0].id.startswith("website:d-1")
        assert why in said
    assert [keys(one) for one in first] == [keys(one) for one in second]  # the person is one in any case
    if name in NAMED:
        assert first[0].id.startswith(f"website:{NAMED[name]}:")


def test_every_body_of_the_corpus_is_looked_at() -> None:
    assert set().union(*WHY.values()) <= set(LEADS)
    assert len(LEADS) > 80
    assert len(LEADS) - len(set().union(*WHY.values())) > 40


def of_somebody_else(name: str) -> Any:
    """The same form filled in by another person: other digits in every number, another name and address."""
    text = json.dumps(CORPUS[name]["body"])
    expect = CORPUS[name]["expect"]
    phone, email = expect.get("phone"), expect.get("email")
    if phone:
        # However it is punctuated, its last three digits become others.
        ending = r"[^0-9]{0,4}".join(phone[-7:])
        text = re.sub(ending, lambda found: found[0][:-1] + str((int(found[0][-1]) + 5) % 10), text)
    return json.loads(text.replace(email, f"other.{email}") if email else text)


@pytest.mark.parametrize("name", LEADS)
def test_the_same_form_of_two_people_is_two(name: str) -> None:
    if not CORPUS[name]["expect"].get("phone") and not CORPUS[name]["expect"].get("email"):
        pytest.skip("nothing in it tells people apart")
    ours, theirs = told(name)[0], told(name, of_somebody_else(name), "d-2")[0]
    assert ours.id != theirs.id or name in (
        "google_ads_lead",
        "meta_lead_fetched",
        "indiamart_push",
        "calendly_sms_reminder",
    )
    assert set(keys(ours)) != set(keys(theirs))


JOTFORM = {
    "formID": "262001",
    "submissionID": "609900112233",
    "formTitle": "Enquiry",
    "rawRequest": json.dumps(
        {"q3_name": {"first": "Tara", "last": "Joshi"}, "q5_phoneNumber": {"full": "(+91) 98765-61022"}}
    ),
}


def ident(body: Any, plugin: str = "jotform", delivery: str = "d-9", **more: Any) -> str:
    return only_contact(webhook(body, plugin, delivery_id=delivery, **more)).id


def test_as_a_form_and_as_json_a_submission_is_one() -> None:
    (first, second) = (
        read(
            webhook(
                one.get("raw_body") or json.dumps(one["body"]),
                one["plugin"],
                delivery_id=one["delivery_id"],
                content_type=one["content_type"],
            )
        ).contacts[0]
        for one in json.loads((GOLDEN / "reports" / "jotform_raw_request.json").read_text())
    )
    assert first.id == second.id
    assert keys(first) == keys(second) == ["phone:919876561022"]


def test_an_edit_under_the_same_id_is_another_entry_and_an_attempt_to_deliver_is_none() -> None:
    edited = {**JOTFORM, "rawRequest": JOTFORM["rawRequest"].replace("Tara", "Sara")}
    assert len({ident(JOTFORM), ident(edited)}) == 2
    assert ident(edited, delivery="d-10") == ident(edited, delivery="d-11")
    assert ident({**JOTFORM, "attempt": 2, "delivery_id": "x", "action": "", "type": None}) == ident(JOTFORM)
    assert ident({key: JOTFORM[key] for key in reversed(JOTFORM)}) == ident(JOTFORM)


@pytest.mark.parametrize(
    "other",
    [{"submissionID": "609900112234"}, {"formID": "262002"}],
)
def test_two_submissions_of_one_person_that_say_the_same_are_two(other: dict[str, str]) -> None:
    assert ident(JOTFORM) != ident(JOTFORM | other)


def test_a_short_id_counts_within_its_form_and_is_no_identity() -> None:
    body = {"id": 17, "phone": "9876530021", "name": "Asha"}
    ours, theirs = ({**body, "form_id": form} for form in ("A", "B"))
    assert ident(ours).startswith("jotform:A:17:")
    assert ident(theirs).startswith("jotform:B:17:")
    for one in (ours, theirs):
        assert keys(only_contact(webhook(one, "jotform"))) == ["phone:919876530021"]
    nameless = {"form_id": "A", "entry_id": 17, "message": "call me"}
    assert keys(only_contact(webhook(nameless))) == ["ext:website:A:17"]  # of last resort, within its form
    assert keys(only_contact(webhook({**nameless, "form_id": "B"}))) == ["ext:website:B:17"]


@pytest.mark.parametrize(
    "constant",
    [
        {"form_id": "F1"},
        {"page_id": "901", "site_id": "7"},
        {"campaign_id": "41", "adgroup_id": "42"},
        {"user_id": "5", "owner_id": "6"},
        {"id": 77},
        {"contact_id": "g1"},
        {"customer": {"id": 9}},
        {"form": {"id": "F1", "name": "Contact"}},
    ],
    ids=str,
)
def test_an_id_that_stays_the_same_makes_no_two_submissions_one(constant: dict[str, Any]) -> None:
    body = {"phone": "9876530021", "name": "Asha", "message": "call me", **constant}
    assert ident(body, delivery="d-1") != ident(body, delivery="d-2")


def test_a_change_of_a_contact_under_its_own_id_is_applied_and_a_change_back_as_well() -> None:
    def changed(city: str, at: str) -> str:
        body = {"event": "contact.updated", "contact": {"id": 7, "phone": "9876530021", "city": city}, "updated_at": at}
        return ident(body, "crm")

    first, other = changed("Pune", "2026-11-19T09:00:00Z"), changed("Goa", "2026-11-19T09:10:00Z")
    back = changed("Pune", "2026-11-19T09:20:00Z")
    assert len({first, other, back}) == 3
    assert back == changed("Pune", "2026-11-19T09:20:00Z")
    timeless = {"event": "contact.updated", "contact": {"id": 7, "phone": "9876530021", "city": "Pune"}}
    assert ident(timeless, "crm", "d-1") != ident(
        timeless, "crm", "d-2"
    )  # nothing tells a change back from a redelivery


def test_a_record_made_long_ago_says_something_new_when_it_is_changed() -> None:
    body = {"event": "contact.updated", "id": 7, "phone": "9876530021", "created_at": "2024-01-01T00:00:00Z"}
    made = only_contact(webhook({**body, "event": "contact.created"}))
    assert made.at < only_contact(webhook(body)).at == 1_795_100_000_000


def test_an_order_counts_with_each_event_and_each_state() -> None:
    order = {
        "id": 8201,
        "line_items": [{"id": 1, "title": "Shirt"}],
        "customer": {"id": 77, "phone": "+919876530021"},
        "updated_at": "2026-11-19T09:00:00Z",
    }

    def known(topic: str, delivery: str, **more: Any) -> str:
        return ident({**order, **more}, "shopify", delivery, headers={"x-shopify-topic": topic})

    assert known("orders/create", "d-1") == known("orders/create", "d-2")
    paid = known("orders/updated", "d-3", financial_status="paid")
    assert len({known("orders/create", "d-1"), known("orders/updated", "d-1"), paid}) == 3


def test_a_mapping_names_form_and_submission_and_a_key_decides_alone() -> None:
    body = {"survey": {"ref": "S"}, "no": 5, "tel": "9876530021", "note": "a"}

    def known(mapping: dict[str, Any], **more: Any) -> str:
        of = accounts(account(plugins={"portal": {"phone": "tel"} | mapping}))
        return only_contact(webhook({**body, **more}, "portal"), of).id

    both = {"form": "survey.ref", "submission": "no"}
    assert known(both).startswith("portal:S:5:")
    assert known(both) != known(both, note="b")
    assert known({"key": "no"}) == known({"key": "no"}, note="b") == "portal:5"
    assert known({"id": "no"}) == known({"id": "no"}, note="b") == "portal:5"


def test_leads_of_a_list_are_known_by_their_own_ids_wherever_they_stand() -> None:
    rows = [{"entry_id": n, "phone": f"987653002{n}"} for n in (1, 2)]
    first, turned = (read(webhook({"leads": some})).contacts for some in (rows, rows[::-1]))
    assert [one.id for one in first] == [one.id for one in turned[::-1]]
    assert facts(first[0])["entry_id"] == 1
