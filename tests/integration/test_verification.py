"""Rows and cards changed behind the worker's back in a real mongod, each found; and nothing said of what is whole."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from schemas.account import AccountFile, FieldsFile, LeadField
from tests.integration.back_office import ACCOUNTS, Office, open_office, wrote
from worker.account import Account, Accounts
from worker.contact import Consent, Fact
from worker.leads import commands
from worker.leads.commands import Command
from worker.leads.history_chain import seal
from worker.maintenance.verification import Discrepancy, Verification
from worker.store.walks import Walks
from worker.system import SystemClock

pytestmark = pytest.mark.services


@pytest.fixture
async def shop(mongo_url: str, mongo_database: str) -> AsyncIterator[Office]:
    async with open_office(mongo_url, mongo_database) as office:
        yield office


async def findings(shop: Office, accounts: Accounts = ACCOUNTS, later: int = 0) -> list[Discrepancy]:
    checking = Verification(Walks(shop.mongo), accounts, lambda: SystemClock().now() + later)
    return [finding async for finding in checking.everything(None)]


async def people(shop: Office) -> str:
    """Fill the store with whole leads of every making; give the id of one made of five contacts alone."""
    for number in range(4):
        facts = (Fact("name", f"Asha {number}", "profile"), Fact("City", "Pune", "plugin"), Fact("x.y", "z", "plugin"))
        more: dict[str, Any] = {"tags": ("vip",), "consents": (Consent(True, 5, "list"),), "attribution": {"ad": 1}}
        await shop.apply(wrote(f"phone:1{number}", facts=facts, **more), wrote(f"phone:1{number}", state="contacted"))
    for _ in range(3):
        await shop.apply(wrote("phone:10", "lid:10"))
    _hers, his = await shop.merged()
    await shop.undo(his.id)
    await shop.apply(wrote("phone:11", "phone:12"))
    await shop.apply(wrote("phone:12", "phone:11"))
    step = ("state", commands.set_state("won"))
    command = Command("acme", "cmd:1", (await shop.one("phone:13")).id, 9, "human", "u-1", "lead_edited", (step,))
    await (await shop.path()).execute([command])
    return (await shop.one("phone:10")).id


async def test_nothing_is_said_of_whole_leads_merged_separated_and_commanded_ones_included(shop: Office) -> None:
    await people(shop)
    assert await findings(shop) == []
    assert await findings(shop, Accounts.of([])) == []


async def altered(shop: Office, lead: str) -> None:
    await shop.mongo.database["history"].update_one({"lead": lead, "seq": 2}, {"$set": {"text": "I never said that"}})


async def altered_and_sealed(shop: Office, lead: str) -> None:
    row = await shop.mongo.database["history"].find_one({"lead": lead, "seq": 2}) or {}
    sealed = seal({**row, "at": 1}, row["prev"])
    await shop.mongo.database["history"].replace_one({"_id": row["_id"]}, sealed)


async def removed(shop: Office, lead: str) -> None:
    await shop.mongo.database["history"].delete_one({"lead": lead, "seq": 2})


async def last_removed(shop: Office, lead: str) -> None:
    await shop.mongo.database["history"].delete_one({"lead": lead, "seq": 5})


async def inserted_behind(shop: Office, lead: str) -> None:
    row = await shop.mongo.database["history"].find_one({"lead": lead, "seq": 5}) or {}
    forged = seal({**row, "_id": "acme:forged", "message": "acme:forged", "seq": 6}, row["hash"])
    await shop.mongo.database["history"].insert_one(forged)


async def inserted_before(shop: Office, lead: str) -> None:
    row = await shop.mongo.database["history"].find_one({"lead": lead, "seq": 1}) or {}
    await shop.mongo.database["history"].insert_one(seal({**row, "_id": "acme:f", "message": "acme:f", "seq": 0}, ""))


async def moved_to_another_lead(shop: Office, lead: str) -> None:
    await shop.mongo.database["history"].update_one({"lead": lead, "seq": 5}, {"$set": {"lead": "nobody"}})


async def card_changed(shop: Office, lead: str) -> None:
    await shop.mongo.database["leads"].update_one({"_id": lead}, {"$set": {"fields.name.v": "Mallory"}})


async def provenance_changed(shop: Office, lead: str) -> None:
    await shop.mongo.database["leads"].update_one({"_id": lead}, {"$set": {"touch.m": "wa:other"}})


async def counters_changed(shop: Office, lead: str) -> None:
    await shop.mongo.database["leads"].update_one({"_id": lead}, {"$inc": {"counts.messages": 1}})


async def key_taken(shop: Office, lead: str) -> None:
    await shop.mongo.database["leads"].update_one({"_id": lead}, {"$push": {"keys": "phone:99"}})


async def lead_removed(shop: Office, lead: str) -> None:
    await shop.mongo.database["leads"].delete_one({"_id": lead})


@pytest.mark.parametrize(
    ("change", "kinds", "text"),
    [
        (altered, {"history"}, "entry 2 .* was altered"),
        (altered_and_sealed, {"history"}, "entry 3 .* does not follow"),
        (removed, {"history"}, "entry 2 is missing"),
        (last_removed, {"history"}, "the lead counts 5 entries, history ends at 4"),
        (inserted_behind, {"history"}, "entry 6 was inserted"),
        (inserted_before, {"history"}, "was inserted"),
        (moved_to_another_lead, {"history", "unknown_lead"}, "no such lead"),
        (card_changed, {"card"}, "fields: not what its last entry saw"),
        (provenance_changed, {"facts"}, "touch: folding"),
        (counters_changed, {"counts", "card"}, "the lead counts"),
        (key_taken, {"keys", "facts"}, "phone:99"),
        (lead_removed, {"unknown_lead"}, "no such lead"),
    ],
)
async def test_what_was_changed_is_found_and_nothing_else(
    shop: Office, change: Callable[[Office, str], Awaitable[None]], kinds: set[str], text: str
) -> None:
    lead = await people(shop)
    await change(shop, lead)
    found = await findings(shop)
    assert {finding.kind for finding in found} == kinds
    assert {finding.lead for finding in found} <= {lead, "nobody"}
    assert not any(finding.note for finding in found)
    assert any(re.search(text, finding.text) for finding in found)


async def test_entries_that_nobody_finishes_are_found_after_a_minute(shop: Office) -> None:
    lead = await people(shop)
    await (await shop.path(announce=False)).apply([wrote("phone:10")])
    await shop.mongo.database["history"].delete_one({"lead": lead, "seq": 6})
    assert await findings(shop) == []
    (finding,) = await findings(shop, later=61_000)
    assert finding.kind == "pending"


async def test_a_tombstone_that_points_nowhere_is_found(shop: Office) -> None:
    await shop.merged()
    await shop.mongo.database["leads"].delete_one({"merged_into": None})
    kinds = {finding.kind for finding in await findings(shop)}
    assert kinds == {"tombstone", "unknown_lead"}


async def test_an_edit_of_the_accounts_files_is_a_note_and_no_fault(shop: Office) -> None:
    lead = await people(shop)
    edited = Account("acme", AccountFile(name="Acme"), fields=FieldsFile(fields=(LeadField(id="city"),)))
    found = await findings(shop, Accounts.of([edited]))
    assert {finding.note for finding in found} == {True}
    assert lead in {finding.lead for finding in found}


async def test_one_account_or_one_lead_may_be_verified_alone(shop: Office) -> None:
    lead = await people(shop)
    await altered(shop, lead)
    checking = Verification(Walks(shop.mongo), ACCOUNTS, SystemClock().now)
    assert [f.lead async for f in checking.one(lead)] == [lead]
    assert [f async for f in checking.one((await shop.one("phone:11")).id)] == []
    assert [f async for f in checking.everything("zen")] == []
    assert {f.lead async for f in checking.everything("acme")} == {lead}


async def test_workers_that_write_meanwhile_raise_no_alarm(shop: Office) -> None:
    await people(shop)
    path = await shop.path()

    async def chat() -> None:
        for _ in range(25):
            keys = [f"phone:1{n}" for n in (0, 1, 3)]
            await path.apply([replace(wrote(key), text="x") for key in keys])

    task, found = asyncio.create_task(chat()), []
    while not task.done():
        found += await findings(shop)
    await task
    assert found == []


async def test_many_leads_and_a_long_history_are_walked_in_order(shop: Office) -> None:
    await shop.apply(*(wrote(f"phone:{number}") for number in range(1000, 1450)))
    for _ in range(3):
        await shop.apply(*(wrote("phone:1000") for _ in range(300)))
    checking = Verification(Walks(shop.mongo), ACCOUNTS, SystemClock().now)
    assert [f async for f in checking.everything(None)] == []
    assert (checking.totals.leads, checking.totals.entries) == (450, 1350)
