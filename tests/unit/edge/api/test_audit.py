"""The audit log: who signed in, who gave which role, what is shared; without secrets and e-mail addresses."""

import asyncio
from dataclasses import replace

from tests.unit.edge.api.office import SECRET, Office
from worker.access.audit import TYPES, AuditChain
from worker.access.principal import Membership

TABLE = {"screen": "table", "columns": [{"id": "name"}]}


async def test_what_people_do_is_written_down_in_order_and_chained(office: Office) -> None:
    me = {"Cookie": await office.sign_in()}
    wrong = {"email": "imran@example.com", "password": "not this one"}
    assert (await office.ask("POST", "/auth/login", wrong))[0] == 401
    await asyncio.sleep(0.05)
    _, made = await office.told(me, "POST", "/users", {"email": "meena@example.com", "role": "user"})
    user = made["user"]["id"]
    await office.told(me, "PATCH", f"/users/{user}", {"version": 0, "role": "manager"})
    await office.told(me, "POST", f"/users/{user}/reset")
    _, token = await office.told(me, "POST", "/tokens", {"name": "script", "scopes": ["lead.read"]})
    await office.told(me, "DELETE", f"/tokens/{token['id']}")
    _, space = await office.told(me, "POST", "/spaces", {"name": "Hot", "scope": "everyone"})
    await office.told(me, "PUT", f"/spaces/{space['id']}", {"name": "Hot", "scope": "me", "version": 1})
    await office.told(me, "POST", "/spaces", {"name": "Mine"})
    await office.told(me, "PUT", "/layouts/table?for=role:user", {"layout": TABLE, "version": 0})
    await office.told(me, "PUT", "/layouts/table?for=me", {"layout": TABLE, "version": 0})
    await office.told(me, "DELETE", "/layouts/table?for=role:user")
    status, body = await office.told(me, "GET", "/audit")
    assert status == 200
    entries = body["data"][::-1]
    assert [entry["type"] for entry in entries] == [
        *(
            "sign_in",
            "sign_in_failed",
            "user_invited",
            "user_linked",
            "user_changed",
            "user_linked",
            "token_made",
            "token_revoked",
        ),
        *("space_shared", "space_dropped", "layout_shared", "layout_dropped"),
    ]
    by_type = {entry["type"]: entry for entry in entries}
    assert by_type["user_changed"]["about"] == {"user": user, "role_before": "user", "role_after": "manager"}
    assert (by_type["sign_in_failed"]["actor"], by_type["sign_in"]["actor_name"]) == ("p2", "Asha")
    assert by_type["layout_shared"]["about"] == {"screen": "table", "whose": "role:user", "version": 1}
    assert set(body["types"]) == set(TYPES)
    for secret in (SECRET, "not this one", token["token"], made["link"].rsplit("/", 1)[1], "meena@example.com"):
        assert secret not in str(entries)
    chain = AuditChain(await office.log.head("acme"))
    assert [text async for entry in office.log.walk("acme") for text in chain.take(entry)] == []
    assert [entry async for entry in office.log.walk("other")] == []


async def test_it_is_read_in_pages_and_by_type(office: Office) -> None:
    me = {"Cookie": await office.sign_in()}
    for n in range(5):
        await office.told(me, "POST", "/tokens", {"name": f"t{n}", "scopes": ["lead.read"]})
    _, first = await office.told(me, "GET", "/audit?limit=4")
    _, second = await office.told(me, "GET", f"/audit?limit=4&before={first['next']}")
    assert [entry["seq"] for entry in first["data"] + second["data"]] == [6, 5, 4, 3, 2, 1]
    assert second["next"] is None
    _, found = await office.told(me, "GET", "/audit?type=sign_in,signed_out&actor=p1")
    assert [entry["seq"] for entry in found["data"]] == [1]
    status, body = await office.told(me, "GET", "/audit?type=everything")
    assert (status, body["errors"][0]["at"]) == (422, "?type")


async def test_somebody_of_two_accounts_signs_in_in_the_logs_of_both(office: Office) -> None:
    asha = await office.people.person("p1")
    assert asha is not None
    await office.people.change(replace(asha, memberships={**asha.memberships, "other": Membership("user")}))
    cookie = await office.sign_in()
    assert (await office.ask("DELETE", f"/auth/sessions/{'0' * 64}", Cookie=cookie))[0] == 404
    for account in ("acme", "other"):
        assert [entry.deed.type async for entry in office.log.walk(account)] == ["sign_in"]
