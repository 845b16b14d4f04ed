"""A table of messages as businesses really get them, and what must be there afterwards: people, refusals, the rest.

The bodies are in `tests/golden/cases`. They are all sent into one database, so they also meet each other: a number is
changed before its owner is known, two lists name one person, a stranger opts out.
"""

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from worker.account import Accounts
from worker.importing.column_mapping import Columns
from worker.importing.source import Given, open_list
from worker.topology import CAMPAIGN, PLUGIN, WHATSAPP

FOLDER = Path(__file__).parents[1] / "golden" / "cases"
AT = 1_735_000_000_000  # of nearly all bodies
DAY = 86_400_000
LIST_AT = AT - 30 * DAY
FILED_AT = AT - 20 * DAY

NUMBERS = {"in": ("1", "IN"), "br": ("2", "BR"), "mx": ("3", "MX"), "us": ("4", "US"), "ar": ("5", "AR")}
FILES = {
    f"{name}/account.yaml": f"name: Acme {region}\nregion: {region}\ntimezone: UTC\n"
    f"numbers: [{{id: '73010000000000{number}'}}]\ngateways: {{evolution: [acme-{name}]}}\n"
    for name, (number, region) in NUMBERS.items()
} | {
    "in/fields.yaml": "fields:\n- {id: city, aliases: [Ort]}\n- {id: address}\n- {id: note}\n",
    "in/pipeline.yaml": "states: [{id: fresh}, {id: new, name: NEW}, {id: won, status: closed}, {id: lost, status: cancelled}]\n"
    "initial: fresh\nwon: won\nlost: lost\n",
    "world/account.yaml": "name: Nowhere in particular\nnumbers: [{id: '730100000000009'}]\n"
    "gateways: {evolution: [acme-world]}\n",
}


@dataclass(frozen=True, slots=True)
class Sample:
    """A message of the table. `queue` and `headers` as it is published, `body` as bytes."""

    name: str
    queue: str
    body: bytes
    headers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Expected:
    """A person that must be there, once, with these facts; `shows` are further values of the lead's view."""

    account: str
    keys: frozenset[str]
    name: Any = None
    source: str = "whatsapp"
    inbound: int = 0
    shows: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)


def whatsapp_samples() -> list[Sample]:
    """The bodies of gateways."""
    headers = {"lid_and_number": {"provider": "evolution"}}
    files = sorted((FOLDER / "whatsapp").iterdir())
    return [Sample(file.stem, WHATSAPP, file.read_bytes(), headers.get(file.stem, {})) for file in files]


PLUGINS = {
    "array": "webform",
    "create_lead": "chakra",
    "flat": "webform",
    "google_lead": "google_lead_form",
    "indiamart_push": "indiamart",
    "lead_notice": "meta_lead_ads",
    "operator_keys": "webform",
    "phone_as_number": "webform",
    "standard_webhook": "standard_webhooks",
    "typeform": "typeform",
}


def plugin_samples() -> list[Sample]:
    """The bodies of plugins, each in the envelope that the edge makes."""
    samples = []
    for name, plugin in PLUGINS.items():
        envelope = {
            "account": "in",
            "plugin": plugin,
            "delivery_id": "msg_0001" if name == "standard_webhook" else f"delivery-{name}",
            "received_at": FILED_AT,
            "content_type": "application/json",
            "verified": True,
            "body": (FOLDER / "plugin" / f"{name}.json").read_text(encoding="utf-8"),
        }
        samples.append(Sample(name, PLUGIN, json.dumps(envelope).encode()))
    return samples


REGIONS = {"german_latin1": "DE", "brazil": "BR"}
LISTS = ("three_rows", "byte_order_mark", "german_latin1", "quoted_newlines", "spreadsheet_mangled",
         "one_person_four_times", "formulas", "brazil")  # fmt: skip


def list_samples(accounts: Accounts) -> list[Sample]:
    """The lists, each as one chunk with all of its rows, read as the import reads them."""
    samples = []
    for place, name in enumerate(LISTS):
        with open_list(FOLDER / "campaign" / f"{name}.csv", Given()) as source:
            columns = Columns.of(source.layout, accounts.named("in"), {})
            rows = [{"row": row.number, "values": list(row.cells)} for row in source.rows()]
        chunk = {"account": "in", "campaign": "diwali", "list": name, "at": LIST_AT + place * DAY, "rows": rows}
        chunk |= {"columns": columns.names, "mapping": dict(columns.mapping), "region": REGIONS.get(name, "IN")}
        samples.append(Sample(name, CAMPAIGN, json.dumps(chunk).encode()))
    return samples


def _person(account: str, *keys: str, **more: Any) -> Expected:
    return Expected(account, frozenset(keys), **more)


def _chat(number: int, **more: Any) -> Expected:
    return _person("in", f"phone:9198765{number:05}", **{"inbound": 1} | more)


def _row(number: int, name: str | None, **more: Any) -> Expected:
    return _person("in", f"phone:9198765{number:05}", name=name, source="campaign", **more)


def _form(number: int, name: Any, **more: Any) -> Expected:
    return _person("in", f"phone:9198765{number:05}", name=name, source="plugin", **more)


PEOPLE: tuple[Expected, ...] = (
    # First message, its redelivery, an older message that comes late, and then another number.
    _person(
        "in",
        "phone:919876500001",
        "phone:919876588881",
        name="Asha Rao",
        inbound=2,
        shows={"phone": "+919876588881", "last_inbound_at": AT, "window_until": AT + DAY, "status": "open"},
    ),
    _chat(21, name="Good One"),
    _chat(22),
    _chat(31, name="First Sender"),
    _chat(32, name="Second Sender"),
    _chat(110, name="Case 010"),
    _chat(119, name="Case 019"),
    _chat(121, name="Opt Out", shows={"opted_out": True, "opted_in": False}),
    _chat(130, name="From Ad", source="ctwa_ad"),
    _chat(132, name="Ad Tapper"),
    _person("in", "phone:919876500147", "bsuid:IN.7000000000000000470", name="Neha", inbound=1),
    _person("in", "bsuid:IN.7000000000000000490", name="Sam", inbound=1, shows={"phone": None}),
    _person("br", "phone:5531987650055", name="Paulo", inbound=1,
            shows={"phone": "+5531987650055", "address": "553187650055"}),
    _person("mx", "phone:525587650058", name="Lupita", inbound=1,
            shows={"phone": "+525587650058", "address": "5215587650058"}),
    _person("in", "phone:919876500183", "lid:231987654321098", name="Lid User", inbound=1,
            shows={"phone": "+919876500183"}),
    # Lists. The later list, and in a list the later row, states the name that counts.
    _row(10001, "Asha", fields={"email": "asha@example.com", "city": "Pune"}),
    _row(10002, "Ravi", fields={"email": "ravi@example.com", "city": "Mumbai"}),
    _row(10003, "Meena", fields={"city": "Delhi"}),
    _row(10004, "रवि"),
    _person("in", "phone:4915123456001", name="Jörg Müller", source="campaign", fields={"city": "Köln"}),
    _person("in", "phone:4915123456002", name="Renée Öztürk", source="campaign", fields={"city": "München"}),
    _row(10007, 'Rao, "Bunty"', fields={"address": "12, MG Road\nPune\r\n411001"}),
    _row(10008, "Y", fields={"address": "x"}),
    _row(10009, "Float"),
    _row(10010, "Apostrophe"),
    _row(10011, "Formula"),
    _row(10012, "Exact"),
    _row(10013, "Zerozero"),
    _row(10014, "Plain"),
    _row(10027, "A. Rao", fields={"email": "a2@example.com"}),
    _row(10032, '=HYPERLINK("http://evil.example","click")', fields={"note": "@SUM(1+1)"}),
    _row(10033, "+cmd|' /C calc'!A0", fields={"note": "-2+3"}),
    _person("in", "phone:5511987650045", name="Ana sem nono", source="campaign"),
    _person("in", "phone:5531987650046", name="Zé 2", source="campaign"),
    _person("in", "phone:551133330047", name="Padaria", source="campaign", shows={"phone": "+551133330047"}),
    # Forms.
    _form(20001, "Asha Rao", fields={"email": "asha@example.com"}),
    _form(20002, "Ted Mosby", fields={"email": "ted@example.com"},
          shows={"state": "new", "assignee": "john@example.com", "status": "open"}),
    _form(20003, "Num"),
    _form(20007, "A"),
    _form(20008, "C"),
    _form(20014, "Asha Rao", fields={"email": "asha@example.com"}),
    _form(20018, "Arun", fields={"email": "arun@example.com", "city": "Mumbai"}),
    _form(20022, "Asha"),
    _form(20028, "Zoë"),
    _form(20036, None),
)  # fmt: skip

# Message -> reasons of its dead letters, in any order.
REFUSED: Mapping[str, tuple[str, ...]] = {
    "good_bad_good": ("malformed",),
    "cut_off": ("malformed_json",),
    "spreadsheet_mangled": ("not_a_number", "precision_lost"),
    "array": ("not_a_number",),
    "lead_notice": ("needs_enrichment",),
}

# Receipts of parts that left no history: entry id -> outcome and reason.
RECEIPTS: Mapping[str, tuple[str, str]] = {
    "in:status:wamid.HBgMY2FzZS1vdXQy:sent": ("ignored", "status"),
    "in:status:wamid.HBgMY2FzZS1vdXQy:delivered": ("ignored", "status"),
    "in:status:wamid.HBgMY2FzZS1vdXQy:read": ("ignored", "status"),
    "in:wa:wamid.HBgMY2FzZS00MDE=": ("ignored", "unknown_person"),
}


@functools.cache
def phone_rows() -> tuple[dict[str, str], ...]:
    """Cells of phone columns, and addresses that WhatsApp delivers, by classes of one person."""
    import csv

    with (FOLDER.parent / "phone_classes.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def phone_samples() -> list[Sample]:
    """Each row of the table: typed ones in lists of their region, delivered ones in a message of their kind."""
    lists: dict[str, list[dict[str, Any]]] = {}
    samples = []
    for number, row in enumerate(phone_rows()):
        if row["source"] == "human":
            lists.setdefault(row["region"], []).append({"row": number, "values": {"phone": row["input"]}})
        else:
            samples.append(_delivered(number, row["input"]))
    for region, rows in lists.items():
        chunk = {"account": "world", "campaign": "phones", "list": "phones", "at": LIST_AT, "rows": rows}
        chunk |= {"mapping": {"phone": "phone"}, **({"region": region} if region else {})}
        samples.append(Sample(f"phones-{region or 'nowhere'}", CAMPAIGN, json.dumps(chunk).encode()))
    return samples


def _delivered(number: int, address: str) -> Sample:
    name = f"delivered-{number}"
    if "@" in address:
        key = {"remoteJid": address, "fromMe": False, "id": name}
        data = {
            "key": key,
            "message": {"conversation": "hi"},
            "messageType": "conversation",
            "messageTimestamp": AT // 1000,
        }
        body = {"event": "messages.upsert", "instance": "acme-world", "data": data}
        return Sample(name, WHATSAPP, json.dumps(body).encode(), {"provider": "evolution"})
    who = "from" if address.isdecimal() else "from_user_id"
    said = {who: address, "id": name, "timestamp": str(AT // 1000), "type": "text", "text": {"body": "hi"}}
    value = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": "730100000000009"}, "messages": [said]}
    body = {
        "object": "whatsapp_business_account",
        "entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}],
    }
    return Sample(name, WHATSAPP, json.dumps(body).encode())
