"""A lead as it is shown to one person: every value with who stated it, and what may be done about it. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from schemas.api.leads import AssigneeShown, CellShown, IdentityShown, LeadShown, Move, TaskShown
from worker.access.principal import Principal
from worker.account import Account
from worker.edge.api.columns import identities_of, incomplete_of, title_of
from worker.inert import inert_key, plain, plain_key
from worker.leads import merge_policy, pipeline
from worker.leads.lead import Cell, Lead
from worker.leads.stamps import stamp_of

Because = Literal["not_allowed", "outranked", "file", "nowhere"]
_OF_LEADS: Final = (
    *("lead.edit", "lead.note", "lead.log", "lead.task", "lead.message", "lead.move", "lead.take", "lead.assign"),
    *("lead.reopen", "lead.consent", "lead.merge", "lead.force"),
)


def actor_of(cell: Mapping[str, Any]) -> str | None:
    """Give the id of who stated a cell: of a person or token, which begins the ids of what they do, or of a rule."""
    by, message = cell.get("by"), str(cell.get("m") or "")
    if by in ("human", "api"):
        who, slash, _ = message.partition("/")
        return who if slash else None
    if by == "rule":
        kind, _, rest = message.partition(":")
        return rest.partition(":")[0] or None if kind == "rule" else None
    return None


@dataclass(frozen=True, slots=True)
class Shown:
    """One lead, for one person; `now` in Unix ms."""

    lead: Lead
    account: Account
    who: Principal
    now: int

    def whole(self) -> LeadShown:
        """Give the lead."""
        lead, tasks = self.lead, tuple(self._tasks())
        return LeadShown(
            id=lead.id,
            version=lead.seq,
            title=title_of(lead, self.account),
            phone=lead.phone,
            address=lead.address,
            identities=tuple(map(_identity, identities_of(lead, self.account))),
            alternates=tuple(lead.alternates),
            state=self.cell(lead.state, self._why_not_moved()),
            status=lead.status,
            assignee=self._assignee(),
            fields=dict(self._fields()),
            extra=dict(self._extra()),
            tags=tuple(plain_key(name) for name in lead.tag_names),
            flags=tuple(lead.flags),
            source=lead.first.get("source"),
            origin=lead.first.get("origin"),
            attribution=plain(lead.touch["data"]) if lead.touch else None,
            opted_in=lead.opted_in,
            opted_out=lead.opted_out,
            reachable=lead.reachable,
            last_inbound_at=lead.last_inbound_at,
            window_until=lead.window_until,
            counts=dict(lead.counts),
            incomplete=tuple(incomplete_of(lead, self.account)),
            tasks=tasks,
            next_task=tasks[0] if tasks else None,
            created_at=lead.created_at,
            updated_at=lead.updated_at,
            last_activity_at=max(lead.updated_at, lead.last_inbound_at or 0),
            moves=self.moves(),
            can=self._can(),
        )

    def moves(self) -> tuple[Move, ...]:
        """Give the states that this person may move the lead to, in the order of the pipeline."""
        if not self.who.may("lead.move"):
            return ()
        here, states = self.lead.state.get("v"), {state.id: state for state in self.account.pipeline.states}
        closed = self.lead.status != "open"
        return tuple(
            Move(state=name, name=states[name].name or name, status=states[name].status, asks=states[name].asks)
            for name in pipeline.allowed(self.account, here)
            if not (closed and states[name].status == "open") or self.who.may("lead.reopen")
        )

    def may_assign(self) -> bool:
        """Whether this person may give the lead to anybody, be it to themselves."""
        taking = self.who.may("lead.take") and self.who.teammate is not None and self.lead.assignee.get("v") is None
        return self.who.may("lead.assign") or taking

    def _why_not_moved(self) -> Because | None:
        if self.moves():
            return None
        return "nowhere" if self.who.may("lead.move") else "not_allowed"

    def _can(self) -> tuple[str, ...]:
        given = (name for name in _OF_LEADS if self.who.may(name))
        return tuple(name for name in given if name != "lead.take" or self.lead.assignee.get("v") is None)

    def _assignee(self) -> AssigneeShown:
        cell = self.cell(self.lead.assignee, None if self.may_assign() else "not_allowed")
        return AssigneeShown(**cell.model_dump(), was=self.lead.assignee.get("was"))

    def _fields(self) -> Iterator[tuple[str, CellShown]]:
        strength = merge_policy.strengths(self.account)
        for field in self.account.all_fields:
            if field.id in self.account.hidden:
                continue
            key = inert_key(field.id)
            cell = self.lead.fields.get(key)
            ours: Cell = {"v": "", "by": self.who.kind, "t": 0, "m": ""}
            why: Because | None = None
            if not self.who.may("lead.edit") or field.id in self.account.locked:
                why = "not_allowed"
            elif field.type == "file":
                why = "file"
            elif cell and strength(key, cell) > strength(key, ours):
                why = "outranked"
            yield field.id, self.cell(cell or {}, why)

    def _extra(self) -> Iterator[tuple[str, CellShown]]:
        """Yield what no field is for; of what a hidden field is for since, or does not fit it, nothing."""
        for key, cell in self.lead.extra.items():
            name = plain_key(key)
            if not self.account.hides(name):
                yield name, self.cell(cell, "not_allowed")

    def cell(self, cell: Mapping[str, Any], why: Because | None = None) -> CellShown:
        """Give a cell with who stated it, and why it cannot be changed."""
        return CellShown(
            value=plain(cell.get("v")),
            stamp=stamp_of(cell),
            by=cell.get("by"),
            actor=actor_of(cell),
            at=cell.get("t") or None,
            may_edit=why is None,
            because=why,
        )

    def _tasks(self) -> list[TaskShown]:
        listed = [
            TaskShown(
                id=plain_key(name),
                title=str(task.get("title") or ""),
                due_at=task.get("due_at"),
                assignee=task.get("assignee"),
                done_at=task.get("done_at"),
            )
            for name, task in self.lead.tasks.items()
            if task.get("done_at") is None
        ]
        return sorted(listed, key=lambda task: (task.due_at is None, task.due_at or 0, task.id))


def _identity(entry: Mapping[str, Any]) -> IdentityShown:
    return IdentityShown(
        kind=entry["kind"],
        value=str(entry.get("e164") or entry.get("raw") or ""),
        trusted=bool(entry.get("trusted")),
        retired=bool(entry.get("retired")),
    )
