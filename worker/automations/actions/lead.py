"""Actions that change the lead itself: its state, fields, tags, notes and tasks."""

from collections.abc import Mapping

from schemas.rule_actions import AddTags, Lost, Note, RemoveTags, Reopen, SetField, SetState, Task, Won
from worker.automations.actions.context import Context, owner_named
from worker.errors import RefusedError
from worker.leads import commands
from worker.leads.commands import CommandDraft, Step


def set_state(args: SetState, _context: Context, _place: int) -> Step:
    """Through the pipeline's gate, from wherever the lead is by then."""
    return commands.set_state(args.state)


def won(_args: Won, _context: Context, _place: int) -> Step:
    """As `set_state`, to the pipeline's `won`."""
    return commands.won()


def lost(_args: Lost, _context: Context, _place: int) -> Step:
    """As `set_state`, to the pipeline's `lost`."""
    return commands.lost()


def reopen(_args: Reopen, _context: Context, _place: int) -> Step:
    """As `set_state`, to the pipeline's `initial`."""
    return commands.reopen()


def set_field(args: SetField, context: Context, _place: int) -> Step:
    """State the fields; those that cannot be stated are refused together, the others stand."""

    def step(draft: CommandDraft) -> None:
        refused: dict[str, RefusedError] = {}
        for name, value in args.fields.items():
            try:
                text = context.render(value, draft) if isinstance(value, str) else value
                commands.set_field(name, text)(draft)
            except RefusedError as refusal:
                refused[name] = refusal
        _raise(refused)

    return step


def _raise(refused: Mapping[str, RefusedError]) -> None:
    if refused:
        first = next(iter(refused.values()))
        told = "; ".join(f"{name}: {refusal.detail or refusal.reason}" for name, refusal in refused.items())
        raise RefusedError(first.reason, told)


def add_tags(args: AddTags, _context: Context, _place: int) -> Step:
    """Put tags on."""
    return commands.add_tags(args.tags)


def remove_tags(args: RemoveTags, _context: Context, _place: int) -> Step:
    """Take tags off."""
    return commands.remove_tags(args.tags)


def note(args: Note, context: Context, _place: int) -> Step:
    """Write a note, filled in."""
    return lambda draft: commands.note(context.render(args.text, draft))(draft)


def task(args: Task, context: Context, _place: int) -> Step:
    """Add a task, due in real or opening time from now."""

    def step(draft: CommandDraft) -> None:
        due = context.later(args.due_in.ms, context.calendar(args.counted_in)) if args.due_in is not None else None
        name = owner_named(args.assignee, draft) if args.assignee is not None else None
        assignee = context.user_id(name) if name is not None else None
        commands.add_task(context.render(args.title, draft), due, assignee)(draft)

    return step
