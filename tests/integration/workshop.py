"""A database and as many workers' commit paths as wanted, each of which can be killed at a step."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from schemas.account import AccountFile
from worker import topology
from worker.account import Account, Accounts
from worker.broker.memory import MemoryBroker
from worker.broker.memory_server import MemoryServer
from worker.commit.applied import Applied
from worker.commit.outbox import Outbox
from worker.commit.path import CommitPath
from worker.contact import Consent, Contact, Identity
from worker.leads.history_chain import faults
from worker.store.leads import LeadStore
from worker.store.mongo import Mongo
from worker.system import SystemClock, new_id

ACCOUNTS = Accounts.of([Account("acme", AccountFile(name="Acme", region="IN"))])
AT = 1_795_000_000_000


class KilledError(BaseException):
    """Stands for SIGKILL: nothing of ours catches it."""


def known(*keys: str, trusted: bool = True) -> tuple[Identity, ...]:
    return tuple(Identity(key, key.partition(":")[0], key.partition(":")[2], trusted=trusted) for key in keys)


_numbers = count(1)


def wrote(*keys: str, **more: Any) -> Contact:
    """Give a message of the person with these keys."""
    number = next(_numbers)
    contact = Contact(
        "acme", f"wa:{number}", AT + number, "whatsapp", "cloud", "message_received", known(*keys), inbound=True
    )
    return replace(contact, **more)


def stop(*keys: str) -> Contact:
    """Give an opt-out of somebody who need not be known."""
    consent = Consent(False, AT + 500_000, "preference")
    more = {"creates": False, "inbound": False, "consents": (consent,), "activity": "consent_changed"}
    return wrote(*keys, **more)


class Workshop:
    """A database, a broker, and as many workers' commit paths as wanted."""

    def __init__(self, mongo: Mongo, killing: Callable[[str, str], None]) -> None:
        self.mongo, self.store = mongo, LeadStore(mongo)
        self.server = MemoryServer()
        self.kill_at = killing

    async def path(self) -> CommitPath:
        """Give another worker's commit path."""
        broker = MemoryBroker(self.server)
        await broker.connect()
        await broker.declare(topology.build())
        return CommitPath(self.store, Outbox(self.store, broker), lambda: ACCOUNTS, SystemClock(), new_id)

    async def dies(self, step: str, *contacts: Contact) -> None:
        """Apply contacts as a worker that is killed at a step."""
        self.kill_at(step, "die")
        with pytest.raises(KilledError):
            await (await self.path()).apply(contacts)
        self.kill_at("", "live")

    async def apply(self, *contacts: Contact) -> Applied:
        """Apply contacts in one batch."""
        applied = await (await self.path()).apply(contacts)
        assert applied.unfinished == []
        return applied

    async def sweep(self) -> int:
        """Finish what is left, at once."""
        return await (await self.path()).sweep(-1_000)

    async def leads(self) -> list[dict[str, Any]]:
        """Give the leads that are in force."""
        return await self.mongo.database["leads"].find({"merged_into": None}).to_list(None)

    async def lead(self) -> dict[str, Any]:
        """Give the only lead."""
        (lead,) = await self.leads()
        return lead

    async def faults(self) -> list[str]:
        """Say what is wrong: histories, pending entries, events."""
        found = []
        announced = await self.announced()
        for lead in await self.mongo.database["leads"].find().to_list(None):
            rows = await self.mongo.database["history"].find({"lead": lead["_id"]}).sort("seq").to_list(None)
            found += [*faults(lead, rows), *(f"pending {entry['_id']}" for entry in lead["pend"])]
            found += [
                f"silent {row['_id']} {n}"
                for row in rows
                for n in row["events"]
                if (row["message"], n) not in announced
            ]
        return found

    async def announced(self) -> set[tuple[str, str]]:
        """Give what was announced: (entry, event)."""
        broker = MemoryBroker(self.server)
        await broker.connect()
        found = set()
        held = []
        while (delivery := await broker.get(topology.AUTOMATIONS)) is not None:
            held.append(delivery)
            entry, _, name = delivery.headers["ce-id"].rpartition("/")
            found.add((entry, name))
        await broker.requeue(held)
        return found
