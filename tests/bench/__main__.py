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
from tests.bench.finder import show_finder
from tests.bench.machine import machine
from tests.bench.parts import show_parts
from tests.bench.profile import show_profile
from tests.bench.report import Results, show
from tests.bench.rounds import Plan, run
from tests.bench.runs import FEWEST_LONE, WARM_UP, RunFailedError
from tests.bench.workload import workload, write_accounts
from tests.services import ServiceMissingError
from tests.services.mongod import mongod
from tests.services.rabbitmq import rabbitmq

app = typer.Typer(add_completion=False)
CONTESTANTS = {"a": baseline(0), "b": OURS, "c": RAW}


def _chosen(only: str) -> str:
    if not only or not CONTESTANTS.keys() >= set(only):
        known = ", ".join(f"{key} ({one.title.partition(',')[0]})" for key, one in CONTESTANTS.items())
        raise typer.BadParameter(f"{only!r} names no contestants; write their letters, as in ab: {known}")
    return only


def _enough(lone: int) -> int:
    if 0 < lone < FEWEST_LONE:
        raise typer.BadParameter(
            f"{lone} lone messages are too few: the first {WARM_UP} warm up, and a p95 is made of "
            f"{FEWEST_LONE - WARM_UP} more; take {FEWEST_LONE} or more, or 0 to leave the latency out"
        )
    return lone


def _writable(file: Path | None) -> Path | None:
    if file is not None and (file.is_dir() or not file.absolute().parent.is_dir()):
        raise typer.BadParameter(f"{file} cannot be written: name a file in a directory that exists")
    return file


@app.command()
def main(  # noqa: PLR0917  # one for each option
    messages: Annotated[int, typer.Option(min=100, help="Messages per run, from half as many people.")] = 10_000,
    rounds: Annotated[int, typer.Option(min=1, help="Rounds; in each every contestant runs once, in turn.")] = 5,
    lone: Annotated[
        int, typer.Option(min=0, callback=_enough, help="Lone messages per latency run; 0 leaves the latency out.")
    ] = 220,
    only: Annotated[str, typer.Option(callback=_chosen, help="Contestants to run, of a, b and c.")] = "abc",
    profile: Annotated[
        bool, typer.Option("--profile", help="Show where the worker's processor time goes, and nothing else.")
    ] = False,
    parts: Annotated[
        bool, typer.Option("--parts", help="Show what each part of the hot path costs, without any server.")
    ] = False,
    finder: Annotated[
        bool, typer.Option("--finder", help="Compare the worker with and without search rows, and nothing else.")
    ] = False,
    json_file: Annotated[
        Path | None, typer.Option("--json", callback=_writable, help="Write all figures to this file.")
    ] = None,
) -> None:
    """Compare the worker with a per-message consumer and with a raw pipeline, on real servers."""
    if (profile or parts or finder) and json_file:
        shown = "--profile" if profile else "--parts" if parts else "--finder"
        raise typer.BadParameter(f"{shown} shows a table and writes no figures; leave one of the two out")
    console = Console(width=None if sys.stdout.isatty() else 130)
    if parts:
        show_parts(workload(messages, int(time.time())), rounds, console)
        return
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
        try:
            if profile:
                asyncio.run(show_profile(plan))
                return
            if finder:
                sys.exit(0 if asyncio.run(show_finder(plan)) else 1)
            results: Results = asyncio.run(_measured(plan, [one for key, one in CONTESTANTS.items() if key in only]))
        except RunFailedError as failed:
            sys.exit("\n".join((str(failed), *getattr(failed, "__notes__", ()))))
    show(results, console)
    if json_file:
        json_file.write_text(json.dumps(results.document(), indent=2) + "\n")
    if results.faults:
        sys.exit(1)


async def _measured(plan: Plan, chosen: list) -> Results:
    about = await machine(plan.broker.url, plan.mongo_url)
    return await run(plan, chosen, about)


if __name__ == "__main__":
    app(prog_name="python -m tests.bench")
