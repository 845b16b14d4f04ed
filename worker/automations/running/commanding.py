"""From a firing to the command that carries it out, and to what is recorded where it is not carried out. Pure."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import structlog

from schemas.durations import DAY_MS, shown
from worker.automations.actions import ACTIONS
from worker.automations.actions.context import Context
from worker.automations.actions.notify import send, team_targets, user_targets
from worker.automations.actions.pools import Choice
from worker.automations.language.situation import Situation
from worker.automations.rules.ruleset import Action, Rule, Wait
from worker.automations.running.documents import WaitDocument
from worker.automations.running.firing import MAX_DEPTH, Firing, stop_id
from worker.automations.running.waits import FIRED, Promise, told
from worker.errors import LeadWorkerError, RefusedError
from worker.leads import commands
from worker.leads.commands import Command, CommandDraft, Once, Step

log = structlog.get_logger(__name__)

SKEW_MS: Final = 60_000  # by which clocks may differ
LOOPS_NOTED_EVERY: Final = (
    DAY_MS  # a loop on one lead is in its history once in that time; every stop is among the runs
)


def steps(actions: Sequence[Action], context: Context) -> tuple[tuple[str, Step], ...]:
    """Give the steps of some actions. One that fails for a bug of ours is refused like any other: the rest are done."""
    return tuple((action.name, _guarded(action, context, i)) for i, action in enumerate(actions))


def _guarded(action: Action, context: Context, place: int) -> Step:
    def step(draft: CommandDraft) -> None:
        try:
            ACTIONS[action.name](action.args, context, place)(draft)
        except LeadWorkerError:
            raise
        except Exception as error:
            log.exception("action.failed", rule=context.rule.id, action=action.name)
            raise RefusedError("bug", f"{type(error).__name__}; the worker's log has more") from error

    return step


def promises(rule: Rule, context: Context) -> Iterator[Promise]:
    """Yield what follows a firing: the rule's waits, and assignments that found nobody."""
    for wait in rule.waits:
        due = _due(wait, context)
        if due is not None:
            yield Promise(wait.id, due, tuple(sorted(wait.cancel_if)), wait.late_by_ms, wait.on_change)
    yield from queued(context)


def queued(context: Context) -> Iterator[Promise]:
    """Yield the assignments that found nobody and are tried again."""
    for place, choice in context.choices.items():
        if choice.user is None and choice.retry_at is not None:
            prefix = f"{context.wait}." if context.wait else ""
            yield Promise(f"{prefix}assign-{place}", choice.retry_at, within=context.wait, place=place)


def _due(wait: Wait, context: Context) -> int | None:
    try:
        return context.later(wait.after_ms, wait.calendar)
    except RefusedError:  # a calendar that is not open within years
        return None


def after(situation: Situation, now: int) -> int:
    """Give the time at which a command is said to happen: after what caused it, whatever the clocks of two machines say.

    Of two statements the later wins; what a rule says about an event must not lose against that event.
    """
    return max(now, min(situation.at + 1, now + SKEW_MS))


def fire(firing: Firing, context: Context) -> Command:
    """Give the command that carries a firing out."""
    rule = firing.rule
    later = list(promises(rule, context))
    never = [wait for wait in rule.waits if wait.id not in {promise.id for promise in later}]
    noted = tuple(
        ("wait", commands.note(f"{rule.name}: {wait.id} is never due, {wait.calendar} stays closed")) for wait in never
    )
    return Command(
        account=rule.account,
        id=firing.command,
        lead=firing.situation.lead["id"],
        at=after(firing.situation, context.now),
        by="rule",
        actor=rule.id,
        activity=FIRED,
        steps=(*steps(rule.actions, context), *noted),
        once=rule.once,
        correlation=firing.situation.root,
        causation=firing.situation.event_id,
        chain=(*firing.situation.chain, rule.link),
        content=told(later, rule, firing.situation, context.now) | _done(rule.actions, context),
    )


def follow_up(wait: WaitDocument, lead: str, actions: Sequence[Action], context: Context) -> Command:
    """Give the command that a wait which is due stands for. `wait` is its document, `lead` the lead in force."""
    rule, situation = context.rule, context.situation
    later = list(queued(context)) if wait["place"] is None else []
    content = told(later, rule, situation, context.now) | _done(actions, context)
    return Command(
        account=rule.account,
        id=wait["_id"].removeprefix(f"{rule.account}:"),
        lead=lead,
        at=context.now,
        by="rule",
        actor=rule.id,
        activity=FIRED,
        steps=steps(actions, context),
        correlation=wait["root"],
        causation=wait["event_id"],
        chain=tuple(wait["chain"]),
        content={**content, "wait": wait["wait"], "due_at": wait["due_at"]},
    )


def skip_note(wait: WaitDocument, lead: str, because: str, now: int) -> Command:
    """Give the command that says in the lead's history that a wait came too late, or cannot be carried out any more."""
    minutes = (now - wait["due_at"]) // 60_000
    late = f"was due {shown(minutes * 60_000)} ago, and would come too late" if because == "late" and minutes else ""
    why = late or {"late": "would come too late"}.get(because, "does not fit the account any more")
    text = f"{wait['name']}: {wait['wait']} is skipped, it {why}"
    return Command(
        account=wait["account"],
        id=f"skip:{wait['_id'].removeprefix(wait['account'] + ':')}",
        lead=lead,
        at=now,
        by="rule",
        actor=wait["rule"],
        activity="wait_skipped",
        steps=(("note", commands.note(text)),),
        correlation=wait["root"],
        causation=wait["event_id"],
        chain=tuple(wait["chain"]),
        content={"rule": wait["rule"], "name": wait["name"], "wait": wait["wait"], "due_at": wait["due_at"]},
    )


def _done(actions: Sequence[Action], context: Context) -> dict[str, Any]:
    """What a command's history entry says it does, and who was chosen and passed over."""
    named: dict[str, Any] = {"actions": [action.name for action in actions]}
    if context.again is not None:
        named["again"] = {"place": context.again.place, "times": context.again.times}
    chosen = [_choice_told(choice) for choice in context.choices.values()]
    return named | ({"assigned": chosen} if chosen else {})


def _choice_told(choice: Choice) -> dict[str, Any]:
    skipped = [{"user": user, "why": why} for user, why in choice.skipped]
    return {
        "user": choice.user,
        "pool": choice.pool,
        "why": choice.why,
        "skipped": skipped,
        "retry_at": choice.retry_at,
    }


def loop_note(firing: Firing, now: int) -> Command:
    """Give the command that says in the lead's history that a loop was stopped."""
    rule, chain = firing.rule, firing.situation.chain
    way = " -> ".join(name.rpartition("@")[0] for name in (*chain, rule.link))
    why = "it is part of what led here" if firing.standing == "loop" else f"{MAX_DEPTH} rules in a row are the limit"
    return _noting(
        firing,
        now,
        "rule_stopped",
        (("note", commands.note(f"the rule {rule.name} did not fire: {why} ({way})")),),
        Once(f"loop:{rule.id}", LOOPS_NOTED_EVERY),
    )


def pause_note(firing: Firing, context: Context) -> Command:
    """Give the command that says that a rule met its limit and was paused, and tells its owner. Once per pause."""
    rule, at_most = firing.rule, firing.rule.limit
    assert at_most is not None  # noqa: S101
    text = (
        f"the rule {rule.name} is paused: it fired {at_most.times:,} times within {shown(at_most.per)}. "
        "Look why, then resume it."
    )

    def tell(draft: CommandDraft) -> None:
        if rule.owner is None:
            raise RefusedError("nobody", "the rule names no owner who could be told")
        send(
            draft,
            context,
            kind="notice",
            subject=f"Rule {rule.name} is paused",
            text=text,
            **_owner(rule.owner, context),
        )

    noted: Step = commands.note(f"{text} This lead was left as it is.")
    return _noting(firing, context.now, "rule_stopped", (("note", noted), ("notify", tell)), None)


def _owner(name: str, context: Context) -> dict[str, Any]:
    if name in context.surroundings.team.teams:
        return team_targets(name, context.surroundings)
    user_id = context.user_id(name)
    return user_targets(user_id, context.user(user_id))


def _noting(firing: Firing, now: int, activity: str, what: tuple[tuple[str, Step], ...], limit: Once | None) -> Command:
    situation, rule = firing.situation, firing.rule
    return Command(
        account=rule.account,
        id=stop_id(rule.id, situation.root),
        lead=situation.lead["id"],
        at=now,
        by="rule",
        actor=rule.id,
        activity=activity,
        steps=what,
        once=limit,
        correlation=situation.root,
        causation=situation.event_id,
        chain=(*situation.chain, rule.link),
        content={"rule": rule.id, "name": rule.name, "revision": rule.revision, "event": situation.event},
    )
