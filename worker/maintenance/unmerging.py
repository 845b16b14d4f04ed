"""Undoing a merge in the store: find it, take the two leads apart, write both in one transaction, finish as always.

Safe to repeat and to race with workers: what was read is written only if nobody changed either lead meanwhile, else all
is read again; a merge that was undone is found to be undone.
"""

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

import structlog

from worker.account import Accounts
from worker.commit.path import CommitPath
from worker.commit.storage import LeadStore, LeadStories, Write
from worker.errors import LeadWorkerError, LostRaceError, TransientError, UnmergeRefusedError, treatment
from worker.leads.lead import Lead
from worker.leads.separate import GivenBack, Merge, Separation, given_back, in_force
from worker.ports import Clock
from worker.races import Races
from worker.telemetry.failpoints import failpoint

log = structlog.get_logger(__name__)

# An undoing reads more than a message does before it writes, so beside a busy chat it loses many rounds to it.
RACES = Races(100, 0.02, 0.1)


@dataclass(frozen=True, slots=True)
class Unmerged:
    """A merge undone, or (in a dry run) as it would be: both leads as they were and as they are, and their entries."""

    merged: Lead  # the survivor before
    survivor: Lead
    other: Lead
    entries: tuple[Mapping[str, Any], Mapping[str, Any]]
    moved: Sequence[Sequence[int]]
    announced: bool = False  # else the sweeper of a worker announces it


@dataclass(frozen=True, slots=True)
class UnmergeRequest:
    """What is asked for. `lead` is the tombstone, or the survivor of one merge; `by` is who asks."""

    lead: str
    by: str
    may_merge_again: bool = False
    write: bool = False


@dataclass(slots=True)
class _Found:
    survivor: Lead
    other: Lead
    merge: Merge
    gone: GivenBack


class Unmerging:
    """Undoes merges."""

    def __init__(
        self, stories: LeadStories, store: LeadStore, commit: CommitPath, accounts: Callable[[], Accounts], clock: Clock
    ) -> None:
        self._stories, self._store, self._commit = stories, store, commit
        self._accounts, self._clock = accounts, clock

    async def undo(self, request: UnmergeRequest) -> Unmerged | None:
        """Undo the merge, or show what that would do; None if it was undone before.

        Raises `UnmergeRefusedError` where there is nothing to undo, or something else is to be undone first.
        """
        refused = False
        async for _ in RACES.rounds(self._clock):
            try:
                found = await self._find(request.lead)
            except UnmergeRefusedError:
                if refused:
                    raise
                refused = True  # somebody may have changed one lead between our reads of the two: look again
                continue
            if found is None:
                return None
            if request.write:  # the keys change hands: until then `pend` may be the only receipt of what they brought
                await self._record([*found.survivor.pend, *found.other.pend])
            done = await self._separated(found, request)
            if done is not None:
                return done
        raise LostRaceError(
            f"lost {RACES.count} races for lead {request.lead}, or its history has a gap: run `leadworker verify --lead "
            f"{request.lead}`, then try again"
        )

    async def _find(self, lead_id: str) -> _Found | None:
        lead = await self._lead(lead_id)
        structure = await self._stories.structure(lead.account, lead.id)
        if lead.merged_into is None:
            only = _only(lead, structure)
            return await self._pair(lead, structure, only) if only else None
        survivor = await self._lead(lead.merged_into)
        if survivor.merged_into is not None:
            raise UnmergeRefusedError(
                f"lead {survivor.id}, which took {lead.id} in, was itself merged into {survivor.merged_into}; "
                f"undo that first: leadworker leads unmerge {survivor.id}"
            )
        structure = await self._stories.structure(survivor.account, survivor.id)
        kept = [entry for entry in in_force(structure, "merged") if entry["other"] == lead.id]
        if not kept:
            raise UnmergeRefusedError(
                f"the history of {survivor.id} has no entry about its merge with {lead.id}: run `leadworker verify`"
            )
        return await self._pair(survivor, structure, kept[-1])

    async def _pair(self, survivor: Lead, structure: Sequence[Mapping[str, Any]], kept: Mapping[str, Any]) -> _Found:
        later = [entry for entry in in_force(structure, "merged") if entry["seq"] > kept["seq"]]
        if later:
            raise UnmergeRefusedError(
                f"lead {survivor.id} took in {later[-1]['other']} after {kept['other']}; "
                f"undo that first: leadworker leads unmerge {later[-1]['other']}"
            )
        if divided := [e for e in structure if e["type"] == "separated" and e["seq"] > kept["seq"]]:
            raise UnmergeRefusedError(
                f"lead {survivor.id} was divided since, when a change of number came to light: what came later from the "
                f"number is lead {divided[-1]['other']}; this merge cannot be undone any more"
            )
        other = await self._lead(kept["other"])
        left = in_force(await self._stories.structure(other.account, other.id), "merged_away")
        if not left or other.merged_into != survivor.id:
            raise UnmergeRefusedError(
                f"lead {other.id} does not say that it was merged into {survivor.id}: run `leadworker verify`"
            )
        return _Found(survivor, other, Merge(kept, left[-1]), given_back(structure, kept["seq"]))

    async def _lead(self, lead_id: str) -> Lead:
        for lead in await self._store.leads_by_ids([lead_id]):
            return lead
        raise UnmergeRefusedError(f"there is no lead {lead_id}")

    async def _record(self, entries: Sequence[Mapping[str, Any]]) -> None:
        if entries:
            await self._store.record(entries)

    async def _separated(self, found: _Found, request: UnmergeRequest) -> Unmerged | None:
        """Take apart what was found; None if somebody changed it meanwhile."""
        survivor, other = found.survivor, found.other
        before = deepcopy(survivor)
        writes = [Write.of(lead) for lead in (survivor, other)]
        account = self._accounts().named(survivor.account)
        undoing = Separation(survivor, other, found.merge, account, self._clock.now(), found.gone)
        if not await self._replay(found, undoing):
            return None
        entries = undoing.finish(request.by, may_merge_again=request.may_merge_again)
        done = Unmerged(before, survivor, other, entries, undoing.moved)
        if not request.write:
            return done
        for write, entry in zip(writes, entries, strict=True):
            write.entries.append(entry)
        try:
            if not await self._store.together(writes):
                return None
        except TransientError as error:
            log.warning("unmerge.repeated", lead=survivor.id, error=str(error)[:300])
            return None
        failpoint("unmerged")
        log.info("lead.unmerged", account=survivor.account, lead=survivor.id, other=other.id)
        try:
            await self._commit.finish([dict(entry) for entry in entries], [])
        except LeadWorkerError as error:
            if not treatment(error).hold:
                raise
            log.warning("unmerge.not_announced", lead=survivor.id, error=str(error)[:300])
            return done
        return replace(done, announced=True)

    async def _replay(self, found: _Found, undoing: Separation) -> bool:
        """Hand over every entry since the merge; False if one is missing."""
        expected = found.merge.kept["seq"] + 1
        async for row in self._stories.history(found.survivor.account, found.survivor.id, found.merge.kept["seq"]):
            if row["seq"] != expected or expected > found.survivor.seq:
                break
            undoing.take(row)
            expected += 1
        for entry in sorted(found.survivor.pend, key=lambda e: int(e["seq"])):
            if entry["seq"] == expected:
                undoing.take(entry)
                expected += 1
        return bool(expected > found.survivor.seq)


def _only(lead: Lead, structure: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """Give the one merge that a survivor had; None if it was undone. Of several, the operator says which."""
    kept = in_force(structure, "merged")
    undone = any(entry["type"] == "unmerged" for entry in structure)
    if not kept and not undone:
        raise UnmergeRefusedError(f"lead {lead.id} was never merged with another")
    if len(kept) > 1 or (kept and undone):
        others = ", ".join(str(entry["other"]) for entry in reversed(kept))
        raise UnmergeRefusedError(
            f"lead {lead.id} was merged more than once; name the lead that is to come back, the newest first: {others}"
        )
    return kept[0] if kept else None
