"""Quick messages: the files under messages/, and what the queues `quick-messages` and `notifications` carry.

A sender that reads `quick-messages` must check consent and expiry once more when it sends, and use `idempotency_key`
(as `biz_opaque_callback_data` on WhatsApp): a message may be delivered to it twice.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from schemas.file import File

Channel = Literal["whatsapp", "sms", "email"]
Category = Literal["marketing", "utility", "authentication"]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}([_-][A-Za-z]{2,4})?$", description="en, pt_BR")]


class WhatsAppTemplate(File):
    """A template approved by WhatsApp: the only thing that may be sent outside of the 24-hour window."""

    name: str = Field(pattern=r"^[a-z0-9_]{1,512}$")
    category: Category = "marketing"
    languages: tuple[Language, ...] = Field(min_length=1)
    parameters: tuple[str, ...] = Field((), description="texts for {{1}}, {{2}} …, in order; templates themselves")


class MessageFile(File):
    """messages/<id>.yaml: one quick message, in each language and for each channel it can go by."""

    text: dict[Language, str] = Field(
        {}, description="free text per language, for WhatsApp within the window, SMS and e-mail"
    )
    template: WhatsAppTemplate | None = None
    subject: dict[Language, str] = Field({}, description="for e-mail")
    default_language: Language = "en"
    consent: Literal["opted_in", "not_opted_out"] | None = Field(
        None,
        description="what the person must have said; default: opted_in for marketing templates, else not_opted_out",
    )

    @model_validator(mode="after")
    def _something(self) -> "MessageFile":
        if not self.text and self.template is None:
            raise ValueError("a message needs `text` or `template`")
        known = {*self.text, *(self.template.languages if self.template else ())}
        if self.default_language not in known:
            raise ValueError(
                f"default_language: there is nothing in {self.default_language!r}; there is {', '.join(sorted(known))}"
            )
        return self


class Wire(BaseModel):
    """A published request; receivers must ignore keys they do not know."""

    model_config = ConfigDict(frozen=True)

    version: Literal[1] = 1
    account: str
    lead: str
    idempotency_key: str = Field(description="stable over retries: the same key is the same message")
    reason: dict[str, Any] = Field(
        description="the rule, the event and the wait that asked for it; of quick messages also the action's place, and "
        "what is left to try (`left`) if it is not delivered"
    )


class ConsentSnapshot(BaseModel):
    """What was known about the person's consent when the message was queued."""

    opted_in: bool
    opted_out: bool
    checked_at: int = Field(description="Unix ms")


class TemplateUse(BaseModel):
    """A WhatsApp template with its parameters."""

    name: str
    language: str
    category: Category
    parameters: tuple[str, ...] = ()


class QuickMessage(Wire):
    """A message to a person, for the sender that reads `quick-messages`."""

    channel: Channel
    kind: Literal["text", "template"]
    sender: str | None = Field(
        None, description="WhatsApp phone_number_id, SMS sender or mail address; none: the sender's default"
    )
    to: str | None = Field(None, description="the address as received (WhatsApp digits), E.164 (SMS) or e-mail address")
    recipient: str | None = Field(None, description="WhatsApp business-scoped user id, where there is no phone")
    text: str | None = None
    subject: str | None = None
    template: TemplateUse | None = None
    not_before: int | None = Field(None, description="Unix ms")
    expires_at: int | None = Field(
        None, description="Unix ms; later it must not be sent: the window's end for free text"
    )
    consent: ConsentSnapshot
    attempt: int = Field(1, description="more than 1: it was held, or an earlier attempt was not delivered")


class Notification(Wire):
    """Something to tell teammates, or a webhook to call, for the role that reads `notifications`."""

    kind: Literal["notice", "webhook"]
    users: tuple[str, ...] = Field((), description="ids of the teammates it is for; stored for the console")
    email: tuple[str, ...] = Field((), description="addresses it goes to")
    chat: str | None = Field(None, description="`secret:NAME` of a chat webhook's address")
    url: str | None = Field(None, description="for webhooks: the address, or `secret:NAME` of it")
    secret: str | None = Field(None, description="`secret:NAME` that signs the webhook (Standard Webhooks)")
    headers: dict[str, str] = Field({}, description="for webhooks: further headers; a value may be `secret:NAME`")
    timeout_ms: int | None = Field(None, ge=1_000, le=60_000, description="for webhooks: of one attempt")
    subject: str | None = None
    text: str | None = None
    data: dict[str, Any] = Field({}, description="for webhooks: the body")
    expires_at: int | None = Field(None, description="Unix ms; later it is kept for the console, but not sent")
