"""What is done to leads and goes to the audit log: raw parts that are looked at, values that are overwritten unseen."""

from dataclasses import replace
from typing import Any

import orjson
import pytest

from schemas.account import FieldsFile
from tests.unit.edge.api import leads as given
from tests.unit.edge.api.office import Office

RAW = {"phone": "98123 45001"}


async def noted(office: Office, *types: str) -> list[dict[str, Any]]:
    entries = await office.log.page("acme", before=None, limit=50, types=types)
    return [dict(one.deed.about) for one in entries[::-1]]


async def with_raw(office: Office) -> str:
    said = replace(given.contact(1, city="Pune"), raw=RAW)
    (receipt,) = (await office.commit.apply([said])).receipts
    await given.found(office, receipt.detail)
    return receipt.detail


async def test_who_looks_at_a_raw_part_is_written_down(office: Office) -> None:
    lead = await with_raw(office)
    admin, manager = await office.somebody("admin", "asha"), await office.somebody("manager", "meena")
    status, body = await office.told(manager, "GET", f"/leads/{lead}/history/1")
    assert (status, body["raw"], await noted(office, "raw_read")) == (200, None, [])
    status, body = await office.told(admin, "GET", f"/leads/{lead}/history/1")
    assert (status, body["raw"]) == (200, orjson.dumps(RAW).decode())
    assert await noted(office, "raw_read") == [{"lead": lead, "entry": 1}]
    assert (await office.told(admin, "GET", f"/leads/{lead}/history"))[0] == 200
    assert len(await noted(office, "raw_read")) == 1  # a list has no raw parts


async def test_a_raw_part_is_withheld_where_the_log_cannot_be_written(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead, admin = await with_raw(office), await office.somebody("admin", "asha")

    async def away(_: Any) -> None:
        raise OSError

    monkeypatch.setattr(office.log, "append", away)
    status, body = await office.told(admin, "GET", f"/leads/{lead}/history/1")
    assert (status, "98123" in str(body)) == (500, False)


async def test_a_role_without_all_fields_is_shown_no_raw_part(office: Office) -> None:
    fields = FieldsFile.model_validate({"fields": [{"id": "city"}, {"id": "margin", "read": ["manager"]}]})
    office.accounts["acme"] = replace(office.accounts["acme"], fields=fields)
    lead = await with_raw(office)
    status, body = await office.told(await office.somebody("admin", "asha"), "GET", f"/leads/{lead}/history/1")
    assert (status, body["raw"], await noted(office, "raw_read")) == (200, None, [])


@pytest.mark.parametrize(
    ("path", "sent", "fields"),
    [
        ("", {"fields": {"city": {"value": "Goa", "stamp": "*"}, "budget": {"value": 5, "stamp": None}}}, ["city"]),
        ("/state", {"state": "contacted", "base": "*"}, ["state"]),
        ("/assignee", {"user": "meena", "base": "*"}, ["assignee"]),
    ],
)
async def test_a_forced_write_is_in_the_audit_log_once_and_marked_in_history(
    office: Office, path: str, sent: dict[str, Any], fields: list[str]
) -> None:
    lead, admin = await given.lead(office, city="Pune"), await office.somebody("admin", "asha")
    method = "POST" if path else "PATCH"
    answers = [
        await office.ask(method, f"/accounts/acme/leads/{lead}{path}", sent, Idempotency_Key="once", **admin)
        for _ in range(3)
    ]
    assert [status for status, _, _ in answers] == [200, 200, 200]
    entry = answers[0][1]["entry"]
    assert await noted(office, "forced_write") == [{"lead": lead, "entry": entry, "fields": tuple(fields)}]
    _, body = await office.told(admin, "GET", f"/leads/{lead}/history/{entry}")
    assert body["content"]["forced"] == fields
    for role in ("manager", "user"):
        status, body = await office.told(await office.somebody(role, "meena"), method, f"/leads/{lead}{path}", sent)
        assert (status, body["permission"]) == (403, "lead.force")
    assert len(await noted(office, "forced_write")) == 1


async def test_a_forced_write_that_a_crash_kept_from_the_log_is_written_when_it_is_sent_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead, admin = await given.lead(office, city="Pune"), await office.somebody("admin", "asha")
    sent, path = {"fields": {"city": {"value": "Goa", "stamp": "*"}}}, f"/accounts/acme/leads/{lead}"
    with monkeypatch.context() as broken:

        async def dies(_: Any) -> None:
            raise OSError

        broken.setattr(office.log, "append", dies)
        assert (await office.ask("PATCH", path, sent, Idempotency_Key="once", **admin))[0] == 500
    assert await noted(office, "forced_write") == []
    assert (await office.ask("PATCH", path, sent, Idempotency_Key="once", **admin))[0] == 200
    assert len(await noted(office, "forced_write")) == 1


async def test_an_ordinary_change_is_no_forced_write(office: Office) -> None:
    lead, admin = await given.lead(office, city="Pune"), await office.somebody("admin", "asha")
    _, body = await office.told(admin, "GET", f"/leads/{lead}")
    sent = {"fields": {"city": {"value": "Goa", "stamp": body["fields"]["city"]["stamp"]}}}
    assert (await office.told(admin, "PATCH", f"/leads/{lead}", sent))[0] == 200
    assert await noted(office, "forced_write") == []
