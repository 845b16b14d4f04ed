"""Messages of people in WhatsApp, from whichever gateway: bodies of the queue `whatsapp-incoming` to contacts.

The shape of a body tells the gateway (`shapes`); the header `provider` decides where several would read it. One file
per gateway reads a body, all of them say what a part says in the same words (`message.Said`), and `message.contact_of`
makes the contact. Imports what is beside it in `handlers`, but not `plugin`.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

from worker.account import Accounts
from worker.contact import Decoded
from worker.errors import RefusedError
from worker.handlers.receipt_times import by_receipt
from worker.handlers.whatsapp import baileys, cloud, evolution, gupshup, onprem, twilio, waha
from worker.handlers.whatsapp.gateway import sealed
from worker.handlers.whatsapp.part import exact, load
from worker.handlers.whatsapp.shapes import fits, provider_of, shape_of
from worker.ports import Delivery

__all__ = ["DIFFERS", "PROVIDERS", "handle", "sealed"]

PROVIDERS: Mapping[str, Callable[[Delivery, dict[str, Any], Accounts], Decoded]] = {
    "cloud": partial(cloud.read, provider="cloud"),
    "360dialog": partial(cloud.read, provider="360dialog"),
    "onprem": onprem.read,
    "twilio": twilio.read,
    "gupshup": gupshup.read,
    "evolution": evolution.read,
    "baileys": baileys.read,
    "waha": waha.read,
}

MAX_DUPLICATES: Final = 10  # keys that came twice, as an operator is told
_BEFORE = b"\xef\xbb\xbf \t\r\n"  # what may stand before JSON
DIFFERS: Final = "provider_differs"  # flag: the header names another gateway than the body's shape does


@by_receipt
def handle(delivery: Delivery, accounts: Accounts) -> Decoded:
    """Read a delivery of `whatsapp-incoming`; raise `RefusedError` where nothing of it can be used."""
    header = delivery.headers.get("provider")
    named = provider_of(header) if type(header) is str else None
    body = _opened(delivery.body, named)
    if delivery.body.lstrip(_BEFORE)[:1] != b"{":  # a form
        return _read(delivery, body, accounts, header, named)
    body, twice = exact(body, delivery.body)
    decoded = _read(delivery, body, accounts, header, named)
    if twice:
        flags = tuple([f"duplicate_key:{key[:80]}" for key in twice[:MAX_DUPLICATES]])
        decoded.contacts = [replace(contact, flags=(*contact.flags, *flags)) for contact in decoded.contacts]
    return decoded


def _read(delivery: Delivery, body: dict[str, Any], accounts: Accounts, header: object, named: str | None) -> Decoded:
    """Read a body by the gateway that the header names, or by its shape."""
    if named and fits(named, body):
        return PROVIDERS[named](delivery, body, accounts)
    shape = shape_of(body)
    if header and not named:
        raise RefusedError("unknown_type", _unknown_header(shape), about=str(header)[:64])
    if shape is None:
        if named is None:
            raise RefusedError("unknown_type", _unknown_shape(body), about=" ".join(_keys(body)))
        return PROVIDERS[named](delivery, body, accounts)  # it says what it misses
    if named is None:
        return PROVIDERS[shape](delivery, body, accounts)
    return _against_header(delivery, body, accounts, named, shape)


def _opened(body: bytes, named: str | None) -> dict[str, Any]:
    """Parse a body, once: JSON, or the form that Twilio sends."""
    if body[:1] != b"{" and body.lstrip()[:1] != b"{" and (named == "twilio" or twilio.is_form(body)):
        return twilio.form(body)
    return load(body)


def _against_header(delivery: Delivery, body: dict[str, Any], accounts: Accounts, named: str, shape: str) -> Decoded:
    """Read a body by its shape, though the header names a gateway that does not write so; say it in what comes of it."""
    remark = f"the header provider says {named}, but the body has the shape of {shape}"
    try:
        decoded = PROVIDERS[shape](delivery, body, accounts)
    except RefusedError as error:
        raise RefusedError(
            error.reason, f"{error.detail} ({remark}, and was read so)", error.where, about=error.about
        ) from None
    owner = delivery.headers.get("account")
    if owner is not None and any(contact.account != owner for contact in decoded.contacts):
        # Neither header is true of the body: whoever set them meant another message.
        raise RefusedError("unknown_type", f"{remark}, and it is of another account than the header account says")
    decoded.contacts = [replace(contact, flags=(*contact.flags, DIFFERS)) for contact in decoded.contacts]
    decoded.refused = [replace(part, detail=f"{part.detail} ({remark}, and was read so)") for part in decoded.refused]
    return decoded


def _unknown_header(shape: str | None) -> str:
    known = ", ".join(sorted(PROVIDERS))
    seems = f"; the body has the shape of {shape}" if shape else ""
    return f"the header provider names no gateway we know{seems}; known are {known}"


def _keys(body: Mapping[str, Any]) -> list[str]:
    """Give the first keys that are words: others may be somebody's number or name."""
    return [name for name in body if name.isidentifier() and len(name) <= 40][:8]


def _unknown_shape(body: Mapping[str, Any]) -> str:
    keys = _keys(body)
    has = f"at its top are {', '.join(keys)}" if keys else "it has no key that tells"
    known = ", ".join(sorted(PROVIDERS))
    return f"the body has the shape of no gateway we know ({has}); if it is one of {known}, set the header `provider`"
