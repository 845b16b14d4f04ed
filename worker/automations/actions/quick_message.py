"""Whether and how a quick message may be sent to a lead. Pure; a refusal says why, for the lead's history.

WhatsApp lets a business write freely for 24 hours after the person's last message or call; outside of that only approved
templates go out (https://developers.facebook.com/docs/whatsapp/conversation-types). Deciding here, instead of leaving it
to an error of the sender later, is what lets a rule's author see the reason.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from schemas.durations import DAY_MS
from schemas.quick_messages import Channel, ConsentSnapshot, MessageFile, QuickMessage, TemplateUse
from worker.errors import PutOffError, RefusedError

MARGIN_MS: Final = 60_000  # a free text queued in the window's last minute would arrive after it
TEMPLATE_TTL_MS: Final = {"authentication": 10 * 60_000, "utility": 30 * DAY_MS, "marketing": 30 * DAY_MS}
MAX_TEXT: Final = {"whatsapp": 4096, "sms": 1600, "email": 100_000}

Render = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class SendingTerms:
    """What a rule asks for: a message file or a text of its own, a channel, a language, and where it comes from."""

    channel: Channel
    message: MessageFile
    key: str
    reason: Mapping[str, Any]
    language: str | None = None
    sender: str | None = None
    not_before: int | None = None
    attempt: int = 1


def quick_message(ask: SendingTerms, lead: Mapping[str, Any], render: Render, now: int) -> QuickMessage:
    """Give the message for the queue, or raise `RefusedError` with the reason it must not be sent. Times in Unix ms.

    Where that is only for a while, it is a `PutOffError`. For WhatsApp the failures of earlier messages count, see
    `worker.leads.deliverability`.
    """
    _check_consent(ask, lead)
    address = _ADDRESSES[ask.channel](lead)
    content = _CONTENTS[ask.channel](ask, lead, render, now)
    if ask.channel == "whatsapp":
        _check_delivery(content, lead, max(now, ask.not_before or 0))
    consent = ConsentSnapshot(opted_in=lead["opted_in"], opted_out=lead["opted_out"], checked_at=now)
    return QuickMessage(
        account=lead["account"],
        lead=lead["id"],
        idempotency_key=ask.key,
        reason=dict(ask.reason),
        channel=ask.channel,
        sender=ask.sender,
        not_before=ask.not_before,
        attempt=ask.attempt,
        consent=consent,
        **address,
        **content,
    )


def _check_consent(ask: SendingTerms, lead: Mapping[str, Any]) -> None:
    if lead["opted_out"]:
        raise RefusedError("opted_out", "the person does not want messages")
    if ask.message.consent == "opted_in":
        _need_opt_in(lead)


def _need_opt_in(lead: Mapping[str, Any]) -> None:
    if not lead["opted_in"]:
        raise RefusedError("no_consent", "the person has not opted in; or say `consent: not_opted_out` in the message")


def _check_delivery(content: Mapping[str, Any], lead: Mapping[str, Any], start: int) -> None:
    """Raise if what WhatsApp said of earlier messages speaks against one that goes out at `start`."""
    failures = {failure["means"]: failure for failure in lead.get("failures") or ()}
    use = content.get("template")
    if use is not None and use.category == "marketing" and (limited := failures.get("limited")):
        why = f"WhatsApp delivers no marketing templates to the person for now ({_told(limited)})"
        if limited["until"] is None:
            raise RefusedError("limited", f"{why}; it will again when they have written")
        _put_off("limited", why, limited["until"], start)
    if passing := failures.get("try_again"):
        _put_off(
            "try_again", f"the last message did not get through in passing ({_told(passing)})", passing["until"], start
        )


def _put_off(reason: str, why: str, until: int | None, start: int) -> None:
    if until is not None and until > start:
        moment = datetime.fromtimestamp(-(-until // 60_000) * 60, UTC)
        raise PutOffError(reason, f"{why}; it is decided again at {moment:%Y-%m-%d %H:%M} UTC", until)


def _told(failure: Mapping[str, Any]) -> str:
    """Give the code of a failure and its words, as the platform gave them."""
    return " ".join(filter(None, (failure["code"] or "no code", failure["title"])))


def _whatsapp_address(lead: Mapping[str, Any]) -> dict[str, Any]:
    gone = next((one for one in lead.get("failures") or () if one["means"] == "unreachable"), None)
    if gone is not None:
        raise RefusedError(
            "unreachable",
            f"WhatsApp could not deliver to this address ({_told(gone)}), and the person has not written since; name other "
            "channels in `fallback`",
        )
    if lead["phone"] and lead["address"]:
        return {"to": lead["address"]}
    user_id = next((key.removeprefix("bsuid:") for key in lead["identities"] if key.startswith("bsuid:")), None)
    if user_id is None:
        raise RefusedError("no_address", "the lead has neither a phone number nor a WhatsApp user id")
    return {"recipient": user_id}


def _sms_address(lead: Mapping[str, Any]) -> dict[str, Any]:
    if not lead["phone"]:
        raise RefusedError("no_address", "the lead has no phone number")
    return {"to": lead["phone"]}


def _email_address(lead: Mapping[str, Any]) -> dict[str, Any]:
    if not (email := lead["fields"].get("email")):
        raise RefusedError("no_address", "the lead has no e-mail address")
    return {"to": email}


_CLOSED: Final = "their last message is more than 24 hours old"


def _whatsapp_content(ask: SendingTerms, lead: Mapping[str, Any], render: Render, now: int) -> dict[str, Any]:
    start, window = max(now, ask.not_before or 0), lead["window_until"]
    if ask.message.text and window is not None and start < window - MARGIN_MS:
        return {"kind": "text", "text": _text(ask, lead, render), "expires_at": window}
    template = ask.message.template
    if template is None:
        since = "the person has not written yet" if window is None else _CLOSED
        if any(one["means"] == "window_closed" for one in lead.get("failures") or ()):
            since = "WhatsApp said that the window is closed"
        raise RefusedError(
            "window_closed", f"{since}; outside of the window only a template may be sent, and the message has none"
        )
    if template.category == "marketing" and str(lead["phone"] or "").startswith("+1"):
        raise RefusedError(
            "marketing_paused", "WhatsApp delivers no marketing templates to +1 numbers since April 2025"
        )
    if template.category == "marketing" and ask.message.consent is None:
        _need_opt_in(lead)
    language = _language(ask, lead, template.languages)
    parameters = tuple(_parameter(render(text)) for text in template.parameters)
    use = TemplateUse(name=template.name, language=language, category=template.category, parameters=parameters)
    return {"kind": "template", "template": use, "expires_at": start + TEMPLATE_TTL_MS[template.category]}


def _plain_content(ask: SendingTerms, lead: Mapping[str, Any], render: Render, now: int) -> dict[str, Any]:
    if not ask.message.text:
        raise RefusedError("no_text", f"the message has only a WhatsApp template, no text for {ask.channel}")
    content: dict[str, Any] = {
        "kind": "text",
        "text": _text(ask, lead, render),
        "expires_at": now + TEMPLATE_TTL_MS["utility"],
    }
    if ask.channel == "email":
        subjects = ask.message.subject
        if not subjects:
            raise RefusedError("no_subject", "the message has no `subject`, which an e-mail needs")
        content["subject"] = render(subjects[_language(ask, lead, tuple(subjects))])[:200].replace("\n", " ")
    return content


def _text(ask: SendingTerms, lead: Mapping[str, Any], render: Render) -> str:
    text = render(ask.message.text[_language(ask, lead, tuple(ask.message.text))]).strip()
    if not text:
        raise RefusedError("empty_text", "the text is empty for this lead")
    if len(text) > MAX_TEXT[ask.channel]:
        raise RefusedError("too_long", f"{len(text)} characters; {ask.channel} takes {MAX_TEXT[ask.channel]}")
    return text


def _parameter(text: str) -> str:
    """WhatsApp refuses parameters that are empty or hold line breaks, tabs or more than four spaces in a row (132000ff)."""
    flat = " ".join(text.split())
    if not flat:
        raise RefusedError("empty_parameter", "a parameter of the template is empty for this lead; give it a default")
    return flat[:1024]


def _language(ask: SendingTerms, lead: Mapping[str, Any], known: tuple[str, ...]) -> str:
    """The language asked for, or its base, else the lead's own, else the message's default, else what there is."""
    wishes = (ask.language, lead["fields"].get("language"), ask.message.default_language)
    by_slug = {code.casefold().replace("-", "_"): code for code in known}
    for wish in wishes:
        slug = str(wish or "").casefold().replace("-", "_")
        if found := by_slug.get(slug) or by_slug.get(slug.split("_", maxsplit=1)[0]):
            return found
    return known[0]


_ADDRESSES = {"whatsapp": _whatsapp_address, "sms": _sms_address, "email": _email_address}
_CONTENTS = {"whatsapp": _whatsapp_content, "sms": _plain_content, "email": _plain_content}
