"""What happened to a lead: history, timeline, and whether the history is as it was written."""

from typing import Any, Literal

from pydantic import Field

from schemas.api.lead_changes import FieldChanged
from schemas.api.wire import Answer, Request, Time

KIND = Literal[
    "chat", "call", "email", "meeting", "task", "note", "field", "state", "assignment", "consent", "form", "merge",
    "import", "rule", "other",
]  # fmt: skip
ACTOR = Literal["user", "system", "bot", "rule", "person"]


class HistoryParameters(Request):
    """Which entries: of one kind, by one sort of actor, below a number."""

    type: KIND | None = None
    actor: ACTOR | None = None
    before: int | None = Field(None, ge=1, le=2**31, description="`next` of an earlier answer")
    limit: int = Field(50, ge=1, le=200)


class TimelineParameters(Request):
    """Which moments: of some kinds, before one of an earlier answer."""

    kinds: str = Field("", max_length=200, description="several are divided by commas; none: all")
    actor: ACTOR | None = None
    before: str | None = Field(None, max_length=120, description="`next` of an earlier answer")
    limit: int = Field(50, ge=1, le=200)


class ActorTold(Answer):
    """Who did it."""

    kind: ACTOR
    id: str


class Refusal(Answer):
    """A part of what was to be done that was not."""

    step: str
    reason: str
    detail: str


class EntryShown(Answer):
    """Something that happened."""

    lead: str = Field(description="in whose history it stands; another one's for leads that were merged")
    seq: int = Field(description="number in that history, without gaps")
    id: str
    type: str
    kinds: tuple[KIND, ...]
    at: Time
    recorded_at: Time
    actor: ActorTold
    source: str | None
    outcome: str
    text: str | None
    cut: bool = Field(description="the text is longer; the entry itself has all of it")
    changes: tuple[FieldChanged, ...]
    notes: tuple[str, ...]
    refused: tuple[Refusal, ...]
    events: tuple[str, ...]
    other: str | None = Field(description="merges: the other lead")
    erased: bool


class EntryWhole(EntryShown):
    """Something that happened, with all there is to it."""

    content: Any = Field(description="what the message was: media, reply, order, …")
    sends: tuple[str, ...] = Field(description="what was sent because of it, by kind")
    correlation: str | None = Field(description="id of the entry that began the story")
    causation: str | None
    chain: tuple[str, ...] = Field(description="rules on the way")
    hash: str
    prev: str
    raw: str | None = Field(description="the part of the body it came from, with the permission audit.read")


class HistoryAnswer(Answer):
    """Entries of one lead, the newest first."""

    data: tuple[EntryShown, ...]
    next: int | None = Field(description="`before` of the entries that follow; null: these are the last")


class TimelineAnswer(Answer):
    """What happened to a person, the latest first, with what happened to leads that were merged."""

    data: tuple[EntryShown, ...]
    next: str | None


class FindingTold(Answer):
    """One thing that is wrong; a `note` is only worth a look."""

    kind: str
    says: str
    note: bool


class Verified(Answer):
    """Whether history, card and hashes agree."""

    sound: bool
    entries: int
    findings: tuple[FindingTold, ...]
