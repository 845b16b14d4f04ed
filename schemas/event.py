"""What the worker announces on the exchange `lead.events`: CloudEvents 1.0 in the RabbitMQ binding.

The attributes travel as headers (`ce-…`), the data as the JSON body; it is the same for every type, and `ce-type` says
what happened. Receivers ignore what they do not know. An event may come twice, with the same `ce-id`; `ce-sequence`
counts the entries of a lead's history without gaps, so that a receiver can tell that it missed or overtook one.
https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md
"""

from collections.abc import Mapping
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from schemas.account import Status

DATA_SCHEMA: Final = "lead-event/1"

EVENT_TYPES: Final[Mapping[str, str]] = {
    "lead.created": "A person became a lead.",
    "lead.updated": "Fields, tags, identities or anything else of the lead changed.",
    "lead.message_received": "The person wrote or called; this opens the 24-hour window.",
    "lead.message_completed": "The content of a message came, of which a placeholder was announced; it counts nothing anew.",
    "lead.state_changed": "The lead moved to another state of the pipeline.",
    "lead.assigned": "The lead was given to a teammate.",
    "lead.unassigned": "The lead was taken from its owner.",
    "lead.opted_in": "The person agreed to be written to.",
    "lead.opted_out": "The person does not want messages.",
    "lead.delivery_failed": "A message of ours was not delivered; `failures` of the lead says what that means.",
    "lead.task_added": "A follow-up task was added.",
    "lead.merged": "Another lead (`other`) was merged into this one: they are one person.",
    "lead.merged_away": "This lead was merged into another (`other`), which carries on.",
    "lead.unmerged": "A merge with `other` was undone: they are two people.",
    "lead.activity_recorded": "Something happened that changed nothing about the lead.",
}
"""Every event type there is; the routing key of an event is its type."""


class EventHeaders(BaseModel):
    """Headers of an event: the attributes of CloudEvents and four extensions."""

    model_config = ConfigDict(populate_by_name=True)

    id: str = Field(alias="ce-id", description="stable: an event that comes again has the same id")
    source: str = Field(alias="ce-source", description="/accounts/ACCOUNT")
    type: str = Field(alias="ce-type", description="what happened; also the routing key")
    specversion: Literal["1.0"] = Field(alias="ce-specversion")
    subject: str = Field(alias="ce-subject", description="id of the lead")
    time: str = Field(
        alias="ce-time", description="when it was recorded, RFC 3339", json_schema_extra={"format": "date-time"}
    )
    dataschema: str = Field(DATA_SCHEMA, alias="ce-dataschema")
    sequence: str = Field(
        alias="ce-sequence", pattern=r"^\d+$", description="number of the entry in the lead's history, without gaps"
    )
    correlationid: str = Field(
        alias="ce-correlationid", description="entry of the message or command that began it all"
    )
    causationid: str = Field(alias="ce-causationid", description="what led to this entry: itself, or an event")
    historic: Literal["true"] | None = Field(
        None, alias="ce-historic", description="only where a sync of old chats told it: nothing happened just now"
    )
    chain: str | None = Field(
        None, alias="ce-chain", description="rules on the way, comma-separated, the last one last"
    )


class Actor(BaseModel):
    """Who did it."""

    kind: Literal["contact", "human", "api", "rule", "system"] = Field(description="contact: the person, or a source")
    id: str = Field(description="gateway, campaign or plugin; user; key; rule; part of the worker")


class FieldChange(BaseModel):
    """One thing that changed: a field of the lead, or state, assignee, phone, identities, tags, flags, opted_in, …"""

    model_config = ConfigDict(populate_by_name=True)

    field: str
    from_: Any = Field(None, alias="from", description="the value before; null: there was none")
    to: Any = Field(None, description="the value now; null: there is none any more")


class DeliveryFailure(BaseModel):
    """Why messages of ours did not reach the person on WhatsApp, in force until they write. Times are Unix ms."""

    means: Literal["unreachable", "window_closed", "limited", "try_again", "failed"] = Field(
        description="unreachable: not on WhatsApp at this address; window_closed: only templates; limited: no marketing "
        "templates for now; try_again: it passes; failed: a code that means nothing beyond that"
    )
    at: int = Field(description="when it failed")
    code: str = Field(description="the platform's or gateway's code; empty: it gave none")
    title: str = Field(description="its words for it, which may change; empty: it gave none")
    until: int | None = Field(description="when it may be tried again; null: when the person has written")


class LeadView(BaseModel):
    """The lead after the event. Times are Unix ms."""

    id: str
    account: str
    version: int = Field(ge=1, description="number of the last entry of its history; equals `ce-sequence`")
    phone: str | None = Field(description="E.164; null for people known by a WhatsApp user id alone")
    address: str | None = Field(description="where WhatsApp messages are sent: as WhatsApp delivered it")
    identities: list[str] = Field(description="keys: phone:…, bsuid:…, lid:…, email:…, ext:PLUGIN:…")
    fields: dict[str, Any] = Field(description="values of fields.yaml by field id")
    tags: list[str]
    source: str | None = Field(description="first touch: whatsapp, ctwa_ad, campaign, plugin, history")
    origin: str | None = Field(description="the gateway, campaign or plugin behind it")
    attribution: dict[str, Any] | None = Field(description="first-touch attribution: ad, campaign, utm_*")
    state: str | None
    status: Status
    assignee: str | None
    previous_assignee: str | None
    opted_out: bool
    opted_in: bool
    last_inbound_at: int | None
    window_until: int | None = Field(
        description="end of WhatsApp's 24-hour window, or when WhatsApp said it was closed"
    )
    reachable: bool = Field(True, description="false: WhatsApp said that it cannot deliver to the address in force")
    failures: list[DeliveryFailure] = Field(
        [], description="what delivery reports told since the person last wrote, the earliest first"
    )
    messages: int = Field(ge=0, description="`inbound` and `outbound` together; those of old chats too")
    inbound: int = Field(ge=0, description="messages that the person wrote")
    outbound: int = Field(0, ge=0, description="messages of ours that the channel told us of")
    calls: int = Field(0, ge=0, description="calls from the person")
    forms: int = Field(0, ge=0, description="forms of the person, as plugins sent them")
    rows: int = Field(0, ge=0, description="rows of lists that name the person")
    incomplete: list[str] = Field(description="required fields that nobody stated yet")
    created_at: int


class Said(BaseModel):
    """What the person wrote, if it was a message."""

    text: str | None
    content: Any = Field(description="type, media, reply, order …, as the source gives it")


class LeadEvent(BaseModel):
    """The body of an event."""

    account: str
    entry: str = Field(description="id of the history entry")
    at: int = Field(description="when it happened, Unix ms; `ce-time` is when it was recorded")
    activity: str = Field(
        description="what the history calls it: message_received, campaign_row, form_submitted, merged, …"
    )
    by: Actor
    source: str | None = Field(description="whatsapp, ctwa_ad, campaign, plugin, history; null for commands")
    historic: bool = Field(False, description="whether a sync of old chats told it; `at` is when it was written")
    lead: LeadView
    changes: list[FieldChange]
    message: Said
    other: str | None = Field(description="the other lead, for merges")
