"""The message set: webhook bodies of the WhatsApp Cloud API as a sales team's numbers get them, the same on every run.

Half as many people as messages, profile names in several scripts, user ids beside numbers, replies, media, ads that
click to WhatsApp, and a few percent delivered twice, as the platform does when an answer came late.
"""

import base64
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

ACCOUNT = "bench"
NUMBER_ID = "730100000000001"
NUMBER = "911140849999"
DUPLICATES = 0.03

_ACCOUNT_FILE = f"""name: Bench
region: IN
timezone: Asia/Kolkata
numbers:
  - id: "{NUMBER_ID}"
    display: "+{NUMBER}"
"""

_FIRST = ("Asha", "Rahul", "Priya", "Mohammed", "Ana", "João", "Fatima", "Chidi", "प्रिया", "Olga", "محمد", "Li Wei")
_LAST = ("Rao", "Sharma", "Khan", "da Silva", "Okafor", "Fernández", "Iyer", "शर्मा", "Nguyen", "Patel", "Mehta", "")
_TEXTS = (
    "Hi, is the 2BHK in Whitefield still available?",
    "price please",
    "Namaste 🙏 I saw your ad on Instagram, what is the down payment for the 3BHK and when can I visit the site?",
    "मुझे कल दोपहर में कॉल करें",
    "Bom dia! Vocês entregam em Campinas? Preciso de 3 unidades até sexta-feira, obrigado.",
    "ok",
    "Can you send the brochure and the floor plan? My budget is 85 lakhs, the loan is approved. We are two families.",
    "Is there a discount for a group of 12?",
    "👍",
    "My order #48213 has not arrived, who can help me?",
)
_REFERRAL = {
    "source_url": "https://fb.me/3cr4Wqqkv",
    "source_id": "120208761928800419",
    "source_type": "ad",
    "body": "Ready-to-move homes with a view. Book a free site visit this weekend!",
    "headline": "3BHK from 92 lakhs",
    "media_type": "image",
    "image_url": "https://scontent.xx.fbcdn.net/v/t45.1600-4/example.jpg?_nc_cat=110&oh=00_AYD",
    "ctwa_clid": "ARAkLkA8rmlFeiCktEJQ-QTwRiyYHAFDLMNDBH0CD3qpjd0HR4irJ6LEkR7JwFF4XvnO2E4Nx0-eM-GABDLOPaOdRMv-_zfUQ2a",
}


@dataclass(frozen=True, slots=True)
class Incoming:
    """One webhook body, with the id of its only message."""

    id: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Workload:
    """What is sent, and what must come of it."""

    messages: tuple[Incoming, ...]
    people: int
    unique: int

    @property
    def bytes_per_message(self) -> int:
        """Mean size of a body."""
        return sum(len(message.body) for message in self.messages) // len(self.messages)


def workload(count: int, started_at: int) -> Workload:
    """Give at least `count` messages of half as many people, sent in the hour before `started_at` (Unix seconds)."""
    chance = random.Random(20)
    writers = list(range(count // 2))
    writers += chance.choices(writers, k=count - len(writers))
    chance.shuffle(writers)
    sent = [_message(chance, n, who, started_at - 3600 + n * 3600 // count) for n, who in enumerate(writers)]
    messages: list[Incoming] = []
    for position, message in enumerate(sent):
        messages.append(message)
        if position and chance.random() < DUPLICATES:
            messages.append(sent[chance.randrange(max(0, position - 300), position)])
    return Workload(tuple(messages), people=len(set(writers)), unique=len(sent))


def lone_messages(count: int, started_at: int) -> Iterator[Incoming]:
    """Give messages for the latency run: half of them of new people, the others of people who wrote before."""
    chance = random.Random(21)
    for n in range(count):
        who = 5_000_000 + n // 2
        yield _message(chance, 90_000_000 + n, who, started_at + n)


def write_accounts(directory: Path) -> None:
    """Write the account that owns the number."""
    folder = directory / ACCOUNT
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "account.yaml").write_text(_ACCOUNT_FILE)


def _message(chance: random.Random, number: int, who: int, at: int) -> Incoming:
    phone, user_id = _phone(who), f"{'BR' if who % 10 == 9 else 'IN'}.{10**18 + who * 7919}"
    name = f"{_FIRST[who % len(_FIRST)]} {_LAST[who // 7 % len(_LAST)]}".strip()
    message_id = "wamid." + base64.b64encode(f"\x1d\x10{phone}\x15\x02{number:018d}".encode()).decode()
    part: dict[str, Any] = {
        "from": phone,
        "from_user_id": user_id,
        "id": message_id,
        "timestamp": str(at),
        **_content(chance),
    }
    if chance.random() < 0.08:
        part["referral"] = _REFERRAL
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": NUMBER, "phone_number_id": NUMBER_ID},
        "contacts": [{"profile": {"name": name}, "wa_id": phone, "user_id": user_id}],
        "messages": [part],
    }
    body = {
        "object": "whatsapp_business_account",
        "entry": [{"id": "204000000000001", "changes": [{"value": value, "field": "messages"}]}],
    }
    return Incoming(message_id, orjson.dumps(body))


def _phone(who: int) -> str:
    """Indian mobiles, and one Brazilian in ten, half of them as WhatsApp knows older accounts: without the 9."""
    if who % 10 == 9:
        return f"5547{'9' if who % 20 == 9 else ''}{88_000_000 + who // 10 % 10_000_000:08d}"
    return f"91{7_000_000_000 + who * 37 % 2_900_000_000:010d}"


def _content(chance: random.Random) -> dict[str, Any]:
    kind = chance.random()
    text = chance.choice(_TEXTS)
    if kind < 0.76:
        return {"type": "text", "text": {"body": text}}
    if kind < 0.90:
        image = {
            "caption": text[:60],
            "mime_type": "image/jpeg",
            "sha256": f"{chance.getrandbits(256):064x}",
            "id": str(chance.randrange(10**15, 10**16)),
        }
        return {"type": "image", "image": image}
    if kind < 0.97:
        reply = {"id": f"visit-{chance.randrange(9)}", "title": "Book a site visit"}
        context = {"from": NUMBER, "id": f"wamid.{chance.getrandbits(160):040x}"}
        return {
            "context": context,
            "type": "interactive",
            "interactive": {"type": "button_reply", "button_reply": reply},
        }
    where = {"latitude": 12.9698, "longitude": 77.75, "name": "Whitefield", "address": "Bengaluru, Karnataka"}
    return {"type": "location", "location": where}
