"""`leadworker doctor`: whether everything the worker needs is there and well."""

from collections import Counter
from dataclasses import asdict
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.text import Text

from worker.commands import rendering
from worker.commands.session import run
from worker.maintenance.doctor import Check, checks
from worker.settings import Settings

_MARKS: Final = {"ok": ("ok  ", "green"), "warn": ("warn", "yellow"), "fail": ("FAIL", "bold red")}


def doctor(
    fix: Annotated[bool, typer.Option("--fix", help="Create missing indexes, exchanges, queues and bindings.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Check servers, replica set, indexes, topology, accounts, clock, disk, and what waits; say what to do.

    Exit code: 0 nothing fails (there may be warnings), 1 something does.

    Examples:

        leadworker doctor

        leadworker doctor --fix

        leadworker doctor --json | jq -r '.checks[] | select(.status != "ok") | .name + ": " + .text'
    """
    counts = run(_checked(fix=fix, as_json=as_json), "error")
    if counts["fail"]:
        raise typer.Exit(1)


async def _checked(*, fix: bool, as_json: bool) -> Counter[str]:
    console = Console(highlight=False, soft_wrap=True)
    done: list[Check] = []
    async for check in checks(Settings(), fix=fix):
        done.append(check)
        if not as_json:
            console.print(_line(check))
    counts: Counter[str] = Counter(check.status for check in done)
    if as_json:
        rendering.document({"ok": not counts["fail"], "checks": [asdict(check) for check in done]})
    else:
        told = ", ".join(f"{counts[status]} {status}" for status in _MARKS if counts[status])
        Console(stderr=True, highlight=False).print(told, style="red" if counts["fail"] else "green")
    return counts


def _line(check: Check) -> Text:
    text = Text.assemble(_MARKS[check.status], f"  {check.name:<16} {check.text}")
    return text.append(f"\n      {'':<16} → {check.remedy}", style="dim") if check.remedy else text
