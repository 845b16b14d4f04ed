"""What stands in for files that are broken: last good versions of accounts and rules, and since when, said on standard error."""

import asyncio
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from worker.configuration.accounts import LoadResult
from worker.configuration.faults import Fault, faults_of, remarks
from worker.settings import Settings

ANSWER_SECONDS: Final = 2.0  # for a store that is only asked along the way
Noted = Mapping[str, Sequence[Mapping[str, Any]]]  # what the workers said is wrong, by account


def tell_of_kept(loaded: LoadResult, noted: Noted) -> None:
    """Say what a command takes from last good versions; since when, if a worker has seen it."""
    since = {(fault.account, fault.part): fault.since for fault in _faults(noted)}
    standing_in = (fault for fault in faults_of(loaded) if fault.in_force)
    _tell(replace(fault, since=since.get((fault.account, fault.part))) for fault in standing_in)


def tell_of_workers(accounts: Collection[str]) -> None:
    """Say what the workers go on with while files of these accounts are broken, if a store of the settings answers soon.

    A check is about the files alone, so nothing that happens here is a failure of it.
    """
    try:
        noted = asyncio.run(asyncio.wait_for(_noted(Settings()), ANSWER_SECONDS))
        _tell((f for f in _faults(noted) if f.in_force and f.account in accounts), "the workers: ")
    except Exception:  # noqa: BLE001  (whatever it is, the check has been made)
        return


async def _noted(settings: Settings) -> Noted:
    if settings.mongo_url is None:
        return {}
    from worker.store.account_versions import AccountVersions  # noqa: PLC0415  (a check that finds nothing needs no driver)
    from worker.store.mongo import Mongo  # noqa: PLC0415  (the same)

    mongo = Mongo(settings.mongo_url.get_secret_value(), settings.database, seconds=ANSWER_SECONDS)
    try:
        return await AccountVersions(mongo).faults()
    finally:
        mongo.close()


def _faults(noted: Noted) -> Iterable[Fault]:
    return (Fault.of(account, document) for account, documents in noted.items() for document in documents)


def _tell(faults: Iterable[Fault], who: str = "") -> None:
    for name, text in remarks(faults).items():
        sys.stderr.write(f"{who}{name}: {text}\n")
