"""Lists over many leads: `make bench-console`. Fills search rows and leads in an embedded mongod and asks what people ask.

    python -m tests.bench.lists --leads 1000000 --data /tmp/million --explain

Each question is asked as the API answers it, one at a time: ids found, counted, leads read; estimates are kept for a minute
as a process keeps them, counts are made anew. Times are milliseconds. With --data the database is kept in that folder, and
used again as long as it has as many leads and rows are made by the same rules. Exit code 1: a question within the last 30
days took longer than `MOST_MS` at its 95th percentile.
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from schemas.api.lists import LeadQuery
from tests.bench.list_people import ACCOUNT, DAY, filled
from tests.bench.list_questions import QUESTIONS, Asked
from worker.embedded.mongod import EmbeddedMongod
from worker.errors import LeadWorkerError
from worker.finding.asking import Found, Lists
from worker.finding.context import Viewer
from worker.finding.paging import _parts
from worker.finding.plan import Plan
from worker.finding.row import Rows
from worker.store.finding import FindingStore
from worker.store.finding_queries import query_of, sort_of
from worker.store.lead_reading import LeadReading
from worker.store.mongo import Mongo
from worker.system import SystemClock

DATABASE = "bench"
MOST_MS = 100.0
INDEX_SECONDS = 3_600.0
VIEWER = Viewer("user3")
COLUMNS = f"{'all p50':>9}{'p95':>8}{'first':>8}{'rows':>8}{'p95':>8}{'count':>8}{'p95':>8}{'load':>6}"
HEADING = f"{'question':<42}{COLUMNS}  found, driver"


@dataclass
class Since:
    """The clock that leads were made up by: it goes on from the moment they were."""

    behind: int = 0  # ms

    def now(self) -> int:
        return SystemClock().now() - self.behind

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


@dataclass
class Bench:
    """A filled database, and who asks it."""

    mongo: Mongo
    clock: Since
    leads: int
    times: int
    explain: bool
    store: FindingStore = field(init=False)
    slow: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.store = FindingStore(self.mongo)

    async def fill(self, url: str) -> None:
        """Fill the database, unless it is as it should be."""
        state = self.mongo.database["bench_state"]
        wanted = {"leads": self.leads, "by": Rows(ACCOUNT).signature}
        found = await state.find_one({"_id": "filled"}) or {}
        if wanted == {name: found.get(name) for name in wanted}:
            self.clock.behind = SystemClock().now() - found["at"]
            print(f"{self.leads:,} leads, filled {self.clock.behind / DAY:.1f} days ago")
            return
        await self.mongo.client.drop_database(DATABASE)
        began, now = time.perf_counter(), SystemClock().now()
        await asyncio.to_thread(filled, url, DATABASE, self.leads, now)
        written = time.perf_counter()
        await FindingStore(self.mongo, seconds=INDEX_SECONDS).prepare()
        await self.store.note_made_by(ACCOUNT.id, wanted["by"])
        await state.insert_one({"_id": "filled", "at": now, **wanted})
        told = f"rows and leads written in {written - began:.0f} s, indexed in {time.perf_counter() - written:.0f} s"
        print(f"{self.leads:,} leads; {told}, load {_load()}")

    async def ask(self) -> None:
        """Ask everything; print a table."""
        stats = await self.mongo.database.command("collStats", "lead_find")
        sizes = {name: f"{size / 1e6:.0f} MB" for name, size in stats["indexSizes"].items()}
        print(f"row {stats['avgObjSize']:.0f} bytes, indexes {sizes}\n{HEADING}")
        for told, asked in QUESTIONS.items():
            try:
                await self._ask(told, asked)
            except LeadWorkerError as error:
                print(f"{told:<42}{error}")

    async def _ask(self, told: str, asked: Asked) -> None:
        estimates = dict[Any, Any]()
        page = self.leads // 20 if asked.query.get("page") == -1 else asked.query.get("page")
        query = LeadQuery.model_validate({**asked.query, "page": page})
        reading = LeadReading(self.mongo)

        def lists() -> Lists:
            made = Lists(self.store, self.clock)
            made._estimates = estimates
            return made

        async def ids(**more: Any) -> Found:
            return await lists().page(ACCOUNT, VIEWER, query.model_copy(update=more), asked.sight)

        async def whole() -> Found:
            found = await ids()
            await reading.leads(ACCOUNT.id, found.page.ids)
            return found

        async def counted(plan: Plan) -> Any:
            return await lists()._counting.auto(ACCOUNT.id, plan)

        if asked.follow:
            query = query.model_copy(update={"cursor": (await ids()).page.next})
        first, _ = await timed(whole, 1)
        all_of_it, found = await timed(whole, self.times)
        rows, _ = await timed(lambda: ids(count="none"), max(3, self.times // 2))
        plain = found.plan.sorting.path == "order"
        counts, _ = await timed(lambda: counted(found.plan), max(3, self.times // 4)) if plain else ([], None)
        if asked.within and _p95(all_of_it) > MOST_MS:
            self.slow.append(f"{told}: {_p95(all_of_it):.0f} ms")
        figures = [statistics.median(all_of_it), _p95(all_of_it), first[0], statistics.median(rows), _p95(rows)]
        shown = "".join(f"{value:>{9 if not i else 8}.1f}" for i, value in enumerate(figures))
        shown += f"{statistics.median(counts):>8.1f}{_p95(counts):>8.1f}" if counts else " " * 16
        tally = found.count
        number = f"{tally.value:,}{'' if tally.exact else '+'}" if tally else "-"
        print(f"{told:<42}{shown}{_load():>6}  {number}, {found.plan.driver}", flush=True)
        if self.explain:
            await self._explain(found, query)

    async def _explain(self, found: Found, query: LeadQuery) -> None:
        """Print how the server found the rows: the index, keys and rows that it looked at, rows that it gave."""
        if not found.plan.ways:
            return
        plan = _parts(found.plan)[0]
        asked: dict[str, Any] = {"find": "lead_find", "filter": query_of(ACCOUNT.id, plan), "hint": plan.index}
        asked |= {"skip": ((found.page.number or 1) - 1) * query.size, "limit": query.size + 1}
        if plan.ordered or plan.sorting.path == "order":
            asked["sort"] = dict(sort_of(plan, backwards=False))
        told = await self.mongo.database.command("explain", asked, verbosity="executionStats")
        stats, stages = told["executionStats"], list[str]()
        stage = told["queryPlanner"]["winningPlan"]
        while stage:
            stages.append(stage.get("stage", "?"))
            stage = stage.get("inputStage") or next(iter(stage.get("inputStages", ())), None)
        looked = (
            f"keys {stats['totalKeysExamined']:,}, rows {stats['totalDocsExamined']:,}, given {stats['nReturned']:,}"
        )
        print(f"    {plan.index}: {'<'.join(stages)}; {looked}; {stats['executionTimeMillis']} ms")


async def timed(work: Callable[[], Awaitable[Any]], times: int) -> tuple[list[float], Any]:
    """Give milliseconds of each time, sorted, and the last answer."""
    found, answer = list[float](), None
    for _ in range(times):
        began = time.perf_counter()
        answer = await work()
        found.append((time.perf_counter() - began) * 1000)
    return sorted(found), answer


async def measured(folder: Path, leads: int, times: int, *, explain: bool) -> list[str]:
    """Fill and ask; give the questions that took too long."""
    async with EmbeddedMongod(folder / "mongod") as server:
        mongo = Mongo(server.url, DATABASE, seconds=60)
        bench = Bench(mongo, Since(), leads, times, explain)
        await bench.fill(server.url)
        await bench.ask()
        mongo.close()
        return bench.slow


def _p95(found: list[float]) -> float:
    return found[min(len(found) - 1, int(len(found) * 0.95))]


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}"


def main() -> None:
    """Read what is wanted, and do it."""
    parser = argparse.ArgumentParser(description="Lists over many leads")
    parser.add_argument("--leads", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=40, help="how often each question is asked")
    parser.add_argument("--data", type=Path, help="a folder to keep the database in, and to find it again")
    parser.add_argument("--explain", action="store_true", help="say of each question how the server answered it")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as passing:
        folder = chosen.data or Path(passing)
        slow = asyncio.run(measured(folder, chosen.leads, chosen.times, explain=chosen.explain))
    if slow:
        sys.exit(f"over {MOST_MS:g} ms within the last 30 days: " + "; ".join(slow))


if __name__ == "__main__":
    main()
