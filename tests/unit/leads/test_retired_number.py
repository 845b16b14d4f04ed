"""A number that was given up: whoever writes from it later does not bring it back, unless their user id shows who they are."""

import asyncio
from itertools import permutations

from tests.shop import Shop
from tests.unit.leads.test_merge_law import ACCOUNTS, identity
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
    found: list[Lead] = []
    for order in permutations(contacts):
        shop = Shop(ACCOUNTS)

        async def held(shop: Shop = shop, order: tuple[Contact, ...] = order) -> list[Lead]:
            for contact in (*order, order[0]):
                await shop.apply([contact])
            return [lead for lead in await shop.leads() if not lead.merged_into]

        found += asyncio.run(held())
    assert len({(lead.phone, lead.address, tuple(lead.flags), tuple(lead.keys)) for lead in found}) == 1
    return found[0]


def test_nothing_goes_to_a_number_that_somebody_else_uses_again() -> None:
    lead = in_any_order(FIRST, CHANGE, said("stranger", 900, LEFT, "bsuid:IN.9"))
    assert (lead.phone, lead.address) == ("+912", "912")
    assert "retired_number_used" in lead.flags


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
