"""Evolution API: events of Baileys in an envelope that names the instance; its Go edition speaks whatsmeow instead.

https://doc.evolution-api.com/v2/en/configuration/webhooks
"""

from typing import Any

from worker.account import Accounts
from worker.contact import Decoded
from worker.handlers.whatsapp.baileys import number_of, read_event
from worker.handlers.whatsapp.gateway import account_of
from worker.handlers.whatsapp.whatsmeow import old_messages, web_message
from worker.ports import Delivery


def read(delivery: Delivery, body: dict[str, Any], accounts: Accounts) -> Decoded:
    """Read an event; raise `RefusedError` if nothing of it can be used."""
    names = (body.get("instance"), body.get("instanceName"), body.get("instanceId"))
    account = account_of(delivery, accounts, "evolution", names, (number_of(body.get("sender")),))
    event = body.get("event", "messages.upsert")
    data: Any = body.get("data")
    if isinstance(data, dict) and isinstance(data.get("Info"), dict):
        body, event = {**body, "data": web_message(data)}, _EVENTS.get(str(event).lower(), event)
    elif isinstance(data, dict) and str(event).lower() == "historysync":
        body, event = {**body, "data": old_messages(data)}, "messaging-history.set"
    return read_event(delivery, account, "evolution", body, event)


_EVENTS = {"message": "messages.upsert", "undecryptablemessage": "messages.upsert", "sendmessage": "send.message"}
