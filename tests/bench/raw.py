"""(c) The same I/O without any logic: what a batched pipeline of this shape can reach at most in one Python process.

Per batch: take deliveries, one read of leads by keys, one read of history by ids, side by side one insert of new leads
and one bulk of updates, side by side one insert of history rows and the confirmed events, one clean-up write, one
acknowledgement, everything as large as ours. It uses the worker's own RabbitMQ client, which is faster than the
library's calls. Nothing is decided, folded, hashed, checked or counted, and it is wrong as soon as anything fails: the
documents are copies of two that the worker's own code made beforehand.

Run by the benchmark: `python -m tests.bench.raw` with BENCH_AMQP_URL, BENCH_MONGO_URL and BENCH_DATABASE.
"""

import asyncio
import contextlib
import os
import signal
from collections import deque
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any

import orjson
import uvloop
from motor.motor_asyncio import AsyncIOMotorClient
from pymongo import UpdateOne
from pymongo.errors import BulkWriteError
from pymongo.write_concern import WriteConcern

from schemas.account import AccountFile, Number
from tests.bench.workload import ACCOUNT, NUMBER, NUMBER_ID, Workload, workload
from worker.account import Account, Accounts
from worker.broker.rabbitmq import RabbitMQBroker
from worker.commit.announcements import announcements
from worker.commit.plan import Planner
from worker.handlers.whatsapp import handle
from worker.ports import Delivery, Outgoing
from worker.store.leads import INDEXES, SERVER_TIME, _document, _filter_and_update
from worker.system import new_id
from worker.topology import PACES, WHATSAPP

# As the worker's defaults.
BATCH, OVERLAP, PREFETCH = (getattr(PACES[WHATSAPP], name) for name in ("messages", "overlap", "prefetch"))


@dataclass(frozen=True, slots=True)
class Template:
    """What one message costs: the document or the update of its lead, its history row and its events, to be copied."""

    lead: dict[str, Any]
    entry: dict[str, Any]
    events: tuple[Outgoing, ...]


def templates(work: Workload) -> tuple[Template, Template]:
    """Let the worker's own code make the documents for a new person and for a known one, of average size."""
    account = Account(ACCOUNT, AccountFile(name="Bench", numbers=(Number(id=NUMBER_ID, display=f"+{NUMBER}"),)))
    accounts, now = Accounts.of([account]), 1_795_000_000_000
    usual = min(work.messages, key=lambda message: abs(len(message.body) - work.bytes_per_message))
    (first,) = handle(Delivery(WHATSAPP, usual.body, received_at=now), accounts).contacts
    planner = Planner(accounts, now, new_id)
    (write,) = planner.plan([first]).writes
    created = Template(_document(write), write.entries[0], tuple(announcements(write.entries)))
    known = Planner(accounts, now + 1, new_id)
    known.know([write.lead], {})
    again = usual.body.replace(b"wamid.", b"wamid_")
    (write,) = known.plan(handle(Delivery(WHATSAPP, again, received_at=now), accounts).contacts).writes
    _, update = _filter_and_update(write)
    return created, Template(update, write.entries[0], tuple(announcements(write.entries)))


class Pipeline:
    """Moves bytes."""

    def __init__(self, database: Any, broker: RabbitMQBroker) -> None:
        self._leads, self._history, self._strangers = database["leads"], database["history"], database["strangers"]
        self._broker = broker
        self._created, self._known = templates(workload(1000, 1_795_000_000))
        self._inbox: deque[Delivery] = deque()
        self._wake = asyncio.Event()
        self._running: set[asyncio.Task[None]] = set()
        self._seq = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Consume until `stop`."""
        await self._broker.consume(WHATSAPP, PREFETCH, self._deliver)
        stopping = asyncio.create_task(stop.wait())
        while not stop.is_set():
            while self._inbox and len(self._running) < OVERLAP and (len(self._inbox) >= BATCH or not self._running):
                batch = [self._inbox.popleft() for _ in range(min(BATCH, len(self._inbox)))]
                self._running.add(asyncio.create_task(self._batch(batch)))
            self._wake.clear()
            waking = asyncio.create_task(self._wake.wait())
            await asyncio.wait({waking, stopping, *self._running}, return_when=asyncio.FIRST_COMPLETED)
            waking.cancel()
            for task in [task for task in self._running if task.done()]:
                self._running.discard(task)
                task.result()

    def _deliver(self, delivery: Delivery) -> None:
        self._inbox.append(delivery)
        if len(self._inbox) == 1 or len(self._inbox) >= BATCH:
            self._wake.set()

    async def _batch(self, batch: list[Delivery]) -> None:
        parts = [orjson.loads(d.body)["entry"][0]["changes"][0]["value"]["messages"][0] for d in batch]
        people = [(f"phone:{part['from']}", f"bsuid:{part['from_user_id']}") for part in parts]
        ids = [f"{ACCOUNT}:wa:{part['id']}" for part in parts]
        keys = [key for pair in people for key in pair]
        found = await self._leads.find({"account": ACCOUNT, "keys": {"$in": keys}}).to_list(None)
        seen = await self._history.find({"_id": {"$in": ids}}, {"lead": 1}).to_list(None)
        known, done = {lead["_id"] for lead in found}, {row["_id"] for row in seen}
        new: dict[str, list[dict[str, Any]]] = {}
        again: dict[str, list[dict[str, Any]]] = {}
        rows: list[dict[str, Any]] = []
        events: list[Outgoing] = []
        for (phone, _), entry_id in zip(people, ids, strict=True):
            if entry_id in done:
                continue
            done.add(entry_id)
            template = self._known if phone in known or phone in new else self._created
            self._seq += 1
            entry = {**template.entry, "_id": entry_id, "message": entry_id, "lead": phone, "seq": self._seq}
            rows.append(entry)
            events += [_copy(event, f"{entry_id}/{event.routing_key}") for event in template.events]
            (again if phone in known else new).setdefault(phone, []).append(entry)
        if rows:
            await self._write(new, again, dict(people), rows, events)
        await self._broker.ack(batch)

    async def _write(
        self,
        new: dict[str, list[dict[str, Any]]],
        again: dict[str, list[dict[str, Any]]],
        users: dict[str, str],
        rows: list[dict[str, Any]],
        events: list[Outgoing],
    ) -> None:
        inserts = [
            {**self._created.lead, "_id": phone, "keys": [phone, users[phone]], "pend": pend, "pend_at": SERVER_TIME}
            for phone, pend in new.items()
        ]
        updates = [
            UpdateOne({"_id": phone}, {**self._known.lead, "$push": {"pend": {"$each": pend}}})
            for phone, pend in again.items()
        ]
        await asyncio.gather(
            _forgiven(self._leads.insert_many(inserts, ordered=False)) if inserts else asyncio.sleep(0),
            self._leads.bulk_write(updates, ordered=False) if updates else asyncio.sleep(0),
        )
        grown = [key for phone in new for key in (phone, users[phone])]
        await asyncio.gather(
            _forgiven(self._history.insert_many(rows, ordered=False)),
            self._broker.publish(events),
            self._strangers.find({"account": ACCOUNT, "keys": {"$in": grown}}).to_list(None)
            if new
            else asyncio.sleep(0),
        )
        pulled = {"$pull": {"pend": {"_id": {"$in": [row["_id"] for row in rows]}}}}
        await self._leads.update_many({"_id": {"$in": [*new, *again]}}, pulled)


async def _forgiven(work: Awaitable[Any]) -> None:
    """Pass over what two batches at a time do twice: a message and its duplicate, two messages of a new person."""
    with contextlib.suppress(BulkWriteError):
        await work


def _copy(event: Outgoing, event_id: str) -> Outgoing:
    headers = {**event.headers, "ce-id": event_id}
    return Outgoing(event.exchange, event.routing_key, event.body, headers, event_id, event.content_type)


async def main() -> None:
    """Consume until SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    client: Any = AsyncIOMotorClient(os.environ["BENCH_MONGO_URL"])
    database = client.get_database(os.environ["BENCH_DATABASE"], write_concern=WriteConcern(w="majority"))
    for collection, indexes in INDEXES.items():
        for name, (keys, options) in indexes.items():
            await database[collection].create_index(keys, name=name, **options)
    broker = RabbitMQBroker(os.environ["BENCH_AMQP_URL"])
    await broker.connect()
    try:
        await Pipeline(database, broker).run(stop)
    finally:
        await broker.close()


if __name__ == "__main__":
    uvloop.run(main())
