"""Setting apart who uses a number from who gave it up, where an operator knows that they are two: both in one transaction.

Safe to repeat and to race with workers: what was read is written only if nobody changed the lead meanwhile.
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

import structlog

from worker.account import Accounts
from worker.commit.divisions import story
from worker.commit.path import CommitPath
from worker.commit.storage import LeadStore, Write
from worker.errors import LeadWorkerError, LostRaceError, UnmergeRefusedError, treatment
from worker.leads import holders, reuse
from worker.leads.lead import Lead
from worker.ports import Clock
from worker.races import Races

log = structlog.get_logger(__name__)
RACES = Races(50, 0.02, 0.1)


@dataclass(frozen=True, slots=True)
class Separated:
    """A lead divided, or (in a dry run) as it would be: as it was, and the two that it is now."""

    before: Lead
    former: Lead
    holder: Lead
    entries: tuple[Mapping[str, Any], Mapping[str, Any]]
    announced: bool = False  # else the sweeper of a worker announces it


class Separating:
    """Divides leads at a change of number."""

    def __init__(
        self,
        store: LeadStore,
        commit: CommitPath,
        accounts: Callable[[], Accounts],
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._store, self._commit, self._accounts = store, commit, accounts
        self._clock, self._new_id = clock, new_id

    async def separate(self, lead_id: str, by: str, *, write: bool) -> Separated:
        """Divide the lead at the latest number that its person gave up and that is used since.

        Raises `UnmergeRefusedError` where there is no such number, or where more than that number holds the two together.
        """
        async for _ in RACES.rounds(self._clock):
            for lead in await self._store.leads_by_ids([lead_id]):
                done = await self._divided(lead, by, write=write)
                if done is not None:
                    return done
        raise LostRaceError(f"lost {RACES.count} races for lead {lead_id}: try again")

    async def _divided(self, lead: Lead, by: str, *, write: bool) -> Separated | None:
        key = given_up_and_used(lead)
        before = deepcopy(lead)
        if lead.pend:
            await self._store.record(lead.pend)
        writes = [Write.of(lead)]
        account = self._accounts().named(lead.account)
        rows = await story(self._store, lead)
        done = reuse.separate(lead, rows, key, account, self._clock.now(), self._new_id(), by)
        if done.entry is None or done.other is None or done.left is None:
            raise UnmergeRefusedError(done.refused)
        made = Separated(before, lead, done.other, (done.entry, done.left))
        if not write:
            return made
        writes[0].entries.append(done.entry)
        if not await self._store.together([*writes, Write(done.other, 0, (), [done.left])]):
            return None
        log.info("lead.separated", account=lead.account, lead=lead.id, other=done.other.id)
        try:
            await self._commit.finish([done.entry, done.left], [])
        except LeadWorkerError as error:
            if not treatment(error).hold:
                raise
            log.warning("separation.not_announced", lead=lead.id, error=str(error)[:300])
            return made
        return replace(made, announced=True)


def given_up_and_used(lead: Lead) -> str:
    """Give the key of the latest number that the lead's person gave up and that the lead has since."""
    keys = {entry["k"] for entry in lead.identities}
    found = [entry for entry in lead.identities if holders.following(entry) in keys]
    if not found:
        raise UnmergeRefusedError(
            f"no number of lead {lead.id} was given up and is used since; two leads that were merged are taken apart by "
            "`leadworker leads unmerge`"
        )
    return str(max(found, key=lambda entry: int(entry["retired"]))["k"])
