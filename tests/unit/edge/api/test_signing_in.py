"""Signing in and out, passwords, sessions and tokens, through the API's own table of routes."""

import asyncio
import time
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from schemas.durations import DAY_MS
from tests.unit.edge.api.office import AT, KEPT, SECRET, Office, opened
from worker.access import passwords
from worker.access.people import HOUR_MS, Person, digest
from worker.access.principal import Membership
from worker.access.roles import PERMISSIONS


async def test_whoever_signs_in_is_known_and_in_their_accounts_alone(office: Office) -> None:
    cookie = await office.sign_in("  Asha@Example.com ")
    status, body, _ = await office.ask("GET", f"{AT}/me", Cookie=cookie)
    assert (status, body["role"], body["teammate"], body["account_name"]) == (200, "admin", "asha", "Acme")
    assert (await office.ask("GET", "/accounts/other/me", Cookie=cookie))[0] == 404
    status, body, _ = await office.ask("GET", "/auth/me", Cookie=cookie)
    assert body["accounts"] == [{"account": "acme", "name": "Acme", "role": "admin"}]


async def test_an_unknown_address_and_a_wrong_password_are_answered_alike(office: Office) -> None:
    tries = (("asha@example.com", "wrong"), ("nobody@example.com", SECRET))
    answers = [await office.ask("POST", "/auth/login", {"email": e, "password": p}) for e, p in tries]
    for status, body, cookies in answers:
        assert (status, body["detail"], dict(cookies)) == (401, answers[0][1]["detail"], {})


async def test_somebody_who_was_let_go_is_out_at_once(office: Office) -> None:
    cookie = await office.sign_in("imran@example.com")
    person = await office.people.person("p2")
    assert person is not None
    await office.people.change(replace(person, active=False))
    assert (await office.ask("GET", f"{AT}/me", Cookie=cookie))[0] == 401
    status, body, _ = await office.ask("POST", "/auth/login", {"email": "imran@example.com", "password": SECRET})
    assert (status, body["type"].rsplit("/", 1)[1]) == (401, "sign_in")


async def test_guessing_is_slowed_also_when_all_guesses_come_at_once_and_for_addresses_nobody_has(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = passwords.matches

    def slow(password: str, kept: str) -> bool:
        time.sleep(0.1)  # as a hash of full cost: all guesses are under way before the first is answered
        return quick(password, kept)

    monkeypatch.setattr(passwords, "matches", slow)
    for email in ("asha@example.com", "nobody@example.com"):
        sent = {"email": email, "password": "wrong"}
        found = await asyncio.gather(*(office.ask("POST", "/auth/login", sent) for _ in range(12)))
        told = sorted(status for status, _, _ in found)
        assert told == [401] * told.count(401) + [429] * told.count(429)
        assert told.count(401) <= 6  # five, and one that was looked up meanwhile
    status, body, _ = await office.ask("POST", "/auth/login", {"email": "asha@example.com", "password": SECRET})
    assert (status, "try again in" in body["detail"]) == (429, True)
    office.clock.ms += 5 * 60_000
    await office.sign_in()


async def test_one_address_cannot_try_everybodys_password(office: Office) -> None:
    told = []
    for n in range(33):
        status, _, _ = await office.ask("POST", "/auth/login", {"email": f"p{n}@example.com", "password": "wrong"})
        told.append(status)
    assert told == [401] * 30 + [429] * 3


async def test_nothing_of_what_is_secret_is_logged(office: Office) -> None:
    with capture_logs() as logs:
        cookie = await office.sign_in()
        await office.ask("POST", "/auth/login", {"email": "asha@example.com", "password": "some wrong words"})
    text = str(logs)
    assert "sign_in.done" in text
    for secret in (SECRET, "some wrong words", cookie.partition("=")[2], "asha@example.com"):
        assert secret not in text


async def test_a_session_ends_by_signing_out_idleness_and_age(office: Office) -> None:
    cookie = await office.sign_in()
    status, _, cookies = await office.ask("POST", "/auth/logout", Cookie=cookie)
    assert (status, cookies["leadworker"]["max-age"]) == (204, "0")
    assert (await office.ask("GET", f"{AT}/me", Cookie=cookie))[0] == 401
    cookie = await office.sign_in()
    office.clock.ms += 12 * HOUR_MS
    assert (await office.ask("GET", f"{AT}/me", Cookie=cookie))[0] == 401
    cookie = await office.sign_in()
    for hour in range(14 * 24 + 1):
        status = (await office.ask("GET", f"{AT}/me", Cookie=cookie))[0]
        assert status == (200 if hour < 14 * 24 else 401), hour
        office.clock.ms += HOUR_MS


async def test_each_signing_in_is_a_session_of_its_own_that_only_its_owner_ends(office: Office) -> None:
    first, second, theirs = await office.sign_in(), await office.sign_in(), await office.sign_in("imran@example.com")
    assert len({first, second, theirs}) == 3
    listed = (await office.ask("GET", "/auth/sessions", Cookie=second))[1]["data"]
    assert [one["current"] for one in listed] in ([True, False], [False, True])
    assert second.partition("=")[2] not in str(listed)
    other = next(one["id"] for one in listed if not one["current"])
    assert (await office.ask("DELETE", f"/auth/sessions/{other}", Cookie=theirs))[0] == 404
    assert (await office.ask("DELETE", f"/auth/sessions/{other}", Cookie=second))[0] == 204
    assert [(await office.ask("GET", f"{AT}/me", Cookie=one))[0] for one in (first, second, theirs)] == [401, 200, 200]


async def test_a_session_that_somebody_else_chose_is_never_taken_over(office: Office) -> None:
    status, _, cookies = await office.ask(
        "POST", "/auth/login", {"email": "asha@example.com", "password": SECRET}, Cookie="leadworker=planted"
    )
    assert (status, cookies["leadworker"].value != "planted") == (200, True)
    assert (await office.ask("GET", f"{AT}/me", Cookie="leadworker=planted"))[0] == 401


async def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(office: Office) -> None:
    cookie = (await office.ask("POST", "/auth/login", {"email": "asha@example.com", "password": SECRET}))[2][
        "leadworker"
    ]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")
    made, server = opened(secure=True)
    async with made.client:
        await made.people.add(Person("p1", "asha@example.com", password=KEPT))
        sent = {"email": "asha@example.com", "password": SECRET}
        cookies = (await made.ask("POST", "/auth/login", sent))[2]
    await server.close()
    assert (list(cookies), cookies["__Host-leadworker"]["secure"]) == (["__Host-leadworker"], True)


async def test_an_invitation_sets_a_password_once_and_ends_what_was_open(office: Office) -> None:
    old = await office.sign_in()
    await office.people.invite(digest("i" * 43), "p1", office.clock.now() + DAY_MS)
    weak = {"token": "i" * 43, "password": "asha"}
    status, body, _ = await office.ask("POST", "/auth/password", weak)
    assert (status, body["errors"][0]["at"]) == (422, "/password")
    better = {"token": "i" * 43, "password": "seven green kettles sing"}
    status, body, cookies = await office.ask("POST", "/auth/password", better)
    assert (status, body["email"]) == (200, "asha@example.com")
    new = f"leadworker={cookies['leadworker'].value}"
    assert [(await office.ask("GET", f"{AT}/me", Cookie=one))[0] for one in (old, new)] == [401, 200]
    assert (await office.ask("POST", "/auth/password", better))[0] == 404
    assert (await office.ask("POST", "/auth/login", {"email": "asha@example.com", "password": SECRET}))[0] == 401
    await office.sign_in(password="seven green kettles sing")


async def test_an_invitation_that_is_over_sets_nothing(office: Office) -> None:
    await office.people.invite(digest("i" * 43), "p1", office.clock.now() + DAY_MS)
    office.clock.ms += DAY_MS
    status, _, _ = await office.ask(
        "POST", "/auth/password", {"token": "i" * 43, "password": "seven green kettles sing"}
    )
    assert status == 404
    await office.sign_in()


async def test_a_token_acts_as_its_owner_within_its_scopes_until_it_is_revoked_or_over(office: Office) -> None:
    cookie = await office.sign_in("imran@example.com")
    status, made, _ = await office.ask(
        "POST", f"{AT}/tokens", {"name": "nightly", "scopes": ["lead.read"], "days": 1}, Cookie=cookie
    )
    assert status == 201
    bearer = {"Authorization": f"Bearer {made['token']}"}
    status, me, _ = await office.ask("GET", f"{AT}/me", **bearer)
    assert (status, me["kind"], me["id"], me["permissions"]) == (200, "api", made["id"], ["lead.read"])
    assert (await office.ask("GET", f"{AT}/tokens", **bearer))[0] == 403
    listed = (await office.ask("GET", f"{AT}/tokens", Cookie=cookie))[1]["data"]
    assert [one["name"] for one in listed] == ["nightly"]
    assert made["token"].rsplit("_", 1)[1] not in str(listed)
    stolen = made["token"][:-1] + ("A" if made["token"][-1] != "A" else "B")
    assert (await office.ask("GET", f"{AT}/me", Authorization=f"Bearer {stolen}"))[0] == 401
    office.clock.ms += DAY_MS
    assert (await office.ask("GET", f"{AT}/me", **bearer))[0] == 401
    office.clock.ms -= DAY_MS
    assert (await office.ask("DELETE", f"{AT}/tokens/{made['id']}", Cookie=cookie))[0] == 204
    assert (await office.ask("GET", f"{AT}/me", **bearer))[0] == 401


async def test_nobody_gives_a_token_what_they_have_not_and_only_admins_see_those_of_others(office: Office) -> None:
    imran, asha = await office.sign_in("imran@example.com"), await office.sign_in()
    status, body, _ = await office.ask(
        "POST", f"{AT}/tokens", {"name": "n", "scopes": ["lead.read", "lead.export", "lead.nothing"]}, Cookie=imran
    )
    assert (status, [part["at"] for part in body["errors"]]) == (422, ["/scopes/1", "/scopes/2"])
    made = (await office.ask("POST", f"{AT}/tokens", {"name": "n", "scopes": sorted(PERMISSIONS)}, Cookie=asha))[1]
    assert (await office.ask("GET", f"{AT}/tokens", Cookie=imran))[1]["data"] == []
    assert (await office.ask("DELETE", f"{AT}/tokens/{made['id']}", Cookie=imran))[0] == 404
    assert len((await office.ask("GET", f"{AT}/tokens", Cookie=asha))[1]["data"]) == 1
    status, body, _ = await office.ask(
        "POST", f"{AT}/tokens", {"name": "m", "scopes": ["lead.read"]}, Authorization=f"Bearer {made['token']}"
    )
    assert (status, "makes no tokens" in body["detail"]) == (403, True)


async def test_a_token_loses_what_its_owner_loses(office: Office) -> None:
    asha = await office.sign_in()
    made = (
        await office.ask("POST", f"{AT}/tokens", {"name": "n", "scopes": ["lead.read", "lead.export"]}, Cookie=asha)
    )[1]
    bearer = {"Authorization": f"Bearer {made['token']}"}
    person = await office.people.person("p1")
    assert person is not None
    await office.people.change(replace(person, memberships={"acme": Membership("user")}))
    assert (await office.ask("GET", f"{AT}/me", **bearer))[1]["permissions"] == ["lead.read"]
    person = await office.people.person("p1")
    assert person is not None
    await office.people.change(replace(person, memberships={}))
    assert (await office.ask("GET", f"{AT}/me", **bearer))[0] == 401
