"""Messages that come in more than two versions, and edits that say what a placeholder could not: one message, in any order."""

import asyncio
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.shop import Shop
from tests.unit.leads.test_merge_law import ACCOUNTS, batches
from tests.unit.leads.test_versions_law import placeholder, recalled, rows, said
from worker.contact import Contact


def edit(key: str = "phone:911", text: str = "how many?", number: int = 1, **more: Any) -> Contact:
    """A new version of the message `X`, with a message id of its own."""
    content = {"type": "edit", "edited": "X", "message": {"type": "text"}}
    told: dict[str, Any] = {
        "at": 1010,
        "activity": "message_edited",
        "inbound": False,
        "content": content,
        "text": text,
    }
    made = replace(said(key), id=f"wa:X:edited:{number}", source="whatsapp", attribution=None, facts=())
    return replace(made, **told | more)


@st.composite
def many_versions(draw: st.DrawFn) -> list[Contact]:
    """Three to five contacts of one message: told or lived, with their content or without, edits among them."""
    found = []
    for told, unread in draw(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=3, max_size=4, unique=True)):
        key = draw(st.sampled_from(["phone:911", "phone:911", "lid:77"]))
        made = placeholder(key) if unread else said(key)
        found.append(recalled(made) if told else made)
    return [*found, *draw(st.sampled_from([[], [edit()], [edit(), edit(text="three?", number=2)]]))]


async def counted(shop: Shop) -> int:
    """Give how many messages count: what no number and no order of versions may change."""
    return sum(lead.counts["messages"] for lead in await shop.leads() if not lead.merged_into)


@settings(max_examples=25, deadline=None)
@given(many_versions(), st.randoms(use_true_random=False))
def test_any_number_of_versions_in_any_order_are_one_message(versions: list[Contact], random: Any) -> None:
    async def held() -> None:
        straight, mixed = Shop(ACCOUNTS), Shop(ACCOUNTS)
        for contact in versions:
            await straight.apply([contact])
        for batch in batches(versions, random):
            await mixed.apply(batch)
        assert (await counted(straight), await counted(mixed)) == (1, 1)
        assert await straight.faults() == await mixed.faults() == []

    asyncio.run(held())


@pytest.mark.parametrize("together", [False, True])
@pytest.mark.parametrize("order", ["pe", "ep", "ppee", "eepp", "pep", "epe"])
def test_an_edit_completes_what_could_not_be_read_once_in_either_order(order: str, together: bool) -> None:
    async def held() -> None:
        shop = Shop(ACCOUNTS)
        sequence = [placeholder() if letter == "p" else edit() for letter in order]
        for batch in [sequence] if together else [[contact] for contact in sequence]:
            await shop.apply(batch)
        (lead,) = await shop.leads()
        assert (lead.counts["messages"], lead.last_inbound_at) == (1, 1003)
        entries = await rows(shop, lead.id)
        assert sorted(entry["_id"] for entry in entries) == ["acme:wa:X", "acme:wa:X:edited:1", "acme:wa:X~edited"]
        (told,) = [entry for entry in entries if entry["_id"].endswith("~edited")]
        assert (told["type"], told["text"], told["source"]) == ("message_completed", "how many?", "whatsapp")
        assert "lead.message_completed" in told["events"]
        assert told["content"]["completes"]["entry"] == told["correlation"] == told["causation"] == "acme:wa:X"
        assert await shop.faults() == []

    asyncio.run(held())


def test_the_content_that_comes_after_all_completes_too_and_an_edit_behind_it_does_not() -> None:
    async def texts(sequence: list[Contact]) -> list[str]:
        shop = Shop(ACCOUNTS)
        for contact in sequence:
            await shop.apply([contact])
        (lead,) = await shop.leads()
        assert lead.first["source"] == "ctwa_ad"
        assert lead.counts["messages"] == 1
        assert await shop.faults() == []
        return [e["text"] for e in await rows(shop, lead.id) if e["type"] == "message_completed"]

    for order in permutations("pce"):
        made = {"p": placeholder(), "c": said(), "e": edit()}
        found = asyncio.run(texts([made[letter] for letter in order]))
        assert ("how much?" in found) == (order.index("p") < order.index("c"))
        assert ("how many?" in found) == (order[2] == "c")


@pytest.mark.parametrize(
    "other",
    [
        edit(content={"type": "edit", "edited": "Y", "message": {"type": "text"}}),
        edit(
            content={"type": "edit", "edited": "X", "message": {"type": "unsupported", "unavailable": True}}, text=None
        ),
        edit(content={"type": "edit", "edited": None, "message": {"type": "text"}}),
    ],
)
def test_an_edit_of_another_message_or_one_that_cannot_be_read_completes_nothing(other: Contact) -> None:
    async def held() -> None:
        for order in permutations([placeholder(), other]):
            shop = Shop(ACCOUNTS)
            for contact in order:
                await shop.apply([contact])
            (lead,) = await shop.leads()
            assert "message_completed" not in [entry["type"] for entry in await rows(shop, lead.id)]

    asyncio.run(held())


def test_an_edit_of_a_message_of_ours_is_no_news_of_the_person() -> None:
    async def held() -> None:
        ours = {"activity": "message_sent", "inbound": False, "creates": False, "facts": ()}
        shop = Shop(ACCOUNTS)
        for contact in (replace(said(), id="wa:other"), replace(placeholder(), **ours), edit(creates=False)):
            await shop.apply([contact])
        (lead,) = await shop.leads()
        assert [entry["type"] for entry in await rows(shop, lead.id)] == [
            "message_received", "message_sent", "message_edited",
        ]  # fmt: skip

    asyncio.run(held())
