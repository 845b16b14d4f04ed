"""What a rule may do: one model of arguments per action. `ActionEntry` is one '- ' line of `do`.

Texts marked `Template` may hold {{ lead.name }} and its like; `SecretOrText` may be `secret:NAME`, and nothing else may:
the value behind a secret is known only to the role that sends.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, RootModel, model_validator
from pydantic_core import PydanticCustomError

from schemas.account import FieldId, Id
from schemas.durations import Duration, Milliseconds, Span
from schemas.file import NOT_EMPTY, SECRET, File, SecretName, Text, misplaced
from schemas.quick_messages import Channel
from schemas.shorthand import nothing_said, one_or_more, short_for
from schemas.team import Pick

MAX_TEMPLATE: Final = 4096  # characters
MAX_TAGS: Final = 100  # of one action

Template = Annotated[
    Text, Field(min_length=1, max_length=MAX_TEMPLATE, description="text; {{ lead.name }} and its like are filled in")
]
Words = Annotated[
    tuple[Text, ...],
    BeforeValidator(
        lambda value: (value,) if isinstance(value, str | int) else value, json_schema_input_type=str | tuple[str, ...]
    ),
]
Scalar = str | int | float | bool | None


class AssignUser(File):
    """Give the lead to a teammate, to one of a pool (team.yaml), or to nobody."""

    user: Text | None = Field(None, description="a teammate's id, lead.previous_owner, or nobody")
    pool: Id | None = Field(None, description="a pool of team.yaml, whose members take turns")
    pick: Pick | None = Field(None, description="how one of the pool is chosen; default: as team.yaml says")
    prefer: Literal["previous_owner"] | None = Field(
        None, description="who owned the lead before gets it back, while available"
    )
    fallback: Text | None = Field(None, description="a user or another pool, when nobody here can take it now")
    when_nobody: Literal["queue", "leave"] | None = Field(
        None, description="nobody home, no fallback: queue until the next opening, or leave it as it is"
    )
    only_if_unassigned: bool = Field(
        False, description="leave the lead to whoever owns it when the assignment is written, whatever `if` saw"
    )

    @model_validator(mode="after")
    def _one_target(self) -> "AssignUser":
        if (self.user is None) == (self.pool is None):
            raise ValueError("`assign_user` needs either `user` or `pool`")
        if self.user is not None:
            names = ("pick", "prefer", "fallback", "when_nobody")
            given = [name for name in names if getattr(self, name) is not None]
            misplaced(
                AssignUser, (((name,), f"`{name}` belongs to `pool`; with `user` it says nothing") for name in given)
            )
        return self


class SetState(File):
    """Move the lead to a state of pipeline.yaml, if the pipeline allows it."""

    state: Text = Field(min_length=1, description="id or name of a state")


class Won(File):
    """Move the lead to the pipeline's `won`."""


class Lost(File):
    """Move the lead to the pipeline's `lost`."""


class Reopen(File):
    """Bring a closed lead back to the pipeline's `initial`."""


class SetField(RootModel[dict[FieldId, Scalar]]):
    """State fields of fields.yaml: `set_field: {city: Pune}`; null clears one. Text may be a template."""

    model_config = ConfigDict(frozen=True)
    root: dict[FieldId, Scalar] = Field(min_length=1)

    @property
    def fields(self) -> Mapping[str, Scalar]:
        """Field id to value."""
        return self.root


class AddTags(File):
    """Put tags on."""

    tags: Annotated[Words, NOT_EMPTY, Field(max_length=MAX_TAGS)]


class RemoveTags(File):
    """Take tags off."""

    tags: Annotated[Words, NOT_EMPTY, Field(max_length=MAX_TAGS)]


class Note(File):
    """Write a note into the lead's history."""

    text: Template


class Task(File):
    """Add a follow-up task."""

    title: Template
    due_in: Duration | None = Field(None, description="from now, 2h; none: no due date")
    counted_in: Text = Field("wall_clock", description="wall_clock, calendar (the file's), or a calendar's id")
    assignee: Text | None = Field(None, description="a teammate's id, or lead.assigned_to")


class Notify(File):
    """Tell a teammate or a team: in the console, and by what team.yaml says of them (e-mail, chat)."""

    user: Text | None = Field(None, description="a teammate's id, lead.assigned_to or lead.previous_owner")
    team: Id | None = Field(None, description="a team of team.yaml")
    subject: Template | None = None
    text: Template

    @model_validator(mode="after")
    def _one_target(self) -> "Notify":
        if (self.user is None) == (self.team is None):
            raise ValueError("`notify` needs either `user` or `team`")
        return self


class CallWebhook(File):
    """Post JSON to another system, signed (Standard Webhooks), retried, never to private addresses."""

    url: Annotated[
        Text,
        Field(
            pattern=rf"{SECRET}|^https?://[^\s/?#@{{}}]+(?:[/?#][^\s{{}}]*)?$",
            max_length=2048,
            description="an https address without user or password, or secret:NAME",
        ),
    ]
    sign_with: SecretName | None = Field(None, description="secret:NAME of the signing key")
    headers: dict[Text, Text] = Field({}, description="further headers; a value may be secret:NAME")
    body: dict[Text, Scalar] | None = Field(
        None, description="keys and values, text may be a template; none: the event and the lead"
    )
    timeout: Milliseconds = Field(10_000, ge=1_000, le=60_000, description="1s to 60s")

    @model_validator(mode="after")
    def _headers_are_safe(self) -> "CallWebhook":
        misplaced(CallWebhook, self._wrong_headers())
        return self

    def _wrong_headers(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        for name, value in self.headers.items():
            if not name or not all(c.isascii() and (c.isalnum() or c in "-_") for c in name):
                yield ("headers", name, "[key]"), f"{name[:40]!r} is no header name"
            elif name.casefold() in _OURS:
                yield ("headers", name, "[key]"), f"the header {name!r} is set by the worker"
            elif name.casefold() in _CREDENTIALS and not value.startswith("secret:"):
                yield ("headers", name), f"{name!r} is a credential; write secret:NAME, never the value itself"
            elif any(ord(c) < 32 or ord(c) == 127 for c in value):
                yield ("headers", name), "a header's value is one line"


_OURS: Final = frozenset({
    "host", "content-length", "content-type", "transfer-encoding", "connection", "webhook-id", "webhook-timestamp",
    "webhook-signature",
})  # fmt: skip
_CREDENTIALS: Final = frozenset(
    {"authorization", "proxy-authorization", "x-api-key", "api-key", "x-auth-token", "cookie"}
)


class SendQuickMessage(File):
    """Queue a message to the lead: `template` names a file of messages/, `text` is written here."""

    template: Id | None = Field(None, description="messages/<template>.yaml")
    text: Template | None = Field(None, description="free text: on WhatsApp only within 24 hours of their last message")
    subject: Template | None = Field(None, description="for e-mail, with `text`")
    channel: Channel = "whatsapp"
    language: Text | None = Field(None, description="en, pt_BR, or a field such as lead.language; default: the lead's")
    fallback: Annotated[tuple[Channel, ...], one_or_more()] = Field(
        (), description="channels to go by, in this order, where WhatsApp cannot reach the person: [sms, email]"
    )
    sender: Text | None = Field(None, description="WhatsApp number id, SMS sender or mail address to send from")
    not_before: Milliseconds | None = Field(None, description="hold it back for so long, 10m")
    consent: Literal["opted_in", "not_opted_out"] | None = Field(
        None, description="with `text`: what the person must have said; default: not_opted_out"
    )

    @model_validator(mode="after")
    def _one_content(self) -> "SendQuickMessage":
        if self.fallback and (self.channel != "whatsapp" or "whatsapp" in self.fallback):
            raise ValueError("`fallback` names other channels for messages by whatsapp: sms, email")
        if (self.template is None) == (self.text is None):
            raise ValueError("`send_quick_message` needs either `template` (a file of messages/) or `text`")
        if self.template is not None:
            given = [name for name in ("subject", "consent") if getattr(self, name) is not None]
            misplaced(
                SendQuickMessage,
                (
                    ((name,), f"`{name}` belongs to `text`; with `template` the file of messages/ says it")
                    for name in given
                ),
            )
        return self


class ActionEntry(File):
    """One action: exactly one of these keys."""

    assign_user: Annotated[AssignUser, short_for("user", AssignUser)] | None = None
    set_state: Annotated[SetState, short_for("state", SetState)] | None = None
    won: Annotated[Won, BeforeValidator(nothing_said, json_schema_input_type=Won | None)] | None = None
    lost: Annotated[Lost, BeforeValidator(nothing_said, json_schema_input_type=Lost | None)] | None = None
    reopen: Annotated[Reopen, BeforeValidator(nothing_said, json_schema_input_type=Reopen | None)] | None = None
    set_field: SetField | None = None
    add_tags: Annotated[AddTags, short_for("tags", AddTags, str | tuple[str, ...])] | None = None
    remove_tags: Annotated[RemoveTags, short_for("tags", RemoveTags, str | tuple[str, ...])] | None = None
    note: Annotated[Note, short_for("text", Note)] | None = None
    task: Annotated[Task, short_for("title", Task)] | None = None
    notify: Notify | None = None
    call_webhook: Annotated[CallWebhook, short_for("url", CallWebhook)] | None = None
    send_quick_message: Annotated[SendQuickMessage, short_for("template", SendQuickMessage)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_action(cls, data: Any) -> Any:
        if isinstance(data, str):
            data = {data: None}
        if not isinstance(data, Mapping):
            return data
        if not data:
            raise PydanticCustomError("misplaced", "an action is missing, for example `- add_tags: [vip]`")
        listed = list(data)
        misplaced(
            ActionEntry,
            (((name, "[key]"), f"one action per '- ' line: give {name!r} a line of its own") for name in listed[1:]),
        )
        name = listed[0]
        if data[name] is None and name in cls.model_fields:
            if name not in BARE_ACTIONS:
                misplaced(ActionEntry, [((name,), f"nothing follows `{name}:`; it needs {_NEEDS[name]}")])
            return {name: {}}
        return data

    @property
    def name(self) -> str:
        """The action's name."""
        return next(iter(self.model_fields_set))

    @property
    def args(self) -> BaseModel:
        """The action's arguments."""
        args: BaseModel = getattr(self, self.name)
        return args


BARE_ACTIONS: Final = ("won", "lost", "reopen")
_NEEDS: Final[Mapping[str, str]] = {
    "assign_user": "`user` or `pool`",
    "set_state": "a state",
    "set_field": "fields and their values, `city: Pune`",
    "add_tags": "tags",
    "remove_tags": "tags",
    "note": "a text",
    "task": "a title",
    "notify": "`team` or `user`, and `text`",
    "call_webhook": "`url`",
    "send_quick_message": "`template` or `text`",
}
ACTIONS: Final = tuple(ActionEntry.model_fields)
__all__ = [
    "ACTIONS", "BARE_ACTIONS", "ActionEntry", "AddTags", "AssignUser", "CallWebhook", "Duration",
    "Lost", "Note", "Notify", "RemoveTags", "Reopen", "SendQuickMessage", "SetField", "SetState", "Span", "Task", "Won",
]  # fmt: skip
