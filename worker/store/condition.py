"""The condition of the database, for `leadworker doctor`: server, replica set, indexes, space, what waits. Reads only,
but for `mend_indexes`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pymongo.errors import OperationFailure

from worker.store import answers, audit, automations, finding, leads, notices, people, views
from worker.store.indexes import Indexes, create, drop_former, former
from worker.store.mongo import Mongo, bounded

ALL_INDEXES: Final[tuple[Indexes, ...]] = (
    leads.INDEXES,
    automations.INDEXES,
    notices.INDEXES,
    finding.INDEXES,
    people.INDEXES,
    views.INDEXES,
    answers.INDEXES,
    audit.INDEXES,
)
# Made by the first process that serves the API: where none ever did, nothing is missing.
_WITH_THE_API: Final = frozenset({*people.INDEXES, *views.INDEXES, *answers.INDEXES, *audit.INDEXES})
_COMPARED: Final = ("unique", "sparse", "expireAfterSeconds", "partialFilterExpression")


@dataclass(frozen=True, slots=True)
class Server:
    """What the primary says of itself. `clock` is its time, Unix ms; `members` are (healthy, all) voting ones, if told."""

    version: str
    replica_set: str | None
    clock: int
    members: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Pending:
    """Leads with entries that are not announced yet, and the age of the oldest in ms by the server's clock."""

    leads: int
    oldest_ms: int


@dataclass(frozen=True, slots=True)
class Waits:
    """Waits of rules that have not ended, and how many of them are due."""

    open: int
    due: int


class Condition:
    """Every method is bounded in time and raises our errors only."""

    def __init__(self, mongo: Mongo) -> None:
        self.seconds = mongo.seconds
        self._admin, self._db = mongo.client.admin, mongo.database

    @bounded
    async def server(self) -> Server:
        """Ask the primary who it is."""
        hello = await self._admin.command("hello")
        build = await self._admin.command("buildInfo")
        clock = int(hello["localTime"].timestamp() * 1000)
        return Server(build["version"], hello.get("setName"), clock, await self._members(hello))

    async def _members(self, hello: Mapping[str, Any]) -> tuple[int, int] | None:
        if "setName" not in hello:
            return None
        try:
            status = await self._admin.command("replSetGetStatus")
        except OperationFailure:  # a user without the right to ask
            return None
        members = status["members"]
        return sum(member.get("health") == 1 for member in members), len(members)

    @bounded
    async def index_faults(self) -> tuple[list[str], list[str]]:
        """Give indexes that are missing, and those that are otherwise than they should be."""
        missing: list[str] = []
        different: list[str] = []
        for indexes in ALL_INDEXES:
            for collection, wanted in indexes.items():
                found = await self._db[collection].index_information()
                if not found and collection in _WITH_THE_API:
                    continue
                for name, (keys, options) in wanted.items():
                    if name not in found:
                        missing.append(f"{collection}.{name}")
                    elif why := _difference(found[name], keys, options):
                        different.append(f"{collection}.{name}: {why}")
        return missing, different

    @bounded
    async def former_indexes(self) -> list[str]:
        """Give indexes of earlier versions, which cost every write and serve nobody."""
        return [f"{collection}.{name}" for collection, name in await former(self._db)]

    @bounded
    async def mend_indexes(self) -> None:
        """Create the indexes that are missing, drop those of earlier versions."""
        await drop_former(self._db)
        for indexes in ALL_INDEXES:
            for collection, wanted in indexes.items():
                found = await self._db[collection].index_information()
                missing = {name: index for name, index in wanted.items() if name not in found}
                await create(self._db, {collection: missing})

    @bounded
    async def free_bytes(self) -> tuple[int, int] | None:
        """Give free and all bytes of the server's file system; None where it does not say."""
        stats = await self._db.command("dbStats")
        total = int(stats.get("fsTotalSize") or 0)
        return (total - int(stats.get("fsUsedSize") or 0), total) if total else None

    @bounded
    async def pending(self) -> Pending:
        """Look for entries on their way."""
        age = {"$subtract": ["$$NOW", {"$toDate": "$pend_at"}]}
        group = {"_id": None, "leads": {"$sum": 1}, "oldest": {"$max": age}}
        rows = self._db["leads"].aggregate([{"$match": {"pend.seq": {"$gt": 0}}}, {"$group": group}])
        (found,) = await rows.to_list(1) or [{"leads": 0, "oldest": 0}]
        return Pending(int(found["leads"]), int(found["oldest"] or 0))

    @bounded
    async def waits(self, now: int) -> Waits:
        """Count the waits that have not ended; `now` in Unix ms."""
        still = {"state": {"$in": list(automations.OPEN)}}
        due = {"state": "waiting", "look_at": {"$lte": now}}
        waits = self._db["waits"]
        return Waits(await waits.count_documents(still), await waits.count_documents(due))

    @bounded
    async def older_keys(self, version: int) -> bool:
        """Whether there is a lead with keys of an older version of the folding rules."""
        return await self._db["leads"].find_one({"kv": {"$lt": version}}, {"_id": 1}) is not None


def _difference(found: Mapping[str, Any], keys: list[tuple[str, int]], options: Mapping[str, Any]) -> str:
    """Say how an index differs from what it should be; empty if it does not."""
    there = [(name, int(order)) for name, order in found["key"]]
    return "; ".join(
        [
            *([f"its keys are {there}, they should be {keys}"] if there != keys else []),
            *_options(found, options),
        ]
    )


def _options(found: Mapping[str, Any], options: Mapping[str, Any]) -> Iterator[str]:
    for name in _COMPARED:
        there, wanted = found.get(name) or None, options.get(name) or None
        if name == "expireAfterSeconds":
            there, wanted = found.get(name), options.get(name)
        if there != wanted:
            yield f"{name} is {there}, it should be {wanted}"
