"""`leadworker dead-letters`: look at what was refused, send it back, or drop it."""

# ruff: noqa: PLR0913, PLR0917  (every option of a command is an argument of its function)

import asyncio
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar

import typer

from worker import topology
from worker.commands.dead_letter_view import LetterView
from worker.commands.names import require
from worker.commands.times import span_ms
from worker.composition import has_broker, open_broker
from worker.consumers.dead_letters import (
    MAX_REPLAYS,
    Cause,
    DeadLetter,
    Left,
    LetterReplay,
    Look,
    Selection,
    causes,
    drop,
)
from worker.errors import ConfigurationError
from worker.lookups.reasons import REFUSED
from worker.ports import Broker
from worker.settings import Settings
from worker.system import SystemClock
from worker.telemetry.logs import configure

Result = TypeVar("Result")

dead_letters_app = typer.Typer(help="Look at what was refused, send it back, or drop it.", no_args_is_help=True)

_NO_BROKER: Final = (
    "dead letters live in RabbitMQ: set LEADWORKER_AMQP_URL (the in-process broker forgets them when the worker ends)"
)


def _queue(names: list[str] | None) -> list[str]:
    """Check names of work queues; none means all."""
    for name in names or ():
        require("queue", name, topology.CONSUMED)
    return names or list(topology.CONSUMED)


Names = Annotated[list[str] | None, typer.Argument(metavar="[ID|CAUSE]...", help="Message ids, or causes from `list`.")]
Queues = Annotated[list[str] | None, typer.Option("--queue", help="Work queue; may be repeated. Default: all.")]
Reasons = Annotated[list[str] | None, typer.Option("--reason", help="Reason, as `list` shows it; may be repeated.")]
Older = Annotated[str | None, typer.Option("--older-than", help="Parked at least so long ago: 90s, 15m, 2h, 7d.")]
Newer = Annotated[str | None, typer.Option("--newer-than", help="Parked less than so long ago.")]
Everything = Annotated[bool, typer.Option("--all", help="All of them; needed where nothing else selects.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do it. Without it only shows what would be done.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document, for scripts.")]
Reveal = Annotated[bool, typer.Option("--reveal", help="Show numbers, addresses and bodies as they are.")]


@dead_letters_app.command("list")
def list_(
    names: Names = None,
    queue: Queues = None,
    reason: Reasons = None,
    older_than: Older = None,
    newer_than: Newer = None,
    as_json: Json = False,
    reveal: Reveal = False,
) -> None:
    """Show the dead letters of all queues, grouped by cause, the largest group first. Changes nothing.

    Exit code: 0 there are some, 1 there are none, 2 wrong usage, 75 RabbitMQ is away.

    Examples:

        leadworker dead-letters list

        leadworker dead-letters list --queue whatsapp-incoming --newer-than 1h

        leadworker dead-letters list --json | jq -r '.causes[] | [.count, .reason, .where] | @tsv'
    """
    chosen = _selection(names, queue, reason, older_than, newer_than)
    groups, left = _run(_grouped(chosen))
    LetterView(as_json, reveal).causes(groups, left)
    if not groups:
        raise typer.Exit(1)


@dead_letters_app.command()
def show(
    names: Names = None,
    queue: Queues = None,
    reason: Reasons = None,
    older_than: Older = None,
    newer_than: Newer = None,
    limit: Annotated[int, typer.Option(min=1, help="How many to show.")] = 3,
    as_json: Json = False,
    reveal: Reveal = False,
) -> None:
    """Show dead letters whole: why, where, the headers, the body, and of a bug the traceback. Changes nothing.

    Exit code: 0 shown, 1 there is no such dead letter, 2 wrong usage, 75 RabbitMQ is away.

    Examples:

        leadworker dead-letters show 4f0c3b9a2d11              # a cause

        leadworker dead-letters show wamid.HBgLNTU0 --reveal   # a message

        leadworker dead-letters show wamid.HBgLNTU0 --reveal --json | jq -r '.[0].body' > body.json
    """
    letters = _run(_first(_selection(names, queue, reason, older_than, newer_than), limit))
    LetterView(as_json, reveal).letters(letters)
    if not letters:
        raise typer.Exit(1)


@dead_letters_app.command()
def replay(
    names: Names = None,
    queue: Queues = None,
    reason: Reasons = None,
    older_than: Older = None,
    newer_than: Newer = None,
    everything: Everything = False,
    rate: Annotated[float | None, typer.Option(min=0.01, help="Messages a second, at most.")] = None,
    max_replays: Annotated[int, typer.Option(min=1, help="Leave what was sent back so often before.")] = MAX_REPLAYS,
    body: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Send this body instead; takes a single message.")
    ] = None,
    yes: Yes = False,
    as_json: Json = False,
    reveal: Reveal = False,
) -> None:
    """Send dead letters back to their queues, for instance once an account is corrected.

    Shows what would be sent; --yes sends it. A message keeps its id, so what was applied before is recognised and
    nothing is done twice. It leaves the dead letters once the broker has confirmed its replay.

    Exit code: 0 all were sent, 1 there are none, or some stay, 2 wrong usage, 75 RabbitMQ is away.

    Examples:

        leadworker dead-letters replay --reason unknown_account

        leadworker dead-letters replay --reason unknown_account --yes --rate 50

        leadworker dead-letters replay wamid.HBgLNTU0 --body body.json --yes
    """
    chosen = _selection(names, queue, reason, older_than, newer_than)
    _require_choice(chosen, queue, everything=everything)
    view = LetterView(as_json, reveal)
    if body is not None or not yes:
        groups, left = _run(_grouped(chosen))
        count = sum(group.count for group in groups)
        if body is not None and count != 1:
            raise typer.BadParameter(f"a body replaces that of one message, {count} are selected", param_hint="--body")
        if not yes:
            view.preview(groups, left, "replayed")
            raise typer.Exit(0 if count else 1)
    how = LetterReplay(rate, max_replays, body.read_bytes() if body else None)
    sent, stayed = _run(_replayed(chosen, how, view))
    view.replayed(sent, stayed)
    if stayed or not sent:
        raise typer.Exit(1)


@dead_letters_app.command("drop")
def drop_(
    names: Names = None,
    queue: Queues = None,
    reason: Reasons = None,
    older_than: Older = None,
    newer_than: Newer = None,
    everything: Everything = False,
    yes: Yes = False,
    as_json: Json = False,
    reveal: Reveal = False,
) -> None:
    """Delete dead letters for good. Shows what would be deleted; --yes deletes it.

    Exit code: 0 deleted, 1 there are none, 2 wrong usage, 75 RabbitMQ is away.

    Examples:

        leadworker dead-letters drop --reason malformed_json --older-than 30d

        leadworker dead-letters drop 4f0c3b9a2d11 --yes
    """
    chosen = _selection(names, queue, reason, older_than, newer_than)
    _require_choice(chosen, queue, everything=everything)
    view = LetterView(as_json, reveal)
    if yes:
        count = _run(_dropped(chosen))
        view.dropped(count)
    else:
        groups, left = _run(_grouped(chosen))
        count = sum(group.count for group in groups)
        view.preview(groups, left, "dropped")
    if not count:
        raise typer.Exit(1)


# --- work ---------------------------------------------------------------------------------------------------------


def _selection(
    names: list[str] | None, queue: list[str] | None, reason: list[str] | None, older: str | None, newer: str | None
) -> Selection:
    ages = [
        None if text is None else span_ms(text, option)
        for text, option in ((older, "--older-than"), (newer, "--newer-than"))
    ]
    for name in reason or ():
        if name == name.lower():  # else the class of a bug's exception, of which there may be any
            require("reason", name, REFUSED)
    return Selection(_queue(queue), names or (), reason or (), *ages)


def _require_choice(chosen: Selection, queue: list[str] | None, *, everything: bool) -> None:
    """Keep a slip of the finger from meaning all there is."""
    narrowed = bool(queue or chosen.names or chosen.reasons) or (chosen.older_than, chosen.newer_than) != (None, None)
    if not narrowed and not everything:
        raise typer.BadParameter("say which: ids, causes, --queue, --reason, --older-than, --newer-than, or --all")


def _run(work: Coroutine[Any, Any, Result]) -> Result:
    configure("warning", "auto")
    return asyncio.run(work)


@asynccontextmanager
async def _broker() -> AsyncIterator[Broker]:
    settings = Settings()
    if not has_broker(settings):
        raise ConfigurationError(_NO_BROKER)
    async with open_broker(settings, declare=False) as broker:
        yield broker


async def _grouped(chosen: Selection) -> tuple[list[Cause], int]:
    """Give the causes, and how many dead letters were not looked at."""
    async with _broker() as broker, Look(broker, chosen, SystemClock().now()) as look:
        return await causes(look), look.left


async def _first(chosen: Selection, limit: int) -> list[DeadLetter]:
    found: list[DeadLetter] = []
    async with _broker() as broker, Look(broker, chosen, SystemClock().now()) as look:
        async for letter in look.letters():
            found.append(letter)
            if len(found) == limit:
                break
    return found


async def _replayed(chosen: Selection, how: LetterReplay, view: LetterView) -> tuple[int, Sequence[Left]]:
    sent, stayed, clock = 0, list[Left](), SystemClock()
    async with _broker() as broker, Look(broker, chosen, clock.now()) as look:
        with view.progress() as advance:
            async for done, left in how.run(look, broker, clock):
                sent += done
                stayed += left
                advance(done + len(left))
    return sent, stayed


async def _dropped(chosen: Selection) -> int:
    async with _broker() as broker, Look(broker, chosen, SystemClock().now()) as look:
        return await drop(look)
