"""Golden bodies and small builders for the tests of the WhatsApp handler."""

import json
from pathlib import Path
from typing import Any

import orjson

from schemas.account import AccountFile, Number
from worker.account import Account, Accounts
from worker.contact import Contact, Decoded
from worker.handlers.whatsapp import handle
from worker.ports import Delivery

GOLDEN = Path(__file__).parents[2] / "golden" / "whatsapp"
NOW = 1_795_100_000_000
INDIA, BRAZIL, MEXICO = "730100000000001", "730100000000002", "730100000000003"
OWN = "911140849999"

ACCOUNTS = Accounts.of(
    [
        Account(
            "india",
            AccountFile(
                name="India",
                region="IN",
                numbers=(Number(id=INDIA, display="+91 11 4084 9999"),),
                gateways={
                    "evolution": ("acme-in",),
                    "baileys": ("default",),
                    "waha": ("default",),
                    "gupshup": ("DemoApp",),
                    "twilio": ("whatsapp:+14155238886",),
                },
                opt_out_words=("बस करो", "no more!"),
            ),
        ),
        Account(
            "brazil", AccountFile(name="Brazil", region="BR", numbers=(Number(id=BRAZIL, display="551130005500"),))
        ),
        Account("mexico", AccountFile(name="Mexico", region="MX", numbers=(Number(id=MEXICO),))),
    ]
)


def golden(name: str) -> bytes:
    """Give a golden body as bytes."""
    path = GOLDEN / name
    return (path if path.suffix else path.with_suffix(".json")).read_bytes()


def decode(body: Any, **headers: Any) -> Decoded:
    """Handle a body: bytes as they are, a golden body by its name, anything else as JSON."""
    if isinstance(body, str):
        body = golden(body)
    elif not isinstance(body, bytes):
        body = orjson.dumps(body)
    return handle(Delivery("whatsapp-incoming", body, headers, received_at=NOW), ACCOUNTS)


def only(decoded: Decoded) -> Contact:
    """Give the only contact of a body that has nothing else."""
    assert not decoded.refused, decoded.refused
    assert not decoded.ignored, decoded.ignored
    (contact,) = decoded.contacts
    return contact


def keys(contact: Contact) -> list[str]:
    """Give the identity keys of a contact, in order."""
    return [identity.key for identity in contact.identities]


def facts(contact: Contact) -> dict[str, Any]:
    """Give the facts of a contact as a dictionary."""
    return {fact.name: fact.value for fact in contact.facts}


def ignored(decoded: Decoded) -> list[str]:
    """Give the reasons of ignored parts, where there is nothing else."""
    assert not decoded.contacts
    assert not decoded.refused
    return [part.reason for part in decoded.ignored]


def value(number: str = INDIA, **parts: Any) -> dict[str, Any]:
    """Build the value of a change."""
    return {
        "messaging_product": "whatsapp",
        "metadata": {"phone_number_id": number, "display_phone_number": OWN},
        **parts,
    }


def cloud(*values: Any, field: str = "messages") -> dict[str, Any]:
    """Build a webhook body of one entry with a change per value."""
    changes = [{"field": field, "value": each} for each in values]
    return {"object": "whatsapp_business_account", "entry": [{"id": "204000000000001", "changes": changes}]}


def text(sender: str | None = "919876500001", body: Any = "hello", **more: Any) -> dict[str, Any]:
    """Build a text message."""
    message = {"id": "wamid.TEST", "timestamp": "1795000000", "type": "text", "text": {"body": body}, **more}
    return message if sender is None else {"from": sender, **message}


def written(body: str) -> Contact:
    """Give the contact of a text message."""
    return only(decode(cloud(value(messages=[text(body=body)]))))


def all_golden() -> list[str]:
    """Names of all golden bodies."""
    return sorted(path.name for path in GOLDEN.iterdir())


def headers_of(name: str) -> dict[str, str]:
    """Give the headers that a golden body comes with, which its name tells."""
    provider = name.partition("_")[0].partition(".")[0]
    if provider == "onprem":
        return {"provider": provider, "account": "india"}
    gateways = ("evolution", "baileys", "waha", "gupshup", "twilio")
    return {"provider": provider} if provider in gateways else {}


def readable(raw: Any) -> str:
    """Give a raw part as text, to look for what must not be in it."""
    return json.dumps(raw)
