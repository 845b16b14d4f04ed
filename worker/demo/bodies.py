"""Message bodies as gateways, the campaign system and plugins send them, written for the demonstration."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from worker.demo.cast import Character
from worker.ports import Outgoing
from worker.topology import CAMPAIGN, PLUGIN, WHATSAPP

ACME_NUMBER = "104512345678901"
ACME_DISPLAY = "918047182200"
PADARIA_NUMBER = "104598765432101"


def _out(
    queue: str, body: Any, headers: Mapping[str, Any] | None = None, content_type: str = "application/json"
) -> Outgoing:
    raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    return Outgoing("", queue, raw, headers or {}, content_type=content_type)


def cloud(value: Mapping[str, Any], number: str = ACME_NUMBER, field: str = "messages") -> Outgoing:
    """A webhook body of the WhatsApp Cloud API with one change."""
    metadata = {"display_phone_number": ACME_DISPLAY, "phone_number_id": number}
    change = {"field": field, "value": {"messaging_product": "whatsapp", "metadata": metadata, **value}}
    return _out(WHATSAPP, {"object": "whatsapp_business_account", "entry": [{"id": "2040", "changes": [change]}]})


def cloud_text(p: Character, wamid: str, at: int, text: str, *, number: str = ACME_NUMBER, **more: Any) -> Outgoing:
    """Somebody writes; `more` goes into the message (a referral, another type)."""
    message = {"from": p.number, "id": wamid, "timestamp": str(at), "type": "text", "text": {"body": text}, **more}
    return cloud({"contacts": [{"profile": {"name": p.name}, "wa_id": p.number}], "messages": [message]}, number)


def cloud_username(p: Character, wamid: str, at: int, text: str, *, with_phone: bool) -> Outgoing:
    """Somebody with a WhatsApp username writes; WhatsApp shows the phone number only under conditions."""
    contact: dict[str, Any] = {
        "profile": {"name": p.name, "username": "@" + p.email.split("@")[0]},
        "user_id": p.user_id,
    }
    message = {"from_user_id": p.user_id, "id": wamid, "timestamp": str(at), "type": "text", "text": {"body": text}}
    if with_phone:
        contact["wa_id"] = message["from"] = p.number
    return cloud({"contacts": [contact], "messages": [message]})


def cloud_status(p: Character, wamid: str, at: int, status: str) -> Outgoing:
    """A delivery receipt of a message we sent."""
    row = {"id": wamid, "status": status, "timestamp": str(at), "recipient_id": p.number}
    return cloud({"statuses": [row]})


def cloud_moved(p: Character, new_number: str, wamid: str, at: int) -> Outgoing:
    """Somebody changed their number."""
    system = {"type": "user_changed_number", "wa_id": new_number, "body": f"{p.name} changed their number"}
    message = {"from": p.number, "id": wamid, "timestamp": str(at), "type": "system", "system": system}
    return cloud({"messages": [message]})


def cloud_echo(p: Character, wamid: str, at: int) -> Outgoing:
    """The owner writes from the phone app."""
    echo = {
        "from": ACME_DISPLAY,
        "to": p.number,
        "id": wamid,
        "timestamp": str(at),
        "type": "text",
        "text": {"body": "Brochure attached"},
    }
    return cloud({"message_echoes": [echo]}, field="smb_message_echoes")


def evolution(p: Character, message_id: str, at: int, text: str, *, with_phone: bool) -> Outgoing:
    """Evolution API: addressed by LID, with the phone beside it or not."""
    key = {"remoteJid": f"{p.lid}@lid", "fromMe": False, "id": message_id, "addressingMode": "lid"}
    if with_phone:
        key["remoteJidAlt"] = f"{p.number}@s.whatsapp.net"
    data = {
        "key": key,
        "pushName": p.name,
        "message": {"conversation": text},
        "messageType": "conversation",
        "messageTimestamp": at,
    }
    return _out(
        WHATSAPP, {"event": "messages.upsert", "instance": "acme-sales", "data": data}, {"provider": "evolution"}
    )


def gupshup(p: Character, message_id: str, at: int, text: str) -> Outgoing:
    """Gupshup, version 2."""
    sender = {"phone": p.number, "name": p.name, "country_code": "91", "dial_code": p.national}
    payload = {"id": message_id, "source": p.number, "type": "text", "payload": {"text": text}, "sender": sender}
    body = {"app": "AcmeRealty", "timestamp": at * 1000, "version": 2, "type": "message", "payload": payload}
    return _out(WHATSAPP, body, {"provider": "gupshup"})


def twilio(p: Character, message_id: str, text: str) -> Outgoing:
    """Twilio: a form."""
    form = {
        "MessageSid": message_id,
        "From": f"whatsapp:+{p.number}",
        "To": f"whatsapp:+{ACME_DISPLAY}",
        "WaId": p.number,
        "ProfileName": p.name,
        "Body": text,
        "NumMedia": "0",
    }
    headers = {"provider": "twilio", "account": "acme-realty"}
    return _out(WHATSAPP, urlencode(form).encode(), headers, "application/x-www-form-urlencoded")


def campaign(account: str, list_id: str, rows: Sequence[Mapping[str, str]], first: int, at: int) -> Outgoing:
    """A chunk of a broadcast list."""
    body = {
        "account": account,
        "campaign": f"{list_id}-offer",
        "list": list_id,
        "at": at * 1000,
        "rows": [{"row": first + i, "values": dict(row)} for i, row in enumerate(rows)],
    }
    return _out(CAMPAIGN, body)


def plugin(account: str, name: str, delivery_id: str, at: int, body: Any) -> Outgoing:
    """A plugin's webhook as the edge hands it on."""
    raw = json.dumps(body, ensure_ascii=False)
    return _out(
        PLUGIN,
        {
            "account": account,
            "plugin": name,
            "delivery_id": delivery_id,
            "received_at": at * 1000,
            "content_type": "application/json",
            "verified": True,
            "headers": {},
            "body": raw,
        },
    )
