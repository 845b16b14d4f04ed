"""The law for numbers that were given up: the same messages give the same leads in every order, twice, by several workers."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.account import AccountFile
from schemas.durations import DAY_MS
from tests.shop import Shop
from tests.unit.leads.test_merge_law import ACCOUNTS, batches, differences, identity, people
from tests.unit.leads.test_retired_number import CHANGE, FIRST, LEFT, NEW, said, two_in_any_order
from worker.account import Account, Accounts
from worker.contact import Contact, Fact
from worker.leads.reuse_told import numbers
from worker.leads.statement import stated, statement

KEPT_TOGETHER = Accounts.of([Account("acme", AccountFile(name="Acme", region="IN", reused_number="former_owner"))])
NAMES = {"Asha": (Fact("name", "Asha", "profile"),), "Ravi": (Fact("name", "Ravi Iyer", "profile"),), "": ()}


def named(contact: Contact, name: str) -> Contact:
    return replace(contact, facts=NAMES[name])


def listed(name: str, at: int, person: str) -> Contact:
    """A row of a list that names the number."""
    typed = replace(identity(LEFT), trusted=False)
    row = replace(said(name, at), identities=(typed,), activity="campaign_row", inbound=False, source="campaign")
    return replace(row, facts=tuple(replace(fact, by="campaign") for fact in NAMES[person]))


def hashed(contact: Contact, key_hash: str) -> Contact:
    return replace(contact, identities=tuple(replace(i, key_hash=key_hash) for i in contact.identities))


@st.composite
def stories(draw: st.DrawFn) -> list[Contact]:
    """Give a person's messages, their change of number, and what came from the old number later, by whomever."""
    change = 100 * DAY_MS
    told = [replace(CHANGE, at=change)]
    if draw(st.booleans()):
        told.append(named(said("first", 10 * DAY_MS, LEFT, *draw(st.sampled_from([(), ("bsuid:IN.1",)]))), "Asha"))
    for n in range(draw(st.integers(0, 3))):
        at = draw(st.integers(80, 300)) * DAY_MS
        keys = draw(st.sampled_from([(LEFT,), (LEFT, "bsuid:IN.9"), (LEFT, "bsuid:IN.2"), (LEFT, "lid:77")]))
        told.append(named(said(f"old{n}", at, *keys), draw(st.sampled_from(sorted(NAMES)))))
    for n in range(draw(st.integers(0, 2))):
        keys = draw(st.sampled_from([(NEW,), (NEW, "bsuid:IN.2"), ("bsuid:IN.2",), (NEW, "lid:78"), ("bsuid:IN.9",)]))
        told.append(said(f"new{n}", draw(st.integers(101, 300)) * DAY_MS, *keys))
    rows = draw(st.lists(st.tuples(st.integers(80, 300), st.sampled_from(sorted(NAMES))), max_size=2))
    return [*told, *(listed(f"row{n}", day * DAY_MS, person) for n, (day, person) in enumerate(rows))]


@pytest.mark.parametrize("accounts", [ACCOUNTS, KEPT_TOGETHER])
@settings(max_examples=80, deadline=None)
@given(stories(), st.randoms(use_true_random=False))
def test_any_order_gives_the_same_people(accounts: Accounts, drawn: list[Contact], random: Any) -> None:
    async def held() -> None:
        straight, mixed, raced = Shop(accounts), Shop(accounts), Shop(accounts)
        for contact in sorted(drawn, key=lambda c: c.at):
            await straight.apply([contact])
        for batch in batches(drawn, random):
            await mixed.apply(batch)

        async def worker(batch: list[Contact], late: int) -> None:
            for _ in range(late):
                await asyncio.sleep(0)
            await raced.apply(batch)

        # Each once at a time: what two workers apply at the same moment counts in both leads, here as elsewhere.
        shuffled = random.sample(drawn, k=len(drawn))
        starts = [random.randint(0, 6) for _ in range(3)]
        await asyncio.gather(*(worker(shuffled[n::3], start) for n, start in enumerate(starts)))
        await raced.apply(drawn)
        for shop in (mixed, raced):
            assert differences(await people(shop), await people(straight)) == []
        assert await straight.faults() == await mixed.faults() == await raced.faults() == []

    asyncio.run(held())


def test_the_same_name_half_a_year_later_is_the_former_owner_but_the_number_stays_given_up() -> None:
    back = named(said("back", 200 * DAY_MS, LEFT), "Asha")
    (lead,) = two_in_any_order(named(FIRST, "Asha"), CHANGE, back)
    assert (lead.address, lead.flags, lead.counts["inbound"]) == ("912", ["retired_number_used"], 2)


def test_another_name_half_a_year_later_is_somebody_else_unless_the_account_says_otherwise() -> None:
    told = (named(FIRST, "Asha"), CHANGE, named(said("other", 200 * DAY_MS, LEFT), "Ravi"))
    owner, stranger = two_in_any_order(*told)
    assert (owner.value("name"), owner.address, owner.flags) == ("Asha", "912", ["retired_number_used"])
    assert (stranger.value("name"), stranger.address, stranger.flags) == ("Ravi Iyer", "911", ["reused_number"])
    (lead,) = two_in_any_order(*told, accounts=KEPT_TOGETHER)
    assert (lead.address, lead.flags) == ("912", ["retired_number_used"])


def test_sooner_than_a_carrier_gives_a_number_away_it_is_the_former_owner() -> None:
    (lead,) = two_in_any_order(named(FIRST, "Asha"), CHANGE, named(said("soon", 44 * DAY_MS, LEFT), "Ravi"))
    assert (lead.address, lead.flags) == ("912", ["retired_number_used"])


def test_the_same_identity_hash_brings_the_number_back_and_another_is_a_flag() -> None:
    first = hashed(FIRST, "aa")
    (lead,) = two_in_any_order(first, CHANGE, hashed(said("same", 200 * DAY_MS, LEFT), "aa"))
    assert (lead.phone, lead.address, lead.flags) == ("+911", "911", [])
    assert len(two_in_any_order(first, CHANGE, hashed(said("other", 44 * DAY_MS, LEFT), "bb"))) == 2
    (lead,) = two_in_any_order(first, hashed(said("other", 900, LEFT), "bb"))
    assert lead.flags == ["identity_key_changed"]


def test_lists_that_name_a_number_given_up_are_the_former_owner_s_by_name_and_change_no_address() -> None:
    at = 200 * DAY_MS
    for person in ("Asha", ""):
        (lead,) = two_in_any_order(named(FIRST, "Asha"), CHANGE, listed("row", at, person))
        assert (lead.phone, lead.address, lead.flags) == ("+912", "912", ["retired_number_used"])
    owner, other = two_in_any_order(named(FIRST, "Asha"), CHANGE, listed("row", at, "Ravi"))
    assert (owner.address, owner.flags, other.flags) == ("912", ["retired_number_used"], ["reused_number"])


def test_what_is_known_of_a_number_survives_its_statement() -> None:
    one = hashed(replace(FIRST, identities=(replace(FIRST.identities[0], names=("asha",)),)), "aa")
    assert stated("acme", statement(one)).identities == one.identities


def test_a_lead_tells_whose_its_numbers_are_and_by_which_command_that_is_corrected() -> None:
    other = named(said("other", 200 * DAY_MS, LEFT), "Ravi")
    owner, stranger = two_in_any_order(named(FIRST, "Asha"), CHANGE, other)
    (told,) = numbers(owner)
    assert f"leadworker leads merge {owner.id} {LEFT}~200" in told
    (told,) = numbers(stranger)
    assert f"leadworker leads merge {stranger.id} {LEFT}" in told
    (lead,) = two_in_any_order(named(FIRST, "Asha"), CHANGE, named(other, "Asha"))
    (told,) = numbers(lead)
    assert f"leadworker leads separate {lead.id}" in told
    (lead,) = two_in_any_order(FIRST, CHANGE, said("back", 900, LEFT, "bsuid:IN.2"))
    assert "theirs again" in numbers(lead)[0]
    (lead,) = two_in_any_order(FIRST, CHANGE)
    assert numbers(lead) == ["911: given up 1970-01-01; nothing is sent to it"]


def test_what_comes_again_after_a_lead_was_divided_does_not_join_the_two() -> None:
    told = (FIRST, said("id only", 900, "bsuid:IN.9"), said("other", 900, LEFT, "bsuid:IN.9"), CHANGE)

    async def held() -> None:
        shop = Shop(ACCOUNTS)
        for contact in (*told, *told):
            await shop.apply([contact])
        living = [lead for lead in await shop.leads() if not lead.merged_into]
        assert sorted(lead.keys for lead in living) == [
            ["bsuid:IN.1", "bsuid:IN.2", LEFT, NEW],
            ["bsuid:IN.9", f"{LEFT}~200"],
        ]
        assert await shop.faults() == []

    asyncio.run(held())
