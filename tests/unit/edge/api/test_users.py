"""People of an account: let in, given roles, let go; and nobody by it gets more than whoever does it has."""

from dataclasses import replace
from typing import Any

import pytest

from tests.unit.edge.api.office import Office
from worker.access.people import Person, digest
from worker.access.principal import Membership
from worker.access.roles import Role

NEW = {"email": " Meena@Example.com ", "role": "user", "name": "Meena"}
PASSWORD = "seven green kettles sing"


def kind(body: Any) -> str:
    return str(body["type"]).rsplit("/", 1)[1]


async def invited(office: Office, who: dict[str, str], **more: Any) -> dict[str, Any]:
    status, body = await office.told(who, "POST", "/users", NEW | more)
    assert status == 201, body
    return dict(body)


async def test_who_is_invited_sets_a_password_by_the_link_once(office: Office) -> None:
    admin = await office.somebody("admin", "asha")
    made = await invited(office, admin, teammate="meena")
    assert {name: made["user"][name] for name in ("email", "role", "joined", "active", "teammate")} == {
        "email": "meena@example.com", "role": "user", "joined": False, "active": True, "teammate": "meena",
    }  # fmt: skip
    token = made["link"].rsplit("/console/invite/", 1)[1]
    status, body, _ = await office.ask("POST", "/auth/password", {"token": token, "password": PASSWORD})
    assert (status, body["accounts"][0]["role"]) == (200, "user")
    assert (await office.ask("POST", "/auth/password", {"token": token, "password": PASSWORD}))[0] == 404
    await office.sign_in("meena@example.com", PASSWORD)
    status, body = await office.told(admin, "POST", f"/users/{made['user']['id']}/invite")
    assert (status, kind(body)) == (409, "exists")
    assert (await office.told(admin, "POST", "/users", NEW))[0] == 409


async def test_a_new_link_ends_the_one_before(office: Office) -> None:
    admin = await office.somebody("admin", "asha")
    first = await invited(office, admin)
    _, second = await office.told(admin, "POST", f"/users/{first['user']['id']}/invite")
    old, new = (made["link"].rsplit("/", 1)[1] for made in (first, second))
    assert (await office.ask("POST", "/auth/password", {"token": old, "password": PASSWORD}))[0] == 404
    assert (await office.ask("POST", "/auth/password", {"token": new, "password": PASSWORD}))[0] == 200


async def test_somebody_of_two_accounts_is_neither_taken_over_nor_renamed_by_one_of_them(office: Office) -> None:
    admin = await office.somebody("admin", "asha")
    theirs = {"other": Membership("admin")}
    await office.people.add(Person("p9", "zoya@example.com", "Zoya", "hash", memberships=theirs))
    made = await invited(office, admin, email="zoya@example.com", name="Taken")
    assert (made["link"], made["user"]["name"], made["user"]["elsewhere"]) == (None, "Zoya", True)
    person = await office.people.person("p9")
    assert person is not None
    assert person.memberships == theirs | {"acme": Membership("user")}
    # ids of people made by hand are none of ours, so the routes are asked through somebody else's
    zoya = replace(person, id="0" * 26, email="z2@example.com")
    await office.people.add(zoya)
    status, body = await office.told(admin, "POST", f"/users/{zoya.id}/reset")
    assert (status, kind(body)) == (403, "not_allowed")
    status, body = await office.told(admin, "PATCH", f"/users/{zoya.id}", {"version": zoya.version, "name": "Taken"})
    assert (status, body["errors"][0]["code"]) == (422, "elsewhere")
    status, _ = await office.told(admin, "PATCH", f"/users/{zoya.id}", {"version": zoya.version, "active": False})
    assert status == 200
    kept = await office.people.person(zoya.id)
    assert kept is not None
    assert (kept.active, kept.memberships["acme"].active, kept.memberships["other"].active) == (True, False, True)


@pytest.mark.parametrize(
    ("sent", "at"),
    [
        ({"role": "chief"}, "/role"),
        ({"teammate": "nobody"}, "/teammate"),
        ({"email": "no address"}, "/email"),
        ({"email": "a b@example.com"}, "/email"),
        ({"name": "x" * 101}, "/name"),
        ({"password": "mine"}, "/password"),
    ],
)
async def test_what_cannot_be_is_refused_at_its_place(office: Office, sent: dict[str, Any], at: str) -> None:
    admin = await office.somebody("admin", "asha")
    status, body = await office.told(admin, "POST", "/users", NEW | sent)
    assert (status, [part["at"] for part in body["errors"]]) == (422, [at])


async def test_nobody_gives_or_takes_more_than_they_have(office: Office) -> None:
    office.roles["helper"] = Role("helper", "Helper", "team", office.roles["manager"].permissions | {"user.manage"})
    admin, helper = await office.somebody("admin", "asha"), await office.somebody("helper", "imran")
    _, listed = await office.told(helper, "GET", "/users")
    assert set(listed["roles"]) == {"helper", "manager", "user"}
    assert {one["may_change"] for one in listed["data"] if one["role"] == "admin"} == {False}
    status, body = await office.told(helper, "POST", "/users", NEW | {"role": "admin"})
    assert (status, kind(body), body["permission"]) == (403, "not_allowed", "user.manage")
    made = await invited(office, helper)
    user = made["user"]
    status, _ = await office.told(helper, "PATCH", f"/users/{user['id']}", {"version": 0, "role": "admin"})
    assert status == 403
    status, raised = await office.told(admin, "PATCH", f"/users/{user['id']}", {"version": 0, "role": "admin"})
    assert (status, raised["role"]) == (200, "admin")
    for method, path in (("POST", "reset"), ("POST", "invite"), ("GET", "sessions"), ("DELETE", "sessions")):
        assert (await office.told(helper, method, f"/users/{user['id']}/{path}"))[0] == 403
    assert (await office.told(helper, "PATCH", f"/users/{user['id']}", {"version": 1, "active": False}))[0] == 403


async def test_who_is_let_go_is_out_at_once_and_may_come_back(office: Office) -> None:
    admin = await office.somebody("admin", "asha")
    made = await invited(office, admin)
    user, token = made["user"]["id"], made["link"].rsplit("/", 1)[1]
    await office.ask("POST", "/auth/password", {"token": token, "password": PASSWORD})
    cookie = await office.sign_in("meena@example.com", PASSWORD)
    _, seen = await office.told(admin, "GET", f"/users/{user}/sessions")
    assert len(seen["data"]) == 2
    _, now = await office.told(admin, "GET", "/users")
    version = next(one["version"] for one in now["data"] if one["id"] == user)
    status, body = await office.told(admin, "PATCH", f"/users/{user}", {"version": version, "active": False})
    assert (status, body["active"]) == (200, False)
    assert (await office.told({"Cookie": cookie}, "GET", "/me"))[0] == 401
    cookie = await office.sign_in("meena@example.com", PASSWORD)
    assert (await office.told({"Cookie": cookie}, "GET", "/me"))[0] == 404
    assert (await office.ask("GET", "/auth/me", Cookie=cookie))[1]["accounts"] == []
    status, _ = await office.told(admin, "PATCH", f"/users/{user}", {"version": version + 1, "active": True})
    assert status == 200
    cookie = await office.sign_in("meena@example.com", PASSWORD)  # who may do other things now signs in anew
    assert (await office.told({"Cookie": cookie}, "GET", "/me"))[0] == 200
    assert (await office.told(admin, "DELETE", f"/users/{user}/sessions"))[0] == 204
    assert (await office.told({"Cookie": cookie}, "GET", "/me"))[0] == 401


async def test_of_two_who_change_somebody_one_is_told_what_stands(office: Office) -> None:
    admin = await office.somebody("admin", "asha")
    user = (await invited(office, admin))["user"]
    assert (await office.told(admin, "PATCH", f"/users/{user['id']}", {"version": 0, "name": "M"}))[0] == 200
    status, body = await office.told(admin, "PATCH", f"/users/{user['id']}", {"version": 0, "name": "N"})
    assert (status, kind(body), body["theirs"]["name"], body["theirs"]["version"]) == (409, "conflict", "M", 1)


async def test_the_last_who_can_give_roles_stays(office: Office) -> None:
    (cookie,) = [await office.sign_in()]
    me, own = {"Cookie": cookie}, "1" * 26
    asha = await office.people.person("p1")
    assert asha is not None
    await office.people.add(replace(asha, id=own, email="second@example.com"))
    gone = {"version": 0, "active": False}
    assert (await office.told(me, "PATCH", f"/users/{own}", gone))[0] == 200
    await office.people.change(replace(asha, memberships={"acme": Membership("user")}))
    boss = await office.somebody("admin", "asha")
    (last,) = [
        one for one in (await office.told(boss, "GET", "/users"))[1]["data"] if one["role"] == "admin" and one["active"]
    ]
    for change in ({"active": False}, {"role": "user"}):
        status, body = await office.told(boss, "PATCH", f"/users/{last['id']}", {"version": last["version"], **change})
        assert (status, body["errors"][0]["code"]) == (422, "last_manager")


async def test_people_of_other_accounts_are_not_there(office: Office) -> None:
    admin = await office.somebody("admin", "asha")
    stranger = Person("2" * 26, "s@example.com", memberships={"other": Membership("user")})
    await office.people.add(stranger)
    asked = [
        ("PATCH", "", {"version": 0}),
        ("POST", "/reset", None),
        ("POST", "/invite", None),
        ("DELETE", "/sessions", None),
    ]
    for method, path, sent in asked:
        assert (await office.told(admin, method, f"/users/{stranger.id}{path}", sent))[0] == 404
    assert "'s@example.com'" not in str((await office.told(admin, "GET", "/users"))[1])
    assert await office.people.invited(digest("x"), 0) is None
