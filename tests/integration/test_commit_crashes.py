"""The commit path on a real mongod, stopped dead between any two of its steps, raced, and run again."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from schemas.account import AccountFile
from worker import commit, topology
from worker.account import Account, Accounts
from worker.broker.memory import MemoryBroker
from worker.broker.memory_server import Server
from worker.commit import Applied, CommitPath
from worker.contact import Consent, Contact, Identity
from worker.history import faults
from worker.outbox import Outbox
from worker.store.leads import LeadStore
from worker.store.mongo import Mongo
from worker.system import SystemClock, new_id

pytestmark = pytest.mark.services

ACCOUNTS = Accounts.of([Account("acme", AccountFile(name="Acme", region="IN"))])
AT = 1_795_000_000_000
STEPS = ("planned", "committed", "announced", "cleared")


class KilledError(BaseException):
    """Stands for SIGKILL: nothing of ours catches it."""


def known(*keys: str, trusted: bool = True) -> tuple[Identity, ...]:
    return tuple(Identity(key, key.partition(":")[0], key.partition(":")[2], trusted=trusted) for key in keys)  # type: ignore[arg-type]


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
        self.server = Server()
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


@pytest.fixture
async def workshop(mongo_url: str, mongo_database: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Workshop]:
    mongo = Mongo(mongo_url, mongo_database)

    def kill_at(step: str, _: str) -> None:
        def failpoint(name: str) -> None:
            if name == step:
                raise KilledError

        monkeypatch.setattr(commit, "failpoint", failpoint)

    shop = Workshop(mongo, kill_at)
    await shop.store.prepare()
    yield shop
    mongo.close()


@pytest.mark.parametrize("step", STEPS)
async def test_a_worker_that_dies_at_a_step_leaves_nothing_lost_and_nothing_twice(
    workshop: Workshop, step: str
) -> None:
    batch = [wrote("phone:911"), wrote("phone:911"), wrote("phone:912")]
    await workshop.dies(step, *batch)
    await workshop.apply(*batch)
    await workshop.sweep()
    assert sorted(lead["counts"]["messages"] for lead in await workshop.leads()) == [1, 2]
    assert await workshop.faults() == []


@pytest.mark.parametrize("step", [*STEPS, "merged"])
async def test_a_worker_that_dies_while_it_merges_leaves_one_lead_with_every_message(
    workshop: Workshop, step: str
) -> None:
    await workshop.apply(wrote("phone:911"), wrote("bsuid:IN.1"))
    both = wrote("phone:911", "bsuid:IN.1")
    await workshop.dies(step, both)
    await workshop.apply(both)
    await workshop.sweep()
    assert (await workshop.lead())["counts"]["messages"] == 3
    assert await workshop.faults() == []


async def test_a_message_that_is_pending_in_a_lead_is_known_after_that_lead_was_merged_away(workshop: Workshop) -> None:
    await workshop.apply(wrote("phone:911"), wrote("bsuid:IN.1"))
    interrupted = wrote("bsuid:IN.1")
    await workshop.dies("committed", interrupted)
    await workshop.apply(wrote("phone:911", "bsuid:IN.1"))
    await workshop.apply(interrupted)
    await workshop.sweep()
    assert (await workshop.lead())["counts"]["messages"] == 4
    assert await workshop.faults() == []


async def test_an_opt_out_from_before_reaches_a_lead_whose_creator_died_and_that_was_merged_away(
    workshop: Workshop,
) -> None:
    await workshop.apply(wrote("phone:911"), stop("bsuid:IN.1"))
    await workshop.dies("committed", wrote("bsuid:IN.1"))
    await workshop.apply(wrote("phone:911", "bsuid:IN.1"))
    assert (await workshop.lead())["consent"]["withdrawn"]["reason"] == "preference"
    assert await workshop.sweep() == 1
    assert await workshop.faults() == []


async def test_an_opt_out_from_before_reaches_a_lead_that_a_later_message_finishes(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    await workshop.apply(stop("phone:911"))
    await workshop.dies("committed", wrote("phone:911"))
    monkeypatch.setattr(commit, "HELP_AFTER_MS", -1_000)
    await workshop.apply(wrote("phone:911"))
    assert (await workshop.lead())["consent"]["withdrawn"]["reason"] == "preference"
    assert await workshop.faults() == []


async def test_what_was_kept_about_a_stranger_is_forgotten_only_when_it_is_applied(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = stop("phone:911")
    await workshop.apply(kept)
    path = await workshop.path()
    apply = path.apply

    async def losing(contacts: Any, **how: Any) -> Applied:
        if [contact.id for contact in contacts] == [kept.id]:
            return Applied(unfinished=[(contacts[0], RuntimeError())])
        return await apply(contacts, **how)

    monkeypatch.setattr(path, "apply", losing)
    await apply([wrote("phone:911")])
    assert "withdrawn" not in (await workshop.lead())["consent"]
    await workshop.apply(wrote("phone:911", "bsuid:IN.1"))  # the lead grows: strangers' words are looked up again
    assert (await workshop.lead())["consent"]["withdrawn"]["reason"] == "preference"


@pytest.mark.parametrize("attempt", range(10))
async def test_two_workers_that_merge_the_same_leads_at_once_merge_them_once(workshop: Workshop, attempt: int) -> None:
    await workshop.apply(wrote("phone:911"), wrote("bsuid:IN.1"))
    paths = [await workshop.path() for _ in range(4)]
    bridges = [wrote("phone:911", "bsuid:IN.1") for _ in paths]
    applied = await asyncio.gather(*(path.apply([one]) for path, one in zip(paths, bridges, strict=True)))
    assert [one.unfinished for one in applied] == [[]] * 4
    assert (await workshop.lead())["counts"]["messages"] == 6
    assert await workshop.mongo.database["history"].count_documents({"type": "merged"}) == 1
    assert await workshop.faults() == []


async def test_a_kept_word_that_joins_two_leads_of_one_batch_is_applied_once(workshop: Workshop) -> None:
    teaching = wrote("phone:911", "bsuid:IN.1", creates=False, inbound=False, activity="identity_learned")
    await workshop.apply(teaching)
    await workshop.apply(wrote("phone:911"), wrote("bsuid:IN.1"))
    assert (await workshop.lead())["counts"]["messages"] == 3
    assert await workshop.mongo.database["strangers"].count_documents({}) == 0
    assert await workshop.faults() == []
