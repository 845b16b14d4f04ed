"""Messages of whatsmeow (Go), as the Go edition of Evolution API passes them on, put into Baileys' words."""

from datetime import datetime
from typing import Any


def web_message(data: dict[str, Any]) -> dict[str, Any]:
    """Give `{Info, Message}` as a message with a key; what is missing stays missing for the schema to find."""
    info = data["Info"]
    ours = info.get("IsFromMe") is True
    return {
        "key": {
            "id": info.get("ID"),
            "remoteJid": info.get("Chat"),
            "remoteJidAlt": info.get("RecipientAlt" if ours else "SenderAlt") or None,
            "senderPn": None if ours else info.get("Sender"),
            "fromMe": ours,
        },
        "message": data.get("Message"),
        "contextInfo": data.get("contextInfo") or data.get("ContextInfo"),
        "messageTimestamp": _unix(info.get("Timestamp")),
        "pushName": info.get("PushName"),
    }


def old_messages(data: dict[str, Any]) -> dict[str, Any]:
    """Give a sync of old chats as Baileys has it: the messages of all conversations, with keys in its spelling."""
    sync = data.get("Data")
    chats = sync.get("conversations") if isinstance(sync, dict) else None
    listed = [chat.get("messages") for chat in chats if isinstance(chat, dict)] if isinstance(chats, list) else []
    told = [one.get("message") for chat in listed if isinstance(chat, list) for one in chat if isinstance(one, dict)]
    return {"messages": [{**one, "key": _key(one.get("key"))} for one in told if isinstance(one, dict)]}


def _key(key: Any) -> Any:
    if not isinstance(key, dict):
        return key
    return {"id": key.get("id") or key.get("ID"), "remoteJid": key.get("remoteJid") or key.get("remoteJID"), **key}


def _unix(timestamp: object) -> object:
    """Give Unix ms of an RFC 3339 time with its offset."""
    if not isinstance(timestamp, str) or timestamp.isdecimal():
        return timestamp
    try:
        moment = datetime.fromisoformat(timestamp)
    except ValueError:
        return timestamp
    return int(moment.timestamp() * 1000) if moment.tzinfo else timestamp
