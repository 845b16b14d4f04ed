"""Liveness fails for what a restart mends and for nothing else; readiness says what is missing."""

import asyncio
import contextlib
import shutil
import socket
from dataclasses import dataclass, field
from types import SimpleNamespace

import aiohttp
import pytest
from aiohttp.test_utils import TestClient, TestServer

from worker.configuration.accounts import load_accounts
from worker.configuration.faults import Fault, faults_of
from worker.edge.health import Health, Progress, health_app, serve_health
from worker.errors import ConfigurationError, StoreUnavailableError
from worker.settings import Settings
from worker.telemetry import metrics
from worker.topology import NOTIFICATIONS


@dataclass
class Mongo:
    """Answers, fails or hangs."""

    error: Exception | None = None
    seconds: float = 0.0

    async def ping(self):
        await asyncio.sleep(self.seconds)
        if self.error:
            raise self.error


@dataclass
class Worker:
    """A worker whose parts can be taken away."""

    started: bool = True
    broker: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(connected=True))
    mongo: Mongo = field(default_factory=Mongo)
    known: dict = field(default_factory=lambda: {"acme": object()})
    accounts_gone: bool = False
    wrong: tuple = ()

    def faults(self):
        return self.wrong

    def accounts(self):
        return SimpleNamespace(by_id=self.known)


@contextlib.asynccontextmanager
async def _probed(worker, stop=None, not_durable=""):
    health = Health(60, stop or asyncio.Event(), not_durable)
    if worker is not None:
        health.watch(worker)
    async with TestClient(TestServer(health_app(health))) as client:
        yield client


async def test_a_worker_that_has_everything_is_ready():
    async with _probed(Worker()) as client:
        answer = await client.get("/readyz")
        assert answer.status == 200
        checks = (await answer.json())["checks"]
        assert set(checks) == {"stopping", "consumers", "broker", "mongo", "accounts"}
        assert set(checks.values()) == {"ok"}


@pytest.mark.parametrize(
    ("name", "worker", "text"),
    [
        ("startup", None, "waiting for MongoDB and RabbitMQ"),
        ("consumers", Worker(started=False), "not registered"),
        ("broker", Worker(broker=SimpleNamespace(connected=False)), "not connected"),
        ("mongo", Worker(mongo=Mongo(StoreUnavailableError("mongodb://user:secret@host"))), "cannot be reached"),
        ("mongo", Worker(mongo=Mongo(RuntimeError("mongodb://user:secret@host"))), "see the log"),
        ("mongo", Worker(mongo=Mongo(seconds=30)), "no answer within 1 s"),
        ("accounts", Worker(known={}), "LEADWORKER_ACCOUNTS_DIR"),
        ("accounts", Worker(accounts_gone=True), "the queues wait"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_what_is_missing_is_named_and_nothing_else(name, worker, text):
    async with _probed(worker) as client:
        answer = await client.get("/readyz")
        body = await answer.json()
    assert answer.status == 503
    assert body["status"] == "failing"
    assert text in body["checks"][name]
    assert [check for check, state in body["checks"].items() if state != "ok"] == [name]
    assert "secret" not in str(body)


async def test_that_nothing_is_durable_is_said_and_keeps_nobody_from_working():
    async with _probed(Worker(), not_durable="for trying out only: all is lost") as client:
        answer = await client.get("/readyz")
        assert answer.status == 200
        assert (await answer.json())["remarks"] == {"durability": "for trying out only: all is lost"}
    async with _probed(Worker()) as client:
        assert "remarks" not in await (await client.get("/readyz")).json()


async def test_what_is_wrong_with_accounts_is_said_and_keeps_nobody_from_working():
    wrong = (
        Fault("acme", "account", True, "a/account.yaml:2:1: unknown key 'regoin'", 2, 1_795_000_000_000),
        Fault("acme", "rule welcome", False, "a/rules/x.yaml:3:5: +919876543210 is no field", 0),
    )
    async with _probed(Worker(wrong=wrong)) as client:
        answer = await client.get("/readyz")
        assert answer.status == 200
        told = (await answer.json())["remarks"]
    assert told["acme: account"] == (
        "its last good version is in force; wrong since 2026-11-18 11:06 UTC: a/account.yaml:2:1: unknown key 'regoin' "
        "(and 2 more)"
    )
    assert "it is not loaded; wrong: a/rules/x.yaml:3:5" in told["acme: rule welcome"]
    assert "9876543210" not in told["acme: rule welcome"]


async def test_while_no_account_is_left_it_is_not_said_that_any_is_in_force(tmp_path):
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "account.yaml").write_text("name: Acme\nnumbers: [{id: '1'}]\n")
    before = load_accounts(tmp_path)
    shutil.rmtree(tmp_path / "acme")
    gone = load_accounts(tmp_path, before.accounts)
    assert gone.gone
    async with _probed(Worker(accounts_gone=True, wrong=tuple(faults_of(gone)))) as client:
        answer = await client.get("/readyz")
        body = await answer.json()
    assert answer.status == 503
    assert body["checks"]["accounts"] == (
        "none is left, so the queues wait; see LEADWORKER_ACCOUNTS_DIR and `leadworker accounts check`"
    )
    (told,) = body["remarks"].values()
    assert told.startswith("it is not loaded; wrong: ")
    assert "no account is left here; the queues wait until one is back" in told
    assert "in force" not in told


async def test_a_worker_that_stops_is_not_ready_and_alive():
    stop = asyncio.Event()
    stop.set()
    async with _probed(Worker(), stop) as client:
        assert (await client.get("/readyz")).status == 503
        assert (await client.get("/livez")).status == 200


async def test_liveness_asks_no_server():
    worker = Worker(broker=SimpleNamespace(connected=False), mongo=Mongo(StoreUnavailableError()), started=False)
    async with _probed(worker) as client:
        assert (await client.get("/livez")).status == 200


async def test_metrics_are_prometheus_text():
    metrics.RECEIVED.labels("health-test").inc(3)
    async with _probed(Worker()) as client:
        answer = await client.get("/metrics")
        assert answer.headers["Content-Type"].startswith("text/plain")
        assert 'leadworker_messages_received_total{queue="health-test"} 3.0' in await answer.text()


@pytest.mark.parametrize(
    ("method", "path", "status"), [("POST", "/livez", 405), ("GET", "/", 404), ("GET", "/metrics/../x", 404)]
)
async def test_there_is_nothing_else(method, path, status):
    async with _probed(Worker()) as client:
        assert (await client.request(method, path)).status == status


# progress, on a clock of our own


def _queue(name, under_way=0.0, settled=0, held=0):
    metrics.IN_FLIGHT.labels(name).set(under_way)
    metrics.SETTLED.labels(name, "ack").inc(settled)
    metrics.HELD.labels(name).set(held)


def _seen(progress, *moments):
    for now in moments:
        progress.look(now)
    return dict(progress.stuck)


def test_messages_under_way_of_which_none_is_settled_are_stuck():
    progress = Progress(60)
    _queue("p1", under_way=3)
    assert _seen(progress, 0, 30, 59) == {}
    assert "3 messages under way, none settled for 60 s" in _seen(progress, 60)["p1"]
    _queue("p1", under_way=2, settled=1)
    assert _seen(progress, 61) == {}
    assert "p1" in _seen(progress, 121)
    _queue("p1")
    assert _seen(progress, 122, 300) == {}


def test_a_queue_without_messages_is_not_stuck_however_long():
    progress = Progress(60)
    _queue("p2")
    assert _seen(progress, 0, 1000, 100_000) == {}
    _queue("p2", under_way=1)
    assert _seen(progress, 100_001, 100_059) == {}
    _queue("p2")


def test_a_lane_that_waits_for_a_server_is_not_stuck():
    progress = Progress(60)
    _queue("p3", under_way=5, held=1)
    assert _seen(progress, 0, 600) == {}
    _queue("p3", under_way=5)
    assert _seen(progress, 601, 659) == {}
    assert "p3" in _seen(progress, 661)
    _queue("p3")


def test_a_notification_to_many_makes_progress_by_every_send():
    progress = Progress(60)
    _queue(NOTIFICATIONS, under_way=1)
    for now in range(0, 300, 50):
        metrics.SENDS.labels("email", "sent").inc()
        assert _seen(progress, now) == {}
    assert NOTIFICATIONS in _seen(progress, 310)
    _queue(NOTIFICATIONS)


async def test_a_stuck_queue_fails_liveness_and_is_named():
    health = Health(60, asyncio.Event())
    _queue("p4", under_way=1)
    health._progress.look(0)
    health._progress.look(61)
    async with TestClient(TestServer(health_app(health))) as client:
        answer = await client.get("/livez")
        assert answer.status == 503
        assert "none settled" in (await answer.json())["checks"]["p4"]
    _queue("p4")


async def test_lists_that_are_behind_are_remarked_on_and_keep_nobody_from_working():
    async with _probed(Worker()) as client:
        for seconds, told in ((4.0, False), (75.0, True), (0.0, False)):
            metrics.FINDING_LAG.set(seconds)
            answer = await client.get("/readyz")
            remarks = (await answer.json()).get("remarks", {})
            assert (answer.status, "finding" in remarks) == (200, told)
            assert not told or "75 s behind" in remarks["finding"]


async def test_the_pulse_notices_a_loop_that_was_held_up(monkeypatch):
    import time

    from worker.edge import health as module

    monkeypatch.setattr(module, "LOOK_SECONDS", 0.1)
    monkeypatch.setattr(module, "MAX_LAG_SECONDS", 0.3)
    health = Health(60, asyncio.Event())
    beating = asyncio.create_task(health.beat())
    await asyncio.sleep(0.02)
    time.sleep(0.6)  # noqa: ASYNC251
    await asyncio.sleep(0.01)
    assert "held up" in health.alive()["loop"]
    await asyncio.sleep(0.2)
    assert health.alive() == {}
    beating.cancel()


# the server


def _free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


async def test_it_listens_where_the_settings_say_and_stops_with_the_block():
    port = _free_port()
    async with serve_health(Settings(http_port=port), Health(60, asyncio.Event())) as address:
        assert address == f"http://127.0.0.1:{port}"
        async with aiohttp.ClientSession() as session, session.get(f"{address}/livez") as answer:
            assert answer.status == 200
    with pytest.raises(OSError, match=r"refused|Connect call failed"):
        await asyncio.open_connection("127.0.0.1", port)


async def test_port_0_is_no_server():
    async with serve_health(Settings(http_port=0), Health(60, asyncio.Event())) as address:
        assert address is None


async def test_a_port_that_is_taken_is_an_error_where_it_was_asked_for_and_a_warning_where_not(monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ConfigurationError, match=f"127.0.0.1:{port}.*LEADWORKER_HTTP_PORT"):
            async with serve_health(Settings(http_port=port), Health(60, asyncio.Event())):
                pass
        by_default = Settings().model_copy(update={"http_port": port})
        by_default.model_fields_set.clear()
        async with serve_health(by_default, Health(60, asyncio.Event())) as address:
            assert address is None
