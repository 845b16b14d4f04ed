"""Several leads in one body: each part in exactly one list, and a replay of the refused ones that loses nobody."""

import json

from hypothesis import given
from hypothesis import strategies as st

from tests.deliveries import accounts, golden_webhook, keys, read, webhook
from worker.ports import Delivery


def test_bad_leads_of_an_array_are_refused_together_per_reason_and_good_ones_go_on():
    decoded = read(golden_webhook("batch.json", "portal"))
    assert [(c.id, keys(c)) for c in decoded.contacts] == [
        ("portal:msg_1:0", ["phone:919876520007"]),
        ("portal:msg_1:2", ["phone:919876520008"]),
    ]
    by_reason = {refused.reason: refused for refused in decoded.refused}
    assert set(by_reason) == {"not_a_number", "precision_lost", "malformed"}
    letter = json.loads(by_reason["not_a_number"].body)
    assert json.loads(letter["body"]) == [{"phone": "bad", "name": "B"}, {"phone": "nope", "name": "E"}]
    assert letter["positions"] == [1, 4]
    assert by_reason["not_a_number"].where == "/body/1, /body/4"
    assert by_reason["not_a_number"].detail.startswith("2 leads; the first: ")
    assert by_reason["not_a_number"].id == "portal:msg_1:1"


def _not_numbers():
    return next(r for r in read(golden_webhook("batch.json", "portal")).refused if r.reason == "not_a_number")


def test_a_corrected_replay_keeps_the_ids_the_leads_would_have_had():
    letter = json.loads(_not_numbers().body)
    letter["body"] = letter["body"].replace("bad", "9876520107").replace("nope", "9876520108")
    again = read(Delivery("plugin-webhook", json.dumps(letter).encode()))
    assert [(c.id, keys(c)) for c in again.contacts] == [
        ("portal:msg_1:1", ["phone:919876520107"]),
        ("portal:msg_1:4", ["phone:919876520108"]),
    ]


def test_a_lead_that_is_refused_again_on_replay_keeps_its_position_too():
    refused = _not_numbers()
    letter = json.loads(refused.body)
    letter["body"] = letter["body"].replace("bad", "9876520107")
    once_more = read(Delivery("plugin-webhook", json.dumps(letter).encode()))
    assert [c.id for c in once_more.contacts] == ["portal:msg_1:1"]
    assert [(r.id, r.where) for r in once_more.refused] == [("portal:msg_1:4", "/body/1")]
    assert json.loads(once_more.refused[0].body)["positions"] == [4]


def test_a_refused_lead_of_a_nested_list_stands_alone_in_the_same_shape():
    decoded = read(golden_webhook("indiamart_pull.json", "indiamart"))
    body = json.loads(json.loads(decoded.refused[0].body)["body"])
    assert body["CODE"] == 200
    assert [lead["UNIQUE_QUERY_ID"] for lead in body["RESPONSE"]] == ["2"]


def test_a_lone_refused_lead_keeps_its_body_to_the_letter():
    body = '{"phone":  9.19877E+11 , "name": "x"}'
    assert json.loads(read(webhook(body)).refused[0].body)["body"] == body


def test_a_redelivery_reads_the_same():
    for file in ("batch.json", "meta_notice.json", "typeform.json", "form_post.txt"):
        assert read(golden_webhook(file)) == read(golden_webhook(file))


_PHONES = st.sampled_from(
    ["98765 20007", "9876520008", 919876520009, "bad", "", None, "9.19877E+11", "12345", {"x": 1}, True]
)
_LEADS = st.lists(
    st.one_of(
        st.fixed_dictionaries(
            {"phone": _PHONES}, optional={"email": st.sampled_from(["a@example.com", "no"]), "is_test": st.booleans()}
        ),
        st.integers(),
        st.none(),
        st.text(max_size=3),
    ),
    max_size=12,
)


@given(_LEADS)
def test_every_lead_is_in_exactly_one_list_and_a_replay_of_the_refused_finds_the_same(leads):
    delivery = webhook(leads, "portal")
    decoded = read(delivery)
    taken = [contact.id for contact in decoded.contacts]
    ignored = [part.id for part in decoded.ignored]
    refused = [f"portal:msg_1:{n}" for letter in decoded.refused for n in json.loads(letter.body)["positions"]]
    expected = [f"portal:msg_1:{n}" for n in range(len(leads))] or ["portal:msg_1"]
    assert sorted([*taken, *ignored, *refused]) == sorted(expected)
    for letter in decoded.refused:
        again = read(Delivery("plugin-webhook", letter.body))
        assert not again.contacts
        assert [r.reason for r in again.refused] == [letter.reason]
        assert json.loads(again.refused[0].body)["positions"] == json.loads(letter.body)["positions"]


_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=True), st.text(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=8), inner, max_size=4)),
    max_leaves=20,
)
_SHAPES = """
    phone data entry changes value leadgen_id field_data name values user_column_data RESPONSE UNIQUE_QUERY_ID token
    form_response answers fields responseId payload questions_and_answers event type timestamp line_items customer
"""
_WORDS = st.sampled_from(_SHAPES.split())
_SHAPED = st.recursive(
    _JSON,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_WORDS, inner, max_size=5)),
    max_leaves=12,
)


@given(_SHAPED)
def test_no_body_crashes_the_handler_or_is_lost(body):
    decoded = read(webhook(json.dumps(body), "portal"), accounts())
    assert len(decoded.contacts) + len(decoded.ignored) + len(decoded.refused) >= 1
    for contact in decoded.contacts:
        assert contact.identities
        assert contact.id.startswith("portal:")


@given(st.text(max_size=60))
def test_no_text_crashes_the_handler(text):
    decoded = read(webhook(text, "portal"))
    assert len(decoded.contacts) + len(decoded.ignored) + len(decoded.refused) >= 1
