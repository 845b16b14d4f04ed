"""WAHA (WhatsApp HTTP API): events with a session and a payload (https://waha.devlike.pro/docs/how-to/events/).

Addresses are `@c.us` and `@lid`. One message may come twice, once under each: the id of an event holds the address
(`false_<address>_<id>`), so it is the last part alone that names the message.
"""

import re
from collections.abc import Mapping
from typing import Any

from schemas.gateways import GatewayEvent, WahaMessage
from worker.account import Accounts
from worker.contact import Contact, Decoded, Ignored
from worker.errors import RefusedError
from worker.handlers.whatsapp import baileys
from worker.handlers.whatsapp.content import noted
from worker.handlers.whatsapp.gateway import account_of, lean, media_type, whole
from worker.handlers.whatsapp.message import Channel, Said, channel, contact_of, sent
from worker.handlers.whatsapp.part import digest, mender, millis
from worker.handlers.whatsapp.participants import Participant, jid_identities
from worker.handlers.whatsapp.statuses import outcome
from worker.handlers.whatsapp.web_content import said_by
from worker.handlers.whatsapp.web_failures import is_refused
from worker.ports import Delivery

_LONG_ID = re.compile(r"(?:^|:)(?:true|false)_[^_]+@[^_]+_([^_]+)(?:_.+)?$")  # it holds the chat
_check_event, _check_message = mender(GatewayEvent), mender(WahaMessage)
# `message.waiting` is a message that could not be read yet; it may come again with its content, under the same id.
_MESSAGES = frozenset(
    {"message", "message.any", "message.waiting", "message.reaction", "message.revoked", "message.edited"}
)


def read(delivery: Delivery, body: dict[str, Any], accounts: Accounts) -> Decoded:
    """Read an event; raise `RefusedError` if it cannot be used."""
    me = body.get("me") if isinstance(body.get("me"), dict) else {}
    own = jid_identities((me.get("id"), me.get("lid"), me.get("jid"))) if isinstance(me, dict) else ()
    numbers = [identity.key.removeprefix("phone:") for identity in own if identity.kind == "phone"]
    account = account_of(delivery, accounts, "waha", (body.get("session"),), numbers)
    via = channel(account, "waha", delivery.received_at, *(i.raw for i in own if i.kind == "phone"))
    return whole(delivery, body, lambda: _event(via, body))


def _event(via: Channel, body: Any) -> Contact | Ignored:
    event, _ = _check_event(body)
    name, payload = event["event"], event.get("payload")
    if name in _MESSAGES:
        return _message(via, name, payload)
    if name == "call.received":
        return baileys.call(via, payload)
    if name.startswith("message.ack"):
        return _ack(via, payload, body.get("timestamp"))
    if name.startswith("message.") and isinstance(payload, dict) and "id" in payload and "from" in payload:
        detail = f"the event {name[:64]!r} is not known, and it holds a message"
        raise RefusedError("unknown_type", detail, "/event", about=name[:64])
    reason = "group" if name.startswith("group") else "gateway_notice"
    return Ignored(via.account.id, f"notice:{name}:{digest(lean(body))}", reason)


def _ack(via: Channel, payload: Any, stamp: object) -> Contact | Ignored:
    """Read how far a message came; `stamp` is the event's time, which older versions do not give."""
    failed = isinstance(payload, dict) and payload.get("fromMe") is True and is_refused(payload.get("ack"))
    if not failed or not isinstance(payload.get("id"), str):
        return Ignored(via.account.id, f"status:{digest(lean(payload))}", "status")
    chat, message_id = _parts_of(payload["id"])
    part_id = f"status:{message_id}:failed"
    person = Participant(jid_identities((chat, payload.get("to"))))
    reason = baileys.why_not(via, chat or str(payload.get("to") or ""), person)
    if reason:
        return Ignored(via.account.id, part_id, reason)
    at = millis(stamp) if type(stamp) is int else via.now
    return outcome(via, part_id, at, person, (), {"status": lean(payload)}, failed=True)


def _message(via: Channel, name: str, payload: Any) -> Contact | Ignored:
    if name == "message.revoked" and isinstance(payload, dict):
        return _revoked(via, payload)
    checked, faults = _check_message(payload)
    ours = bool(checked.get("fromMe"))
    chat, message_id = _parts_of(checked["id"])
    address = (checked.get("to") or chat) if ours else checked["from"]
    edited = name == "message.edited" or checked.get("editedMessageId")
    part_id = f"wa:{message_id}" + (":edited" if edited else "")
    person = Participant(
        jid_identities((address, *_other_addresses(checked, ours=ours))), None if ours else _name(checked)
    )
    said = noted(_said(name, checked), faults)
    reason = baileys.why_not(via, chat or address, person) or said.ignore
    if reason:
        return Ignored(via.account.id, part_id, reason)
    at = millis(checked["timestamp"])
    return contact_of(via, part_id, at, person, sent(said) if ours else said, {"message": lean(payload)})


def _parts_of(event_id: str) -> tuple[str, str]:
    """Give (chat, message id) of `false_<chat>_<id>` or `false_<chat>_<id>_<participant>`."""
    steps = event_id.split("_")
    return (steps[1], steps[2]) if len(steps) >= 3 and steps[0] in ("true", "false") else ("", event_id)


def short_id(text: str) -> str:
    """Give the message id inside a long one, whatever stands before that; nothing where there is no long one."""
    found = _LONG_ID.search(text)
    return found[1] if found else ""


def _inner(checked: Mapping[str, Any], *path: str) -> Mapping[str, Any]:
    """Give an object inside the engine's own data, empty if there is none."""
    data: Any = checked.get("_data")
    for step in path:
        data = data.get(step) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}


def _other_addresses(checked: Mapping[str, Any], *, ours: bool) -> list[object]:
    """Give further addresses of the person that the engines hide in their own data."""
    key, info = _inner(checked, "key"), _inner(checked, "Info")
    alt = "RecipientAlt" if ours else "SenderAlt"
    found = [key.get("remoteJid"), key.get("remoteJidAlt"), info.get("Chat"), info.get(alt)]
    return found if ours else [*found, key.get("senderPn"), key.get("senderLid")]


def _name(checked: Mapping[str, Any]) -> str | None:
    data, info = _inner(checked), _inner(checked, "Info")
    return data.get("notifyName") or data.get("pushName") or info.get("PushName") or None


def _said(name: str, checked: Mapping[str, Any]) -> Said:
    if name == "message.reaction":
        reaction = checked.get("reaction")
        if reaction is None:
            return Said({"type": "reaction", "unavailable": True}, activity="reaction_received")
        target = _parts_of(str(reaction.get("messageId") or ""))[1]
        emoji = str(reaction.get("text") or "")
        reacted = {"type": "reaction", "reaction": {"message_id": target, "emoji": emoji}}
        return Said(reacted, activity="reaction_received", ignore=None if emoji else "reaction_removed")
    said = _written(checked)
    if name == "message.edited" or checked.get("editedMessageId"):
        content: dict[str, Any] = {"type": "edit", "edited": checked.get("editedMessageId"), "message": said.content}
        return Said(content, said.text, activity="message_edited", inbound=False)
    reply = (checked.get("replyTo") or {}).get("id")
    if reply and "context" not in said.content:
        said.content["context"] = {"id": _parts_of(str(reply))[1]}
    return said


def _written(checked: Mapping[str, Any]) -> Said:
    proto = _inner(checked, "message") or _inner(checked, "Message")
    ad = {"externalAdReply": _inner(checked, "ctwaContext")}  # of whatsapp-web.js
    said = said_by(proto, ad) if proto else None
    if said and not said.content.get("unavailable"):
        said.text = said.text or checked.get("body") or None
        return said
    plain = _plain(checked, said)
    plain.referral = plain.referral or (said_by(None, ad).referral if ad["externalAdReply"] else None)
    return plain


def _plain(checked: Mapping[str, Any], said: Said | None) -> Said:
    """Give what a message says in WAHA's own fields; `said` is what its engine says of it."""
    text = checked.get("body") or None
    media, place = checked.get("media"), checked.get("location")
    if checked.get("hasMedia") or media:
        names = (("mime_type", "mimetype"), ("filename", "filename"))
        file = {name: media[key] for name, key in names if media.get(key)} if media else {}
        return Said({"type": media_type(file.get("mime_type")), "media": file}, text)
    if place:
        return Said({"type": "location", "location": lean(place)}, text)
    if checked.get("vCards"):
        return Said({"type": "contacts", "contacts": [{"vcard": True} for _ in checked["vCards"]]}, text)
    return Said({"type": "text"}, text) if text else said or Said({"type": "unsupported", "unavailable": True})


def _revoked(via: Channel, payload: dict[str, Any]) -> Contact | Ignored:
    after = payload.get("after") or payload.get("before")
    checked, _ = _check_message(after)
    chat, message_id = _parts_of(checked["id"])
    revoked = str(payload.get("revokedMessageId") or message_id)
    part_id = f"wa:{message_id}:revoked"
    ours = bool(checked.get("fromMe"))
    address = (checked.get("to") or chat) if ours else checked["from"]
    person = Participant(jid_identities((address, *_other_addresses(checked, ours=ours))))
    reason = baileys.why_not(via, chat or address, person)
    if reason:
        return Ignored(via.account.id, part_id, reason)
    content = {"type": "revoke", "revoked": _parts_of(revoked)[1]}
    said = Said(content, activity="message_revoked", inbound=False, creates=False)
    return contact_of(via, part_id, millis(checked["timestamp"]), person, said, {"message": lean(payload)})
