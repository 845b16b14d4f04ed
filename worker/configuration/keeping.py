"""Last good versions over a restart: what a load gave that is right is kept in the store, what is wrong is noted with it.

Several workers may read different versions of the files. What is right replaces what was kept, whoever kept it; what is
wrong never does. An account whose folder was taken away while a worker looked is forgotten; one that is not in the
directory of some worker is left alone, because another worker may have it.
"""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import structlog

from worker.configuration.accounts import LoadResult, build
from worker.configuration.faults import Fault, faults_of
from worker.configuration.last_good import GoodVersion, good_of, revived
from worker.configuration.snapshot import Snapshot
from worker.errors import ConfigurationError, LeadWorkerError, LostRaceError
from worker.kept_accounts import Kept, VersionStore
from worker.ports import Clock

log = structlog.get_logger(__name__)

MAX_BYTES: Final = 12 * 2**20  # of a packed version; a document of the store holds 16 MB
TRIES: Final = 8
AGAIN_SECONDS: Final = 10.0
SHOWN: Final = 10


@dataclass(slots=True)
class Keeping:
    """Keeps what is loaded: `load` once at the start, then `note` each new load while `run` works."""

    store: VersionStore
    clock: Clock
    faults: tuple[Fault, ...] = ()  # of the load noted last
    _next: LoadResult | None = None
    _known: frozenset[str] = frozenset()
    _poked: asyncio.Event = field(default_factory=asyncio.Event)

    async def load(self, directory: Path) -> LoadResult:
        """Load the accounts; what is wrong is taken from the versions that were kept, if there are any."""
        snapshot = await asyncio.to_thread(Snapshot.read, directory)
        result = await asyncio.to_thread(build, snapshot)
        if result.ok or not snapshot.folders:
            return result
        versions = {}
        for account, kept in (await self.store.kept(snapshot.folders)).items():
            if kept.content and (version := GoodVersion.unpacked(kept.content)) is not None:
                versions[account] = version
        accounts, automations = await asyncio.to_thread(revived, versions, directory)
        return await asyncio.to_thread(build, snapshot, accounts, automations) if accounts.by_id else result

    def note(self, result: LoadResult) -> None:
        """Have a load kept soon; at once say what is wrong with it."""
        since = {(fault.account, fault.part): fault.since for fault in self.faults}
        self.faults = tuple(replace(f, since=since.get((f.account, f.part))) for f in faults_of(result))
        self._next = result
        self._poked.set()

    async def run(self) -> None:
        """Keep what is noted, for as long as the process lives; a store that is away is tried again."""
        while True:
            await self._poked.wait()
            self._poked.clear()
            try:
                await self.keep()
            except LeadWorkerError as error:
                log.warning("accounts.not_kept", error=str(error)[:300], again_seconds=AGAIN_SECONDS)
                await asyncio.sleep(AGAIN_SECONDS)
                self._poked.set()
            except Exception:  # what nobody foresaw must not end the worker: it only forgets more at a restart
                log.exception("accounts.keeping_failed")

    async def keep(self) -> None:
        """Write what was noted last, account by account."""
        result = self._next
        if result is None:
            return
        faults: list[Fault] = []
        for account in sorted({*result.accounts.by_id, *result.missing}):
            mine = [fault for fault in self.faults if fault.account == account]
            faults += await self._keep(account, result, mine)
        if not result.gone:
            loaded = frozenset({*result.accounts.by_id, *result.missing})
            await self.store.forget(self._known - loaded)
            self._known = loaded
        if self._next is result:
            self.faults = tuple(faults)

    async def _keep(self, account: str, result: LoadResult, faults: Collection[Fault]) -> list[Fault]:
        """Write one account; give its faults with the times since when."""
        for _ in range(TRIES):
            before = (await self.store.kept([account])).get(account, Kept())
            content = (
                before.content if result.gone else await asyncio.to_thread(_content, account, result, before.content)
            )
            dated = self._dated(account, faults, before)
            documents = tuple(fault.document() for fault in dated)
            if (content, documents) == (before.content, tuple(before.faults)):
                return dated
            if await self.store.keep(account, Kept(before.version, content, documents), self.clock.now()):
                return dated
        raise LostRaceError(f"lost {TRIES} races for what is kept of the account {account!r}")

    def _dated(self, account: str, faults: Collection[Fault], before: Kept) -> list[Fault]:
        known = {fault.part: fault.since for fault in (Fault.of(account, document) for document in before.faults)}
        now = self.clock.now()
        return [replace(fault, since=known.get(fault.part) or fault.since or now) for fault in faults]


def require_accounts(result: LoadResult) -> LoadResult:
    """Give the result back, or raise `ConfigurationError` if it has no account to work for."""
    if result.accounts.by_id:
        return result
    directory = result.snapshot.directory.absolute()
    told = [finding for finding in result.findings if finding.severity == "error"][:SHOWN]
    raise ConfigurationError(
        f"no account can be loaded from {directory}, so every message would be refused. LEADWORKER_ACCOUNTS_DIR is the "
        "directory with one folder per account: <id>/account.yaml with at least `name`",
        told,
    )


def _content(account: str, result: LoadResult, before: bytes) -> bytes:
    """Give the version to keep of an account, packed; what was kept before where there is nothing better."""
    if account not in result.accounts.by_id:
        return before
    kept = GoodVersion.unpacked(before) if before else GoodVersion()
    if kept is None:  # of a newer worker, which knows better
        return before
    packed = good_of(result, account).over(kept).packed()
    if len(packed) > MAX_BYTES:
        log.warning("accounts.too_large_to_keep", account=account, bytes=len(packed), at_most=MAX_BYTES)
        return before
    return packed
