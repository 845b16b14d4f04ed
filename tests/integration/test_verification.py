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
from worker.leads.erasing import erased, erasure
from worker.leads.history_chain import seal
from worker.leads.lead import Lead
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


async def row_of(shop: Office, lead: str, seq: int) -> dict[str, Any]:
    """Give a row of a lead's history, as it is stored."""
    row = await shop.mongo.database["history"].find_one({"lead": lead, "seq": seq})
    assert row is not None
    return row


async def altered(shop: Office, lead: str) -> None:
    await shop.mongo.database["history"].update_one({"lead": lead, "seq": 2}, {"$set": {"text": "I never said that"}})


async def altered_and_sealed(shop: Office, lead: str) -> None:
    row = await row_of(shop, lead, 2)
    sealed = seal({**row, "at": 1}, row["prev"])
    await shop.mongo.database["history"].replace_one({"_id": row["_id"]}, sealed)


async def removed(shop: Office, lead: str) -> None:
    await shop.mongo.database["history"].delete_one({"lead": lead, "seq": 2})


async def last_removed(shop: Office, lead: str) -> None:
    await shop.mongo.database["history"].delete_one({"lead": lead, "seq": 5})


async def inserted_behind(shop: Office, lead: str) -> None:
    row = await row_of(shop, lead, 5)
    forged = seal({**row, "_id": "acme:forged", "message": "acme:forged", "seq": 6}, row["hash"])
    await shop.mongo.database["history"].insert_one(forged)


async def inserted_before(shop: Office, lead: str) -> None:
    row = await row_of(shop, lead, 1)
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


async def erase(shop: Office, lead: str, *seqs: int, stored: bool = True) -> None:
    """Erase rows of a lead; first the entry that orders it, unless it is not `stored`."""
    leads, history = shop.mongo.database["leads"], shop.mongo.database["history"]
    document = await leads.find_one({"_id": lead}) or {}
    order = dict(erasure(changed := Lead.of(document), seqs, {"kind": "human", "id": "u-1"}, SystemClock().now()))
    if stored:
        await history.insert_one(order)
        await leads.update_one({"_id": lead}, {"$set": {"seq": changed.seq, "head": changed.head}})
    async for row in history.find({"lead": lead, "seq": {"$in": seqs}}):
        await history.replace_one({"_id": row["_id"]}, erased(row, order))


async def checked(shop: Office) -> tuple[list[Discrepancy], int]:
    """Verify everything; give what was found, and how many entries were erased."""
    checking = Verification(Walks(shop.mongo), ACCOUNTS, SystemClock().now)
    return [finding async for finding in checking.everything(None)], checking.totals.erased


async def test_nothing_is_said_of_lawfully_erased_entries_and_they_are_counted(shop: Office) -> None:
    lead = await people(shop)
    await erase(shop, lead, 1, 2, 4, 5)
    everybody = [document async for document in shop.mongo.database["leads"].find()]
    whole = [document for document in everybody if document["_id"] != lead]
    for document in whole:  # merged, unmerged, commanded ones: all there is of them
        await erase(shop, document["_id"], *range(1, document["seq"] + 1))
    assert await checked(shop) == ([], 4 + sum(document["seq"] for document in whole))
    async for row in shop.mongo.database["history"].find({"erased": {"$exists": True}}):
        assert "Asha" not in repr(row)
    await shop.apply(wrote("phone:10"), wrote("phone:13", "lid:13"))  # life goes on
    await erase(shop, lead, 3)
    assert await checked(shop) == ([], 5 + sum(document["seq"] for document in whole))


async def erased_without_order(shop: Office, lead: str) -> None:
    await erase(shop, lead, 2, stored=False)


async def erased_beyond_the_order(shop: Office, lead: str) -> None:
    await erase(shop, lead, 1, 2)
    await erase(shop, lead, 4, stored=False)


async def order_widened(shop: Office, lead: str) -> None:
    await erase(shop, lead, 2)
    await erase(shop, lead, 3, stored=False)
    await shop.mongo.database["history"].update_one({"lead": lead, "type": "erased"}, {"$set": {"rows": [[2, 3]]}})


async def order_removed(shop: Office, lead: str) -> None:
    await erase(shop, lead, 2)
    await shop.mongo.database["history"].delete_one({"lead": lead, "type": "erased"})


async def words_put_into_an_erased_entry(shop: Office, lead: str) -> None:
    await erase(shop, lead, 2)
    await shop.mongo.database["history"].update_one({"lead": lead, "seq": 2}, {"$set": {"text": "I never said that"}})


async def public_part_changed(shop: Office, lead: str) -> None:
    await erase(shop, lead, 2)
    await shop.mongo.database["history"].update_one({"lead": lead, "seq": 2}, {"$set": {"after.state": "won"}})


async def only_marked(shop: Office, lead: str) -> None:
    mark = {"erased": {"entry": "acme:erasure", "at": 1, "by": {"kind": "human", "id": "u-1"}}}
    await shop.mongo.database["history"].update_one({"lead": lead, "seq": 2}, {"$set": mark})


async def counters_changed_behind_an_erasure(shop: Office, lead: str) -> None:
    await erase(shop, lead, 1, 2, 3, 4, 5)
    await counters_changed(shop, lead)


async def card_changed_behind_an_erasure(shop: Office, lead: str) -> None:
    await erase(shop, lead, 1, 2, 3, 4, 5)
    await card_changed(shop, lead)


@pytest.mark.parametrize(
    ("change", "kinds", "text"),
    [
        (erased_without_order, {"history"}, "entry 2 was erased, and no entry of the history says so"),
        (erased_beyond_the_order, {"history"}, "entry 4 was erased, and no entry of the history says so"),
        (order_widened, {"history"}, "entry 6 .* was altered"),
        (order_removed, {"history"}, "entry 2 was erased, and no entry of the history says so"),
        (words_put_into_an_erased_entry, {"history"}, "entry 2 .* marked as erased, and still tells of the person"),
        (public_part_changed, {"history"}, "entry 2 .* was altered"),
        (only_marked, {"history"}, "entry 2 .* marked as erased, and still tells of the person"),
        (counters_changed_behind_an_erasure, {"counts", "card"}, "the lead counts"),
        (card_changed_behind_an_erasure, {"card"}, "fields: not what its last entry saw"),
    ],
)
async def test_a_forged_erasure_is_found_and_an_erasure_hides_nothing_else(
    shop: Office, change: Callable[[Office, str], Awaitable[None]], kinds: set[str], text: str
) -> None:
    lead = await people(shop)
    await change(shop, lead)
    found = await findings(shop)
    assert {finding.kind for finding in found} == kinds
    assert {finding.lead for finding in found} == {lead}
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
