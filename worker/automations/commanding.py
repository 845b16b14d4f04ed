"""From a firing to the command that carries it out, and to what is recorded where it is not carried out. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from schemas.durations import DAY_MS, shown
from schemas.rule_actions import AssignUser
from worker import lead_commands
from worker.automations.actions import ACTIONS
from worker.automations.actions.context import Context
from worker.automations.actions.notify import send, team_targets, user_targets
from worker.automations.assigning import Request
from worker.automations.firing import MAX_DEPTH, Firing, link, stop_id
from worker.automations.limits import Limit
from worker.automations.pools import Choice
from worker.automations.ruleset import Action, Rule, Wait
from worker.automations.situation import Situation
from worker.errors import RefusedError
from worker.lead_commands import Command, Draft, Once, Step

LOOPS_NOTED_EVERY: Final = (
    DAY_MS  # a loop on one lead is in its history once in that time; every stop is among the runs
)


def mark(rule: Rule) -> str:
    """Name the mark by which a lead remembers that a rule fired."""
    return f"rule:{rule.id}"


def once(rule: Rule) -> Once | None:
    """Give the limit per lead."""
    return Once(mark(rule), rule.limits.period_ms) if rule.limits.once else None


def limit(rule: Rule) -> Limit | None:
    """Give the limit per period."""
    fuse = rule.limits.at_most
    return Limit(fuse.times, fuse.per_ms, fuse.then) if fuse is not None else None


def requests(command: str, actions: Sequence[Action], situation: Situation) -> Iterator[Request]:
    """Yield the choices of teammates that a command's actions need."""
    lead = situation.lead
    for place, action in enumerate(actions):
        if isinstance(action.args, AssignUser) and action.args.pool is not None:
            owner = lead["assignee"] or lead["previous_assignee"]
            yield Request(situation.account, command, place, action.args, owner)


def steps(actions: Sequence[Action], context: Context) -> tuple[tuple[str, Step], ...]:
    """Give the steps of some actions."""
    return tuple((action.name, ACTIONS[action.name](action.args, context, i)) for i, action in enumerate(actions))


@dataclass(frozen=True, slots=True)
class Promise:
    """Something that follows later: a wait of the rule, or (`place`) an assignment that found nobody."""

    id: str
    due_at: int
    within: str | None = None  # the wait whose actions the assignment is one of
    place: int | None = None

    def told(self) -> dict[str, Any]:
        """Give what the history entry says of it; waits are made from that, whoever makes them."""
        return {"id": self.id, "due_at": self.due_at, "within": self.within, "place": self.place}


def promises(rule: Rule, context: Context) -> Iterator[Promise]:
    """Yield what follows a firing: the rule's waits, and assignments that found nobody."""
    for wait in rule.waits:
        due = _due(wait, context)
        if due is not None:
            yield Promise(wait.id, due)
    yield from queued(context)


def queued(context: Context) -> Iterator[Promise]:
    """Yield the assignments that found nobody and are tried again."""
    for place, choice in context.choices.items():
        if choice.user is None and choice.retry_at is not None:
            prefix = f"{context.wait}." if context.wait else ""
            yield Promise(f"{prefix}assign-{place}", choice.retry_at, context.wait, place)


def _due(wait: Wait, context: Context) -> int | None:
    try:
        return context.later(wait.after_ms, wait.calendar)
    except RefusedError:  # a calendar that is not open within years
        return None


def fire(firing: Firing, context: Context) -> Command:
    """Give the command that carries a firing out."""
    rule = firing.rule
    content = _content(rule, firing.situation, rule.actions, context)
    later = [promise.told() for promise in promises(rule, context)]
    noted = tuple(
        (
            "wait",
            lead_commands.note(
                f"the wait {wait.id} of the rule {rule.name} is never due: {wait.calendar} stays closed"
            ),
        )
        for wait in rule.waits
        if wait.id not in {promise["id"] for promise in later}
    )
    return Command(
        account=rule.account,
        id=firing.command,
        lead=firing.situation.lead["id"],
        at=context.now,
        by="rule",
        actor=rule.id,
        activity="rule_fired",
        steps=(*steps(rule.actions, context), *noted),
        once=once(rule),
        correlation=firing.situation.root,
        causation=firing.situation.event_id,
        chain=(*firing.situation.chain, link(rule)),
        content={**content, "waits": later},
    )


def _content(rule: Rule, situation: Situation, actions: Sequence[Action], context: Context) -> dict[str, Any]:
    told: dict[str, Any] = {
        "rule": rule.id,
        "name": rule.name,
        "revision": rule.revision,
        "event": situation.event,
        "actions": [action.name for action in actions],
    }
    if context.choices:
        told["assigned"] = [_choice_told(choice) for choice in context.choices.values()]
    return told


def _choice_told(choice: Choice) -> dict[str, Any]:
    skipped = [{"user": user, "why": why} for user, why in choice.skipped]
    return {
        "user": choice.user,
        "pool": choice.pool,
        "why": choice.why,
        "skipped": skipped,
        "retry_at": choice.retry_at,
    }


def follow_up(wait: Mapping[str, Any], lead: str, actions: Sequence[Action], context: Context) -> Command:
    """Give the command that a wait which is due stands for. `wait` is its document."""
    rule = context.rule
    content = _content(rule, context.situation, actions, context)
    later = [promise.told() for promise in queued(context)] if wait["place"] is None else []
    return Command(
        account=rule.account,
        id=f"{wait['command']}:{wait['wait']}",
        lead=lead,
        at=context.now,
        by="rule",
        actor=rule.id,
        activity="rule_fired",
        steps=steps(actions, context),
        correlation=wait["root"],
        causation=wait["event_id"],
        chain=tuple(wait["chain"]),
        content={**content, "wait": wait["wait"], "due_at": wait["due_at"], "waits": later},
    )


def loop_note(firing: Firing, now: int) -> Command:
    """Give the command that says in the lead's history that a loop was stopped."""
    rule, chain = firing.rule, firing.situation.chain
    way = " -> ".join(name.rpartition("@")[0] for name in (*chain, link(rule)))
    why = "it is part of what led here" if firing.standing == "loop" else f"{MAX_DEPTH} rules in a row are the limit"
    return _noting(
        firing,
        now,
        "rule_stopped",
        (("note", lead_commands.note(f"the rule {rule.name} did not fire: {why} ({way})")),),
        Once(f"loop:{rule.id}", LOOPS_NOTED_EVERY),
    )


def pause_note(firing: Firing, context: Context, at_most: Limit) -> Command:
    """Give the command that says that a rule met its limit and was paused, and tells its owner. Once per pause."""
    rule = firing.rule
    text = (
        f"the rule {rule.name} is paused: it fired {at_most.times:,} times within {shown(at_most.per)}. "
        "Look why, then resume it."
    )

    def tell(draft: Draft) -> None:
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

    noted: Step = lead_commands.note(f"{text} This lead was left as it is.")
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
        chain=(*situation.chain, link(rule)),
        content={"rule": rule.id, "name": rule.name, "revision": rule.revision, "event": situation.event},
    )
