"""In which state a lead begins that somebody puts in."""

from dataclasses import replace
from typing import Any

from schemas.account import PipelineFile
from tests.unit.edge.api import leads as given
from tests.unit.edge.api.office import Office

SENT = {"phone": "+919812345001", "fields": {"name": "Asha Rao"}}


def kind(body: Any) -> str:
    return str(body["type"]).rsplit("/", 1)[1]


async def test_a_lead_begins_where_it_is_said_and_nobody_but_people_moves_it_on(office: Office) -> None:
    admin = await office.somebody("admin")
    status, body = await office.told(admin, "POST", "/leads", {**SENT, "state": "Contacted"})
    assert (status, body["lead"]["state"]["value"], body["lead"]["state"]["by"]) == (201, "contacted", "api")
    await office.commit.apply([replace(given.contact(1, city="Pune"), state="qualified", at=office.clock.ms + 5)])
    _, lead = await office.told(admin, "GET", f"/leads/{body['lead']['id']}")
    assert (lead["fields"]["city"]["value"], lead["state"]["value"]) == ("Pune", "contacted")


async def test_somebody_who_is_there_keeps_their_state(office: Office) -> None:
    admin = await office.somebody("admin")
    await given.lead(office, name="Asha Rao")
    status, body = await office.told(admin, "POST", "/leads", {**SENT, "state": "qualified"})
    assert (status, body["outcome"], body["lead"]["state"]["value"]) == (200, "merged", "new")


async def test_a_state_that_cannot_be_begun_in_is_refused_at_its_place(office: Office) -> None:
    states = [
        {"id": "new"},
        {"id": "talks"},
        {"id": "won", "status": "closed"},
        {"id": "lost", "status": "cancelled", "asks": ["reason"]},
    ]
    pipeline = PipelineFile.model_validate({"states": states})
    office.accounts["acme"] = replace(office.accounts["acme"], pipeline=pipeline)
    admin = await office.somebody("admin")
    for state, what in (("nowhere", "invalid"), ("lost", "reason_required")):
        status, body = await office.told(admin, "POST", "/leads", {**SENT, "state": state})
        assert (status, kind(body), [part["at"] for part in body["errors"]]) == (422, what, ["/state"]), body
    may = office.roles["user"].permissions - {"lead.move"}
    writer = await office.somebody("user", "imran", scopes=frozenset(may))
    status, body = await office.told(writer, "POST", "/leads", {**SENT, "state": "talks"})
    assert (status, body["permission"]) == (403, "lead.move")
    status, body = await office.told(writer, "POST", "/leads", {**SENT, "state": "new"})
    assert (status, body["lead"]["state"]["value"]) == (201, "new")
