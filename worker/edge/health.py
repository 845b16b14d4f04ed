"""What an orchestrator and Prometheus ask: /livez, /readyz, /metrics.

/livez fails only for what a restart mends: a loop that does not turn, messages under way of which none is settled any
more. It asks no server, so that a MongoDB that is away does not restart every worker. /readyz asks everything, and says
what is missing; its `remarks` are what an operator should know of a worker that can work.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence, Sized
from typing import Any, Final, Protocol

import structlog
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics import MetricWrapperBase

from worker.configuration.faults import Fault, remarks
from worker.edge.listening import listening
from worker.errors import LeadWorkerError
from worker.settings import Settings
from worker.telemetry import metrics
from worker.telemetry.masking import masked
from worker.topology import NOTIFICATIONS

log = structlog.get_logger(__name__)

PING_SECONDS: Final = 1.0
TICK_SECONDS: Final = 0.05  # of the pulse: the loop's delays are measured with it
LOOK_SECONDS: Final = 1.0
MAX_LAG_SECONDS: Final = 5.0
CLOSE_SECONDS: Final = 1.0
MAX_BEHIND_SECONDS: Final = 5.0
OK: Final = "ok"


class Connected(Protocol):
    """What readiness asks of a broker."""

    @property
    def connected(self) -> bool:
        """Whether connections and consumers are up."""


class Database(Protocol):
    """What readiness asks of a store."""

    async def ping(self) -> None:
        """Return when it answers."""


class LoadedAccounts(Protocol):
    """What readiness asks of the accounts."""

    @property
    def by_id(self) -> Sized:
        """The accounts."""


class Worker(Protocol):
    """A worker that serves: the parts that readiness asks about."""

    @property
    def started(self) -> bool:
        """Whether the consumers are registered."""

    @property
    def broker(self) -> Connected:
        """The broker."""

    @property
    def mongo(self) -> Database:
        """The database."""

    @property
    def accounts_gone(self) -> bool:
        """Whether no account is left in the directory."""

    def accounts(self) -> LoadedAccounts:
        """Give the accounts in force."""

    def faults(self) -> Sequence[Fault]:
        """Give what is wrong with accounts and rules."""


class Progress:
    """Sees queues whose messages are under way while none is settled. Times are seconds of any steady clock."""

    def __init__(self, stall_seconds: float) -> None:
        self._stall = stall_seconds
        self._last: dict[str, tuple[float, float]] = {}  # queue: how much was done, since when it has been as much
        self._stuck: dict[str, str] = {}

    @property
    def stuck(self) -> Mapping[str, str]:
        """Queue to what is wrong with it."""
        return self._stuck

    def look(self, now: float) -> None:
        """Take the worker's own metrics; call it every second or so."""
        done, held = _by_queue(metrics.SETTLED), _by_queue(metrics.HELD)
        done[NOTIFICATIONS] = done.get(NOTIFICATIONS, 0.0) + sum(value for _, value in _samples(metrics.SENDS))
        stuck = {}
        for queue, under_way in _by_queue(metrics.IN_FLIGHT).items():
            count = done.get(queue, 0)
            before, since = self._last.get(queue, (-1.0, now))
            if not under_way or held.get(queue) or count != before:  # waiting for a server is no fault of ours
                self._last[queue] = (count, now)
            elif now - since >= self._stall:
                stuck[queue] = f"{under_way:.0f} messages under way, none settled for {now - since:.0f} s"
        self._stuck = stuck


def _by_queue(metric: MetricWrapperBase) -> dict[str, float]:
    totals: dict[str, float] = {}
    for queue, value in _samples(metric):
        totals[queue] = totals.get(queue, 0.0) + value
    return totals


def _samples(metric: MetricWrapperBase) -> Iterator[tuple[str, float]]:
    """Yield queue ("" where there is none) and value; the samples that tell when a counter began are left out."""
    for family in metric.collect():
        for sample in family.samples:
            if not sample.name.endswith("_created"):
                yield sample.labels.get("queue", ""), sample.value


class Health:
    """Answers for one worker: its pulse, and whether it can work. `watch` it once it is connected."""

    def __init__(self, stall_seconds: float, stopping: asyncio.Event, not_durable: str = "") -> None:
        """Take the limit of `Progress`, the event that asks to stop, and what is not durable, if anything."""
        self._stopping = stopping
        self._not_durable = not_durable
        self._worker: Worker | None = None
        self._progress = Progress(stall_seconds)
        self._lag = 0.0

    def watch(self, worker: Worker) -> None:
        """Answer for this worker from now on."""
        self._worker = worker

    async def beat(self) -> None:
        """Feel the pulse, for as long as the process lives."""
        loop = asyncio.get_running_loop()
        worst, looked = 0.0, loop.time()
        while True:
            began = loop.time()
            await asyncio.sleep(TICK_SECONDS)
            now = loop.time()
            late = max(0.0, now - began - TICK_SECONDS)
            metrics.LOOP_DELAY.observe(late)
            worst = max(worst, late)
            self._lag = max(self._lag, late)
            if now - looked >= LOOK_SECONDS:
                self._lag, worst, looked = worst, 0.0, now
                metrics.LAG.set(self._lag)
                self._progress.look(now)

    def alive(self) -> dict[str, str]:
        """Give what only a restart would mend; nothing if all is well."""
        faults = dict(self._progress.stuck)
        if self._lag > MAX_LAG_SECONDS:
            faults["loop"] = f"it was held up for {self._lag:.1f} s"
        return faults

    async def ready(self) -> dict[str, str]:
        """Give every check with `ok`, or what is wrong."""
        worker = self._worker
        if worker is None:
            return {"startup": "waiting for MongoDB and RabbitMQ"}
        accounts = worker.accounts().by_id and not worker.accounts_gone
        return {
            "stopping": "stopping; takes no more messages" if self._stopping.is_set() else OK,
            "consumers": OK if worker.started else "not registered yet; the log says what is waited for",
            "broker": OK if worker.broker.connected else "not connected",
            "mongo": await _answer(worker.mongo),
            "accounts": OK
            if accounts
            else "none is left, so the queues wait; see LEADWORKER_ACCOUNTS_DIR and `leadworker accounts check`",
        }

    def remarks(self) -> dict[str, str]:
        """Give what should be known although it keeps nobody from working; nothing if all is as it should be."""
        told = {"durability": self._not_durable} if self._not_durable else {}
        behind = max((value for _, value in _samples(metrics.FINDING_LAG)), default=0.0)
        if behind > MAX_BEHIND_SECONDS:
            told["finding"] = (
                f"lists are {behind:.0f} s behind what became of leads: search rows wait while work queues are deep, a minute "
                "at most; if it is more, no process with the role finder keeps up"
            )
        return told | {
            name: masked(text) for name, text in remarks(self._worker.faults() if self._worker else ()).items()
        }


async def _answer(database: Database) -> str:
    try:
        async with asyncio.timeout(PING_SECONDS):
            await database.ping()
    except TimeoutError:
        return f"no answer within {PING_SECONDS:g} s"
    except LeadWorkerError:
        return "cannot be reached"
    except Exception:
        log.exception("health.ping_failed")
        return "failed; see the log"
    return OK


def health_app(health: Health) -> web.Application:
    """Give the HTTP application."""

    async def livez(_: web.Request) -> web.Response:
        faults = health.alive()
        return _answered(not faults, faults or {"loop": OK})

    async def readyz(_: web.Request) -> web.Response:
        checks = await health.ready()
        return _answered(all(state == OK for state in checks.values()), checks, health.remarks())

    async def exposition(_: web.Request) -> web.Response:
        return web.Response(body=generate_latest(metrics.REGISTRY), headers={"Content-Type": CONTENT_TYPE_LATEST})

    app = web.Application(client_max_size=1024)
    app.add_routes([web.get("/livez", livez), web.get("/readyz", readyz), web.get("/metrics", exposition)])
    return app


def _answered(well: bool, checks: Mapping[str, str], remarks: Mapping[str, str] | None = None) -> web.Response:
    body: dict[str, Any] = {"status": OK if well else "failing", "checks": dict(checks)}
    if remarks:
        body["remarks"] = dict(remarks)
    return web.json_response(body, status=200 if well else 503, headers={"Cache-Control": "no-store"})


@contextlib.asynccontextmanager
async def serve_health(settings: Settings, health: Health) -> AsyncIterator[str | None]:
    """Serve the endpoints while within; give their address, None where there are none (`listening`)."""
    if settings.http_port == 0:
        yield None
        return
    runner = web.AppRunner(health_app(health), access_log=None, handle_signals=False, shutdown_timeout=CLOSE_SECONDS)
    await runner.setup()
    pulse = asyncio.create_task(health.beat(), name="pulse")
    try:
        yield await listening(settings, runner, "http", ("health.on", "health.off"))
    finally:
        pulse.cancel()
        await asyncio.gather(pulse, return_exceptions=True)
        await runner.cleanup()
