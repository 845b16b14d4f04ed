"""Which firings may be carried out now: what was done before uses up nothing, limits are asked, and turns are taken.

In: firings, each command once. Out: those to be carried out, with the teammates chosen for them, and those held back.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from worker.automations.language.resources import Surroundings
from worker.automations.running import trace
from worker.automations.running.admission import Asking, admit
from worker.automations.running.assigning import Choices, assign, requests_of
from worker.automations.running.firing import Firing
from worker.automations.running.storage import Leads, ReadinessStore
from worker.leads.commands import limited
from worker.leads.history_entry import entry_id
from worker.leads.lead import Lead
from worker.ports import Clock
from worker.telemetry.failpoints import failpoint


@dataclass(frozen=True, slots=True)
class Ready:
    """What may be carried out. `pausing` are those among the `held` that met a fuse which pauses their rule."""

    firings: Sequence[Firing]
    choices: Choices = field(default_factory=dict)
    held: Sequence[tuple[Firing, str]] = ()
    pausing: Sequence[Firing] = ()


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was found out before anything is used up."""

    leads: Mapping[str, Lead] = field(default_factory=dict)
    idle: Collection[str] = frozenset()  # entry ids of commands that will come to nothing


class Readiness:
    """Makes firings ready. May be repeated: who asks again for a command hears the same."""

    def __init__(self, leads: Leads, store: ReadinessStore, clock: Clock) -> None:
        self._leads, self._store, self._clock = leads, store, clock

    async def of(self, firings: Sequence[Firing], around: Mapping[str, Surroundings], now: int) -> Ready:
        """Give what may be carried out. Raises if the store is away, or others are always faster."""
        costly = [firing for firing in firings if firing.rule.limit is not None or firing.rule.takes_turns]
        asked = await self._asked(costly, now) if costly else _Asked()
        held = await self._held(firings, asked)
        ready = [firing for firing in firings if firing.entry not in held]
        choices = await self._choices(ready, asked, around)
        failpoint("chosen")
        return Ready(
            ready,
            choices,
            [(f, trace.PAUSED if held[f.entry] == "paused" else trace.AT_MOST) for f in firings if f.entry in held],
            [firing for firing in firings if held.get(firing.entry) == "pausing"],
        )

    async def _asked(self, firings: Sequence[Firing], now: int) -> _Asked:
        """Look up which commands will come to nothing: done before, or held back by their lead.

        This is before a turn is taken or a fuse counts: a redelivery must use up neither.
        """
        # This order: an entry leaves a lead only after it is in history.
        leads = await self._leads.leads_in_force({firing.situation.lead["id"] for firing in firings})
        done = set(await self._store.receipts_of([firing.entry for firing in firings]))
        done |= {entry["_id"] for lead in leads.values() for entry in lead.pend}
        idle = set()
        for firing in firings:
            lead = leads.get(firing.situation.lead["id"])
            if lead is None or firing.entry in done or limited(lead, firing.rule.once, now):
                idle.add(firing.entry)
        return _Asked(leads, idle)

    async def _held(self, firings: Sequence[Firing], asked: _Asked) -> dict[str, str]:
        """Ask the fuses; give what they decided about those that are not allowed, by entry id."""
        asking = [
            Asking(firing.rule.account, firing.rule.id, firing.command, limit)
            for firing in firings
            if (limit := firing.rule.limit) is not None and firing.entry not in asked.idle
        ]
        if not asking:
            return {}
        decided = await admit(asking, self._store, self._clock)
        failpoint("admitted")
        return {entry_id(*name): decision for name, decision in decided.items() if decision != "allowed"}

    async def _choices(self, firings: Sequence[Firing], asked: _Asked, around: Mapping[str, Surroundings]) -> Choices:
        """Take the turns that the firings need."""
        wanted = []
        for firing in firings:
            if firing.rule.takes_turns and firing.entry not in asked.idle:
                lead = asked.leads.get(firing.situation.lead["id"])
                owned = lead is not None and lead.assignee.get("v") is not None
                mine = requests_of(firing.rule.account, firing.command, firing.rule.actions, firing.situation.lead)
                wanted += [request for request in mine if not (owned and request.args.only_if_unassigned)]
        return await assign(wanted, around, self._store, self._clock) if wanted else {}
