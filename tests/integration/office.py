"""A business with rules: a database, a broker in this process, a virtual clock, and as many engines as wanted."""

import asyncio
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import orjson

from tests.integration.workshop import KilledError
from worker import topology
from worker.account import Accounts
from worker.automations.rules.loading import Automations
from worker.automations.running.engine import Engine
from worker.automations.running.timers import Timers
from worker.broker.memory import MemoryBroker
from worker.broker.memory_server import MemoryServer
from worker.commit.outbox import Outbox
from worker.commit.path import CommitPath
from worker.configuration.accounts import LoadResult, build
from worker.configuration.snapshot import Snapshot
from worker.consumers.events import read_event
from worker.contact import Contact, Fact, Identity
from worker.leads.commands import Command, Step
from worker.leads.history_chain import faults
from worker.ports import Delivery
from worker.store.automations import AutomationStore
from worker.store.leads import LeadStore
from worker.store.mongo import Mongo
from worker.system import new_id

START = 1_794_893_400_000  # Tuesday 2026-11-17 11:00 in Kolkata
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000

ACCOUNT = "name: Acme\nregion: IN\ntimezone: Asia/Kolkata\nnumbers: [{id: '1042'}]\n"
FIELDS = "fields: [{id: city}, {id: budget, type: number}, {id: language, type: text}]\n"
PIPELINE = """
states:
  - {id: new}
  - {id: contacted}
  - {id: negotiation}
  - {id: won, status: closed}
  - {id: lost, status: cancelled}
transitions: {new: [contacted, lost], contacted: [negotiation, lost], negotiation: [won, lost], lost: [new], won: []}
"""
TEAM = """
users:
  - {id: asha, email: asha@acme.example, aliases: [asha-old]}
  - {id: ravi, email: ravi@acme.example}
  - {id: meena, email: meena@acme.example, calendar: office}
  - {id: nights, calendar: night}
teams:
  heads: {members: [asha, ravi]}
pools:
  sales: {members: [asha, ravi]}
  office: {members: [meena]}
  three: {members: [asha, ravi, meena]}
"""
CALENDARS = """
calendars:
  office: {hours: {mon-fri: "09:00-18:00"}}
  night: {hours: {mon-fri: "22:00-06:00"}}
"""
WELCOME = """
text: {en: 'Hello {{ lead.name | default("there") }}'}
template: {name: hello_again, category: utility, languages: [en], parameters: ['{{ lead.name | default("there") }}']}
"""


def persons(*keys: str) -> tuple[Identity, ...]:
    """Give identities as WhatsApp delivers them: `phone:91...` with its number, others as they are."""
    found = []
    for key in keys:
        kind, _, raw = key.partition(":")
        found.append(Identity(key, kind, raw, f"+{raw}" if kind == "phone" else None, trusted=True))
    return tuple(found)


class VirtualClock:
    """Time that passes when it is told to; sleeping takes none of it."""

    def __init__(self, now: int = START) -> None:
        self.time = now

    def now(self) -> int:
        return self.time

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(min(seconds, 0.01))

    def pass_(self, ms: int) -> None:
        """Let time pass."""
        self.time += ms


class Office:
    """See the module. `die_at` kills whoever passes a failpoint next."""

    def __init__(self, mongo: Mongo, directory: Path, die_at: Callable[[str], None]) -> None:
        self.mongo, self.store, self.leads_store = mongo, AutomationStore(mongo), LeadStore(mongo)
        self.server, self.clock, self.directory = MemoryServer(), VirtualClock(), directory
        self.die_at = die_at
        self.loaded: LoadResult = LoadResult(Accounts.of([]), [], "")
        self.paths: list[CommitPath] = []
        self.brokers: list[MemoryBroker] = []
        self._numbers = count(1)

    async def open(self, rules: str = "rules: []", **files: str) -> "Office":
        """Write the account's files and load them; further `rules` can be loaded later with `edit`."""
        folder = self.directory / "acme"
        (folder / "rules").mkdir(parents=True, exist_ok=True)
        (folder / "messages").mkdir(exist_ok=True)
        standard = {"account": ACCOUNT, "fields": FIELDS, "pipeline": PIPELINE, "team": TEAM, "calendars": CALENDARS}
        for name, text in (standard | files).items():
            (folder / f"{name}.yaml").write_text(text)
        (folder / "messages" / "welcome.yaml").write_text(WELCOME)
        self.edit(rules)
        await self.leads_store.prepare()
        await self.store.prepare()
        return self

    def edit(self, rules: str, *, broken: bool = False) -> None:
        """Change the rules, as a reload does."""
        (self.directory / "acme" / "rules" / "all.yaml").write_text(rules)
        snapshot = Snapshot.read(self.directory)
        self.loaded = build(snapshot, self.loaded.accounts, self.loaded.automations)
        if not broken:
            self.loaded.require()

    def automations(self) -> Mapping[str, Automations]:
        return self.loaded.automations

    async def path(self) -> CommitPath:
        """Give another process's commit path."""
        broker = MemoryBroker(self.server)
        await broker.connect()
        await broker.declare(topology.build())
        self.brokers.append(broker)
        outbox = Outbox(self.leads_store, broker)
        return CommitPath(self.leads_store, outbox, lambda: self.loaded.accounts, self.clock, new_id)

    async def engine(self) -> Engine:
        """Give another process's engine."""
        return Engine(await self.path(), self.store, self.automations, self.clock)

    async def timers(self) -> Timers:
        """Give another process's timers."""
        timers = Timers(await self.path(), self.store, self.automations, self.clock, new_id)
        timers.lease_ms = 0  # a claim runs out at once, so that one who died does not keep the test waiting
        return timers

    def message(self, *keys: str, text: str = "hi", **more: Any) -> Contact:
        """Give a message of a person; each is a minute after the one before."""
        number = next(self._numbers)
        said: dict[str, Any] = {"text": text, "inbound": True, "source": "whatsapp", "activity": "message_received"}
        said |= {"at": self.clock.now(), "origin": "cloud", "identities": persons(*keys)} | more
        facts = tuple(Fact(name, value, "human") for name, value in said.pop("facts", {}).items())
        return Contact(
            "acme", more.get("id", f"wa:{number}"), facts=facts, **{k: v for k, v in said.items() if k != "id"}
        )

    async def receive(self, *contacts: Contact) -> None:
        """Have messages become leads; their events wait in the queue."""
        applied = await (await self.path()).apply(contacts)
        assert applied.unfinished == []

    async def command(self, lead: str, *steps: tuple[str, Step]) -> None:
        """Do something to a lead as a person."""
        one = Command(
            "acme", f"cmd:{next(self._numbers)}", lead, self.clock.now(), "human", "boss", "lead_edited", steps
        )
        await (await self.path()).execute([one])

    async def events(self) -> list[Delivery]:
        """Take the events that wait in the queue."""
        broker = MemoryBroker(self.server)
        await broker.connect()
        self.brokers.append(broker)
        found = []
        while (delivery := await broker.get(topology.AUTOMATIONS)) is not None:
            found.append(delivery)
        await broker.ack(found)
        return found

    async def react(self, deliveries: Iterable[Delivery], engine: Engine | None = None) -> None:
        """Give events to an engine in one batch."""
        known_accounts = self.loaded.accounts.by_id
        situations = [read_event(delivery, known_accounts) for delivery in deliveries]
        await (engine or await self.engine()).react(situations)

    async def settle(self, engines: Sequence[Engine] = (), *, twice: random.Random | None = None) -> None:
        """Let engines react until no event is left; with `twice`, out of order, and about every third event twice."""
        team = list(engines) or [await self.engine()]
        while deliveries := await self.events():
            if twice is not None:
                deliveries += twice.sample(deliveries, len(deliveries) // 3)
                twice.shuffle(deliveries)
            shares = [deliveries[i :: len(team)] for i in range(len(team))]
            await asyncio.gather(*(self._in_batches(share, engine) for share, engine in zip(shares, team, strict=True)))

    async def _in_batches(self, deliveries: Sequence[Delivery], engine: Engine) -> None:
        for first in range(0, len(deliveries), 50):
            await self.react(deliveries[first : first + 50], engine)

    async def later(self, ms: int) -> int:
        """Let time pass, carry out what is due, and what follows from that; give how many waits were looked at."""
        self.clock.pass_(ms)
        timers, looked = await self.timers(), 0
        while found := await timers.run_due():
            looked += found
            await self.settle()
        return looked

    async def dies(self, step: str, work: Any) -> None:
        """Await some work as a process that is killed at a failpoint."""
        self.die_at(step)
        try:
            await work
        except KilledError:
            pass
        else:
            raise AssertionError(f"nobody passed {step}")
        finally:
            self.die_at("")

    # what there is afterwards

    async def rows(self, collection: str, **query: Any) -> list[dict[str, Any]]:
        return await self.mongo.database[collection].find(query).sort("_id").to_list(None)

    async def leads(self) -> list[dict[str, Any]]:
        """Give the leads in force."""
        return await self.rows("leads", merged_into=None)

    async def lead(self) -> dict[str, Any]:
        """Give the only lead."""
        (lead,) = await self.leads()
        return lead

    async def fired(self, **query: Any) -> list[dict[str, Any]]:
        """Give the history rows of what rules did."""
        return await self.rows("history", type="rule_fired", **query)

    async def notes(self) -> list[str]:
        """Give every note in history."""
        return [note for row in await self.rows("history") for note in row["notes"]]

    async def why(self, rule: str) -> list[str]:
        """Give the reasons of a rule's runs, in order of their time."""
        rows = await self.mongo.database["runs"].find({"rule": rule}).sort([("at", 1), ("_id", 1)]).to_list(None)
        return [row["because"] for row in rows]

    async def sent(self, queue: str = topology.QUICK_MESSAGES) -> list[dict[str, Any]]:
        """Give the bodies of what was queued, each id once, in order."""
        broker = MemoryBroker(self.server)
        await broker.connect()
        self.brokers.append(broker)
        held, found = [], {}
        while (delivery := await broker.get(queue)) is not None:
            held.append(delivery)
            found.setdefault(delivery.headers["ce-id"], orjson.loads(delivery.body))
        await broker.requeue(held)
        return list(found.values())

    async def faults(self) -> list[str]:
        """Say what is wrong with the histories."""
        found = []
        for lead in await self.rows("leads"):
            rows = await self.mongo.database["history"].find({"lead": lead["_id"]}).sort("seq").to_list(None)
            found += [*faults(lead, rows), *(f"pending {entry['_id']}" for entry in lead["pend"])]
        return found

    async def close(self) -> None:
        for broker in self.brokers:
            await broker.close()
