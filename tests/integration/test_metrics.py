"""Metrics that need a database or a broker: each moves when what it counts happens."""

import asyncio
import contextlib
import re
from pathlib import Path

import pytest

from tests.integration.killed_transaction import killed_in_a_transaction
from tests.integration.office import MINUTE, Office
from tests.integration.postroom import Postroom, notice
from tests.integration.test_automation_waits import begun, nudge
from tests.integration.test_finder import Desk
from tests.mail_sink import mail_sink
from tests.metering import moved, value
from tests.receivers import receiving
from tests.waiting import eventually
from worker import topology
from worker.app import open_app
from worker.broker.link import Link
from worker.broker.memory import MemoryBroker
from worker.commit.outbox import DeferredOutbox
from worker.commit.path import CommitPath
from worker.configuration.accounts import load_accounts
from worker.configuration.watch import tell
from worker.consumers.finding import DEEP
from worker.edge.gauges import Gauges
from worker.edge.health import Health
from worker.ports import Outgoing
from worker.settings import Settings
from worker.store.mongo import Mongo
from worker.system import new_id
from worker.telemetry import metrics

pytestmark = pytest.mark.services

TESTS = Path(__file__).parents[1]


def names(*short: str) -> set[str]:
    return {f"leadworker_{name}" for name in short}


async def _left_pending(office: Office) -> None:
    """Commit a message whose events nobody has announced."""
    path = CommitPath(
        office.leads_store,
        DeferredOutbox(office.leads_store),
        lambda: office.loaded.accounts,
        office.clock,
        new_id,
    )
    await path.apply([office.message("phone:919812300000")])


async def test_commits_tell_their_stages_and_what_they_changed(office: Office) -> None:
    await office.open()
    before = {change: value("leads_total", change=change) for change in ("created", "updated", "merged")}
    with moved() as names_moved:
        await office.receive(office.message("phone:919812345678"))
        await office.receive(office.message("phone:919812345678"), office.message("phone:919876543210"))
        path = await office.path()
        both = {"acme": ["phone:919812345678", "phone:919876543210"]}
        first, second = [await office.leads_store.leads_by_keys(both) for _ in range(2)]
        assert await path.join("acme", "wa:9", first)
        assert not await path.join("acme", "wa:9", second)  # as they were before
    assert names_moved >= names("leads_total", "commit_stage_seconds", "lost_races_total")
    for stage in ("read", "plan", "write", "announce", "clear"):
        assert value("commit_stage_seconds_count", stage=stage)
    after = {change: value("leads_total", change=change) for change in before}
    assert {change: after[change] - before[change] for change in before} == {"created": 2, "updated": 1, "merged": 1}


async def test_gauges_tell_depths_backlogs_and_waits(office: Office) -> None:
    await begun(office, nudge())
    await _left_pending(office)
    broker = MemoryBroker(office.server)
    await broker.connect()
    parked = topology.dead(topology.PLUGIN)
    await broker.publish([Outgoing("", parked, b"{}"), Outgoing("", parked, b"{}")])
    gauges = Gauges(office.mongo, broker, office.clock)
    await asyncio.sleep(1.1)  # the outbox's age is by MongoDB's clock, to the second
    await gauges.depths()
    await gauges.backlogs()
    assert (value("queue_depth", queue=parked), value("queue_depth", queue=topology.PLUGIN)) == (2, 0)
    assert value("outbox_leads") == 1
    assert 0 < value("outbox_age_seconds") < 60
    assert (value("waits_open"), value("waits_due")) == (1, 0)
    office.clock.pass_(125 * MINUTE)
    await gauges.backlogs()
    assert (value("waits_open"), value("waits_due")) == (1, 1)
    assert await (await office.timers()).run_due() == 1
    assert value("wait_late_seconds") == 5 * 60
    await gauges.backlogs()
    assert (value("waits_open"), value("waits_due")) == (0, 0)
    await broker.close()


async def test_a_server_that_is_away_ends_no_gauges(office: Office) -> None:
    await office.open()
    broker = MemoryBroker(office.server)  # never connected
    gauges = asyncio.create_task(Gauges(office.mongo, broker, office.clock).run(0.01))
    await asyncio.sleep(0.2)
    assert not gauges.done()
    gauges.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await gauges


async def test_rules_that_were_asked_are_counted(office: Office) -> None:
    await office.open(nudge())
    with moved() as names_moved:
        await office.receive(office.message("phone:919812345678"))
        await office.settle()
    assert names_moved >= names("rules_total")


async def test_a_reload_tells_what_is_in_force_and_what_is_broken(office: Office) -> None:
    await office.open(nudge())
    tell(load_accounts(office.directory))
    assert (value("accounts", state="loaded"), value("accounts", state="missing")) == (1, 0)
    assert (value("rules_loaded", state="in_force"), value("rules_loaded", state="broken")) == (1, 0)
    assert value("config_last_reload_successful") == 1
    first = value("config_last_reload_timestamp_seconds")
    (office.directory / "acme" / "rules" / "all.yaml").write_text("rules: [{id: x, when: no.such.event}]\n")
    (office.directory / "other").mkdir()
    (office.directory / "other" / "account.yaml").write_text("nonsense: true\n")
    tell(load_accounts(office.directory))
    assert (value("accounts", state="loaded"), value("accounts", state="missing")) == (1, 1)
    assert (value("rules_loaded", state="in_force"), value("rules_loaded", state="broken")) == (0, 1)
    assert value("config_last_reload_successful") == 0
    assert value("config_last_reload_timestamp_seconds") > first


async def test_a_worker_tells_what_it_swept_whether_it_is_connected_and_asks_the_gauges(
    office: Office, mongo_url: str, mongo_database: str
) -> None:
    await office.open()
    await _left_pending(office)
    (lead,) = await office.mongo.database["leads"].find().to_list(None)
    await asyncio.to_thread(killed_in_a_transaction, mongo_url, mongo_database, lead["_id"])
    before, abandoned = value("entries_swept_total"), value("transactions_abandoned_total")
    metrics.CONNECTED.set(0)
    metrics.DEPTH.labels(topology.WHATSAPP).set(99)
    quick = {"sweep_seconds": 0.1, "sweep_age_seconds": 0.1, "http_port": 1}
    settings = Settings(mongo_url=mongo_url, database=mongo_database, accounts_dir=office.directory, **quick)
    stop = asyncio.Event()
    async with open_app(settings, MemoryBroker(office.server)) as app:
        serving = asyncio.create_task(app.serve(["sweeper"], stop))
        # At least: what other tests left behind on this server is ended, too.
        await eventually(lambda: value("transactions_abandoned_total") > abandoned, 20)
        await eventually(lambda: value("entries_swept_total") == before + 1, 20)
        await eventually(lambda: value("broker_connected") == 1)
        await eventually(lambda: value("queue_depth", queue=topology.WHATSAPP) == 0)
        stop.set()
        await serving


async def test_a_connection_that_is_back_is_counted(amqp_url: str) -> None:
    before = value("broker_reconnects_total", connection="consume")
    link = Link(amqp_url, "leadworker consume", seconds=10, heartbeat=30)
    await link.open()
    link.drop()
    await eventually(lambda: value("broker_reconnects_total", connection="consume") == before + 1, 20)
    await link.close()


async def test_attempts_to_tell_somebody_are_counted_and_timed(mongo_url: str, mongo_database: str) -> None:
    mongo = Mongo(mongo_url, mongo_database)
    async with mail_sink() as mail, receiving() as web:
        room = Postroom(mongo, mail, web)
        with moved() as names_moved:
            async with room.worker():
                await room.send(notice(users=["asha"], email=["asha@example.com"]))
                await room.settled()
    assert names_moved >= names("sends_total", "send_seconds")
    mongo.close()


async def test_a_loop_that_was_held_up_tells_for_how_long() -> None:
    import time

    before = value("loop_delay_seconds_count")
    metrics.LAG.set(0)
    pulse = asyncio.create_task(Health(60, asyncio.Event()).beat())
    await asyncio.sleep(0.5)
    time.sleep(0.8)  # noqa: ASYNC251  # what must not happen
    await eventually(lambda: value("loop_lag_seconds") > 0.1)
    assert value("loop_delay_seconds_count") > before
    pulse.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await pulse


async def test_it_is_told_how_far_search_rows_are_behind(office: Office) -> None:
    await office.open()
    await office.path()  # which declares the topology
    broker = MemoryBroker(office.server)
    await broker.connect()
    desk = Desk(office, broker)
    await desk.store.prepare()
    await broker.consume(topology.CAMPAIGN, 1, lambda _: None)  # somebody who works on the first of many
    await broker.publish([Outgoing("", topology.CAMPAIGN, b"{}") for _ in range(DEEP + 1)])  # so that rows wait
    await office.receive(office.message("phone:919812345678"))
    office.clock.pass_(5_000)
    with moved() as names_moved:
        async with desk.finding():
            await eventually(lambda: value("finding_lag_seconds") == 5)
    assert names_moved >= names("finding_lag_seconds")
    await broker.publish([Outgoing("", topology.FINDING, b"{}")])
    office.clock.pass_(20_000)
    await Gauges(office.mongo, broker, office.clock).rows()  # in any process, also where no finder is at work any more
    assert value("finding_lag_seconds") >= 20
    await broker.close()


def test_every_metric_is_named_in_a_test_that_moves_it() -> None:
    files = (Path(__file__), TESTS / "unit/consumers/test_observed.py", TESTS / "unit/telemetry/test_sampling.py")
    files = (*files, TESTS / "unit/edge/api/test_handling.py", TESTS / "unit/edge/intake/test_taking.py")
    said = "".join(file.read_text() for file in files)
    for described in metrics.DESCRIBED:
        short = re.escape(described.name.removeprefix("leadworker_"))
        assert re.search(rf'"{short}(_sum|_count)?"', said), described.name
