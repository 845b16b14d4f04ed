"""What a command works with: the store of the settings, look-ups, the accounts, and for those that write the commit path.

Commands that only read create nothing: where there is no store they say so.
"""

import asyncio
import os
import pwd
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from worker import topology
from worker.account import Accounts
from worker.app import make_broker, open_store
from worker.commit.outbox import DeferredOutbox, Outbox
from worker.commit.path import CommitPath
from worker.configuration.accounts import load_accounts
from worker.errors import ConfigurationError
from worker.settings import Settings
from worker.store.leads import LeadStore
from worker.store.mongo import Mongo
from worker.store.queries import Queries
from worker.system import SystemClock, new_id
from worker.telemetry.logs import configure

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Session:
    """A connected store and the accounts, for reading."""

    settings: Settings
    mongo: Mongo
    queries: Queries
    accounts: Accounts


@dataclass(frozen=True, slots=True)
class Desk(Session):
    """A session that may change leads. `announces`: events go out now; else the next worker that runs sends them."""

    store: LeadStore
    commit: CommitPath
    clock: SystemClock
    announces: bool


def run(work: Coroutine[Any, Any, Result], level: str = "warning") -> Result:
    """Run a command's work; its log goes to standard error and tells of trouble only."""
    configure(level, "auto")
    return asyncio.run(work)


def login() -> str:
    """Give who is at the keyboard, for the history."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid {os.getuid()}"


def require_store(settings: Settings) -> None:
    """Raise `ConfigurationError` where opening the store would make a new, empty one."""
    if settings.mongo_url is None and not (settings.data_dir / "mongod").is_dir():
        raise ConfigurationError(
            f"there is no data in {settings.data_dir}: set LEADWORKER_MONGO_URL, or LEADWORKER_DATA_DIR to the "
            "directory of a worker with an embedded mongod"
        )


@asynccontextmanager
async def reading(settings: Settings) -> AsyncIterator[Session]:
    """Open the store for reading."""
    require_store(settings)
    async with open_store(settings) as mongo:
        await mongo.ping()
        yield Session(settings, mongo, Queries(mongo), load_accounts(settings.accounts_dir).accounts)


@asynccontextmanager
async def writing(settings: Settings) -> AsyncIterator[Desk]:
    """Open the store, and the broker where it outlives the command; raises if one of them is away."""
    async with reading(settings) as session, AsyncExitStack() as stack:
        store, clock = LeadStore(session.mongo), SystemClock()
        outbox: Outbox = DeferredOutbox(store)
        if settings.amqp_url is not None:
            broker = make_broker(settings)
            await broker.connect()
            stack.push_async_callback(broker.close)
            await broker.declare(topology.build(quorum=settings.quorum))
            outbox = Outbox(store, broker)
        commit = CommitPath(store, outbox, lambda: session.accounts, clock, new_id)
        yield Desk(
            settings,
            session.mongo,
            session.queries,
            session.accounts,
            store,
            commit,
            clock,
            announces=settings.amqp_url is not None,
        )
