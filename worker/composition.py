"""Putting the parts together, in one place: the store and the broker of the settings, and the commit path on both.

async with open_store(settings) as mongo:               # for look-ups
async with open_parts(settings, accounts) as parts:     # for what changes leads now and then: a command
async with open_servers(settings) as (mongo, broker):   # for what stays: waits for servers that are still starting

Whoever announces through a broker that ends with the process would be heard by nobody: then the next worker announces.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import structlog
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, wait_random_exponential

from worker import topology
from worker.account import Accounts
from worker.broker.memory import MemoryBroker
from worker.broker.rabbitmq import RabbitMQBroker
from worker.commit.outbox import DeferredOutbox, Outbox
from worker.commit.path import CommitPath
from worker.embedded.mongod import EmbeddedMongod
from worker.errors import StoreRefusedError, treatment
from worker.ports import Broker, Clock
from worker.settings import Settings
from worker.store.automations import AutomationStore
from worker.store.finding import FindingStore
from worker.store.leads import LeadStore
from worker.store.mongo import Mongo
from worker.system import SystemClock, new_id

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Parts:
    """What changes leads. `announces`: events go out now; else the next worker that runs sends them."""

    mongo: Mongo
    store: LeadStore
    commit: CommitPath
    clock: Clock
    announces: bool

    @classmethod
    def of(cls, mongo: Mongo, broker: Broker | None, accounts: Callable[[], Accounts], clock: Clock) -> "Parts":
        """Put the parts on servers; no broker: the next worker announces."""
        store = LeadStore(mongo)
        outbox = DeferredOutbox(store) if broker is None else Outbox(store, broker)
        commit = CommitPath(store, outbox, accounts, clock, new_id)
        return cls(mongo, store, commit, clock, announces=broker is not None)


def has_store(settings: Settings) -> bool:
    """Whether there is a store to open; else opening it would make a new, empty one."""
    return settings.mongo_url is not None or (settings.data_dir / "mongod").is_dir()


def has_broker(settings: Settings) -> bool:
    """Whether there is a broker that outlives this process."""
    return settings.amqp_url is not None


def make_broker(settings: Settings) -> Broker:
    """Give the broker of the settings: RabbitMQ, or the in-process one, which is not durable."""
    if settings.amqp_url is None:
        return MemoryBroker()
    return RabbitMQBroker(settings.amqp_url.get_secret_value(), publish_seconds=settings.publish_seconds)


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncIterator[Mongo]:
    """Give a client of MongoDB: of the one of the settings, or of an embedded mongod under `data_dir`."""
    async with AsyncExitStack() as stack:
        url = settings.mongo_url.get_secret_value() if settings.mongo_url else ""
        if not url:
            url = (await stack.enter_async_context(EmbeddedMongod(settings.data_dir / "mongod"))).url
        mongo = Mongo(url, settings.database, seconds=settings.operation_seconds)
        stack.callback(mongo.close)
        yield mongo


async def prepare(mongo: Mongo) -> None:
    """Create what a store needs before anything is written to it; raises `ConfigurationError` where that cannot be."""
    await mongo.require_replica_set()
    await LeadStore(mongo).prepare()
    await AutomationStore(mongo).prepare()
    await FindingStore(mongo).prepare()


@asynccontextmanager
async def open_broker(settings: Settings, *, declare: bool = True) -> AsyncIterator[Broker]:
    """Give the connected broker of the settings, with its topology declared unless it is only looked at."""
    broker = make_broker(settings)
    try:
        await broker.connect()
        if declare:
            await broker.declare(topology.build(quorum=settings.quorum))
        yield broker
    finally:
        await broker.close()


@asynccontextmanager
async def open_parts(
    settings: Settings, accounts: Callable[[], Accounts], *, new: bool = False
) -> AsyncIterator[Parts]:
    """Give the parts, connected; raises if a server is away. `new`: also prepare a store that may be a new one."""
    async with AsyncExitStack() as stack:
        mongo = await stack.enter_async_context(open_store(settings))
        await (prepare(mongo) if new else mongo.ping())
        broker = await stack.enter_async_context(open_broker(settings)) if has_broker(settings) else None
        yield Parts.of(mongo, broker, accounts, SystemClock())


@asynccontextmanager
async def open_servers(settings: Settings, broker: Broker | None = None) -> AsyncIterator[tuple[Mongo, Broker]]:
    """Give the store, prepared, and the broker (or the one given), connected; waits for servers still starting."""
    async with open_store(settings) as mongo:
        broker = broker or make_broker(settings)
        try:
            async for attempt in AsyncRetrying(
                retry=retry_if_exception(_may_come),
                wait=wait_random_exponential(multiplier=0.2, max=5),
                before_sleep=_waiting,
            ):
                with attempt:
                    await prepare(mongo)
                    await broker.connect()
            yield mongo, broker
        finally:
            await broker.close()


def _may_come(error: BaseException) -> bool:
    """Whether a server may still be starting; one that refuses us is there."""
    return treatment(error).hold and not isinstance(error, StoreRefusedError)


def _waiting(state: RetryCallState) -> None:
    log.warning("start.waiting", error=str(state.outcome and state.outcome.exception()))
