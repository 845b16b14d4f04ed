"""A number that was given up: whoever writes from it later does not bring it back, unless their user id shows who they are."""

import asyncio
from dataclasses import replace
from itertools import permutations

from tests.shop import Shop
from tests.unit.leads.test_merge_law import ACCOUNTS, identity
from worker.account import Accounts
from worker.contact import Contact
from worker.leads.lead import Lead

LEFT, NEW = "phone:911", "phone:912"


def said(name: str, at: int, *keys: str, retires: tuple[str, ...] = ()) -> Contact:
    return Contact(
        account="acme",
        id=name,
        at=at,
        source="whatsapp",
        origin="cloud",
        activity="number_changed" if retires else "message_received",
        identities=tuple(identity(key) for key in keys),
        creates=not retires,
        inbound=not retires,
        retires=retires,
    )


FIRST = said("first", 100, LEFT, "bsuid:IN.1")
CHANGE = said("change", 200, NEW, LEFT, "bsuid:IN.2", "bsuid:IN.1", retires=(LEFT, "bsuid:IN.1"))


def in_any_order(*contacts: Contact) -> Lead:
    """Give the lead of the former owner, if it is the same in any order."""
    return two_in_any_order(*contacts)[0]


def two_in_any_order(*contacts: Contact, accounts: Accounts = ACCOUNTS) -> list[Lead]:
    """Give the leads, the former owner's first, if they are the same in any order."""
    found: list[list[Lead]] = []
    for order in permutations(contacts):
        shop = Shop(accounts)

        async def held(shop: Shop = shop, order: tuple[Contact, ...] = order) -> list[Lead]:
            for contact in (*order, order[0]):
                await shop.apply([contact])
            assert await shop.faults() == []
            living = [lead for lead in await shop.leads() if not lead.merged_into]
            return sorted(living, key=lambda lead: LEFT not in lead.keys)

        found.append(asyncio.run(held()))
    facts = [[(lead.phone, lead.address, lead.flags, lead.identities, lead.counts) for lead in one] for one in found]
    for one in facts:
        assert one == facts[0]
    return found[0]


def told_in_order(*contacts: Contact) -> list[Lead]:
    """Give the leads after these contacts, twice each, the former owner's first."""
    shop = Shop(ACCOUNTS)

    async def held() -> list[Lead]:
        for contact in (*contacts, *contacts):
            await shop.apply([contact])
        assert await shop.faults() == []
        return sorted(
            (one for one in await shop.leads() if not one.merged_into), key=lambda lead: LEFT not in lead.keys
        )

    return asyncio.run(held())


def test_whoever_uses_a_number_again_gets_a_lead_of_their_own() -> None:
    owner, stranger = two_in_any_order(FIRST, CHANGE, said("stranger", 900, LEFT, "bsuid:IN.9"))
    assert (owner.phone, owner.address, owner.flags) == ("+912", "912", ["retired_number_used"])
    assert (stranger.phone, stranger.address, stranger.flags) == ("+911", "911", ["reused_number"])
    assert (owner.last_inbound_at, stranger.last_inbound_at) == (100, 900)


def test_without_user_ids_a_number_that_was_given_up_stays_historical() -> None:
    lead = in_any_order(FIRST, CHANGE, said("somebody", 900, LEFT))
    assert (lead.address, lead.flags) == ("912", ["retired_number_used"])


def test_who_comes_back_with_their_user_id_gets_their_number_back() -> None:
    lead = in_any_order(FIRST, CHANGE, said("back", 900, LEFT, "bsuid:IN.2"))
    assert (lead.phone, lead.address, lead.flags) == ("+911", "911", [])


def test_a_late_message_of_before_the_change_is_no_use() -> None:
    lead = in_any_order(FIRST, CHANGE, said("late", 150, LEFT))
    assert (lead.address, lead.flags) == ("912", [])


def test_what_the_person_writes_elsewhere_does_not_speak_for_the_old_number() -> None:
    for keys in ((NEW, "bsuid:IN.2"), ("bsuid:IN.2",)):
        lead = in_any_order(FIRST, CHANGE, said("stranger", 900, LEFT), said("own", 950, *keys))
        assert (lead.phone, lead.address) == ("+912", "912")
        assert "retired_number_used" in lead.flags


def test_a_change_that_is_told_again_later_takes_nothing_from_whoever_has_the_number_by_then() -> None:
    stranger = said("stranger", 900, LEFT, "bsuid:IN.9")
    again = replace(CHANGE, id="told again", at=1_500)
    for told in ((FIRST, CHANGE, stranger, again), (FIRST, CHANGE, again, stranger), (FIRST, stranger, CHANGE, again)):
        owner, other = told_in_order(*told)
        assert (owner.keys, owner.address) == (["bsuid:IN.1", "bsuid:IN.2", LEFT, NEW], "912")
        assert (other.keys, other.address, other.flags) == (["bsuid:IN.9", f"{LEFT}~200"], "911", ["reused_number"])


def test_who_comes_back_to_a_number_and_leaves_it_for_a_third_has_the_third() -> None:
    third = said("third", 900, "phone:913", LEFT, "bsuid:IN.3", "bsuid:IN.2", retires=(LEFT, "bsuid:IN.2"))
    (lead,) = told_in_order(FIRST, CHANGE, said("back", 800, LEFT, "bsuid:IN.2"), third)
    assert {entry["k"]: entry["retired"] for entry in lead.identities}[f"{LEFT}~200"] == 900
    assert lead.address in ("912", "913")
