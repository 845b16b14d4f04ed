"""What the store contract runs against: each adapter, and one of the kind that is away."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from worker.store.leads import LeadStore
from worker.store.memory import MemoryStore
from worker.store.mongo import Mongo
from worker.store.queries import Queries
from worker.store.walks import Walks


@dataclass
class StoreRig:
    """One store under test. `walks`, `stories` and `receipts` look at the same data."""

    store: Any
    walks: Any
    stories: Any
    receipts: Callable[[list[str]], Awaitable[list[dict[str, Any]]]]
    away: Callable[[], Any]  # gives a store whose server does not answer
    close: Callable[[], None]


def memory_store_rig() -> StoreRig:
    """The store of a process."""
    store = MemoryStore()

    def away() -> MemoryStore:
        stopped = MemoryStore()
        stopped.stop()
        return stopped

    return StoreRig(store, store, store, store.receipts, away, lambda: None)


def mongo_store_rig(url: str, database: str) -> StoreRig:
    """MongoDB."""
    mongo = Mongo(url, database)
    lost = Mongo("mongodb://127.0.0.1:9/", database, seconds=0.3)
    queries = Queries(mongo)

    def close() -> None:
        mongo.close()
        lost.close()

    return StoreRig(LeadStore(mongo), Walks(mongo), queries, queries.receipts, lambda: LeadStore(lost), close)
