"""What a command works with: the store of the settings, look-ups, the accounts, and for those that write the commit path.

Commands that only read create nothing: where there is no store they say so. Accounts and rules are those that the workers
use: where a file is broken, the last good version that is kept in the store, which is said on standard error.
"""

import asyncio
import os
import pwd
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from worker.account import Accounts
from worker.automations.rules.loading import Automations
from worker.commands.kept_versions import tell_of_kept
from worker.composition import Parts, has_broker, has_store, open_broker, open_parts, open_store
from worker.configuration.accounts import LoadResult
from worker.configuration.keeping import Keeping
from worker.errors import BrokerUnavailableError, ConfigurationError
from worker.settings import Settings
from worker.store.account_versions import AccountVersions
from worker.store.mongo import Mongo
from worker.store.queries import Queries
from worker.system import SystemClock
from worker.telemetry.logs import configure
from worker.topology import FINDING

Result = TypeVar("Result")
ASK_SECONDS: Final = 2.0  # for a question to a broker that a command can do without


@dataclass(frozen=True, slots=True)
class Session:
    """Connected parts, look-ups, and what the accounts directory came to."""

    settings: Settings
    parts: Parts
    queries: Queries
    loaded: LoadResult

    @property
    def accounts(self) -> Accounts:
        """The accounts."""
        return self.loaded.accounts

    @property
    def automations(self) -> Mapping[str, Automations]:
        """The rules of each account, with what they refer to."""
        return self.loaded.automations

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
    async with open_store(settings) as mongo:
        await mongo.ping()
        loaded = await load(settings, mongo)
        parts = Parts.of(mongo, None, lambda: loaded.accounts, SystemClock())
        yield Session(settings, parts, Queries(mongo), loaded)


@asynccontextmanager
async def writing(settings: Settings) -> AsyncIterator[Session]:
    """Open the store, and the broker where it outlives the command; raises if one of them is away."""
    require_store(settings)
    accounts = Accounts.of([])
    async with open_parts(settings, lambda: accounts) as parts:
        loaded = await load(settings, parts.mongo)
        accounts = loaded.accounts
        yield Session(settings, parts, Queries(parts.mongo), loaded)


async def events_waiting(settings: Settings) -> int:
    """Give how many events wait for their search rows; raises `LeadWorkerError` where there is no broker to ask."""
    if not has_broker(settings):
        raise BrokerUnavailableError
    try:
        async with asyncio.timeout(ASK_SECONDS), open_broker(settings, declare=False) as broker:
            return await broker.depth(FINDING)
    except TimeoutError:
        raise BrokerUnavailableError from None


async def load(settings: Settings, mongo: Mongo) -> LoadResult:
    """Load the accounts as a worker would that starts now, and say on standard error what is not as the files say."""
    versions = AccountVersions(mongo)
    loaded = await Keeping(versions, SystemClock()).load(settings.accounts_dir)
    if not loaded.ok:
        tell_of_kept(loaded, await versions.faults())
    return loaded


async def load_alone(settings: Settings) -> LoadResult:
    """Load the accounts before a command does anything else."""
    async with open_store(settings) as mongo:
        await mongo.ping()
        return await load(settings, mongo)
