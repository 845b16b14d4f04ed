"""What a run left behind, read from MongoDB and from the queues by other code than the worker's own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
import pymongo

from worker import topology
from worker.ports import Delivery

OBSERVED = "observed-events"  # a queue of the tests, bound to everything on lead.events
WORK = tuple(queue for queue in topology.CONSUMED if queue != topology.FINDING)  # search rows may follow later


@dataclass(slots=True)
class Announcement:
    """An event as a consumer received it."""

    id: str
    type: str
    subject: str
    sequence: int
    body: Mapping[str, Any]

    @classmethod
    def of(cls, delivery: Delivery) -> "Announcement":
        """Read a delivery of a queue bound to `lead.events`."""
        said = {name.removeprefix("ce-"): value for name, value in delivery.headers.items() if name.startswith("ce-")}
        return cls(said["id"], said["type"], said["subject"], int(said["sequence"]), orjson.loads(delivery.body))


@dataclass(slots=True)
class Evidence:
    """Documents, events and dead letters after a run."""

    leads: list[dict[str, Any]]
    history: list[dict[str, Any]]
    receipts: list[dict[str, Any]]
    strangers: list[dict[str, Any]]
    announced: list[Announcement] = field(default_factory=list)
    dead: dict[str, list[Delivery]] = field(default_factory=dict)  # work queue -> its dead letters
    left: dict[str, int] = field(default_factory=dict)  # queue -> messages that nobody settled


def documents(mongo_url: str, database: str) -> Evidence:
    """Read the collections."""
    client: Any
    with pymongo.MongoClient(mongo_url, serverSelectionTimeoutMS=10_000) as client:
        db = client[database]
        collections = ("leads", "history", "receipts", "strangers")
        return Evidence(*([dict(row) for row in db[name].find()] for name in collections))


def unfinished_queues() -> Iterable[str]:
    """Queues that must be empty when everything is settled."""
    for queue in WORK:
        yield queue
        yield topology.crashed(queue)
        yield from (topology.retry(queue, label) for label, _ in topology.RETRY_DELAYS)
