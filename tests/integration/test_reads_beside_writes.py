"""Leads are found by their keys also while others write them: a lead that moves within an index is not passed by."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pymongo
import pytest
from motor.motor_asyncio import AsyncIOMotorClient
from pymongo.monitoring import CommandFailedEvent, CommandListener, CommandStartedEvent, CommandSucceededEvent

from tests.contract.test_store import created
from worker.store import leads
from worker.store.imports import ImportLookups
from worker.store.leads import LeadStore
from worker.store.mongo import Mongo

pytestmark = pytest.mark.services

ACCOUNTS = ("acme", "zen")
LEADS = 300
NEXT_YEAR = 1_830_000_000_000


class Neighbour(CommandListener):
    """Another worker: writes every lead after the first part of a find came, and before the next one is asked for."""

    def __init__(self, leads: Any) -> None:
        self.leads, self.wrote = leads, 0

    def started(self, event: CommandStartedEvent) -> None:
        """Nothing to do."""

    def failed(self, event: CommandFailedEvent) -> None:
        """Nothing to do."""

    def succeeded(self, event: CommandSucceededEvent) -> None:
        if event.command_name == "find" and event.reply["cursor"]["id"]:
            self.wrote += self.leads.update_many({}, {"$inc": {"updated_at": NEXT_YEAR, "v": 1}}).modified_count


@pytest.fixture
def neighbour(mongo_url: str, mongo_database: str) -> Iterator[Neighbour]:
    client: Any
    with pymongo.MongoClient(mongo_url) as client:
        yield Neighbour(client[mongo_database]["leads"])


@pytest.fixture
async def store(
    mongo_url: str, mongo_database: str, neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Mongo]:
    monkeypatch.setattr(leads, "PAGE", 101)  # so that an answer of these few leads comes in parts
    mongo = Mongo(mongo_url, mongo_database)
    await LeadStore(mongo).prepare()
    writes = [created(f"phone:{n}", account=account) for account in ACCOUNTS for n in range(1_000, 1_000 + 2 * LEADS)]
    for write in writes[::2]:
        write.lead.updated_at += 1
    assert await LeadStore(mongo).commit(writes) == []
    mongo.close()
    mongo.client = AsyncIOMotorClient(mongo_url, event_listeners=[neighbour])
    mongo.database = mongo.client[mongo_database]
    yield mongo
    mongo.close()


def asked() -> list[str]:
    """Give the keys of the leads written last, and between them keys nobody has.

    To the server an index by time, from the latest on, then looks better than the one by key: nothing in it is in vain.
    """
    return [key for n in range(1_000, 1_000 + 2 * LEADS, 2) for key in (f"phone:{n}", f"phone:{n}a")]


async def test_a_survey_of_a_list_finds_everybody_while_their_leads_are_written(
    store: Mongo, neighbour: Neighbour
) -> None:
    survey = await ImportLookups(store).survey("acme", asked(), [])
    assert neighbour.wrote
    assert len(survey.owners) == LEADS


@pytest.mark.parametrize("accounts", [1, 2])
async def test_leads_are_found_by_their_keys_while_they_are_written(
    store: Mongo, neighbour: Neighbour, accounts: int
) -> None:
    found = await LeadStore(store).leads_by_keys(dict.fromkeys(ACCOUNTS[:accounts], asked()))
    assert neighbour.wrote
    assert len({lead.id for lead in found}) == len(found) == LEADS * accounts
