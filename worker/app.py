"""Builds the worker from its parts (`worker.composition`) and runs it: lanes, timers, sweeper, watchers.

async with open_app(settings) as app:      # store, broker, accounts: connected and prepared
    await app.serve(roles, stop)           # lanes, sweeper, watchers, until `stop` is set
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Collection, Coroutine, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import structlog

from schemas.durations import DAY_MS
from worker import topology
from worker.account import Accounts
from worker.automations.rules.loading import Automations
from worker.automations.running.engine import Engine
from worker.automations.running.timers import Timers
from worker.broker.link import ended
from worker.commit.key_lanes import KeyLanes
from worker.commit.path import CommitPath
from worker.composition import Parts, open_servers
from worker.configuration.accounts import LoadResult, build
from worker.configuration.faults import Fault
from worker.configuration.keeping import Keeping, require_accounts
from worker.configuration.snapshot import Snapshot
from worker.configuration.watch import AccountsWatch, tell
from worker.consumers.events import AutomationLane
from worker.consumers.finding import FinderLane
from worker.consumers.lane import QueueLane
from worker.consumers.sources import Lane, Services
from worker.consumers.turns import Turns
from worker.edge.gauges import Gauges
from worker.errors import AccountsGoneError, BrokerUnavailableError, LeadWorkerError, TopologyDriftError
from worker.finding.writing import RowWriter
from worker.handlers import HANDLERS
from worker.maintenance.refinding import Refinding
from worker.ports import Broker, Clock
from worker.settings import Settings
from worker.store.abandoned import AbandonedTransactions
from worker.store.account_versions import AccountVersions
from worker.store.automations import AutomationStore
from worker.store.finding import FindingStore
from worker.store.leads import LeadStore
from worker.store.mongo import Mongo
from worker.store.notices import NoticeStore
from worker.store.walks import Walks
from worker.system import SystemClock, new_id
from worker.telemetry import metrics
from worker.telemetry.failpoints import arm
from worker.telemetry.sampling import Sample

log = structlog.get_logger(__name__)

# What a process may do; replicas can be split by role.
ROLES = {"whatsapp": topology.WHATSAPP, "campaign": topology.CAMPAIGN, "plugin": topology.PLUGIN}
ALL_ROLES = (*ROLES, "automations", "timers", "notify", "finder", "sweeper", "api", "intake")
DRIFT_SECONDS = 30.0
_NOT_LOOKED_FOR = Sample("transactions.not_looked_for", per_window=1, seconds=600)


@dataclass(slots=True)
class App:
    """A connected worker."""

    settings: Settings
    mongo: Mongo
    store: LeadStore
    broker: Broker
    loaded: LoadResult
    clock: Clock = field(default_factory=SystemClock)
    lanes: KeyLanes = field(default_factory=KeyLanes)
    turns: Turns = field(default_factory=Turns)
    commit: CommitPath = field(init=False)
    keeping: Keeping = field(init=False)
    started: bool = False  # consumers are registered

    def __post_init__(self) -> None:
        """Put the commit path on the servers."""
        self.commit = Parts.of(self.mongo, self.broker, self._working_accounts, self.clock).commit
        self.keeping = Keeping(AccountVersions(self.mongo), SystemClock())

    def accounts(self) -> Accounts:
        """Give the snapshot of the accounts in force."""
        return self.loaded.accounts

    def _working_accounts(self) -> Accounts:
        """Give the accounts that leads may be changed for; raises where all are gone, so that whoever works holds."""
        if self.loaded.gone:
            raise AccountsGoneError
        return self.loaded.accounts

    @property
    def accounts_gone(self) -> bool:
        """Whether no account is left in the directory: the lanes hold."""
        return self.loaded.gone

    def faults(self) -> Sequence[Fault]:
        """Give what is wrong with accounts and rules, with the times since when."""
        return self.keeping.faults

    def automations(self) -> Mapping[str, Automations]:
        """Give the snapshot of the accounts' rules in force."""
        return self.loaded.automations

    def reload(self, result: LoadResult) -> None:
        """Take a new snapshot."""
        self.loaded = result
        self.keeping.note(result)

    async def serve(self, roles: Collection[str], stop: asyncio.Event) -> None:
        """Work until `stop` is set, then stop gracefully within the budget. Raises if the worker is broken."""
        await self._declare(stop)
        async with contextlib.AsyncExitStack() as stack:
            if "api" in roles and self.settings.console_port:
                # Imported here, because an HTTP server would add half again to the start of every command.
                from worker.edge.api.opening import open_api  # noqa: PLC0415

                await stack.enter_async_context(open_api(self))
            if "intake" in roles and self.settings.intake_port:
                from worker.edge.intake.opening import open_intake  # noqa: PLC0415  # as above

                await stack.enter_async_context(open_intake(self))
            await self._run(await self._lanes(roles, stack), roles, stop)

    async def _lanes(self, roles: Collection[str], stack: contextlib.AsyncExitStack) -> list[QueueLane]:
        """Give the lanes of these roles; what they use is closed with the stack."""
        services = Services(self.broker, self.commit, self.store, self.accounts, self.clock, self.lanes, self.turns)
        lanes: list[QueueLane] = [
            Lane(ROLES[role], HANDLERS[ROLES[role]], services, self.settings) for role in roles if role in ROLES
        ]
        if "automations" in roles:
            store, days = AutomationStore(self.mongo), self.settings.trace_days
            engine = Engine(self.commit, store, self.automations, self.clock, int(days * DAY_MS))
            lanes.append(AutomationLane(engine, self.broker, self.clock, self.settings, self.accounts, self.turns))
        if "finder" in roles:
            rows = FindingStore(self.mongo)
            writer = RowWriter(rows, self.accounts)
            lanes.append(FinderLane(writer, self.store, rows, services, self.settings, new_id()))
        if "notify" in roles:
            # Imported here, because an HTTP client would add half again to the start of every command.
            from worker.consumers.notifications import NotifyLane  # noqa: PLC0415

            lane = NotifyLane(self.broker, self.clock, self.settings, self.accounts)
            lanes.append(await stack.enter_async_context(lane.equipped(NoticeStore(self.mongo))))
        for one in lanes:
            one.ping = self._workable
        return lanes

    async def _workable(self) -> None:
        """Return when work on leads can be done: there are accounts, and the store answers."""
        self._working_accounts()
        await self.mongo.ping()

    def timers(self) -> Timers:
        """Give what carries out the waits that are due."""
        store, kept = AutomationStore(self.mongo), int(self.settings.trace_days * DAY_MS)
        timers = Timers(self.commit, store, self.automations, self.clock, new_id, kept)
        timers.lease_ms = int(self.settings.timer_lease_seconds * 1000)
        return timers

    async def _run(self, lanes: list[QueueLane], roles: Collection[str], stop: asyncio.Event) -> None:
        """Run the parts until `stop` is set or one of them ends; whatever was started has ended when this returns."""
        timers = [self.timers()] if "timers" in roles else []
        over, faults = asyncio.Event(), list[Exception]()

        async def part(work: Callable[[], Coroutine[Any, Any, Any]]) -> None:
            try:
                await work()
            except Exception as error:  # noqa: BLE001  # the others get the time to stop as they should; then it is raised
                faults.append(error)
            finally:
                over.set()

        try:
            async with asyncio.TaskGroup() as group:
                running = [group.create_task(part(lane.run), name=f"{lane.queue} lane") for lane in lanes]
                seconds = self.settings.timer_seconds
                running += [group.create_task(part(partial(t.run, seconds)), name="timers") for t in timers]
                around = [group.create_task(part(work)) for work in (*self._around(roles), stop.wait)]
                for lane in lanes:
                    await lane.start()
                self.started = True
                log.info("worker.started", roles=sorted(roles), accounts=sorted(self.accounts().by_id))
                await over.wait()
                for one in timers:
                    one.stop()
                await asyncio.gather(self._stop(lanes, running), *(ended(task) for task in around))
        except ExceptionGroup as broken:  # a lane that could not start
            raise broken.exceptions[0] from None
        if faults:
            raise faults[0]
        log.info("worker.stopped")

    def _around(self, roles: Collection[str]) -> Iterator[Callable[[], Coroutine[Any, Any, None]]]:
        """Yield the work that goes on beside the lanes; it may be cancelled at any moment."""
        watch = AccountsWatch(self.settings.accounts_dir, self.loaded)
        yield lambda: watch.run(self.reload)
        yield self._watchdog
        yield self.keeping.run
        if "sweeper" in roles:
            yield self._sweep
            yield self._end_abandoned
        if "finder" in roles:
            refinding = Refinding(Walks(self.mongo), FindingStore(self.mongo), self.accounts, self.clock)
            # The broker within the process forgets when it ends which rows were still to be written.
            yield partial(refinding.run, lost=self.settings.amqp_url is None)
        if self.settings.http_port:
            yield Gauges(self.mongo, self.broker, self.clock).run

    async def _declare(self, stop: asyncio.Event) -> None:
        """Declare the topology. Drift is shown and looked at again: restarting in a loop would not mend it."""
        while not stop.is_set():
            try:
                await self.broker.declare(topology.build(quorum=self.settings.quorum))
            except TopologyDriftError as drift:
                log.warning("topology.drift", problem=str(drift), next_look_seconds=DRIFT_SECONDS)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), DRIFT_SECONDS)
            else:
                return

    async def _stop(self, lanes: list[QueueLane], running: list[asyncio.Task[None]]) -> None:
        log.info("worker.stopping", budget_seconds=self.settings.stop_seconds)
        try:
            async with asyncio.timeout(self.settings.stop_seconds):
                await asyncio.gather(*(lane.stop() for lane in lanes))
                await asyncio.gather(*running, return_exceptions=True)
        except TimeoutError:
            log.warning("worker.stop_unfinished", consequence="what was under way is delivered again")
            for task in running:
                task.cancel()

    async def _sweep(self) -> None:
        """Finish what crashes left, for as long as the process lives."""
        while True:
            await self.clock.sleep(self.settings.sweep_seconds)
            finished = 0
            try:
                # Without a pause while there is more: an import beside the in-process broker leaves thousands of entries.
                stuck = set[str]()
                while swept := await self.commit.sweep(int(self.settings.sweep_age_seconds * 1000), stuck):
                    metrics.SWEPT.inc(swept)
                    finished += swept
            except LeadWorkerError as error:
                log.warning("sweep.failed", error=str(error)[:300])
            except Exception:  # what nobody foresaw must not end the intake beside it
                log.exception("sweep.broken")
            if finished:
                log.info("outbox.swept", entries=finished)

    async def _end_abandoned(self) -> None:
        """End the transactions that killed workers left open, for as long as the process lives."""
        transactions = AbandonedTransactions(self.mongo)
        while True:
            await self.clock.sleep(self.settings.sweep_seconds)
            try:
                if ended := await transactions.end():
                    metrics.ABANDONED.inc(ended)
                    log.warning(
                        "transactions.abandoned", ended=ended, consequence="leads that they held can be written"
                    )
            except Exception as error:  # noqa: BLE001  # a server that forbids the question must not end the intake
                if _NOT_LOOKED_FOR.admits(kind=type(error).__name__):
                    log.warning("transactions.not_looked_for", error=str(error)[:300])

    async def _watchdog(self) -> None:
        """End the process when the broker stays lost: client libraries have hung in reconnecting before."""
        lost = 0.0
        while lost <= self.settings.watchdog_seconds:
            await self.clock.sleep(1.0)
            metrics.CONNECTED.set(self.broker.connected)
            lost = 0.0 if self.broker.connected else lost + 1.0
        raise BrokerUnavailableError(f"the broker has been lost for {lost:.0f} s; ending, to be started afresh")


@contextlib.asynccontextmanager
async def open_app(settings: Settings, broker: Broker | None = None, clock: Clock | None = None) -> AsyncIterator[App]:
    """Give a connected worker, on another broker or clock than the real one if given; waits for servers still starting.

    Raises `ConfigurationError` where there is no account, neither in the directory nor as a last good version of one there.
    """
    arm(settings.failpoint)
    snapshot = await asyncio.to_thread(Snapshot.read, settings.accounts_dir)
    if not snapshot.folders:  # there is no need to wait for a server to say so
        require_accounts(build(snapshot))
    async with open_servers(settings, broker) as (mongo, connected):
        loaded = await Keeping(AccountVersions(mongo), SystemClock()).load(settings.accounts_dir)
        tell(require_accounts(loaded))
        app = App(settings, mongo, LeadStore(mongo), connected, loaded, clock or SystemClock())
        app.keeping.note(loaded)
        yield app
