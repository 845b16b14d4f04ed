"""The second factor: asked for after the password, each code once, guessing slowed, required per role."""

import asyncio
from dataclasses import replace
from typing import Any

import pyotp
import pytest

from tests.unit.edge.api.office import SECRET, Office
from worker.access.people import digest

LOGIN = {"email": "asha@example.com", "password": SECRET}


def kind(body: Any) -> str:
    return str(body["type"]).rsplit("/", 1)[1]


def code(office: Office, secret: str, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(office.clock.ms // 1000 + 30 * steps)


async def turned_on(office: Office) -> tuple[str, list[str], str]:
    """Give the secret, the recovery codes and the cookie of somebody who has a second factor from now on."""
    cookie = await office.sign_in()
    status, begun, _ = await office.ask("POST", "/auth/second-factor", {"password": SECRET}, Cookie=cookie)
    assert (status, begun["address"].startswith("otpauth://totp/")) == (200, True)
    sent = {"code": code(office, begun["secret"])}
    status, body, cookies = await office.ask("PUT", "/auth/second-factor", sent, Cookie=cookie)
    assert status == 200, body
    assert (await office.ask("GET", "/auth/me", Cookie=cookie))[0] == 401
    office.clock.ms += 30_000
    return begun["secret"], body["codes"], f"leadworker={cookies['leadworker'].value}"


async def half(office: Office) -> str:
    """Give the cookie of somebody whose password was right."""
    status, body, cookies = await office.ask("POST", "/auth/login", LOGIN)
    assert (status, kind(body)) == (401, "second_factor")
    return f"leadworker={cookies['leadworker'].value}"


async def test_after_the_password_a_code_is_asked_for_and_nothing_is_open_before(office: Office) -> None:
    secret, _, _ = await turned_on(office)
    cookie = await half(office)
    for path in ("/auth/me", "/auth/sessions", "/accounts/acme/me", "/auth/second-factor"):
        assert (await office.ask("GET", path, Cookie=cookie))[0] == 401
    status, _, cookies = await office.ask("POST", "/auth/totp", {"code": code(office, secret)}, Cookie=cookie)
    assert status == 200
    whole = f"leadworker={cookies['leadworker'].value}"
    assert whole != cookie
    assert (await office.ask("GET", "/auth/me", Cookie=whole))[0] == 200
    assert (await office.ask("POST", "/auth/totp", {"code": code(office, secret, 1)}, Cookie=cookie))[0] == 401


async def test_a_code_counts_once_however_many_try_it_and_earlier_ones_not_at_all(office: Office) -> None:
    secret, _, _ = await turned_on(office)
    cookies = [await half(office) for _ in range(3)]
    sent = {"code": code(office, secret)}
    done = await asyncio.gather(*(office.ask("POST", "/auth/totp", sent, Cookie=cookie) for cookie in cookies))
    assert sorted(status for status, _, _ in done) == [200, 401, 401]
    cookie = await half(office)
    for steps, status in ((0, 401), (-1, 401), (1, 200)):
        assert (await office.ask("POST", "/auth/totp", {"code": code(office, secret, steps)}, Cookie=cookie))[
            0
        ] == status


async def test_a_recovery_code_counts_once_however_it_is_typed(office: Office) -> None:
    _, codes, whole = await turned_on(office)
    assert len(set(codes)) == 10
    typed = codes[0].upper().replace("-", " ")
    for status in (200, 401):
        assert (await office.ask("POST", "/auth/totp", {"code": typed}, Cookie=await half(office)))[0] == status
    _, body, _ = await office.ask("GET", "/auth/second-factor", Cookie=whole)
    assert body == {"on": True, "recovery_left": 9, "required_in": []}


async def test_guessing_codes_is_slowed(office: Office) -> None:
    secret, _, _ = await turned_on(office)
    cookie = await half(office)
    wrong = [await office.ask("POST", "/auth/totp", {"code": "000000"}, Cookie=cookie) for _ in range(7)]
    assert [status for status, _, _ in wrong] == [401] * 5 + [429] * 2
    right = {"code": code(office, secret)}
    assert (await office.ask("POST", "/auth/totp", right, Cookie=cookie))[0] == 429


async def test_the_password_is_forgotten_after_five_minutes(office: Office) -> None:
    secret, _, _ = await turned_on(office)
    cookie = await half(office)
    office.clock.ms += 5 * 60_000
    status, body, _ = await office.ask("POST", "/auth/totp", {"code": code(office, secret)}, Cookie=cookie)
    assert (status, kind(body)) == (401, "sign_in")


async def test_a_link_to_set_a_password_does_not_go_around_it(office: Office) -> None:
    secret, _, whole = await turned_on(office)
    await office.people.invite(digest("x" * 43), "p1", office.clock.ms + 10**6)
    sent = {"token": "x" * 43, "password": "seven green kettles sing"}
    status, body, cookies = await office.ask("POST", "/auth/password", sent)
    assert (status, kind(body)) == (401, "second_factor")
    cookie = f"leadworker={cookies['leadworker'].value}"
    assert (await office.ask("GET", "/auth/me", Cookie=cookie))[0] == 401
    assert (await office.ask("POST", "/auth/totp", {"code": code(office, secret)}, Cookie=cookie))[0] == 200
    assert (await office.ask("GET", "/auth/me", Cookie=whole))[0] == 401


async def test_a_role_that_needs_it_opens_nothing_without(office: Office) -> None:
    office.roles["admin"] = replace(office.roles["admin"], second_factor=True)
    me = {"Cookie": await office.sign_in()}
    status, body = await office.told(me, "GET", "/me")
    assert (status, kind(body)) == (401, "second_factor")
    _, said, _ = await office.ask("GET", "/auth/second-factor", **me)
    assert said == {"on": False, "recovery_left": 0, "required_in": ["acme"]}
    _, _, whole = await turned_on(office)
    assert (await office.told({"Cookie": whole}, "GET", "/me"))[0] == 200
    assert (await office.told(await office.somebody("admin", "asha"), "GET", "/me"))[0] == 200  # a token has none


async def test_new_recovery_codes_end_those_from_before(office: Office) -> None:
    _, codes, whole = await turned_on(office)
    await office.ask("POST", "/auth/totp", {"code": codes[0]}, Cookie=await half(office))
    path = "/auth/second-factor/recovery-codes"
    status, body, _ = await office.ask("POST", path, {"password": SECRET}, Cookie=whole)
    assert (status, len(set(body["codes"]) - set(codes))) == (200, 10)
    assert (await office.ask("GET", "/auth/second-factor", Cookie=whole))[1]["recovery_left"] == 10
    for code, expected in ((codes[1], 401), (body["codes"][0], 200)):
        assert (await office.ask("POST", "/auth/totp", {"code": code}, Cookie=await half(office)))[0] == expected
    imran = await office.sign_in("imran@example.com")
    assert (await office.ask("POST", path, {"password": SECRET}, Cookie=imran))[0] == 404
    types = [entry.deed.type async for entry in office.log.walk("acme")]
    assert types.count("recovery_codes_made") == 1


@pytest.mark.parametrize(
    "path", ["/auth/second-factor", "/auth/second-factor/off", "/auth/second-factor/recovery-codes"]
)
async def test_guessing_the_password_of_whoever_is_signed_in_is_slowed(office: Office, path: str) -> None:
    cookie = await office.sign_in()
    tries = [await office.ask("POST", path, {"password": "not this one"}, Cookie=cookie) for _ in range(7)]
    assert [status for status, _, _ in tries] == [422] * 5 + [429] * 2
    assert (await office.ask("GET", "/auth/me", Cookie=cookie))[0] == 200


@pytest.mark.parametrize("path", ["/auth/second-factor", "/auth/second-factor/off"])
async def test_it_is_changed_by_whoever_knows_the_password_alone(office: Office, path: str) -> None:
    secret, _, whole = await turned_on(office)
    status, body, _ = await office.ask("POST", path, {"password": "not this one"}, Cookie=whole)
    assert (status, [(part["at"], part["code"]) for part in body["errors"]]) == (422, [("/password", "wrong_password")])
    status, body, _ = await office.ask("POST", path, {"password": SECRET}, Cookie=whole)
    assert status == (204 if path.endswith("off") else 409), body
    if path.endswith("off"):
        await office.sign_in()
    types = [entry.deed.type async for entry in office.log.walk("acme")]
    assert types.count("second_factor_set") == (2 if path.endswith("off") else 1)
    assert secret not in str([entry async for entry in office.log.walk("acme")])
