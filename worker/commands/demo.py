"""`leadworker demo`: the main job, for real, on one machine: an embedded mongod, the in-process broker, our consumers."""

import asyncio
import contextlib
import json
import shutil
import signal
import tempfile
import time
from pathlib import Path
from typing import Annotated, Any

import typer
import uvloop
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from worker.app import ALL_ROLES, App, open_app
from worker.demo.scenario import Scenario
from worker.settings import Settings
from worker.store.summary import Summary
from worker.telemetry import metrics
from worker.telemetry.logs import configure
from worker.topology import INTAKE, dead

PACE = 0.012  # seconds between messages, so that one can watch; --fast sends all at once


def demo(
    keep: Annotated[
        Path | None, typer.Option(help="Keep the data in this directory, to look at it afterwards.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Another seed tells the story with other people.")] = 7,
    fast: Annotated[bool, typer.Option("--fast", help="Do not pace the messages; shows the throughput.")] = False,
) -> None:
    """Show the worker at work: some hundreds of messages from all sources become one lead per person.

    Needs no server, no root and no Docker. Nothing is left behind, unless you ask with --keep.

    Examples:

        leadworker demo

        leadworker demo --keep ./demo-data      # then: LEADWORKER_DATA_DIR=./demo-data leadworker leads list
    """
    console = Console()
    directory = keep or Path(tempfile.mkdtemp(prefix="leadworker-demo-"))
    directory.mkdir(parents=True, exist_ok=True)
    configure("error", "auto")
    settings = Settings(
        amqp_url=None, mongo_url=None, data_dir=directory, accounts_dir=sample_accounts(), database="leadworker"
    )
    try:
        uvloop.run(_run(settings, Scenario(seed), console, kept=keep, pace=0 if fast else PACE))
    finally:
        if keep is None:
            shutil.rmtree(directory, ignore_errors=True)


def sample_accounts() -> Path:
    """Give the sample accounts: beside the package in a checkout, inside it when installed."""
    here = Path(__file__).resolve().parent.parent
    candidates = (here / "demo" / "accounts", here.parent / "deploy" / "accounts")
    found = next((path for path in candidates if path.is_dir()), None)
    if found is None:
        raise typer.BadParameter(f"the sample accounts are missing; looked in {', '.join(map(str, candidates))}")
    return found


async def _run(settings: Settings, scenario: Scenario, console: Console, *, kept: Path | None, pace: float) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    with console.status("starting a MongoDB of our own …"):
        stack = contextlib.AsyncExitStack()
        app = await stack.enter_async_context(open_app(settings))
    async with stack:
        worker = asyncio.create_task(app.serve(ALL_ROLES, stop))
        messages = scenario.messages()
        console.print(
            f"[bold]{len(messages)} messages[/] of about {len(scenario.people)} people: chats through five gateways, "
            "a broadcast list, two plugins; some twice, out of order, or broken\n"
        )
        seconds = await _feed(app, messages, console, stop, pace)
        interrupted = stop.is_set()
        stop.set()
        await worker
        if interrupted:
            console.print("[yellow]interrupted[/]; nothing is left running")
            return
        await _show(app, console, len(messages), seconds, kept)


async def _feed(app: App, messages: list[Any], console: Console, stop: asyncio.Event, pace: float) -> float:
    """Publish the messages and wait until all are settled; give the seconds."""
    while not app.started and not stop.is_set():  # noqa: ASYNC110  # it happens once, within milliseconds
        await asyncio.sleep(0.02)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    before, began = _settled(), time.perf_counter()
    with Progress(
        *columns, console=console, transient=not console.is_terminal, disable=not console.is_terminal
    ) as progress:
        sent = progress.add_task("published", total=len(messages))
        done = progress.add_task("settled", total=len(messages))
        for batch in [messages] if not pace else [[message] for message in messages]:
            if stop.is_set():
                break
            for error in await app.broker.publish(batch):
                if error:
                    raise error
            progress.update(sent, advance=len(batch))
            progress.update(done, completed=_settled() - before)
            if pace:
                await asyncio.sleep(pace)
        while _settled() - before < len(messages) and not stop.is_set():
            await asyncio.sleep(0.01)
            progress.update(done, completed=_settled() - before)
    return time.perf_counter() - began


def _settled() -> int:
    samples = (sample for metric in metrics.SETTLED.collect() for sample in metric.samples)
    return int(sum(sample.value for sample in samples if sample.name.endswith("_total")))


async def _show(app: App, console: Console, sent: int, seconds: float, kept: Path | None) -> None:
    summary = Summary(app.mongo)
    counts = await summary.counts()
    console.print()
    _table(
        console,
        "Leads by source",
        ("account", "first came in by", "leads"),
        [(row["account"], row["source"] or "?", str(row["leads"])) for row in await summary.by_source()],
    )
    _table(
        console,
        "One person, several ways in",
        ("lead", "spellings and ways", "messages"),
        [(_name(row["lead"]), _ways(row), str(row["messages"])) for row in await summary.met_several_ways(5)],
    )
    _table(
        console,
        "Two leads that turned out to be one person",
        ("lead", "what showed it"),
        [
            (_name(row["survivor"][0]) if row["survivor"] else row["lead"], _cause(row))
            for row in await summary.merges(6)
        ],
    )
    rows = await summary.not_applied()
    _table(
        console,
        "Not applied, and why",
        ("outcome", "reason", "parts", "for example"),
        [(row["outcome"], row["reason"], str(row["parts"]), str(row["detail"] or "")[:70]) for row in rows],
    )
    letters = sum([await app.broker.depth(dead(queue)) for queue in INTAKE])
    console.print(
        f"[bold]{sent} messages in {seconds:.1f} s ({sent / seconds:,.0f}/s, paced for watching unless --fast)[/]: "
        f"{counts['leads']} leads, "
        f"{counts['history']} history entries, {counts['merged_away']} leads merged away, {letters} dead letters, "
        f"{counts['pending']} entries pending\n"
    )
    where = f"LEADWORKER_DATA_DIR={kept} " if kept else ""
    first = (await summary.met_several_ways(1))[0]
    message = json.loads(first["ways"][-1]["contact"])["id"]
    console.print(
        "Look further:" if kept else "Look further (after `leadworker demo --keep DIR`, with LEADWORKER_DATA_DIR=DIR):"
    )
    for command in (
        f"leads list --account {first['lead']['account']}",
        f"leads show {first['_id']}",
        f"explain {message}",
        "verify",
    ):
        console.print(f"  {where}leadworker {command}", style="cyan", highlight=False, soft_wrap=True)


def _table(console: Console, title: str, columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    table = Table(title=title, title_justify="left", title_style="bold")
    for column in columns:
        table.add_column(
            column, overflow="fold", justify="right" if column in ("leads", "messages", "parts") else "left"
        )
    for row in rows:
        table.add_row(*(escape(cell) for cell in row))
    console.print(table)
    console.print()


def _name(lead: dict[str, Any]) -> str:
    name = lead["fields"].get("name", {}).get("v") or "(no name)"
    return f"{name}\n{lead['phone'] or 'no phone'}"


def _ways(row: dict[str, Any]) -> str:
    """Each way once, with the number as it was written there."""
    seen: dict[str, str] = {}
    for way in row["ways"]:
        identities = json.loads(way["contact"])["identities"]
        seen.setdefault(f"{way['origin']}: {', '.join(identity[2] for identity in identities)}", "")
    return "\n".join(seen)


def _cause(row: dict[str, Any]) -> str:
    entries = row["cause_entry"]
    if not entries:
        return str(row["cause"])
    said = json.loads(entries[0]["contact"])
    return f"{said['activity']} by {said['origin']} names both\n" + " = ".join(
        identity[0] for identity in said["identities"]
    )
