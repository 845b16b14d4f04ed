"""`leadworker find`: the search rows that lists are made from."""

import sys
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from worker.commands import rendering
from worker.commands.lead_reference import AccountOption
from worker.commands.names import require_account
from worker.commands.session import Session, reading, run
from worker.finding.lag import Report
from worker.finding.storage import RowStore
from worker.maintenance.refinding import Refinding
from worker.settings import Settings
from worker.store.finding import FindingStore
from worker.store.walks import Walks

BUILD_SECONDS: Final = 3_600.0  # for making one index over all rows

find_app = typer.Typer(help="Make the search rows of lists anew.", no_args_is_help=True)


@find_app.callback()
def find() -> None:
    """Make the search rows of lists anew."""


@find_app.command()
def rebuild(
    account: AccountOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document at the end.")] = False,
) -> None:
    """Make all search rows anew, beside those in use, and put them in their place; workers may go on.

    The words of the dictionary are made anew, too. With --account only the rows of that account are made, in their place,
    where they are missing, behind, or made by other fields. Workers with the role `finder` do the same by themselves when
    an account's fields change. It can be stopped and started again. Exit code: 0 done, 2 wrong usage, 75 a server is away.

    Examples:

        leadworker find rebuild

        leadworker find rebuild --account acme-realty --json
    """
    run(_rebuilt(account, as_json=as_json))


async def _rebuilt(account: str | None, *, as_json: bool) -> None:
    async with reading(Settings()) as session:
        await require_account(session, account)
        store, written, began = FindingStore(session.mongo), 0, session.parts.clock.now()
        await store.prepare()
        total = await Walks(session.mongo).count(account)
        if account is None:
            beside = FindingStore(session.mongo, beside=True, seconds=BUILD_SECONDS)
            await beside.drop()
            written += await _walked(session, beside, None, total, "making rows")
            await beside.prepare()  # after the rows: an index that is made of all of them at once is half as large
            await beside.take_place()
        # What changed meanwhile was written to the rows that were in use: a second look brings it over.
        caught_up = await _walked(session, store, account, total, "looking again" if account is None else "making rows")
        if account is None:
            await store.report(Report("rebuild", began))
    if as_json:
        rendering.document({"account": account, "leads": total, "written": written + caught_up})
    else:
        Console(stderr=True, highlight=False).print(
            f"{written + caught_up:,} rows written, of {total:,} leads looked at"
        )


async def _walked(session: Session, store: RowStore, account: str | None, total: int, told: str) -> int:
    refinding = Refinding(Walks(session.mongo), store, lambda: session.accounts, session.parts.clock)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    written = 0
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(told, total=total)
        async for progress in refinding.refill(account):
            bar.update(task, completed=progress.looked)
            written = progress.written
    return written
