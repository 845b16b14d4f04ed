"""Making search rows anew: those of an account that are missing, behind, or made by other rules; or all of them, beside.

Both walk over all leads at flat memory and may be stopped and begun again at any moment: a row says what it was made of.
"""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, Protocol

import structlog

from worker.account import Accounts
from worker.errors import LeadWorkerError
from worker.finding.row import Rows
from worker.finding.storage import RowStore
from worker.finding.writing import RowWriter
from worker.leads.lead import Lead
from worker.ports import Clock

log = structlog.get_logger(__name__)

CHUNK = 200  # leads read at a time
LOOK_SECONDS = 15.0  # between looks whether an account's fields have changed


class Walk(Protocol):
    """Reads all leads."""

    def leads(self, account: str | None, size: int, below: int | None = None) -> AsyncIterator[list[dict[str, Any]]]:
        """Give all leads as they are stored, `size` at a time in order of id."""


@dataclass(slots=True)
class Progress:
    """How many leads were looked at, and how many rows were written or taken away."""

    looked: int = 0
    written: int = 0


class Refinding:
    """Keeps the rows of a store such as the accounts' fields want them."""

    def __init__(self, walk: Walk, store: RowStore, accounts: Callable[[], Accounts], clock: Clock) -> None:
        self._walk, self._store, self._accounts, self._clock = walk, store, accounts, clock

    async def outdated(self) -> list[str]:
        """Give the accounts whose rows were made by other rules than those in force, or by none yet."""
        found: list[str] = []
        for name, account in sorted(self._accounts().by_id.items()):
            if await self._store.made_by(name) != Rows(account).signature:
                found.append(name)
        return found

    async def refill(self, account: str | None) -> AsyncIterator[Progress]:
        """Make the rows of an account (None: of all) anew that are not of their lead's version by the rules in force."""
        progress = Progress()
        loaded = {name: one for name, one in self._accounts().by_id.items() if account in (None, name)}
        made = {name: Rows(one).signature for name, one in loaded.items()}
        writer = RowWriter(self._store, self._accounts)
        async for documents in self._walk.leads(account, CHUNK):
            leads = [Lead.of(document) for document in documents if document["account"] in made]
            stamps = await self._store.stamps([lead.id for lead in leads])
            behind = [lead for lead in leads if _behind(lead, stamps.get(lead.id), made[lead.account])]
            await writer.write(behind)
            progress.looked += len(documents)
            progress.written += len(behind)
            yield progress
        for name, signature in made.items():
            await self._store.note_made_by(name, signature)

    async def run(self, *, lost: bool = False) -> None:
        """Look now and then, for as long as the process lives, whether an account's rows are to be made anew; make them.

        `lost`: events may have been lost before, so all rows are looked at once.
        """
        trusted = not lost
        while True:
            try:
                for account in await self.outdated() if trusted else sorted(self._accounts().by_id):
                    log.info("finding.refilling", account=account)
                    progress = Progress()
                    async for progress in self.refill(account):  # noqa: B007  (the last one is told)
                        await self._clock.sleep(0)
                    log.info("finding.refilled", account=account, looked=progress.looked, written=progress.written)
                trusted = True
            except LeadWorkerError as error:
                log.warning("finding.refill_failed", error=str(error)[:300])
            except Exception:  # what nobody foresaw must not end the intake beside it
                log.exception("finding.refill_broken")
            await self._clock.sleep(LOOK_SECONDS)


def _behind(lead: Lead, stamp: Any, signature: str) -> bool:
    if lead.merged_into is not None:
        return stamp is not None
    return stamp is None or stamp.v < lead.v or (stamp.v == lead.v and stamp.by != signature)
