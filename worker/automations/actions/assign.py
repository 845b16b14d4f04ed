"""Giving the lead to a teammate. Who it is of a pool was chosen before (`worker.automations.running.assigning`)."""

from schemas.rule_actions import AssignUser
from worker.automations.actions.context import Context, owner_named
from worker.automations.actions.pools import Choice
from worker.automations.rules.references import NOBODY
from worker.errors import RefusedError
from worker.leads import commands
from worker.leads.commands import CommandDraft, Step


def assign_user(args: AssignUser, context: Context, place: int) -> Step:
    """Give the lead to a teammate, to the one chosen of a pool, or to nobody."""

    def step(draft: CommandDraft) -> None:
        if args.only_if_unassigned and (owner := draft.lead.assignee.get("v")) is not None:
            raise RefusedError("owned", f"the lead belongs to {owner} by now")
        if args.pool is None:
            commands.assign(_named(args, context, draft))(draft)
            return
        choice = context.choices.get(place)
        if choice is None or choice.user is None:
            _nobody(choice, draft)
            return
        commands.assign(choice.user)(draft)

    return step


def _named(args: AssignUser, context: Context, draft: CommandDraft) -> str | None:
    if args.user == NOBODY:
        return None
    name = owner_named(str(args.user), draft)
    if name is None:
        raise RefusedError("nobody", "nobody owned the lead before")
    user_id = context.user_id(name)
    user = context.user(user_id)
    if user is not None and not user.active:
        raise RefusedError("inactive", f"{user_id} is not active any more")
    return user_id


def _nobody(choice: Choice | None, draft: CommandDraft) -> None:
    """Say that it waits for the next opening, or refuse."""
    why = choice.why if choice is not None else "nobody was chosen"
    if choice is None or choice.retry_at is None:
        raise RefusedError("nobody_available", why)
    draft.change.notes.append(f"{why}; the lead is queued for the next opening")
