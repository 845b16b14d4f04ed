"""Messages of people in WhatsApp, from whichever gateway: bodies of the queue `whatsapp-incoming` to contacts.

The header `provider` names the gateway; without it a body is the Cloud API's. One file per shape reads a body, all of
them say what a part says in the same words (`message.Said`), and `message.contact_of` makes the contact.
"""

from collections.abc import Callable, Mapping

from worker.account import Accounts
from worker.contact import Decoded
from worker.errors import RefusedError
from worker.handlers.whatsapp import baileys, cloud, evolution, gupshup, onprem, twilio, waha
from worker.handlers.whatsapp.gateway import sealed
from worker.ports import Delivery

__all__ = ["PROVIDERS", "handle", "sealed"]

PROVIDERS: Mapping[str, Callable[[Delivery, Accounts], Decoded]] = {
    "cloud": cloud.decode,
    "360dialog": cloud.decode,
    "onprem": onprem.decode,
    "twilio": twilio.decode,
    "gupshup": gupshup.decode,
    "evolution": evolution.decode,
    "baileys": baileys.decode,
    "waha": waha.decode,
}


def handle(delivery: Delivery, accounts: Accounts) -> Decoded:
    """Read a delivery of `whatsapp-incoming`; raise `RefusedError` where nothing of it can be used."""
    provider = delivery.headers.get("provider") or "cloud"
    decode = PROVIDERS.get(provider) if isinstance(provider, str) else None
    if decode is None:
        known = ", ".join(sorted(PROVIDERS))
        raise RefusedError("unknown_type", f"the header provider names no gateway we know; known are {known}")
    return decode(delivery, accounts)
