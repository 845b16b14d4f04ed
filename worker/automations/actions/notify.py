"""Telling people and other systems: messages for the queue `notifications`, which the role `notify` carries out."""

from collections.abc import Mapping
from typing import Any

from schemas.durations import DAY_MS
from schemas.quick_messages import Notification
from schemas.rule_actions import CallWebhook, Notify
from schemas.team import User
from worker.automations.actions.context import Context, owner_named, sent_id
from worker.automations.language.resources import Surroundings
from worker.errors import RefusedError
from worker.leads.commands import CommandDraft, Step
from worker.topology import NOTIFICATIONS

KEPT_MS = 7 * DAY_MS  # a notice that could not be sent for so long is not sent any more


def notify(args: Notify, context: Context, _place: int) -> Step:
    """Tell a teammate, or the members of a team: in the console, by e-mail, in the team's chat."""

    def step(draft: CommandDraft) -> None:
        subject = context.render(args.subject, draft) if args.subject is not None else None
        text = context.render(args.text, draft)
        told = _told(args, context, draft)
        send(draft, context, kind="notice", subject=subject, text=text, expires_at=context.now + KEPT_MS, **told)

    return step


def _told(args: Notify, context: Context, draft: CommandDraft) -> dict[str, Any]:
    if args.team is not None:
        return team_targets(args.team, context.surroundings)
    name = owner_named(str(args.user), draft)
    if name is None:
        raise RefusedError("nobody", f"there is nobody to tell: {args.user} is empty")
    user_id = context.user_id(name)
    return user_targets(user_id, context.user(user_id))


def user_targets(user_id: str, user: User | None) -> dict[str, Any]:
    """Give where a teammate is told something."""
    return {"users": (user_id,), "email": (user.email,) if user is not None and user.email else ()}


def team_targets(name: str, around: Surroundings) -> dict[str, Any]:
    """Give where a team is told something: its own mailbox, else each member's; raises `RefusedError` if there is none."""
    team = around.team.teams.get(name)
    if team is None:
        raise RefusedError("unknown_team", f"team.yaml has no team {name!r}")
    members = [user for user in around.team.users if user.id in team.members and user.active]
    mails = (team.email,) if team.email else tuple(user.email for user in members if user.email)
    return {"users": tuple(user.id for user in members), "email": mails, "chat": team.chat}


def call_webhook(args: CallWebhook, context: Context, _place: int) -> Step:
    """Post to another system: what the rule says, or the event and the lead."""

    def step(draft: CommandDraft) -> None:
        body = _body(args.body, context, draft) if args.body is not None else _everything(context, draft)
        named = {"url": args.url, "secret": args.sign_with, "headers": args.headers, "timeout_ms": args.timeout}
        send(draft, context, kind="webhook", data=body, **named)

    return step


def _body(body: Mapping[str, Any], context: Context, draft: CommandDraft) -> dict[str, Any]:
    return {key: context.render(value, draft) if isinstance(value, str) else value for key, value in body.items()}


def _everything(context: Context, draft: CommandDraft) -> dict[str, Any]:
    situation = context.situation
    changes = {name: {"from": old, "to": new} for name, (old, new) in situation.changes.items()}
    event = {"type": situation.event, "id": situation.event_id, "at": situation.at, "changes": changes}
    said = {"text": situation.message.get("text")}
    return {"event": event, "message": said, "lead": draft.lead.view(), "rule": context.rule.id}


def send(draft: CommandDraft, context: Context, **said: Any) -> None:
    """Queue a notification with the command that is being written."""
    wire = Notification(
        account=draft.account.id, lead=draft.lead.id, idempotency_key=sent_id(draft), reason=context.reason, **said
    )
    draft.send(NOTIFICATIONS, wire.kind, wire.model_dump(mode="json"))
