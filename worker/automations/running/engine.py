"""The engine: a batch of events in, commands on leads out, with what they leave behind: waits, and runs for people.

    situations -> firings -> fuses and turns -> commands (one compare-and-set each) -> waits -> runs

Nothing of it may be lost or done twice, whoever repeats the batch: a firing is one command with an id of its own, and
everything after it is made again from the history entry that the command wrote.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import structlog

from schemas.durations import DAY_MS
from schemas.rule_actions import AssignUser
from worker.automations.actions.context import Context
from worker.automations.actions.pools import Choice
from worker.automations.language.situation import Situation
from worker.automations.rules.loading import Automations
from worker.automations.rules.references import Setting
from worker.automations.rules.ruleset import Rule
from worker.automations.running import trace, waits
from worker.automations.running.admission import Asking, FuseStore, admit
from worker.automations.running.assigning import TurnStore, assign
from worker.automations.running.commanding import fire, limit, loop_note, once, pause_note, requests
from worker.automations.running.firing import Firing, Firings, plan_firings
from worker.leads.commands import Command, Result, limited
from worker.leads.history_entry import entry_id
from worker.leads.lead import Lead
from worker.ports import Clock
from worker.telemetry.failpoints import failpoint

log = structlog.get_logger(__name__)

ByAccount = Mapping[str, Automations]


class Executor(Protocol):
    """The commit path, as far as automations use it."""

    async def execute(self, commands: Sequence[Command]) -> list[Result]: ...
    async def leads_in_force(self, ids: Collection[str]) -> dict[str, Lead]: ...


class Store(FuseStore, TurnStore, Protocol):
    """What automations keep; see `worker.store.automations` for each promise."""

    async def keep_waits(self, waits: Sequence[Mapping[str, Any]]) -> None: ...
    async def open_waits(self, leads: Sequence[str]) -> list[dict[str, Any]]: ...
    async def end_waits(self, ends: Sequence[Mapping[str, Any]]) -> None: ...
    async def entries(self, wanted: Mapping[str, str]) -> dict[str, dict[str, Any]]: ...
    async def add_runs(self, runs: Sequence[Mapping[str, Any]], lifetime_ms: int) -> None: ...
    async def keep_revision(self, revision: str, source: Mapping[str, Any]) -> None: ...


_HELD: Mapping[str, str] = {  # verdict on a command that was not carried out, to the word of its run
    "limited": trace.ONCE,
    "unknown_lead": trace.UNKNOWN_LEAD,
    "lead_full": trace.LEAD_FULL,
}


@dataclass(slots=True)
class _Batch:
    """What is known while a batch is worked on. `fired` are the rules that did fire, per event."""

    automations: ByAccount
    now: int
    runs: list[dict[str, Any]] = field(default_factory=list)
    waits: dict[str, dict[str, Any]] = field(default_factory=dict)
    fired: dict[str, set[str]] = field(default_factory=dict)

    def setting(self, rule: Rule) -> Setting:
        return self.automations[rule.account].setting

    def note_waits(self, fired: Situation) -> None:
        self.waits |= {wait["_id"]: wait for wait in waits.documents(fired, self.now)}

    def hold(self, firing: Firing, because: str, detail: str = "") -> None:
        self.runs.append(trace.of_firing(firing, "held", because, detail))


class Engine:
    """Carries out what rules say about events. Any number of them may work on the same events."""

    def __init__(
        self,
        executor: Executor,
        store: Store,
        automations: Callable[[], ByAccount],
        clock: Clock,
        trace_ms: int = 14 * DAY_MS,
    ) -> None:
        self._executor, self._store, self._automations = executor, store, automations
        self._clock, self._trace_ms = clock, trace_ms
        self._kept: set[str] = set()  # revisions that are in the store

    async def react(self, situations: Sequence[Situation]) -> None:
        """Do what the rules say about these events, in their order; raises if the store or the broker is away.

        May be repeated, wholly or in part, by anyone: nothing is done twice.
        """
        batch = _Batch(self._automations(), self._clock.now())
        for situation in situations:  # what a crash kept from being made is made when the firing itself is announced
            batch.note_waits(situation)
        plans = [plan for s in situations if (plan := self._plan(s, batch)) is not None]
        while plans:
            await self._carry_out([firing for plan in plans for firing in plan.firings], batch)
            plans = [p.go_on(batch.fired.get(p.situation.event_id, ())) for p in plans if p.rest]
        if batch.waits:
            await self._store.keep_waits(list(batch.waits.values()))
        failpoint("waits_kept")
        await self._cancel(situations, batch)
        if batch.runs:
            await self._store.add_runs(batch.runs, self._trace_ms)
            trace.count(batch.runs)
        failpoint("runs_kept")

    def _plan(self, situation: Situation, batch: _Batch) -> Firings | None:
        automations = batch.automations.get(situation.account)
        if automations is None:
            return None
        plan = plan_firings(automations.rules, situation)
        return plan if plan.firings else None

    async def _carry_out(self, firings: Sequence[Firing], batch: _Batch) -> None:
        """Carry out the firings that are to fire, note the loops that are not, and record a run for each."""
        going, loops = self._sorted(firings, batch)
        if not going and not loops:
            return
        costly = [firing for firing in going if _counts(firing)]
        idle, leads = await self._idle(costly, batch.now) if costly else (set(), {})
        ready, pausing = await self._admitted(going, idle, batch)
        choices = await self._chosen(ready, idle, leads, batch)
        failpoint("chosen")
        for firing in ready:
            await self._pin(firing.rule)
        commands = [fire(firing, self._context(firing, choices, batch)) for firing in ready]
        notes = [loop_note(firing, batch.now) for firing in loops] + [self._pause(f, batch) for f in pausing]
        results = await self._executor.execute([*commands, *notes])
        failpoint("fired")
        await self._record(ready, results[: len(ready)], batch)

    def _sorted(self, firings: Sequence[Firing], batch: _Batch) -> tuple[list[Firing], list[Firing]]:
        """Give what is to be carried out, each command once, and the loops that were stopped; record the rest."""
        going: dict[tuple[str, str], Firing] = {}
        loops: list[Firing] = []
        for firing in firings:
            name = (firing.rule.account, firing.command)
            if firing.standing != "fires":
                batch.runs.append(trace.of_standing(firing))
                loops += [firing] if firing.standing in ("loop", "depth") else []
            elif name not in going:
                going[name] = firing
            else:  # an event that came twice, or two events of one story
                _fired(firing, batch)
                if firing.situation.event_id != going[name].situation.event_id:
                    batch.hold(firing, trace.ALREADY_DONE)
        return list(going.values()), loops

    async def _idle(self, firings: Sequence[Firing], now: int) -> tuple[set[str], dict[str, Lead]]:
        """Give the (entry ids of) commands that will come to nothing: done before, or held back by their lead.

        They are looked up before a turn is taken or a fuse counts: a redelivery must use up neither.
        """
        # This order: an entry leaves a lead only after it is in history.
        leads = await self._executor.leads_in_force({firing.situation.lead["id"] for firing in firings})
        names = [_entry(firing) for firing in firings]
        done = set(await self._store.receipts_of(names))
        done |= {entry["_id"] for lead in leads.values() for entry in lead.pend}
        found = set()
        for firing, name in zip(firings, names, strict=True):
            lead = leads.get(firing.situation.lead["id"])
            if lead is None or name in done or limited(lead, once(firing.rule), now):
                found.add(name)
        return found, leads

    async def _admitted(
        self, firings: Sequence[Firing], idle: Collection[str], batch: _Batch
    ) -> tuple[list[Firing], list[Firing]]:
        """Give the firings that are within their limits, and those that met a fuse which pauses."""
        asking = [
            Asking(firing.rule.account, firing.rule.id, firing.command, fuse)
            for firing in firings
            if (fuse := limit(firing.rule)) is not None and _entry(firing) not in idle
        ]
        if not asking:
            return list(firings), []
        decided = await admit(asking, self._store, self._clock)
        failpoint("admitted")
        ready: list[Firing] = []
        pausing: list[Firing] = []
        for firing in firings:
            decision = decided.get((firing.rule.account, firing.command), "allowed")
            if decision == "allowed":
                ready.append(firing)
                continue
            batch.hold(firing, trace.PAUSED if decision == "paused" else trace.AT_MOST)
            if decision == "pausing":
                log.warning("rule.paused", account=firing.rule.account, rule=firing.rule.id)
                pausing.append(firing)
        return ready, pausing

    async def _chosen(
        self, firings: Sequence[Firing], idle: Collection[str], leads: Mapping[str, Lead], batch: _Batch
    ) -> dict[str, Choice]:
        """Take the turns that the firings need; give the choices by the requests' keys."""
        wanted = []
        for firing in firings:
            if _entry(firing) not in idle:
                lead = leads.get(firing.situation.lead["id"])
                owned = lead is not None and lead.assignee.get("v") is not None
                mine = requests(firing.rule.account, firing.command, firing.rule.actions, firing.situation.lead)
                wanted += [request for request in mine if not (owned and request.args.only_if_unassigned)]
        if not wanted:
            return {}
        around = {name: one.surroundings for name, one in batch.automations.items()}
        return await assign(wanted, around, self._store, self._clock)

    def _context(self, firing: Firing, choices: Mapping[str, Choice], batch: _Batch) -> Context:
        rule, situation = firing.rule, firing.situation
        asked = requests(rule.account, firing.command, rule.actions, situation.lead)
        mine = {request.place: choices[request.key] for request in asked if request.key in choices}
        return Context(rule, situation, batch.setting(rule), batch.now, None, mine)

    def _pause(self, firing: Firing, batch: _Batch) -> Command:
        return pause_note(firing, Context(firing.rule, firing.situation, batch.setting(firing.rule), batch.now))

    async def _pin(self, rule: Rule) -> None:
        """Store the text of a rule that leaves something for later, before it does."""
        name = revision_id(rule.account, rule.id, rule.revision)
        if name not in self._kept and (rule.waits or takes_turns(rule)):
            await self._store.keep_revision(name, {"account": rule.account, "rule": rule.id, "source": rule.source})
            self._kept.add(name)

    async def _record(self, firings: Sequence[Firing], results: Sequence[Result], batch: _Batch) -> None:
        """Say what became of the firings, and collect the waits that they left."""
        pairs = list(zip(firings, results, strict=True))
        repeated = {_entry(firing): result.lead for firing, result in pairs if result.verdict == "duplicate"}
        entries = await self._store.entries(repeated) if repeated else {}
        for firing, result in pairs:
            if result.verdict in _HELD:
                batch.hold(firing, _HELD[result.verdict], result.detail)
                continue
            _fired(firing, batch)
            entry = result.entry or entries.get(_entry(firing))
            if entry is None:
                continue  # on its way to history in the hands of whoever wrote it, who records it as well
            batch.note_waits(Situation.of_entry(entry, entry["events"][0], batch.now))
            if entry["causation"] == firing.situation.event_id:
                promised = [one["id"] for one in entry["content"].get("waits", ())]
                more = {"refused": entry["refused"], "waits": promised, "lead": entry["lead"]}
                batch.runs.append(trace.of_firing(firing, "fired", "matched", **more))
            else:
                batch.hold(firing, trace.ALREADY_DONE)

    async def _cancel(self, situations: Sequence[Situation], batch: _Batch) -> None:
        """End the waits that these events cancel. When a wait is due its lead's history is asked again."""
        running = await self._store.open_waits(list({situation.lead["id"] for situation in situations}))
        status_of = {name: one.account.status_of for name, one in batch.automations.items()}
        ended = waits.cancelled_by(running, situations, status_of)
        if ended:
            said = {"state": "cancelled", "at": batch.now}
            await self._store.end_waits([{"_id": wait["_id"], "because": why, **said} for wait, why in ended])
            batch.runs += [trace.of_wait(wait, None, None, ("cancelled", why, ""), batch.now) for wait, why in ended]


def revision_id(account: str, rule: str, revision: str) -> str:
    """Name a rule's text in the store."""
    return f"{account}:{rule}:{revision}"


def takes_turns(rule: Rule) -> bool:
    """Whether a rule gives leads to pools."""
    return any(isinstance(action.args, AssignUser) and action.args.pool is not None for action in rule.actions)


def _entry(firing: Firing) -> str:
    return entry_id(firing.rule.account, firing.command)


def _counts(firing: Firing) -> bool:
    """Whether carrying it out uses up a turn, or room below a limit."""
    return limit(firing.rule) is not None or takes_turns(firing.rule)


def _fired(firing: Firing, batch: _Batch) -> None:
    batch.fired.setdefault(firing.situation.event_id, set()).add(firing.rule.id)
