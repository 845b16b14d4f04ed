"""The test services themselves: crash and return on the same address with their data, and leave nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from urllib.parse import urlsplit

import aio_pika
import pymongo
import pytest

from tests.services import ServiceMissingError
from tests.services import mongod as mongod_service
from tests.services import rabbitmq as rabbitmq_service
from tests.services.ports import server_port
from tests.services.vhost import clean_place
from worker import topology

pytestmark = pytest.mark.services


def test_a_killed_mongod_comes_back_with_its_data(mongod_node, mongo_database):
    url = mongod_node.url
    with pymongo.MongoClient(url, w="majority") as client:
        client[mongo_database].kept.insert_one({"_id": "before"})
    mongod_node.kill()
    mongod_node.start()
    with pymongo.MongoClient(mongod_node.url) as client:
        assert client[mongo_database].kept.find_one() == {"_id": "before"}
    assert mongod_node.url == url


async def _queue_exists(url: str, name: str) -> bool:
    async with await aio_pika.connect(url, timeout=10) as connection:
        channel = await connection.channel()
        try:
            await channel.declare_queue(name, passive=True, timeout=10)
        except aio_pika.exceptions.ChannelNotFoundEntity:
            return False
        return True


async def test_every_test_gets_a_broker_without_the_queues_of_another(rabbitmq):
    name = topology.WHATSAPP
    with clean_place(rabbitmq) as first:
        async with await aio_pika.connect(first, timeout=10) as connection:
            await (await connection.channel()).declare_queue(name, durable=True, timeout=10)
        assert await _queue_exists(first, name)
    with clean_place(rabbitmq) as second:
        assert not await _queue_exists(second, name)


def test_a_mongod_started_in_a_thread_outlives_the_thread(mongod_node):
    def restart():
        mongod_node.kill()
        mongod_node.start()

    thread = threading.Thread(target=restart)
    thread.start()
    thread.join()
    with pymongo.MongoClient(mongod_node.url) as client:
        assert client.admin.command("ping")["ok"] == 1


def test_a_missing_rabbitmq_is_named_with_what_to_install(monkeypatch):
    monkeypatch.setattr(rabbitmq_service, "SCRIPTS", ())
    monkeypatch.setattr(rabbitmq_service.shutil, "which", lambda _name: None)
    with pytest.raises(ServiceMissingError, match="apt-get install rabbitmq-server"):
        rabbitmq_service.find_scripts()


def test_a_missing_mongod_is_named_with_what_to_install(monkeypatch, tmp_path):
    def missing():
        raise mongod_service.ConfigurationError("pip install it")

    for name in ("LEADWORKER_TEST_MONGO_URL", "LEADWORKER_TEST_DOCKER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(mongod_service, "find_mongod", missing)
    with (
        pytest.raises(ServiceMissingError, match=r"LEADWORKER_TEST_MONGO_URL.*pip install it"),
        mongod_service.mongod(tmp_path),
    ):
        pass


def test_a_server_gets_a_port_that_the_kernel_gives_to_no_connection():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        given_by_the_kernel = min(server.getsockname()[1], client.getsockname()[1])
    assert max(server_port() for _ in range(20)) < given_by_the_kernel


def _is_open(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_servers_end_with_the_tests_even_on_sigkill(tmp_path, rabbitmq):
    if not isinstance(rabbitmq, rabbitmq_service.PrivateRabbitMQ):
        pytest.skip("this RabbitMQ is not a private node")
    script = f"""
        import signal
        from pathlib import Path
        from tests.services.mongod import mongod
        from tests.services.rabbitmq import rabbitmq
        with mongod(Path({str(tmp_path / "m")!r}), ours=True) as m, rabbitmq(Path({str(tmp_path / "r")!r})) as r:
            print(m.url, r.url, r._epmd_port, flush=True)
            signal.pause()
    """
    child = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "LEADWORKER_TEST_DOCKER": "", "LEADWORKER_TEST_AMQP_URL": ""},
    )
    try:
        store, broker, epmd = child.stdout.readline().split()
        ports = [urlsplit(store).port, urlsplit(broker).port, int(epmd)]
        assert all(_is_open(port) for port in ports)
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
    deadline = time.monotonic() + 10
    while any(_is_open(port) for port in ports) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert [port for port in ports if _is_open(port)] == []
