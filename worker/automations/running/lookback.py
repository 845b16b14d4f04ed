"""What the decision about waits that are due needs to know: leads, their histories since, the rules as they were, fuses."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import structlog

from worker.automations.rules.compiling import recompiled
from worker.automations.rules.loading import Automations
from worker.automations.rules.ruleset import Rule
from worker.automations.running.documents import WaitDocument, revision_id
from worker.automations.running.fuses import Fuse
from worker.automations.running.storage import LookbackStore
from worker.automations.running.waits import Past
from worker.errors import ConfigurationError
from worker.leads.lead import Lead

log = structlog.get_logger(__name__)

COMPILED: Final = 1_000  # rules of the past that are kept compiled


@dataclass(frozen=True, slots=True)
class LookbackRecords:
    """What was read for a batch of waits. `paths`: a wait's lead, and those that it was merged into, that in force last."""

    paths: Mapping[str, Sequence[Lead]] = field(default_factory=dict)
    history: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    triggers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    fuses: Mapping[tuple[str, str], Fuse] = field(default_factory=dict)

    def paused(self, wait: WaitDocument) -> bool:
        """Whether the wait's rule is paused by its fuse."""
        return self.fuses.get((wait["account"], wait["rule"]), Fuse()).pause is not None


class Lookback:
    """Looks things up."""

    def __init__(self, store: LookbackStore) -> None:
        self._store = store
        self._pinned: dict[str, Rule | None] = {}

    async def records(self, claimed: Sequence[WaitDocument]) -> LookbackRecords:
        """Read what the decisions about some waits need."""
        paths = await self._paths({wait["lead"] for wait in claimed})
        since: dict[str, int] = {}
        for wait in claimed:
            since[wait["lead"]] = min(wait["sequence"], since.get(wait["lead"], wait["sequence"]))
            since |= {lead.id: 0 for lead in paths.get(wait["lead"], ())[1:]}
        triggers = await self._store.entries({wait["trigger"]: wait["lead"] for wait in claimed})
        fuses: dict[tuple[str, str], Fuse] = {}
        for account in {wait["account"] for wait in claimed}:
            rules = list({wait["rule"] for wait in claimed if wait["account"] == account})
            stored = await self._store.fuses(account, rules)
            fuses |= {(account, rule): Fuse.of(state) for rule, state in stored.items()}
        return LookbackRecords(paths, await self._store.history_since(since), triggers, fuses)

    async def _paths(self, ids: Collection[str]) -> dict[str, list[Lead]]:
        """Give each lead, and those that it was merged into, in order; unknown ones are left out."""
        paths: dict[str, list[Lead]] = {lead_id: [] for lead_id in ids}
        wanted = {lead_id: lead_id for lead_id in ids}
        while wanted:
            read = {lead.id: lead for lead in await self._store.leads_by_ids(list(set(wanted.values())))}
            for start, here in list(wanted.items()):
                lead = read.get(here)
                onward = lead.merged_into if lead is not None else None
                if lead is not None:
                    paths[start].append(lead)
                if onward:
                    wanted[start] = onward
                else:
                    del wanted[start]
        return {start: path for start, path in paths.items() if path and not path[-1].merged_into}

    async def rule(self, wait: WaitDocument, automations: Automations) -> Rule | None:
        """Give the rule as it was when the wait began; None if that text fits the account no more."""
        current = automations.rules.by_id.get(wait["rule"])
        if current is not None and current.revision == wait["revision"]:
            return current
        name = revision_id(wait["account"], wait["rule"], wait["revision"])
        key = f"{name}:{automations.digest}"
        if key not in self._pinned:
            stored = await self._store.revision(name)
            try:
                rule = recompiled(stored["source"], automations.setting) if stored is not None else None
            except ConfigurationError as misfit:
                log.warning("rule.misfit", rule=wait["rule"], revision=wait["revision"], error=str(misfit)[:500])
                rule = None
            if len(self._pinned) >= COMPILED:
                self._pinned.clear()
            self._pinned[key] = rule
        return self._pinned[key]

    async def past(self, wait: WaitDocument, records: LookbackRecords) -> Past:
        """Give what happened since the wait began, to its lead and, from then on, to those that it was merged into."""
        path = records.paths[wait["lead"]]
        own = [entry for entry in records.history.get(wait["lead"], ()) if entry["seq"] > wait["sequence"]]
        beside = [entry for lead in path[1:] for entry in records.history.get(lead.id, ())]
        past = Past([*own, *(entry for entry in beside if entry["recorded_at"] >= wait["began_at"])])
        others = {merge["other"] for merge in past.merges} | {lead.id for lead in path[1:]}
        if not others:
            return past
        return replace(past, twins=await self._store.twins(wait["rule"], wait["wait"], sorted(others)))
