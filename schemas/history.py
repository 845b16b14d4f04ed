"""A document of the collection `history`: one entry, written once, chained by its hash. For whoever reads the store."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from schemas.event import Actor, FieldChange, LeadView


class Refused(BaseModel):
    """A step of a command that was not done."""

    step: str
    reason: str
    detail: str


class Send(BaseModel):
    """A message to others that was queued together with the entry."""

    queue: str
    kind: str
    id: str
    body: dict[str, Any]


class Erased(BaseModel):
    """That an entry was erased, and the entry of the same history that ordered it."""

    entry: str
    at: int
    by: Actor


class HistoryEntry(BaseModel):
    """An entry. `prev` is the hash of the lead's entry before it.

    `hash` is SHA-256 over canonical JSON (sorted keys, UTF-8). In version 2 it covers all but `_id`, `hash`, `salt`,
    `erased` and the personal part, of which `changes` leaves the list of its field names and `after` all but `phone`,
    `address`, `identities`, `fields`, `tags` and `attribution`. The personal part is `text`, `content`, `raw`, `contact`,
    `before`, `notes`, `refused`, `sends`, the whole of `changes`, and those six of `after`; `personal_digest` is SHA-256
    over the salt and its canonical JSON. In version 1 `hash` covers all but `_id` and `hash`.
    """

    model_config = ConfigDict(populate_by_name=True)

    id: str = Field(alias="_id", description="ACCOUNT:MESSAGE, the receipt of the message; `message` unless it clashed")
    message: str
    type: str = Field(
        description="message_received, campaign_row, form_submitted, merged, unmerged, rule_fired, …; message_completed: the "
        "content of a message came after a placeholder, whose entry `content.completes.entry` and `correlation` name"
    )
    account: str
    lead: str
    seq: int = Field(ge=1, description="place in the lead's history, without gaps")
    at: int = Field(description="when it happened, Unix ms")
    recorded_at: int = Field(description="when it was written, Unix ms")
    by: Actor
    source: str | None
    outcome: Literal["created", "merged", "updated", "commanded", "unmerged", "erased"]
    changes: list[FieldChange]
    events: list[str]
    notes: list[str]
    after: LeadView
    prev: str
    hash: str
    schema_: int = Field(1, alias="schema", description="version of this form: 1 or 2")

    salt: str | None = Field(None, description="of the personal digest; gone when the entry is erased")
    personal_digest: str | None = None
    personal_size: int | None = Field(None, description="bytes of the personal part as JSON")
    erased: Erased | None = Field(None, description="what it said of the person is gone")

    text: str | None = None
    content: Any = None
    contact: str | None = Field(
        None, description="what the message states, as JSON text: folding it again gives the lead"
    )
    raw: str | None = Field(None, description="the part of the body it came from, as JSON text, secrets removed")

    other: str | None = Field(None, description="merges: the other lead")
    cause: str | None = Field(None, description="merges: the message that showed it; undoings: the entry undone")
    before: str | None = Field(None, description="merges: the lead before it, as JSON text")
    rows: list[list[int]] | None = Field(None, description="erasures: ranges of `seq` that are erased")
    moved: list[list[int]] | None = Field(None, description="undoings: rows that now count for the lead that came back")
    moved_of: dict[str, list[list[int]]] | None = Field(
        None, description="divisions: rows of leads merged in before that now count for the other lead, by lead"
    )

    refused: list[Refused] = Field([], description="commands: steps that were not done")
    sends: list[Send] = Field([], description="commands: messages queued with it")
    correlation: str | None = None
    causation: str | None = None
    chain: list[str] = []
