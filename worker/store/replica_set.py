"""A mongod of our own as a replica set of one, which two-lead merges need for their transaction.

https://www.mongodb.com/docs/manual/reference/command/replSetInitiate/
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from motor.motor_asyncio import AsyncIOMotorClient
from pymongo.errors import OperationFailure, PyMongoError

from worker.errors import StoreUnavailableError

_ALREADY_INITIALIZED = 23
_PAUSE_SECONDS = 0.03
_CALL_MS = 2_000


@asynccontextmanager
async def _admin(address: str) -> AsyncIterator[Any]:
    client: Any = AsyncIOMotorClient(
        f"mongodb://{address}/?directConnection=true", serverSelectionTimeoutMS=_CALL_MS, socketTimeoutMS=_CALL_MS
    )
    try:
        yield client.admin
    finally:
        client.close()


def _members(address: str) -> list[dict[str, Any]]:
    return [{"_id": 0, "host": address}]


async def _configure(admin: Any, name: str, address: str) -> None:
    """Initiate the set, or, where its data were last served on another port, move the set to this one."""
    try:
        settings = {"electionTimeoutMillis": 1_000}
        await admin.command("replSetInitiate", {"_id": name, "members": _members(address), "settings": settings})
    except OperationFailure as error:
        if error.code != _ALREADY_INITIALIZED:
            raise
        config = (await admin.command("replSetGetConfig"))["config"]
        config |= {"members": _members(address), "version": config["version"] + 1}
        await admin.command("replSetReconfig", config, force=True)


async def make_primary(address: str, name: str, seconds: float) -> None:
    """Wait for the mongod at `address` (host:port) and make it the primary of its own set `name`.

    Raises `StoreUnavailableError` with the last finding if that takes longer than `seconds`.
    """
    finding = "no answer"
    try:
        async with asyncio.timeout(seconds), _admin(address) as admin:
            while True:
                try:
                    hello = await admin.command("hello")
                    if hello.get("isWritablePrimary"):
                        return
                    if "setName" not in hello:
                        await _configure(admin, name, address)
                    finding = str(hello.get("info", "no primary elected"))
                except PyMongoError as error:
                    finding = str(error)
                await asyncio.sleep(_PAUSE_SECONDS)
    except TimeoutError:
        raise StoreUnavailableError(f"mongod at {address} is no primary after {seconds:g} s: {finding}") from None


async def data_directory(address: str) -> str | None:
    """Tell where the mongod at `address` keeps its data; None if none answers there."""
    try:
        async with _admin(address) as admin:
            options = await admin.command("getCmdLineOpts")
    except PyMongoError:
        return None
    return str(options["parsed"].get("storage", {}).get("dbPath", ""))
