"""Where the worker's processor time goes, in µs per message by stage."""

import asyncio
import dataclasses
import json
import sys
import tempfile
from collections import Counter
from pathlib import Path

from rich.table import Table

from tests.bench.contestants import OURS, ROLES
from tests.bench.place import open_place
from tests.bench.rounds import PAUSE_SECONDS, Plan
from tests.bench.runs import Throughput, throughput


async def show_profile(plan: Plan) -> None:
    """Run the worker under the sampler and print a table."""
    used: Counter[str] = Counter()
    lines: Counter[str] = Counter()
    runs: list[Throughput] = []
    for _ in range(plan.rounds):
        with tempfile.TemporaryDirectory(prefix="leadworker-bench-") as folder:
            target = Path(folder) / "profile.json"
            settings = {"BENCH_PROFILE": str(target)}
            command = (sys.executable, "-m", "tests.bench.profiled", "serve", *ROLES)
            sampled = dataclasses.replace(OURS, command=command, settings=settings)
            async with open_place(plan.broker, plan.mongo_url) as place:
                runs.append(await throughput(sampled, place, plan.work, plan.accounts))
            found = json.loads(target.read_text())
        used.update(found["stages"])
        lines.update(found["lines"])
        await asyncio.sleep(PAUSE_SECONDS)
    messages = sum(run.messages for run in runs)
    plan.console.print(
        f"{messages:,} messages in {plan.rounds} runs, "
        f"{messages / sum(run.seconds for run in runs):,.0f} messages/s while being sampled",
        highlight=False,
    )
    table = Table(title="processor time of the worker")
    table.add_column("stage")
    table.add_column("µs per message", justify="right")
    table.add_column("share", justify="right")
    total = sum(used.values())
    for stage, seconds in sorted(used.items(), key=lambda item: -item[1]):
        table.add_row(stage, f"{1e6 * seconds / messages:.1f}", f"{100 * seconds / total:.1f} %")
    table.add_row("together", f"{1e6 * total / messages:.1f}", "100 %", style="bold")
    plan.console.print(table)
    functions = Table(title="innermost functions")
    functions.add_column("function")
    functions.add_column("µs per message", justify="right")
    for name, seconds in lines.most_common(25):
        functions.add_row(name, f"{1e6 * seconds / messages:.1f}")
    plan.console.print(functions)
