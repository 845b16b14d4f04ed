"""What the store contract runs against: each adapter, and one of the kind that is away."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from worker.store.automations import AutomationStore
from worker.store.imports import ImportLookups
from worker.store.lead_reading import LeadReading
from worker.store.leads import LeadStore
from worker.store.memory import MemoryStore
from worker.store.memory_automations import MemoryAutomations
from worker.store.memory_reading import MemoryReading
from worker.store.mongo import Mongo
from worker.store.queries import Queries
from worker.store.walks import Walks
from worker.system import SystemClock


@dataclass
class StoreRig:
    """One store under test. The others look at the same data."""

    store: Any
    walks: Any
    stories: Any
    reading: Any  # leads and history as the API reads them
    lists: Any  # what importing a list looks up
    automations: Any
    away_automations: Callable[[], Any]
    receipts: Callable[[list[str]], Awaitable[list[dict[str, Any]]]]
    away: Callable[[], Any]  # gives a store whose server does not answer
    close: Callable[[], None]


def memory_store_rig() -> StoreRig:
    """The store of a process."""
    clock = SystemClock()
    store = MemoryStore(clock)

    def away() -> MemoryStore:
        stopped = MemoryStore()
        stopped.stop()
        return stopped

    return StoreRig(
        store, store, store, MemoryReading(store), store, MemoryAutomations(store, clock),
        lambda: MemoryAutomations(away(), clock),
        store.receipts, away, lambda: None,
    )  # fmt: skip


def mongo_store_rig(url: str, database: str) -> StoreRig:
    """MongoDB."""
    mongo = Mongo(url, database)
    lost = Mongo("mongodb://127.0.0.1:9/", database, seconds=0.3)
    queries = Queries(mongo)

    def close() -> None:
        mongo.close()
        lost.close()

    return StoreRig(
        LeadStore(mongo), Walks(mongo), queries, LeadReading(mongo), ImportLookups(mongo), AutomationStore(mongo),
        lambda: AutomationStore(lost),
        queries.receipts, lambda: LeadStore(lost), close,
    )  # fmt: skip
