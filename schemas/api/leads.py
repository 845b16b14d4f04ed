"""A lead on the wire: as a row of a list, and whole."""

from typing import Any, Literal

from pydantic import Field

from schemas.api.wire import Answer, Time


class RowCell(Answer):
    """A value in a list. `stamp` says which statement it is: give it back with a change."""

    value: Any = Field(description="null: there is none. Times are RFC 3339, dates 2026-11-27")
    stamp: str | None = Field(description="null: nobody stated it, or it is no value that anybody states")
    cut: bool = Field(
        False, exclude_if=lambda cut: not cut, description="the text is longer; the lead itself has all of it"
    )


class LeadRow(Answer):
    """A lead in a list: the columns that were asked for."""

    id: str
    version: int
    title: str = Field(description="name, else phone, else another address")
    cells: dict[str, RowCell]


class CellShown(Answer):
    """A value with who stated it, and whether the person who asks may change it."""

    value: Any
    stamp: str | None = Field(description="opaque; null: nobody stated it")
    by: str | None = Field(description="human, api, rule, plugin, whatsapp, import, campaign, profile, policy, default")
    actor: str | None = Field(description="id of the person, token or rule, where it was one")
    at: Time | None = Field(description="when it was stated")
    may_edit: bool
    because: Literal["not_allowed", "outranked", "file", "nowhere"] | None = Field(
        None,
        description="why not: the role does not allow it; another source has the say about this field; files are changed "
        "otherwise; the pipeline has no way on from here",
    )


class AssigneeShown(CellShown):
    """Whose lead it is."""

    was: str | None = Field(description="who had it before")


class IdentityShown(Answer):
    """An address by which the person is known."""

    kind: str = Field(description="phone, bsuid, lid, email, ext")
    value: str
    trusted: bool = Field(description="WhatsApp delivered it")
    retired: bool = Field(description="the person gave it up")


class Move(Answer):
    """A state that the lead may change to, for the person who asks."""

    state: str
    name: str
    status: str
    asks: tuple[str, ...] = Field((), description="what must be told with it: reason")


class TaskShown(Answer):
    """A follow-up."""

    id: str
    title: str
    due_at: Time | None
    assignee: str | None
    done_at: Time | None


class LeadShown(Answer):
    """A lead, with what the person who asks may do about it."""

    id: str
    version: int = Field(description="number of its last history entry")
    title: str
    phone: str | None
    address: str | None = Field(description="where WhatsApp messages go")
    identities: tuple[IdentityShown, ...]
    alternates: tuple[str, ...]
    state: CellShown
    status: str
    assignee: AssigneeShown
    fields: dict[str, CellShown] = Field(description="every field of the account, by id")
    extra: dict[str, CellShown] = Field(description="what sources told beyond the account's fields")
    tags: tuple[str, ...]
    flags: tuple[str, ...]
    source: str | None
    origin: str | None
    attribution: dict[str, Any] | None
    opted_in: bool
    opted_out: bool
    reachable: bool
    last_inbound_at: Time | None
    window_until: Time | None = Field(description="until when free text may be sent by WhatsApp")
    counts: dict[str, int]
    incomplete: tuple[str, ...] = Field(description="required fields without a value")
    tasks: tuple[TaskShown, ...] = Field(description="open ones, the next first")
    next_task: TaskShown | None
    created_at: Time
    updated_at: Time
    last_activity_at: Time
    moves: tuple[Move, ...]
    can: tuple[str, ...] = Field(description="permissions that the person who asks has for this lead")
