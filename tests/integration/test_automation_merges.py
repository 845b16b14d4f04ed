"""Two leads that turn out to be one person, with waits, limits and once-marks on both."""

import pytest

from tests.integration.office import DAY, HOUR, MINUTE, Office
from worker.leads import commands

pytestmark = pytest.mark.services

NUDGE = """
rules:
  - id: nudge
    when: lead.created
    wait:
      - id: first
        after: 2h
        cancel_if: [lead.message_received, lead.closed]
        do: [{note: nudged}, {add_tags: [nudged]}]
"""
PHONE, USER = "phone:919812345678", "bsuid:IN.77"


async def both(office: Office, rules: str, apart: int = MINUTE) -> None:
    """Have one person become two leads, one after the other, and let the rules react to each."""
    await office.open(rules)
    for key in (PHONE, USER):
        await office.receive(office.message(key))
        await office.settle()
        office.clock.pass_(apart)


async def joined(office: Office) -> None:
    """Have it turn out, without a message of theirs, that the two are one."""
    taught = office.message(PHONE, USER, inbound=False, creates=False, activity="identity_learned")
    await office.receive(taught)


async def states(office: Office) -> list[str]:
    rows = await office.mongo.database["waits"].find().sort([("began_at", 1), ("_id", 1)]).to_list(None)
    return [row["state"] for row in rows]


@pytest.mark.parametrize("delivered", [True, False])
async def test_of_two_waits_for_the_same_the_one_that_began_first_is_kept(office: Office, delivered: bool) -> None:
    await both(office, NUDGE)
    await joined(office)
    await (office.settle() if delivered else office.events())
    await office.later(3 * HOUR)
    assert await states(office) == ["done", "cancelled"]
    assert (await office.notes()).count("nudged") == 1
    assert [wait["because"] for wait in await office.rows("waits", state="cancelled")] == ["merged"]
    assert await office.faults() == []


async def test_a_wait_follows_its_lead_to_the_survivor(office: Office) -> None:
    await office.open(NUDGE.replace("lead.created", "{event: lead.tag_added, tag: slow}"))
    for key in (PHONE, USER):
        await office.receive(office.message(key))
        office.clock.pass_(MINUTE)
    other = next(lead for lead in await office.leads() if lead["keys"] == [USER])
    await office.command(other["_id"], ("add_tags", commands.add_tags(["slow"])))
    await office.settle()
    await joined(office)
    await office.settle()
    await office.later(3 * HOUR)
    lead = await office.lead()
    assert lead["_id"] != other["_id"]
    assert "nudged" in lead["tags"]
    assert await states(office) == ["done"]


async def test_who_answers_from_the_other_address_has_answered(office: Office) -> None:
    """The reply reached the lead that survives, after the wait of the other began and before they were one."""
    await office.open(NUDGE)
    await office.receive(office.message(PHONE))
    await office.events()  # no rule reacts to the first lead
    office.clock.pass_(MINUTE)
    await office.receive(office.message(USER))
    await office.settle()
    office.clock.pass_(MINUTE)
    await office.receive(office.message(PHONE, text="here I am"))
    await office.settle()
    await joined(office)
    await office.later(3 * HOUR)
    assert [(w["state"], w["because"]) for w in await office.rows("waits")] == [("cancelled", "lead.message_received")]


async def test_two_waits_one_after_the_other_are_both_carried_out(office: Office) -> None:
    """What the one lead was nudged for before the merge is over; the other waits on."""
    await both(office, NUDGE, apart=90 * MINUTE)
    await office.later(0)  # the first is due, the second not yet
    assert await states(office) == ["done", "waiting"]
    await joined(office)
    await office.settle()
    await office.later(2 * HOUR)
    assert await states(office) == ["done", "done"]


async def test_marks_of_both_are_kept_the_later_one(office: Office) -> None:
    offer = "rules: [{id: offer, when: lead.message_received, do: [{note: offered}], limits: {once_per_lead: 7d}}]"
    await office.open(offer)
    await office.receive(office.message(PHONE))
    await office.settle()
    office.clock.pass_(5 * DAY)
    await office.receive(office.message(USER))
    await office.settle()
    await joined(office)
    await office.settle()
    office.clock.pass_(4 * DAY)  # nine since the first, four since the second
    await office.receive(office.message(PHONE))
    await office.settle()
    assert await office.why("offer") == ["matched", "matched", "once_per_lead"]
    office.clock.pass_(3 * DAY + MINUTE)
    await office.receive(office.message(USER))
    await office.settle()
    assert (await office.notes()).count("offered") == 3


async def test_an_event_of_a_lead_that_was_merged_away_meanwhile_acts_on_the_survivor_once(office: Office) -> None:
    await office.open("rules: [{id: mark, when: lead.created, do: [{note: marked}], limits: {once_per_lead: true}}]")
    for key in (PHONE, USER):
        await office.receive(office.message(key))
    events = await office.events()
    await joined(office)
    await office.react(events)
    await office.react(events)
    await office.settle()
    lead = await office.lead()
    assert [row["lead"] for row in await office.fired()] == [lead["_id"]]
    assert sorted(await office.why("mark")) == ["matched", "once_per_lead"]


async def test_a_fuse_counts_a_firing_once_though_its_lead_was_merged_between_two_deliveries(office: Office) -> None:
    await office.open(
        "rules: [{id: mark, when: lead.created, do: [{note: marked}], limits: {at_most: {times: 2, per: 1h}}}]"
    )
    for key in (PHONE, USER):
        await office.receive(office.message(key))
    events = await office.events()
    await office.react(events)
    await joined(office)
    await office.react(events)
    await office.settle()
    (fuse,) = await office.rows("fuses")
    assert sum(entry["n"] for entry in fuse["slices"]) == 2
    assert await office.why("mark") == ["matched", "matched"]
