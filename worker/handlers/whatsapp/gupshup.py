"""Gupshup's webhook, version 2 (https://docs.gupshup.io/docs/inbound-messages); version 3 is the Cloud API's shape."""

from collections.abc import Mapping
from typing import Any

from schemas.gateways import GupshupEvent, GupshupMessage, GupshupStatus, GupshupUserEvent
from worker.account import Accounts
from worker.contact import Consent, Contact, Decoded, Ignored
from worker.handlers.whatsapp import cloud
from worker.handlers.whatsapp.content import UNTYPED, answered, noted
from worker.handlers.whatsapp.failures import reported
from worker.handlers.whatsapp.gateway import account_of, whole
from worker.handlers.whatsapp.message import Channel, Said, channel, contact_of
from worker.handlers.whatsapp.part import checker, digest, mender, millis
from worker.handlers.whatsapp.participants import Participant, identities_of
from worker.handlers.whatsapp.statuses import FAILED, opted, outcome
from worker.ports import Delivery

_check_event = mender(GupshupEvent)
_check_message = mender(GupshupMessage)
_check_status = checker(GupshupStatus)
_check_user_event = checker(GupshupUserEvent)
_MEDIA: Mapping[str, str] = {
    "image": "image",
    "audio": "audio",
    "voice": "audio",
    "video": "video",
    "file": "document",
    "sticker": "sticker",
}
_REPLIES = frozenset({"button_reply", "list_reply", "quick_reply", "button"})
_NEEDED: Mapping[str, str] = {"text": "text", "reaction": "id"}
_OPTED: Mapping[str, bool] = {"opted-in": True, "opted-out": False}


def read(delivery: Delivery, body: dict[str, Any], accounts: Accounts) -> Decoded:
    """Read an event; raise `RefusedError` if it cannot be used."""
    if "entry" in body:
        return cloud.read(delivery, body, accounts, provider="gupshup")
    account = account_of(delivery, accounts, "gupshup", (body.get("app"),))
    via = channel(account, "gupshup", delivery.received_at)
    return whole(delivery, body, lambda: _event(via, body))


def _event(via: Channel, body: Any) -> Contact | Ignored:
    event, _ = _check_event(body)
    at = millis(event["timestamp"])
    of_type = {"message": _message, "message-event": _status, "user-event": _user_event}.get(event["type"])
    if of_type is None:
        return Ignored(via.account.id, f"notice:{event['type']}:{digest(body)}", "account_notice")
    return of_type(via, at, event["payload"])


def _message(via: Channel, at: int, payload: Any) -> Contact | Ignored:
    message, faults = _check_message(payload)
    sender = message.get("sender") or {}
    number = message.get("source") or sender.get("phone")
    identities = identities_of(number, sender.get("userId"), sender.get("parentUserId"))
    person = Participant(identities, sender.get("name"), sender.get("username"))
    part_id = f"wa:{message['id']}"
    said = noted(_said(message), faults)
    reason = said.ignore or ("own_number" if via.is_own(person) else None)
    if reason:
        return Ignored(via.account.id, part_id, reason)
    if message.get("context"):
        said.content["context"] = message["context"]
    said.referral = message.get("referral") or None
    return contact_of(via, part_id, at, person, said, {"message": payload})


def _said(message: Mapping[str, Any]) -> Said:
    kind, inner = message.get("type", UNTYPED), message.get("payload") or {}
    needed = _NEEDED.get(kind)
    if not inner or (needed and not isinstance(inner.get(needed), str)):
        activity = "reaction_received" if kind == "reaction" else "message_received"
        content = {"type": _MEDIA.get(kind, kind), "unavailable": True, "reason": "it came without its content"}
        return Said(content, activity=activity)
    if kind == "text":
        return Said({"type": "text"}, _text(inner, "text"))
    if kind in _MEDIA:
        return Said({"type": _MEDIA[kind], "media": _media(inner)}, _text(inner, "caption"))
    if kind in _REPLIES:
        key = _text(inner, "id") or _text(inner, "postbackText") or ""
        text = _text(inner, "title") or _text(inner, "text")
        return Said({"type": "interactive", "interactive": {"type": kind, kind: inner}}, text, key)
    if kind == "reaction":
        reaction = {"message_id": _text(inner, "id"), "emoji": _text(inner, "emoji")}
        gone = None if reaction["emoji"] else "reaction_removed"
        return Said({"type": "reaction", "reaction": reaction}, activity="reaction_received", ignore=gone)
    if kind == "nfm_reply":
        return answered("flow", _text(inner, "body"), _text(inner, "response_json"))
    if kind in ("location", "contact", "order"):
        return Said({"type": kind, kind: inner}, _text(inner, "text"))
    return Said({"type": kind, "unavailable": True})


def _media(inner: Mapping[str, Any]) -> dict[str, Any]:
    """Give a file. Gupshup has no id for it, only an address with an end, which is kept as such."""
    names = (("mime_type", "contentType"), ("filename", "name"), ("caption", "caption"))
    media: dict[str, Any] = {name: inner[key] for name, key in names if isinstance(inner.get(key), str)}
    if isinstance(inner.get("url"), str):
        media["temporary_url"], media["url_expires_at"] = inner["url"], inner.get("urlExpiry")
    return media


def _text(data: Mapping[str, Any], name: str) -> str | None:
    value = data.get(name)
    return value if isinstance(value, str) and value else None


def _status(via: Channel, at: int, payload: Any) -> Contact | Ignored:
    checked = _check_status(payload)
    part_id = f"status:{checked.get('gsId') or checked.get('id') or digest(payload)}:{checked['type']}"
    number = checked.get("destination")
    if not (number or checked.get("userId")):
        return Ignored(via.account.id, part_id, "status")
    person = Participant(identities_of(number, checked.get("userId"), checked.get("parentUserId")))
    told = checked.get("payload") or {}
    errors = reported([{"code": told.get("code"), "title": _text(told, "reason")}]) if told.get("code") else ()
    failed = checked["type"].lower() == FAILED
    return outcome(via, part_id, at, person, errors, {"status": payload}, failed=failed)


def _user_event(via: Channel, at: int, payload: Any) -> Contact | Ignored:
    """Read an opt-in or opt-out the person gave to Gupshup."""
    event = _check_user_event(payload)
    given = _OPTED.get(event["type"])
    number = event.get("phone") or ""
    if given is None or not (number.lstrip("+").isdecimal() or event.get("userId")):
        return Ignored(via.account.id, f"notice:{event['type']}:{digest(payload)}", "account_notice")
    person = Participant(identities_of(number, event.get("userId"), None))
    part_id = f"preference:{person.identities[0].key}:{event['type']}:{at}"
    return opted(via, part_id, at, person, Consent(given, at, "preference"), {"event": payload})
