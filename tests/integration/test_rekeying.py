"""Keys made anew on a real mongod after a changed rule: merged where two become one, raced, interrupted, repeated."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.integration.back_office import ACCOUNTS, Office, open_office, wrote
from worker.account import Accounts
from worker.contact import Consent, Contact, Fact
from worker.identity import addresses, folding
from worker.identity.folding import FoldingRule
from worker.identity.keys import whatsapp_identity
from worker.leads.lead import Lead
from worker.maintenance import rekeying
from worker.maintenance.rekeying import Rekeying, Step
from worker.maintenance.verification import Verification
from worker.store.walks import Walks
from worker.system import SystemClock

pytestmark = pytest.mark.services

# The rule that an older version did not have: a number with and without a 1 after the area is one.
NEW_RULE = FoldingRule("XX", re.compile(r"990(\d{6})"), r"9901\g<1>", spelling=False)


@pytest.fixture
async def shop(mongo_url: str, mongo_database: str) -> AsyncIterator[Office]:
    async with open_office(mongo_url, mongo_database) as office:
        yield office


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """Numbers read under one version of the rules are remembered; an upgrade is another process."""
    addresses._trusted.cache_clear()
    yield
    addresses._trusted.cache_clear()


def upgrade(monkeypatch: pytest.MonkeyPatch, rule: FoldingRule = NEW_RULE) -> None:
    monkeypatch.setitem(folding.RULES, "990", (rule,))
    monkeypatch.setattr(folding, "KEY_VERSION", folding.KEY_VERSION + 1)
    addresses._trusted.cache_clear()


def by(number: str, **more: Any) -> Contact:
    return replace(wrote(), identities=(whatsapp_identity(number),), **more)


async def rekey(shop: Office, *, write: bool = True, accounts: Accounts = ACCOUNTS) -> list[Step]:
    work = Rekeying(Walks(shop.mongo), shop.store, await shop.path(), lambda: accounts, SystemClock(), write=write)
    return [step async for step in work.run()]


async def leads(shop: Office) -> list[Lead]:
    return [
        Lead.of(row) for row in await shop.mongo.database["leads"].find({"merged_into": None}).sort("_id").to_list(None)
    ]


async def check(shop: Office) -> None:
    await shop.check()
    checking = Verification(Walks(shop.mongo), ACCOUNTS, SystemClock().now)
    assert [finding async for finding in checking.everything(None)] == []
    versions = await shop.mongo.database["leads"].distinct("kv")
    assert versions == [folding.KEY_VERSION]


async def test_without_a_change_there_is_nothing_to_do(shop: Office) -> None:
    await shop.apply(by("990123456"))
    assert await rekey(shop) == []


async def test_leads_get_their_new_keys_and_the_next_message_finds_them(
    shop: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shop.apply(by("990123456"), by("919876543210"))
    await shop.events()
    upgrade(monkeypatch)
    (step,) = await rekey(shop)
    assert (step.kind, dict(step.keys)) == ("rekeyed", {"phone:990123456": "phone:9901123456"})
    assert await shop.events() == ["lead.updated"]
    await shop.apply(by("9901123456"))
    lead = await shop.one("phone:9901123456")
    assert (lead.counts["messages"], lead.keys) == (2, ["phone:9901123456"])
    assert lead.address in ("990123456", "9901123456")
    assert len(await leads(shop)) == 2
    assert await rekey(shop) == []
    await check(shop)


async def test_people_that_were_split_meanwhile_are_merged_once(shop: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    await shop.apply(by("990123456", facts=(Fact("city", "Pune", "plugin"),)))
    (old,) = await leads(shop)
    upgrade(monkeypatch)
    await shop.apply(by("9901123456", facts=(Fact("name", "Asha", "profile"),)))
    assert len(await leads(shop)) == 2
    await shop.events()
    assert [step.kind for step in await rekey(shop)] == ["merged", "rekeyed"]
    (lead,) = await leads(shop)
    assert (lead.id, lead.keys, lead.value("name"), lead.extra["city"]["v"]) == (
        old.id, ["phone:9901123456"], "Asha", "Pune",
    )  # fmt: skip
    assert [entry["k"] for entry in lead.identities] == ["phone:9901123456"]
    assert sorted(await shop.events()) == ["lead.merged", "lead.merged_away", "lead.updated"]
    await check(shop)


async def test_two_old_leads_that_get_one_key_are_merged(shop: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    await shop.apply(by("990123456"))
    await shop.apply(by("9901123456"))
    one, two = await leads(shop)
    upgrade(monkeypatch)
    foreseen = await rekey(shop, write=False)
    assert [(step.kind, step.lead, step.other) for step in foreseen] == [("merged", one.id, two.id)]
    assert len(await leads(shop)) == 2
    await rekey(shop)
    (lead,) = await leads(shop)
    assert lead.counts["messages"] == 2
    await check(shop)


async def test_a_dry_run_foresees_that_two_get_the_same_new_key(shop: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    await shop.apply(by("990123456"), by("990223456"))
    one, two = await leads(shop)
    everything = FoldingRule("XX", re.compile(r"990[12]23456"), "990000000", spelling=False)
    upgrade(monkeypatch, everything)
    before = await shop.mongo.database["leads"].find().to_list(None)
    assert [(s.kind, s.other) for s in await rekey(shop, write=False)] == [("rekeyed", None), ("merged", one.id)]
    assert await shop.mongo.database["leads"].find().to_list(None) == before
    await rekey(shop)
    (lead,) = await leads(shop)
    assert lead.keys == ["phone:990000000"]
    assert {one.id, two.id} >= {lead.id}
    await check(shop)


async def test_leads_that_were_set_apart_stay_two(shop: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    await shop.apply(by("990123456"))
    await shop.apply(by("9901123456"))
    one, two = await leads(shop)
    await shop.apply(replace(wrote("phone:990123456", "phone:9901123456")))
    assert await shop.undo(two.id) is not None
    upgrade(monkeypatch)
    (step,) = await rekey(shop)
    assert (step.kind, step.lead, step.other) == ("kept_apart", one.id, two.id)
    assert [lead.keys for lead in await leads(shop)] == [["phone:990123456"], ["phone:9901123456"]]
    assert await rekey(shop) == []
    await check(shop)


async def test_a_merge_may_still_be_undone_after_the_keys_changed(
    shop: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shop.apply(by("990123456"))
    await shop.apply(by("919876543210"))
    _one, two = await leads(shop)
    await shop.apply(replace(wrote("phone:990123456", "phone:919876543210")))
    upgrade(monkeypatch)
    await rekey(shop)
    assert (await leads(shop))[0].keys == ["phone:919876543210", "phone:9901123456"]
    assert await shop.undo(two.id) is not None
    assert [lead.keys for lead in await leads(shop)] == [["phone:9901123456"], ["phone:919876543210"]]
    await check(shop)


async def test_words_kept_for_the_new_key_are_applied(shop: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    await shop.apply(by("990123456"))
    upgrade(monkeypatch)
    stop = by("9901123456", creates=False, inbound=False, consents=(Consent(False, 10**13, "preference"),))
    await shop.apply(stop)
    await rekey(shop)
    assert (await shop.one("phone:9901123456")).opted_out
    await check(shop)


async def test_workers_of_the_new_version_write_meanwhile(shop: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = [f"990{n:06}" for n in range(120)]
    await shop.apply(*map(by, numbers))
    upgrade(monkeypatch)
    paths = [await shop.path() for _ in range(3)]

    async def chat(worker: int) -> None:
        for number in numbers[worker::3]:
            assert (await paths[worker].apply([by(number), by(number)])).unfinished == []

    await asyncio.gather(*(chat(worker) for worker in range(3)), rekey(shop))
    await rekey(shop)
    found = await leads(shop)
    assert len(found) == 120
    assert {lead.counts["messages"] for lead in found} == {3}
    await check(shop)


async def test_it_goes_on_where_it_was_killed(shop: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    await shop.apply(*(by(f"990{n:06}") for n in range(40)))
    upgrade(monkeypatch)
    seen = 0

    class KilledError(BaseException):
        pass

    def die(_: str) -> None:
        nonlocal seen
        seen += 1
        if seen > 10:
            raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(rekeying, "failpoint", die)
        with pytest.raises(KilledError):
            await rekey(shop)
    steps = await rekey(shop)
    assert 0 < len(steps) < 40
    await (await shop.path()).sweep(-1000)
    assert len(await leads(shop)) == 40
    await check(shop)
    assert (await shop.events()).count("lead.updated") == 40


async def test_leads_of_an_account_without_files_wait(shop: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    await shop.apply(by("990123456"))
    upgrade(monkeypatch)
    assert [step.kind for step in await rekey(shop, accounts=Accounts.of([]))] == ["no_account"]
    assert [step.kind for step in await rekey(shop)] == ["rekeyed"]


async def test_a_message_whose_only_trace_is_pending_is_not_applied_again(
    shop: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = by("990123456")
    await (await shop.path(announce=False)).apply([message])
    await shop.mongo.database["history"].delete_many({})
    upgrade(monkeypatch)
    await rekey(shop)
    await shop.apply(replace(message, identities=(whatsapp_identity("990123456"),)))
    (lead,) = await leads(shop)
    assert lead.counts["messages"] == 1
