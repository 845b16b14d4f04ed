"""Commands: what a person, the API or an automation rule decides about one lead. Pure; one command, one history entry.

A command is a tuple of steps; each step changes a draft of the lead, or refuses with a reason that the entry keeps.
The steps of one command are written together with what is to be sent because of them (`CommandDraft.send`), in one
compare-and-set: a command is applied wholly, and once per id.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from worker.account import Account, field_slug
from worker.contact import Consent
from worker.errors import LeadWorkerError, RefusedError
from worker.inert import inert, inert_key
from worker.leads import bounds, changes, fold, history_entry, merge_policy, pipeline
from worker.leads.field_values import coerce
from worker.leads.history_entry import HistoryEntry
from worker.leads.lead import Cell, Lead

CommandVerdict = Literal["done", "duplicate", "limited", "unknown_lead", "lead_full", "conflict", "refused"]


@dataclass(slots=True)
class CommandDraft:
    """A lead while a command is applied to it. `stamp` marks every value stated; times are Unix ms."""

    lead: Lead
    account: Account
    by: str  # the authority: human, api or rule
    at: int
    message: str
    change: changes.Change = field(default_factory=changes.Change)
    sends: list[dict[str, Any]] = field(default_factory=list)
    refused: list[dict[str, str]] = field(default_factory=list)
    held: list[dict[str, Any]] = field(default_factory=list)

    def cell(self, value: Any) -> Cell:
        """Give a value as a cell stated by this command."""
        return {"v": value, "by": self.by, "t": self.at, "m": self.message}

    def send(self, queue: str, kind: str, body: Mapping[str, Any]) -> None:
        """Publish a message to a queue once the command is written; its id is made from the command's."""
        number = len(self.sends) + 1
        self.sends.append({"queue": queue, "kind": kind, "id": f"{self.message}/{number}", "body": dict(body)})

    def hold(self, told: Mapping[str, Any]) -> None:
        """Leave a step for later: the entry says so, and whoever reads it does it then. `detail` is for people."""
        self.held.append(dict(told))
        self.change.notes.append(f"held: {told['detail']}")


Step = Callable[[CommandDraft], None]


@dataclass(frozen=True, slots=True)
class Once:
    """At most one firing per lead and mark, for good or per `period` (ms)."""

    mark: str
    period: int | None = None


@dataclass(frozen=True, slots=True)
class Expected:
    """What a value was when somebody decided to change it; `value` is what they state: who says what stands is not late.

    `cell` is `state`, `assignee` or `fields.ID`; `stamp` as `worker.leads.stamps` gives it, None: it had no value.
    """

    cell: str
    stamp: str | None
    value: Any = None


@dataclass(frozen=True, slots=True)
class Command:
    """What is to be done to a lead. `id` is unique per account and stable over retries: the idempotency key.

    Of a `whole` one nothing is done where one step is refused, or a value is not what was expected.
    """

    account: str
    id: str
    lead: str
    at: int
    by: Literal["human", "api", "rule"]
    actor: str  # user id, API key name, rule id
    activity: str  # names the history entry: rule_fired, lead_edited, ...
    steps: tuple[tuple[str, Step], ...]  # name for messages, step
    once: Once | None = None
    correlation: str | None = None  # entry id that began the story
    causation: str | None = None  # event that led here
    chain: tuple[str, ...] = ()  # rules on the way, this one last
    content: Mapping[str, Any] = field(default_factory=dict)
    expect: tuple[Expected, ...] = ()
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a command: `entry` is the history entry where it was done now.

    Of one that was not done: `refused` steps with their reasons, `cells` that others changed, and what they are now.
    """

    command: Command
    verdict: CommandVerdict
    lead: str
    entry: Mapping[str, Any] | None = None
    detail: str = ""
    refused: tuple[Mapping[str, str], ...] = ()
    cells: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def limited(lead: Lead, once: Once | None, at: int) -> str:
    """Say why the mark forbids another firing; empty if it does not."""
    mark = lead.marks.get(inert_key(once.mark)) if once else None
    if once is None or mark is None:
        return ""
    if once.period is None:
        return f"once per lead; fired at {mark['t']}"
    return f"once per {once.period} ms; fired at {mark['t']}" if at - mark["t"] < once.period else ""


def carried_out(lead: Lead, command: Command, account: Account) -> CommandDraft:
    """Take the steps of a command on the lead (which is changed); those refused are listed."""
    draft = CommandDraft(lead, account, command.by, command.at, command.id)
    for name, step in command.steps:
        try:
            step(draft)
        except LeadWorkerError as refusal:
            reason = getattr(refusal, "reason", type(refusal).__name__.removesuffix("Error"))
            draft.refused.append({"step": name, "reason": reason, "detail": str(refusal)})
    return draft


def execute(lead: Lead, command: Command, account: Account, now: int) -> HistoryEntry:
    """Apply a command to the lead (which is changed) and give the history entry that says so."""
    draft = carried_out(lead, command, account)
    if command.once:
        key = inert_key(command.once.mark)
        fired = {"t": command.at, "m": command.id}
        marks = {**lead.marks, key: merge_policy.later(lead.marks.get(key), fired) or fired}
        lead.marks = bounds.latest(marks, bounds.MAX_MARKS)
    changes.note_findings(lead, draft.change)
    lead.incomplete = fold.incomplete(lead, account)
    if draft.change.fields:
        draft.change.events.append("lead.updated")
    if not draft.change.events:
        draft.change.events.append("lead.activity_recorded")
    return history_entry.append(
        lead,
        history_entry.entry_id(command.account, command.id),
        draft.change,
        now,
        type=command.activity,
        at=command.at,
        by={"kind": command.by, "id": command.actor},
        source=None,
        outcome="commanded",
        content=inert({**command.content, "held": draft.held} if draft.held else command.content),
        refused=draft.refused,
        sends=draft.sends,
        correlation=command.correlation,
        causation=command.causation,
        chain=list(command.chain),
    )


def set_state(wanted: str) -> Step:
    """Move the lead to a state (id or name), through the pipeline's gate."""
    return lambda d: _enter(d, pipeline.move(d.account, d.lead.state.get("v"), wanted))


def won() -> Step:
    """Move the lead to the pipeline's `won`."""
    return lambda d: _enter(d, pipeline.won(d.account, d.lead.state.get("v")))


def lost() -> Step:
    """Move the lead to the pipeline's `lost`."""
    return lambda d: _enter(d, pipeline.lost(d.account, d.lead.state.get("v")))


def reopen() -> Step:
    """Bring a closed lead back to the initial state."""
    return lambda d: _enter(d, pipeline.reopen(d.account, d.lead.state.get("v")))


def _enter(draft: CommandDraft, state: str) -> None:
    if state != draft.lead.state.get("v"):
        changes.set_state(draft.lead, draft.cell(state), draft.account, draft.change)


def assign(user: str | None) -> Step:
    """Give the lead to a teammate (a user id), or to nobody."""

    def step(draft: CommandDraft) -> None:
        now = draft.lead.assignee
        if now.get("v") != user:
            was = now["v"] if now.get("v") is not None else now.get("was")
            changes.set_assignee(draft.lead, {**draft.cell(user), "was": was}, draft.change)

    return step


def set_field(name: str, value: Any) -> Step:
    """State a field of `fields.yaml`; None clears it. Unknown names and values that do not fit are refused."""

    def step(draft: CommandDraft) -> None:
        definition = draft.account.field_by_slug.get(field_slug(name))
        if definition is None:
            raise RefusedError("unknown_field", f"fields.yaml has no field {name!r}")
        of = draft.account.settings
        new = None if value is None else inert(coerce(definition, value, of.region, of.timezone))
        key = inert_key(definition.id)
        old, cell = draft.lead.fields.get(key), draft.cell(new)
        if not merge_policy.stronger(key, old, cell, merge_policy.strengths(draft.account)):
            raise RefusedError(
                "outranked", f"{name} was stated by {old and old['by']}, which the merge policy ranks higher"
            )
        fields = bounds.shared({**draft.lead.fields, key: cell}, bounds.FIELDS_BYTES)
        if "cut" in fields[key]:
            raise RefusedError("too_long", f"{name} has no room for so long a value; write it shorter")
        draft.lead.fields = fields
        if (old["v"] if old else None) != new:
            draft.change.of(key, old["v"] if old else None, new)

    return step


def add_tags(names: Iterable[str]) -> Step:
    """Put tags on."""
    wanted = tuple(names)

    def step(draft: CommandDraft) -> None:
        changes.set_tags(draft.lead, wanted, draft.change, on=True, stamp=(draft.at, draft.message))
        if "tags" in draft.change.full:
            raise RefusedError("too_many_tags", f"the lead has {bounds.MAX_TAGS} tags, and keeps no more")

    return step


def remove_tags(names: Iterable[str]) -> Step:
    """Take tags off."""
    return lambda d: changes.set_tags(d.lead, tuple(names), d.change, on=False, stamp=(d.at, d.message))


def note(text: str) -> Step:
    """Write a note into the history."""
    return lambda d: d.change.notes.append(str(inert(text)))


def add_task(title: str, due_at: int | None, assignee: str | None) -> Step:
    """Add a follow-up task; its id is the command's."""

    def step(draft: CommandDraft) -> None:
        if len(draft.lead.tasks) >= bounds.MAX_TASKS:
            raise RefusedError("too_many_tasks", f"the lead has {bounds.MAX_TASKS} tasks; finish some first")
        number = sum(key.startswith(draft.message) for key in draft.lead.tasks) + 1
        key = inert_key(f"{draft.message}/{number}")
        task = {
            "title": inert(title[: bounds.MAX_TITLE]),
            "due_at": due_at,
            "assignee": assignee,
            "done_at": None,
            "t": draft.at,
        }
        draft.lead.tasks = {**draft.lead.tasks, key: task}
        draft.change.of("tasks", None, task["title"])
        draft.change.events.append("lead.task_added")

    return step


def record_consent(*, given: bool, reason: str) -> Step:
    """Record an opt-in or opt-out that reached us outside the channels."""
    return lambda d: changes.add_consents(d.lead, [Consent(given, d.at, reason)], d.message, d.change)
