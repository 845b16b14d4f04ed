"""The leads of the bench of lists, made up: created over a year, names and cities as unevenly common as they are.

`filled` makes rows and leads in several processes with the functions that the worker makes them with, and writes them in
bulk, before there are indexes: a hundred times as fast as one after the other, and indexes made at once are half as large.
"""

import multiprocessing
import os
import random
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import Any

import pymongo

from schemas.account import AccountFile, FieldsFile, PipelineFile
from worker.account import Account
from worker.finding.row import Rows, words_of
from worker.leads.lead import Lead
from worker.system import new_id

DAY = 86_400_000
CHUNK = 1_000
FIELDS = {
    "fields": [
        {"id": "city"},
        {"id": "configuration", "type": "dropdown", "options": ["1 BHK", "2 BHK", "3 BHK", "4 BHK"]},
        {"id": "budget", "type": "number", "sortable": True},
        {"id": "visit_date", "type": "date"},
        {"id": "remark"},
    ]
}
STATES = ("new", "contacted", "qualified", "won", "lost")
ACCOUNT = Account(
    "acme",
    AccountFile(name="Acme", region="IN", timezone="Asia/Kolkata"),
    PipelineFile(),
    FieldsFile.model_validate(FIELDS),
)
SYLLABLES = "ka ra ma na sha ti ri vi an ku de pa la ni su ja mo ha bi go re to mi".split()  # noqa: SIM905


class People:
    """Makes leads up."""

    def __init__(self, now: int, part: int = 0) -> None:
        """Take the moment (Unix ms), and which of several parts of the same people is meant."""
        self.chance, self.now = random.Random(5), now
        self.names = self._words(20_000)
        self.cities = ["pune", "mumbai", "delhi", "chennai", "kochi", "varanasi", "jaipur", "indore", *self._words(300)]
        self.chance = random.Random(part)

    def _words(self, number: int) -> list[str]:
        found = dict[str, None]()
        while len(found) < number:
            found["".join(self.chance.choices(SYLLABLES, k=self.chance.choice([2, 3, 3, 4])))] = None
        return list(found)

    def common(self, words: list[str]) -> str:
        """Choose a word, the first ones far more often (Zipf)."""
        return words[min(int(len(words) ** self.chance.random()), len(words)) - 1]

    def lead(self) -> Lead:
        chance = self.chance
        created = self.now - int(chance.random() * 365 * DAY)
        phone = f"+91{chance.randint(6_000_000_000, 9_999_999_999)}"
        lead = Lead(
            new_id(), "acme", v=1, created_at=created, updated_at=created + int(chance.random() * DAY), phone=phone
        )
        name = f"{self.common(self.names)} {self.common(self.names)}"
        fields: dict[str, Any] = {"name": name, "city": self.common(self.cities)}
        fields["email"] = f"{name.replace(' ', '.')}@gmail.com" if chance.random() < 0.6 else None
        fields["configuration"] = chance.choice(["1 BHK", "2 BHK", "2 BHK", "3 BHK", "4 BHK"])
        fields["budget"] = int(chance.lognormvariate(15.5, 0.6)) if chance.random() < 0.5 else None
        fields["visit_date"] = (
            f"2026-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}" if chance.random() < 0.3 else None
        )
        fields["remark"] = " ".join(self.common(self.names) for _ in range(4)) if chance.random() < 0.3 else None
        said = {"by": "plugin", "t": created, "m": f"indiamart:{lead.id}:1"}
        lead.fields = {key: {"v": value, **said} for key, value in fields.items() if value is not None}
        lead.identities = [{"k": f"phone:{phone[1:]}", "kind": "phone", "raw": phone, "e164": phone}]
        lead.keys = [f"phone:{phone[1:]}"]
        lead.state = {"v": chance.choice(STATES)}
        lead.status = ACCOUNT.status_of[lead.state["v"]]
        lead.assignee = {"v": chance.choice([*(f"user{n}" for n in range(20)), None])}
        lead.first = {"source": chance.choice(["whatsapp", "campaign", "plugin", "ctwa_ad"]), "origin": "cloud"}
        lead.tags = {"hot": {"v": True}} if chance.random() < 0.08 else {}
        lead.last_inbound_at = created if chance.random() < 0.7 else None
        return lead


def filled(url: str, database: str, number: int, now: int) -> None:
    """Fill rows, leads and words of an empty database."""
    parts = os.cpu_count() or 1
    shares = [number // parts + (part < number % parts) for part in range(parts)]
    with ProcessPoolExecutor(parts, multiprocessing.get_context("spawn")) as pool:
        words = set[str]().union(*pool.map(partial(_part, url, database, now), range(parts), shares))
    client: Any
    with pymongo.MongoClient(url) as client:
        client[database].words.insert_many([{"_id": f"{ACCOUNT.id}:{word}"} for word in sorted(words)], ordered=False)


def _part(url: str, database: str, now: int, part: int, share: int) -> set[str]:
    """Write a share of the leads and their rows; give their words."""
    people, rows, words = People(now, part), Rows(ACCOUNT), set[str]()
    client: Any
    with pymongo.MongoClient(url) as client:
        for start in range(0, share, CHUNK):
            leads = [people.lead() for _ in range(min(CHUNK, share - start))]
            made = [row for lead in leads if (row := rows.of(lead)) is not None]
            client[database].lead_find.insert_many(made, ordered=False)
            client[database].leads.insert_many([lead.sections() for lead in leads], ordered=False)
            words.update(word for row in made for word in words_of(row))
    return words
