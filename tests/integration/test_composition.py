"""Opening the servers: what is in the way is said in a sentence with a remedy, and nothing stays open."""

import asyncio
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pymongo
import pytest
from pydantic import SecretStr

from tests.integration.back_office import ACCOUNTS
from worker.broker.memory import MemoryBroker
from worker.cli import EXIT_CODES
from worker.composition import open_parts, open_servers, open_store, prepare
from worker.embedded.mongod import find_mongod, free_port
from worker.errors import ConfigurationError, StoreRefusedError, StoreUnavailableError
from worker.settings import Settings

pytestmark = pytest.mark.services


@pytest.fixture
def place(mongo_url: str, mongo_database: str, tmp_path: Path) -> Settings:
    return Settings(mongo_url=SecretStr(mongo_url), database=mongo_database, data_dir=tmp_path)


async def refused(settings: Settings) -> str:
    """Give why the servers cannot be opened; the broker is closed then."""
    broker = MemoryBroker()
    with pytest.raises(ConfigurationError) as told:
        async with asyncio.timeout(30), open_servers(settings, broker):
            pass
    assert not broker.connected
    return str(told.value)


@pytest.mark.parametrize(
    ("there", "name", "in_the_way"),
    [
        ({"keys": [("account", 1), ("keys", 1)], "name": "identity"}, "identity", "identity"),
        ({"keys": [("other", 1)], "name": "identity"}, "identity", "identity"),
        ({"keys": [("pend.seq", 1)], "name": "theirs", "sparse": True}, "pending", "theirs"),
    ],
)
async def test_an_index_in_the_way_is_named_with_the_command_that_drops_it(place, there, name, in_the_way):
    async with open_store(place) as mongo:
        await mongo.database["leads"].create_index(**there)
        text = await refused(place)
        assert f"{in_the_way!r} that is in the way of the worker's own index {name!r}" in text
        assert f"use {place.database}" in text
        assert f'db.leads.dropIndex("{in_the_way}")' in text
        await mongo.database["leads"].drop_index(in_the_way)  # as it says
        await prepare(mongo)
        assert (await mongo.database["leads"].index_information())["identity"]["unique"]


async def test_leads_with_one_key_are_listed_by_the_command_that_is_told(place):
    async with open_store(place) as mongo:
        rows = [{"_id": name, "account": "acme", "keys": ["phone:911", name]} for name in ("one", "two")]
        await mongo.database["leads"].insert_many(rows)
        text = await refused(place)
        assert "alike in account, keys" in text
        assert "leadworker leads merge" in text
        assert "911" not in text
        unwound = [
            {"$unwind": "$keys"},
            {"$group": {"_id": {"account": "$account", "keys": "$keys"}, "ids": {"$push": "$_id"}}},
        ]
        assert '{$unwind: "$keys"}, {$group: {_id: {account: "$account", keys: "$keys"}, ids: {$push: "$_id"}}}' in text
        found = (
            await mongo.database["leads"].aggregate([*unwound, {"$match": {"ids.1": {"$exists": True}}}]).to_list(None)
        )
        assert [sorted(row["ids"]) for row in found] == [["one", "two"]]
        async with open_parts(place, lambda: ACCOUNTS) as parts:  # merging them must not stumble over the index
            assert not parts.announces


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[object]:
    """Start a mongod with the arguments given; give its port."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*arguments: str) -> int:
        port, directory = free_port(), tmp_path / f"mongod-{len(started)}"
        directory.mkdir()
        command = [str(find_mongod()), "--dbpath", str(directory), "--port", str(port), "--bind_ip", "127.0.0.1"]
        started.append(subprocess.Popen([*command, *arguments], stdout=subprocess.DEVNULL))
        with pymongo.MongoClient(port=port, directConnection=True, serverSelectionTimeoutMS=30_000) as client:
            client.admin.command("hello")
        return port

    yield start
    for process in started:
        process.kill()
        process.wait()


async def test_a_mongod_that_stands_alone_is_refused_with_what_to_do(place, bare):
    port = bare()
    alone = place.model_copy(update={"mongo_url": SecretStr(f"mongodb://127.0.0.1:{port}/")})
    assert "--replSet rs0, then run rs.initiate()" in await refused(alone)
    named = place.model_copy(
        update={"mongo_url": SecretStr(f"mongodb://127.0.0.1:{port}/?replicaSet=rs9"), "operation_seconds": 1.0}
    )
    async with open_store(named) as mongo:
        with pytest.raises(StoreUnavailableError, match='"rs9": start mongod with --replSet and this name'):
            await prepare(mongo)


@pytest.mark.parametrize("more", ["", "?replicaSet=rs0", "?directConnection=true"])
async def test_a_replica_set_that_was_never_initiated_is_waited_for_and_said(place, bare, more):
    port = bare("--replSet", "rs0")
    fresh = {"mongo_url": SecretStr(f"mongodb://127.0.0.1:{port}/{more}"), "operation_seconds": 2.0}
    async with open_store(place.model_copy(update=fresh)) as mongo:
        with pytest.raises(StoreUnavailableError, match=r"run rs\.initiate\(\) once"):
            await prepare(mongo)
        with pymongo.MongoClient(port=port, directConnection=True) as client:
            members = [{"_id": 0, "host": f"127.0.0.1:{port}"}]
            client.admin.command("replSetInitiate", {"_id": "rs0", "members": members})
        async with asyncio.timeout(60):
            while True:
                try:
                    return await prepare(mongo)
                except StoreUnavailableError:
                    await asyncio.sleep(0.2)


async def test_a_refused_login_ends_the_start_with_what_to_correct(place, mongo_url):
    separator = "&" if "?" in mongo_url else "?"
    url = mongo_url.replace("mongodb://", "mongodb://leads:s3cret@", 1) + f"{separator}authSource=admin"
    with pytest.raises(StoreRefusedError, match=r"Authentication failed.*LEADWORKER_MONGO_URL") as told:
        async with (
            asyncio.timeout(30),
            open_servers(place.model_copy(update={"mongo_url": SecretStr(url)}), MemoryBroker()),
        ):
            pass
    assert "s3cret" not in str(told.value)
    assert next(code for kind, code in EXIT_CODES.items() if isinstance(told.value, kind)) == 78
