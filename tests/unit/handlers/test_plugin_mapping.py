"""plugins.yaml: paths, alternatives, joins, constants, words, dates, and how they are laid over a preset."""

import pytest
from pydantic import ValidationError

from schemas.plugin import PluginMapping
from tests.deliveries import RECEIVED, TEN, account, accounts, facts, keys, only_contact, read, webhook
from worker.handlers.plugin.paths import compiled, look_up


def _read(body, mapping, *, plugin="portal", **settings):
    return only_contact(webhook(body, plugin), accounts(account(plugins={plugin: mapping}, **settings)))


def test_the_first_path_with_a_usable_number_wins_and_the_others_are_alternates():
    mapping = {"phone": ["buyer.mobile", "buyer.office", "buyer.home"]}
    contact = _read({"buyer": {"mobile": "", "office": "98765 30001", "home": "98765 30002"}}, mapping)
    assert keys(contact) == ["phone:919876530001"]
    assert contact.alternates == ("+919876530002",)


def test_split_numbers_are_joined():
    mapping = {"phone": {"join": ["ddd", "fone"], "separator": ""}}
    assert keys(_read({"ddd": 11, "fone": "98765-0040"}, mapping, region="BR")) == ["phone:5511987650040"]
    coded = {"phone": {"join": ["cc", "number"], "separator": "", "prefix": "+"}}
    assert keys(_read({"cc": 971, "number": 501234567}, coded)) == ["phone:971501234567"]


def test_a_calling_code_in_a_field_of_its_own_completes_the_number():
    mapping = {"phone": "number", "dial_code": "cc"}
    assert keys(_read({"cc": "+971", "number": "501234567"}, mapping)) == ["phone:971501234567"]
    assert keys(_read({"land": "AE", "number": "0501234567"}, {"phone": "number", "country": "land"})) == [
        "phone:971501234567"
    ]


def test_fields_take_paths_constants_replaced_words_and_dates():
    mapping = {
        "phone": "p",
        "name": {"join": ["first", "last"]},
        "fields": {
            "channel": {"value": "portal"},
            "budget": {"path": "b", "words": {"1": "under 10 lakh", "2": "10 to 20 lakh"}},
            "visit_on": {"path": "visit", "date": "%d/%m/%Y"},
            "call_at": {"path": "call", "date": "%d/%m/%Y %H:%M", "zone": "Asia/Kolkata"},
            "city": ["town", "area.city"],
            "rooms": "rooms[].name",
        },
    }
    body = {
        "p": "9876530003",
        "first": "Asha",
        "last": "Rao",
        "b": 2,
        "visit": "03/12/2026",
        "call": "03/12/2026 09:30",
        "area": {"city": "Pune"},
        "rooms": [{"name": "hall"}, {"name": "den"}],
    }
    assert facts(_read(body, mapping)) == {
        "name": "Asha Rao",
        "channel": "portal",
        "budget": "10 to 20 lakh",
        "visit_on": "2026-12-03",
        "call_at": "2026-12-03T09:30:00+05:30",
        "city": "Pune",
        "rooms": ["hall", "den"],
    }


def test_a_date_in_another_format_is_kept_as_it_is():
    mapping = {"phone": "p", "fields": {"visit_on": {"path": "v", "date": ["%d/%m/%Y", "%d.%m.%Y"]}}}
    assert facts(_read({"p": "9876530004", "v": "soon"}, mapping))["visit_on"] == "soon"
    assert facts(_read({"p": "9876530004", "v": "3.12.2026"}, mapping))["visit_on"] == "2026-12-03"


def test_state_assignee_tags_and_status_words_go_where_they_belong():
    mapping = {
        "phone": "p",
        "state": "stage",
        "status": "s",
        "assignee": "owner",
        "tags": ["labels", {"value": "portal"}],
    }
    contact = _read(
        {"p": "9876530005", "stage": "Qualified", "s": "OPEN", "owner": "ravi", "labels": "hot, vip"}, mapping
    )
    assert (contact.state, contact.assignee, contact.tags) == ("Qualified", "ravi", ("hot", "vip", "portal"))
    for word, state in (("COMPLETED", "won"), ("Closed", "won"), ("CANCELLED", "lost"), ("OPEN", None), ("?", None)):
        assert _read({"p": "9876530005", "s": word}, mapping).state == state


def test_a_public_form_cannot_ask_for_a_state_or_an_assignee():
    contact = only_contact(webhook({"phone": "9876530006", "state": "won", "status": "COMPLETED", "assignee": "me"}))
    assert (contact.state, contact.assignee) == (None, None)
    assert facts(contact) == {"state": "won", "status": "COMPLETED", "assignee": "me"}


def test_the_time_of_a_lead_is_read_in_the_mappings_zone_else_the_accounts():
    body = {"p": "9876530007", "t": "19-11-2026 15:30"}
    time = {"path": "t", "date": "%d-%m-%Y %H:%M"}
    assert _read(body, {"phone": "p", "time": time, "zone": "Asia/Kolkata"}).at == TEN
    assert _read(body, {"phone": "p", "time": time}, timezone="Asia/Kolkata").at == TEN
    assert _read(body, {"phone": "p", "time": time | {"zone": "Asia/Kolkata"}}).at == TEN


@pytest.mark.parametrize(
    "written", [TEN // 1000, TEN, str(TEN // 1000), "2026-11-19T10:00:00Z", "2026-11-19T15:30:00+05:30", TEN * 1000]
)
def test_times_are_read_in_every_usual_unit(written):
    assert _read({"p": "9876530008", "t": written}, {"phone": "p", "time": "t"}).at == TEN


@pytest.mark.parametrize("written", ["2031-01-01T00:00:00Z", "yesterday", "", None, 5, True, "9" * 40])
def test_a_time_that_is_none_or_ahead_of_the_arrival_is_the_arrival(written):
    assert _read({"p": "9876530009", "t": written}, {"phone": "p", "time": "t"}).at == RECEIVED


def test_a_guessed_time_needs_an_offset():
    assert only_contact(webhook({"phone": "9876530010", "created_at": "2026-11-19T10:00:00Z"})).at == TEN
    assert only_contact(webhook({"phone": "9876530010", "created_at": "2026-11-19T10:00:00"})).at == RECEIVED


def test_an_own_mapping_is_laid_over_the_preset_of_its_name():
    mapping = {"tags": {"value": "web"}, "fields": {"unit": "answers[field.ref=need].choice.label"}}
    body = {
        "form_response": {
            "token": "t1",
            "answers": [
                {"type": "phone_number", "phone_number": "+919876530011", "field": {"ref": "phone"}},
                {"type": "choice", "choice": {"label": "2BHK"}, "field": {"ref": "need"}},
            ],
        }
    }
    contact = _read(body, mapping, plugin="typeform")
    assert (contact.id[:12], contact.tags, facts(contact)) == ("typeform:t1:", ("web",), {"unit": "2BHK"})
    renamed = _read(body, mapping | {"preset": "typeform"}, plugin="survey")
    assert (renamed.id[:10], facts(renamed)) == ("survey:t1:", {"unit": "2BHK"})


def test_an_own_mapping_without_preset_is_not_mixed_with_a_shape_that_looks_alike():
    body = {"type": "lead", "timestamp": "2026-11-19T10:00:00Z", "data": {"tel": "9876530012"}}
    contact = _read(body, {"phone": "data.tel", "id": "data.tel"})
    assert contact.content["preset"] == "generic"
    assert contact.id == "portal:9876530012"


def test_a_guessed_id_does_not_make_two_deliveries_one_and_an_id_of_plugins_yaml_does():
    def ids(mapping):
        of = accounts(account(plugins={"portal": mapping} if mapping else {}))
        bodies = ({"id": 7, "phone": "9876530021"}, {"id": 7, "phone": "9876530021", "note": "again"})
        deliveries = [webhook(body, "portal", delivery_id=f"msg_{n}") for n, body in enumerate(bodies)]
        return [only_contact(delivery, of).id for delivery in deliveries]

    assert ids(None) == ids({"tags": {"value": "web"}}) == ["portal:msg_0", "portal:msg_1"]
    assert ids({"id": "id"}) == ids({"preset": "generic", "id": "id"}) == ["portal:7", "portal:7"]
    assert ids({"id": "id", "key": "@delivery_id"}) == ["portal:msg_0", "portal:msg_1"]
    assert ids({"id": "id", "key": "phone"}) == ["portal:9876530021", "portal:9876530021"]
    assert ids({"id": "no_such_field"}) == ["portal:msg_0", "portal:msg_1"]
    assert ids({"id": ()}) == ["portal:msg_0", "portal:msg_1"]


def test_each_lead_of_a_list_has_the_id_that_plugins_yaml_names():
    body = {
        "leads": [{"ref": "A", "phone": "9876530022"}, {"ref": "B", "phone": "9876530023"}, {"phone": "9876530024"}]
    }
    decoded = read(webhook(body, "portal"), accounts(account(plugins={"portal": {"id": "ref"}})))
    assert [contact.id for contact in decoded.contacts] == ["portal:A", "portal:B", "portal:msg_1:2"]


def test_each_event_of_a_sender_that_tells_of_one_record_several_times_counts_beside_an_own_id():
    def told(at="2026-11-19T10:00:00Z", **data):
        body = {"type": "lead.updated", "timestamp": at, "data": {"ref": "A", "phone": "9876530025"} | data}
        return _read(body, {"preset": "standard_webhooks", "id": "ref"}).id

    assert told().startswith("portal:A:")
    assert told() == told()
    assert len({told(), told(city="Pune"), told("2026-11-19T10:01:00Z")}) == 3


def test_leads_may_stand_anywhere_in_the_body_and_know_its_root():
    mapping = {"leads": "batch.items", "phone": "p", "key": "no", "time": "$.sent", "attribution": {"form": "$.form"}}
    body = {
        "sent": "2026-11-19T10:00:00Z",
        "form": "F7",
        "batch": {"items": [{"p": "9876530013", "no": 1}, {"p": "9876530014", "no": 2}]},
    }
    decoded = read(webhook(body, "portal"), accounts(account(plugins={"portal": mapping})))
    assert [(c.id, c.at, c.attribution) for c in decoded.contacts] == [
        ("portal:1", TEN, {"form": "F7"}),
        ("portal:2", TEN, {"form": "F7"}),
    ]


def test_a_json_pointer_reaches_keys_with_dots_and_brackets():
    contact = _read(
        {"contact.phone": "9876530015", "a/b": {"c~d[0]": "x"}},
        {"phone": "/contact.phone", "fields": {"odd": "/a~1b/c~0d[0]"}},
    )
    assert (keys(contact), facts(contact)["odd"]) == (["phone:919876530015"], "x")


def test_headers_and_the_delivery_can_be_used():
    mapping = {"phone": "p", "key": "@headers.idempotency-key", "fields": {"delivery": "@delivery_id"}}
    contact = only_contact(
        webhook({"p": "9876530016"}, "portal", headers={"Idempotency-Key": "k-9", "Authorization": "Bearer x"}),
        accounts(account(plugins={"portal": mapping})),
    )
    assert (contact.id, facts(contact)) == ("portal:k-9", {"delivery": "msg_1"})


def test_ignore_rules_say_why():
    mapping = {"phone": "p", "ignore": [{"path": "kind", "equals": "PING", "reason": "ping"}, {"path": "spam"}]}
    of = accounts(account(plugins={"portal": mapping}))
    assert read(webhook({"kind": "ping"}, "portal"), of).ignored[0].reason == "ping"
    assert read(webhook({"p": "9876530017", "spam": 0.9}, "portal"), of).ignored[0].reason == "ignored"
    assert read(webhook({"p": "9876530017", "spam": ""}, "portal"), of).contacts


def test_guessing_and_extras_can_be_turned_off():
    of = accounts(account(plugins={"portal": {"phone": "p", "guess": False, "extras": False}}))
    contact = only_contact(webhook({"p": "9876530018", "email": "a@example.com", "size": 3}, "portal"), of)
    assert facts(contact) == {}
    assert contact.raw == {"p": "9876530018", "email": "a@example.com", "size": 3}
    assert read(webhook({"phone": "9876530018"}, "portal"), of).refused[0].reason == "no_identity"


def test_the_sentence_of_a_refusal_names_the_plugin_and_the_line_to_write():
    refused = read(webhook({"who": "nobody"}, "portal")).refused[0]
    assert refused.reason == "no_identity"
    assert "plugins: {portal: {phone: path.to.the.phone}}" in refused.detail


def test_a_mapped_name_that_is_an_object_is_kept_as_data():
    contact = _read({"p": "9876530019", "n": {"$gt": ""}}, {"phone": "p", "name": "n"})
    assert facts(contact) == {"n": {"$gt": ""}}


@pytest.mark.parametrize(
    "mistake",
    [
        {"phone": "a..b"},
        {"phone": ""},
        {"phone": {"path": "a", "value": "b"}},
        {"phone": {}},
        {"phon": "a"},
        {"preset": "hubspot"},
        {"fields": {"x": {"join": []}}, "leads": "["},
    ],
)
def test_a_mistake_in_plugins_yaml_is_refused_when_it_is_loaded(mistake):
    with pytest.raises(ValidationError):
        PluginMapping.model_validate(mistake)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.b", ["1"]),
        ("A.B", ["1"]),
        ("list.1.k", ["y"]),
        ("list[0].k", ["x"]),
        ("list[].k", ["x", "y"]),
        ("list[k=Y].v", [2]),
        ("list[v=1].k", ["x"]),
        ("list[n.m~ell].k", ["y"]),
        ("list[k=z].v", []),
        ("a[b=1].b", ["1"]),
        ("a.b.c", []),
        ("list.9", []),
        ("/e.f", ["dot"]),
        ("/list/0/v", [1]),
    ],
)
def test_paths_find_what_their_grammar_says(path, expected):
    body = {"a": {"b": "1"}, "list": [{"k": "x", "v": 1}, {"k": "y", "v": 2, "n": {"m": "Hello"}}], "e.f": "dot"}
    assert [value for _, value in look_up(body, compiled(path).steps)] == expected


def test_a_plugin_called_like_another_source_cannot_take_its_ids():
    assert only_contact(webhook({"phone": "9876530020"}, "row", delivery_id="L1:1")).id == "plugin.row:L1:1"
