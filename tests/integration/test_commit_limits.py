"""Entries that are hard to finish, one message under two addresses, and limits: each costs nobody else anything."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from pymongo.errors import BulkWriteError

from tests.integration.workshop import Workshop, known, wrote
from worker.commit import plan

pytestmark = pytest.mark.services


async def test_a_message_with_a_very_long_id_is_announced_like_any_other(workshop: Workshop) -> None:
    await workshop.apply(wrote("phone:911", id="wa:" + "x" * 600))
    assert await workshop.faults() == []


@pytest.mark.parametrize("attempt", range(5))
async def test_one_message_under_two_addresses_at_once_is_one_person(workshop: Workshop, attempt: int) -> None:
    one = wrote("phone:911")
    other = replace(one, identities=wrote("lid:77").identities)
    paths = [await workshop.path() for _ in range(2)]
    await asyncio.gather(*(path.apply([contact]) for path, contact in zip(paths, (one, other), strict=True)))
    lead = await workshop.lead()
    assert lead["keys"] == ["lid:77", "phone:911"]
    assert await workshop.faults() == []


async def test_one_message_that_comes_again_under_another_address_teaches_that_address(workshop: Workshop) -> None:
    one = wrote("phone:911")
    await workshop.apply(one)
    applied = await workshop.apply(replace(one, identities=wrote("lid:77").identities))
    lead = await workshop.lead()
    assert lead["keys"] == ["lid:77", "phone:911"]
    assert lead["counts"]["inbound"] == 1
    assert [receipt.outcome for receipt in applied.receipts] == ["duplicate", "updated"]
    assert await workshop.faults() == []


async def test_what_was_taught_bears_no_number_in_its_id_and_is_one_entry_however_often_it_comes(
    workshop: Workshop,
) -> None:
    one = wrote("lid:77")
    other = replace(one, identities=wrote("phone:919876543210").identities)
    await workshop.apply(one)
    for _ in range(3):
        await workshop.apply(other)
    rows = [row async for row in workshop.mongo.database["history"].find({"type": "identity_learned"})]
    assert [row["_id"] for row in rows] == [f"acme:{plan.link(other, 'lid:77', 'whoever').id}"]
    assert rows[0]["_id"].startswith(f"acme:{one.id}~")
    assert "919876543210" not in rows[0]["_id"]
    assert (await workshop.lead())["keys"] == ["lid:77", "phone:919876543210"]
    assert await workshop.faults() == []


async def test_a_typed_number_under_a_used_row_number_teaches_nothing(workshop: Workshop) -> None:
    one = wrote("phone:911", identities=known("phone:911", trusted=False))
    await workshop.apply(one)
    await workshop.apply(replace(one, identities=known("phone:912", trusted=False)))
    assert (await workshop.lead())["keys"] == ["phone:911"]


async def test_an_entry_that_cannot_be_finished_does_not_keep_the_sweeper_from_the_others(
    workshop: Workshop,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await workshop.dies("committed", wrote("phone:911"))
    await workshop.dies("committed", wrote("phone:912"))
    path = await workshop.path()
    announce = path._outbox.announce

    async def choking(entries: Any) -> Any:
        if any(entry["after"]["identities"] == ["phone:911"] for entry in entries):
            raise ValueError("cannot be announced")
        return await announce(entries)

    monkeypatch.setattr(path._outbox, "announce", choking)
    await path.sweep(-1_000)
    pending = {tuple(lead["keys"]): len(lead["pend"]) for lead in await workshop.leads()}
    assert pending == {("phone:911",): 1, ("phone:912",): 0}


async def test_history_that_is_on_no_majority_is_not_taken_for_recorded(
    workshop: Workshop,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    collection: Any = type(workshop.store._history)
    insert_many = collection.insert_many

    async def unsure(self: Any, *given: Any, **options: Any) -> Any:
        if self.name != "history":
            return await insert_many(self, *given, **options)
        raise BulkWriteError({"writeErrors": [], "writeConcernErrors": [{"code": 64, "errmsg": "waiting timed out"}]})

    monkeypatch.setattr(collection, "insert_many", unsure)
    with pytest.raises(Exception, match="no majority"):
        await (await workshop.path()).apply([wrote("phone:911")])
    monkeypatch.undo()
    assert [len(lead["pend"]) for lead in await workshop.leads()] == [1]


async def test_more_messages_of_one_person_than_a_lead_may_hold_are_all_applied(
    workshop: Workshop,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(plan, "PEND_LIMIT", 10)
    await workshop.apply(*(wrote("phone:911") for _ in range(35)))
    assert (await workshop.lead())["counts"]["messages"] == 35
    assert await workshop.faults() == []
