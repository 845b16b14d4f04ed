"""What is said of messages of WhatsApp Web after they came, put into the words of messages: late content, edits, deletions.

Baileys gives `{key, update}` (https://baileys.wiki/docs/socket/receiving-updates), where `update` may hold the content of a
message that could not be read before. Evolution API gives edits as the protocol's own object and deletions as a status
(https://github.com/EvolutionAPI/evolution-api/issues/1380, https://github.com/EvolutionAPI/evolution-api/issues/2010).
"""

from collections.abc import Mapping
from typing import Any, Final

from worker.handlers.whatsapp.part import digest

Web = Mapping[str, Any]

_DELETED: Final = frozenset({"DELETED", "REVOKED"})
_REVOKED: Final = frozenset({1, "REVOKE"})  # messageStubType
_REVOKE, _EDIT = 0, 14  # ProtocolMessage.Type


def as_message(part: Any, now: int) -> dict[str, Any] | None:
    """Give an update as the message that says the same, at its own time or `now` (Unix ms); None for a mere status."""
    if not isinstance(part, dict):
        return None
    key = _key(part)
    update = part.get("update") if isinstance(part.get("update"), dict) else part
    if not isinstance(update, dict) or not isinstance(key.get("id"), str):
        return None
    at = next((t for t in (update.get("messageTimestamp"), update.get("timestampMs")) if t), now)
    if update.get("messageStubType") in _REVOKED or str(update.get("status")).upper() in _DELETED:
        by = update.get("key")  # Baileys: of the message that revoked it
        name = by["id"] if isinstance(by, dict) and isinstance(by.get("id"), str) else key["id"]
        name = name if name != key["id"] else f"{name}:revoked"
        return _told(key, name, {"protocolMessage": {"type": _REVOKE, "key": key}}, at)
    message = update.get("message")
    edited = _edited(message) or update.get("editedMessage")
    if isinstance(edited, dict):
        name = f"{key['id']}:edited:{digest(edited)[:8]}"
        return _told(key, name, {"protocolMessage": {"type": _EDIT, "key": key, "editedMessage": edited}}, at)
    return _told(key, key["id"], message, at) if isinstance(message, dict) and message else None


def _key(part: Web) -> dict[str, Any]:
    """Give which message it is about; Evolution API puts the parts of the key beside the status."""
    key = part.get("key")
    if isinstance(key, dict):
        return key
    flat = {name: part[name] for name in ("remoteJid", "remoteJidAlt", "senderPn", "fromMe") if name in part}
    return {**flat, "id": part.get("keyId") or part.get("id")}


def _edited(message: Any) -> Any:
    wrapped = message.get("editedMessage") if isinstance(message, dict) else None
    return wrapped.get("message", wrapped) if isinstance(wrapped, dict) else None


def _told(key: Web, name: str, message: Any, at: Any) -> dict[str, Any]:
    return {"key": {**key, "id": name}, "message": message, "messageTimestamp": at}
