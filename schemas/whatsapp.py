"""What the WhatsApp Business Platform posts to a webhook, and what we require of each part of it.

The envelope is a model for documentation; a body is read part by part, so that one bad message does not fail its
neighbours. Reference: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference
"""

from typing import Annotated, Any, Literal, Required

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from schemas.whatsapp_message import AnyMessage
from schemas.whatsapp_part import Bsuid, ContactRow, Id, Message, Name, Person, PlatformError, Timestamp


class Status(TypedDict, total=False):
    """What became of a message or call of ours. Gives pairs of number and user id, opt-outs, and why messages failed."""

    id: Required[Id]
    status: Required[Name]
    timestamp: Required[Timestamp]
    type: str | None
    recipient_id: Person
    recipient_user_id: Bsuid
    recipient_parent_user_id: Bsuid
    parent_recipient_user_id: Bsuid
    parent_user_id: Bsuid
    recipient_type: str | None
    biz_opaque_callback_data: Annotated[str | None, Field(description="what the sender gave: our idempotency key")]
    errors: list[PlatformError] | None


Call = TypedDict(
    "Call",
    {
        "id": Required[Id],
        "event": Name,
        "timestamp": Required[Timestamp],
        "direction": str | None,
        "from": Person,
        "from_user_id": Bsuid,
        "from_parent_user_id": Bsuid,
        "to": Person,
        "to_user_id": Bsuid,
        "to_parent_user_id": Bsuid,
        "status": str | list[str] | None,
        "duration": Annotated[int, Field(ge=0, le=31_536_000, description="seconds")] | None,
        "start_time": int | str | None,
        "end_time": int | str | None,
    },
    total=False,
)
Call.__doc__ = "A call begins (`connect`) or ends (`terminate`)."


class Preference(TypedDict, total=False):
    """The person stopped, resumed or signed up for marketing messages in WhatsApp's own menus."""

    wa_id: Person
    user_id: Bsuid
    parent_user_id: Bsuid
    category: Required[Name]
    value: Required[Annotated[Name, Field(description="stop, resume, signup; others are noted, not acted on")]]
    detail: str | None
    timestamp: Required[Timestamp]


class BookContact(TypedDict, total=False):
    """An entry of the address book of the business's phone."""

    full_name: str | None
    first_name: str | None
    phone_number: str | None
    user_id: Bsuid
    parent_user_id: Bsuid
    username: str | None


class BookMetadata(TypedDict, total=False):
    """When the entry changed."""

    timestamp: Required[Timestamp]


class BookEntry(TypedDict, total=False):
    """A change of the address book."""

    type: Required[Name]
    action: Required[Name]
    contact: Required[BookContact]
    metadata: Required[BookMetadata]


class ThreadContext(TypedDict, total=False):
    """Whose chat a history thread is."""

    wa_id: Person
    user_id: Bsuid
    parent_user_id: Bsuid
    username: str | None


class Thread(TypedDict, total=False):
    """One chat of the history; `id` is the person's number."""

    id: Person
    context: ThreadContext | None
    messages: Required[list[Any]]


class StandbyEcho(TypedDict, total=False):
    """A message that another sender on our number wrote; its content is wrapped."""

    id: Required[Id]
    timestamp: Required[Timestamp]
    message: Required[dict[str, Any]]


class Metadata(BaseModel):
    """The business number a change is about; it decides the account."""

    phone_number_id: str
    display_phone_number: str | None = None


class HistoryChunk(BaseModel):
    """A piece of the chats the business had before it joined; pieces come in any order."""

    metadata: dict[str, Any] | None = None
    threads: list[Thread] = []
    errors: list[PlatformError] = []


class Standby(BaseModel):
    """What happens in a chat that another sender on our number handles."""

    contacts: list[ContactRow] = []
    messages: list[AnyMessage] = []
    message_echoes: list[StandbyEcho] = []
    statuses: list[Status] = []


class Value(BaseModel):
    """The parts of a change; which of them there are depends on its field."""

    model_config = ConfigDict(extra="allow")

    messaging_product: Literal["whatsapp"] = "whatsapp"
    metadata: Metadata
    contacts: list[ContactRow] = []
    messages: list[AnyMessage] = []
    statuses: list[Status] = []
    message_echoes: list[Message] = []
    calls: list[Call] = []
    user_preferences: list[Preference] = []
    state_sync: list[BookEntry] = []
    history: list[HistoryChunk] = []
    standby: Standby | None = None
    errors: list[PlatformError] = []


class Change(BaseModel):
    """News of one kind about one business number."""

    field: str
    value: Value


class Entry(BaseModel):
    """News about one WhatsApp Business Account."""

    id: str
    changes: list[Change]


class CloudWebhook(BaseModel):
    """A webhook body of the Cloud API: up to a thousand updates, of several numbers and accounts."""

    object: Literal["whatsapp_business_account"]
    entry: list[Entry]
