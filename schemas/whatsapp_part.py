"""What every part of a WhatsApp webhook is made of: who, when, in answer to what, from which ad, and errors.

Typed dictionaries: validating one gives a copy that holds only the keys declared here, so an undeclared key never
travels on. Required is only what no lead can be made without.
Reference: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
"""

from typing import Annotated, Required

from pydantic import Field, WithJsonSchema
from typing_extensions import TypedDict

Id = Annotated[str, Field(min_length=1, max_length=512)]
Name = Annotated[str, Field(min_length=1, max_length=64)]
Timestamp = Annotated[
    int,
    Field(ge=1),
    WithJsonSchema(
        {
            "anyOf": [{"type": "string", "pattern": r"^\d+$"}, {"type": "integer", "minimum": 1}],
            "description": "Unix time; seconds or milliseconds, told apart by magnitude",
        }
    ),
]
Person = Annotated[str | None, Field(description="digits of the person's WhatsApp number; left out under a username")]
Bsuid = Annotated[str | None, Field(description="business-scoped user id, such as US.13491208655302741918")]


class Profile(TypedDict, total=False):
    """How the person presents themselves."""

    name: str | None
    username: str | None


class ContactRow(TypedDict, total=False):
    """A row of `contacts`; it belongs to the part with the same `wa_id` or `user_id`, wherever it stands."""

    profile: Profile | None
    wa_id: Person
    user_id: Bsuid
    parent_user_id: Bsuid
    identity_key_hash: str | None


class ReferredProduct(TypedDict, total=False):
    """The catalogue item a question is about."""

    catalog_id: str | None
    product_retailer_id: str | None


class Context(TypedDict, total=False):
    """What the message answers. A forwarded message has a context without `id`."""

    id: str | None
    forwarded: bool | None
    frequently_forwarded: bool | None
    referred_product: ReferredProduct | None


class Welcome(TypedDict, total=False):
    """The greeting the ad showed."""

    text: str | None


class Referral(TypedDict, total=False):
    """The ad or post the person tapped. `ctwa_clid` is absent for ads in WhatsApp Status."""

    source_type: str | None
    source_id: str | int | None
    source_url: str | None
    headline: str | None
    body: str | None
    media_type: str | None
    ctwa_clid: str | None
    welcome_message: Welcome | None


class ErrorData(TypedDict, total=False):
    """Details of a platform error."""

    details: str | None


class PlatformError(TypedDict, total=False):
    """An error; decide by `code`, the texts change."""

    code: int | str | None
    title: str | None
    message: str | None
    error_data: ErrorData | None


# `from` is a keyword, hence the call.
Message = TypedDict(
    "Message",
    {
        "id": Required[Id],
        "timestamp": Required[Timestamp],
        "type": Required[Name],
        "from": Person,
        "from_user_id": Bsuid,
        "from_parent_user_id": Bsuid,
        "to": Person,
        "to_user_id": Bsuid,
        "to_parent_user_id": Bsuid,
        "group_id": str | None,
        "context": Context | None,
        "referral": Referral | None,
        "errors": list[PlatformError] | None,
        "origin": str | None,
    },
    total=False,
)
Message.__doc__ = "What every message has; a type we do not know is read as this. `to` is set in echoes only."
