"""What a command works with: the store of the settings, look-ups, the accounts, and for those that write the commit path.

Commands that only read create nothing: where there is no store they say so.
"""

import asyncio
import os
import pwd
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from worker.account import Accounts
from worker.composition import Parts, has_store, open_parts, open_store
from worker.configuration.accounts import load_accounts
from worker.errors import ConfigurationError
from worker.settings import Settings
from worker.store.mongo import Mongo
from worker.store.queries import Queries
from worker.system import SystemClock
from worker.telemetry.logs import configure

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Session:
    """Connected parts, look-ups, and the accounts."""

    settings: Settings
    parts: Parts
    queries: Queries
    accounts: Accounts

    @property
    def mongo(self) -> Mongo:
        """The store, for further look-ups."""
        return self.parts.mongo


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
    if not has_store(settings):
        raise ConfigurationError(
            f"there is no data in {settings.data_dir}: set LEADWORKER_MONGO_URL, or LEADWORKER_DATA_DIR to the "
            "directory of a worker with an embedded mongod"
        )


@asynccontextmanager
async def reading(settings: Settings) -> AsyncIterator[Session]:
    """Open the store for reading. With the commit path that is in it a command shows what it would do."""
    require_store(settings)
    accounts = load_accounts(settings.accounts_dir).accounts
    async with open_store(settings) as mongo:
        await mongo.ping()
        yield Session(settings, Parts.of(mongo, None, lambda: accounts, SystemClock()), Queries(mongo), accounts)


@asynccontextmanager
async def writing(settings: Settings) -> AsyncIterator[Session]:
    """Open the store, and the broker where it outlives the command; raises if one of them is away."""
    require_store(settings)
    accounts = load_accounts(settings.accounts_dir).accounts
    async with open_parts(settings, lambda: accounts) as parts:
        yield Session(settings, parts, Queries(parts.mongo), accounts)
