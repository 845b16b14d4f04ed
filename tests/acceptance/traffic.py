"""Messages as businesses get them, made from a seed: chats, lists, forms, in every spelling, with what must become of them."""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from tests.acceptance.ledger import Message, Part
from worker.topology import CAMPAIGN, PLUGIN, WHATSAPP

BASE = int(datetime(2025, 2, 1, tzinfo=UTC).timestamp())  # seconds; runs are about the days after it
ACCOUNTS = {
    "in": {"name": "Acme India", "region": "IN", "number": "730100000000001", "display": "911140849999"},
    "br": {"name": "Acme Brasil", "region": "BR", "number": "730100000000002", "display": "551130005500"},
}
NAMES = ("Asha Rao", "Ravi", "Meena Iyer", "Zé da Silva", "Ana", "José", "Paulo", "Lupita", "Neha K", "Arun")
TEXTS = (
    "Hi",
    "is the 2BHK still available?",
    "price please",
    "oi, tudo bem?",
    "call me",
    "👍",
    "where are you located",
)


@dataclass(frozen=True, slots=True)
class Someone:
    """A person as the traffic knows them: the number WhatsApp delivers, and the spellings people type."""

    account: str
    wa_id: str
    key: str
    typed: tuple[Any, ...]
    bsuid: str


def someone(account: str, n: int) -> Someone:
    """Give the nth person of an account. Brazilians have the ninth digit everywhere but in WhatsApp."""
    if account == "in":
        local = f"98765{10_000 + n:05}"
        typed = (
            f"+91-{local[:5]}-{local[5:]}",
            f"0{local}",
            f"{local[:5]} {local[5:]}",
            int(f"91{local}"),
            f"0091{local}",
        )
        return Someone(account, f"91{local}", f"phone:91{local}", typed, f"IN.70000000000{n:06}")
    short = f"876{50_000 + n:05}"
    typed = (f"+55 (31) 9{short[:4]}-{short[4:]}", f"(31) {short[:4]}-{short[4:]}", f"55319{short}", f"31 9{short}")
    return Someone(account, f"5531{short}", f"phone:55319{short}", typed, f"BR.70000000000{n:06}")


def chat_body(
    account: str, messages: Sequence[dict[str, Any]], contacts: Sequence[dict[str, Any]] = (), **more: Any
) -> bytes:
    """Give a webhook body of the Cloud API."""
    about = ACCOUNTS[account]
    metadata = {"display_phone_number": about["display"], "phone_number_id": about["number"]}
    value = {"messaging_product": "whatsapp", "metadata": metadata, **more}
    value |= {"contacts": list(contacts)} if contacts else {}
    value |= {"messages": list(messages)} if messages else {}
    change = {"value": value, "field": "messages"}
    return json.dumps({"object": "whatsapp_business_account", "entry": [{"id": "2040", "changes": [change]}]}).encode()


def text_of(who: Someone, wamid: str, second: int, text: str) -> dict[str, Any]:
    """Give one text message."""
    return {"from": who.wa_id, "id": wamid, "timestamp": str(second), "type": "text", "text": {"body": text}}


def row_of(who: Someone, name: str) -> dict[str, Any]:
    """Give a row of `contacts`."""
    return {"profile": {"name": name}, "wa_id": who.wa_id}


def chat(who: Someone, wamid: str, second: int, text: str, name: str, consent: bool | None = None) -> Message:
    """Give a chat message alone in its body."""
    part = Part(who.account, f"wa:{wamid}", "applied", (who.key,), second * 1000, True, name, "profile", consent, text)
    body = chat_body(who.account, [text_of(who, wamid, second, text)], [row_of(who, name)])
    return Message(wamid, WHATSAPP, body, (part,))


def long_form(leads: int, second: int) -> Message:
    """Give one webhook delivery with so many people's forms."""
    people = [someone("in", n) for n in range(leads)]
    body = json.dumps([{"phone": who.typed[0], "name": f"Asha {n}", "city": "Pune"} for n, who in enumerate(people)])
    parts = [
        Part("in", f"webform:long:{n}", "applied", (who.key,), second * 1000, False, f"Asha {n}", "plugin")
        for n, who in enumerate(people)
    ]
    return Message("long", PLUGIN, envelope("in", "long", second, body), tuple(parts))


class Traffic:
    """A seeded source of messages about some people; the same seed gives the same messages."""

    def __init__(self, seed: int, people: int = 40, accounts: Sequence[str] = ("in", "br"), first: int = 0) -> None:
        self._random = random.Random(seed)
        self._prefix = f"{seed}"
        self._count = 0
        self.people = [someone(account, n) for n in range(first, first + people) for account in accounts]

    def messages(self, count: int) -> list[Message]:
        """Give `count` messages of every kind."""
        kinds = (
            (self.chat, 48), (self.chats, 8), (self.word, 8), (self.rows, 10), (self.form, 10), (self.echo, 4),
            (self.status, 3), (self.pair, 3), (self.unnumbered, 4), (self.poison, 3), (self.poisoned_batch, 2),
            (self.bad_form, 1),
        )  # fmt: skip
        makers = self._random.choices([kind for kind, _ in kinds], [weight for _, weight in kinds], k=count)
        return [make() for make in makers]

    def muddled(self, messages: Sequence[Message], duplicates: float = 0.1) -> list[Message]:
        """Give them in another order, some of them twice or three times."""
        again = [message for message in messages if self._random.random() < duplicates]
        muddled = [*messages, *again, *again[: len(again) // 4]]
        self._random.shuffle(muddled)
        return muddled

    def meetings(self) -> list[Message]:
        """For everybody: an opt-out before they are known, a chat without number, and one that tells both."""
        return [*self.stops(), *map(self.unnumbered, self.people), *map(self.pair, self.people)]

    def variants(self, messages: Sequence[Message], share: float = 0.05) -> list[Message]:
        """Give some chats again under the same id, with other words: a gateway that composes its bodies anew."""
        again = []
        for message in messages:
            (part, *others) = message.parts
            if not others and part.inbound and part.consent is None and self._random.random() < share:
                who = next((p for p in self.people if (p.key,) == part.keys), None)
                if who is None:
                    continue
                wamid = part.id.removeprefix("wa:")
                again.append(chat(who, wamid, part.at // 1000, f"{part.text} ", part.name or ""))
        return again

    def _next(self) -> str:
        self._count += 1
        return f"{self._prefix}.{self._count:06}"

    def _who(self) -> Someone:
        return self._random.choice(self.people)

    def _second(self) -> int:
        return BASE + self._random.randrange(86_400 * 10)

    def chat(self) -> Message:
        """A person writes."""
        return chat(self._who(), self._next(), self._second(), self._random.choice(TEXTS), self._random.choice(NAMES))

    def word(self) -> Message:
        """A person opts out, or in again."""
        given = self._random.random() < 0.4
        return chat(self._who(), self._next(), self._second(), "START" if given else " Stop. ", "Asha Rao", given)

    def chats(self) -> Message:
        """Several people of one business write, in one body, whose contacts stand in another order."""
        first = self._who()
        crowd = [first, *(p for p in self._random.sample(self.people, 4) if p.account == first.account and p != first)]
        sent = [(who, self._next(), self._second(), self._random.choice(NAMES)) for who in crowd]
        parts = tuple(
            Part(who.account, f"wa:{wamid}", "applied", (who.key,), second * 1000, True, name, text="ok")
            for who, wamid, second, name in sent
        )
        rows = [row_of(who, name) for who, _, _, name in reversed(sent)]
        body = chat_body(first.account, [text_of(who, wamid, second, "ok") for who, wamid, second, _ in sent], rows)
        return Message(sent[0][1], WHATSAPP, body, parts)

    def stops(self) -> list[Message]:
        """Everybody opts out in WhatsApp's own menu, before they ever wrote."""
        stops = []
        for who in self.people:
            second = self._second()
            name = f"preference:{who.key}:marketing_messages:stop:{second * 1000}"
            part = Part(who.account, name, "taught", (who.key,), second * 1000, consent=False)
            said = {"wa_id": who.wa_id, "category": "marketing_messages", "value": "stop", "timestamp": second}
            body = chat_body(who.account, [], user_preferences=[said | {"detail": "stop"}])
            stops.append(Message(self._next(), WHATSAPP, body.replace(b'"messages"', b'"user_preferences"'), (part,)))
        return stops

    def bug(self, text: str, reason: str) -> Message:
        """A message that is fine, with a text that the test has made a stumbling block."""
        message = chat(self._who(), self._next(), self._second(), text, "Asha Rao")
        return replace(message, parts=(refused("", reason),))

    def rows(self) -> Message:
        """A chunk of a list, with numbers as people type them; some rows cannot be used."""
        account, name, second = self._who().account, f"list-{self._next()}", self._second()
        crowd = [p for p in self._random.sample(self.people, min(6, len(self.people))) if p.account == account]
        rows, parts = [], []
        for number, who in enumerate(crowd, 1):
            called = self._random.choice(NAMES)
            rows.append({"row": number, "values": {"phone": self._random.choice(who.typed), "name": called}})
            parts.append(
                Part(account, f"row:{name}:{number}", "applied", (who.key,), second * 1000, False, called, "campaign")
            )
        if not rows or self._random.random() < 0.2:
            rows.append({"row": 900, "values": {"phone": "9.19877E+11", "name": "Lost"}})
            parts.append(Part(account, f"row:{name}:900", "refused", reason="precision_lost"))
        chunk = {"account": account, "campaign": "diwali", "list": name, "at": second * 1000, "rows": rows}
        return Message(name, CAMPAIGN, json.dumps(chunk).encode(), tuple(parts))

    def form(self) -> Message:
        """A form was filled in."""
        who, name, second, delivery = self._who(), self._random.choice(NAMES), self._second(), self._next()
        body = json.dumps({"phone": self._random.choice(who.typed), "name": name, "city": "Pune"})
        part = Part(who.account, f"webform:{delivery}", "applied", (who.key,), second * 1000, False, name, "plugin")
        return Message(delivery, PLUGIN, envelope(who.account, delivery, second, body), (part,))

    def echo(self) -> Message:
        """We write to a person in the phone app: it creates nobody."""
        who, wamid, second = self._who(), self._next(), self._second()
        part = Part(who.account, f"wa:{wamid}", "taught", (who.key,), second * 1000)
        echoed = text_of(who, wamid, second, "Here is the brochure") | {"to": who.wa_id}
        echoed["from"] = ACCOUNTS[who.account]["display"]
        body = chat_body(who.account, [], message_echoes=[echoed]).replace(b'"messages"', b'"smb_message_echoes"')
        return Message(wamid, WHATSAPP, body, (part,))

    def status(self) -> Message:
        """A message of ours was delivered."""
        who, wamid = self._who(), self._next()
        part = Part(who.account, f"status:{wamid}:delivered", "ignored", reason="status")
        said = {"id": wamid, "status": "delivered", "timestamp": str(self._second()), "recipient_id": who.wa_id}
        return Message(wamid, WHATSAPP, chat_body(who.account, [], statuses=[said]), (part,))

    def pair(self, who: Someone | None = None) -> Message:
        """A person writes, and WhatsApp tells number and user id."""
        who, wamid, second, name = who or self._who(), self._next(), self._second(), self._random.choice(NAMES)
        keys = (who.key, f"bsuid:{who.bsuid}")
        part = Part(who.account, f"wa:{wamid}", "applied", keys, second * 1000, True, name, text="hello")
        said = text_of(who, wamid, second, "hello") | {"from_user_id": who.bsuid}
        body = chat_body(who.account, [said], [row_of(who, name) | {"user_id": who.bsuid}])
        return Message(wamid, WHATSAPP, body, (part,))

    def unnumbered(self, who: Someone | None = None) -> Message:
        """A person writes whose number WhatsApp does not tell: somebody else, until a message tells both."""
        who, wamid, second = who or self._who(), self._next(), self._second()
        part = Part(who.account, f"wa:{wamid}", "applied", (f"bsuid:{who.bsuid}",), second * 1000, True, text="hey")
        said = text_of(who, wamid, second, "hey") | {"from_user_id": who.bsuid}
        del said["from"]
        return Message(wamid, WHATSAPP, chat_body(who.account, [said]), (part,))

    def poison(self) -> Message:
        """A body that is cut off."""
        tag = self._next()
        return Message(
            tag, WHATSAPP, b'{"object":"whatsapp_business_account","entry":[{"id', (refused("", "malformed_json"),)
        )

    def poisoned_batch(self) -> Message:
        """A body with a good message, one that is none, and another good one."""
        good = self.chats()
        body = json.loads(good.body)
        body["entry"][0]["changes"][0]["value"]["messages"].insert(
            1, {"id": None, "timestamp": "never", "type": "text", "from": 5}
        )
        return Message(good.tag, WHATSAPP, json.dumps(body).encode(), (*good.parts, refused("", "malformed")))

    def bad_form(self) -> Message:
        """A form without a usable number."""
        tag, second = self._next(), self._second()
        body = envelope("in", tag, second, json.dumps({"phone": "bad", "name": "B"}))
        return Message(tag, PLUGIN, body, (refused("in", "not_a_number"),))


def refused(account: str, reason: str) -> Part:
    """Give a part that shall be refused."""
    return Part(account, "", "refused", reason=reason)


def envelope(account: str, delivery: str, second: int, body: str, plugin: str = "webform") -> bytes:
    """Give an envelope of `plugin-webhook`."""
    said = {"account": account, "plugin": plugin, "delivery_id": delivery, "received_at": second * 1000, "body": body}
    return json.dumps(said | {"content_type": "application/json", "verified": True}).encode()


def account_files() -> dict[str, str]:
    """Give the files of the accounts directory."""
    return {
        f"{name}/account.yaml": f"name: {said['name']}\nregion: {said['region']}\ntimezone: UTC\n"
        f"numbers: [{{id: '{said['number']}', display: '+{said['display']}'}}]\n"
        for name, said in ACCOUNTS.items()
    }
