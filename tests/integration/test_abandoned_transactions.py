"""A worker killed within a transaction: the leads that it held can be written again after seconds, not a minute."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.integration.killed_transaction import killed_in_a_transaction
from worker.errors import LeadWorkerError
from worker.store.abandoned import AbandonedTransactions
from worker.store.mongo import APP_NAME, Mongo, bounded

pytestmark = pytest.mark.services

IDLE = 0.5


class Held:
    """One document that transactions hold, with writes that give up after a second."""

    def __init__(self, mongo: Mongo, url: str, database: str) -> None:
        self.seconds = 1.0
        self.mongo, self._place = mongo, (url, database)

    async def begin(self, name: str = APP_NAME) -> None:
        """Leave a transaction behind."""
        await asyncio.to_thread(killed_in_a_transaction, *self._place, "held", name)

    async def end(self, idle_seconds: float = IDLE) -> int:
        """End what was left behind."""
        return await AbandonedTransactions(self.mongo, idle_seconds).end()

    @bounded
    async def write(self) -> None:
        """Write the document, as a commit does: without a transaction."""
        await self.mongo.database["leads"].update_one({"_id": "held"}, {"$set": {"by": "a write"}})


@pytest.fixture
async def held(mongo_url: str, mongo_database: str) -> AsyncIterator[Held]:
    mongo = Mongo(mongo_url, mongo_database)
    await mongo.database["leads"].insert_one({"_id": "held"})
    yield (held := Held(mongo, mongo_url, mongo_database))
    await held.end(0)
    mongo.close()


async def test_what_a_killed_worker_held_can_be_written_again(held):
    await held.begin()
    with pytest.raises(LeadWorkerError, match="MongoDB"):
        await held.write()
    assert await held.end() == 1
    await held.write()
    assert await held.mongo.database["leads"].find_one() == {"_id": "held", "by": "a write"}
    assert await held.end() == 0


async def test_what_is_not_ours_stays_open(held):
    await held.begin("somebody else")
    await asyncio.sleep(IDLE + 0.1)
    assert await held.end() == 0
    await held.mongo.client["admin"].command("killAllSessions", [])


async def test_a_transaction_in_which_something_was_just_done_is_left_alone(held):
    await held.begin()
    assert await held.end(60) == 0
    await asyncio.sleep(IDLE + 0.1)
    assert await held.end() == 1
