"""A message as the WhatsApp Business Platform delivers it, by type.

See `schemas.whatsapp_part` for what all have, and `schemas.whatsapp` for the body around it.

The parts are typed dictionaries: validating one gives a copy that holds only the keys declared here, so an undeclared
key (a media `url` that expires within minutes) never travels on. Required is only what no lead can be made without.
Reference: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
"""

from collections.abc import Mapping
from typing import Any, Required

from pydantic import ConfigDict
from typing_extensions import TypedDict

from schemas.whatsapp_part import Bsuid, Message, Name


class Text(TypedDict):
    """Typed words."""

    body: str


class TextMessage(Message):
    """A text."""

    text: Text


class Media(TypedDict, total=False):
    """A file, kept by WhatsApp for seven days under its `id`."""

    id: str | None
    mime_type: str | None
    sha256: str | None
    caption: str | None
    filename: str | None
    voice: bool | None
    animated: bool | None


class ImageMessage(Message):
    """A picture."""

    image: Media


class VideoMessage(Message):
    """A video."""

    video: Media


class AudioMessage(Message):
    """A sound file, or a voice note (`voice`)."""

    audio: Media


class VoiceMessage(Message):
    """A voice note, as the on-premises API calls it."""

    voice: Media


class DocumentMessage(Message):
    """A document."""

    document: Media


class StickerMessage(Message):
    """A sticker."""

    sticker: Media


class Location(TypedDict, total=False):
    """A place."""

    latitude: Required[float]
    longitude: Required[float]
    name: str | None
    address: str | None
    url: str | None


class LocationMessage(Message):
    """A shared place."""

    location: Location


class CardPhone(TypedDict, total=False):
    """A number on a card; `phone` and `wa_id` may differ."""

    phone: str | None
    wa_id: str | None
    type: str | None


class Card(TypedDict, total=False):
    """A contact card. With `origin: contact_request` it is the sender's own, attested by WhatsApp."""

    __pydantic_config__ = ConfigDict(extra="allow")  # type: ignore[misc]  # where pydantic wants it; a TypedDict knows only keys

    name: dict[str, Any] | None
    phones: list[CardPhone] | None
    emails: list[dict[str, Any]] | None
    vcard: str | None
    origin: str | None


class ContactsMessage(Message):
    """Shared contact cards."""

    contacts: list[Card]


class Reply(TypedDict, total=False):
    """A tapped reply button or list row."""

    id: str | None
    title: str | None
    description: str | None


class FlowReply(TypedDict, total=False):
    """An answered form; `response_json` is JSON inside a string, with keys the business chose."""

    name: str | None
    body: str | None
    response_json: str | None


class Interactive(TypedDict, total=False):
    """An answer to an interactive message."""

    __pydantic_config__ = ConfigDict(extra="allow")  # type: ignore[misc]  # where pydantic wants it; a TypedDict knows only keys

    type: Required[Name]
    button_reply: Reply | None
    list_reply: Reply | None
    nfm_reply: FlowReply | None


class InteractiveMessage(Message):
    """A tapped button or row, an answered form, ..."""

    interactive: Interactive


class Button(TypedDict, total=False):
    """A tapped quick-reply button of a template."""

    text: str | None
    payload: str | None


class ButtonMessage(Message):
    """A quick reply."""

    button: Button


class Order(TypedDict, total=False):
    """A cart."""

    catalog_id: str | None
    text: str | None
    product_items: list[dict[str, Any]] | None


class OrderMessage(Message):
    """A sent cart."""

    order: Order


class Reaction(TypedDict, total=False):
    """An emoji on one of our messages; without `emoji` it was taken back."""

    message_id: Required[str]
    emoji: str | None


class ReactionMessage(Message):
    """A reaction."""

    reaction: Reaction


class System(TypedDict, total=False):
    """A change of the person's number, user id or encryption identity. The old number is `from` or `customer`."""

    type: Required[Name]
    body: str | None
    wa_id: str | None
    new_wa_id: str | int | None
    customer: str | None
    user_id: Bsuid
    parent_user_id: Bsuid
    previous_user_id: Bsuid
    previous_parent_user_id: Bsuid
    identity: str | None


class SystemMessage(Message):
    """A notice about the person; it comes without `contacts`."""

    system: System


class Unsupported(TypedDict, total=False):
    """What the platform did not hand over."""

    type: str | None


class UnsupportedMessage(Message, total=False):
    """A message without content. It may be the first one of a person who tapped an ad."""

    unsupported: Unsupported | None


class Edit(TypedDict, total=False):
    """A changed message."""

    original_message_id: Required[str]
    message: Required[dict[str, Any]]


class EditMessage(Message):
    """The person changed a message."""

    edit: Edit


class Revoke(TypedDict):
    """A withdrawn message."""

    original_message_id: str


class RevokeMessage(Message):
    """The person deleted a message for everyone."""

    revoke: Revoke


MESSAGES: Mapping[str, Any] = {
    "text": TextMessage,
    "image": ImageMessage,
    "video": VideoMessage,
    "audio": AudioMessage,
    "voice": VoiceMessage,
    "document": DocumentMessage,
    "sticker": StickerMessage,
    "location": LocationMessage,
    "contacts": ContactsMessage,
    "interactive": InteractiveMessage,
    "button": ButtonMessage,
    "order": OrderMessage,
    "reaction": ReactionMessage,
    "system": SystemMessage,
    "unsupported": UnsupportedMessage,
    "edit": EditMessage,
    "revoke": RevokeMessage,
}
"""Message types by their name; any other name is a plain `Message`."""

AnyMessage = (
    TextMessage
    | ImageMessage
    | VideoMessage
    | AudioMessage
    | VoiceMessage
    | DocumentMessage
    | StickerMessage
    | LocationMessage
    | ContactsMessage
    | InteractiveMessage
    | ButtonMessage
    | OrderMessage
    | ReactionMessage
    | SystemMessage
    | UnsupportedMessage
    | EditMessage
    | RevokeMessage
    | Message
)
