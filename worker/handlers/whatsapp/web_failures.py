"""Messages of ours that WhatsApp Web refused, as gateways on it tell: a state of the message, and a protocol error at most.

Baileys: `{key, update: {status: 0, messageStubParameters: ["463", words]}}`; Evolution API: `{keyId, remoteJid, fromMe,
status: "ERROR"}`; WAHA: `ack: -1`. https://github.com/WhiskeySockets/Baileys/issues/2441,
https://waha.devlike.pro/docs/how-to/events/
"""

from collections.abc import Mapping
from typing import Any, Final

from worker.handlers.whatsapp.failures import Reported

_ERROR: Final = "ERROR"  # 0 in Baileys' numbers


def web_failure(part: Any) -> tuple[Mapping[str, Any], tuple[Reported, ...]] | None:
    """Give the key of a message of ours and the errors, if an update says that it was refused; None for any other."""
    if not isinstance(part, dict):
        return None
    inner = part.get("update")
    update = inner if isinstance(inner, dict) else part
    state = update.get("status")
    if state != _ERROR and not (type(state) is int and state == 0):
        return None
    found = part.get("key")
    key = found if isinstance(found, dict) else {**part, "id": part.get("keyId")}
    if key.get("fromMe") is not True or not isinstance(key.get("id"), str):
        return None
    return key, _errors(update.get("messageStubParameters"))


def _errors(told: object) -> tuple[Reported, ...]:
    words = [word for word in told if isinstance(word, str)] if isinstance(told, list) else []
    return (Reported(words[0], " ".join(words[1:])),) if words else ()


def is_refused(ack: object) -> bool:
    """Whether an `ack` of WAHA says that the message was refused."""
    return type(ack) is int and ack < 0
