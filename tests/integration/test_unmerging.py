"""Merges undone on a real mongod: raced by workers, killed in between, repeated, and never merged again by the old evidence."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from schemas.account import AccountFile
from worker import topology, unmerging
from worker.account import Account, Accounts
from worker.broker.memory import MemoryBroker
from worker.broker.memory_server import Server
from worker.commit import CommitPath
from worker.contact import Contact, Fact, Identity
from worker.errors import UnmergeRefusedError
from worker.history import faults
from worker.lead import Lead
from worker.outbox import DeferredOutbox, Outbox
from worker.store.leads import LeadStore
from worker.store.mongo import Mongo
from worker.store.queries import Queries
from worker.system import SystemClock, new_id
from worker.unmerging import Request, Unmerged, Unmerging

pytestmark = pytest.mark.services

ACCOUNTS = Accounts.of([Account("acme", AccountFile(name="Acme", region="IN"))])
AT = 1_795_000_000_000
_numbers = count(1)


def wrote(*keys: str, **more: Any) -> Contact:
    number = next(_numbers)
    who = tuple(Identity(key, key.partition(":")[0], key.partition(":")[2], trusted=True) for key in keys)  # type: ignore[arg-type]
    contact = Contact("acme", f"wa:{number}", AT + number, "whatsapp", "cloud", "message_received", who, inbound=True)
    return replace(contact, **more)


class Workshop:
    """A database and a broker, with workers and an operator."""

    def __init__(self, mongo: Mongo) -> None:
        self.mongo, self.store, self.queries = mongo, LeadStore(mongo), Queries(mongo)
        self.server = Server()
        self.heard: list[tuple[str, str]] = []

    async def path(self, *, announce: bool = True) -> CommitPath:
        broker = MemoryBroker(self.server)
        await broker.connect()
        await broker.declare(topology.build())
        outbox = Outbox(self.store, broker) if announce else DeferredOutbox(self.store)
        return CommitPath(self.store, outbox, lambda: ACCOUNTS, SystemClock(), new_id)

    async def apply(self, *contacts: Contact) -> None:
        assert (await (await self.path()).apply(contacts)).unfinished == []

    async def operator(self, *, announce: bool = True) -> Unmerging:
        path = await self.path(announce=announce)
        return Unmerging(self.queries, self.store, path, lambda: ACCOUNTS, SystemClock())

    async def undo(self, lead: str, *, announce: bool = True, **more: Any) -> Unmerged | None:
        return await (await self.operator(announce=announce)).undo(Request(lead, "asha", **{"write": True, **more}))

    async def of(self, *keys: str) -> list[Lead]:
        """Give the owners of keys, in the order of the keys."""
        owners = {key: lead for lead in await self.store.leads_by_keys({"acme": keys}) for key in lead.keys}
        return list({owners[key].id: owners[key] for key in keys}.values())

    async def one(self, key: str) -> Lead:
        (lead,) = await self.of(key)
        return lead

    async def events(self) -> list[str]:
        """Take the events that were announced since the last call."""
        broker = MemoryBroker(self.server)
        await broker.connect()
        names: list[str] = []
        while (delivery := await broker.get(topology.AUTOMATIONS)) is not None:
            names.append(delivery.headers["ce-type"])
            await broker.ack([delivery])
        return names

    async def check(self) -> None:
        """Every lead's history is whole, and nobody owns a key twice."""
        owners: dict[str, str] = {}
        async for document in self.mongo.database["leads"].find():
            rows = await self.queries.newest(document["_id"], 0)
            assert list(faults(document, rows)) == []
            for key in document["keys"]:
                assert owners.setdefault(key, document["_id"]) == document["_id"]

    async def merged(self) -> tuple[Lead, Lead]:
        """Two people, taken for one; and a message of each since."""
        await self.apply(wrote("phone:1", facts=(Fact("name", "Asha", "profile"),)))
        await self.apply(wrote("phone:2", facts=(Fact("name", "Ravi", "profile"),)))
        hers, his = await self.of("phone:1", "phone:2")
        await self.apply(wrote("phone:1", "phone:2", id="wa:cause"))
        await self.apply(wrote("phone:2"), wrote("phone:1"), wrote("phone:2", "lid:2"))
        await self.events()
        assert await self.one("phone:2") is not None
        return hers, his


@pytest.fixture
async def shop(mongo_url: str, mongo_database: str) -> AsyncIterator[Workshop]:
    mongo = Mongo(mongo_url, mongo_database, seconds=10)
    workshop = Workshop(mongo)
    await workshop.store.prepare()
    yield workshop
    mongo.close()


async def test_undoing_gives_two_leads_with_their_own_messages_and_keys_and_says_so_once(shop: Workshop) -> None:
    hers, his = await shop.merged()
    assert (await shop.one("phone:2")).id == hers.id
    done = await shop.undo(his.id)
    assert done is not None
    assert done.announced
    back, other = await shop.one("phone:1"), await shop.one("phone:2")
    assert (back.id, back.keys, back.value("name"), back.counts["messages"]) == (hers.id, ["phone:1"], "Asha", 3)
    assert (other.id, other.keys, other.value("name"), other.counts["messages"]) == (
        his.id, ["lid:2", "phone:2"], "Ravi", 3,
    )  # fmt: skip
    assert back.flags == ["kept_apart"]  # the message that named both is hers, without his number
    assert await shop.events() == ["lead.unmerged", "lead.unmerged"]
    await shop.check()


async def test_a_dry_run_changes_nothing(shop: Workshop) -> None:
    _hers, his = await shop.merged()
    before = await shop.mongo.database["leads"].find().to_list(None)
    done = await shop.undo(his.id, write=False)
    assert done is not None
    assert done.other.keys == ["lid:2", "phone:2"]
    assert await shop.mongo.database["leads"].find().to_list(None) == before
    assert await shop.events() == []


async def test_asking_again_finds_nothing_to_do_by_either_name(shop: Workshop) -> None:
    hers, his = await shop.merged()
    assert await shop.undo(hers.id) is not None
    before = await shop.mongo.database["leads"].find().to_list(None)
    assert await shop.undo(hers.id) is None
    assert await shop.undo(his.id) is None
    assert await shop.mongo.database["leads"].find().to_list(None) == before


async def test_the_same_evidence_and_redeliveries_do_not_merge_them_again(shop: Workshop) -> None:
    await shop.apply(wrote("phone:1"))
    second = wrote("phone:2")
    await shop.apply(second)
    _hers, his = await shop.of("phone:1", "phone:2")
    cause, since = wrote("phone:1", "phone:2"), wrote("phone:2")
    await shop.apply(cause)
    await shop.apply(since)
    assert await shop.undo(his.id) is not None
    counts = [lead.counts for lead in await shop.of("phone:1", "phone:2")]
    await shop.apply(cause, since, second)
    await shop.apply(since)
    assert [lead.counts for lead in await shop.of("phone:1", "phone:2")] == counts
    await shop.apply(wrote("phone:2", "phone:1", "lid:9"))
    back, other = await shop.of("phone:1", "phone:2")
    assert (back.keys, other.keys) == (["phone:1"], ["lid:9", "phone:2"])
    assert other.flags == ["kept_apart"]
    await shop.check()


async def test_who_may_merge_again_is_merged_by_the_next_evidence(shop: Workshop) -> None:
    hers, his = await shop.merged()
    assert await shop.undo(his.id, may_merge_again=True) is not None
    await shop.apply(wrote("phone:1", "phone:2"))
    assert (await shop.one("phone:2")).id == hers.id
    assert await shop.undo(his.id) is not None
    assert (await shop.one("phone:2")).id == his.id
    await shop.check()


async def test_merges_of_several_leads_are_undone_newest_first(shop: Workshop) -> None:
    for key in ("phone:1", "phone:2", "phone:3"):
        await shop.apply(wrote(key))
    one, two, three = await shop.of("phone:1", "phone:2", "phone:3")
    await shop.apply(wrote("phone:1", "phone:2"))
    await shop.apply(wrote("phone:1", "phone:3"))
    await shop.apply(wrote("phone:2"), wrote("phone:3"))
    with pytest.raises(UnmergeRefusedError, match=f"unmerge {three.id}"):
        await shop.undo(two.id)
    with pytest.raises(UnmergeRefusedError, match=f"{three.id}, {two.id}"):
        await shop.undo(one.id)
    assert await shop.undo(three.id) is not None
    await shop.apply(wrote("phone:2"), wrote("phone:3"))
    assert await shop.undo(two.id) is not None
    one, two, three = await shop.of("phone:1", "phone:2", "phone:3")
    assert [lead.counts["messages"] for lead in (one, two, three)] == [3, 3, 3]
    assert (one.keys, two.keys, three.keys) == (["phone:1"], ["phone:2"], ["phone:3"])
    await shop.check()


async def test_a_chain_of_merges_is_undone_from_its_end(shop: Workshop) -> None:
    for key in ("phone:3", "phone:2", "phone:1"):
        await shop.apply(wrote(key))
    first, middle, last = await shop.one("phone:3"), await shop.one("phone:2"), await shop.one("phone:1")
    await shop.apply(wrote("phone:2", "phone:1"))
    await shop.apply(wrote("phone:3", "phone:2"))
    assert (await shop.one("phone:1")).id == first.id
    with pytest.raises(UnmergeRefusedError, match=f"unmerge {middle.id}"):
        await shop.undo(last.id)
    assert await shop.undo(middle.id) is not None
    assert (await shop.one("phone:1")).id == middle.id
    assert await shop.undo(last.id) is not None
    assert (await shop.one("phone:1")).id == last.id
    await shop.check()


async def test_what_was_never_merged_is_refused_with_a_sentence(shop: Workshop) -> None:
    await shop.apply(wrote("phone:1"))
    lead = await shop.one("phone:1")
    with pytest.raises(UnmergeRefusedError, match="never merged"):
        await shop.undo(lead.id)
    with pytest.raises(UnmergeRefusedError, match="no lead nobody"):
        await shop.undo("nobody")


async def test_workers_that_write_meanwhile_lose_nothing(shop: Workshop) -> None:
    hers, his = await shop.merged()
    path = await shop.path()
    sent = [wrote("phone:2") if n % 2 else wrote("phone:1") for n in range(60)]

    async def chat() -> None:
        for contact in sent:
            assert (await path.apply([contact])).unfinished == []

    undone, again, _ = await asyncio.gather(shop.undo(his.id), shop.undo(his.id), chat())
    assert [undone is None, again is None].count(True) <= 1
    one, two = await shop.of("phone:1", "phone:2")
    assert (one.id, two.id) == (hers.id, his.id)
    assert (one.counts["messages"], two.counts["messages"]) == (3 + 30, 3 + 30)
    assert sorted(await shop.events()).count("lead.unmerged") == 2
    await shop.check()


async def test_entries_pending_at_the_time_are_not_applied_twice(shop: Workshop) -> None:
    """A worker died after its commit: the only trace of the message is in the survivor's `pend`."""
    _hers, his = await shop.merged()
    since = wrote("phone:2")
    await (await shop.path(announce=False)).apply([since])
    await shop.mongo.database["history"].delete_one({"_id": f"acme:{since.id}"})
    assert await shop.undo(his.id) is not None
    await shop.apply(since)
    assert (await shop.one("phone:2")).counts["messages"] == 4
    await shop.check()


async def test_killed_after_the_write_a_sweeper_announces_it(shop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    _hers, his = await shop.merged()

    class KilledError(BaseException):
        pass

    def die(point: str) -> None:
        if point == "unmerged":
            raise KilledError

    monkeypatch.setattr(unmerging, "failpoint", die)
    with pytest.raises(KilledError):
        await shop.undo(his.id)
    assert await shop.events() == []
    assert await shop.undo(his.id) is None
    assert await (await shop.path()).sweep(0) == 2
    assert await shop.events() == ["lead.unmerged", "lead.unmerged"]
    await shop.check()


async def test_beside_an_in_process_broker_the_next_worker_announces_it(shop: Workshop) -> None:
    _hers, his = await shop.merged()
    done = await shop.undo(his.id, announce=False)
    assert done is not None
    assert await shop.events() == []
    assert await (await shop.path()).sweep(0) == 2
    assert await shop.events() == ["lead.unmerged", "lead.unmerged"]
    assert await shop.mongo.database["leads"].count_documents({"pend.seq": {"$gt": 0}}) == 0
    await shop.check()
