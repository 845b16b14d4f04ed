"""Whatever is put in the place of a text, a name, a number or a part of the address: refused or kept as it is, soon."""

import asyncio
import itertools
import json
import re
import time
from typing import Any, Final
from urllib.parse import quote

import pytest
from yarl import URL

from tests import hostile
from tests.unit.edge.api import leads as given
from tests.unit.edge.api.office import HERE, Office
from worker.edge.api.asking import Route
from worker.edge.api.openapi import PREFIX
from worker.edge.api.routes import ROUTES

SECONDS: Final = 2.0  # that one request may take, on a machine with other work
SWEPT: Final = 10  # requests, between two sweeps of what they left pending
WELL: Final = frozenset({200, 201, 204, 308, 400, 401, 403, 404, 409, 413, 415, 422, 429})
TEXTS: Final = (*hostile.OPERATORS, *hostile.PATTERNS, *hostile.SIGNS)


def test_every_route_has_a_request_here() -> None:
    assert hostile.lacking(ROUTES) == []


class Asking:
    """Sends requests one after the other, and looks at each answer."""

    def __init__(self, office: Office, route: Route, lead: str, who: dict[str, str]) -> None:
        self.office, self.route, self.who = office, route, who
        self.places = {"lead": lead, "account": "acme", "screen": "table", "entry": "1", "session": "0" * 64}
        self.statuses: list[int] = []
        self.keys = itertools.count()

    async def send(self, sent: Any, query: dict[str, str], **places: str) -> str:
        places = {name: quote(text, safe="") for name, text in (self.places | places).items()}
        named = re.sub(r"{(\w+)}", lambda place: places.get(place[1], hostile.ID), self.route.path)
        address = URL(PREFIX + named, encoded=True).with_query(query)
        headers = HERE | self.who | {"Idempotency-Key": f"k{next(self.keys)}", "Content-Type": "application/json"}
        data = json.dumps(sent).encode() if self.route.body else None
        began = time.perf_counter()
        async with self.office.client.request(self.route.method, address, data=data, headers=headers) as answer:
            text = "" if answer.content_type == "text/event-stream" else await answer.text()
        assert answer.status in WELL, (answer.status, sent, query, text[:500])
        assert time.perf_counter() - began < SECONDS, (sent, query)
        if answer.status >= 400:
            assert answer.content_type == "application/problem+json"
        self.statuses.append(answer.status)
        if len(self.statuses) % SWEPT == 0:
            await self._sweep()
        return text

    async def _sweep(self) -> None:
        """Take out of the leads what is pending, as a worker does: else each request takes longer than the one before."""
        async for page in self.office.store.leads(None, 1000):
            pending = {row["_id"]: [entry["_id"] for entry in row["pend"]] for row in page}
            await self.office.store.clear(pending)


async def asking(office: Office, route: Route) -> Asking:
    lead = await given.lead(office, 1, name="Asha", city="Pune", budget=5)
    return Asking(office, route, lead, await office.somebody("admin", "asha"))


@pytest.mark.parametrize("route", [route for route in ROUTES if route.body], ids=lambda route: route.operation)
async def test_a_body_of_any_kind_is_answered_soon_and_without_a_fault(office: Office, route: Route) -> None:
    one, query = await asking(office, route), dict(hostile.QUERIES.get(route.operation, {}))
    fits = hostile.BODIES[route.operation]
    await one.send(fits, query)
    assert one.statuses[0] not in {400, 413, 415}
    for sent in hostile.spoilt(fits, (*TEXTS, *hostile.AMOUNTS)):
        await one.send(sent, query)
    for sent in (fits | {name: huge} for name in list(fits)[:2] for huge in hostile.HUGE):
        await one.send(sent, query)
    for sent in (None, [], "x", 5, [fits], {"$where": "1"}, {**fits, "$set": {"role": "admin"}}):
        await one.send(sent, query)
        assert one.statuses[-1] in {401, 403, 404, 409, 422} or route.operation == "add_lead"
    assert 422 in one.statuses
    leads = await office.store.leads_by_ids([one.places["lead"]])
    assert len(leads) == 1


@pytest.mark.parametrize(
    "route", [route for route in ROUTES if route.query and not route.streams], ids=lambda route: route.operation
)
async def test_parameters_of_any_kind_are_answered_soon_and_without_a_fault(office: Office, route: Route) -> None:
    one, fits = await asking(office, route), dict(hostile.QUERIES[route.operation])
    sent = hostile.BODIES.get(route.operation)
    await one.send(sent, fits)
    for name in fits:
        for value in TEXTS:
            text = value if isinstance(value, str) else json.dumps(value)
            await one.send(sent, fits | {name: text[:500]})
            await one.send(sent, {**fits, f"{name}[$ne]": text[:500]})
            assert one.statuses[-1] in {422, 403, 404}


@pytest.mark.parametrize("route", [route for route in ROUTES if "{" in route.path], ids=lambda route: route.operation)
async def test_a_part_of_the_address_of_any_kind_names_nothing(office: Office, route: Route) -> None:
    one = await asking(office, route)
    sent, query = hostile.BODIES.get(route.operation), dict(hostile.QUERIES.get(route.operation, {}))
    for place in re.findall(r"{(\w+)}", route.path):
        for value in TEXTS:
            text = value if isinstance(value, str) else json.dumps(value)
            await one.send(sent, query, **{place: text})
            assert one.statuses[-1] in {404, 405, 400}, (place, text)


async def test_a_text_that_looks_like_a_pattern_is_looked_for_as_it_is(office: Office) -> None:
    admin = await office.somebody("admin", "asha")
    plain = await given.lead(office, 1, name="Asha Rao", city="aaaa")
    odd = await given.lead(office, 2, name="Mr. (a+)+$ .*", city="$where a.b")

    async def found(**sent: Any) -> set[str]:
        status, body = await office.told(admin, "POST", "/leads/query", sent)
        assert status == 200, body
        return {row["id"] for row in body["data"]}

    assert (await found(search=".*"), await found()) == (set(), {plain, odd})  # no word in it: no lead has it
    assert await found(search="a+") == await found(search="(a+)+$ ") == {odd}
    for op in ("is", "starts"):
        assert await found(filter={"field": "city", "op": op, "value": "$where a.b"}) == {odd}
        assert await found(filter={"field": "city", "op": op, "value": ".*"}) == set()
        assert await found(filter={"field": "city", "op": op, "value": "^a"}) == set()


async def test_many_hard_searches_at_once_leave_time_for_others(office: Office) -> None:
    admin = await office.somebody("admin", "asha")
    for number in range(1, 40):
        await given.lead(office, number, name="a" * 60 + f" {number}")
    hard = {"search": " ".join("a" * n for n in range(3, 18)), "filter": {"any": [hostile.CONDITION] * 40}}
    asked = [asyncio.create_task(office.told(admin, "POST", "/leads/query", hard)) for _ in range(30)]
    began = time.perf_counter()
    assert (await office.told(await office.somebody("user", "imran"), "GET", "/me"))[0] == 200
    assert time.perf_counter() - began < SECONDS
    assert {status for status, _ in await asyncio.gather(*asked)} <= {200, 429, 503}
