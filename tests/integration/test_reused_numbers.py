"""A number that was given up and is used again, on a real mongod: killed between any two steps, in both orders, raced."""

from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest

from schemas.durations import DAY_MS
from tests.integration.workshop import ACCOUNTS, Workshop, wrote
from worker.contact import Contact, Fact
from worker.errors import UnmergeRefusedError
from worker.maintenance.separating import Separated, Separating
from worker.maintenance.verification import Verification
from worker.store.walks import Walks
from worker.system import SystemClock, new_id

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


async def separated(workshop: Workshop, lead: str, *, write: bool = True) -> Separated:
    path = await workshop.path()
    return await Separating(workshop.store, path, lambda: ACCOUNTS, SystemClock(), new_id).separate(
        lead, "neha", write=write
    )


async def test_an_operator_sets_apart_whom_the_name_took_for_one_and_the_name_does_not_join_them_again(
    workshop: Workshop,
) -> None:
    first, change, stranger = told()
    name = (Fact("name", "Asha", "profile"),)
    namesake = replace(stranger, identities=stranger.identities[:1], facts=name)
    await workshop.apply(replace(first, facts=name), change, namesake)
    lead = await workshop.lead()
    assert f"{LEFT}~{CHANGED}" in lead["keys"]
    shown = await separated(workshop, lead["_id"], write=False)
    assert shown.holder.keys == [f"{LEFT}~{CHANGED}"]
    assert await workshop.lead() == lead
    done = await separated(workshop, lead["_id"])
    assert done.announced
    await workshop.apply(replace(namesake, id="wa:again"))
    owner, holder = sorted(await workshop.leads(), key=lambda one: LEFT not in one["keys"])
    assert (owner["flags"], holder["counts"]["inbound"]) == (["retired_number_used"], 2)
    assert await workshop.faults() == []
    walks = Walks(workshop.mongo)
    assert [d async for d in Verification(walks, ACCOUNTS, SystemClock().now).everything("acme")] == []
    with pytest.raises(UnmergeRefusedError, match="leads unmerge"):
        await separated(workshop, owner["_id"])


async def test_whom_a_user_id_shows_to_be_one_cannot_be_set_apart(workshop: Workshop) -> None:
    first, change, stranger = told()
    back = replace(stranger, identities=(stranger.identities[0], change.identities[2]))
    await workshop.apply(first, change, back)
    with pytest.raises(UnmergeRefusedError, match=r"bsuid:IN\.2"):
        await separated(workshop, (await workshop.lead())["_id"])


async def test_a_divided_lead_passes_verification(workshop: Workshop) -> None:
    first, change, stranger = told()
    await workshop.apply(first, stranger, change)
    walks = Walks(workshop.mongo)
    assert [d async for d in Verification(walks, ACCOUNTS, SystemClock().now).everything("acme")] == []
