"""Fields that a role may not see are nowhere; those that it may not change are refused with a sentence, and marked."""

from dataclasses import replace
from typing import Any, Final

import orjson
import pytest

from tests.unit.edge.api.office import AT, Office
from tests.unit.edge.api.private_fields import NAMES, SECRET, scene, told
from tests.unit.live.test_feed import event
from worker.edge.api.asking import Again, Route
from worker.edge.api.openapi import PREFIX
from worker.edge.api.routes import ROUTES

SCREENS: Final = ("table", "card", "board", "details", "summary", "header")
QUERIES: Final = {"suggest_leads": "?q=919812", "lead_exists": "?phone=%2B919812345001"}
READS: Final = [route for route in ROUTES if route.of_account and route.again is Again.READS and not route.streams]


@pytest.mark.parametrize("route", READS, ids=lambda route: route.operation)
async def test_an_answer_is_without_what_the_role_may_not_see(office: Office, route: Route) -> None:
    lead = await scene(office)
    imran, asha = [{"Cookie": await office.sign_in(f"{name}@example.com")} for name in ("imran", "asha")]
    places = {"lead": lead, "account": "acme", "user": "0" * 26}
    several = (
        [{"screen": one} for one in SCREENS] if "{screen}" in route.path else [{"entry": str(n)} for n in range(1, 5)]
    )
    for more in several:
        path = PREFIX + route.path.format(**places, **more) + QUERIES.get(route.operation, "")
        sent = ({"leads": [lead]} if route.operation == "lead_rows" else {}) if route.body else None
        status, body, _ = await office.ask(route.method, path, sent, **imran)
        if route.permission and route.permission not in office.roles["user"].permissions:
            assert status == 403
            continue
        assert status == 200, (path, body)
        assert not told(body), (path, told(body))
        assert (await office.ask(route.method, path, sent, **asha))[0] == 200


async def test_who_may_see_the_fields_is_shown_them(office: Office) -> None:
    lead = await scene(office)
    _, body = await office.told(await office.somebody("manager", "meena"), "GET", f"/leads/{lead}")
    assert {name: body["fields"][name]["value"] for name in SECRET} == SECRET | {"verdict": "Quicksilver"}
    assert body["extra"]["Tier"]["value"] == "hexagonal"
    _, body = await office.told(await office.somebody("manager", "meena"), "GET", f"/leads/{lead}/history")
    assert {"margin", "verdict"} <= {change["field"] for entry in body["data"] for change in entry["changes"]}


async def test_a_field_that_one_may_not_change_is_refused_with_a_sentence_and_marked(office: Office) -> None:
    lead = await scene(office)
    user, manager = await office.somebody("user", "imran"), await office.somebody("manager", "meena")
    locked = {one["id"]: one["locked"] for one in (await office.told(user, "GET", "/schema"))[1]["fields"]}
    assert locked == {"name": False, "city": False, "budget": False, "grade": True}
    cells = (await office.told(user, "GET", f"/leads/{lead}"))[1]["fields"]
    assert (cells["grade"]["may_edit"], cells["grade"]["because"]) == (False, "not_allowed")
    assert cells["budget"]["may_edit"] is True
    changes = {
        "fields": {"grade": {"value": "B", "stamp": cells["grade"]["stamp"]}, "budget": {"value": 7, "stamp": None}}
    }
    status, body = await office.told(user, "PATCH", f"/leads/{lead}", changes)
    assert (status, body["type"].rsplit("/", 1)[1], body["errors"][0]["at"]) == (403, "not_allowed", "/fields/grade")
    assert "the role User may see grade and not change it" in body["detail"]
    made = {"phone": "+919812345077", "fields": {"grade": "B"}}
    assert (await office.told(user, "POST", "/leads", made))[0] == 403
    status, body = await office.told(
        manager, "PATCH", f"/leads/{lead}", {"fields": {"grade": changes["fields"]["grade"]}}
    )
    assert (status, body["lead"]["fields"]["grade"]["value"]) == (200, "B")


@pytest.mark.parametrize("name", NAMES[:-1])
async def test_a_hidden_field_is_written_as_one_that_there_is_not(office: Office, name: str) -> None:
    lead = await scene(office)
    user = await office.somebody("user", "imran")
    value = SECRET.get(name, "x")
    for path, method, sent in (
        (f"/leads/{lead}", "PATCH", {"fields": {name: {"value": value, "stamp": None}}}),
        ("/leads", "POST", {"phone": "+919812345001", "fields": {name: value}}),
    ):
        status, body = await office.told(user, method, path, sent)
        assert (status, body["type"].rsplit("/", 1)[1]) == (422, "unknown_field")
        assert body["detail"].endswith(f"fields.yaml has no field {name!r}")


async def test_live_updates_say_nothing_of_hidden_fields(office: Office) -> None:
    await scene(office)
    heard: dict[str, list[dict[str, Any]]] = {}
    account = office.accounts["acme"]
    for role in ("user", "manager"):
        heard[role] = []
        listener = office.feed.listen("acme", role, lambda _: True, None, account.seen_by(role).hidden)
        listener.put = heard[role].append  # type: ignore[method-assign,assignment]  # what is told, as it is told
    changes = [{"field": "verdict", "from": None, "to": "Quicksilver"}, {"field": "city", "from": None, "to": "Pune"}]
    told_of = event("01m8fdfyjvck38c5vc7ed01wf9", changes=changes)
    body = orjson.loads(told_of.body)
    body["lead"]["fields"] = {"verdict": "Quicksilver", "city": "Pune"}
    office.feed.heard(replace(told_of, body=orjson.dumps(body)))
    office.feed.flush()
    for role, knows in (("user", False), ("manager", True)):
        (frame,) = heard[role]
        text = bytes(frame).decode()  # type: ignore[call-overload]
        assert ("verdict" in text, "Quicksilver" in text, "Pune" in text) == (knows, knows, True)


async def test_shared_spaces_and_layouts_are_without_hidden_fields(office: Office) -> None:
    await scene(office)
    admin, user = await office.somebody("admin", "asha"), await office.somebody("user", "imran")
    bodies = [
        {"name": "found by it", "filter": {"any": [{"field": "margin", "op": "gt", "value": 1}]}},
        {"name": "sorted by it", "sort": [{"field": "renewal"}]},
        {"name": "lacking it", "filter": {"field": "incomplete", "op": "is", "value": "verdict"}},
        {
            "name": "shows it",
            "columns": ["city", "margin"],
            "card": {"fields": ["tier", "city"]},
            "board": {"sum": "margin"},
        },
    ]
    for body in bodies:
        assert (await office.told(admin, "POST", "/spaces", {"scope": "everyone", **body}))[0] == 201
    _, listed = await office.told(user, "GET", "/spaces")
    (space,) = listed["data"]
    assert (space["name"], space["columns"], space["card"]["fields"], space["board"]["sum"]) == (
        "shows it",
        ["city"],
        ["city"],
        None,
    )
    assert not told(space)
    assert not space["problems"]
    layouts: dict[str, Any] = {
        "table": {"columns": [{"id": "margin"}, {"id": "city"}]},
        "summary": {"fields": ["email", "city"]},
        "details": {"groups": [{"id": "g", "title": "G", "fields": [{"id": "verdict"}, {"id": "city"}]}]},
    }
    for screen, layout in layouts.items():
        sent = {"layout": {"screen": screen, **layout}, "version": 0}
        status, body = await office.told(admin, "PUT", f"/layouts/{screen}?for=everyone", sent)
        assert status == 200, body
        _, body = await office.told(user, "GET", f"/layouts/{screen}")
        assert (body["origin"], body["unknown"]) == ("everyone", [])
        assert "city" in str(body["layout"])
        assert not told(body)
    sent = {"layout": {"screen": "table", "columns": [{"id": "margin"}]}, "version": 0}
    status, body = await office.told(user, "PUT", "/layouts/table?for=me", sent)
    assert (status, body["type"].rsplit("/", 1)[1]) == (422, "unknown_field")


async def test_a_conflict_and_a_search_by_number_say_nothing_of_hidden_fields(office: Office) -> None:
    lead = await scene(office)
    user = await office.somebody("user", "imran")
    sent = {"fields": {"city": {"value": "Kochi", "stamp": None}}}
    status, body = await office.told(user, "PATCH", f"/leads/{lead}", sent)
    assert status == 409
    assert not told(body)
    status, body = await office.told(user, "POST", "/leads", {"phone": "+919812345001", "fields": {"city": "Kochi"}})
    assert status == 200
    assert not told(body)
    _, body, _ = await office.ask("GET", f"{AT}/leads/exists?phone=%2B919812345001", **user)
    assert not told(body)
