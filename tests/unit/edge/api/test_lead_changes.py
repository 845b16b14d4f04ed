"""Changing leads over HTTP: field by field with stamps, wholly or not at all, once per key, within one's sight."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from schemas.account import AccountFile, PipelineFile
from schemas.policies import MergePolicy
from tests.unit.edge.api import leads as given
from tests.unit.edge.api.office import AT, Office
from worker.edge.api import lead_intake
from worker.errors import RefusedError
from worker.leads.commands import Command, CommandDraft, assign, set_field
from worker.leads.lead import Lead
from worker.store.memory_reading import MemoryReading


def kind(body: Any) -> str:
    return str(body["type"]).rpartition("/")[2]


async def read(office: Office, who: dict[str, str], lead: str) -> Any:
    status, body = await office.told(who, "GET", f"/leads/{lead}")
    assert status == 200, body
    return body


async def entries(office: Office, lead: str) -> int:
    (document,) = await office.store.documents([lead])
    return len(await office.store.newest(document["account"], lead, 0))


async def test_fields_and_tags_are_changed_by_whoever_asks(office: Office) -> None:
    admin = await office.somebody("admin")
    lead = await given.lead(office, city="Pune")
    city = (await read(office, admin, lead))["fields"]["city"]
    sent = {
        "fields": {"city": {"value": "Kochi", "stamp": city["stamp"]}, "budget": {"value": 9_000_000, "stamp": None}},
        "tags": {"add": ["vip"]},
    }
    status, body = await office.told(admin, "PATCH", f"/leads/{lead}", sent)
    assert status == 200, body
    shown = body["lead"]
    assert (shown["fields"]["city"]["value"], shown["fields"]["budget"]["value"]) == ("Kochi", 9_000_000)
    assert shown["tags"] == ["vip"]
    assert (shown["fields"]["city"]["by"], shown["fields"]["city"]["actor"] is not None) == ("api", True)
    assert {"field": "city", "from": "Pune", "to": "Kochi"} in body["changes"]
    assert (body["entry"], shown["version"]) == (2, 2)
    asked = {"filter": {"field": "city", "op": "is", "value": "kochi"}}
    (row,) = (await office.told(admin, "POST", "/leads/query", asked))[1]["data"]
    assert row["id"] == lead


async def test_who_was_slower_is_told_yours_theirs_and_what_both_began_with(office: Office) -> None:
    admin = await office.somebody("admin")
    lead = await given.lead(office, city="Pune", budget=1)
    before = (await read(office, admin, lead))["fields"]
    first = {"fields": {"city": {"value": "Nashik", "stamp": before["city"]["stamp"]}}}
    assert (await office.told(admin, "PATCH", f"/leads/{lead}", first))[0] == 200
    second = {
        "fields": {
            "city": {"value": "Kochi", "stamp": before["city"]["stamp"]},
            "budget": {"value": 2, "stamp": before["budget"]["stamp"]},
        }
    }
    status, body = await office.told(admin, "PATCH", f"/leads/{lead}", second)
    assert (status, kind(body)) == (409, "conflict")
    (conflict,) = body["conflicts"]
    assert (conflict["field"], conflict["yours"], conflict["theirs"]["value"]) == ("city", "Kochi", "Nashik")
    assert conflict["original"] == {"value": "Pune"}
    now = (await read(office, admin, lead))["fields"]
    assert (now["city"]["value"], now["budget"]["value"]) == ("Nashik", 1)  # nothing of it was saved
    assert await entries(office, lead) == 2
    again = {"fields": {"city": {"value": "Kochi", "stamp": conflict["theirs"]["stamp"]}}}
    assert (await office.told(admin, "PATCH", f"/leads/{lead}", again))[0] == 200


async def test_two_who_change_different_fields_or_say_the_same_are_in_nobodys_way(office: Office) -> None:
    admin = await office.somebody("admin")
    lead = await given.lead(office, city="Pune", budget=1)
    before = (await read(office, admin, lead))["fields"]
    for name, value in (("city", "Kochi"), ("budget", 2), ("city", "Kochi")):
        sent = {"fields": {name: {"value": value, "stamp": before[name]["stamp"]}}}
        assert (await office.told(admin, "PATCH", f"/leads/{lead}", sent))[0] == 200


async def test_a_value_stated_by_a_clock_that_is_ahead_can_be_changed(office: Office) -> None:
    admin = await office.somebody("admin")
    lead = await given.lead(office)
    step, at = (("f", set_field("city", "Pune")),), office.clock.ms + 86_400_000
    await given.done(office, Command("acme", "x/1", lead, at, "api", "x", "lead_edited", step))
    stamp = (await read(office, admin, lead))["fields"]["city"]["stamp"]
    sent = {"fields": {"city": {"value": "Kochi", "stamp": stamp}}}
    status, body = await office.told(admin, "PATCH", f"/leads/{lead}", sent)
    assert (status, body["lead"]["fields"]["city"]["value"]) == (200, "Kochi")


async def test_a_key_that_comes_again_changes_nothing_and_is_answered_the_same(office: Office) -> None:
    admin = await office.somebody("admin")
    lead = await given.lead(office, city="Pune")
    stamp = (await read(office, admin, lead))["fields"]["city"]["stamp"]
    sent = {"fields": {"city": {"value": "Kochi", "stamp": stamp}}}
    path, key = f"{AT}/leads/{lead}", {"Idempotency_Key": "k-1", **admin}
    first = await office.ask("PATCH", path, sent, **key)
    again = await office.ask("PATCH", path, sent, **key)
    assert first[0] == again[0] == 200
    assert first[1] == again[1]
    assert await entries(office, lead) == 2
    other = {"fields": {"city": {"value": "Agra", "stamp": "*"}}}
    assert kind((await office.ask("PATCH", path, other, **key))[1]) == "idempotency_key_reused"
    elsewhere = await office.ask("POST", f"{path}/state", {"state": "won", "base": "*"}, **key)
    assert (elsewhere[0], kind(elsewhere[1])) == (422, "idempotency_key_reused")
    assert await entries(office, lead) == 2


@pytest.mark.parametrize(
    ("sent", "what", "at"),
    [
        ({}, "invalid", None),
        ({"fields": {"colour": {"value": "red", "stamp": None}}}, "unknown_field", "/fields/colour"),
        ({"fields": {"$where": {"value": "red", "stamp": None}}}, "unknown_field", "/fields/$where"),
        ({"fields": {"a.b": {"value": "red", "stamp": None}}}, "unknown_field", "/fields/a.b"),
        ({"fields": {"budget": {"value": "many", "stamp": None}}}, "invalid", "/fields/budget/value"),
        ({"fields": {"city": {"value": {"$gt": ""}, "stamp": None}}}, "invalid", None),
        ({"fields": {"city": {"value": ["a"], "stamp": None}}}, "invalid", None),
        ({"fields": {"city": {"value": "x"}}}, "invalid", "/fields/city/stamp"),
        ({"fields": {"city": {"value": "x", "stamp": "now"}}}, "invalid", "/fields/city/stamp"),
        ({"fields": {"city": {"value": "x" * 33_000, "stamp": None}}}, "invalid", "/fields/city/value"),
        ({"tags": {"add": [""]}}, "invalid", "/tags/add/0"),
        ({"tags": {"add": ["x"] * 101}}, "invalid", "/tags/add"),
    ],
)
async def test_what_cannot_be_stored_is_told_and_nothing_is(
    office: Office, sent: Any, what: str, at: str | None
) -> None:
    admin = await office.somebody("admin")
    lead = await given.lead(office)
    status, body = await office.told(admin, "PATCH", f"/leads/{lead}", sent)
    assert (status, kind(body)) == (422, what), body
    assert at is None or body["errors"][0]["at"] == at, body
    assert await entries(office, lead) == 1


async def test_odd_texts_are_kept_as_texts(office: Office) -> None:
    admin = await office.somebody("admin")
    lead = await given.lead(office)
    for value in ("$set", "<script>alert(1)</script>", "=1+1", "a\x00b", "🦜"):
        sent = {"fields": {"city": {"value": value, "stamp": "*"}}, "tags": {"add": [value]}}
        status, body = await office.told(admin, "PATCH", f"/leads/{lead}", sent)
        assert (status, body["lead"]["fields"]["city"]["value"]) == (200, value.replace("\x00", "")), body


async def test_who_is_outranked_is_told_before_and_after(office: Office) -> None:
    policy = MergePolicy.model_validate({"fields": {"budget": ["plugin", "human", "api"]}})
    office.accounts["acme"] = replace(office.accounts["acme"], settings=AccountFile(name="Acme", merge=policy))
    admin = await office.somebody("admin")
    lead = await given.lead(office, budget=1)
    cell = (await read(office, admin, lead))["fields"]["budget"]
    assert (cell["may_edit"], cell["because"]) == (False, "outranked")
    sent = {"fields": {"budget": {"value": 2, "stamp": cell["stamp"]}, "city": {"value": "Pune", "stamp": None}}}
    status, body = await office.told(admin, "PATCH", f"/leads/{lead}", sent)
    assert (status, kind(body), body["errors"][0]["at"]) == (422, "outranked", "/fields/budget/value")
    assert (await read(office, admin, lead))["fields"]["city"]["value"] is None


async def test_the_pipeline_decides_where_a_lead_may_go(office: Office) -> None:
    pipeline = PipelineFile.model_validate(
        {
            "states": [
                {"id": "new"},
                {"id": "met"},
                {"id": "won", "status": "closed"},
                {"id": "lost", "status": "cancelled", "asks": ["reason"]},
            ],
            "transitions": {"new": ["met", "lost"], "lost": ["new"]},
        }
    )
    office.accounts["acme"] = replace(office.accounts["acme"], pipeline=pipeline)
    admin, imran = await office.somebody("admin"), await office.somebody("user", "imran")
    lead = await given.lead(office, assignee="imran")
    before = await read(office, imran, lead)
    assert [move["state"] for move in before["moves"]] == ["met", "lost"]
    base = before["state"]["stamp"]
    status, body = await office.told(imran, "POST", f"/leads/{lead}/won", {"base": base})
    assert (status, kind(body), body["allowed"]) == (422, "transition_refused", ["met", "lost"])
    status, body = await office.told(imran, "POST", f"/leads/{lead}/lost", {"base": base})
    assert (status, kind(body)) == (422, "reason_required")
    status, body = await office.told(imran, "POST", f"/leads/{lead}/lost", {"base": base, "reason": "too dear"})
    assert (status, body["lead"]["state"]["value"], body["lead"]["moves"]) == (200, "lost", [])
    base = body["lead"]["state"]["stamp"]
    assert (await office.told(imran, "POST", f"/leads/{lead}/reopen", {"base": base}))[0] == 403
    status, body = await office.told(imran, "POST", f"/leads/{lead}/state", {"state": "new", "base": base})
    assert (status, kind(body)) == (403, "not_allowed")
    assert (await office.told(admin, "POST", f"/leads/{lead}/reopen", {"base": base}))[0] == 200
    status, body = await office.told(admin, "POST", f"/leads/{lead}/state", {"state": "met", "base": base})
    assert (status, kind(body)) == (409, "conflict")


async def test_leads_are_given_and_taken_as_the_role_allows(office: Office) -> None:
    imran, meena = await office.somebody("user", "imran"), await office.somebody("manager", "meena")
    lead = await given.lead(office)
    path = f"/leads/{lead}/assignee"
    assert (await office.told(imran, "POST", path, {"user": "meena", "base": None}))[0] == 422  # not in his sight
    status, body = await office.told(imran, "POST", path, {"user": "@me", "base": None})
    assert (status, body["lead"]["assignee"]["value"]) == (200, "imran")
    base = body["lead"]["assignee"]["stamp"]
    assert (await office.told(imran, "POST", path, {"user": None, "base": base}))[0] == 403
    status, body = await office.told(meena, "POST", path, {"user": "ravi", "base": base})
    assert (status, kind(body)) == (422, "not_assignable")
    assert (await office.told(meena, "POST", path, {"user": "nobody", "base": base}))[0] == 422
    status, body = await office.told(meena, "POST", path, {"user": "meena", "base": base})
    assert (status, body["lead"]["assignee"]["was"]) == (200, "imran")
    assert (await office.told(imran, "GET", f"/leads/{lead}"))[0] == 404


async def test_consent_that_was_told_is_recorded(office: Office) -> None:
    meena = await office.somebody("manager", "meena")
    lead = await given.lead(office)
    status, body = await office.told(meena, "POST", f"/leads/{lead}/consent", {"given": False, "reason": "by phone"})
    assert (status, body["lead"]["opted_out"]) == (200, True)


async def test_whoever_lost_sight_meanwhile_changes_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    imran = await office.somebody("user", "imran")
    lead = await given.lead(office, assignee="imran")
    execute = office.commit.execute

    async def slowly(commands: Any) -> Any:
        monkeypatch.undo()
        taken = Command("acme", "t", lead, office.clock.ms + 1, "rule", "r", "rule_fired", (("a", assign("ravi")),))
        await given.done(office, taken)
        return await execute(commands)

    monkeypatch.setattr(office.commit, "execute", slowly)
    sent = {"fields": {"city": {"value": "Pune", "stamp": None}}}
    status, body = await office.told(imran, "PATCH", f"/leads/{lead}", sent)
    assert (status, kind(body)) == (404, "not_found")


ROUTES = [
    ("GET", "", None),
    ("PATCH", "", {"fields": {"city": {"value": "x", "stamp": None}}}),
    ("POST", "/state", {"state": "won", "base": "*"}),
    ("POST", "/won", {"base": "*"}),
    ("POST", "/lost", {"base": "*"}),
    ("POST", "/reopen", {"base": "*"}),
    ("POST", "/assignee", {"user": None, "base": None}),
    ("POST", "/consent", {"given": True}),
    ("GET", "/history", None),
    ("GET", "/history/1", None),
    ("GET", "/timeline", None),
    ("GET", "/verify", None),
]


@pytest.mark.parametrize(("method", "path", "sent"), ROUTES)
async def test_leads_of_another_account_are_not_there(office: Office, method: str, path: str, sent: Any) -> None:
    admin = await office.somebody("admin")
    theirs = await given.lead(office, account="other", city="Delhi")
    status, body = await office.told(admin, method, f"/leads/{theirs}{path}", sent)
    assert (status, kind(body)) == (404, "not_found")
    office.keys += 1
    other = f"/api/v1/accounts/other/leads/{theirs}{path}"
    assert (await office.ask(method, other, sent, Idempotency_Key=f"o{office.keys}", **admin))[0] == 404
    assert await entries(office, theirs) == 1


# putting in


async def test_somebody_new_is_put_in_and_somebody_known_is_added_to(office: Office) -> None:
    admin = await office.somebody("admin")
    sent = {
        "phone": "+91 98123 45001",
        "fields": {"name": "Asha Rao", "city": "Pune"},
        "assignee": "imran",
        "note": "walked in",
    }
    status, body = await office.told(admin, "POST", "/leads", sent)
    assert (status, body["outcome"], body["fields"]) == (201, "created", {"name": "stated", "city": "stated"}), body
    lead = body["lead"]
    assert (lead["phone"], lead["source"], lead["assignee"]["value"]) == ("+919812345001", "manual", "imran")
    assert lead["fields"]["name"]["by"] == "api"
    more = {"phone": "+91-9812345001", "fields": {"city": "Kochi", "name": "Asha Rao", "budget": 5}}
    office.clock.ms += 1
    status, body = await office.told(admin, "POST", "/leads", more)
    assert (status, body["outcome"], body["lead"]["id"]) == (200, "merged", lead["id"])
    assert body["fields"] == {"city": "changed", "name": "same", "budget": "filled"}
    status, story = await office.told(admin, "GET", f"/leads/{lead['id']}/history")
    assert [entry["type"] for entry in story["data"]] == ["lead_added", "note_written", "lead_added"]
    assert {entry["actor"]["kind"] for entry in story["data"]} == {"bot"}
    assert story["data"][1]["notes"] == ["walked in"]
    status, body = await office.told(admin, "POST", "/leads", {**more, "if_exists": "tell"})
    assert (status, kind(body), body["lead"]["title"]) == (409, "exists", "Asha Rao")


async def test_a_first_note_that_is_refused_is_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(draft: CommandDraft) -> None:
        raise RefusedError("full", "this lead has no room for notes")

    admin = await office.somebody("admin")
    monkeypatch.setattr(lead_intake, "note", lambda _: refused)
    status, body = await office.told(admin, "POST", "/leads", {"phone": "+919812345001", "note": "walked in"})
    assert (status, body["outcome"], body["note_refused"]) == (201, "created", "this lead has no room for notes")
    assert await entries(office, body["lead"]["id"]) == 1
    monkeypatch.undo()
    status, body = await office.told(admin, "POST", "/leads", {"phone": "+919812345001", "note": "walked in"})
    assert (status, body["note_refused"]) == (200, None)


async def test_putting_in_is_done_once_per_key(office: Office) -> None:
    admin = await office.somebody("admin")
    key = {"Idempotency_Key": "n-1", **admin}
    sent = {"phone": "+919812345001", "fields": {"city": "Pune"}, "if_exists": "tell"}
    first = await office.ask("POST", f"{AT}/leads", sent, **key)
    again = await office.ask("POST", f"{AT}/leads", sent, **key)
    assert (first[0], again[0], first[1]) == (201, 201, again[1])
    other = await office.ask("POST", f"{AT}/leads", {**sent, "phone": "+919812345002"}, **key)
    assert kind(other[1]) == "idempotency_key_reused"
    assert await entries(office, first[1]["lead"]["id"]) == 1


async def test_a_lead_out_of_sight_is_said_to_exist_and_no_more(office: Office) -> None:
    imran = await office.somebody("user", "imran")
    lead = await given.lead(office, assignee="ravi", name="Secret Name")
    status, body = await office.told(imran, "GET", "/leads/exists?phone=%2B919812345001")
    assert (status, body["exists"], body["lead"]) == (200, True, None)
    status, body = await office.told(imran, "POST", "/leads", {"phone": "+919812345001", "fields": {"city": "Agra"}})
    assert (status, kind(body), body["lead"]) == (409, "exists", None)
    assert "Secret" not in str(body)
    assert lead not in str(body)
    assert await entries(office, lead) == 2


@pytest.mark.parametrize(
    ("assignee", "more", "told"), [("ravi", {}, None), ("imran", {"if_exists": "tell"}, "Secret Name")]
)
async def test_whoever_comes_to_be_there_meanwhile_is_added_to_by_nobody_who_may_not(
    office: Office, monkeypatch: pytest.MonkeyPatch, assignee: str, more: dict[str, Any], told: str | None
) -> None:
    imran = await office.somebody("user", "imran")
    lead = await given.lead(office, assignee=assignee, name="Secret Name")
    real, asked = MemoryReading.owners, list[object]()

    async def late(self: MemoryReading, account: str, keys: Sequence[str]) -> list[Lead]:
        asked.append(keys)
        return await real(self, account, keys) if len(asked) > 1 else []  # they are there a moment later

    monkeypatch.setattr(MemoryReading, "owners", late)
    sent = {"phone": "+919812345001", "fields": {"city": "Agra"}, "assignee": "@me", **more}
    status, body = await office.told(imran, "POST", "/leads", sent)
    assert (status, kind(body), (body["lead"] or {}).get("title")) == (409, "exists", told)
    assert await entries(office, lead) == 2
    (after,) = await office.store.leads_by_ids([lead])
    assert (after.assignee["v"], after.value("city")) == (assignee, None)


async def test_while_a_number_is_typed_it_is_told_whose_it_is(office: Office) -> None:
    admin = await office.somebody("admin")
    lead = await given.lead(office, name="Asha Rao")
    for typed, exists, known in (
        ("%2B91 98123-45001", True, True),
        ("%2B919812345002", False, True),
        ("981", False, False),
    ):
        status, body = await office.told(admin, "GET", f"/leads/exists?phone={typed}")
        assert (status, body["exists"], body["phone"] is not None) == (200, exists, known), body
        assert (body["lead"] or {}).get("id") == (lead if exists else None)


@pytest.mark.parametrize(
    ("sent", "status", "what", "at"),
    [
        ({}, 422, "invalid", "/phone"),
        ({"phone": "12"}, 422, "invalid", "/phone"),
        ({"phone": "+919812345001", "fields": {"colour": 1}}, 422, "unknown_field", "/fields/colour"),
        ({"phone": "+919812345001", "fields": {"budget": "many"}}, 422, "invalid", "/fields/budget"),
        ({"phone": "+919812345001", "assignee": "nobody"}, 422, "not_assignable", "/assignee"),
        ({"phone": {"$ne": ""}}, 422, "invalid", "/phone"),
    ],
)
async def test_who_cannot_be_put_in_is_told_where(office: Office, sent: Any, status: int, what: str, at: str) -> None:
    admin = await office.somebody("admin")
    found, body = await office.told(admin, "POST", "/leads", sent)
    assert (found, kind(body), body["errors"][0]["at"]) == (status, what, at), body


# stories


async def test_history_is_read_by_kind_and_actor_and_page(office: Office) -> None:
    admin = await office.somebody("admin")
    lead = await given.lead(office, city="Pune", assignee="imran")
    stamp = (await read(office, admin, lead))["state"]["stamp"]
    await office.told(admin, "POST", f"/leads/{lead}/state", {"state": "contacted", "base": stamp})

    async def told(query: str) -> list[int]:
        status, body = await office.told(admin, "GET", f"/leads/{lead}/history?{query}")
        assert status == 200, body
        return [entry["seq"] for entry in body["data"]]

    assert await told("") == [3, 2, 1]
    assert await told("type=state") == [3]
    assert await told("type=assignment") == [2]
    assert await told("actor=rule") == [2]
    assert await told("actor=person") == [1]
    assert await told("limit=1&before=3") == [2]
    _, body = await office.told(admin, "GET", f"/leads/{lead}/history?limit=2")
    assert body["next"] == 2
    _, body = await office.told(admin, "GET", f"/leads/{lead}/history/3")
    assert (body["changes"], body["content"]) == ([{"field": "state", "from": "new", "to": "contacted"}], None)
    assert (await office.told(admin, "GET", f"/leads/{lead}/history/4"))[0] == 404
    _, body = await office.told(admin, "GET", f"/leads/{lead}/verify")
    assert (body["sound"], body["entries"], body["findings"]) == (True, 3, [])


async def test_the_timeline_is_in_the_order_of_time_and_goes_on(office: Office) -> None:
    admin = await office.somebody("admin")
    lead = await given.lead(office)
    for at in (5, 3, 4):  # told in another order than they happened
        step = Command("acme", f"c{at}", lead, at * 1_000, "rule", "r", "rule_fired", ())
        await given.done(office, step)
    status, first = await office.told(admin, "GET", f"/leads/{lead}/timeline?limit=2")
    assert (status, [entry["id"] for entry in first["data"]]) == (200, ["acme:form:1", "acme:c5"])
    _, rest = await office.told(admin, "GET", f"/leads/{lead}/timeline?limit=2&before={first['next']}")
    assert ([entry["id"] for entry in rest["data"]], rest["next"]) == (["acme:c4", "acme:c3"], None)
    assert (await office.told(admin, "GET", f"/leads/{lead}/timeline?kinds=nonsense"))[0] == 422
    assert (await office.told(admin, "GET", f"/leads/{lead}/timeline?before=x"))[0] == 422
    _, rules = await office.told(admin, "GET", f"/leads/{lead}/timeline?kinds=rule")
    assert len(rules["data"]) == 3
