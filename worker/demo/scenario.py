"""What happens in the demonstration: the same people come in by every way, twice, late and out of order."""

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from schemas.durations import DAY_MS
from worker.demo import bodies
from worker.demo.cast import Character, brazilians, people, spelled
from worker.ports import Outgoing
from worker.topology import PLUGIN, WHATSAPP

START: Final = 1_794_983_400  # Unix s: Wednesday 18 November 2026, noon in India; messages of the three days before
DAY: Final = DAY_MS // 1000
SEED: Final = 7  # of the story that is told unless another is asked for
QUESTIONS: Final = (
    "Hi, is the 2BHK still available?",
    "Price please",
    "Can I visit on Sunday?",
    "Send brochure",
    "Is the loan approved by SBI?",
    "Good evening 🙏",
    "What is the carpet area",
    "ok thanks",
    "किराया कितना है?",
    "Call me after 6",
)
BAD_CELLS: Final = ("9.19877E+11", "n/a", "98765", "9999999999", "#ERROR!", "ravi@example.com", "1800 123 4567")


def of_this_week(now: int) -> int:
    """Give the last moment at which the story could have begun: the same day of the week and hour. Unix s."""
    week = 7 * DAY
    return START + max(0, (now - START) // week) * week


class Scenario:
    """Builds the messages; the same seed gives the same messages. `start`: when it is told, Unix s."""

    def __init__(self, seed: int = SEED, size: int = 90, start: int = START) -> None:
        self.start = start
        self._rng = random.Random(seed)  # noqa: S311  # a reproducible story, not a secret
        self.people = people(self._rng, size)
        self.brazilians = brazilians(self._rng)
        self._count = 0

    def messages(self) -> list[Outgoing]:
        """Give everything, shuffled, with about one in six delivered twice."""
        told = [*self._chats(), *self._gateways(), *self._lists(), *self._forms(), *self._moves(), *self._oddities()]
        again = self._rng.sample(told, len(told) // 6)
        told += again
        self._rng.shuffle(told)
        return told

    def replies(self) -> list[Outgoing]:
        """What some people write afterwards: one answers a question, which cancels what a rule had in mind."""
        talkers = self.people[:60:7]
        asked = [bodies.cloud_text(p, self._id(), self.start + 60, "And the price with parking?") for p in talkers]
        return [
            *asked,
            *(bodies.cloud_text(p, self._id(), self.start + 600, "Thank you, that helps") for p in talkers[:4]),
        ]

    def _id(self, prefix: str = "wamid.demo") -> str:
        self._count += 1
        return f"{prefix}{self._count:05}"

    def _at(self) -> int:
        return self.start - self._rng.randrange(3 * DAY)

    def _chats(self) -> Iterator[Outgoing]:
        for number, person in enumerate(self.people[:60]):
            for _ in range(self._rng.randint(1, 3)):
                yield bodies.cloud_text(person, self._id(), self._at(), self._rng.choice(QUESTIONS))
            if number % 9 == 0:
                ad = {
                    "source_url": "https://fb.example/ad",
                    "source_id": f"1202{number:04}",
                    "source_type": "ad",
                    "headline": "New launch in Baner",
                    "ctwa_clid": self._id("clid-"),
                }
                yield bodies.cloud_text(person, self._id(), self.start - 4 * DAY, "I saw your ad", referral=ad)
            if number % 20 == 3:
                yield bodies.cloud_text(person, self._id(), self._at(), "STOP")
            if number % 6 == 0:
                sent = self._id("wamid.out")
                yield from (
                    bodies.cloud_status(person, sent, self._at(), status) for status in ("sent", "read", "delivered")
                )
        for person in self.brazilians:
            without_nine = replace(person, number=person.number[:4] + person.number[5:])
            yield bodies.cloud_text(person, self._id(), self._at(), "Tem pão de queijo?", number=bodies.PADARIA_NUMBER)
            yield bodies.cloud_text(without_nine, self._id(), self._at(), "e amanhã?", number=bodies.PADARIA_NUMBER)

    def _gateways(self) -> Iterator[Outgoing]:
        for person in self.people[40:55]:
            yield bodies.gupshup(person, self._id("gup-"), self._at(), self._rng.choice(QUESTIONS))
        for person in self.people[50:62]:
            yield bodies.twilio(person, self._id("SM"), self._rng.choice(QUESTIONS))
        for person in self.people[60:70]:
            yield bodies.evolution(person, self._id("3EB0"), self._at(), "hello", with_phone=False)
            yield bodies.evolution(person, self._id("3EB0"), self._at(), "are you there?", with_phone=True)

    def _lists(self) -> Iterator[Outgoing]:
        rows: list[dict[str, str]] = []
        for person in self.people[20:90]:
            rows.append({"Mobile": spelled(person, self._rng), "Name": person.name, "City": person.city, "E-mail": ""})
            if self._rng.random() < 0.3:
                rows.append(
                    {
                        "Mobile": spelled(person, self._rng),
                        "Name": person.name.split()[0],
                        "City": "",
                        "E-mail": person.email,
                    }
                )
        rows += [{"Mobile": cell, "Name": "?", "City": "", "E-mail": ""} for cell in BAD_CELLS]
        self._rng.shuffle(rows)
        for first in range(0, len(rows), 40):
            yield bodies.campaign("acme-realty", "diwali", rows[first : first + 40], first + 2, self.start - DAY)

    def _forms(self) -> Iterator[Outgoing]:
        for person in self.people[10:34]:
            query = {
                "UNIQUE_QUERY_ID": self._id("IM"),
                "SENDER_NAME": person.name,
                "SENDER_MOBILE": f"+91-{person.national}",
                "SENDER_EMAIL": person.email,
                "SENDER_CITY": person.city,
                "QUERY_TIME": "2026-11-15 15:32:45",
                "QUERY_TYPE": "W",
                "QUERY_PRODUCT_NAME": "Baner Heights",
                "QUERY_MESSAGE": "I want to buy",
                "SENDER_COUNTRY_ISO": "IN",
            }
            body = {"CODE": 200, "STATUS": "SUCCESS", "RESPONSE": query}
            yield bodies.plugin("acme-realty", "indiamart", query["UNIQUE_QUERY_ID"], self._at(), body)
        for person in self.people[30:50]:
            form = {
                "Full Name": person.name,
                "phone": int(person.number),
                "email": person.email,
                "Which flat?": "2 bhk",
                "budget": "85,00,000",
            }
            yield bodies.plugin("acme-realty", "website", self._id("web-"), self._at(), form)
        for person in self.people[70:80]:
            yield bodies.plugin(
                "acme-realty", "website", self._id("web-"), self._at(), {"name": person.name, "email": person.email}
            )

    def _moves(self) -> Iterator[Outgoing]:
        """People who are two leads until something shows that they are one."""
        for person in self.people[80:86]:  # in the list by phone; they write under a username, later with the phone
            yield bodies.cloud_username(person, self._id(), self._at(), "Is it near the metro?", with_phone=False)
            yield bodies.cloud_username(person, self._id(), self._at(), "Here is my number", with_phone=True)
        for person in self.people[0:4]:  # a new number, from which they had written before
            moved = replace(person, number=f"917{person.number[3:]}")
            yield bodies.cloud_text(moved, self._id(), self._at(), "This is my new number")
            yield bodies.cloud_moved(person, moved.number, self._id(), self.start)

    def _oddities(self) -> Iterator[Outgoing]:
        person: Character = self.people[5]
        yield bodies.cloud_echo(person, self._id(), self._at())
        yield Outgoing("", WHATSAPP, b'{"object":"whatsapp_business_account","entry":[{"id":"2040","changes":[{"val')
        yield bodies.cloud_text(person, self._id(), self._at(), "hello", number="999")
        yield bodies.cloud(
            {"contacts": [], "messages": [{"id": None, "from": 12345, "timestamp": "x", "type": "text"}]}
        )
        yield Outgoing("", PLUGIN, b"phone=9876543210")
        yield bodies.plugin(
            "acme-realty", "website", self._id("web-"), self.start, {"name": "Nobody", "phone": "not yet"}
        )
        yield bodies.plugin(
            "acme-realty",
            "website",
            self._id("web-"),
            self.start,
            {"$set": {"role": "admin"}, "a.b": 1, "phone": person.national},
        )
