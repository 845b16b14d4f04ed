"""`leadworker verify`: whether anything was changed past the worker, and whether anything was left behind."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from worker.commands import rendering
from worker.commands.lead_reference import AccountOption, RegionOption, resolve
from worker.commands.names import require_account
from worker.commands.rendering import plural
from worker.commands.session import reading, run
from worker.maintenance.auditing import audit_faults
from worker.maintenance.verification import Discrepancy, Verification
from worker.settings import Settings
from worker.store.audit import Audit
from worker.store.walks import Walks
from worker.system import SystemClock


def verify(
    account: AccountOption = None,
    lead: Annotated[str | None, typer.Option(help="Only this lead: its id, a number, an identity key.")] = None,
    region: RegionOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per finding, the totals last.")] = False,
) -> None:
    """Check every lead against its history, and every history and the audit log against their hashes. Changes nothing.

    Finds rows that were altered, removed or inserted, rows of leads that are none, cards and counters changed past the
    history, events nobody announced; and folds all contacts of a lead again. It may run while workers write.
    Exit code: 0 nothing is wrong (there may be notes), 1 something is, 2 there is no such account or lead, 75 a server
    is away.

    Examples:

        leadworker verify

        leadworker verify --account acme-realty --json | jq -r 'select(.kind == "history") | .lead'

        leadworker verify --lead +919876543210
    """
    if run(_verified(account, lead, region, as_json=as_json)):
        raise typer.Exit(1)


async def _verified(account: str | None, lead: str | None, region: str | None, *, as_json: bool) -> int:
    async with reading(Settings()) as session:
        await require_account(session, account)
        walks = Walks(session.mongo)
        chosen = await resolve(session, lead, account, region) if lead else None
        with _progress(await walks.count(account) if chosen is None else 1, shown=not as_json) as bar:
            checking = Verification(walks, session.accounts, SystemClock().now, bar.looked)
            faults, notes = 0, 0
            async for finding in checking.one(chosen.id) if chosen else checking.everything(account):
                faults, notes = faults + (not finding.note), notes + finding.note
                bar.tell(finding)
            if chosen is None:
                async for finding in audit_faults(Audit(session.mongo), account, checking.totals):
                    faults += 1
                    bar.tell(finding)
    totals = {**asdict(checking.totals), "faults": faults, "notes": notes}
    if as_json:
        rendering.line({"kind": "totals", **totals})
    else:
        _print_totals(totals)
    return faults


class _Bar:
    """Shows progress on a terminal, and findings on standard output as they are met."""

    def __init__(self, progress: Progress | None, total: int, *, as_text: bool) -> None:
        self._progress, self._as_text = progress, as_text
        self._task = progress.add_task("verifying leads", total=total) if progress else None
        self._console = Console(highlight=False, soft_wrap=True)

    def looked(self, number: int) -> None:
        """Count leads that were looked at."""
        if self._progress is not None and self._task is not None:
            self._progress.advance(self._task, number)

    def tell(self, finding: Discrepancy) -> None:
        """Show a finding."""
        if not self._as_text:
            rendering.line(asdict(finding))
            return
        text = Text(f"{finding.account} {finding.lead or 'audit log'} ")
        text.append(f"{'note' if finding.note else finding.kind}: ", style="yellow" if finding.note else "bold red")
        self._console.print(text.append(finding.text))


@contextmanager
def _progress(total: int, *, shown: bool) -> Iterator[_Bar]:
    if not sys.stderr.isatty():
        yield _Bar(None, total, as_text=shown)
        return
    parts = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*parts, console=Console(stderr=True), transient=True) as progress:
        yield _Bar(progress, total, as_text=shown)


def _print_totals(totals: dict[str, int]) -> None:
    looked = f"{plural(totals['leads'], 'lead')} with {plural(totals['entries'], 'entry', 'entries')}"
    looked += f", {totals['erased']} of them erased" if totals["erased"] else ""
    looked += f", and {plural(totals['audited'], 'entry', 'entries')} of the audit log" if totals["audited"] else ""
    notes = f", {plural(totals['notes'], 'note')}" if totals["notes"] else ""
    console = Console(stderr=True, highlight=False)
    if totals["faults"]:
        console.print(f"{looked}: {plural(totals['faults'], 'fault')}{notes}", style="bold red")
    else:
        console.print(f"{looked}: nothing was changed past the worker{notes}", style="green")
