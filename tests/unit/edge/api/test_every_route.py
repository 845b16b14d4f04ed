"""Every route of an account, as the table has it: out of reach it is not there, without its permission it names it."""

import re
from typing import Any

import pytest

from tests.unit.edge.api.office import HERE, Office
from worker.access.roles import Role
from worker.edge.api.asking import OPEN, Again, Route
from worker.edge.api.openapi import pattern
from worker.edge.api.routes import ROUTES

OF_ACCOUNTS = [route for route in ROUTES if route.of_account]
PLACES = {"session": "0" * 64, "screen": "table", "entry": "1"}


def path(route: Route, account: str) -> str:
    places = {place: PLACES.get(place, "0" * 26) for place in re.findall(r"{(\w+)}", route.path)} | {"account": account}
    for place, value in places.items():
        assert re.search(pattern(place), value), f"give {place} a value in PLACES"
    return "/api/v1" + route.path.format(**places)


async def asked(office: Office, route: Route, account: str, who: dict[str, str]) -> tuple[int, Any]:
    sent = {} if route.body else None
    headers = HERE | who | ({"Idempotency-Key": "k"} if route.again in (Again.HISTORY, Again.ANSWER) else {})
    async with office.client.request(route.method, path(route, account), json=sent, headers=headers) as answer:
        return answer.status, await answer.json(content_type=None) if answer.status != 204 else None


@pytest.mark.parametrize("route", OF_ACCOUNTS, ids=lambda route: route.operation)
async def test_another_accounts_principal_meets_nothing(office: Office, route: Route) -> None:
    stranger = await office.somebody("admin", "asha", account="other")
    told = [await asked(office, route, account, stranger) for account in ("acme", "nobodys")]
    for (status, body), name in zip(told, ("acme", "nobodys"), strict=True):
        assert status == 404
        assert body["detail"] == f"there is no account {name!r}, or it is not yours"


@pytest.mark.parametrize("route", OF_ACCOUNTS, ids=lambda route: route.operation)
async def test_who_is_nobody_is_asked_to_sign_in(office: Office, route: Route) -> None:
    for who in ({}, {"Authorization": "Bearer lwt_" + "0" * 26 + "_" + "x" * 43}, {"Cookie": "leadworker=made-up"}):
        status, body = await asked(office, route, "acme", who)
        assert (status, body["type"].rsplit("/", 1)[1]) == (401, "sign_in")


@pytest.mark.parametrize(
    "route", [route for route in OF_ACCOUNTS if route.permission], ids=lambda route: route.operation
)
async def test_without_its_permission_a_route_names_it(office: Office, route: Route) -> None:
    assert route.permission is not OPEN
    everything = office.roles["admin"]
    office.roles["almost"] = Role("almost", "Almost", "all", everything.permissions - {route.permission})
    status, body = await asked(office, route, "acme", await office.somebody("almost", "asha"))
    assert (status, body["type"].rsplit("/", 1)[1], body["permission"]) == (403, "not_allowed", route.permission)


@pytest.mark.parametrize(
    "route", [route for route in ROUTES if route.again is not Again.READS], ids=lambda route: route.operation
)
async def test_a_change_with_the_cookie_from_another_site_does_nothing(office: Office, route: Route) -> None:
    cookie = await office.sign_in()
    there = path(route, "acme")
    for told in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        headers = {"Cookie": cookie, "Idempotency-Key": "k"} | told
        sent = {} if route.body else None
        async with office.client.request(route.method, there, json=sent, headers=headers) as answer:
            assert (answer.status, (await answer.json())["type"].rsplit("/", 1)[1]) == (403, "csrf")
