"""The doctor on real servers: what is missing or different is found, mended where that is safe, and nothing else changes."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pymongo
import pytest

from tests.integration.back_office import open_office, wrote
from worker import topology
from worker.broker.inspection import Inspection
from worker.broker.rabbitmq import RabbitMQBroker
from worker.composition import prepare
from worker.maintenance.doctor import Check, checks
from worker.ports import Outgoing
from worker.settings import Settings
from worker.store.mongo import Mongo

pytestmark = pytest.mark.services

ACCOUNT = "name: Acme\nregion: IN\nnumbers: [{id: '730100000000001'}]\n"


@pytest.fixture
def settings(mongo_url: str, mongo_database: str, amqp_url: str, tmp_path: Path) -> Settings:
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "account.yaml").write_text(ACCOUNT)
    return Settings(mongo_url=mongo_url, database=mongo_database, amqp_url=amqp_url, accounts_dir=tmp_path)


async def found(settings: Settings, *, fix: bool = False) -> dict[str, Check]:
    return {check.name: check async for check in checks(settings, fix=fix)}


async def test_it_finds_what_is_missing_creates_nothing_and_mends_when_asked(settings: Settings) -> None:
    assert settings.amqp_url is not None
    before = await found(settings)
    assert before["topology"].status == "fail"
    assert "exchange lead.events" in before["topology"].text
    assert (before["indexes"].status, before["replica set"].status, before["mongodb"].status) == ("fail", "ok", "ok")
    assert (await found(settings))["topology"].text == before["topology"].text  # looking created nothing
    mended = await found(settings, fix=True)
    assert mended["indexes"].status == "ok"
    assert mended["topology"].text.startswith("all there, but nobody reads")
    assert not any(check.status == "fail" for check in mended.values())
    assert (await found(settings))["indexes"].status == "ok"


async def test_it_says_which_queue_is_otherwise_and_leaves_it(settings: Settings) -> None:
    assert settings.amqp_url is not None
    wanted = topology.build()
    changed = tuple(
        replace(queue, arguments={**queue.arguments, "x-message-ttl": 5}) if queue.name.endswith("retry.10s") else queue
        for queue in wanted.queues
    )
    await RabbitMQBroker(settings.amqp_url.get_secret_value()).declare(replace(wanted, queues=changed))
    for fix in (False, True):
        check = (await found(settings, fix=fix))["topology"]
        assert check.status == "fail"
        assert "queue whatsapp-incoming.retry.10s: x-message-ttl is '5', declared '10000'" in check.text


async def test_it_counts_dead_letters_and_backlogs(settings: Settings) -> None:
    assert settings.amqp_url is not None
    url = settings.amqp_url.get_secret_value()
    broker = RabbitMQBroker(url)
    await broker.declare(topology.build())
    await broker.connect()
    letters = [Outgoing("", "whatsapp-incoming.dead", b"{}") for _ in range(3)]
    assert await broker.publish(letters) == [None] * 3
    await broker.close()
    inspected = await Inspection(url, 5).look(topology.build())
    assert (inspected.product, inspected.missing, inspected.drift) == ("RabbitMQ", [], [])
    assert inspected.depths["whatsapp-incoming.dead"] == 3
    assert (await found(settings))["dead letters"].text == "3 in whatsapp-incoming.dead"


async def test_indexes_of_an_earlier_version_are_told_and_dropped_and_nobody_elses(
    settings: Settings, mongo_url: str, mongo_database: str
) -> None:
    await found(settings, fix=True)
    with pymongo.MongoClient(mongo_url) as client:
        leads = client[mongo_database].leads
        leads.create_index([("account", 1), ("updated_at", -1)], name="recent")
        leads.create_index([("account", 1), ("city", 1)], name="state")  # an operator's own
        check = (await found(settings))["indexes"]
        assert (check.status, "leads.recent" in check.text, "leads.state" in check.text) == ("warn", True, False)
        assert (await found(settings, fix=True))["indexes"].status == "ok"
        there = leads.index_information()
        assert ("recent" in there, there["state"]["key"]) == (False, [("account", 1), ("city", 1)])


async def test_a_worker_that_starts_drops_the_indexes_of_earlier_versions(mongo_url: str, mongo_database: str) -> None:
    mongo = Mongo(mongo_url, mongo_database)
    with pymongo.MongoClient(mongo_url) as client:
        leads = client[mongo_database].leads
        leads.create_index([("account", 1), ("updated_at", -1)], name="recent")
        leads.create_index([("account", 1), ("state.v", 1), ("updated_at", -1)], name="state")
        await asyncio.gather(prepare(mongo), prepare(mongo))  # two workers at once
        there = set(leads.index_information())
        assert (there & {"recent", "state"}, there >= {"identity", "pending"}) == (set(), True)
    mongo.close()


async def test_an_index_that_is_otherwise_is_told_and_left(
    settings: Settings, mongo_url: str, mongo_database: str
) -> None:
    with pymongo.MongoClient(mongo_url) as client:
        client[mongo_database]["leads"].create_index([("account", 1), ("keys", 1)], name="identity")
        check = (await found(settings, fix=True))["indexes"]
        assert check.status == "fail"
        assert "leads.identity: unique is None, it should be True" in check.text
        assert "unique" not in client[mongo_database]["leads"].index_information()["identity"]


async def test_entries_that_wait_too_long_and_older_keys_are_told(
    settings: Settings, mongo_url: str, mongo_database: str
) -> None:
    async with open_office(mongo_url, mongo_database) as office:
        await (await office.path(announce=False)).apply([wrote("phone:1")])
        assert (await found(settings))["outbox"].status == "ok"
        long_ago = {"pend_at": datetime(2020, 1, 1, tzinfo=UTC), "kv": 0}
        await office.mongo.database["leads"].update_many({}, {"$set": long_ago})
    checked = await found(settings)
    assert (checked["outbox"].status, checked["identity keys"].status) == ("warn", "warn")
    assert "sweeper" in checked["outbox"].remedy
