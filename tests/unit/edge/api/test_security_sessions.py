"""Sessions, tokens, links, roles: what ends, ends everywhere and at once; what is half open opens nothing."""

import asyncio
from dataclasses import replace
from typing import Any, Final

import pytest

from schemas.durations import DAY_MS
from tests import hostile
from tests.unit.edge.api.office import AT, HERE, SECRET, Office
from tests.unit.edge.api.test_events import hearing
from worker.access.people import Person, Session, digest
from worker.access.principal import Membership
from worker.edge.api import events
from worker.edge.api.asking import OPEN, Again, Route
from worker.edge.api.openapi import PREFIX
from worker.edge.api.routes import ROUTES

CLOSED: Final = [route for route in ROUTES if route.permission is not OPEN]


async def status(office: Office, route: Route, who: dict[str, str]) -> int:
    """Ask a route for something; give the status."""
    places = {"account": "acme", "entry": "1", "screen": "table", "session": "0" * 64}
    path = PREFIX + route.path.format(**dict.fromkeys(("lead", "user", "token", "space"), hostile.ID) | places)
    keyed = {"Idempotency-Key": "k"} if route.again in (Again.HISTORY, Again.ANSWER) else {}
    query = dict(hostile.QUERIES.get(route.operation, {}))
    sent = hostile.BODIES.get(route.operation)
    async with office.client.request(route.method, path, json=sent, params=query, headers=HERE | who | keyed) as answer:
        return answer.status


@pytest.mark.parametrize("route", CLOSED, ids=lambda route: route.operation)
async def test_what_is_half_open_or_over_opens_nothing(office: Office, route: Route) -> None:
    now = office.clock.ms
    for name, session in (
        ("pending", Session("", "p1", now, now, pending=True)),  # the second factor is missing
        ("over", Session("", "p1", now - 14 * DAY_MS, now)),
        ("idle", Session("", "p1", now - DAY_MS, now - DAY_MS // 2)),
        ("nobody's", Session("", "p9", now, now)),
    ):
        await office.people.open_session(replace(session, id=digest(name)))
        assert await status(office, route, {"Cookie": f"leadworker={name}"}) == 401, name
    person = await office.people.person("p1")
    assert person is not None
    cookie, token = {"Cookie": await office.sign_in()}, await office.somebody("admin", "asha")
    await office.people.change(replace(person, active=False))
    (made,) = await office.people.tokens("acme", None)
    owner = await office.people.person(made.owner)
    assert owner is not None
    await office.people.change(replace(owner, active=False))
    for who in (cookie, token):
        assert await status(office, route, who) == 401


@pytest.mark.parametrize("route", [route for route in CLOSED if route.of_account], ids=lambda route: route.operation)
async def test_a_role_that_there_is_no_more_opens_nothing(office: Office, route: Route) -> None:
    cookie, token = {"Cookie": await office.sign_in()}, await office.somebody("admin", "asha")
    kept = office.roles.pop("admin")
    for who in (cookie, token):
        assert await status(office, route, who) == 404
    office.roles["admin"] = replace(kept, permissions=frozenset())
    if route.permission:
        for who in (cookie, token):
            assert await status(office, route, who) == 403


@pytest.mark.parametrize("how", ["let go", "role changed", "signed out by an admin", "role gone"])
async def test_streams_end_with_the_right_to_them(office: Office, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "BEAT_SECONDS", 0.05)
    monkeypatch.setattr(events, "CHECK_SECONDS", 0.1)
    boss = {"Cookie": await office.sign_in()}
    user = "5" * 26
    await office.people.add(Person(user, "u@example.com", memberships={"acme": Membership("user", "imran")}))
    now = office.clock.ms
    await office.people.open_session(Session(digest("s"), user, now, now))
    async with hearing(office, {"Cookie": "leadworker=s"}) as stream:
        await stream.until("retry")
        change: dict[str, Any] = {"let go": {"active": False}, "role changed": {"role": "manager"}}.get(how, {})
        if change:
            assert (await office.told(boss, "PATCH", f"/users/{user}", {"version": 0, **change}))[0] == 200
        elif how == "role gone":
            office.roles.pop("user")
        else:
            assert (await office.told(boss, "DELETE", f"/users/{user}/sessions"))[0] == 204
        await stream.end()
    again, _, _ = await office.ask("GET", f"{AT}/me", Cookie="leadworker=s")
    assert again == (404 if how == "role gone" else 401)


async def test_a_link_that_two_follow_at_once_sets_one_password(office: Office) -> None:
    await office.people.invite(digest("i" * 43), "p1", office.clock.now() + DAY_MS)
    chosen = [f"umbrella teapot number {n}" for n in range(6)]
    sent = [{"token": "i" * 43, "password": password} for password in chosen]
    answers = await asyncio.gather(*(office.ask("POST", "/auth/password", one) for one in sent))
    told = [answer[0] for answer in answers]
    assert sorted(told) == [200] + [404] * 5
    for password, first in zip(chosen, told, strict=True):
        found = (await office.ask("POST", "/auth/login", {"email": "asha@example.com", "password": password}))[0]
        assert (found == 200) == (first == 200)


async def test_a_new_link_a_new_password_and_a_letting_go_end_earlier_links(office: Office) -> None:
    now = office.clock.now()
    for old, new in (("a" * 43, "b" * 43), ("b" * 43, "c" * 43)):
        await office.people.invite(digest(old), "p1", now + DAY_MS)
        await office.people.invite(digest(new), "p1", now + DAY_MS)
        sent = {"token": old, "password": "umbrella teapot number"}
        assert (await office.ask("POST", "/auth/password", sent))[0] == 404
    person = await office.people.person("p1")
    assert person is not None
    await office.people.change(replace(person, active=False))
    sent = {"token": "c" * 43, "password": "umbrella teapot number"}
    assert (await office.ask("POST", "/auth/password", sent))[0] == 404
    assert (await office.ask("POST", "/auth/login", {"email": "asha@example.com", "password": SECRET}))[0] == 401


async def test_two_admins_who_demote_each_other_at_once_leave_one(office: Office) -> None:
    ids = ["6" * 26, "7" * 26]
    asha = await office.people.person("p1")
    assert asha is not None
    await office.people.change(replace(asha, memberships={"acme": Membership("user")}))
    for n, user in enumerate(ids):
        await office.people.add(Person(user, f"boss{n}@example.com", memberships={"acme": Membership("admin")}))
        await office.people.open_session(Session(digest(f"boss{n}"), user, office.clock.ms, office.clock.ms))
    changes = [
        office.told({"Cookie": f"leadworker=boss{n}"}, "PATCH", f"/users/{ids[1 - n]}", {"version": 0, "role": "user"})
        for n in range(2)
    ]
    answers = await asyncio.gather(*changes)
    assert sorted(status for status, _ in answers) in ([200, 401], [200, 403], [200, 422])
    left = [one for one in await office.people.members("acme") if one.memberships["acme"].role == "admin"]
    assert len(left) == 1


async def test_guesses_at_a_token_and_a_cookie_are_in_vain_and_told_alike(office: Office) -> None:
    real = (await office.somebody("admin", "asha"))["Authorization"]
    tries = [
        real[:-1] + ("A" if real[-1] != "A" else "B"),
        real + "A",
        real[:-1],
        real.lower(),
        real.replace("lwt_", "LWT_"),
    ]
    told = [await office.ask("GET", f"{AT}/me", Authorization=one) for one in tries]
    assert {(status, body["type"]) for status, body, _ in told} == {(401, told[0][1]["type"])}
    assert (await office.ask("GET", f"{AT}/me", Authorization=real))[0] == 200


@pytest.mark.parametrize("email", ["ASHA@EXAMPLE.COM", " asha@example.com ", "asha@EXAMPLE.com", "aſha@example.com"])
async def test_spellings_of_an_address_share_their_tries(office: Office, email: str) -> None:
    for _ in range(5):
        await office.ask("POST", "/auth/login", {"email": "asha@example.com", "password": "wrong"})
    assert (await office.ask("POST", "/auth/login", {"email": email, "password": SECRET}))[0] == 429


async def test_a_made_up_proxy_header_gives_nobody_more_tries(office: Office) -> None:
    told = []
    for n in range(33):
        sent = {"email": f"p{n}@example.com", "password": "wrong"}
        told.append((await office.ask("POST", "/auth/login", sent, X_Forwarded_For=f"203.0.113.{n}"))[0])
    assert told == [401] * 30 + [429] * 3
