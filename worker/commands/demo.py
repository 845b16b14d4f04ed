"""`leadworker demo`: the main job, for real, on one machine: an embedded mongod, the in-process broker, our consumers."""

import asyncio
import contextlib
import shutil
import signal
import tempfile
import time
from pathlib import Path
from typing import Annotated, Any

import typer
import uvloop
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from worker.app import ALL_ROLES, App, open_app
from worker.broker.memory import MemoryBroker
from worker.broker.memory_server import MemoryServer
from worker.commands.demo_console import port, stay_open
from worker.commands.demo_view import Told, show
from worker.demo.clock import StoryClock
from worker.demo.scenario import SEED, START, Scenario, of_this_week
from worker.settings import Settings
from worker.store.rule_summary import RuleSummary
from worker.system import SystemClock
from worker.telemetry import metrics
from worker.telemetry.logs import configure
from worker.topology import AUTOMATIONS, INTAKE

ROLES = tuple(role for role in ALL_ROLES if role not in ("notify", "intake"))  # what would be sent stays in its queue
SKIP_MS = 4 * 3_600_000
QUIET_LOOKS = 5
PACE = 0.012  # seconds between messages, so that one can watch; --fast sends all at once


def demo(
    keep: Annotated[
        Path | None, typer.Option(help="Keep the data in this directory, to look at it afterwards.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Another seed tells the story with other people.")] = SEED,
    fast: Annotated[bool, typer.Option("--fast", help="Do not pace the messages; shows the throughput.")] = False,
    look: Annotated[
        bool, typer.Option("--console", help="End with the web console open on the leads, until Ctrl-C.")
    ] = False,
) -> None:
    """Show the worker at work: some hundreds of messages from all sources become one lead per person.

    Needs no server, no root and no Docker. Nothing is left behind, unless you ask with --keep.

    Examples:

        leadworker demo

        leadworker demo --console               # then look at the leads in a browser

        leadworker demo --keep ./demo-data      # then: LEADWORKER_DATA_DIR=./demo-data leadworker leads list
    """
    console = Console()
    directory = keep or Path(tempfile.mkdtemp(prefix="leadworker-demo-"))
    directory.mkdir(parents=True, exist_ok=True)
    configure("error", "auto")
    settings = Settings(
        amqp_url=None,
        mongo_url=None,
        data_dir=directory,
        accounts_dir=sample_accounts(),
        database="leadworker",
        timer_seconds=0.2,
        http_port=0,
        console_port=port() if look else 0,
    )
    try:
        uvloop.run(_run(settings, seed, console, kept=keep, pace=0 if fast else PACE))
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


async def _run(settings: Settings, seed: int, console: Console, *, kept: Path | None, pace: float) -> None:
    # Who looks at it in a browser sees the leads of the last days first.
    start = of_this_week(SystemClock().now() // 1000) if settings.console_port else START
    scenario = Scenario(seed, start=start)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    with console.status("starting a MongoDB of our own …"):
        stack = contextlib.AsyncExitStack()
        clock = StoryClock(start * 1000)
        app = await stack.enter_async_context(open_app(settings, MemoryBroker(MemoryServer(clock.now)), clock))
    async with stack:
        worker = asyncio.create_task(app.serve(ROLES, stop))
        messages = scenario.messages()
        console.print(
            f"[bold]{len(messages)} messages[/] of about {len(scenario.people)} people: chats through five gateways, "
            "a broadcast list, two plugins; some twice, out of order, or broken\n"
        )
        seconds = await _feed(app, messages, console, stop, pace)
        await _quiet(app, stop)
        replies = scenario.replies()
        await _feed(app, replies, console, stop, 0)
        await _quiet(app, stop)
        clock.skip(SKIP_MS)  # the working hours that waits count, in no time
        await _quiet(app, stop)
        interrupted = stop.is_set()
        if not settings.console_port:
            stop.set()
            await worker
        if not interrupted:
            await show(app, console, Told(len(messages), seconds, seed, kept))
            if settings.console_port:
                clock.follow()  # links and sessions end by the clock of MongoDB, too
                await stay_open(app, console, stop)
        stop.set()
        await worker
        if interrupted:
            console.print("[yellow]interrupted[/]; nothing is left running")


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


async def _quiet(app: App, stop: asyncio.Event) -> None:
    """Wait until rules have looked at every event, and every wait that is due has ended."""
    summary, still = RuleSummary(app.mongo), 0
    while still < QUIET_LOOKS and not stop.is_set():
        busy = await app.broker.depth(AUTOMATIONS) or _in_flight() or await summary.due(app.clock.now())
        still = 0 if busy else still + 1
        await asyncio.sleep(0.1)


def _settled() -> int:
    samples = (sample for metric in metrics.SETTLED.collect() for sample in metric.samples)
    return int(sum(s.value for s in samples if s.name.endswith("_total") and s.labels["queue"] in INTAKE))


def _in_flight() -> float:
    return sum(sample.value for metric in metrics.IN_FLIGHT.collect() for sample in metric.samples)
