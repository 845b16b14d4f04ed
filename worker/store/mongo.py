"""Connection to MongoDB through Motor, and how the driver's errors become ours.

Concerns: writes are acknowledged by a majority before anybody is told; reads go to the primary with read concern local.
That is enough, because every write names the version it was planned on, and an entry leaves a lead's `pend` only after
its history row is on a majority: whoever misses it in `pend` finds it in history, on any primary.
"""

import functools
import re
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from typing import Any, Final, ParamSpec, TypeVar

import pymongo
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorDatabase
from pymongo import errors
from pymongo.write_concern import WriteConcern

from worker.errors import (
    START_STORE,
    ConfigurationError,
    RefusedError,
    StoreRefusedError,
    StoreUnavailableError,
    TransientError,
)

APP_NAME: Final = "leadworker"  # as servers name our connections in their logs
P = ParamSpec("P")
T = TypeVar("T")

# Away: nothing can be done until it is back. In passing: this operation may succeed when tried again.
AWAY = (errors.AutoReconnect, errors.ServerSelectionTimeoutError, errors.NotPrimaryError, errors.WaitQueueTimeoutError)
PASSING_CODES = frozenset({50, 64, 91, 112, 189, 251, 262, 11600, 11602, 13435, 13436, 10107})
AWAY_CODES = frozenset({91, 189, 11600, 11602, 13435, 13436, 10107})
TOO_LARGE_CODES = frozenset({10334, 17419})  # BSONObjectTooLarge; the document after an update would be


REFUSED_CODES = frozenset({13, 18, 8000})  # Unauthorized, AuthenticationFailed, AtlasError
# What the driver says of a member that was never configured, and where no server is of the replica set of the URL.
_GHOST, _NO_MEMBERS = "server_type: RSGhost", "No replica set members available for replica set name"

# Of these one operation ended; that the server cannot be reached is not known.
_AWAY_SAID: Mapping[type[errors.PyMongoError], str] = {
    errors.NetworkTimeout: "MongoDB did not answer an operation in time",
    errors.NotPrimaryError: "MongoDB has no primary at the moment",
    errors.WaitQueueTimeoutError: "all connections to MongoDB are in use",
}
_DUMP = re.compile(r" \(configured timeouts:|,? Timeout: [\d.]+s|,? Topology Description:|, full error:")
_ERRNO = re.compile(r"\[Errno -?\d+\] ")

STANDALONE = (
    "this mongod is no member of a replica set, so two leads cannot be merged in one transaction: start it with "
    "--replSet rs0, then run rs.initiate() in mongosh "
    "(https://www.mongodb.com/docs/manual/tutorial/convert-standalone-to-replica-set/)"
)
MISWRITTEN = (
    "LEADWORKER_MONGO_URL is not well written: it is like mongodb://host:27017/?replicaSet=rs0, with user:password@ before "
    "the host where there is a login, and special characters of both as %40 and the like"
)
UNINITIATED = (
    "MongoDB was started with --replSet and its replica set was never initiated: run rs.initiate() once, "
    "mongosh --eval 'rs.initiate()'"
)


def too_large(error: Exception) -> bool:
    """Whether a document was too large, for the driver (whose error is none of `PyMongoError`) or for the server."""
    return isinstance(error, errors.DocumentTooLarge) or getattr(error, "code", None) in TOO_LARGE_CODES


def translated(error: errors.PyMongoError | errors.DocumentTooLarge) -> Exception:
    """Give our error for a driver's."""
    if isinstance(error, errors.DocumentTooLarge) or too_large(error):
        return RefusedError("lead_full", f"the document would be larger than MongoDB takes: {str(error)[:200]}")
    code, text = getattr(error, "code", None), str(error)
    if _GHOST in text:
        return StoreUnavailableError(UNINITIATED)
    if _NO_MEMBERS in text:
        return StoreUnavailableError(
            f"{text.partition(',')[0]}: start mongod with --replSet and this name, or correct replicaSet= in "
            "LEADWORKER_MONGO_URL"
        )
    if code in REFUSED_CODES:
        return StoreRefusedError(
            f"MongoDB refuses us: {text.partition(', full error')[0][:200]}. Correct user and password (percent-encoded), and "
            "authSource, in LEADWORKER_MONGO_URL, or give the user the role readWrite on the database"
        )
    if (
        isinstance(error, (*AWAY, errors.ConfigurationError)) or code in AWAY_CODES
    ):  # a name that DNS does not tell, too
        return StoreUnavailableError(_away(error))
    if error.timeout or code in PASSING_CODES or error.has_error_label("TransientTransactionError"):
        return TransientError(f"MongoDB did not finish in time: {_said(error)}")
    return error


def _away(error: errors.PyMongoError) -> str:
    """Say what keeps an operation from being done, and what to do where that is ours."""
    for kind, what in _AWAY_SAID.items():
        if isinstance(error, kind):
            return f"{what}: {_said(error)}"
    return f"MongoDB cannot be reached: {_said(error)}{START_STORE}"


def _said(error: errors.PyMongoError) -> str:
    """Give the driver's sentence without its description of the topology, its time-outs, and numbers of errors."""
    text = _DUMP.split(str(error), maxsplit=1)[0]
    return _ERRNO.sub("", text).strip(" ,.")[:300]


def bounded(call: Callable[P, Coroutine[Any, Any, T]]) -> Callable[P, Coroutine[Any, Any, T]]:
    """Bound a method of a store by its `operation_seconds` (a frozen server would hang it), and translate its errors."""

    @functools.wraps(call)
    async def wrapped(*args: P.args, **kwargs: P.kwargs) -> T:
        seconds: float = args[0].seconds  # type: ignore[attr-defined]  # the store itself
        try:
            with pymongo.timeout(seconds):
                return await call(*args, **kwargs)
        except (errors.PyMongoError, errors.DocumentTooLarge) as error:
            raise translated(error) from error

    return wrapped


async def chunks(cursor: Any, size: int, seconds: float) -> AsyncIterator[dict[str, Any]]:
    """Walk a cursor at flat memory, `size` documents at a time, each step bounded in time; errors become ours."""
    cursor.batch_size(size)  # else the server sends up to 16 MB at once
    try:
        while True:
            with pymongo.timeout(seconds):
                rows = await cursor.to_list(size)
            if not rows:
                return
            for row in rows:
                yield row
    except errors.PyMongoError as error:
        raise translated(error) from error
    finally:
        await cursor.close()


class Mongo:
    """A client and its database. Create it inside the running loop and after any fork."""

    def __init__(self, url: str, database: str, *, seconds: float = 10.0) -> None:
        """Take the URL, the name of the database, and the time-out of an operation.

        Raises `ConfigurationError` where URL or name cannot be one.
        """
        self.seconds = seconds
        try:
            self.client: AsyncIOMotorClient[dict[str, Any]] = AsyncIOMotorClient(
                url,
                appname=APP_NAME,
                retryWrites=True,
                serverSelectionTimeoutMS=int(seconds * 1000),
                connectTimeoutMS=int(seconds * 1000),
                tz_aware=True,
            )
            self.database: AsyncIOMotorDatabase[dict[str, Any]] = self.client.get_database(
                database, write_concern=WriteConcern(w="majority")
            )
        except errors.InvalidName as error:
            raise ConfigurationError(f"LEADWORKER_DATABASE: MongoDB takes no such name: {error}") from None
        except (errors.InvalidURI, ValueError):  # the driver's sentence may tell half of a password
            raise ConfigurationError(MISWRITTEN) from None

    @bounded
    async def ping(self) -> None:
        """Return when the primary answers."""
        await self.database.command("ping")

    @bounded
    async def require_replica_set(self) -> None:
        """Raise `ConfigurationError` on a mongod that stands alone, `StoreUnavailableError` on an un-initiated set."""
        hello = await self.client.admin.command("hello")
        if hello.get("isreplicaset"):
            raise StoreUnavailableError(UNINITIATED)
        if "setName" not in hello and hello.get("msg") != "isdbgrid":
            raise ConfigurationError(STANDALONE)

    def close(self) -> None:
        """Close the client."""
        self.client.close()
