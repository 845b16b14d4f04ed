"""No route of an account tells or changes anything of another account, whatever ids it is given."""

import re
from dataclasses import dataclass
from typing import Any, Final

import pytest

from tests.unit.edge.api import leads as given
from tests.unit.edge.api.office import Office
from worker.access.people import Person
from worker.access.principal import Membership
from worker.edge.api.asking import Again, Route
from worker.edge.api.openapi import PREFIX
from worker.edge.api.routes import ROUTES

MARK: Final = "quokka"  # in everything that the other account has
OF_ACCOUNTS: Final = [route for route in ROUTES if route.of_account]
NAMES_ONE: Final = [route for route in OF_ACCOUNTS if re.search(r"{(lead|user|token|space)}", route.path)]
BODIES: Final[dict[str, Any]] = {
    "change_lead": {"fields": {"city": {"value": "Pune", "stamp": "*"}}},
    "change_state": {"state": "contacted", "base": "*"},
    "lead_won": {"base": "*"},
    "lead_lost": {"base": "*"},
    "lead_reopen": {"base": "*"},
    "change_assignee": {"user": None, "base": "*"},
    "tell_consent": {"given": False, "reason": "told us"},
    "change_user": {"version": 0, "role": "user"},
    "change_space": {"name": "mine now", "version": 1},
}
"""A body that fits, per operation that names something by its id: a route that is missing here fails."""


@dataclass
class Neighbours:
    """Two accounts: an admin of ours, and ids of what the other one has."""

    office: Office
    me: dict[str, str]
    ids: dict[str, str]

    async def theirs(self) -> Any:
        """Give all that the other account has."""
        office = self.office
        leads = await office.store.leads_by_ids([self.ids["lead"]])
        person = await office.people.person(self.ids["user"])
        space = await office.ask("GET", "/accounts/other/spaces", **self.ids_of_them)
        sessions = await office.people.sessions_of(self.ids["user"])
        return (leads, person, space[1], sessions, len(await office.people.tokens("other", None)))

    ids_of_them: dict[str, str]


@pytest.fixture
async def neighbours(office: Office) -> Neighbours:
    me = await office.somebody("admin", "asha")
    them = await office.somebody("admin", "asha", account="other")
    lead = await given.lead(office, 7, account="other", name=f"{MARK} lead", city=MARK, email=f"{MARK}@example.com")
    user = "3" * 26
    membership = {"other": Membership("user", "imran")}
    await office.people.add(Person(user, f"{MARK}@example.com", f"{MARK} person", memberships=membership))
    space = {"name": f"{MARK} space", "scope": "everyone", "search": MARK}
    _, made, _ = await office.ask("POST", "/accounts/other/spaces", space, Idempotency_Key="k", **them)
    layout = {"layout": {"screen": "details", "groups": [{"id": "g", "title": MARK}]}, "version": 0}
    for target in ("everyone", "role:admin"):
        path = f"/accounts/other/layouts/details?for={target}"
        assert (await office.ask("PUT", path, layout, Idempotency_Key=target, **them))[0] == 200
    (token,) = await office.people.tokens("other", None)
    ids = {"lead": lead, "user": user, "space": made["id"], "token": token.id, "entry": "1", "screen": "details"}
    return Neighbours(office, me, ids, them)


@pytest.mark.parametrize("route", NAMES_ONE, ids=lambda route: route.operation)
async def test_what_another_account_has_is_not_there_and_stays_as_it_is(neighbours: Neighbours, route: Route) -> None:
    office = neighbours.office
    before = await neighbours.theirs()
    path = PREFIX + route.path.format(account="acme", **neighbours.ids)
    keyed = {"Idempotency_Key": "k"} if route.again in (Again.HISTORY, Again.ANSWER) else {}
    assert not route.body or route.operation in BODIES, f"give {route.operation} a body in BODIES"
    status, body, _ = await office.ask(route.method, path, BODIES.get(route.operation), **keyed, **neighbours.me)
    assert (status, body["type"].rsplit("/", 1)[1]) == (404, "not_found"), body
    assert MARK not in str(body)
    assert await neighbours.theirs() == before


@pytest.mark.parametrize(
    "route",
    [route for route in OF_ACCOUNTS if route.again is Again.READS and not route.streams and route not in NAMES_ONE],
    ids=lambda route: route.operation,
)
async def test_no_answer_tells_of_another_account(neighbours: Neighbours, route: Route) -> None:
    path = PREFIX + route.path.format(account="acme", screen="details")
    queries = {
        "suggest_leads": (f"?q={MARK}",),
        "lead_exists": ("?phone=%2B919812345007",),
        "layout": ("", "?for=everyone"),
    }
    if route.operation == "lead_rows":
        asked: list[tuple[str, Any]] = [("", {"leads": [neighbours.ids["lead"]]})]
    elif route.body:
        asked = [("", {}), ("", {"search": MARK}), ("", {"filter": _condition("name", MARK)})]
    else:
        asked = [(query, None) for query in queries.get(route.operation, ("",))]
    for query, sent in asked:
        status, body, _ = await neighbours.office.ask(route.method, path + query, sent, **neighbours.me)
        if route.operation == "tokens":
            assert {token["name"] for token in body["data"]} == {"script"}
        assert status == 200, body
        assert MARK not in str(body)
        assert not any(
            one in str(body) for name, one in neighbours.ids.items() if name in {"lead", "user", "space", "token"}
        )


def _condition(field: str, word: str) -> dict[str, Any]:
    return {"field": field, "op": "contains", "value": word}


async def test_a_cursor_an_order_and_a_key_of_another_account_lead_nowhere(neighbours: Neighbours) -> None:
    office, me, them = neighbours.office, neighbours.me, neighbours.ids_of_them
    for number in (8, 9):
        await given.lead(office, number, account="other", name=f"{MARK} {number}")
        await given.lead(office, number + 50, name="ours")
    path = "/accounts/{}/leads/query"
    _, body, _ = await office.ask("POST", path.format("other"), {"size": 1}, **them)
    status, refused, _ = await office.ask(
        "POST", path.format("acme"), {"size": 1, "cursor": body["page"]["next"]}, **me
    )
    assert (status, refused["type"].rsplit("/", 1)[1]) == (422, "cursor_mismatch")
    status, body, _ = await office.ask(
        "PUT", "/accounts/acme/spaces/order", {"ids": [neighbours.ids["space"]]}, Idempotency_Key="o", **me
    )
    assert (status, body["data"]) == (200, [])
    # one person in both accounts, one key: each account is answered for itself
    both = Person("4" * 26, "both@example.com", "Both", memberships={n: Membership("admin") for n in ("acme", "other")})
    await office.people.add(both)
    for account in ("other", "acme"):
        new = {"name": f"of {account}", "scope": "me"}
        status, body, _ = await office.ask("POST", f"/accounts/{account}/spaces", new, Idempotency_Key="same", **me | (
            them if account == "other" else {}))  # fmt: skip
        assert (status, body["name"]) == (201, f"of {account}")


async def test_the_person_of_another_account_is_no_lead_of_ours(neighbours: Neighbours) -> None:
    office, me = neighbours.office, neighbours.me
    _, body, _ = await office.ask("GET", "/accounts/acme/leads/exists?phone=%2B919812345007", **me)
    assert (body["exists"], body["lead"]) == (False, None)
    status, body = await office.told(me, "POST", "/leads", {"phone": "+919812345007", "fields": {"name": "Ours"}})
    assert (status, body["outcome"], body["lead"]["title"]) == (201, "created", "Ours")
    assert MARK not in str(body)
    assert body["lead"]["id"] != neighbours.ids["lead"]
