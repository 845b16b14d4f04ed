"""The engine: a batch of events in, commands on leads out, with what they leave behind: waits, and runs for people.

    situations -> firings -> readiness (fuses, turns) -> commands (one compare-and-set each) -> waits -> runs

Nothing of it may be lost or done twice, whoever repeats the batch: a firing is one command with an id of its own, and
everything after it is made again from the history entry that the command wrote.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import structlog

from schemas.durations import DAY_MS
from worker.automations.actions.context import Context
from worker.automations.language.situation import Situation
from worker.automations.rules.loading import Automations
from worker.automations.rules.ruleset import Rule
from worker.automations.running import failed_messages, trace, waits
from worker.automations.running.assigning import Choices
from worker.automations.running.commanding import fire, loop_note, pause_note
from worker.automations.running.documents import WaitDocument, revision_of
from worker.automations.running.firing import Firing, Firings, plan_firings
from worker.automations.running.readiness import Readiness
from worker.automations.running.run_log import RunLog, RunPage
from worker.automations.running.storage import EngineStore, Executor
from worker.leads.commands import Result
from worker.ports import Clock
from worker.telemetry.failpoints import failpoint

log = structlog.get_logger(__name__)

PINNED = 10_000  # rules whose text is known to be in the store; beyond that it is written again
ByAccount = Mapping[str, Automations]


_HELD: Mapping[str, str] = {  # verdict on a command that was not carried out, to the word of its run
    "limited": trace.ONCE,
    "unknown_lead": trace.UNKNOWN_LEAD,
    "lead_full": trace.LEAD_FULL,
}


@dataclass(slots=True)
class _Reaction:
    """What is known while a batch is worked on. `fired` are the rules that did fire, per event."""

    automations: ByAccount
    now: int
    runs: RunPage
    waits: dict[str, WaitDocument] = field(default_factory=dict)
    fired: dict[str, set[str]] = field(default_factory=dict)

    def note_waits(self, fired: Situation) -> None:
        self.waits |= {wait["_id"]: wait for wait in waits.documents(fired, self.now)}

    def note_fired(self, firing: Firing) -> None:
        self.fired.setdefault(firing.situation.event_id, set()).add(firing.rule.id)

    def hold(self, firing: Firing, because: str, detail: str = "") -> None:
        self.runs.add(trace.of_firing(firing, "held", because, detail))

    def context(self, firing: Firing, choices: Choices | None = None) -> Context:
        setting = self.automations[firing.rule.account].setting
        chosen = (choices or {}).get(firing.command, {})
        return Context(firing.rule, firing.situation, setting, self.now, None, chosen)


class Engine:
    """Carries out what rules say about events. Any number of them may work on the same events."""

    def __init__(
        self,
        executor: Executor,
        store: EngineStore,
        automations: Callable[[], ByAccount],
        clock: Clock,
        trace_ms: int = 14 * DAY_MS,
    ) -> None:
        self._executor, self._store, self._automations, self._clock = executor, store, automations, clock
        self._readiness = Readiness(executor, store, clock)
        self._runs = RunLog(store, trace_ms)
        self._pinned: dict[tuple[str, str], str] = {}  # account and rule to the revision that is in the store

    async def react(self, situations: Sequence[Situation]) -> None:
        """Do what the rules say about these events, in their order; raises if the store or the broker is away.

        May be repeated, wholly or in part, by anyone: nothing is done twice.
        """
        batch = _Reaction(self._automations(), self._clock.now(), self._runs.page())
        for situation in situations:  # what a crash kept from being made is made when the firing itself is announced
            batch.note_waits(situation)
        await self._take_back(situations, batch)
        plans = [plan for s in situations if (plan := self._plan(s, batch)) is not None]
        while plans:
            await self._carry_out([firing for plan in plans for firing in plan.firings], batch)
            plans = [p.go_on(batch.fired.get(p.situation.event_id, ())) for p in plans if p.rest]
        if batch.waits:
            await self._store.keep_waits(list(batch.waits.values()))
        failpoint("waits_kept")
        await self._cancel(situations, batch)
        await self._runs.keep(batch.runs)
        failpoint("runs_kept")

    async def _take_back(self, situations: Sequence[Situation], batch: _Reaction) -> None:
        """Leave what rules sent and was not delivered to be decided about again, where that can help."""
        failed = [(s, key) for s in situations if (key := failed_messages.key_of(s)) is not None]
        if not failed:
            return
        entries = await self._store.entries({failed_messages.entry_of(key): s.lead["id"] for s, key in failed})
        for situation, key in failed:
            entry = entries.get(failed_messages.entry_of(key))
            promise = failed_messages.again(situation, entry, key) if entry is not None else None
            if entry is not None and promise is not None and promise["due_at"] > batch.now - waits.MADE_FOR_MS:
                wait = waits.left_by(entry, promise, batch.now)
                batch.waits[wait["_id"]] = wait

    def _plan(self, situation: Situation, batch: _Reaction) -> Firings | None:
        automations = batch.automations.get(situation.account)
        if automations is None:
            return None
        plan = plan_firings(automations.rules, situation)
        return plan if plan.firings else None

    async def _carry_out(self, firings: Sequence[Firing], batch: _Reaction) -> None:
        """Carry out the firings that are to fire, note the loops that are not, and record a run for each."""
        going, loops = _sorted(firings, batch)
        if not going and not loops:
            return
        around = {name: one.surroundings for name, one in batch.automations.items()}
        ready = await self._readiness.of(going, around, batch.now)
        for firing, why in ready.held:
            batch.hold(firing, why)
        for firing in ready.pausing:
            log.warning("rule.paused", account=firing.rule.account, rule=firing.rule.id)
        for firing in ready.firings:
            await self._pin(firing.rule)
        commands = [fire(firing, batch.context(firing, ready.choices)) for firing in ready.firings]
        notes = [loop_note(firing, batch.now) for firing in loops]
        notes += [pause_note(firing, batch.context(firing)) for firing in ready.pausing]
        results = await self._executor.execute([*commands, *notes])
        failpoint("fired")
        await self._record(ready.firings, results[: len(commands)], batch)

    async def _pin(self, rule: Rule) -> None:
        """Store the text of a rule that leaves something for later, before it does."""
        name = (rule.account, rule.id)
        if rule.leaves_something and self._pinned.get(name) != rule.revision:
            await self._store.keep_revision(revision_of(rule.account, rule.id, rule.revision, rule.source))
            if len(self._pinned) >= PINNED:
                self._pinned.clear()
            self._pinned[name] = rule.revision

    async def _record(self, firings: Sequence[Firing], results: Sequence[Result], batch: _Reaction) -> None:
        """Say what became of the firings, and collect the waits that they left."""
        pairs = list(zip(firings, results, strict=True))
        repeated = {firing.entry: result.lead for firing, result in pairs if result.verdict == "duplicate"}
        entries = await self._store.entries(repeated) if repeated else {}
        for firing, result in pairs:
            if result.verdict in _HELD:
                batch.hold(firing, _HELD[result.verdict], result.detail)
                continue
            batch.note_fired(firing)
            entry = result.entry or entries.get(firing.entry)
            if entry is None:
                continue  # on its way to history in the hands of whoever wrote it, who records it as well
            batch.note_waits(Situation.of_entry(entry, entry["events"][0], batch.now))
            if entry["causation"] == firing.situation.event_id:
                batch.runs.add(trace.of_fired(firing, entry))
            else:
                batch.hold(firing, trace.ALREADY_DONE)

    async def _cancel(self, situations: Sequence[Situation], batch: _Reaction) -> None:
        """End the waits that these events cancel. When a wait is due its lead's history is asked again."""
        running = await self._store.open_waits(list({situation.lead["id"] for situation in situations}))
        status_of = {name: one.account.status_of for name, one in batch.automations.items()}
        ended = waits.cancelled_by(running, situations, status_of)
        if ended:
            await self._store.end_waits(
                [{"_id": wait["_id"], "state": "cancelled", "because": why, "at": batch.now} for wait, why in ended]
            )
            for wait, why in ended:
                batch.runs.add(trace.of_wait(wait, None, None, ("cancelled", why, ""), batch.now))


def _sorted(firings: Sequence[Firing], batch: _Reaction) -> tuple[list[Firing], list[Firing]]:
    """Give what is to be carried out, each command once, and the loops that were stopped; record the rest."""
    going: dict[str, Firing] = {}
    loops: list[Firing] = []
    for firing in firings:
        if firing.standing != "fires":
            batch.runs.standing(firing)
            loops += [firing] if firing.standing in ("loop", "depth") else []
        elif firing.entry not in going:
            going[firing.entry] = firing
        else:  # an event that came twice, or two events of one story
            batch.note_fired(firing)
            if firing.situation.event_id != going[firing.entry].situation.event_id:
                batch.hold(firing, trace.ALREADY_DONE)
    return list(going.values()), loops
