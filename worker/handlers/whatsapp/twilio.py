"""Twilio's webhook: a form, not JSON, whose fields come and go without notice.

https://www.twilio.com/docs/messaging/guides/webhook-request. It carries no time: the message's is the header
`received_at` (Unix ms) if the publisher set it, else the time when the worker first took the delivery.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from schemas.gateways import TwilioForm
from worker.account import Accounts
from worker.contact import Consent, Contact, Decoded, Ignored
from worker.errors import MalformedPartError, RefusedError
from worker.handlers.whatsapp.content import answered, noted
from worker.handlers.whatsapp.failures import Reported
from worker.handlers.whatsapp.gateway import account_of, media_type, whole
from worker.handlers.whatsapp.message import Channel, Said, channel, contact_of
from worker.handlers.whatsapp.part import mender
from worker.handlers.whatsapp.participants import Participant, identities_of
from worker.handlers.whatsapp.statuses import opted, outcome
from worker.ports import Delivery

_check = mender(TwilioForm)
_PREFIX = "whatsapp:"
_MAX_FIELDS = 1000
IDS = ("MessageSid", "SmsMessageSid", "SmsSid")
_MARK = b"MessageSid="
_OTHER = (b"[", b'"', b"<")  # how JSON and XML begin
_FAILED = frozenset({"failed", "undelivered"})  # https://www.twilio.com/docs/messaging/api/message-resource
_OPT_OUT_TYPES: Mapping[str, bool] = {"STOP": False, "START": True}
_REFERRAL = {
    "source_type": "ReferralSourceType",
    "source_id": "ReferralSourceId",
    "source_url": "ReferralSourceUrl",
    "headline": "ReferralHeadline",
    "body": "ReferralBody",
    "ctwa_clid": "ReferralCtwaClid",
}


def read(delivery: Delivery, body: dict[str, Any], accounts: Accounts) -> Decoded:
    """Read a form, or what an edge made of it in JSON; raise `RefusedError` if nothing of it can be used."""
    form: dict[str, str] = {name: value for name, value in body.items() if isinstance(value, str)}
    ours = form.get("To" if _addresses_us(form) else "From", "")
    number = ours.removeprefix(_PREFIX)
    names = (ours, number, form.get("MessagingServiceSid"), form.get("AccountSid"))
    account = account_of(delivery, accounts, "twilio", names, (number,))
    stamp = delivery.headers.get("received_at")
    at = stamp if isinstance(stamp, int) and stamp > 0 else delivery.received_at
    via = channel(account, "twilio", delivery.received_at, ours)
    return whole(delivery, form, lambda: _read(via, at, form))


def is_form(body: bytes) -> bool:
    """Whether it looks like a message of Twilio in a form; cheap."""
    return _MARK in body and body[:1] not in _OTHER and b"\n" not in body


def form(body: bytes) -> dict[str, str]:
    """Parse a form; raise `RefusedError` with `malformed_form` if it is none."""
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=_MAX_FIELDS)
    except ValueError as error:
        raise RefusedError("malformed_form", f"the body is no URL-encoded form: {error}") from None
    if not pairs:
        raise RefusedError("malformed_form", "the body is no URL-encoded form: it has no field")
    return dict(pairs)


def _addresses_us(form: Mapping[str, str]) -> bool:
    return "MessageStatus" not in form and form.get("SmsStatus", "received") == "received"


def _read(via: Channel, at: int, form: dict[str, str]) -> Contact | Ignored:
    checked, faults = _check(form)
    sid = checked.get("MessageSid") or checked.get("SmsMessageSid")
    if not sid:
        raise MalformedPartError("MessageSid: Field required", "/MessageSid")
    if not _addresses_us(form):
        return _status(via, at, sid, checked, form)
    person = _person(checked, checked["From"], checked.get("WaId"))
    if via.is_own(person):
        return Ignored(via.account.id, f"wa:{sid}", "own_number")
    word = _OPT_OUT_TYPES.get(checked.get("OptOutType", "").upper())
    if word is not None and not checked.get("Body"):
        return opted(via, f"wa:{sid}", at, person, Consent(word, at, "keyword"), {"message": form})
    said = noted(_said(checked, form), faults)
    found = contact_of(via, f"wa:{sid}", at, person, said, {"message": _lean(form)})
    # Twilio stops or resumes on words that its customer chose; what it made of them binds us, whatever they are.
    return found if word is None else replace(found, consents=(Consent(word, at, "keyword"),))


def _person(form: Mapping[str, str], address: str, wa_id: str | None) -> Participant:
    if not address.startswith((_PREFIX, "+")):
        raise MalformedPartError("From: it is no WhatsApp address, such as whatsapp:+15551234567", "/From")
    bare = address.removeprefix(_PREFIX)
    user_id = form.get("ExternalUserId") or form.get("ExternalUserIdentifier")
    if not bare.startswith("+"):
        user_id, bare = user_id or bare, wa_id or ""
    identities = identities_of(wa_id or bare, (user_id or "").removeprefix(_PREFIX), form.get("ParentExternalUserId"))
    return Participant(identities, form.get("ProfileName"))


def _status(via: Channel, at: int, sid: str, checked: Mapping[str, str], form: Any) -> Contact | Ignored:
    """Read a delivery report of ours: the person is `To`."""
    status = checked.get("MessageStatus") or checked.get("SmsStatus", "")
    part_id = f"status:{sid}:{status}"
    code, to = checked.get("ErrorCode"), checked.get("To")
    failed = status.lower() in _FAILED
    if not to or not (code or failed):
        return Ignored(via.account.id, part_id, "status")
    errors = (Reported(code, _words(form)),) if code else ()
    person = _person({}, to, None)
    # A report about an SMS says nothing about WhatsApp, but a STOP is a STOP.
    return outcome(via, part_id, at, person, errors, {"status": form}, failed=failed and to.startswith(_PREFIX))


def _words(form: Mapping[str, str]) -> str:
    """Give what a report says in words, where it does: the channel's own, or Twilio's."""
    return form.get("ChannelStatusMessage") or form.get("ErrorMessage") or ""


def _said(checked: Mapping[str, str], form: Mapping[str, str]) -> Said:
    kind = checked.get("MessageType") or "text"
    text = checked.get("Body") or None
    said = Said({"type": kind}, text)
    media = _media(form, checked.get("NumMedia", "0"))
    if media:
        said.content = {"type": media_type(media[0]["mime_type"]), "media": media[0]}
        if len(media) > 1:
            said.content["more_media"] = media[1:]
    elif checked.get("Latitude") and checked.get("Longitude"):
        said.content = {"type": "location", **_location(checked)}
    elif checked.get("ButtonText") or checked.get("ListTitle"):
        said.text = checked.get("ButtonText") or checked["ListTitle"]
        said.button = checked.get("ButtonPayload") or checked.get("ListId") or ""
        said.content = {"type": "button", "button": {"text": said.text, "payload": said.button}}
    elif checked.get("InteractiveData") or checked.get("FlowData"):
        said = answered("flow", text, checked.get("InteractiveData") or checked["FlowData"])
    elif not text and (kind != "text" or "Body" not in checked):
        said.content |= {"unavailable": True, "reason": "it came without its content"}
    context = {"id": checked.get("OriginalRepliedMessageSid"), "forwarded": checked.get("Forwarded") == "true" or None}
    if any(context.values()):
        said.content["context"] = {name: value for name, value in context.items() if value}
    referral = {name: form[field] for name, field in _REFERRAL.items() if form.get(field)}
    said.referral = referral or None
    return said


def _media(form: Mapping[str, str], count: str) -> list[dict[str, str]]:
    """Give the files; the last step of a file's address is its id, readable with the account's credentials."""
    found = []
    for index in range(min(int(count), 10) if count.isdecimal() else 0):
        url = form.get(f"MediaUrl{index}", "")
        found.append({"id": url.rstrip("/").rpartition("/")[2], "mime_type": form.get(f"MediaContentType{index}", "")})
    return found


def _location(form: Mapping[str, str]) -> dict[str, Any]:
    try:
        place: dict[str, Any] = {"latitude": float(form["Latitude"]), "longitude": float(form["Longitude"])}
    except ValueError:
        return {"unavailable": True, "reason": "Latitude, Longitude: they are no numbers"}
    names = (("name", "Label"), ("address", "Address"))
    return {"location": place | {name: form[field] for name, field in names if form.get(field)}}


def _lean(form: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in form.items() if not name.startswith("MediaUrl")}
