"""Layouts: mine, else my team's, role's or everyone's, else the built-in one; what is gone is left out, what is new is there."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from schemas.account import FieldsFile
from tests.unit.edge.api.office import Office
from worker.edge.api.columns import OWN
from worker.views.columns import COLUMNS

TABLE: dict[str, Any] = {"screen": "table", "columns": [{"id": "name", "width": 240, "pinned": True}, {"id": "city"}]}
DETAILS: dict[str, Any] = {
    "screen": "details",
    "groups": [
        {"id": "deal", "title": "Deal", "fields": [{"id": "budget", "required": True}, {"id": "name"}]},
        {"id": "rest", "title": "Rest", "fields": [{"id": "city"}]},
    ],
}


def kind(body: Any) -> str:
    return str(body["type"]).rsplit("/", 1)[1]


def put(layout: dict[str, Any], version: int = 0) -> dict[str, Any]:
    return {"layout": layout, "version": version}


async def test_the_nearest_layout_holds(office: Office) -> None:
    admin, imran, meena = [
        await office.somebody(role, name) for role, name in (("admin", "asha"), ("user", "imran"), ("manager", "meena"))
    ]
    for screen in ("table", "card", "board", "details", "summary", "header"):
        status, body = await office.told(imran, "GET", f"/layouts/{screen}")
        assert (status, body["origin"], body["version"], body["layout"]["screen"]) == (200, "built-in", 0, screen)
    for target, column in (("everyone", "phone"), ("role:user", "state"), ("me", "budget")):
        who = imran if target == "me" else admin
        layout = {"screen": "table", "columns": [{"id": column}]}
        assert (await office.told(who, "PUT", f"/layouts/table?for={target}", put(layout)))[0] == 200
        for asked, origin in ((imran, target), (meena, "everyone")):
            _, body = await office.told(asked, "GET", "/layouts/table")
            assert body["origin"] == origin
    _, body = await office.told(admin, "GET", "/layouts/table?for=role:user")
    assert (body["layout"]["columns"][0]["id"], body["origin"], body["version"]) == ("state", "role:user", 1)
    _, body = await office.told(admin, "GET", "/layouts/table?for=role:manager")
    assert (body["layout"]["columns"][0]["id"], body["origin"], body["version"]) == ("phone", "everyone", 0)
    for origin in ("role:user", "everyone", "built-in"):
        whose = "me" if origin == "role:user" else "role:user" if origin == "everyone" else "everyone"
        who = imran if whose == "me" else admin
        assert (await office.told(who, "DELETE", f"/layouts/table?for={whose}"))[0] == 204
        assert (await office.told(imran, "GET", "/layouts/table"))[1]["origin"] == origin


async def test_the_built_in_table_shows_the_accounts_fields(office: Office) -> None:
    who = await office.somebody("user", "imran")
    _, body = await office.told(who, "GET", "/layouts/table")
    named = [column["id"] for column in body["layout"]["columns"]]
    assert named == [
        "name",
        "phone",
        "state",
        "assignee",
        "city",
        "budget",
        "visit",
        "source",
        "created_at",
        "updated_at",
    ]
    _, body = await office.told(who, "GET", "/layouts/details")
    assert [field["id"] for group in body["layout"]["groups"] for field in group["fields"]] == [
        "name", "email", "city", "budget", "visit",
    ]  # fmt: skip


async def test_a_field_that_is_gone_is_left_out_and_one_that_came_stands_under_more(office: Office) -> None:
    who = await office.somebody("user", "imran")
    assert (await office.told(who, "PUT", "/layouts/details?for=me", put(DETAILS)))[0] == 200
    assert (await office.told(who, "PUT", "/layouts/table?for=me", put(TABLE)))[0] == 200
    _, body = await office.told(who, "GET", "/layouts/details")
    assert body["layout"]["groups"] == [
        {"open": True, **group, "fields": [{"required": False, **field} for field in group["fields"]]}
        for group in DETAILS["groups"]
    ]  # `visit` was taken out on purpose
    fields = FieldsFile.model_validate(
        {"fields": [{"id": "budget", "type": "number"}, {"id": "floor"}, {"id": "visit"}]}
    )
    office.accounts["acme"] = replace(office.accounts["acme"], fields=fields)
    _, body = await office.told(who, "GET", "/layouts/details")
    shown = {group["id"]: [field["id"] for field in group["fields"]] for group in body["layout"]["groups"]}
    assert shown == {"deal": ["budget", "name"], "rest": [], "more": ["floor"]}
    assert body["unknown"] == ["city"]
    _, body = await office.told(who, "GET", "/layouts/table")
    assert ([column["id"] for column in body["layout"]["columns"]], body["unknown"]) == (["name"], ["city"])
    _, body = await office.told(who, "GET", "/layouts/details")
    assert (await office.told(who, "PUT", "/layouts/details?for=me", put(body["layout"], body["version"])))[0] == 200


@pytest.mark.parametrize(
    ("role", "screen", "target", "status"),
    [
        ("user", "table", "me", 200),
        ("user", "table", "everyone", 403),
        ("user", "table", "role:user", 403),
        ("user", "header", "me", 403),
        ("user", "table", "team:sales", 403),
        ("manager", "header", "me", 200),
        ("manager", "header", "team:sales", 200),
        ("manager", "table", "team:sales", 200),
        ("manager", "table", "team:support", 403),
        ("manager", "header", "everyone", 403),
        ("manager", "table", "role:user", 403),
        ("manager", "table", "role:admin", 403),
        ("admin", "table", "role:user", 200),
        ("admin", "table", "team:support", 200),
        ("admin", "table", "role:chief", 422),
        ("admin", "table", "team:chiefs", 422),
        ("admin", "table", "", 422),
    ],
)
async def test_who_may_set_a_screen_for_whom(office: Office, role: str, screen: str, target: str, status: int) -> None:
    who = await office.somebody(role, "meena")
    layout = TABLE if screen == "table" else {"screen": "header", "show_won": False, "won_text": "Sold"}
    found, body = await office.told(who, "PUT", f"/layouts/{screen}?for={target}", put(layout))
    assert found == status, body
    if status == 403:
        assert body["permission"] == "layout.share"
        assert (await office.told(who, "DELETE", f"/layouts/{screen}?for={target}"))[0] == 403
    _, shown = await office.told(who, "GET", f"/layouts/{screen}")
    assert (target in shown["may_change"]) == (status == 200)


async def test_a_teams_layout_holds_for_its_members_before_their_roles(office: Office) -> None:
    manager, ravi = await office.somebody("manager", "meena"), await office.somebody("user", "ravi")
    imran, admin = await office.somebody("user", "imran"), await office.somebody("admin", "asha")
    for who, target, column in ((admin, "role:user", "state"), (manager, "team:sales", "budget")):
        layout = {"screen": "table", "columns": [{"id": column}]}
        assert (await office.told(who, "PUT", f"/layouts/table?for={target}", put(layout)))[0] == 200
    for who, origin in ((imran, "team:sales"), (ravi, "role:user"), (manager, "team:sales"), (admin, "built-in")):
        assert (await office.told(who, "GET", "/layouts/table"))[1]["origin"] == origin
    assert (await office.told(manager, "DELETE", "/layouts/table?for=team:sales"))[0] == 204
    assert (await office.told(imran, "GET", "/layouts/table"))[1]["origin"] == "role:user"


@pytest.mark.parametrize(
    ("screen", "layout", "at"),
    [
        ("table", DETAILS, "/layout/screen"),
        ("table", {"screen": "table", "columns": []}, "/layout/columns"),
        ("table", {"screen": "table", "columns": [{"id": "cty"}]}, "/layout/columns/0/id"),
        ("table", {"screen": "table", "columns": [{"id": "name"}, {"id": "name"}]}, "/layout/columns/1/id"),
        ("table", {"screen": "table", "columns": [{"id": "name", "width": 9}]}, "/layout/columns/0/width"),
        ("details", {"screen": "details", "groups": [DETAILS["groups"][0]] * 2}, "/layout/groups/1"),
        ("header", {"screen": "header", "won_text": "x" * 61}, "/layout/won_text"),
        ("card", {"screen": "card", "fields": ["name"] * 13}, "/layout/fields"),
        ("board", {"screen": "board", "by": "nothing"}, "/layout/by"),
        ("board", {"screen": "wall"}, "/layout"),
    ],
)
async def test_what_cannot_be_a_layout_is_refused_at_its_place(
    office: Office, screen: str, layout: dict[str, Any], at: str
) -> None:
    who = await office.somebody("admin", "asha")
    status, body = await office.told(who, "PUT", f"/layouts/{screen}?for=me", put(layout))
    assert status == 422
    assert any(part["at"].startswith(at) for part in body["errors"]), body


async def test_of_two_who_write_a_layout_at_once_one_is_told_what_stands(office: Office) -> None:
    admin = await office.somebody("admin", "asha")
    for version in (0, 1):
        tries = [office.told(admin, "PUT", "/layouts/table?for=everyone", put(TABLE, version)) for _ in range(3)]
        done = await asyncio.gather(*tries)
        assert sorted(status for status, _ in done) == [200, 409, 409]
    refused = next(body for status, body in done if status == 409)
    assert (kind(refused), refused["theirs"]["version"]) == ("conflict", 2)


async def test_there_is_no_screen_but_these(office: Office) -> None:
    who = await office.somebody("admin", "asha")
    assert (await office.told(who, "GET", "/layouts/wall"))[0] == 404
    assert (await office.told(who, "GET", "/layouts/table?for=me&for=everyone"))[0] == 422


def test_a_layout_can_name_every_column_that_lists_have_and_no_other() -> None:
    assert set(OWN) == COLUMNS
