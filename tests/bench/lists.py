"""Lists over many leads: `make bench-console`. Builds search rows in an embedded mongod and asks what people ask.

    python -m tests.bench.lists --leads 100000 --times 40

Ids are found and the leads' rows are read, one question at a time. Times are milliseconds. Leads are made up: created over
a year, names and cities as unevenly common as they are.
"""

import argparse
import asyncio
import os
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from schemas.account import AccountFile, FieldsFile, PipelineFile
from schemas.api.lists import LeadQuery
from worker.account import Account, Accounts
from worker.embedded.mongod import EmbeddedMongod
from worker.errors import LeadWorkerError
from worker.finding.asking import Lists
from worker.finding.context import Viewer
from worker.finding.writing import RowWriter
from worker.leads.lead import Lead
from worker.store.finding import FindingStore
from worker.store.mongo import Mongo
from worker.system import SystemClock, new_id

DAY = 86_400_000
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

    def __init__(self, now: int) -> None:
        self.chance, self.now = random.Random(5), now
        self.names = self._words(20_000)
        self.cities = ["pune", "mumbai", "delhi", "chennai", "kochi", "varanasi", "jaipur", "indore", *self._words(300)]

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
        lead.fields = {
            key: {"v": value, "by": "plugin", "t": 1, "m": "m"} for key, value in fields.items() if value is not None
        }
        lead.state = {"v": chance.choice(STATES)}
        lead.status = ACCOUNT.status_of[lead.state["v"]]
        lead.assignee = {"v": chance.choice([*(f"user{n}" for n in range(20)), None])}
        lead.first = {"source": chance.choice(["whatsapp", "campaign", "plugin", "ctwa_ad"]), "origin": "cloud"}
        lead.tags = {"hot": {"v": True}} if chance.random() < 0.08 else {}
        lead.last_inbound_at = created if chance.random() < 0.7 else None
        return lead


def is_(field: str, value: Any, op: str = "is") -> dict[str, Any]:
    return {"field": field, "op": op, "value": value}


MONTH = is_("created_at", {"days": 30}, "last")
QUESTIONS: dict[str, dict[str, Any]] = {
    "default list, 30 days: page 1 of 10": {"filter": MONTH},
    "page 1 of 100": {"filter": MONTH, "size": 100},
    "page 500 of 10": {"filter": MONTH, "page": 500},
    "page 80 of 100": {"filter": MONTH, "page": 80, "size": 100},
    "exact count of the 30 days": {"filter": MONTH, "count": "exact", "size": 1},
    "half-way through all time": {"page": -2, "size": 10},
    "search: one beginning, 30 days": {"filter": MONTH, "search": "kara"},
    "search: one beginning, all time": {"search": "kara"},
    "search: two letters, all time": {"search": "ka"},
    "search: two words, all time": {"search": "kara pune"},
    "search: last 5 digits": {"search": "12345"},
    "(hot AND Pune) OR (won AND 3 BHK)": {
        "filter": {
            "any": [
                {"all": [is_("tag", "hot"), is_("city", "pune")]},
                {"all": [is_("state", "won"), is_("configuration", "3 BHK")]},
            ]
        }
    },
    "Pune AND budget >= 2 crore": {"filter": {"all": [is_("city", "pune"), is_("budget", 20_000_000, "gte")]}},
    "budget >= 2 crore": {"filter": is_("budget", 20_000_000, "gte")},
    "budget >= 60 lakh": {"filter": is_("budget", 6_000_000, "gte")},
    "hot AND 2 BHK AND budget >= 1 crore": {
        "filter": {
            "all": [is_("tag", "hot"), is_("configuration", "2 BHK"), is_("budget", 10_000_000, "gte")],
        }
    },
    "NOT Pune, no e-mail, 30 days": {
        "filter": {"all": [MONTH, is_("city", "pune", "is_not"), {"field": "email", "op": "empty"}]}
    },
    "my leads, 30 days": {"filter": {"all": [MONTH, is_("assignee", "@me")]}},
    "city contains pu": {"filter": is_("city", "pu", "contains")},
    "by budget (slot), 30 days": {"filter": MONTH, "sort": [{"field": "budget", "direction": "desc"}]},
    "by budget (slot), rising, page 100": {"sort": [{"field": "budget"}], "page": 100},
    "by last inbound, all time": {"sort": [{"field": "last_inbound_at", "direction": "desc"}]},
    "won, by city, in memory": {
        "filter": {"all": [is_("state", "won"), is_("created_at", {"days": 60}, "last")]}, "sort": [{"field": "city"}]
    },
}  # fmt: skip


async def timed(work: Callable[[], Awaitable[Any]], times: int) -> tuple[list[float], Any]:
    """Give milliseconds of each time, and the last answer."""
    found, answer = list[float](), None
    for _ in range(times):
        began = time.perf_counter()
        answer = await work()
        found.append((time.perf_counter() - began) * 1000)
    return sorted(found), answer


async def build(store: FindingStore, number: int, now: int) -> float:
    """Fill the store; give rows per second."""
    people, writer = People(now), RowWriter(store, lambda: Accounts.of([ACCOUNT]))
    began = time.perf_counter()
    for start in range(0, number, 500):
        await writer.write([people.lead() for _ in range(min(500, number - start))])
    return number / (time.perf_counter() - began)


async def measured(number: int, times: int) -> None:
    """Build and ask; print a table."""
    clock = SystemClock()
    with tempfile.TemporaryDirectory() as folder:
        async with EmbeddedMongod(Path(folder) / "mongod") as server:
            mongo = Mongo(server.url, "bench", seconds=60)
            store = FindingStore(mongo)
            await store.prepare()
            rate = await build(store, number, clock.now())
            stats = await mongo.database.command("collStats", "lead_find")
            print(f"{number:,} leads, {rate:,.0f} rows/s made and written, load {os.getloadavg()[0]:.1f}")
            sizes = {name: f"{size / 1e6:.0f} MB" for name, size in stats["indexSizes"].items()}
            print(f"row {stats['avgObjSize']:.0f} bytes, indexes {sizes}")
            print(f"{'question':<42}{'rows':>8}{'p95':>8}{'first':>8}{'count':>9}{'p95':>8}  number, driver")
            for told, asked in QUESTIONS.items():
                query = LeadQuery.model_validate({**asked, "page": number // 20} if asked.get("page") == -2 else asked)
                await _ask(store, clock, told, query, times)
            mongo.close()


async def _ask(store: FindingStore, clock: SystemClock, told: str, query: LeadQuery, times: int) -> None:
    estimates = dict[Any, Any]()  # what a process knows for a minute; counts are made anew each time

    def lists() -> Lists:
        made = Lists(store, clock)
        made._estimates = estimates
        return made

    async def rows() -> Any:
        return await lists().page(ACCOUNT, Viewer("user3"), query.model_copy(update={"count": "none"}))

    async def counted(page: Any) -> Any:
        made = lists()
        plan = page.plan if page.plan.sorting.path == "order" else None
        return await made._counting.auto(ACCOUNT.id, plan) if plan else None

    try:
        first, _ = await timed(rows, 1)
        found, answer = await timed(rows, times)
        counts, tally = await timed(lambda: counted(answer), max(3, times // 4))
    except LeadWorkerError as error:
        print(f"{told:<42}{error}")
        return
    number = f"{tally.value:,}{'' if tally.exact else '+'}" if tally else "-"
    figures = "".join(f"{value:>8.1f}" for value in (statistics.median(found), _p95(found), first[0]))
    print(f"{told:<42}{figures}{statistics.median(counts):>9.1f}{_p95(counts):>8.1f}  {number}, {answer.plan.driver}")


def _p95(found: list[float]) -> float:
    return found[min(len(found) - 1, int(len(found) * 0.95))]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leads", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=40)
    chosen = parser.parse_args()
    asyncio.run(measured(chosen.leads, chosen.times))
