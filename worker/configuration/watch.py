"""Hot reload: notices that the accounts directory changed, however it was changed, and hands over the accounts anew.

A file event is only a poke, never a fact: editors replace files, Kubernetes swaps a hidden `..data` link, git-sync
turns the directory itself into another one, and what they touch is not what changed. So directories are watched, never
files; also the parents of every link on the way. After a poke the files are left to settle, read whole, and compared by
digest. What was built is used only if the files are still the same afterwards. A periodic look catches what no event
told, for example on network file systems.
"""

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path

import structlog
from watchfiles import awatch

from worker.configuration.accounts import LoadResult, build
from worker.configuration.directories import Watched, watched
from worker.configuration.snapshot import Snapshot
from worker.telemetry import metrics

log = structlog.get_logger(__name__)

ATTEMPTS = 5  # at a directory that keeps changing while it is read
FIRST_RETRY = 0.5  # seconds until watching is tried again, doubled at every failure

Swap = Callable[[LoadResult], None]


class AccountsWatch:
    """Watches the directory of a `LoadResult`; `loaded` is always the last one handed over.

    `settle` and `period` are seconds: how long the files must rest after an event, and how often to look without one.
    """

    def __init__(self, directory: Path, loaded: LoadResult, *, settle: float = 0.4, period: float = 45.0) -> None:
        self.loaded = loaded
        self._directory, self._settle, self._period = directory, settle, period
        self._poked = asyncio.Event()
        self._reloading = asyncio.Lock()

    def poke(self) -> None:
        """Have a look soon; for signals and for the HTTP edge. Safe to call as often as one likes."""
        self._poked.set()

    async def run(self, swap: Swap) -> None:
        """Call `swap` with every new state of the directory, until cancelled."""
        noticing = asyncio.create_task(self._notice(), name="accounts-watch")
        try:
            while True:
                await self._rest()
                try:
                    await self.reload(swap)
                except Exception:  # a bug in a loader or in `swap` must not end hot reload for good
                    metrics.RELOAD_OK.set(0)
                    log.exception("accounts.reload_failed", directory=str(self._directory))
        finally:
            noticing.cancel()
            await asyncio.wait([noticing])

    async def reload(self, swap: Swap) -> bool:
        """Read the directory now; call `swap` and return True if it is not what is loaded."""
        async with self._reloading:
            result = await self._stable()
            if result is None:
                return False
            swap(result)
            self.loaded = result
            tell(result)
            return True

    async def _rest(self) -> None:
        """Wait for a poke and then for quiet, or for the period to pass."""
        try:
            async with asyncio.timeout(self._period):
                await self._poked.wait()
        except TimeoutError:
            return
        for _ in range(ATTEMPTS):
            self._poked.clear()
            await asyncio.sleep(self._settle)
            if not self._poked.is_set():
                return

    async def _stable(self) -> LoadResult | None:
        """Build what the directory says; None if it says what is loaded. Again if it moved meanwhile."""
        result = None
        for _ in range(ATTEMPTS):
            snapshot = await asyncio.to_thread(Snapshot.read, self._directory)
            if snapshot.digest == self.loaded.digest:
                return None
            result = await asyncio.to_thread(build, snapshot, self.loaded.accounts, self.loaded.automations)
            if (await asyncio.to_thread(Snapshot.read, self._directory)).digest == result.digest:
                return result
            await asyncio.sleep(self._settle)
        log.warning("accounts.restless", directory=str(self._directory), attempts=ATTEMPTS)
        self.poke()
        return result

    async def _notice(self) -> None:
        """Turn file events into pokes, watching whatever the directory leads through at the time."""
        pause = FIRST_RETRY
        while True:
            places = await asyncio.to_thread(watched, self._directory)
            self.poke()  # for what changed while nobody watched
            try:
                await self._follow(places)
                pause = FIRST_RETRY
            except* (OSError, RuntimeError) as failure:  # a folder gone since, or no inotify watches left
                log.warning("accounts.watch_failed", reason=str(failure.exceptions[0]), retry_seconds=pause)
                await asyncio.sleep(pause)
                pause = min(2 * pause, self._period)

    async def _follow(self, places: Watched) -> None:
        """Poke at every event, until other directories are to be watched."""
        moved = asyncio.Event()

        async def follow(paths: Iterable[str], *, recursive: bool) -> None:
            notices = awatch(
                *paths, recursive=recursive, watch_filter=None, debounce=100, stop_event=moved, rust_timeout=1_000
            )
            async for _ in notices:
                self.poke()
                if await asyncio.to_thread(watched, self._directory) != places:
                    moved.set()

        async with asyncio.TaskGroup() as group:
            for recursive, paths in ((True, places.trees), (False, places.folders)):
                if paths:
                    group.create_task(follow(paths, recursive=recursive))


def tell(result: LoadResult) -> None:
    """Log what was loaded and every finding."""
    for finding in result.findings:
        level = {"note": log.info, "warning": log.warning, "error": log.error}[finding.severity]
        level("accounts.finding", severity=finding.severity, finding=str(finding))
    rules = [automations.rules for automations in result.automations.values()]
    _count(result, sum(len(one.rules) for one in rules), sum(len(one.broken) for one in rules))
    log.info(
        "accounts.loaded",
        accounts=len(result.accounts.by_id),
        rules=sum(len(one.rules) for one in rules),
        broken_rules=sum(len(one.broken) for one in rules),
        digest=result.digest[:12],
        kept=list(result.kept),
        missing=list(result.missing),
    )


def _count(result: LoadResult, rules: int, broken: int) -> None:
    for state, count in (
        ("loaded", len(result.accounts.by_id)),
        ("kept", len(result.kept)),
        ("missing", len(result.missing)),
    ):
        metrics.ACCOUNTS.labels(state).set(count)
    metrics.RULES_LOADED.labels("in_force").set(rules)
    metrics.RULES_LOADED.labels("broken").set(broken)
    metrics.RELOADED.set_to_current_time()
    metrics.RELOAD_OK.set(result.ok)
