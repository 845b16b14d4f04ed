"""Run the benchmark: `python -m tests.bench [--messages N] [--rounds N] [--json FILE]`."""

import asyncio
import json
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tests.bench.contestants import OURS, RAW, baseline
from tests.bench.machine import machine
from tests.bench.profile import show_profile
from tests.bench.report import Results, show
from tests.bench.rounds import Plan, run
from tests.bench.workload import workload, write_accounts
from tests.services import ServiceMissingError
from tests.services.mongod import mongod
from tests.services.rabbitmq import rabbitmq


def main(
    messages: Annotated[int, typer.Option(min=100, help="Messages per run, from half as many people.")] = 10_000,
    rounds: Annotated[int, typer.Option(min=1, help="Rounds; in each every contestant runs once, in turn.")] = 5,
    lone: Annotated[int, typer.Option(help="Lone messages per latency run; 0 leaves the latency out.")] = 220,
    only: Annotated[str, typer.Option(help="Contestants to run, of a, b and c.")] = "abc",
    profile: Annotated[
        bool, typer.Option("--profile", help="Show where the worker's processor time goes, and nothing else.")
    ] = False,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write all figures to this file.")] = None,
) -> None:
    """Compare the worker with a per-message consumer and with a raw pipeline, on real servers."""
    console = Console(width=None if sys.stdout.isatty() else 130)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="leadworker-bench-")))
        try:
            store = stack.enter_context(mongod(folder / "mongod"))
            broker = stack.enter_context(rabbitmq(folder / "rabbitmq"))
        except ServiceMissingError as missing:
            sys.exit(str(missing))
        write_accounts(folder / "accounts")
        plan = Plan(
            broker=broker,
            mongo_url=store.url,
            accounts=folder / "accounts",
            work=workload(messages, int(time.time())),
            rounds=rounds,
            lone=lone,
            console=console,
        )
        if profile:
            asyncio.run(show_profile(plan))
            return
        chosen = [one for one in (baseline(0), OURS, RAW) if one.key in only]
        results: Results = asyncio.run(_measured(plan, chosen))
    show(results, console)
    if json_file:
        json_file.write_text(json.dumps(results.document(), indent=2) + "\n")
    if results.faults:
        sys.exit(1)


async def _measured(plan: Plan, chosen: list) -> Results:
    about = await machine(plan.broker.url, plan.mongo_url)
    return await run(plan, chosen, about)


if __name__ == "__main__":
    typer.run(main)
