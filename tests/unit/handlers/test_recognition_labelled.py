"""Values with their names beside them, former values, other people's numbers, texts of JSON, numbers of another country."""

import json

import pytest

from tests.deliveries import account, accounts, chunk, facts, keys, only_contact, read, webhook
from worker.handlers.plugin.paths import compiled, look_up
from worker.handlers.recognition.names import meaning
from worker.lookups.reasons import reason_of
from worker.topology import CAMPAIGN, PLUGIN

BR = accounts(account(region="BR"))
OLD, NEW = "+919812345699", "+919812345670"
STAFF = "+919811111111"


def numbers(contact):
    return keys(contact), contact.alternates


# Forms without a builder, in the words of their makers.
@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("question", "answer"),
        ("Question", "Response"),
        ("question_text", "answer_text"),
        ("pregunta", "respuesta"),
        ("pergunta", "resposta"),
        ("frage", "antwort"),
        ("domanda", "risposta"),
        ("question", "réponse"),
        ("vraag", "antwoord"),
        ("pytanie", "odpowiedź"),
        ("soru", "cevap"),
        ("pertanyaan", "jawaban"),
        ("सवाल", "जवाब"),
        ("प्रश्न", "उत्तर"),
        ("вопрос", "ответ"),
        ("السؤال", "الجواب"),
        ("问题", "回答"),
        ("質問", "回答"),
        ("질문", "답변"),
        ("campo", "valor"),
        ("feld", "wert"),
        ("fieldName", "fieldValue"),
        ("property_name", "property_value"),
        ("attributeName", "attributeValue"),
        ("attr_name", "attr_value"),
        ("param_name", "param_value"),
    ],
)
def test_pairs_of_questions_and_answers_are_labelled_values_in_every_language(asked, said):
    answers = [
        {asked: "Full name", said: "Asha Rao"},
        {asked: "Your WhatsApp number", said: "98765 43210"},
        {asked: "Our showroom's phone", said: STAFF},
        {asked: "Budget", said: "50 lakh"},
    ]
    contact = only_contact(webhook({"form": 7, "answers": answers, "agent": {"name": "Ravi", "phone": STAFF}}))
    assert (numbers(contact), facts(contact)["name"]) == ((["phone:919876543210"], ()), "Asha Rao")
    if asked in ("question", "frage", "pergunta"):
        assert facts(contact)["Budget"] == "50 lakh"


def test_answers_beside_other_values_and_questions_left_open_are_read():
    entry = {"question": "Your phone", "answer": "98765 43210", "askedAt": "2026-11-01", "step": 3}
    assert keys(only_contact(webhook({"answers": [entry, {"question": "Age", "step": 4}]}))) == ["phone:919876543210"]
    flat = {"question_1": "Your name", "answer_1": "Asha", "question_2": "Your phone", "answer_2": "98765 43210"}
    assert keys(only_contact(webhook(flat))) == ["phone:919876543210"]
    numbered = {
        "field1_name": "Full name",
        "field1_value": "Asha",
        "field2_name": "Mobile",
        "field2_value": "98765 43210",
    }
    assert keys(only_contact(webhook(numbered))) == ["phone:919876543210"]
    nested = {"answers": [{"question": {"text": "Your phone", "id": "q1"}, "answer": {"value": "98765 43210"}}]}
    assert keys(only_contact(webhook(nested))) == ["phone:919876543210"]


@pytest.mark.parametrize(
    "body",
    [
        {"name": "Asha", "phone": "98765 43210", "property": "Villa 7", "value": "1.2 Cr"},
        {"name": "Asha", "phone": "98765 43210", "propertyName": "Green Acres", "propertyValue": "1.2 Cr"},
        {"name": "Asha", "phone": "98765 43210", "company_name": "Acme", "company_value": "12"},
    ],
)
def test_names_and_values_of_things_are_two_fields(body):
    contact = only_contact(webhook(body))
    kept = facts(contact)
    assert (keys(contact), kept["name"]) == (["phone:919876543210"], "Asha")
    assert set(body.values()) - {"98765 43210"} <= set(kept.values())


def hubspot(name, value):
    event = {"eventId": 1, "subscriptionId": 7, "portalId": 33, "occurredAt": 1795000000000, "attemptNumber": 0}
    return [
        {
            **event,
            "subscriptionType": "contact.propertyChange",
            "objectId": 5,
            "propertyName": name,
            "propertyValue": value,
        }
    ]


def test_a_changed_property_is_read_by_its_name_and_an_attempt_is_no_phone():
    assert keys(only_contact(webhook(hubspot("phone", "+919930044557")))) == ["phone:919930044557"]
    assert keys(only_contact(webhook(hubspot("email", "asha@example.com")))) == ["email:asha@example.com"]
    for name, value in (("lifecyclestage", "lead"), ("owner_phone", STAFF), ("work_fax", STAFF)):
        [refused] = read(webhook(hubspot(name, value))).refused
        assert refused.reason == "no_identity"
        assert "attemptNumber" not in refused.detail
        assert "{phone: path.to.the.phone}" in refused.detail


@pytest.mark.parametrize(
    "body",
    [
        {"event": "updated.person", "current": {"phone": [{"value": NEW}]}, "previous": {"phone": [{"value": OLD}]}},
        {
            "data": {"phones": [{"value": NEW, "label": "mobile"}]},
            "previous": {"phones": [{"value": OLD, "label": "work"}]},
        },
        {"properties": {"phone": {"value": NEW, "previousValue": OLD}}},
        {"objectId": 5, "propertyName": "phone", "propertyValue": NEW, "previousValue": OLD},
        {"new": [{"Id": "003", "Phone": NEW}], "old": [{"Id": "003", "Phone": OLD}]},
        {"before": {"phone": OLD}, "after": {"phone": NEW}},
        {"before": {"phone": NEW[:-1] + "1", "whatsapp": OLD}, "after": {"phone": NEW}},
        {"contact": {"phone": NEW}, "changes": {"phone": {"from": OLD, "to": NEW}}},
        {"contact": {"phone": NEW}, "changes": {"phone": [OLD, NEW]}},
        {"contact": {"phone": NEW}, "previous_changes": {"phone": [OLD, NEW]}},
        {"changes": [{"field": "phone", "old_value": OLD, "new_value": NEW}]},
        {"data": {"object": {"phone": NEW}, "previous_attributes": {"phone": OLD}}},
        {"record": {"phone": NEW}, "old_record": {"phone": OLD}},
        {"phone": NEW, "old_phone": OLD, "previousMobile": OLD},
        {"telefone": NEW, "telefone_anterior": OLD},
        {"phone": NEW, "alter_wert": {"phone": OLD}, "vorher": {"phone": OLD}},
    ],
)
def test_what_was_before_a_change_is_nobodys_number_and_is_said(body):
    contact = only_contact(webhook(body))
    assert numbers(contact) == ([f"phone:{NEW[1:]}"], ())
    passed = contact.content.get("passed_over", [])
    assert passed
    assert {one["why"] for one in passed} == {"it was so before a change"}
    assert OLD not in [fact.value for fact in contact.facts]


def test_former_consent_names_and_mail_are_not_the_persons():
    previous = {"name": "Ravi M", "email": "old@example.com", "whatsapp_opt_in": True, "status": "unsubscribed"}
    contact = only_contact(webhook({"current": {"phone": NEW, "name": "Ravi Menon"}, "previous": previous}))
    assert (facts(contact)["name"], facts(contact).get("email"), contact.consents) == ("Ravi Menon", None, ())


def test_what_only_comes_before_is_no_former_value():
    assert keys(only_contact(webhook({"Phone (call before 5 pm)": "98765 43210"}))) == ["phone:919876543210"]
    assert keys(only_contact(webhook({"call": {"from": NEW, "to": "+919800000002"}}))) == [f"phone:{NEW[1:]}"]
    assert keys(only_contact(webhook({"entry": [{"changes": [{"value": {"lead": {"phone": NEW}}}]}]}))) == [
        f"phone:{NEW[1:]}"
    ]


def test_columns_of_former_numbers_are_passed_over():
    row = {"Name": "Ravi", "Old phone": OLD, "Phone": NEW, "Previous mobile": OLD}
    assert numbers(only_contact(chunk([row]))) == ([f"phone:{NEW[1:]}"], ())


def test_staffs_numbers_are_passed_over_and_a_guardians_is_kept_beside():
    body = {"phone": NEW, "owner_phone": STAFF, "vendedor": {"telefone": STAFF}, "guardian_phone": OLD}
    contact = only_contact(webhook(body))
    assert numbers(contact) == ([f"phone:{NEW[1:]}"], ())
    assert [one["field"] for one in contact.content["passed_over"]] == [
        "owner_phone",
        "vendedor.telefone",
        "guardian_phone",
    ]
    kept = facts(contact)
    assert "owner_phone" not in kept
    assert kept["guardian_phone"] == OLD
    assert "owner_phone" in contact.raw


@pytest.mark.parametrize("whose", ["vendedor", "agent", "shop", "guardian", "previous", "referrer"])
def test_somebody_elses_number_is_never_the_line_to_paste(whose):
    body = {"message": "hello", whose: {"phone": STAFF, "nome": "Carlos"}}
    [refused] = read(webhook(body)).refused
    assert refused.reason == "no_identity"
    assert f"{{phone: {whose}" not in refused.detail
    contact = only_contact(webhook({**body, "email": "ana@example.com"}))
    assert "would_take" not in contact.content
    assert contact.content["passed_over"]


RAW = {
    "q3_name": {"first": "Asha", "last": "Rao"},
    "q4_email": "asha@example.com",
    "q5_phoneNumber": {"full": "(+91) 98765-43210"},
    "q6_agree": "Yes",
    "q7_alternateContact": {"full": "+91 98111 11111"},
    "q9_referredBy": "Vikram +919822222222",
}


def test_a_path_leads_into_a_text_of_json():
    body = {"submissionID": "55", "rawRequest": json.dumps(RAW)}
    mapping = {"phone": "rawRequest.q7_alternateContact.full", "consent": "rawRequest.q6_agree", "guess": False}
    contact = only_contact(webhook(body), accounts(account(plugins={"website": mapping})))
    assert (keys(contact), [one.given for one in contact.consents]) == (["phone:919811111111"], [True])
    listed = {"answers": json.dumps([{"id": "a", "v": "1"}, {"id": "b", "v": "2"}])}
    assert list(look_up(listed, compiled("answers[id=b].v").steps)) == [(("answers", 1, "v"), "2")]
    assert list(look_up({"a": "{broken}"}, compiled("a.b").steps)) == []
    leads = {"batch": json.dumps([{"phone": "98765 43210"}, {"phone": "12"}])}
    decoded = read(webhook(leads), accounts(account(plugins={"website": {"leads": "batch[]"}})))
    assert (len(decoded.contacts), [one.reason for one in decoded.refused]) == (1, ["too_short"])


def test_secrets_in_a_text_of_json_are_gone():
    body = {"phone": "98765 43210", "rawRequest": json.dumps({"api_key": "sesame", "q6_agree": "Yes", "k": "sesame2"})}
    of = accounts(account(plugins={"website": {"secrets": ["rawRequest.k"]}}))
    contact = only_contact(webhook(body), of)
    assert "sesame" not in f"{contact}"
    assert "q6_agree" in contact.raw["rawRequest"]


def test_jotforms_names_are_read_by_what_follows_the_number():
    flat = {
        "q3_name3": "Asha Rao",
        "q4_email": "asha@example.com",
        "q5_phoneNumber5": "98765 43210",
        "q8_city": "Pune",
        "q7_alternateContact": "+91 98111 11111",
        "q9_referredBy": "Vikram +919822222222",
    }
    for body in (flat, {"rawRequest": json.dumps(RAW)}):
        contact = only_contact(webhook(body))
        assert numbers(contact) == (["phone:919876543210"], ())
        assert (facts(contact)["name"], facts(contact)["email"]) == ("Asha Rao", "asha@example.com")
        fields = [one["field"] for one in contact.content["passed_over"]]
        assert [field.rpartition("q")[2][:1] for field in fields] == ["7", "9"]
    assert facts(only_contact(webhook(flat)))["city"] == "Pune"


@pytest.mark.parametrize("number", ["06 12 34 56 78", "(11) 98765-4321"])
def test_a_number_of_another_country_says_as_whose_it_was_read_and_what_to_do(number):
    [refused] = read(webhook({"name": "Claire", "telephone": number})).refused
    assert refused.reason == "invalid"
    assert "as a number of India (IN), the account's country" in refused.detail
    assert "plugins: {website: {country: {value: BR}}}" in refused.detail
    kept = only_contact(webhook({"email": "c@example.com", "telephone": number}))
    assert "phone_refused:invalid" in kept.flags
    assert "India (IN)" in kept.content["phone_refused"]
    assert "{country: {value: BR}}" in kept.content["phone_refused"]
    assert "98765" not in kept.content["phone_refused"]
    [row] = read(chunk([{"Name": "Claire", "Phone": number}])).refused
    assert "India (IN), the account's country" in row.detail
    [stated] = read(webhook({"telephone": number, "country": "Nepal"})).refused
    assert "Nepal (NP), the country that stands beside it" in stated.detail
    assert "plugins:" not in stated.detail
    [marked] = read(webhook({"telephone": "+91 12345 6789"})).refused
    assert "India" not in marked.detail
    mapped = accounts(account(plugins={"website": {"country": {"value": "BR"}}}))
    assert keys(only_contact(webhook({"telephone": "(11) 98765-4321"}), mapped)) == ["phone:5511987654321"]


def test_a_bodys_remedy_speaks_of_no_cells_and_rows():
    for word in ("invalid", "too_short", "too_long", "not_a_number", "empty", "unknown_country", "region_needed"):
        remedy = reason_of("refused", word, PLUGIN).remedy
        assert "cell" not in remedy.replace("cellular", "")
        assert "row" not in remedy
        assert "column" not in remedy
    assert "plugins.yaml" in reason_of("refused", "invalid", PLUGIN).remedy
    assert "cell" in reason_of("refused", "invalid", CAMPAIGN).remedy


@pytest.mark.parametrize(
    ("name", "role", "owner"),
    [
        ("Cust. Nm", "name", ""),
        ("Nm", "name", ""),
        ("F Nm", "first_name", ""),
        ("Cust Ph. No.", "phone", "person"),
        ("Mob. No.", "phone", ""),
        ("Addr", "", ""),
        ("Shop Nm", "", "thing"),
        ("Prod Nm", "", ""),
        ("Co Nm", "company", ""),
        ("Emp. Ph", "phone", "staff"),
        ("Mgr Mob", "phone", "staff"),
        ("Emerg. Ph", "phone", "other"),
        ("Third party phone", "phone", ""),
    ],
)
def test_abbreviations_are_read_where_they_are_unambiguous(name, role, owner):
    assert (meaning(name).role, meaning(name).owner) == (role, owner)


@pytest.mark.parametrize(
    "body",
    [
        {"resposta": [{"titulo": "WhatsApp", "valor": NEW}, {"titulo": "Nome", "valor": "Ana"}]},
        {"dados": [{"chave": "telefone", "valor": NEW}, {"chave": "nome", "valor": "Ana"}]},
        {"campos": [{"nome": "Telefone", "valor": NEW}, {"nome": "Nome", "valor": "Ana"}]},
        {"contact_properties": [{"property": "phone", "value": NEW}, {"property": "firstname", "value": "Ana"}]},
        {"items": [{"key": "phone", "value": {"string": NEW}}, {"key": "name", "value": {"string": "Ana"}}]},
        {"qa": [{"q": "Your phone?", "a": NEW}, {"q": "Name", "a": "Ana"}]},
        {"fields": {"0": {"frage": "Ihr Name", "antwort": "Ana"}, "1": {"frage": "Handynummer", "antwort": NEW}}},
        {"name": "Ana", "phone": NEW, "changedFields": [{"name": "phone", "oldValue": OLD, "newValue": NEW}]},
        {"name": "Ana", "phone": NEW, "manager": {"question": "phone", "answer": STAFF}},
        {"name": "Ana", "phone": NEW, "comercial": {"telefono": STAFF}},
        {"name": "Ana", "phone": NEW, "pagamento": {"nome": "Sinal", "valor": "100"}},
        [{"attribute": "phone", "from": OLD, "to": NEW, "contact": {"name": "Ana"}}],
    ],
)
def test_every_spelling_of_a_label_and_its_value_is_read(body):
    contact = only_contact(webhook(body))
    assert (numbers(contact), facts(contact)["name"]) == (([f"phone:{NEW[1:]}"], ()), "Ana")
