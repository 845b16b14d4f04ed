"""What gateways beside the Cloud API post: Twilio, Gupshup, and those driving WhatsApp Web (Baileys, Evolution, WAHA).

Typed dictionaries, as in `schemas.whatsapp_part`: only declared keys travel on, and required is only what no lead
can be made without. The on-premises API uses the message types of `schemas.whatsapp_message` at top level.
"""

from typing import Annotated, Any, Literal, Required

from pydantic import BeforeValidator, Field, WithJsonSchema
from typing_extensions import TypedDict

from schemas.whatsapp_part import ContactRow, Id, Message, Name, Profile, Referral, Timestamp

Jid = Annotated[str, Field(description="123@s.whatsapp.net, 123@c.us, 123@lid, 123@g.us, ...")]


def _long(value: Any) -> Any:
    """Read a 64-bit number that JavaScript wrote as {low, high, unsigned}."""
    low, high = (value.get("low"), value.get("high", 0)) if isinstance(value, dict) else (None, None)
    return (low & 0xFFFFFFFF) + (high << 32) if isinstance(low, int) and isinstance(high, int) else value


def _serialized(value: Any) -> Any:
    """Read an id that whatsapp-web.js gives in its parts: `_serialized`, or `id` where that has another name today."""
    if not isinstance(value, dict):
        return value
    chat = value.get("remote")
    chat = chat.get("_serialized") if isinstance(chat, dict) else chat
    whole = f"{str(bool(value.get('fromMe'))).lower()}_{chat}_{value.get('id')}" if chat else value.get("id")
    return value.get("_serialized") or whole


# https://github.com/devlikeapro/waha/issues/2157
SerializedId = Annotated[Id, BeforeValidator(_serialized)]
LongTimestamp = Annotated[
    int,
    BeforeValidator(_long),
    Field(ge=1),
    WithJsonSchema(
        {"description": "Unix time: number, string, or {low, high}", "type": ["integer", "string", "object"]}
    ),
]


class OnPremises(TypedDict, total=False):
    """A body of the on-premises API."""

    contacts: list[ContactRow]
    messages: list[Message]
    statuses: list[dict[str, Any]]
    errors: list[dict[str, Any]]


class TwilioForm(TypedDict, total=False):
    """An inbound message of Twilio, form-encoded; new parameters appear without notice.

    https://www.twilio.com/docs/messaging/guides/webhook-request
    """

    MessageSid: Id
    SmsMessageSid: Id
    From: Required[Annotated[str, Field(description="whatsapp:+15551234567, or whatsapp:US.ABC123 for a user id")]]
    To: str
    WaId: str
    ProfileName: str
    ExternalUserId: str
    ExternalUserIdentifier: str
    ParentExternalUserId: str
    AccountSid: str
    MessagingServiceSid: str
    MessageType: str
    MessageStatus: str
    SmsStatus: str
    ErrorCode: str
    OptOutType: str
    Body: str
    NumMedia: str
    ButtonText: str
    ButtonPayload: str
    ListTitle: str
    ListId: str
    InteractiveData: str
    FlowData: str
    Latitude: str
    Longitude: str
    Address: str
    Label: str
    OriginalRepliedMessageSid: str
    Forwarded: str
    FrequentlyForwarded: str
    ReferralSourceType: str
    ReferralSourceId: str
    ReferralSourceUrl: str
    ReferralHeadline: str
    ReferralBody: str
    ReferralCtwaClid: str


class GupshupSender(TypedDict, total=False):
    """The person, as Gupshup knows them."""

    phone: str | None
    name: str | None
    userId: str | None
    parentUserId: str | None
    username: str | None


class GupshupContext(TypedDict, total=False):
    """What the message answers."""

    id: str | None
    forwarded: bool | None
    frequently_forwarded: bool | None


class GupshupMessage(TypedDict, total=False):
    """`payload` of an event of type `message`. https://docs.gupshup.io/docs/types-of-payload"""

    id: Required[Id]
    type: Name
    source: str | None
    payload: dict[str, Any] | None
    sender: GupshupSender | None
    context: GupshupContext | None
    referral: Referral | None


class GupshupStatus(TypedDict, total=False):
    """`payload` of an event of type `message-event`."""

    id: str | None
    gsId: str | None
    type: Required[Name]
    destination: str | None
    userId: str | None
    parentUserId: str | None
    payload: dict[str, Any] | None


class GupshupUserEvent(TypedDict, total=False):
    """`payload` of an event of type `user-event`. https://partner-docs.gupshup.io/docs/user-events"""

    phone: str | None
    userId: str | None
    type: Required[Name]


class GupshupEvent(TypedDict, total=False):
    """A body of Gupshup, version 2. Version 3 is the Cloud API's shape."""

    app: Required[str]
    timestamp: Required[Timestamp]
    version: int
    type: Required[Name]
    payload: Required[dict[str, Any]]


class WebKey(TypedDict, total=False):
    """Which message, in which chat. A LID is an address without a number; `Alt` and `Pn` keys give the other one."""

    id: Required[Id]
    remoteJid: Required[Jid]
    remoteJidAlt: Jid | None
    senderPn: Jid | None
    senderLid: Jid | None
    fromMe: bool | None


class WebMessage(TypedDict, total=False):
    """A message as WhatsApp Web has it. https://baileys.wiki/concepts/jids"""

    key: Required[WebKey]
    message: dict[str, Any] | None
    messageTimestamp: Required[LongTimestamp]
    messageStubType: int | str | None
    pushName: str | None
    contextInfo: Annotated[Any, Field(description="what it answers and the ad it came from; of Evolution API")]


class WebContact(TypedDict, total=False):
    """A row of the phone's address book, or of those who wrote."""

    id: Jid | None
    remoteJid: Jid | None
    lid: Jid | None
    phoneNumber: Jid | None
    pn: Jid | None
    jid: Jid | None
    name: str | None
    notify: str | None
    pushName: str | None


WebCall = TypedDict(
    "WebCall",
    {
        "id": Required[Id],
        "from": Jid | None,
        "chatId": Jid | None,
        "callerPn": Jid | None,
        "status": str | None,
        "isVideo": bool | None,
        "isGroup": bool | None,
        "date": Any,
        "timestamp": LongTimestamp | None,
    },
    total=False,
)
WebCall.__doc__ = "A call as WhatsApp Web announces it."

WahaMessage = TypedDict(
    "WahaMessage",
    {
        "id": Required[SerializedId],
        "timestamp": Required[LongTimestamp],
        "from": Required[Jid],
        "to": Jid | None,
        "fromMe": bool | None,
        "body": str | None,
        "hasMedia": bool | None,
        "media": dict[str, Any] | None,
        "location": dict[str, Any] | None,
        "vCards": list[str] | None,
        "replyTo": dict[str, Any] | None,
        "reaction": dict[str, Any] | None,
        "editedMessageId": str | None,
        "_data": dict[str, Any] | None,
    },
    total=False,
)
WahaMessage.__doc__ = "`payload` of WAHA's message events. https://waha.devlike.pro/docs/how-to/events/"


class GatewayEvent(TypedDict, total=False):
    """The envelope of Evolution API, WAHA and the like: what happened, in which session."""

    event: Required[Name]
    instance: str | None
    instanceName: str | None
    session: str | None
    data: Any
    payload: Any
    sender: Any
    me: dict[str, Any] | None


Provider = Literal["cloud", "360dialog", "onprem", "twilio", "gupshup", "evolution", "baileys", "waha"]
"""Values of the header `provider` of `whatsapp-incoming`; none means that the body's shape tells."""

__all__ = [
    "GatewayEvent",
    "GupshupEvent",
    "GupshupMessage",
    "GupshupStatus",
    "GupshupUserEvent",
    "OnPremises",
    "Profile",
    "Provider",
    "TwilioForm",
    "WahaMessage",
    "WebCall",
    "WebContact",
    "WebKey",
    "WebMessage",
]
