"""What search rows cost ingestion: `python -m tests.bench --finder`.

The same full queue is worked off without the role finder, with a process of that role beside, and with the role in the same
process, in turn, round after round. Then the rows catch up: how long that takes, and how far they were behind meanwhile.
"""

import asyncio
import contextlib
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pymongo
from rich.table import Table

from tests.bench.contestants import OURS, ROLES, Contestant, tally
from tests.bench.place import Place, open_place
from tests.bench.rounds import PAUSE_SECONDS, Plan
from tests.bench.runs import RunFailedError, drained, running
from worker import topology

LEAST = 0.9  # of the throughput without
CATCH_UP_SECONDS = 600.0
LOOK_SECONDS = 0.5
SERVE = (sys.executable, "-c", "from worker.cli import main; main()", "serve", "--roles")
ALONE = replace(OURS, key="alone", title="without a finder")
BESIDE = replace(OURS, key="beside", title="a finder in a process beside")
WITHIN = replace(OURS, key="within", title="a finder in the same process", command=(*SERVE, f"{ROLES[1]},finder"))


@dataclass(frozen=True, slots=True)
class Run:
    """One run. Seconds from the last message to the last row, rows per second meanwhile, the most they were behind."""

    rate: float
    caught_up: float = 0.0
    rows: float = 0.0
    behind: float = 0.0


async def show_finder(plan: Plan) -> bool:
    """Run everything and print a table; give whether the worst of the ratios is as high as it has to be."""
    runs: dict[str, list[Run]] = {}
    field = [ALONE, BESIDE, WITHIN]
    for number in range(plan.rounds):
        turn = field[number % len(field) :] + field[: number % len(field)]
        for contestant in turn:
            async with open_place(plan.broker, plan.mongo_url) as place:
                run = await _run(plan, contestant, place)
            runs.setdefault(contestant.key, []).append(run)
            told = f"round {number + 1}  {contestant.title}: {run.rate:,.0f} messages/s"
            if contestant is not ALONE:
                told += f"; rows {run.caught_up:.1f} s later, {run.rows:,.0f}/s, at most {run.behind:.0f} s behind"
            plan.console.print(told, highlight=False)
            await asyncio.sleep(PAUSE_SECONDS)
    return _show(plan, runs)


async def _run(plan: Plan, contestant: Contestant, place: Place) -> Run:
    work = plan.work
    await place.fill(work.messages)
    lags = [0.0]
    watch = asyncio.create_task(_watched(place, lags))
    async with contextlib.AsyncExitStack() as stack:
        if contestant is BESIDE:
            await stack.enter_async_context(_beside(contestant, place, plan.accounts))
        process = await stack.enter_async_context(running(contestant, place, plan.accounts))
        begun = time.perf_counter()
        ended = await drained(contestant, place, work, process)
        rate = len(work.messages) / (ended - begun)
        counted = await asyncio.to_thread(tally, place)
        if (counted["leads"], counted["history"]) != (work.people, work.unique):  # events may be more on a busy machine
            raise RunFailedError(f"{contestant.title}: {counted}")
        if contestant is ALONE:
            watch.cancel()
            return Run(rate)
        there = await asyncio.to_thread(_rows, place)
        await _caught_up(place, work.people)
        seconds = time.perf_counter() - ended
        watch.cancel()
        return Run(rate, seconds, (work.people - there) / seconds, max(lags))


@contextlib.asynccontextmanager
async def _beside(contestant: Contestant, place: Place, accounts: Path) -> AsyncIterator[None]:
    """Run a process of the role finder."""
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(  # noqa: ASYNC220  # nothing else runs meanwhile
            (*SERVE, "finder"), env=contestant.environment(place, accounts), stdout=output, stderr=output
        )
        try:
            while (await place.state(topology.FINDING))[1] == 0:
                if process.poll() is not None:
                    output.seek(0)
                    raise RunFailedError(
                        f"the finder does not consume: {output.read().decode(errors='replace')[-2000:]}"
                    )
                await asyncio.sleep(0.05)
            yield
        finally:
            process.terminate()
            await asyncio.to_thread(process.wait, 30)


async def _watched(place: Place, lags: list[float]) -> None:
    """Note how far rows are said to be behind, again and again."""
    while True:
        reports = await asyncio.to_thread(_reports, place)
        lags += [time.time() - report["oldest"] / 1000 for report in reports if report.get("oldest") is not None]
        await asyncio.sleep(LOOK_SECONDS)


def _reports(place: Place) -> list[dict[str, Any]]:
    client: Any
    with pymongo.MongoClient(place.mongo_url) as client:
        return list(client[place.database].find_state.find({"_id": {"$regex": "^report:"}}))


def _rows(place: Place) -> int:
    client: Any
    with pymongo.MongoClient(place.mongo_url) as client:
        return int(client[place.database].lead_find.estimated_document_count())


async def _caught_up(place: Place, people: int) -> None:
    """Wait until every lead has its row, of its last version."""
    deadline = time.monotonic() + CATCH_UP_SECONDS
    while await asyncio.to_thread(_rows, place) < people or await asyncio.to_thread(_behind, place):
        if time.monotonic() > deadline:
            raise RunFailedError(f"rows did not catch up in {CATCH_UP_SECONDS:g} s")
        await asyncio.sleep(LOOK_SECONDS)


def _behind(place: Place) -> bool:
    client: Any
    with pymongo.MongoClient(place.mongo_url) as client:
        database = client[place.database]
        made = {row["_id"]: row["v"] for row in database.lead_find.find({}, {"v": 1})}
        return any(made.get(lead["_id"], 0) < lead["v"] for lead in database.leads.find({}, {"v": 1}))


def _show(plan: Plan, runs: dict[str, list[Run]]) -> bool:
    table = Table(title=f"{len(plan.work.messages):,} messages of {plan.work.people:,} people, {plan.rounds} rounds")
    for heading in ("", "messages/s", "of it without", "rows later by", "rows/s", "behind at most"):
        table.add_column(heading, justify="left" if not heading else "right")
    well = True
    for contestant in (ALONE, BESIDE, WITHIN):
        found = runs[contestant.key]
        ratios = [run.rate / other.rate for run, other in zip(found, runs[ALONE.key], strict=True)]
        ratio = statistics.median(ratios)
        well = well and ratio >= LEAST
        cells = [contestant.title, f"{statistics.median(run.rate for run in found):,.0f}"]
        if contestant is not ALONE:
            cells.append(f"{100 * ratio:.0f} % ({100 * min(ratios):.0f} to {100 * max(ratios):.0f})")
            cells.append(f"{statistics.median(run.caught_up for run in found):.1f} s")
            cells.append(f"{statistics.median(run.rows for run in found):,.0f}")
            cells.append(f"{max(run.behind for run in found):.0f} s")
        table.add_row(*cells)
    plan.console.print(table)
    return well
