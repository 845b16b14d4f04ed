"""Engines that are killed between any two of their steps, raced, and run again: nothing lost, nothing twice."""

import asyncio
import random
from collections import Counter

import pytest

from tests.integration.office import HOUR, MINUTE, Office

pytestmark = pytest.mark.services

RULES = """
rules:
  - id: welcome
    when: lead.created
    do:
      - assign_user: {pool: sales}
      - send_quick_message: welcome
    wait: [{id: nudge, after: 1h, cancel_if: [lead.message_received], do: [{add_tags: [nudged]}]}]
    limits: {at_most: {times: 1000, per: 1h, then: pause}}
  - {id: owned, when: lead.assigned, do: [{set_state: contacted}]}
"""
STEPS = ("admitted", "chosen", "commanded", "published", "announced", "cleared", "fired", "waits_kept", "runs_kept")


async def settled(office: Office, people: int) -> None:
    """Hold the office to what must be so when every event was reacted to."""
    leads = await office.leads()
    assert len(leads) == people
    assert {lead["state"]["v"] for lead in leads} == {"contacted"}
    assert len(await office.sent()) == people
    assert Counter(row["content"]["rule"] for row in await office.fired()) == {"welcome": people, "owned": people}
    assert len(await office.rows("waits")) == people
    (turns,) = await office.rows("turns")
    assert sum(entry["n"] for entry in turns["turns"]) == people
    (fuse,) = await office.rows("fuses")
    assert sum(entry["n"] for entry in fuse["slices"]) == people
    assert len(await office.rows("runs", rule="welcome", outcome="fired")) == people
    assert await office.faults() == []


@pytest.mark.parametrize("step", STEPS)
async def test_an_engine_that_dies_at_a_step_leaves_nothing_lost_and_nothing_twice(office: Office, step: str) -> None:
    await office.open(RULES)
    await office.receive(*(office.message(f"phone:91981234567{n}") for n in range(5)))
    events = await office.events()
    await office.dies(step, office.react(events))
    await office.react(events)
    await (await office.path()).sweep(-1_000)
    await office.settle()
    await settled(office, 5)
    await office.later(2 * HOUR)
    assert all(list(lead["tags"]) == ["nudged"] for lead in await office.leads())


async def test_a_rule_edited_between_a_crash_and_the_redelivery_loses_no_wait(office: Office) -> None:
    await office.open(RULES)
    await office.receive(office.message("phone:919812345678"))
    events = await office.events()
    await office.dies("fired", office.react(events))
    office.edit("rules: []")
    await office.react(events)
    await office.settle()
    assert [wait["wait"] for wait in await office.rows("waits")] == ["nudge"]
    await office.later(2 * HOUR)
    assert list((await office.lead())["tags"]) == ["nudged"]


@pytest.mark.parametrize("seed", range(2))
async def test_four_engines_and_a_crowd_share_the_leads_fairly_and_burn_no_turn(office: Office, seed: int) -> None:
    await office.open(RULES.replace("1000", "100000"))
    people = [f"phone:91981234{n:04}" for n in range(400)]
    for first in range(0, 400, 100):
        await office.receive(*(office.message(person) for person in people[first : first + 100]))
    await office.settle([await office.engine() for _ in range(4)], twice=random.Random(seed))
    await settled(office, 400)
    owners = Counter(lead["assignee"]["v"] for lead in await office.leads())
    assert owners == {"asha": 200, "ravi": 200}


async def test_capacity_is_kept_by_four_engines_at_once(office: Office) -> None:
    await office.open(
        "rules: [{id: share, when: lead.created, do: [{assign_user: {pool: small}}]}]",
        team="users: [{id: asha, capacity: 7}, {id: ravi, capacity: 5}, {id: boss}]\n"
        "pools: {small: {members: [asha, ravi], pick: least_busy, fallback: boss}}\n",
    )
    for first in range(0, 60, 20):
        await office.receive(*(office.message(f"phone:9198123456{n:02}") for n in range(first, first + 20)))
        await office.settle([await office.engine() for _ in range(4)], twice=random.Random(first))
        office.clock.pass_(MINUTE)
    owners = Counter(lead["assignee"]["v"] for lead in await office.leads())
    assert owners == {"asha": 7, "ravi": 5, "boss": 48}


async def test_rules_change_under_load_and_every_lead_is_treated_by_one_version(office: Office) -> None:
    await office.open(RULES)
    versions = [RULES.replace("nudged", f"nudged-{n}") for n in range(8)]

    async def editing() -> None:
        for text in versions:
            office.edit(text)
            await asyncio.sleep(0.05)

    async def arriving() -> None:
        team = [await office.engine() for _ in range(2)]
        for first in range(0, 120, 15):
            await office.receive(*(office.message(f"phone:91981234{n:04}") for n in range(first, first + 15)))
            await office.settle(team, twice=random.Random(first))

    await asyncio.gather(editing(), arriving())
    await settled(office, 120)
    await office.later(2 * HOUR)
    while await (await office.timers()).run_due():
        pass
    assert {len(lead["tags"]) for lead in await office.leads()} == {1}
