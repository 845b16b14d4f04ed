"""The law for a message that comes as a placeholder and with its content: in any order, any number of times, one message."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.shop import Shop
from tests.unit.leads.test_merge_law import ACCOUNTS, batches, contacts, differences, identity, people
from worker.contact import HISTORY, Consent, Contact, Fact

AD = {"source_type": "ad", "source_id": "120", "ctwa_clid": "clid"}


def said(key: str = "phone:911", **more: Any) -> Contact:
    """A message with its content."""
    told: dict[str, Any] = {
        "at": 1003,
        "source": "ctwa_ad",
        "attribution": AD,
        "text": "how much?",
        "content": {"type": "text"},
        "facts": (Fact("name", "Lara", "profile"),),
    }
    return Contact(
        account="acme",
        id="wa:X",
        origin="baileys",
        activity="message_received",
        identities=(identity(key),),
        **({"inbound": True} | told | more),
    )


def placeholder(key: str = "phone:911", **more: Any) -> Contact:
    """The same message before it could be read."""
    unread = {"type": "unsupported", "unavailable": True}
    return replace(said(key), source="whatsapp", attribution=None, text=None, content=unread, **more)


# What a message that could not be read may turn out to be.
OTHERS: dict[str, dict[str, Any]] = {
    "reaction_received": {"text": None, "content": {"type": "reaction"}},
    "message_edited": {"text": "how many?", "content": {"type": "edit"}, "inbound": False},
    "message_revoked": {"text": None, "content": {"type": "revoke"}, "inbound": False, "creates": False},
}
NAMES = st.sampled_from([(), (Fact("name", "Lara", "profile"),), (Fact("name", "L.", "profile"),)])
TIMES = st.sampled_from([1000, 1003, 1003, 1005])
# Whether each version has the content, and whether a sync of old chats told it: two that differ in one or both.
KINDS = [(one, two) for one in range(4) for two in range(4) if one != two]


@st.composite
def versions(draw: st.DrawFn) -> list[Contact]:
    keys = draw(st.sampled_from([("phone:911", "phone:911"), ("lid:77", "phone:911"), ("phone:911", "lid:77")]))
    more: dict[str, Any] = {} if draw(st.booleans()) else {"source": "whatsapp", "attribution": None}
    pair = []
    for key, kind in zip(keys, draw(st.sampled_from(KINDS)), strict=True):
        told, unread = divmod(kind, 2)
        given = {"at": draw(TIMES), "facts": draw(NAMES)}
        made = placeholder(key, **given) if unread else said(key, **given, **more)
        pair.append(recalled(made) if told else made)
    if not more or draw(st.booleans()):
        return pair
    kind = draw(st.sampled_from(sorted(OTHERS)))
    return [placeholder(at=draw(TIMES)), replace(said(**more), **OTHERS[kind], activity=kind)]


def recalled(contact: Contact) -> Contact:
    """The same, as a sync of old chats tells it."""
    return replace(contact, source=HISTORY, activity="history_received", inbound=False)


@settings(max_examples=300, deadline=None)
@given(versions(), contacts(), st.randoms(use_true_random=False))
def test_two_versions_in_any_order_among_others_give_the_same_people(
    pair: list[Contact], others: list[Contact], random: Any
) -> None:
    async def held() -> None:
        straight, mixed = Shop(ACCOUNTS), Shop(ACCOUNTS)
        everything = [*pair, *others]
        for contact in everything:
            await straight.apply([contact])
        for batch in batches(everything, random):
            await mixed.apply(batch)
        assert _but_records(differences(await people(mixed), await people(straight))) == []
        assert await straight.faults() == await mixed.faults() == []

    asyncio.run(held())


def _but_records(found: list[Any]) -> list[Any]:
    """Without when a lead was recorded: it is earlier where what a sync told came before the message itself."""
    return [one for one in found if one[0] != "created_at"]


@pytest.mark.parametrize("unread", [False, True])
def test_a_message_that_was_told_and_then_comes_is_news_once(unread: bool) -> None:
    async def held() -> None:
        shop = Shop(ACCOUNTS)
        first = recalled(placeholder() if unread else said())
        for contact in (first, first, said(), said(), first):
            await shop.apply([contact])
        (lead,) = await shop.leads()
        assert lead.last_inbound_at == 1003
        assert lead.first["source"] == "ctwa_ad"
        assert lead.counts["messages"] == 1
        told, lived = await rows(shop, lead.id)
        assert "lead.message_received" not in told["events"]
        assert lived["events"].count("lead.message_completed") == 1
        assert lived["source"] == "ctwa_ad"  # so that rules see it
        assert lived["content"]["completes"] == {"entry": "acme:wa:X", "created": True}
        assert await shop.faults() == []

    asyncio.run(held())


def test_what_is_told_of_a_message_that_was_lived_is_no_news() -> None:
    async def held() -> None:
        shop = Shop(ACCOUNTS)
        for contact in (said(), recalled(said()), recalled(placeholder()), said()):
            await shop.apply([contact])
        (lead,) = await shop.leads()
        assert len(await rows(shop, lead.id)) == 1
        assert lead.first["source"] == "ctwa_ad"

    asyncio.run(held())


async def rows(shop: Shop, lead: str) -> list[dict[str, Any]]:
    return [row async for row in shop.store.rows([lead])]


@pytest.mark.parametrize("order", ["pc", "ppcc", "pcpc", "cp", "ccpp", "cpcp"])
@pytest.mark.parametrize("together", [False, True])
def test_the_content_is_there_once_and_nothing_counts_twice(order: str, together: bool) -> None:
    async def held() -> None:
        shop = Shop(ACCOUNTS)
        sequence = [placeholder() if letter == "p" else said() for letter in order]
        for batch in [sequence] if together else [[contact] for contact in sequence]:
            await shop.apply(batch)
        (lead,) = await shop.leads()
        assert (lead.counts["messages"], lead.counts["inbound"]) == (1, 1)
        assert lead.first["source"] == "ctwa_ad"
        assert lead.touch is not None
        assert lead.touch["data"] == AD
        entries = await rows(shop, lead.id)
        assert [e["text"] for e in entries if e["text"]] == ["how much?"]
        assert sum("lead.created" in e["events"] for e in entries) == 1
        assert sum("lead.message_received" in e["events"] for e in entries) == 1
        assert sum("lead.message_completed" in e["events"] for e in entries) == (order[0] == "p")
        assert len(entries) == (2 if order[0] == "p" else 1)
        if order[0] == "p":
            assert entries[1]["type"] == "message_completed"
            assert entries[1]["content"]["completes"] == {"entry": "acme:wa:X", "created": True}
            assert entries[1]["correlation"] == entries[1]["causation"] == "acme:wa:X"
        assert await shop.faults() == []

    asyncio.run(held())


@pytest.mark.parametrize("late", [False, True])
def test_versions_under_two_addresses_are_one_person_and_one_message(late: bool) -> None:
    async def held() -> None:
        shop = Shop(ACCOUNTS)
        pair = [placeholder("lid:77"), said("phone:911")]
        for contact in [*(pair[::-1] if late else pair), *pair]:
            await shop.apply([contact])
        (lead,) = await shop.leads()
        assert lead.keys == ["lid:77", "phone:911"]
        assert lead.counts["inbound"] == 1
        assert [e["text"] for e in await rows(shop, lead.id) if e["text"]] == ["how much?"]

    asyncio.run(held())


def test_another_body_under_the_id_of_a_message_that_was_read_changes_nothing() -> None:
    async def held() -> None:
        shop = Shop(ACCOUNTS)
        for contact in (
            said(),
            said(text="something else", facts=(Fact("name", "Eve", "profile"),)),
            said("phone:911"),
        ):
            await shop.apply([contact])
        (lead,) = await shop.leads()
        assert lead.value("name") == "Lara"
        assert [e["text"] for e in await rows(shop, lead.id)] == ["how much?"]

    asyncio.run(held())


def test_workers_that_race_with_both_versions_complete_the_message_once() -> None:
    async def held(late: int) -> None:
        shop = Shop(ACCOUNTS)

        async def worker(contact: Contact, pause: int) -> None:
            for _ in range(pause):
                await asyncio.sleep(0)
            await shop.apply([contact])

        await asyncio.gather(
            *(worker(contact, n * late) for n, contact in enumerate([placeholder(), said(), placeholder(), said()]))
        )
        (lead,) = await shop.leads()
        assert (lead.counts["messages"], lead.counts["inbound"]) == (1, 1)
        assert [e["text"] for e in await rows(shop, lead.id) if e["text"]] == ["how much?"]
        assert await shop.faults() == []

    for late in range(12):
        asyncio.run(held(late))


def written(*, unread: bool = False, key: str = "phone:911") -> Contact:
    """A message that we sent from the phone, which a linked device was told of."""
    unavailable = {"type": "unsupported", "unavailable": True}
    return Contact(
        account="acme",
        id="wa:OUT",
        at=900,
        source="whatsapp",
        origin="baileys",
        activity="message_sent",
        identities=(identity(key),),
        creates=False,
        text=None if unread else "your offer",
        content=unavailable if unread else {"type": "text"},
        raw={"message": {"id": "OUT", "read": not unread}},
    )


@pytest.mark.parametrize("order", ["pci", "cpi", "pic", "cip", "ipc", "icp", "ppcci", "cpcpi"])
@pytest.mark.parametrize("together", [False, True])
def test_what_we_wrote_to_somebody_unknown_is_whole_when_they_appear_in_any_order(order: str, together: bool) -> None:
    async def held() -> None:
        shop, straight = Shop(ACCOUNTS), Shop(ACCOUNTS)
        made = {"p": written(unread=True), "c": written(), "i": said()}
        sequence = [made[letter] for letter in order]
        for batch in [sequence] if together else [[contact] for contact in sequence]:
            await shop.apply(batch)
        for contact in (made["i"], made["p"], made["c"]):
            await straight.apply([contact])
        (lead,) = await shop.leads()
        assert differences(await people(shop), await people(straight)) == []
        entries = [e for e in await rows(shop, lead.id) if e["text"] == "your offer"]
        assert len(entries) == 1
        assert entries[0]["type"] in ("message_sent", "message_completed")
        assert '"read":true' in entries[0]["raw"].replace(" ", "")
        assert await shop.store.strangers_by_keys({"acme": ["phone:911"]}) == []
        assert await shop.faults() == []

    asyncio.run(held())


def test_somebody_who_said_no_before_they_were_known_has_said_so_before_they_are_announced() -> None:
    async def held() -> None:
        shop = Shop(ACCOUNTS)
        no = replace(
            written(),
            id="crm:1",
            activity="consent_changed",
            content={},
            text=None,
            consents=(Consent(False, 900, "form"),),
        )
        await shop.apply([no])
        assert await shop.leads() == []
        announced: list[bool] = []
        publish = shop.broker.publish

        async def watched(messages: Any) -> Any:
            if any(message.routing_key == "lead.created" for message in messages):
                announced.extend(lead.opted_out for lead in await shop.leads())
            return await publish(messages)

        shop.broker.publish = watched  # type: ignore[method-assign]  # what the outbox is given
        await shop.apply([replace(said(), id="row:L:1", activity="campaign_row", source="campaign", inbound=False)])
        assert announced == [True]
        assert await shop.faults() == []

    asyncio.run(held())


@pytest.mark.parametrize("kind", OTHERS)
@pytest.mark.parametrize("order", ["po", "ppoo", "opo", "op", "oopp"])
def test_a_placeholder_of_what_proves_to_be_no_message_counts_nothing(order: str, kind: str) -> None:
    async def held() -> None:
        shop = Shop(ACCOUNTS)
        other = said(source="whatsapp", attribution=None, **OTHERS[kind])
        for letter in order:
            await shop.apply([placeholder() if letter == "p" else replace(other, activity=kind)])
        (lead,) = await shop.leads()
        assert set(lead.counts.values()) == {0}
        assert lead.last_inbound_at == 1003
        told = [entry["type"] for entry in await rows(shop, lead.id)]
        assert told.count(kind) == 1
        assert await shop.faults() == []

    asyncio.run(held())
