"""Changing one's own password: by whoever knows the old one; other sessions and links end."""

from typing import Any

import pytest

from tests.unit.edge.api.office import SECRET, Office
from worker.access.people import digest

NEW = "seven green kettles sing"


def parts(body: Any) -> list[tuple[str, str]]:
    return [(part["at"], part["code"]) for part in body["errors"]]


async def change(office: Office, cookie: str, old: str = SECRET, new: str = NEW) -> tuple[int, Any, str]:
    """Give status, body and the new cookie."""
    sent = {"password": old, "new_password": new}
    status, body, cookies = await office.ask("PUT", "/auth/password", sent, Cookie=cookie)
    return status, body, f"leadworker={cookies['leadworker'].value}" if "leadworker" in cookies else ""


async def test_the_password_is_another_from_then_on_and_other_sessions_end(office: Office) -> None:
    here, there = await office.sign_in(), await office.sign_in()
    status, _, fresh = await change(office, here)
    assert status == 204
    for cookie, expected in ((here, 401), (there, 401), (fresh, 200)):
        assert (await office.ask("GET", "/auth/me", Cookie=cookie))[0] == expected
    assert (await office.ask("POST", "/auth/login", {"email": "asha@example.com", "password": SECRET}))[0] == 401
    await office.sign_in(password=NEW)
    deeds = [entry.deed async for entry in office.log.walk("acme")]
    assert [dict(deed.about) for deed in deeds if deed.type == "password_set"] == [{"by": "old_password"}]
    assert NEW not in str(deeds)


async def test_a_link_that_was_made_before_sets_no_password_any_more(office: Office) -> None:
    await office.people.invite(digest("x" * 43), "p1", office.clock.ms + 10**6)
    assert (await change(office, await office.sign_in()))[0] == 204
    sent = {"token": "x" * 43, "password": "eight blue kettles hum"}
    assert (await office.ask("POST", "/auth/password", sent))[0] == 404


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("not this one", NEW, ("/password", "wrong_password")),
        (SECRET, "short", ("/new_password", "weak")),
        (SECRET, "passwordpassword", ("/new_password", "weak")),
        (SECRET, "asha@example.com", ("/new_password", "weak")),
        (SECRET, SECRET, ("/new_password", "weak")),
    ],
)
async def test_what_cannot_be_is_refused_at_its_place_and_nothing_ends(
    office: Office, old: str, new: str, wrong: tuple[str, str]
) -> None:
    here, there = await office.sign_in(), await office.sign_in()
    status, body, _ = await change(office, here, old, new)
    assert (status, parts(body)) == (422, [wrong])
    for cookie in (here, there):
        assert (await office.ask("GET", "/auth/me", Cookie=cookie))[0] == 200


async def test_guessing_the_old_one_is_slowed(office: Office) -> None:
    cookie = await office.sign_in()
    tries = [await change(office, cookie, "not this one") for _ in range(7)]
    assert [status for status, _, _ in tries] == [422] * 5 + [429] * 2
    assert (await change(office, cookie))[0] == 429


async def test_a_token_has_no_password(office: Office) -> None:
    token = await office.somebody("admin", "asha")
    sent = {"password": SECRET, "new_password": NEW}
    assert (await office.ask("PUT", "/auth/password", sent, **token))[0] == 401
