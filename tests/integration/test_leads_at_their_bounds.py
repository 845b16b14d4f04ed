"""Leads at their bounds, on a real server: what does not fit is refused alone, and the person's opt-out gets through."""

from dataclasses import replace
from typing import Any

import pytest

from tests.integration.workshop import AT, Workshop, known, stop, wrote
from worker.commit.applied import Applied
from worker.contact import Contact, Fact
from worker.leads import bounds
from worker.leads.commands import Command, add_tags, note

pytestmark = pytest.mark.services

LIMIT = 16 * 1024 * 1024


async def nearly_full(workshop: Workshop, key: str, room: int) -> str:
    """Let a lead have `room` bytes left, filled with what another version of the program wrote."""
    await workshop.apply(wrote(key))
    leads = workshop.mongo.database["leads"]
    (sized,) = await leads.aggregate(
        [{"$match": {"keys": key}}, {"$project": {"size": {"$bsonSize": "$$ROOT"}}}]
    ).to_list(None)
    await leads.update_one({"keys": key}, {"$set": {"ballast": "x" * (LIMIT - sized["size"] - room)}})
    return str(sized["_id"])


async def unfit(workshop: Workshop, *contacts: Contact) -> Applied:
    return await (await workshop.path()).apply(contacts)


def large(key: str) -> Contact:
    return wrote(key, raw={"body": "y" * 200_000}, facts=(Fact("Wish", "z" * 50_000, "plugin"),))


async def test_what_a_full_lead_has_no_room_for_is_refused_alone_and_an_opt_out_gets_through(
    workshop: Workshop,
) -> None:
    lead = await nearly_full(workshop, "phone:911", 60_000)
    before = wrote("phone:912")
    too_large, small, neighbour, stranger = (
        large("phone:911"),
        wrote("phone:911"),
        wrote("phone:912"),
        large("phone:913"),
    )
    await workshop.apply(before)
    applied = await unfit(workshop, too_large, small, neighbour, stranger)
    ((contact, refusal),) = applied.refused
    assert contact is too_large
    assert refusal.reason == "lead_full"
    assert lead in refusal.detail
    assert applied.unfinished == [(too_large, refusal)]
    outcomes = {receipt.contact.id: receipt.outcome for receipt in applied.receipts}
    assert outcomes == {small.id: "updated", neighbour.id: "updated", stranger.id: "created"}
    await workshop.apply(stop("phone:911"))
    (document,) = await workshop.mongo.database["leads"].find({"keys": "phone:911"}, {"ballast": 0}).to_list(None)
    assert document["consent"]["withdrawn"]["reason"] == "preference"
    assert document["seq"] == 3
    assert await workshop.faults() == []


async def test_a_refused_message_is_applied_by_a_replay_once_there_is_room(workshop: Workshop) -> None:
    await nearly_full(workshop, "phone:911", 60_000)
    message = large("phone:911")
    assert [c for c, _ in (await unfit(workshop, message)).refused] == [message]
    await workshop.mongo.database["leads"].update_one({"keys": "phone:911"}, {"$unset": {"ballast": 1}})
    applied = await workshop.apply(message)
    assert [receipt.outcome for receipt in applied.receipts] == ["updated"]
    assert await workshop.faults() == []


async def test_a_command_that_a_lead_has_no_room_for_is_told_so_and_the_others_are_done(workshop: Workshop) -> None:
    lead = await nearly_full(workshop, "phone:911", 20_000)

    def command(name: str, step: Any) -> Command:
        return Command("acme", name, lead, AT, "api", "key", "lead_edited", ((name, step),))

    path = await workshop.path()
    given = [command("one", add_tags(["vip"])), command("two", note("n" * 50_000)), command("three", add_tags(["hot"]))]
    results = await path.execute(given)
    assert [result.verdict for result in results] == ["done", "lead_full", "done"]
    assert "16 MB" in results[1].detail
    assert sorted((await workshop.lead())["tags"]) == ["hot", "vip"]
    assert await workshop.faults() == []


async def test_two_leads_that_do_not_fit_into_one_are_not_merged_and_the_message_is_refused(workshop: Workshop) -> None:
    await nearly_full(workshop, "phone:911", 9_000)
    extra = tuple(Fact(f"extra {n}", "e" * 1_000, "plugin") for n in range(20))
    await workshop.apply(wrote("bsuid:IN.1", facts=extra))
    both = wrote("phone:911", "bsuid:IN.1")
    applied = await unfit(workshop, both, wrote("phone:912"))
    assert [(contact, refusal.reason) for contact, refusal in applied.refused] == [(both, "lead_full")]
    assert [receipt.outcome for receipt in applied.receipts] == ["created"]
    assert len(await workshop.leads()) == 3
    assert await workshop.faults() == []


async def test_many_large_bodies_and_keys_keep_the_document_within_its_bounds(workshop: Workshop) -> None:
    hub = known("email:info@broker.example", trusted=False)
    contacts = [
        wrote(
            "x",
            identities=(*known(f"phone:9{n:03}", trusted=False), *hub),
            inbound=False,
            facts=tuple(Fact(f"f{n}.{i}", "ü" * 4_000, "plugin") for i in range(200)),
            tags=tuple(f"tag {n}.{i}" for i in range(50)),
            raw={"body": "é" * 100_000},
            source="plugin",
        )
        for n in range(210)
    ]
    for start in range(0, 210, 70):
        await workshop.apply(*contacts[start : start + 70])
    (document,) = await workshop.mongo.database["leads"].find({"keys": "email:info@broker.example"}).to_list(None)
    assert len(document["keys"]) == len(document["identities"]) == bounds.MAX_IDENTITIES
    assert {"identities_full", "tags_full", "extra_full", "contact_clipped"} <= set(document["flags"])
    (sized,) = (
        await workshop.mongo.database["leads"]
        .aggregate([{"$match": {"_id": document["_id"]}}, {"$project": {"size": {"$bsonSize": "$$ROOT"}}}])
        .to_list(None)
    )
    assert sized["size"] < 8_000_000
    # A number that the full lead left out writes: it is met as a lead of its own, and stays with that person.
    (left_out,) = (c for c in contacts[-1:] if c.identities[0].key not in document["keys"])
    writes = replace(wrote(left_out.identities[0].key), identities=known(left_out.identities[0].key))
    assert [receipt.outcome for receipt in (await workshop.apply(writes)).receipts] == ["created"]
    assert await workshop.faults() == []
