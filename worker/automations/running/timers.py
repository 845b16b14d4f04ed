"""Waits that are due: claimed for a while, decided from the lead's history as it is now, carried out as commands.

Any number of processes may do this. A claim that is not brought to an end runs out, and another takes the wait; the
command that it stands for is done once all the same.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import structlog

from schemas.durations import DAY_MS
from worker.automations.actions.context import Again, Context
from worker.automations.language.situation import Situation
from worker.automations.rules.loading import Automations
from worker.automations.running import trace, waits
from worker.automations.running.assigning import AssignmentRequest, Choices, assign, requests_of
from worker.automations.running.commanding import follow_up, skip_note
from worker.automations.running.documents import RunOutcome, WaitDocument, WaitEnd, WaitState
from worker.automations.running.due_waits import Due, RuleTexts, due_now
from worker.automations.running.engine import ByAccount
from worker.automations.running.lookback import Lookback, LookbackRecords
from worker.automations.running.run_log import RunLog, RunPage
from worker.automations.running.storage import Executor, TimerStore
from worker.errors import LeadWorkerError, treatment
from worker.leads.commands import Command, Result
from worker.leads.history_entry import entry_id
from worker.leads.lead import Lead
from worker.ports import Clock
from worker.telemetry import metrics
from worker.telemetry.failpoints import failpoint

log = structlog.get_logger(__name__)

LEASE_MS: Final = 60_000  # by the server's clock
BATCH: Final = 100
MAX_CLAIMS: Final = 5  # of a wait whose work fails for a bug of ours
ENDS: Final[Mapping[RunOutcome, WaitState]] = {
    "fired": "done",
    "cancelled": "cancelled",
    "skipped": "skipped",
    "failed": "failed",
}
MISSING_MS: Final = 60_000  # until a wait of an account that is not loaded is looked at again


@dataclass(slots=True)
class _DueBatch:
    """What is known while a batch of waits is worked on."""

    automations: ByAccount
    now: int
    records: LookbackRecords
    runs: RunPage
    ends: list[WaitEnd] = field(default_factory=list)

    def end(
        self,
        wait: WaitDocument,
        outcome: RunOutcome,
        because: str,
        due: Due | None = None,
        *,
        entry: Mapping[str, Any] | None = None,
    ) -> None:
        state = ENDS[outcome]
        self.ends.append(
            {"_id": wait["_id"], "token": wait["token"], "state": state, "because": because, "at": self.now}
        )
        rule, verdict = (due.rule, due.verdict) if due is not None else (None, None)
        run = trace.of_wait(wait, rule, verdict, (outcome, because, ""), self.now)
        self.runs.add(run if entry is None else trace.with_steps(run, entry))


@dataclass(frozen=True, slots=True)
class _Acting:
    """A wait that is carried out: what its command is made from."""

    wait: WaitDocument
    due: Due
    lead: Lead
    context: Context

    @property
    def command(self) -> str:
        return str(self.wait["_id"]).removeprefix(f"{self.wait['account']}:")

    def requests(self) -> list[AssignmentRequest]:
        view = self.context.situation.lead
        return list(requests_of(self.wait["account"], self.command, self.due.actions, view))


def _again(wait: WaitDocument) -> Again | None:
    """Of a wait for a message that was held."""
    place = wait["place"]
    return None if place is None or "held" not in wait else Again(place, wait["held"])


class Timers:
    """Carries out waits: `run` until `stop`, `run_due` those that are due at the moment."""

    def __init__(
        self,
        executor: Executor,
        store: TimerStore,
        automations: Callable[[], ByAccount],
        clock: Clock,
        new_id: Callable[[], str],
        trace_ms: int = 14 * DAY_MS,
    ) -> None:
        self._executor, self._store, self._automations = executor, store, automations
        self._clock, self._new_id = clock, new_id
        self._runs = RunLog(store, trace_ms)
        self.lease_ms = LEASE_MS
        self._lookback = Lookback(store)
        self._stopping = False

    async def run(self, pause: float) -> None:
        """Carry out what is due, again and again; `pause` (seconds) is how long a wait may be late for that."""
        while not self._stopping:
            try:
                busy = await self.run_due() >= BATCH
            except LeadWorkerError as error:
                busy = False
                log.warning("timers.failed", error=str(error)[:300])
            if not busy:
                await self._clock.sleep(pause)

    def stop(self) -> None:
        """Take no more; what was claimed is brought to an end."""
        self._stopping = True

    async def run_due(self) -> int:
        """Carry out one batch of what is due; give how many waits were claimed. Raises if the store or broker is away."""
        now = self._clock.now()
        claimed = await self._store.claim_due(now, self.lease_ms, self._new_id(), BATCH)
        if not claimed:
            return 0
        metrics.WAIT_LATE.set(max(0, now - claimed[-1]["due_at"]) / 1000)
        failpoint("claimed")
        try:
            await self._work(claimed, now)
        except LeadWorkerError as error:
            if treatment(error).hold or len(claimed) == 1:
                raise
            await self._each(claimed, now)
        except Exception:
            log.exception("timers.split", waits=len(claimed))
            await self._each(claimed, now)
        return len(claimed)

    async def _each(self, claimed: Sequence[WaitDocument], now: int) -> None:
        """Work on each alone: one that fails must not keep the others waiting, nor be tried for ever."""
        for wait in claimed:
            try:
                await self._work([wait], now)
            except LeadWorkerError as error:
                if treatment(error).hold:
                    raise
                log.warning("wait.failed", wait=wait["_id"], error=str(error)[:300])
            except Exception as error:
                log.exception("wait.failed", wait=wait["_id"])
                if wait["claims"] >= MAX_CLAIMS:
                    why = f"error: {type(error).__name__}"
                    failed: WaitEnd = {"_id": wait["_id"], "state": "failed", "because": why, "at": now}
                    await self._store.end_waits([{**failed, "token": wait["token"]}])

    async def _work(self, claimed: Sequence[WaitDocument], now: int) -> None:
        batch = _DueBatch(self._automations(), now, await self._lookback.records(claimed), self._runs.page())
        acting, notes = [], []
        for wait in claimed:
            automations = batch.automations.get(wait["account"])
            path = batch.records.paths.get(wait["lead"])
            if automations is None:
                await self._store.postpone(wait, now + MISSING_MS, "the account is not loaded")
            elif not path:
                batch.end(wait, "failed", trace.UNKNOWN_LEAD)
            else:
                decided = await self._decide(wait, path[-1], automations, batch)
                acting += [decided] if isinstance(decided, _Acting) else []
                notes += [decided] if isinstance(decided, Command) else []
        commands, moved = await self._commands(acting, batch)
        results = await self._executor.execute([*commands, *notes])
        failpoint("followed_up")
        await self._settle([one for one in acting if one.command not in moved], results, batch)
        await self._store.end_waits(batch.ends)
        failpoint("ended")
        await self._runs.keep(batch.runs)

    async def _decide(
        self, wait: WaitDocument, lead: Lead, automations: Automations, batch: _DueBatch
    ) -> _Acting | Command | None:
        """Decide about a wait; give what is to be carried out, or what is to be said in the lead's history."""
        text = RuleTexts(
            await self._lookback.rule(wait, automations),
            automations.rules,
            automations.surroundings.calendars,
            automations.account.status_of,
            held=batch.records.paused(wait),
            unsure=any(finding.severity == "error" for finding in automations.findings),
        )
        situation = waits.situation_of(wait, batch.records.triggers.get(wait["trigger"]), lead.view(), batch.now)
        due = due_now(wait, text, situation, await self._lookback.past(wait, batch.records))
        if due.kind == "act":
            assert due.rule is not None  # noqa: S101
            within = wait["within"] if wait["place"] is not None else wait["wait"]
            context = Context(due.rule, situation, automations.setting, batch.now, within, again=_again(wait))
            return _Acting(wait, due, lead, context)
        if due.kind == "later":
            changed = due.at if due.because == "rule_changed" else None
            await self._store.postpone(wait, due.at, due.because, changed)
            return None
        batch.end(wait, due.kind, due.because, due)
        if due.because in ("late", "unusable"):
            return skip_note(wait, lead.id, due.because, batch.now)
        return None

    async def _commands(self, acting: Sequence[_Acting], batch: _DueBatch) -> tuple[list[Command], set[str]]:
        """Give the commands, and which of the waits found nobody to assign to once more and were put off instead."""
        wanted = [request for one in acting for request in one.requests()]
        choices: Choices = {}
        if wanted:
            done = await self._store.receipts_of([one.wait["_id"] for one in acting])
            wanted = [request for request in wanted if entry_id(request.account, request.command) not in done]
            around = {name: one.surroundings for name, one in batch.automations.items()}
            choices = await assign(wanted, around, self._store, self._clock)
        commands, moved = [], set[str]()
        for one in acting:
            mine = choices.get(one.command, {})
            nobody = next((c for c in mine.values() if c.user is None and c.retry_at is not None), None)
            if one.wait["place"] is not None and nobody is not None and nobody.retry_at is not None:
                await self._store.postpone(one.wait, nobody.retry_at, nobody.why, nobody.retry_at)
                moved.add(one.command)
                continue
            commands.append(follow_up(one.wait, one.lead.id, one.due.actions, replace(one.context, choices=mine)))
        return commands, moved

    async def _settle(self, acting: Sequence[_Acting], results: Sequence[Result], batch: _DueBatch) -> None:
        """Record what became of the waits that were carried out, and keep what they left for later."""
        left: list[WaitDocument] = []
        for one, result in zip(acting, results, strict=False):
            if result.verdict in ("unknown_lead", "lead_full"):
                batch.end(one.wait, "failed", result.verdict, one.due)
                continue
            batch.end(one.wait, "fired", "due", one.due, entry=result.entry)
            if result.entry is not None:
                event = Situation.of_entry(result.entry, result.entry["events"][0], batch.now)
                left += waits.documents(event, batch.now)
        if left:
            await self._store.keep_waits(left)
