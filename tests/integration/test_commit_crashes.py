"""The commit path on a real mongod, stopped dead between any two of its steps, raced, and run again."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from tests.integration.workshop import Workshop, stop, wrote
from worker.commit import path
from worker.commit.applied import Applied

pytestmark = pytest.mark.services

STEPS = ("planned", "committed", "announced", "cleared")


@pytest.mark.parametrize("step", STEPS)
async def test_a_worker_that_dies_at_a_step_leaves_nothing_lost_and_nothing_twice(
    workshop: Workshop, step: str
) -> None:
    batch = [wrote("phone:911"), wrote("phone:911"), wrote("phone:912")]
    await workshop.dies(step, *batch)
    await workshop.apply(*batch)
    await workshop.sweep()
    assert sorted(lead["counts"]["messages"] for lead in await workshop.leads()) == [1, 2]
    assert await workshop.faults() == []


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("dying", [0, 1])
@pytest.mark.parametrize("content_first", [False, True])
async def test_a_worker_that_dies_between_a_placeholder_and_its_content_completes_the_message_once(
    workshop: Workshop, step: str, dying: int, content_first: bool
) -> None:
    content = wrote("phone:911", text="how much?", content={"type": "text"}, source="ctwa_ad", attribution={"ad": "1"})
    unread = {"type": "unsupported", "unavailable": True}
    placeholder = replace(content, text=None, content=unread, source="whatsapp", attribution=None)
    pair = [content, placeholder] if content_first else [placeholder, content]
    if dying:
        await workshop.apply(pair[0])
    if not (content_first and dying):  # a placeholder that teaches nothing writes nothing: there is no step to die at
        await workshop.dies(step, pair[dying])
    for contact in (*pair, *pair):
        await workshop.apply(contact)
    await workshop.sweep()
    lead = await workshop.lead()
    assert [lead["counts"][name] for name in ("messages", "inbound", "outbound")] == [1, 1, 0]
    assert lead["first"]["source"] == "ctwa_ad"
    assert lead["touch"]["data"] == {"ad": "1"}
    rows = await workshop.mongo.database["history"].find().to_list(None)
    assert [row["text"] for row in rows if row["text"]] == ["how much?"]
    assert len(rows) == (1 if content_first else 2)
    assert await workshop.faults() == []


@pytest.mark.parametrize("step", [*STEPS, "merged"])
async def test_a_worker_that_dies_while_it_merges_leaves_one_lead_with_every_message(
    workshop: Workshop, step: str
) -> None:
    await workshop.apply(wrote("phone:911"), wrote("bsuid:IN.1"))
    both = wrote("phone:911", "bsuid:IN.1")
    await workshop.dies(step, both)
    await workshop.apply(both)
    await workshop.sweep()
    assert (await workshop.lead())["counts"]["messages"] == 3
    assert await workshop.faults() == []


async def test_a_message_that_is_pending_in_a_lead_is_known_after_that_lead_was_merged_away(workshop: Workshop) -> None:
    await workshop.apply(wrote("phone:911"), wrote("bsuid:IN.1"))
    interrupted = wrote("bsuid:IN.1")
    await workshop.dies("committed", interrupted)
    await workshop.apply(wrote("phone:911", "bsuid:IN.1"))
    await workshop.apply(interrupted)
    await workshop.sweep()
    assert (await workshop.lead())["counts"]["messages"] == 4
    assert await workshop.faults() == []


async def test_an_opt_out_from_before_reaches_a_lead_whose_creator_died_and_that_was_merged_away(
    workshop: Workshop,
) -> None:
    await workshop.apply(wrote("phone:911"), stop("bsuid:IN.1"))
    await workshop.dies("committed", wrote("bsuid:IN.1"))
    await workshop.apply(wrote("phone:911", "bsuid:IN.1"))
    assert (await workshop.lead())["consent"]["withdrawn"]["reason"] == "preference"
    assert await workshop.sweep() == 1
    assert await workshop.faults() == []


async def test_an_opt_out_from_before_reaches_a_lead_that_a_later_message_finishes(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    await workshop.apply(stop("phone:911"))
    await workshop.dies("committed", wrote("phone:911"))
    monkeypatch.setattr(path, "HELP_AFTER_MS", -1_000)
    await workshop.apply(wrote("phone:911"))
    assert (await workshop.lead())["consent"]["withdrawn"]["reason"] == "preference"
    assert await workshop.faults() == []


async def test_what_was_kept_about_a_stranger_is_forgotten_only_when_it_is_applied(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = stop("phone:911")
    await workshop.apply(kept)
    path = await workshop.path()
    apply = path.apply

    async def losing(contacts: Any, **how: Any) -> Applied:
        if [contact.id for contact in contacts] == [kept.id]:
            return Applied(unfinished=[(contacts[0], RuntimeError())])
        return await apply(contacts, **how)

    monkeypatch.setattr(path, "apply", losing)
    await apply([wrote("phone:911")])
    assert "withdrawn" not in (await workshop.lead())["consent"]
    await workshop.apply(wrote("phone:911", "bsuid:IN.1"))  # the lead grows: strangers' words are looked up again
    assert (await workshop.lead())["consent"]["withdrawn"]["reason"] == "preference"


@pytest.mark.parametrize("attempt", range(10))
async def test_two_workers_that_merge_the_same_leads_at_once_merge_them_once(workshop: Workshop, attempt: int) -> None:
    await workshop.apply(wrote("phone:911"), wrote("bsuid:IN.1"))
    paths = [await workshop.path() for _ in range(4)]
    bridges = [wrote("phone:911", "bsuid:IN.1") for _ in paths]
    applied = await asyncio.gather(*(path.apply([one]) for path, one in zip(paths, bridges, strict=True)))
    assert [one.unfinished for one in applied] == [[]] * 4
    assert (await workshop.lead())["counts"]["messages"] == 6
    assert await workshop.mongo.database["history"].count_documents({"type": "merged"}) == 1
    assert await workshop.faults() == []


async def test_a_kept_word_that_joins_two_leads_of_one_batch_is_applied_once(workshop: Workshop) -> None:
    teaching = wrote("phone:911", "bsuid:IN.1", creates=False, inbound=False, activity="identity_learned")
    await workshop.apply(teaching)
    await workshop.apply(wrote("phone:911"), wrote("bsuid:IN.1"))
    assert (await workshop.lead())["counts"]["messages"] == 2
    assert await workshop.mongo.database["strangers"].count_documents({}) == 0
    assert await workshop.faults() == []
