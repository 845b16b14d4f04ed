"""Workers inside the test's process: several whole apps on one in-process broker and one real MongoDB."""

import asyncio
import contextlib
import math
import time
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pymongo

from tests.acceptance.evidence import OBSERVED, WORK, Announcement, Evidence, documents, unfinished_queues
from tests.acceptance.invariants import Case, findings, report
from tests.acceptance.ledger import Ledger, Message
from tests.acceptance.wires import RabbitWire, Wire
from worker import topology
from worker.app import ALL_ROLES, App, open_app
from worker.broker.memory import MemoryBroker
from worker.broker.memory_server import MemoryServer
from worker.configuration.accounts import load_accounts
from worker.settings import Settings

QUICK = {
    "sweep_seconds": 0.2,
    "sweep_age_seconds": 0.5,
    "operation_seconds": 5.0,
    "log_level": "error",
    "console_port": 0,
    "intake_port": 0,
}


@contextlib.asynccontextmanager
async def crew(server: MemoryServer, size: int, **settings: Any) -> AsyncIterator[list[App]]:
    """Run `size` workers of one process; they stop gracefully at the end, and their errors are raised."""
    stop = asyncio.Event()
    async with contextlib.AsyncExitStack() as stack:
        apps = [
            await stack.enter_async_context(open_app(Settings(**QUICK | settings), MemoryBroker(server)))
            for _ in range(size)
        ]
        serving = [asyncio.create_task(app.serve(ALL_ROLES, stop)) for app in apps]
        try:
            yield apps
        finally:
            stop.set()
            await asyncio.gather(*serving)


@dataclass(frozen=True)
class Distance:
    """How far a run is from its end: entries not recorded, leads with something pending, messages in queues."""

    missing: float = math.inf
    pending: float = math.inf
    waiting: float = math.inf

    def approached_by(self, other: "Distance") -> bool:
        """Tell whether the other is nearer in anything than ever before; going to and fro gets nobody nearer."""
        return other.missing < self.missing or other.pending < self.pending or other.waiting < self.waiting

    def with_the_best_of(self, other: "Distance") -> "Distance":
        """Give the nearest that was seen in each."""
        pairs = ((self.missing, other.missing), (self.pending, other.pending), (self.waiting, other.waiting))
        return Distance(*(min(pair) for pair in pairs))


class Scene:
    """Where a run takes place: accounts, a database, a broker; and what is there afterwards."""

    def __init__(self, wire: Wire, mongo_url: str, database: str, accounts_dir: Path) -> None:
        self.wire, self.mongo_url, self.database, self.accounts_dir = wire, mongo_url, database, accounts_dir
        self.ledger = Ledger()
        self.waiting_for = ""  # what `quiet` last waited for
        self._client: Any = None

    def close(self) -> None:
        """Close what was opened to look around."""
        if self._client is not None:
            self._client.close()

    @property
    def settings(self) -> dict[str, Any]:
        """Settings of a worker that works here."""
        said = {"mongo_url": self.mongo_url, "database": self.database, "accounts_dir": self.accounts_dir}
        return said | ({"amqp_url": self.wire.url} if isinstance(self.wire, RabbitWire) else {})

    async def send(self, messages: Sequence[Message]) -> None:
        """Publish and note."""
        await self.wire.send(messages, self.ledger)

    async def quiet(self, seconds: float = 30.0, rest: float = 0.3, unless: Callable[[], bool] = lambda: False) -> bool:
        """Wait until queues are empty, nothing is pending and all is recorded, for `rest` seconds.

        False if nothing got nearer to that for so many `seconds`, however long all of it takes, or as soon as `unless`
        holds.
        """
        wanted = self.ledger.entries()
        nearest, moved = Distance(), time.monotonic()
        since = None
        while not unless():
            distance = await self._distance(wanted)
            now = time.monotonic()
            if distance is not None and distance == Distance(0, 0, 0):
                since = since or now
                if now - since >= rest:
                    return True
            else:
                since = None
            if distance is not None and nearest.approached_by(distance):
                nearest, moved = nearest.with_the_best_of(distance), now
            elif since is None and now - moved >= seconds:
                return False
            await asyncio.sleep(0.05)
        return False

    async def _distance(self, wanted: Collection[str]) -> "Distance | None":
        """Say how far the work is from its end; None while a server does not answer."""
        try:
            depths = await self.wire.depths(unfinished_queues())
        except Exception as error:  # noqa: BLE001  # the broker is just being restarted
            self.waiting_for = f"the broker: {error!r}"
            return None
        try:
            recorded, pending = await asyncio.to_thread(self._counts, wanted)
        except pymongo.errors.PyMongoError as error:  # it is just being restarted
            self.waiting_for = f"the store: {error!r}"
            return None
        waiting = {queue: depth for queue, depth in depths.items() if depth}
        self.waiting_for = f"{recorded} of {len(wanted)} entries recorded, {pending} leads pending, queues {waiting}"
        return Distance(len(wanted) - recorded, pending, sum(waiting.values()))

    def _counts(self, wanted: Collection[str]) -> tuple[int, int]:
        if self._client is None:
            self._client = pymongo.MongoClient(self.mongo_url, serverSelectionTimeoutMS=2_000)
        db = self._client[self.database]
        # Counted, not estimated: after a crash mongod's estimate is wrong for good.
        pending, recorded = db.leads.count_documents({"pend.seq": {"$gt": 0}}), db.history.count_documents({})
        if recorded >= len(wanted):  # but merges stand there too: the ids tell, and take their time
            recorded = db.history.count_documents({"_id": {"$in": list(wanted)}})
        return min(recorded, len(wanted)), pending

    async def evidence(self) -> Evidence:
        """Read everything; the queues are empty afterwards."""
        found = await asyncio.to_thread(documents, self.mongo_url, self.database)
        found.announced = [Announcement.of(delivery) for delivery in await self.wire.empty(OBSERVED)]
        found.dead = {queue: await self.wire.empty(topology.dead(queue)) for queue in WORK}
        found.left = await self.wire.depths(unfinished_queues())
        return found

    async def case(self, *, faults: bool = False) -> Case:
        """Give the case for the checker."""
        return Case(self.ledger, await self.evidence(), load_accounts(self.accounts_dir).accounts, faults)


async def settled(scene: Scene, *, faults: bool = True) -> None:
    """Check everything; an `AssertionError` says what is wrong."""
    text = report(findings(await scene.case(faults=faults)))
    assert text == "", f"\n{text}"
