"""The port `AuditStore`, on MongoDB and in memory."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from worker.access.audit import AuditChain, AuditStore, Deed, sealed
from worker.store.audit import Audit
from worker.store.memory_audit import MemoryAudit
from worker.store.mongo import Mongo


def deed(n: int, account: str = "acme", kind: str = "sign_in") -> Deed:
    about = {"scopes": ("lead.read", "x"), "name": "₹ $x", "n": n, "on": True, "none": None}
    return Deed(account, kind, "human", f"p{n % 2}", 1_800_000_000_000 + n, "127.0.0.1", about)


@pytest.fixture(params=["memory", pytest.param("mongodb", marks=pytest.mark.services)])
async def audit(request: pytest.FixtureRequest) -> AsyncIterator[AuditStore]:
    if request.param == "memory":
        yield MemoryAudit()
        return
    mongo = Mongo(request.getfixturevalue("mongo_url"), request.getfixturevalue("mongo_database"))
    store = Audit(mongo)
    await store.prepare()
    yield store
    mongo.close()


async def faults(store: AuditStore, account: str) -> list[str]:
    chain = AuditChain(await store.head(account))
    found = [text async for entry in store.walk(account) for text in chain.take(entry)]
    return found + list(chain.end((await store.head(account))[0]))


async def test_many_who_write_at_once_make_one_chain_without_gaps(audit: AuditStore) -> None:
    written = await asyncio.gather(*(audit.append(deed(n)) for n in range(25)), audit.append(deed(0, "other")))
    assert sorted(entry.seq for entry in written) == sorted([*range(1, 26), 1])
    kept = [entry async for entry in audit.walk("acme")]
    assert [entry.seq for entry in kept] == list(range(1, 26))
    assert {entry.deed.about["n"] for entry in kept} == set(range(25))
    assert await faults(audit, "acme") == []
    assert await faults(audit, "other") == []
    assert await audit.accounts() == ["acme", "other"]


async def test_entries_are_listed_the_newest_first_by_type_and_actor(audit: AuditStore) -> None:
    for n in range(6):
        await audit.append(deed(n, kind="sign_in" if n < 4 else "token_made"))
    await audit.append(deed(9, "other"))
    assert [entry.seq for entry in await audit.page("acme", before=None, limit=3)] == [6, 5, 4]
    assert [entry.seq for entry in await audit.page("acme", before=4, limit=9)] == [3, 2, 1]
    assert [entry.seq for entry in await audit.page("acme", before=None, limit=9, types=["token_made"])] == [6, 5]
    assert [entry.seq for entry in await audit.page("acme", before=None, limit=9, actor="p1")] == [6, 4, 2]
    assert await audit.page("nobodys", before=None, limit=9) == []
    assert await audit.head("nobodys") == (0, "")


@pytest.mark.services
async def test_who_died_between_entry_and_head_hinders_nobody(mongo_url: str, mongo_database: str) -> None:
    mongo = Mongo(mongo_url, mongo_database)
    store = Audit(mongo)
    await store.prepare()
    for n in range(2):
        entry = await store.append(deed(n))
        orphan = sealed(deed(n + 10), entry.seq + 1, entry.hash)
        row = {
            "account": "acme",
            "seq": orphan.seq,
            "type": "sign_in",
            "actor_kind": "human",
            "actor": orphan.deed.actor,
        }
        row |= {"at": orphan.deed.at, "address": "127.0.0.1", "prev": orphan.prev, "hash": orphan.hash}
        about = {**orphan.deed.about, "scopes": ["lead.read", "x"]}
        await mongo.database["audit"].insert_one({"_id": f"acme/{orphan.seq}", **row, "about": about})
        assert await faults(store, "acme") == []
    assert (await store.append(deed(5))).seq == 5
    assert await faults(store, "acme") == []
    mongo.close()
