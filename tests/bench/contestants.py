"""Who runs: the command, its environment, how many events it owes, and whether what it left behind is right."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pymongo

from tests.bench.place import Place
from tests.bench.workload import Workload
from worker import topology
from worker.embedded.mongod import free_port

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Contestant:
    """One program under test. `events` says how many it publishes for a workload at least."""

    key: str
    title: str
    command: tuple[str, ...]
    events: Callable[[Workload], int]
    check: Callable[[Mapping[str, int], Workload], Iterable[str]]
    settings: Mapping[str, str] = field(default_factory=dict)

    def environment(self, place: Place, accounts: Path) -> dict[str, str]:
        """Give the environment of the process: where the servers are, and nothing of the caller's own settings."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("LEADWORKER_")}
        return inherited | {
            "PYTHONPATH": str(ROOT),
            "BENCH_AMQP_URL": place.amqp_url,
            "BENCH_MONGO_URL": place.mongo_url,
            "BENCH_DATABASE": place.database,
            "LEADWORKER_AMQP_URL": place.amqp_url,
            "LEADWORKER_MONGO_URL": place.mongo_url,
            "LEADWORKER_DATABASE": place.database,
            "LEADWORKER_ACCOUNTS_DIR": str(accounts),
            "LEADWORKER_HTTP_PORT": str(free_port()),
            "LEADWORKER_CONSOLE_PORT": "0",
            "LEADWORKER_LOG_FORMAT": "json",
            **self.settings,
        }


def tally(place: Place) -> dict[str, int]:
    """Count what a run left in the database."""
    client: Any
    with pymongo.MongoClient(place.mongo_url) as client:
        db = client[place.database]
        lengths = db.leads.aggregate([{"$group": {"_id": None, "entries": {"$sum": "$seq"}}}])
        return {
            "leads": db.leads.count_documents({}),
            "history": db.history.count_documents({}),
            "pending": db.leads.count_documents({"pend.0": {"$exists": True}}),
            "sequences": sum(row["entries"] for row in lengths),
            "strangers": db.strangers.count_documents({}),
        }


def _basics(counted: Mapping[str, int], work: Workload) -> Iterator[str]:
    if counted["leads"] != work.people:
        yield f"{counted['leads']} leads for {work.people} people"
    if counted["history"] != work.unique:
        yield f"{counted['history']} history rows for {work.unique} messages"


def _every_promise(counted: Mapping[str, int], work: Workload) -> Iterator[str]:
    yield from _basics(counted, work)
    if counted["pending"]:
        yield f"{counted['pending']} leads still have pending entries"
    if counted["sequences"] != work.unique:
        yield f"the leads count {counted['sequences']} entries, history has {counted['history']}"
    if counted["events"] != work.unique + work.people:
        yield f"{counted['events']} events for {work.unique} messages that created {work.people} leads"
    if counted["dead"] or counted["strangers"]:
        yield f"{counted['dead']} dead letters and {counted['strangers']} strangers where there should be none"


async def count(place: Place) -> dict[str, int]:
    """Count what a run left, in the database and in the queues."""
    counted = tally(place)
    counted["events"], _ = await place.state(topology.AUTOMATIONS)
    counted["dead"], _ = await place.state(topology.dead(topology.WHATSAPP))
    counted["left"], _ = await place.state(topology.WHATSAPP)
    return counted


def baseline(prefetch: int) -> Contestant:
    """The per-message consumer, with so many messages side by side."""
    return Contestant(
        key="a",
        title=f"per message: FastStream + Motor, prefetch {prefetch}",
        command=(sys.executable, "-m", "tests.bench.baseline"),
        events=lambda work: work.unique,
        check=_basics,
        settings={"BENCH_PREFETCH": str(prefetch)},
    )


# Everything that turns messages into leads. The automations would consume the events that are counted here.
ROLES = ("--roles", "whatsapp,campaign,plugin,sweeper")
OURS = Contestant(
    key="b",
    title="leadworker serve, production defaults",
    command=(sys.executable, "-c", "from worker.cli import main; main()", "serve", *ROLES),
    events=lambda work: work.unique + work.people,
    check=_every_promise,
)
RAW = Contestant(
    key="c",
    title="raw pipeline: same I/O, no logic",
    command=(sys.executable, "-m", "tests.bench.raw"),
    events=lambda work: work.unique + work.people,
    check=_basics,
)
