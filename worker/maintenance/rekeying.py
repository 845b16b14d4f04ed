"""Making all keys anew after a change of the folding rules: lead by lead, in batches, beside running workers.

Run it when every worker has the new version. Until then people whose key changed and who write get a second lead, which
this finds under the same new key and merges, like any two leads that turn out to be one person. What was done is marked
on each lead (`kv`), so it can be stopped and started at any time.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import structlog

from worker.account import Accounts
from worker.commit.path import CommitPath
from worker.commit.storage import LeadStore, LeadWalks, Write
from worker.errors import LostRaceError
from worker.identity import folding
from worker.leads.key_renewal import new_keys, rekey
from worker.leads.lead import Lead
from worker.ports import Clock
from worker.races import Races
from worker.telemetry.failpoints import failpoint

log = structlog.get_logger(__name__)

BATCH = 200
SIDE_BY_SIDE = 16  # leads whose keys are written at the same time
PASSES = 12  # over all leads with older keys
RACES = Races(12, 0.02)  # for one lead; then the next pass takes it
RekeyKind = Literal["rekeyed", "merged", "kept_apart", "no_account"]


@dataclass(frozen=True, slots=True)
class Step:
    """What was done to one lead, or would be: `keys` old to new, `other` the lead that has a new key already."""

    kind: RekeyKind
    lead: str
    account: str
    keys: Mapping[str, str]
    other: str | None = None


@dataclass(slots=True)
class RekeyTotals:
    """How many leads were looked at, and how many of them had all their keys as they should be."""

    looked: int = 0
    unchanged: int = 0


@dataclass(slots=True)
class _Batch:
    """Leads of a batch, sorted by what is to be done."""

    same: dict[str, int] = field(default_factory=dict)  # id to `v`
    changed: list[tuple[Lead, dict[str, str]]] = field(default_factory=list)


class Rekeying:
    """Makes keys anew. `write=False` only shows what would be done."""

    def __init__(
        self,
        walks: LeadWalks,
        store: LeadStore,
        commit: CommitPath,
        accounts: Callable[[], Accounts],
        clock: Clock,
        *,
        write: bool,
    ) -> None:
        self._walks, self._store, self._commit = walks, store, commit
        self._accounts, self._clock, self._write = accounts, clock, write
        self._claimed: dict[tuple[str, str], str] = {}  # in a dry run: account and new key to the lead that gets it
        self.totals = RekeyTotals()

    async def run(self) -> AsyncIterator[Step]:
        """Go over all leads with older keys until there is none left (once in a dry run)."""
        for _ in range(PASSES):
            done, skipped = 0, 0
            async for batch in self._walks.leads(None, BATCH, folding.KEY_VERSION):
                async for step in self._batch([Lead.of(document) for document in batch]):
                    skipped += step.kind == "no_account"
                    yield step
                done += len(batch)
                self.totals.looked += len(batch)
            if not self._write or done == skipped:
                return
        raise LostRaceError("leads with older keys keep coming: is a worker of an older version still running?")

    async def _batch(self, leads: Sequence[Lead]) -> AsyncIterator[Step]:
        batch = self._sorted(leads)
        self.totals.unchanged += len(batch.same)
        if self._write and batch.same:
            await self._store.mark_rekeyed(batch.same, folding.KEY_VERSION)
        for lead, keys in batch.changed:
            if lead.account not in self._accounts().by_id:
                yield Step("no_account", lead.id, lead.account, keys)
            elif not self._write:
                yield await self._foreseen(lead, keys)
        if self._write:
            known = [lead.id for lead, _ in batch.changed if lead.account in self._accounts().by_id]
            for start in range(0, len(known), SIDE_BY_SIDE):
                for steps in await asyncio.gather(*map(self._settled, known[start : start + SIDE_BY_SIDE])):
                    for step in steps:
                        yield step

    def _sorted(self, leads: Sequence[Lead]) -> _Batch:
        batch = _Batch()
        for lead in leads:
            keys = new_keys(lead)
            if keys and not lead.merged_into:
                batch.changed.append((lead, keys))
            else:
                batch.same[lead.id] = lead.v
        return batch

    async def _foreseen(self, lead: Lead, keys: dict[str, str]) -> Step:
        """Say what would be done to a lead, had those before it been done."""
        others = [other for other in await self._owners(lead, keys) if other.id != lead.id]
        claimed = next(
            (self._claimed[lead.account, key] for key in keys.values() if (lead.account, key) in self._claimed), None
        )
        for key in keys.values():
            self._claimed.setdefault((lead.account, key), lead.id)
        if others:
            kind: RekeyKind = "kept_apart" if _apart(lead, others[0]) else "merged"
            return Step(kind, lead.id, lead.account, keys, others[0].id)
        return Step("merged" if claimed else "rekeyed", lead.id, lead.account, keys, claimed)

    async def _owners(self, lead: Lead, keys: Mapping[str, str]) -> list[Lead]:
        return await self._store.leads_by_keys({lead.account: sorted(set(keys.values()))})

    async def _settled(self, lead_id: str) -> list[Step]:
        """Do all that one lead needs: merges first, one at a time, then its keys."""
        steps: list[Step] = []
        async for _ in RACES.rounds(self._clock):
            (lead,) = await self._store.leads_by_ids([lead_id])
            keys = new_keys(lead)
            if lead.kv >= folding.KEY_VERSION or lead.merged_into or not keys:
                return steps  # another did it meanwhile, or the next round marks it
            others = [other for other in await self._owners(lead, keys) if other.id != lead.id]
            joinable = next((other for other in others if not _apart(lead, other)), None)
            if joinable is not None:
                if await self._joined(lead, joinable):
                    steps.append(Step("merged", lead.id, lead.account, keys, joinable.id))
                continue
            foreign = {key for other in others for key in other.keys}
            kept = {old: new for old, new in keys.items() if new in foreign}
            if await self._renamed(lead, {old: new for old, new in keys.items() if old not in kept}, kept):
                kind: RekeyKind = "kept_apart" if kept else "rekeyed"
                return [*steps, Step(kind, lead.id, lead.account, keys, others[0].id if kept else None)]
        log.warning("rekey.postponed", lead=lead_id)
        return steps

    async def _joined(self, lead: Lead, other: Lead) -> bool:
        cause = f"rekey:{folding.KEY_VERSION}:{lead.id}"
        return await self._commit.join(lead.account, cause, [lead, other])

    async def _renamed(self, lead: Lead, keys: Mapping[str, str], kept: Mapping[str, str]) -> bool:
        """Write the lead with its new keys; those of `kept` stay as they are, for the new ones are somebody else's."""
        if lead.pend:  # found by the old keys only: until it is recorded, `pend` may be a message's only receipt
            await self._store.record(lead.pend)
        write = Write.of(lead)
        notes = tuple(f"{old} stays: {new} is a lead's that an operator set apart" for old, new in sorted(kept.items()))
        write.entries.append(rekey(lead, keys, self._accounts().named(lead.account), self._clock.now(), notes))
        if await self._store.commit([write]):
            return False
        failpoint("rekeyed")
        await self._commit.finish(write.entries, [lead])
        return True


def _apart(one: Lead, two: Lead) -> bool:
    return two.id in one.apart or one.id in two.apart
