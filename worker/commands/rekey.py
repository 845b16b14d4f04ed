"""`leadworker rekey`: identity keys made anew after a change of the folding rules."""

import sys
from collections import Counter
from dataclasses import asdict
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn
from rich.text import Text

from worker.commands import rendering
from worker.commands.rendering import plural
from worker.commands.session import reading, run, writing
from worker.identity import folding
from worker.maintenance.rekeying import Rekeying, Step
from worker.settings import Settings
from worker.store.walks import Walks

SHOWN: Final = 20  # steps of each kind on a terminal
_SAID: Final = {
    "rekeyed": "gets new keys",
    "merged": "is the same person as",
    "kept_apart": "keeps its old key; the new one belongs to a lead it was set apart from,",
    "no_account": "is skipped: the files of its account are not here",
}


def rekey(
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do it; without this it is only shown.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per changed lead, the totals last.")] = False,
) -> None:
    """Make the identity keys of all leads anew, after an upgrade that changed how numbers are compared.

    Leads whose keys were made by an older version are read in batches; where two leads turn out to have one key they
    are merged, with history and events. Run it when all workers are upgraded. It can be stopped and started again.
    Exit code: 0 done (or shown), 1 leads were skipped, 75 a server is away.

    Examples:

        leadworker rekey             # shows what would change

        leadworker rekey --yes
    """
    if run(_rekeyed(write=yes, as_json=as_json), "error"):
        raise typer.Exit(1)


async def _rekeyed(*, write: bool, as_json: bool) -> int:
    async with (writing if write else reading)(Settings()) as session:
        parts, accounts = session.parts, session.accounts
        walks = Walks(session.mongo)
        rekeying = Rekeying(walks, parts.store, parts.commit, lambda: accounts, parts.clock, write=write)
        return await _run(rekeying, as_json=as_json, write=write)


async def _run(rekeying: Rekeying, *, as_json: bool, write: bool) -> int:
    counts: Counter[str] = Counter()
    console = Console(highlight=False, soft_wrap=True)
    columns = (SpinnerColumn(), TextColumn("{task.completed:,} leads looked at"))
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("", total=None)
        async for step in rekeying.run():
            counts[step.kind] += 1
            progress.update(task, completed=rekeying.totals.looked)
            if as_json:
                rendering.line(asdict(step))
            elif counts[step.kind] <= SHOWN:
                console.print(_line(step))
    totals = {"looked": rekeying.totals.looked, "unchanged": rekeying.totals.unchanged, **counts}
    if as_json:
        rendering.line({"kind": "totals", "version": folding.KEY_VERSION, "written": write, **totals})
    else:
        _print_totals(totals, write=write)
    return counts["no_account"]


def _line(step: Step) -> Text:
    text = Text.assemble(f"{step.account} {step.lead} ", (_SAID[step.kind], "bold"))
    if step.other:
        text.append(f" {step.other}")
    return text.append(": " + ", ".join(f"{old} → {new}" for old, new in sorted(step.keys.items())), style="dim")


def _print_totals(totals: dict[str, int], *, write: bool) -> None:
    hidden = sum(max(0, number - SHOWN) for kind, number in totals.items() if kind in _SAID)
    if hidden:
        Console(highlight=False).print(f"… and {plural(hidden, 'more')}; --json shows all", style="dim")
    console = Console(stderr=True, highlight=False)
    console.print(
        f"{plural(totals['looked'], 'lead')} with keys older than version {folding.KEY_VERSION}: "
        + ", ".join(f"{number:,} {kind.replace('_', ' ')}" for kind, number in totals.items() if kind != "looked")
    )
    if not write and totals["looked"]:
        console.print("nothing was changed; add --yes to do it", style="yellow")
