"""A database and an in-process broker for tests: workers' commit paths, an operator, and what was announced."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import count
from typing import Any

from schemas.account import AccountFile
from worker import topology
from worker.account import Account, Accounts
from worker.broker.memory import MemoryBroker
from worker.broker.memory_server import MemoryServer
from worker.commit.outbox import DeferredOutbox, Outbox
from worker.commit.path import CommitPath
from worker.contact import Contact, Fact, Identity
from worker.leads.history_chain import faults
from worker.leads.lead import Lead
from worker.maintenance.unmerging import Unmerged, UnmergeRequest, Unmerging
from worker.store.leads import LeadStore
from worker.store.mongo import Mongo
from worker.store.queries import Queries
from worker.system import SystemClock, new_id

ACCOUNTS = Accounts.of([Account("acme", AccountFile(name="Acme", region="IN"))])
AT = 1_795_000_000_000
_numbers = count(1)


def wrote(*keys: str, **more: Any) -> Contact:
    number = next(_numbers)
    who = tuple(Identity(key, key.partition(":")[0], key.partition(":")[2], trusted=True) for key in keys)
    contact = Contact("acme", f"wa:{number}", AT + number, "whatsapp", "cloud", "message_received", who, inbound=True)
    return replace(contact, **more)


class Office:
    """A database and a broker, with workers and an operator."""

    def __init__(self, mongo: Mongo) -> None:
        self.mongo, self.store, self.queries = mongo, LeadStore(mongo), Queries(mongo)
        self.server = MemoryServer()
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
        return await (await self.operator(announce=announce)).undo(
            UnmergeRequest(lead, "asha", **{"write": True, **more})
        )

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
            rows = await self.queries.newest(document["account"], document["_id"], 0)
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


@asynccontextmanager
async def open_office(url: str, database: str) -> AsyncIterator[Office]:
    """Give a office with the indexes made."""
    mongo = Mongo(url, database, seconds=10)
    office = Office(mongo)
    await office.store.prepare()
    yield office
    mongo.close()
