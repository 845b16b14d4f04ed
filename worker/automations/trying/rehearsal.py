"""Playing a rule's tests on a virtual clock: the same conditions, limits, actions and waits as in earnest, no effects. Pure.

In: a compiled rule and the timeline of one of its tests. Out: per moment what happened, and what was expected otherwise.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from schemas.rule_actions import AssignUser
from schemas.rule_tests import Moment, RuleTest
from schemas.team import TeamFile
from worker.account import Account
from worker.automations.actions import ACTIONS
from worker.automations.actions.context import Context
from worker.automations.actions.pools import Choice, Staff, TurnState, choose
from worker.automations.language.event_kinds import EVENTS, following
from worker.automations.language.situation import Situation
from worker.automations.rules.references import Setting
from worker.automations.rules.ruleset import Action, Rule, RuleSet, TraceStep, Wait
from worker.automations.running.due_waits import due_at
from worker.automations.running.firing import Firing, command_id, plan_firings
from worker.automations.running.limit_memory import LimitMemory
from worker.automations.running.waits import FIRED
from worker.automations.trying import stage_lead
from worker.automations.trying.expectations import Scene, differences
from worker.automations.trying.moments import read_moment
from worker.errors import ConfigurationError
from worker.leads import counts
from worker.leads.commands import Command, execute
from worker.leads.history_entry import entry_id
from worker.leads.lead import Lead

# What made a lead, by its source, where a test does not say.
_CREATES: Final[Mapping[str, str]] = {
    "whatsapp": "message_received",
    "ctwa_ad": "message_received",
    "history": "history_received",
    "plugin": "form_submitted",
    "campaign": "campaign_row",
}
# What the change of a lead is when a test only names the event that follows from it.
_IMPLIED: Final[Mapping[str, tuple[str, str]]] = {
    "lead.closed": ("initial", "won"),
    "lead.won": ("initial", "won"),
    "lead.lost": ("initial", "lost"),
    "lead.reopened": ("won", "initial"),
}


@dataclass(frozen=True, slots=True)
class Running:
    """A wait on the virtual clock. `retry` is an assignment that waits for somebody to be at work."""

    wait: Wait | None
    due: int
    situation: Situation
    command: str
    retry: Action | None = None

    @property
    def id(self) -> str:
        """The wait's id, as the rule names it."""
        return self.wait.id if self.wait is not None else "next_opening"


@dataclass(frozen=True, slots=True)
class RehearsalResult:
    """How a test ended: nothing in `wrong` is a pass. `traces` are for coverage."""

    rule: Rule
    test: RuleTest
    wrong: tuple[str, ...]
    traces: tuple[tuple[TraceStep, ...], ...]


def rehearse(rule: Rule, test: RuleTest, setting: Setting) -> RehearsalResult:
    """Play one test of a rule."""
    wrong: list[str] = []
    traces: list[tuple[TraceStep, ...]] = []
    try:
        stage = Stage(rule, test, setting)
        for number, moment in enumerate(test.timeline, start=1):
            scene = stage.play(moment)
            traces += scene.traces
            if moment.expect is not None:
                found = differences(moment.expect, scene, stage.lead, stage.waiting)
                wrong += [f"moment {number} ({moment.at}): {text}" for text in found]
    except ConfigurationError as error:
        wrong.append(str(error))
    return RehearsalResult(rule, test, tuple(wrong), tuple(traces))


class Stage:
    """A lead, a clock and one rule."""

    def __init__(self, rule: Rule, test: RuleTest, setting: Setting) -> None:
        self._rule, self._setting = rule, _with_attendance(setting, test.users)
        self._rules = RuleSet(rules=(replace(rule, mode="live") if rule.mode == "shadow" else rule,))
        self._test = test
        self._now = read_moment(test.timeline[0].at, rule.zone, 0)
        self._lead = stage_lead.new_lead(setting.account, test.lead, self._now)
        self._running: list[Running] = []
        self._turns: dict[str, TurnState] = {}
        self._memory = LimitMemory()
        self._events = 0

    @property
    def lead(self) -> Lead:
        """The lead as it is now."""
        return self._lead

    @property
    def waiting(self) -> list[str]:
        """Ids of the waits that are running now."""
        return [running.id for running in self._running]

    @property
    def _account(self) -> Account:
        return self._setting.account

    def play(self, moment: Moment) -> Scene:
        """Let the time of a moment come, and what happens then happen."""
        scene = Scene()
        until = read_moment(moment.at, self._rule.zone, self._now)
        if until < self._now:
            raise ConfigurationError(f"{moment.at}: the timeline goes back; put the moments in order")
        for running in sorted((r for r in self._running if r.due <= until), key=lambda r: r.due):
            self._now = running.due
            self._running.remove(running)
            self._due(running, scene)
        self._now = until
        stage_lead.change(self._lead, self._account, moment.lead, self._now)
        if moment.event is not None:
            self._happens(moment, scene)
        return scene

    def _happens(self, moment: Moment, scene: Scene) -> None:
        event = str(moment.event)
        kind = EVENTS.get(event)
        if kind is None:
            raise ConfigurationError(f"there is no event {event!r}; known are {', '.join(EVENTS)}")
        changes = {name: (change.from_, change.to) for name, change in moment.changes.items()}
        if not changes and event in _IMPLIED:
            pipeline = self._account.pipeline
            changes = {"state": tuple(getattr(pipeline, word) for word in _IMPLIED[event])}
        if "state" in changes:
            stage_lead.change(self._lead, self._account, {"state": changes["state"][1]}, self._now)
        wire = kind.wire[0] if event not in kind.wire else event
        self._note(moment, wire)
        self._events += 1
        root = f"{self._account.id}:{moment.message_id or f'test-{self._events}'}"
        situation = self._situation(moment, wire, root, changes)
        if entry_id(self._account.id, command_id(self._rule.id, root)) in self._memory.stories:
            scene.fired, scene.because = False, "already_done"
            return
        happened = following({wire}, changes, self._setting.catalogue.status_of)
        for running in list(self._running):
            if running.wait is not None and running.wait.cancel_if & happened:
                self._running.remove(running)
                scene.cancelled.append(running.id)
                scene.because = min(running.wait.cancel_if & happened)
        self._asked(situation, scene)

    def _note(self, moment: Moment, wire: str) -> None:
        """What an event does to the lead by itself."""
        if wire == "lead.created":
            told = {"source": moment.source, "origin": moment.origin}
            stage_lead.change(self._lead, self._account, {k: v for k, v in told.items() if v is not None}, self._now)
        if wire == "lead.message_received" or (wire == "lead.created" and moment.source in ("whatsapp", "ctwa_ad")):
            self._lead.last_inbound_at = self._now
        kind = "message_received" if wire == "lead.message_received" else _CREATES.get(moment.source or "", "")
        if wire in ("lead.message_received", "lead.created"):
            self._lead.counts = counts.counts_after(self._lead.counts, moment.activity or kind)

    def _situation(self, moment: Moment, wire: str, root: str, changes: Mapping[str, tuple[Any, Any]]) -> Situation:
        said = moment.message
        message = {"text": said} if not isinstance(said, Mapping) else {"text": said.get("text"), "content": dict(said)}
        by = {"kind": moment.by or "contact", "id": moment.origin or "test"}
        return Situation(
            account=self._account.id, event=wire, event_id=f"{root}/{wire}", entry=root, sequence=self._lead.seq, root=root,
            chain=(), at=self._now, now=self._now, lead=self._lead.view(), changes=changes, message=message,
            activity=moment.activity or "", by=by, source=moment.source or self._lead.first.get("source"),
        )  # fmt: skip

    def _asked(self, situation: Situation, scene: Scene) -> None:
        rule = self._rules.rules[0]
        if rule.mode == "paused":
            scene.fired, scene.because = False, "paused"
            return
        verdict = rule.judge(situation)
        scene.traces.append(verdict.trace)
        firings = plan_firings(self._rules, situation).firings
        firing = firings[0] if firings else Firing(rule, situation, "no_match", verdict)
        scene.fired, reason = False, verdict.because if firing.standing == "no_match" else firing.standing
        if firing.standing == "fires":
            reason = self._memory.held_by(firing, self._now)
            scene.fired = not reason
        scene.because = reason or "matched" if not scene.cancelled else scene.because
        if scene.fired:
            self._fire(firing, scene)

    def _fire(self, firing: Firing, scene: Scene) -> None:
        self._memory.note(firing, self._now)
        self._do(self._rule.actions, firing.situation, firing.command, scene, wait=None)
        for wait in self._rule.waits:
            self._running.append(Running(wait, self._due_at(wait), firing.situation, f"{firing.command}:{wait.id}"))

    def _due_at(self, wait: Wait) -> int:
        calendars = self._setting.surroundings.calendars if self._setting.surroundings else {}
        due = due_at(wait, self._now, calendars)
        if due is None:
            raise ConfigurationError(f"the calendar {wait.calendar!r} is not open within three years")
        return due

    def _due(self, running: Running, scene: Scene) -> None:
        situation = replace(running.situation, lead=self._lead.view(), now=self._now)
        if running.retry is not None:
            self._do((running.retry,), situation, running.command, scene, wait=running.id)
            return
        wait = running.wait
        assert wait is not None  # noqa: S101
        verdict = wait.judge(situation)
        scene.traces.append(verdict.trace)
        if not verdict.fired:
            scene.skipped.append((wait.id, verdict.because))
            return
        self._do(wait.actions, situation, running.command, scene, wait=wait.id)

    def _do(
        self, actions: tuple[Action, ...], situation: Situation, command: str, scene: Scene, *, wait: str | None
    ) -> None:
        """Apply actions to the lead as one command; what is refused and what would be sent is kept for the scene."""
        choices = {place: self._choose(action, place, command) for place, action in enumerate(actions)}
        context = Context(
            self._rule, situation, self._setting, self._now, wait, {p: c for p, c in choices.items() if c is not None}
        )
        steps = tuple((a.name, ACTIONS[a.name](a.args, context, place)) for place, a in enumerate(actions))
        mark = self._rule.once if wait is None else None
        order = Command(self._account.id, command, self._lead.id, self._now, "rule", self._rule.id, FIRED, steps, mark)
        refusals = {r["step"]: r["reason"] for r in execute(self._lead, order, self._account, self._now)["refused"]}
        for place, action in enumerate(actions):
            choice = choices[place]
            if action.name in refusals:
                scene.refused.append((action.name, refusals[action.name]))
                continue
            scene.actions.append(action)
            if choice is not None and choice.user is None and choice.retry_at is not None:
                again = f"{command}:retry-{choice.retry_at}"
                self._running.append(Running(None, choice.retry_at, situation, again, action))

    def _choose(self, action: Action, place: int, command: str) -> Choice | None:
        if not isinstance(action.args, AssignUser) or action.args.pool is None or self._setting.surroundings is None:
            return None
        around = self._setting.surroundings
        cell = self._lead.assignee
        previous = (cell.get("v") or cell.get("was")) if action.args.prefer else None
        key = f"{place}:{command}"
        staff = Staff(around.team, around.calendars, {}, around.zone, self._now, previous)
        choice = choose(action.args.pool, staff, self._turns, key, action.args.pick)
        if choice.user is not None and choice.pool is not None:
            state = self._turns.get(choice.pool, TurnState())
            self._turns[choice.pool] = state.after(key, choice.user, self._now, in_turn=choice.in_turn)
        return choice


def _with_attendance(setting: Setting, users: Mapping[str, str]) -> Setting:
    """Who the test says is at work, or away, whatever team.yaml says."""
    if not users or setting.surroundings is None:
        return setting
    team: TeamFile = setting.surroundings.team
    known = {user.id for user in team.users}
    if unknown := sorted(set(users) - known):
        raise ConfigurationError(f"users: there is no teammate {unknown[0]!r}")
    changed = tuple(
        user.model_copy(update={"present": users[user.id] == "available", "away": (), "calendar": None})
        if user.id in users
        else user
        for user in team.users
    )
    return replace(setting, surroundings=replace(setting.surroundings, team=team.model_copy(update={"users": changed})))
