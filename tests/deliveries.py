"""Deliveries of plugins and campaigns for tests, as the edge and the import publish them."""

import json
from pathlib import Path
from typing import Any

from schemas.account import AccountFile, FieldsFile, LeadField, Number, PluginsFile
from schemas.plugin import PluginMapping
from worker.account import Account, Accounts
from worker.contact import Contact, Decoded
from worker.handlers import campaign, plugin
from worker.ports import Delivery

GOLDEN = Path(__file__).parent / "golden"
RECEIVED = 1_795_100_000_000  # 2026-11-19T14:53:20Z
TEN = 1_795_082_400_000  # 2026-11-19T10:00:00Z


def account(
    name: str = "acme", *, region: str | None = "IN", plugins: Any = None, fields: Any = (), **settings: Any
) -> Account:
    """An account; `plugins` as it stands in plugins.yaml, `fields` as ids of lead fields with their aliases."""
    mappings = {key: PluginMapping.model_validate(value) for key, value in (plugins or {}).items()}
    lead_fields = tuple(LeadField(id=key, aliases=aliases) for key, aliases in dict(fields).items())
    return Account(
        name,
        AccountFile(name=name, region=region, **settings),
        fields=FieldsFile(fields=lead_fields),
        plugins=PluginsFile(plugins=mappings),
    )


def accounts(*listed: Account) -> Accounts:
    """The given accounts, or an Indian one and some of other countries."""
    numbers = (Number(id="1", display="+91 98765 99999"),)
    return Accounts.of(
        listed
        or (
            account(timezone="Asia/Kolkata", numbers=numbers),
            account("br", region="BR"),
            account("mx", region="MX"),
            account("de", region="DE"),
        )
    )


def webhook(body: Any, plugin_id: str = "website", **envelope: Any) -> Delivery:
    """A delivery of `plugin-webhook`; a body that is no text is sent as JSON."""
    document = {
        "account": "acme",
        "plugin": plugin_id,
        "delivery_id": "msg_1",
        "received_at": RECEIVED,
        "content_type": "application/json",
        "verified": True,
        "body": body if isinstance(body, str) else json.dumps(body),
    } | envelope
    return Delivery("plugin-webhook", json.dumps(document).encode(), received_at=RECEIVED)


def golden_webhook(file: str, plugin_id: str = "website", **envelope: Any) -> Delivery:
    """A delivery with a body from tests/golden/plugin."""
    return webhook((GOLDEN / "plugin" / file).read_text(encoding="utf-8"), plugin_id, **envelope)


def read(delivery: Delivery, of: Accounts | None = None) -> Decoded:
    """Read a delivery of either queue."""
    handler = plugin.handle if delivery.queue == "plugin-webhook" else campaign.handle
    return handler(delivery, of or accounts())


def only_contact(delivery: Delivery, of: Accounts | None = None) -> Contact:
    """Read a delivery that says something about one person, and nothing else."""
    decoded = read(delivery, of)
    assert not decoded.refused
    assert not decoded.ignored
    assert len(decoded.contacts) == 1
    return decoded.contacts[0]


def chunk(rows: list[Any], columns: list[str] | None = None, **envelope: Any) -> Delivery:
    """A delivery of `broadcast-campaign`: rows numbered from 1, or ready made."""
    made = [
        row if isinstance(row, dict) and "row" in row else {"row": n, "values": row} for n, row in enumerate(rows, 1)
    ]
    document = {"account": "acme", "campaign": "diwali", "list": "L1", "at": TEN, "rows": made} | envelope
    if columns is not None:
        document["columns"] = columns
    return Delivery("broadcast-campaign", json.dumps(document).encode(), received_at=RECEIVED)


def facts(contact: Contact) -> dict[str, Any]:
    """The facts by name; the first of a name counts, as for a lead."""
    return {fact.name: fact.value for fact in reversed(contact.facts)}


def keys(contact: Contact) -> list[str]:
    """The identity keys of a contact."""
    return [identity.key for identity in contact.identities]
