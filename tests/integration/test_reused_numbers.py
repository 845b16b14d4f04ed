"""A number that was given up and is used again, on a real mongod: killed between any two steps, in both orders, raced."""

from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest

from schemas.durations import DAY_MS
from tests.integration.workshop import Workshop, wrote
from worker.contact import Contact

pytestmark = pytest.mark.services

LEFT, NEW = "phone:911", "phone:912"
CHANGED = 100 * DAY_MS


def told() -> tuple[Contact, Contact, Contact]:
    """Give a message of the owner, the change of their number, and a message of whoever has the number half a year later."""
    first = replace(wrote(LEFT, "bsuid:IN.1"), at=CHANGED - DAY_MS)
    moved = wrote(NEW, LEFT, "bsuid:IN.2", "bsuid:IN.1")
    change = replace(moved, at=CHANGED, creates=False, inbound=False, retires=(LEFT, "bsuid:IN.1"))
    return (
        first,
        replace(change, activity="number_changed"),
        replace(wrote(LEFT, "bsuid:IN.9"), at=CHANGED + 180 * DAY_MS),
    )


async def are_two(workshop: Workshop) -> None:
    living = [lead for lead in await workshop.leads() if not lead.get("merged_into")]
    owner, stranger = sorted(living, key=lambda lead: LEFT not in lead["keys"])
    assert owner["keys"] == ["bsuid:IN.1", "bsuid:IN.2", LEFT, NEW]
    assert (owner["address"], owner["flags"], owner["counts"]["inbound"]) == ("912", ["retired_number_used"], 1)
    assert stranger["keys"] == ["bsuid:IN.9", f"{LEFT}~{CHANGED}"]
    assert (stranger["address"], stranger["flags"], stranger["counts"]["inbound"]) == ("911", ["reused_number"], 1)
    assert await workshop.faults() == []


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
async def test_any_order_gives_two_leads(workshop: Workshop, order: tuple[int, ...]) -> None:
    contacts = told()
    for _ in range(2):
        for place in order:
            await workshop.apply(contacts[place])
    await workshop.sweep()
    await are_two(workshop)


@pytest.mark.parametrize("step", ["planned", "divided", "announced", "cleared", "committed"])
async def test_a_worker_that_dies_while_it_divides_a_lead_leaves_two(workshop: Workshop, step: str) -> None:
    first, change, stranger = told()
    await workshop.apply(first, stranger)
    await workshop.dies(step, change)
    for contact in (change, stranger, first):
        await workshop.apply(contact)
    await workshop.sweep()
    await are_two(workshop)


async def test_the_lead_that_was_split_off_has_the_rows_that_are_theirs(workshop: Workshop) -> None:
    first, change, stranger = told()
    await workshop.apply(first, stranger, change)
    rows: list[dict[str, Any]] = (
        await workshop.mongo.database["history"].find({"moved": {"$exists": True}}).to_list(None)
    )
    assert {row["type"]: row["moved"] for row in rows} == {"separated": [[2, 2]], "split_off": [[2, 2]]}
    assert all("leadworker leads merge" in row["notes"][0] for row in rows)
