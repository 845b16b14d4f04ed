"""Spaces: saved by one, seen by whom they are for, changed by whom they belong to, never overwritten unseen."""

import asyncio
from typing import Any

import pytest

from schemas.account import FieldsFile
from schemas.api import spaces as sizes
from tests.unit.edge.api.office import AT, Office

HOT: dict[str, Any] = {
    "name": "Hot, Pune",
    "filter": {
        "all": [
            {"field": "city", "op": "is", "value": "Pune"},
            {"not": {"field": "assignee", "op": "is", "value": "@me"}},
            {"field": "created_at", "op": "last", "value": {"days": 30}},
            {
                "any": [
                    {"field": "budget", "op": "between", "value": [1, 2.5]},
                    {"field": "email", "op": "empty", "value": None},
                ]
            },
        ]
    },
    "sort": [{"field": "created_at", "direction": "desc"}],
    "columns": ["name", "city", "window_until"],
    "card": {"fields": ["budget"]},
    "board": {"by": "state", "sum": "budget"},
}


def kind(body: Any) -> str:
    return str(body["type"]).rsplit("/", 1)[1]


async def names(office: Office, who: dict[str, str]) -> list[str]:
    status, body = await office.told(who, "GET", "/spaces")
    assert status == 200
    return [space["name"] for space in body["data"]]


async def test_what_is_saved_comes_back_as_it_was_and_is_ones_own(office: Office) -> None:
    imran, meena = await office.somebody("user", "imran"), await office.somebody("user", "meena")
    status, made = await office.told(imran, "POST", "/spaces", HOT)
    assert status == 201
    assert {name: made[name] for name in ("name", "filter", "sort")} == {
        name: HOT[name] for name in ("name", "filter", "sort")
    }
    assert (made["version"], made["mine"], made["for_me"], made["may_change"], made["scope"]) == (
        1,
        True,
        True,
        True,
        "me",
    )
    assert made["problems"] == []
    assert await names(office, imran) == ["Hot, Pune"]
    assert await names(office, meena) == []
    for method, sent in (("PUT", HOT | {"version": 1}), ("DELETE", None)):
        assert (await office.told(meena, method, f"/spaces/{made['id']}", sent))[0] == 404


async def test_a_request_that_comes_again_makes_one_space(office: Office) -> None:
    who = await office.somebody("user", "imran")
    first = await office.ask("POST", f"{AT}/spaces", HOT, Idempotency_Key="once", **who)
    again = await office.ask("POST", f"{AT}/spaces", HOT, Idempotency_Key="once", **who)
    assert first[:2] == again[:2]
    assert len(await names(office, who)) == 1
    status, body, _ = await office.ask("POST", f"{AT}/spaces", HOT | {"name": "Other"}, Idempotency_Key="once", **who)
    assert (status, kind(body)) == (422, "idempotency_key_reused")
    status, body, _ = await office.ask("POST", f"{AT}/spaces", HOT, **who)
    assert (status, kind(body)) == (400, "idempotency_key_required")


@pytest.mark.parametrize(
    ("scope", "seen_by"),
    [
        ("team:sales", {"imran", "meena"}),
        ("team:support", {"ravi"}),
        ("role:user", {"imran", "ravi"}),
        ("role:manager", {"meena"}),
        ("everyone", {"imran", "meena", "ravi"}),
    ],
)
async def test_a_shared_space_is_seen_by_those_it_is_for(office: Office, scope: str, seen_by: set[str]) -> None:
    admin = await office.somebody("admin", "asha")
    status, made = await office.told(admin, "POST", "/spaces", HOT | {"scope": scope})
    assert status == 201
    people = {
        "imran": await office.somebody("user", "imran"),
        "meena": await office.somebody("manager", "meena"),
        "ravi": await office.somebody("user", "ravi"),
    }
    assert {name for name, who in people.items() if await names(office, who)} == seen_by
    for name, who in people.items():
        change = await office.told(who, "PUT", f"/spaces/{made['id']}", HOT | {"scope": scope, "version": 1})
        expected = 404 if name not in seen_by else 200 if (name, scope) == ("meena", "team:sales") else 403
        assert change[0] == expected, (name, change)


@pytest.mark.parametrize(
    ("role", "scope", "status"),
    [
        ("user", "team:sales", 403),
        ("user", "everyone", 403),
        ("manager", "team:sales", 201),
        ("manager", "team:support", 403),
        ("manager", "role:user", 403),
        ("manager", "everyone", 403),
        ("admin", "role:user", 201),
        ("admin", "team:nobody", 422),
        ("admin", "role:chief", 422),
        ("admin", "others", 422),
    ],
)
async def test_who_may_share_with_whom(office: Office, role: str, scope: str, status: int) -> None:
    who = await office.somebody(role, "meena")
    found, body = await office.told(who, "POST", "/spaces", HOT | {"scope": scope})
    assert found == status, body
    if status == 403:
        assert (kind(body), body["permission"]) == ("not_allowed", "space.share")
    _, listed = await office.told(who, "GET", "/spaces")
    assert (scope in listed["may_share_with"]) == (status == 201)


async def test_of_two_who_change_a_space_at_once_one_is_told_what_stands(office: Office) -> None:
    admin = await office.somebody("admin", "asha")
    _, made = await office.told(admin, "POST", "/spaces", HOT | {"scope": "everyone"})
    tries = [
        office.told(admin, "PUT", f"/spaces/{made['id']}", HOT | {"scope": "everyone", "version": 1, "name": f"N{n}"})
        for n in range(3)
    ]
    done = await asyncio.gather(*tries)
    assert sorted(status for status, _ in done) == [200, 409, 409]
    (won,) = (body for status, body in done if status == 200)
    for status, body in done:
        if status == 409:
            assert kind(body) == "conflict"
            assert (body["theirs"]["name"], body["theirs"]["version"]) == (won["name"], 2)
            assert body["theirs"]["filter"] == HOT["filter"]
    assert (await office.told(admin, "DELETE", f"/spaces/{made['id']}?version=1"))[0] == 409
    assert (await office.told(admin, "DELETE", f"/spaces/{made['id']}?version=2"))[0] == 204
    assert (await office.told(admin, "DELETE", f"/spaces/{made['id']}"))[0] == 404


async def test_a_filter_that_names_a_field_that_is_gone_is_read_says_so_and_can_be_renamed(office: Office) -> None:
    who = await office.somebody("user", "imran")
    _, made = await office.told(who, "POST", "/spaces", HOT)
    office.accounts["acme"] = office.accounts["acme"].__class__(
        id="acme",
        settings=office.accounts["acme"].settings,
        fields=FieldsFile.model_validate({"fields": [{"id": "town"}]}),
    )
    _, body = await office.told(who, "GET", "/spaces")
    (space,) = body["data"]
    assert space["filter"] == HOT["filter"]
    assert {(part["at"], part["code"]) for part in space["problems"]} == {
        ("/filter/all/0/field", "unknown_field"),
        ("/filter/all/3/any/0/field", "unknown_field"),
        ("/columns/1", "unknown_field"),
        ("/card/fields/0", "unknown_field"),
        ("/board/sum", "unknown_field"),
    }
    renamed = await office.told(who, "PUT", f"/spaces/{made['id']}", HOT | {"name": "Old", "version": 1})
    assert (renamed[0], renamed[1]["name"], len(renamed[1]["problems"])) == (200, "Old", 5)
    status, body = await office.told(who, "PUT", f"/spaces/{made['id']}", HOT | {"columns": ["city"], "version": 2})
    assert (status, kind(body), [part["at"] for part in body["errors"]]) == (422, "unknown_field", ["/columns/0"])


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"filter": {"field": "cty", "op": "is", "value": "x"}}, "/filter/field"),
        ({"filter": {"field": "budget", "op": "contains", "value": "x"}}, "/filter/op"),
        ({"filter": {"field": "budget", "op": "gt", "value": {"$gt": 1}}}, ""),
        ({"filter": {"field": "city", "op": "is", "value": "x", "$where": "1"}}, ""),
        ({"sort": [{"field": "nothing"}]}, "/sort/0/field"),
        ({"sort": [{"field": "tag"}]}, "/sort/0/field"),
        ({"columns": ["name", "cty"]}, "/columns/1"),
        ({"name": ""}, "/name"),
        ({"name": "x" * 81}, "/name"),
        ({"icon": "<svg>"}, "/icon"),
        ({"surprise": 1}, "/surprise"),
        ({"columns": ["name"] * 101}, "/columns"),
        ({"filter": {"all": [{"field": "city", "op": "is", "value": "x"}] * 51}}, "/filter"),
    ],
)
async def test_what_cannot_be_meant_is_refused_at_its_place(office: Office, change: dict[str, Any], at: str) -> None:
    who = await office.somebody("user", "imran")
    status, body = await office.told(who, "POST", "/spaces", HOT | change)
    assert status == 422
    assert any(part["at"].startswith(at) for part in body["errors"]), body
    assert await names(office, who) == []


async def test_a_space_of_somebody_else_cannot_be_taken(office: Office) -> None:
    admin, meena = await office.somebody("admin", "asha"), await office.somebody("manager", "meena")
    _, made = await office.told(meena, "POST", "/spaces", HOT | {"scope": "team:sales"})
    status, body = await office.told(admin, "PUT", f"/spaces/{made['id']}", HOT | {"scope": "me", "version": 1})
    assert (status, body["errors"][0]["code"]) == (422, "not_yours")
    assert (await office.told(meena, "PUT", f"/spaces/{made['id']}", HOT | {"scope": "me", "version": 1}))[0] == 200
    assert (await office.told(admin, "GET", "/spaces"))[1]["data"] == []


async def test_everybody_has_an_order_of_their_own(office: Office) -> None:
    admin, imran = await office.somebody("admin", "asha"), await office.somebody("user", "imran")
    made = [
        (await office.told(admin, "POST", "/spaces", HOT | {"name": name, "scope": "everyone"}))[1]["id"]
        for name in "cab"
    ]
    assert await names(office, imran) == ["a", "b", "c"]
    unseen = (await office.told(admin, "POST", "/spaces", HOT | {"name": "d"}))[1]["id"]
    status, body = await office.told(imran, "PUT", "/spaces/order", {"ids": [made[0], unseen, made[2]]})
    assert (status, [space["name"] for space in body["data"]]) == (200, ["c", "b", "a"])
    assert await names(office, imran) == ["c", "b", "a"]
    assert await names(office, admin) == ["d", "a", "b", "c"]
    status, body = await office.told(imran, "PUT", "/spaces/order", {"ids": [made[0], made[0]]})
    assert (status, body["errors"][0]["at"]) == (422, "/ids/1")


async def test_there_are_so_many_spaces_and_no_more(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("worker.edge.api.spaces.MAX_OWN", 2)
    monkeypatch.setattr("worker.edge.api.spaces.MAX_SHARED", 1)
    admin = await office.somebody("admin", "asha")
    own = [await office.told(admin, "POST", "/spaces", HOT | {"name": f"n{n}"}) for n in range(3)]
    assert [status for status, _ in own] == [201, 201, 422]
    assert own[2][1]["errors"][0]["code"] == "too_many_spaces"
    assert (await office.told(admin, "POST", "/spaces", HOT | {"scope": "everyone"}))[0] == 201
    moved = HOT | {"scope": "everyone", "version": 1}
    assert (await office.told(admin, "PUT", f"/spaces/{own[0][1]['id']}", moved))[0] == 422
    assert sizes.MAX_OWN > 2
