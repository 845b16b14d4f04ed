"""What a message of WhatsApp Web says: the protocol's own object, as Baileys, Evolution API and WAHA hand it over.

`READERS` is the table. https://baileys.wiki/docs/intro
"""

from collections.abc import Callable, Mapping
from typing import Any

from worker.handlers.whatsapp.content import answered
from worker.handlers.whatsapp.message import Said

Proto = Mapping[str, Any]
_WRAPPERS = (
    *("ephemeralMessage", "viewOnceMessage", "viewOnceMessageV2", "viewOnceMessageV2Extension", "editedMessage"),
    *("documentWithCaptionMessage", "deviceSentMessage", "botInvokeMessage", "lottieStickerMessage"),
)
_REVOKE, _EDIT = (0, "REVOKE"), (14, "MESSAGE_EDIT")
_AD_ENTRY = "ctwa_ad"  # others are click_to_chat_link, global_search_new_chat, ...
_ANNEXES = ("messageContextInfo", "senderKeyDistributionMessage")  # come with a message, are none


def said_by(proto: Any, beside: Any = None) -> Said:
    """Give what a protocol message says; nothing readable is a message whose content is unavailable.

    `beside` is the context that Evolution API puts next to a message instead of into it; the message's own comes first.
    """
    message = _unwrapped(proto)
    for name, payload in message.items():
        if name in READERS and (isinstance(payload, str) or (isinstance(payload, dict) and payload)):
            said = READERS[name](payload if isinstance(payload, dict) else {"text": payload})
            _context(said, payload.get("contextInfo") if isinstance(payload, dict) else None, beside)
            return said
    names = [name for name in message if name not in _ANNEXES]
    said = Said({"type": names[0][:64] if names else "unsupported", "unavailable": True})
    if names and names[0] in READERS:
        said.content["reason"] = "it came without its content"
    _context(said, None, beside)
    return said


def _unwrapped(proto: Any) -> Proto:
    for _ in range(5):
        if not isinstance(proto, dict):
            return {}
        inner = next((proto[name] for name in _WRAPPERS if isinstance(proto.get(name), dict)), None)
        if inner is None:
            return proto
        proto = inner.get("message", inner)
    return {}


def _context(said: Said, inside: Any, beside: Any) -> None:
    """Take what the message answers, and the ad it came from."""
    info = {**_filled(beside), **_filled(inside)}
    if not info:
        return
    context: dict[str, Any] = {}
    if answers := _string(info, "stanzaId", "stanzaID"):
        context["id"] = answers
    if info.get("isForwarded"):
        context["forwarded"] = True
    if context:
        said.content["context"] = context
    said.referral = _referral(info.get("externalAdReply"), _string(info, "entryPointConversionSource"))


def _filled(info: Any) -> Proto:
    return {name: value for name, value in info.items() if value} if isinstance(info, dict) else {}


def _referral(ad: Any, entry: str) -> dict[str, Any] | None:
    """Give the ad in the words of the Cloud API; a mere link preview has the same shape without source or click id.

    `entry` is by which door the person came into the chat: `ctwa_ad` is an ad, even one that is not described.
    """
    ad = ad if isinstance(ad, dict) else {}
    kind = _string(ad, "sourceType").lower()
    source, click = _string(ad, "sourceId", "sourceID"), _string(ad, "ctwaClid")
    if not (kind == "ad" or source or click or entry.lower() == _AD_ENTRY):
        return None
    referral = {
        "source_type": kind or "ad",
        "source_id": source,
        "source_url": _string(ad, "sourceUrl", "sourceURL"),
        "headline": _string(ad, "title"),
        "body": _string(ad, "body"),
        "ctwa_clid": click,
    }
    return {name: value for name, value in referral.items() if value}


def _string(data: Proto, *names: str) -> str:
    return next((data[name] for name in names if isinstance(data.get(name), str) and data[name]), "")


def _text(payload: Proto) -> Said:
    return Said({"type": "text"}, _string(payload, "text"))


def _media(kind: str) -> Callable[[Proto], Said]:
    def read(payload: Proto) -> Said:
        media = {
            "mime_type": _string(payload, "mimetype"),
            "sha256": _string(payload, "fileSha256", "fileSHA256"),
            "filename": _string(payload, "fileName"),
            "caption": _string(payload, "caption"),
            "voice": payload.get("ptt") is True or payload.get("PTT") is True,
        }
        return Said({"type": kind, "media": {k: v for k, v in media.items() if v}}, _string(payload, "caption") or None)

    return read


def _location(payload: Proto) -> Said:
    place = {
        "latitude": payload.get("degreesLatitude"),
        "longitude": payload.get("degreesLongitude"),
        "name": payload.get("name"),
        "address": payload.get("address"),
    }
    return Said({"type": "location", "location": {k: v for k, v in place.items() if v is not None}})


def _cards(payload: Proto) -> Said:
    cards = payload.get("contacts", [payload])
    cards = cards if isinstance(cards, list) else []
    names = [{"name": {"formatted_name": _string(card, "displayName")}} for card in cards if isinstance(card, dict)]
    return Said({"type": "contacts", "contacts": names})


def _reply(label: str, choice: str) -> Callable[[Proto], Said]:
    def read(payload: Proto) -> Said:
        row = payload.get("singleSelectReply")
        key = _string(row, "selectedRowId", "selectedRowID") if isinstance(row, dict) else ""
        key = key or _string(payload, choice, f"{choice[:-2]}ID")
        text = _string(payload, label)
        reply = {"id": key, "title": text}
        content = {"type": "interactive", "interactive": {"type": "button_reply", "button_reply": reply}}
        return Said(content, text or None, key)

    return read


def _form(payload: Proto) -> Said:
    flow = payload.get("nativeFlowResponseMessage")
    flow = flow if isinstance(flow, dict) else {}
    body = payload.get("body")
    text = _string(body, "text") if isinstance(body, dict) else None
    return answered(_string(flow, "name") or None, text, _string(flow, "paramsJson", "paramsJSON") or None)


def _reaction(payload: Proto) -> Said:
    emoji = _string(payload, "text")
    reaction = {"message_id": _key_id(payload), "emoji": emoji}
    ignore = None if emoji else "reaction_removed"
    return Said({"type": "reaction", "reaction": reaction}, activity="reaction_received", ignore=ignore)


def _key_id(payload: Proto) -> str:
    key = payload.get("key")
    return _string(key, "id", "ID") if isinstance(key, dict) else ""


def _protocol(payload: Proto) -> Said:
    """Edits and deletions; all else of this kind is housekeeping between devices."""
    kind = payload.get("type", 0)
    if kind in _EDIT:
        said = said_by(payload.get("editedMessage"))
        said.content = {"type": "edit", "edited": _key_id(payload), "message": said.content}
        said.activity, said.inbound = "message_edited", False
        return said
    if kind in _REVOKE:
        content = {"type": "revoke", "revoked": _key_id(payload)}
        return Said(content, activity="message_revoked", inbound=False, creates=False)
    return Said({"type": "protocol"}, ignore="notification")


def _sealed_edit(payload: Proto) -> Said:
    """An edit whose new text is encrypted once more (https://github.com/EvolutionAPI/evolution-api/issues/2545)."""
    target = payload.get("targetMessageKey")
    unread = {"type": "unsupported", "unavailable": True, "reason": "the gateway did not decrypt the new version"}
    content = {"type": "edit", "edited": _key_id({"key": target}), "message": unread}
    return Said(content, activity="message_edited", inbound=False)


def _order(payload: Proto) -> Said:
    order = {name: payload[name] for name in ("orderId", "itemCount", "orderTitle") if name in payload}
    return Said({"type": "order", "order": order}, _string(payload, "message") or None)


READERS: Mapping[str, Callable[[Proto], Said]] = {
    "conversation": _text,
    "extendedTextMessage": _text,
    "imageMessage": _media("image"),
    "videoMessage": _media("video"),
    "ptvMessage": _media("video"),
    "audioMessage": _media("audio"),
    "documentMessage": _media("document"),
    "stickerMessage": _media("sticker"),
    "locationMessage": _location,
    "liveLocationMessage": _location,
    "contactMessage": _cards,
    "contactsArrayMessage": _cards,
    "buttonsResponseMessage": _reply("selectedDisplayText", "selectedButtonId"),
    "templateButtonReplyMessage": _reply("selectedDisplayText", "selectedId"),
    "listResponseMessage": _reply("title", "selectedRowId"),
    "interactiveResponseMessage": _form,
    "reactionMessage": _reaction,
    "protocolMessage": _protocol,
    "secretEncryptedMessage": _sealed_edit,
    "orderMessage": _order,
}
