"""Lists of leads over HTTP: in sight, with present values, in order; and what cannot be asked."""

import asyncio
from typing import Any

import pytest

from tests.unit.edge.api import leads as given
from tests.unit.edge.api.office import AT, Office
from worker.edge.api.lead_work import Turns
from worker.errors import ProblemError, QueryTooSlowError
from worker.finding.lag import Report
from worker.finding.row import Rows
from worker.leads.commands import Command, assign, set_field


async def asked(office: Office, who: dict[str, str], path: str = "/leads/query", **sent: Any) -> Any:
    status, body = await office.told(who, "POST", path, sent)
    assert status == 200, body
    return body


def kind(body: Any) -> str:
    return str(body["type"]).rpartition("/")[2]


async def test_a_page_has_the_columns_that_were_asked_for_with_their_stamps(office: Office) -> None:
    admin = await office.somebody("admin")
    name = await given.lead(office, 1, name="Asha Rao", city="Pune", budget=8_500_000, assignee="imran")
    body = await asked(office, admin, columns=["name", "city", "visit", "state", "assignee", "created_at", "phone"])
    (row,) = body["data"]
    assert (row["id"], row["title"], row["version"]) == (name, "Asha Rao", 2)
    assert {column: cell["value"] for column, cell in row["cells"].items()} == {
        "name": "Asha Rao",
        "city": "Pune",
        "visit": None,
        "state": "new",
        "assignee": "imran",
        "created_at": "2027-01-15T08:00:00.000Z",
        "phone": "+919812345001",
    }
    stamps = {column: cell["stamp"] for column, cell in row["cells"].items()}
    assert stamps["city"].startswith("1700000000001.")
    assert stamps["assignee"].startswith(f"{office.clock.ms}.")
    assert (stamps["visit"], stamps["created_at"]) == (None, None)
    assert body["count"] == {"value": 1, "exact": True}
    assert body["page"]["number"] == 1


async def test_without_columns_the_usual_ones_come(office: Office) -> None:
    admin = await office.somebody("admin")
    await given.lead(office)
    (row,) = (await asked(office, admin))["data"]
    assert list(row["cells"]) == ["name", "phone", "state", "assignee", "created_at"]
    assert row["title"] == "+919812345001"


async def test_a_long_text_is_cut_in_lists_and_says_so(office: Office) -> None:
    admin = await office.somebody("admin")
    await given.lead(office, city="x" * 2_000)
    (row,) = (await asked(office, admin, columns=["city"]))["data"]
    assert (len(row["cells"]["city"]["value"]), row["cells"]["city"]["cut"]) == (500, True)


@pytest.mark.parametrize(
    ("role", "teammate", "seen"),
    [
        ("admin", None, {1, 2, 3, 4}),
        ("manager", "meena", {1, 2, 4}),
        ("user", "imran", {1, 4}),
        ("user", None, {4}),
    ],
)
async def test_a_list_shows_what_is_in_sight(office: Office, role: str, teammate: str | None, seen: set[int]) -> None:
    who = await office.somebody(role, teammate)
    ids = {
        n: await given.lead(office, n, name="Kumar", assignee=a)
        for n, a in ((1, "imran"), (2, "meena"), (3, "ravi"), (4, None))
    }
    body = await asked(office, who)
    assert {row["id"] for row in body["data"]} == {ids[n] for n in seen}
    assert body["count"]["value"] == len(seen)
    assert (await asked(office, who, "/leads/count"))["count"] == {"value": len(seen), "exact": True}
    status, found = await office.told(who, "GET", "/leads/suggest?q=kum")
    assert (status, {line["id"] for line in found["data"]}) == (200, {ids[n] for n in seen})
    for n, name in ids.items():
        assert (await office.told(who, "GET", f"/leads/{name}"))[0] == (200 if n in seen else 404)


async def test_a_lead_that_left_the_sight_since_its_row_was_written_is_left_out(office: Office) -> None:
    imran = await office.somebody("user", "imran")
    name = await given.lead(office, assignee="imran")
    taken = Command("acme", "later", name, office.clock.ms + 1, "rule", "r", "rule_fired", (("a", assign("ravi")),))
    await given.done(office, taken)  # the row still says imran
    assert (await asked(office, imran))["data"] == []


async def test_values_are_the_present_ones_though_the_row_is_older(office: Office) -> None:
    admin = await office.somebody("admin")
    name = await given.lead(office, city="Pune")
    step = (("f", set_field("city", "Kochi")),)
    await given.done(office, Command("acme", "later", name, office.clock.ms + 1, "human", "p1", "lead_edited", step))
    (row,) = (await asked(office, admin, columns=["city"]))["data"]
    assert row["cells"]["city"]["value"] == "Kochi"


async def test_rows_are_read_anew_as_they_are_in_the_order_that_was_asked(office: Office) -> None:
    admin, imran = await office.somebody("admin"), await office.somebody("user", "imran")
    first, second = [await given.lead(office, n, city="Pune", assignee=a) for n, a in ((1, "imran"), (2, "meena"))]
    step = (("f", set_field("city", "Kochi")),)
    await given.done(office, Command("acme", "later", first, office.clock.ms + 1, "human", "p1", "lead_edited", step))
    wanted = {"leads": [second, first, "0" * 26, second], "columns": ["city"]}
    body = await asked(office, admin, "/leads/rows", **wanted)
    assert [(row["id"], row["cells"]["city"]["value"]) for row in body["data"]] == [(second, "Pune"), (first, "Kochi")]
    assert body["data"][1]["version"] == 3
    assert [row["id"] for row in (await asked(office, imran, "/leads/rows", **wanted))["data"]] == [first]


@pytest.mark.parametrize(
    ("sent", "at"),
    [
        ({"leads": []}, "/leads"),
        ({"leads": ["0" * 26] * 101}, "/leads"),
        ({"leads": ["$where"]}, "/leads/0"),
        ({"leads": ["0" * 26], "columns": ["name", "citty"]}, "/columns/1"),
    ],
)
async def test_rows_that_cannot_be_named_are_refused_with_their_place(office: Office, sent: Any, at: str) -> None:
    status, body = await office.told(await office.somebody("admin"), "POST", "/leads/rows", sent)
    assert (status, body["errors"][0]["at"]) == (422, at)


async def test_pages_go_on_by_cursor_and_a_page_beyond_the_end_is_the_last(office: Office) -> None:
    admin = await office.somebody("admin")
    for n in range(1, 6):
        await given.lead(office, n)
        office.clock.ms += 1_000
    first = await asked(office, admin, size=2)
    second = await asked(office, admin, size=2, cursor=first["page"]["next"])
    assert len({row["id"] for page in (first, second) for row in page["data"]}) == 4
    beyond = await asked(office, admin, size=2, page=40)
    assert (beyond["page"]["clamped"], beyond["page"]["number"], len(beyond["data"])) == (True, 3, 1)
    status, body = await office.told(
        admin, "POST", "/leads/query", {"cursor": first["page"]["next"], "size": 2, "search": "x"}
    )
    assert (status, kind(body)) == (422, "cursor_mismatch")


async def test_as_of_keeps_newer_leads_away(office: Office) -> None:
    admin = await office.somebody("admin")
    await given.lead(office, 1)
    first = await asked(office, admin)
    office.clock.ms += 1_000
    await given.lead(office, 2)
    assert len((await asked(office, admin))["data"]) == 2
    assert len((await asked(office, admin, as_of=first["page"]["as_of"]))["data"]) == 1


@pytest.mark.parametrize(
    ("sent", "what", "at"),
    [
        ({"columns": ["name", "colour"]}, "unknown_field", "/columns/1"),
        ({"columns": ["$where"]}, "unknown_field", "/columns/0"),
        ({"filter": {"field": "colour", "op": "is", "value": "red"}}, "unknown_field", "/filter/field"),
        ({"filter": {"field": "budget", "op": "gt", "value": "many"}}, "invalid", "/filter/value"),
        ({"filter": {"field": "city", "op": "$regex", "value": ".*"}}, "invalid", "/filter/op"),
        ({"filter": {"all": [{"field": "city", "op": "is", "value": {"$ne": 1}}]}}, "invalid", None),
        ({"filter": {"$where": "sleep(1)"}}, "invalid", None),
        ({"filter": {"any": [{"field": "city", "op": "is", "value": "x"}] * 51}}, "filter_too_wide", "/filter"),
        ({"sort": [{"field": "colour"}]}, "unknown_field", "/sort/0/field"),
        ({"size": 101}, "invalid", "/size"),
        ({"page": 0}, "invalid", "/page"),
        ({"cursor": "eyJ"}, "cursor_mismatch", None),
        ({"unheard": 1}, "invalid", "/unheard"),
    ],
)
async def test_what_cannot_be_asked_is_told_at_its_place(office: Office, sent: Any, what: str, at: str | None) -> None:
    admin = await office.somebody("admin")
    status, body = await office.told(admin, "POST", "/leads/query", sent)
    assert (status, kind(body)) == (422, what), body
    assert at is None or body["errors"][0]["at"] == at, body


async def test_text_is_only_text(office: Office) -> None:
    admin = await office.somebody("admin")
    await given.lead(office, city="Pune")
    for text in ("$where", "p.*", "city=Pune", "a\x00b", "{'$ne': 1}", "\\w", "ﷺ" * 40):
        body = await asked(office, admin, search=text)
        assert body["data"] == []
        assert (await office.ask("GET", f"{AT}/leads/suggest", **admin))[0] == 422


async def test_a_question_that_takes_too_long_says_what_led_it(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    admin = await office.somebody("admin")

    async def slow(*_: Any) -> Any:
        raise QueryTooSlowError("status=open")

    monkeypatch.setattr("worker.finding.asking.Lists.page", slow)
    status, body = await office.told(admin, "POST", "/leads/query", {})
    assert (status, kind(body), body["driver"]) == (503, "query_too_slow", "status=open")


async def test_one_account_takes_so_many_turns_and_no_more() -> None:
    turns, inside, leave = Turns(2, 0.05), asyncio.Semaphore(0), asyncio.Event()

    async def reading(account: str) -> None:
        async with turns.turn(account):
            inside.release()
            await leave.wait()

    busy = [asyncio.create_task(reading("acme")) for _ in range(2)]
    for _ in busy:
        await inside.acquire()
    with pytest.raises(ProblemError) as refused:
        await reading("acme")
    assert (refused.value.kind, refused.value.headers["Retry-After"]) == ("busy", "1")
    other = asyncio.create_task(reading("other"))
    await inside.acquire()
    leave.set()
    await asyncio.gather(*busy, other)
    await asyncio.wait_for(reading("acme"), 1)


async def test_the_schema_tells_fields_states_and_people(office: Office) -> None:
    imran = await office.somebody("user", "imran")
    status, body = await office.told(imran, "GET", "/schema")
    assert status == 200
    assert [field["column"] for field in body["fields"]] == ["name", "email", "city", "budget", "visit"]
    assert [state["id"] for state in body["states"]] == ["new", "contacted", "qualified", "won", "lost"]
    assert body["states"][0]["next"] == ["contacted", "qualified", "won", "lost"]
    assert {one["id"]: one["in_sight"] for one in body["teammates"]} == {
        "asha": False,
        "imran": True,
        "meena": False,
        "ravi": False,
    }
    assert {"p1", "p2"} <= {actor["id"] for actor in body["actors"]}
    assert body["operators"]["dropdown"] == body["operators"]["name"]
    assert {field["type"] for field in body["fields"]} <= set(body["operators"])


async def test_a_date_that_there_is_not_is_told_at_its_place(office: Office) -> None:
    admin = await office.somebody("admin")
    for day in ("2026-02-30", "1134-52-07", "0000-01-01"):
        status, body = await office.told(admin, "POST", "/leads/query", {"after": day})
        assert (status, kind(body), body["errors"][0]["at"]) == (422, "invalid", "/after"), body


async def test_a_page_says_how_far_its_rows_are_behind_and_whether_all_are_made(office: Office) -> None:
    admin = await office.somebody("admin")
    body = await asked(office, admin)
    assert (body["finding_lag_ms"], body["finding_complete"]) == (None, False)
    await office.found.note_made_by("acme", Rows(office.accounts["acme"]).signature)
    now = office.clock.ms = office.clock.ms + 2_000
    await office.found.report(Report("finder", now, now - 2_000))
    body = await asked(office, admin)
    assert (body["finding_lag_ms"], body["finding_complete"]) == (None, True)  # two seconds are not worth a word
    now = office.clock.ms = now + 2_000
    assert (await asked(office, admin))["finding_lag_ms"] == 4_000
