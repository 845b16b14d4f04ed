"""`leadworker leads`: the leads in the store, for people and for scripts."""

import csv
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from worker.automations.language.fields import SOURCES
from worker.commands import lead_card, rendering
from worker.commands.lead_reference import AccountOption, RegionOption, resolve
from worker.commands.merge import merge
from worker.commands.names import require, require_account
from worker.commands.rendering import moment, plain, plural
from worker.commands.search_rows import listing, remark
from worker.commands.separate import separate
from worker.commands.session import Session, reading, run
from worker.commands.times import since_ms
from worker.commands.unmerge import unmerge
from worker.inert import inert_key, plain_key
from worker.leads.lead import Lead
from worker.lookups.listing import Listed
from worker.lookups.timeline import Moment, timeline
from worker.settings import Settings
from worker.store.queries import Filters
from worker.system import SystemClock

leads_app = typer.Typer(
    help="List leads, show one with its timeline, merge two, undo a merge, set apart who uses a number that was given up.",
    no_args_is_help=True,
)
leads_app.command()(merge)
leads_app.command()(unmerge)
leads_app.command()(separate)

TABLE_ROWS: Final = 50


@leads_app.command("list")
def list_leads(  # noqa: PLR0913, PLR0917  (the filters)
    account: AccountOption = None,
    state: Annotated[str | None, typer.Option(help="State of the pipeline, its id.")] = None,
    status: Annotated[str | None, typer.Option(help="open, closed or cancelled.")] = None,
    assignee: Annotated[str | None, typer.Option(help="Teammate, the user id.")] = None,
    source: Annotated[str | None, typer.Option(help="First-touch source: whatsapp, ctwa_ad, campaign, plugin.")] = None,
    tag: Annotated[str | None, typer.Option(help="With this tag.")] = None,
    since: Annotated[
        str | None, typer.Option(help="Created since: 2026-11-01, 2026-11-01T09:30, or 90m, 12h, 7d, 4w ago.")
    ] = None,
    search: Annotated[
        str | None,
        typer.Option(
            "--search",
            "-s",
            help="Words of any field, the last may be a beginning; a number, or what one begins or ends with.",
        ),
    ] = None,
    merged_away: Annotated[
        bool, typer.Option("--merged-away", help="Also leads that were merged into another.")
    ] = False,
    unreachable: Annotated[
        bool,
        typer.Option("--unreachable", help="Whom WhatsApp said it cannot deliver to, and who has not written since."),
    ] = False,
    limit: Annotated[
        int | None, typer.Option(min=1, help=f"At most so many; default: {TABLE_ROWS} in a table, else all.")
    ] = None,
    counts: Annotated[
        bool, typer.Option("--counts", help="Only how many there are, by account, source, state, status.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per line.")] = False,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="CSV; cells that a spreadsheet would take for a formula get a '.")
    ] = False,
) -> None:
    """List leads, the one that changed last first (with --json and --csv and no --limit: all, by id).

    What is listed with a limit comes from the search rows that the role `finder` keeps; where they are not made yet, every
    lead is looked at, which is said. --merged-away, --unreachable, --counts and lists of all look at every lead.

    Exit code: 0 done, also if there is none; 2 wrong usage, or a name that does not exist; 75 a server is away.

    Examples:

        leadworker leads list --account acme-realty --state new --since 7d

        leadworker leads list -s "asha pun"                # words, or the beginning of one

        leadworker leads list -s 98765                     # what a number begins or ends with

        leadworker leads list --counts

        leadworker leads list --source campaign --csv > leads.csv
    """
    if as_json and as_csv:
        raise typer.BadParameter("give --json or --csv, not both", param_hint="--csv")
    filters = Filters(
        account=account,
        state=state,
        status=status.lower() if status else None,
        assignee=assignee,
        source=source,
        tag=inert_key(tag.strip()) if tag else None,
        since=since_ms(since, "--since", SystemClock().now()) if since else None,
        tombstones=merged_away,
        unreachable=unreachable,
    )
    text = (search or "").strip()
    run(_counted(filters, text, as_json=as_json) if counts else _listed(filters, text, _Form(limit, as_json, as_csv)))


@dataclass(frozen=True, slots=True)
class _Form:
    """How leads are listed."""

    limit: int | None
    as_json: bool
    as_csv: bool


async def _listed(filters: Filters, search: str, form: _Form) -> None:
    async with reading(Settings()) as session:
        await _require_names(session, filters)
        leads = listing(session)
        if not (form.as_json or form.as_csv):
            listed = await leads.newest(filters, search, form.limit or TABLE_ROWS)
            _table(listed)
            await remark(session, listed)
            return
        found = leads.every(filters, search)
        if form.limit is not None:
            listed = await leads.newest(filters, search, form.limit)
            await remark(session, listed)
            found = _walk(listed.leads)
        writer = csv.writer(sys.stdout)
        number = 0
        async for lead in found:
            row = rendering.row(lead)
            if form.as_json:
                rendering.line(row)
            else:
                if not number:
                    writer.writerow(row)
                writer.writerow([_csv_cell(name, value) for name, value in row.items()])
            number += 1


async def _require_names(session: Session, filters: Filters) -> None:
    """Raise `UnknownNameError` for what is asked for by a name that neither the files nor any lead know."""
    await require_account(session, filters.account)
    accounts = [a for name, a in session.accounts.by_id.items() if filters.account in (None, name)]
    written = {
        "state": {state.id for account in accounts for state in account.pipeline.states},
        "status": {"open", "closed", "cancelled"},
        "source": set(SOURCES),
        "assignee": {user for account in accounts for user in session.automations[account.id].surroundings.user_ids},
        "tag": set[str](),
    }
    for kind, known in written.items():
        name = getattr(filters, kind)
        if name is not None and name not in known and not await session.queries.has(filters.only(kind)):
            stored = await session.queries.names(kind, filters.account)
            require(kind, plain_key(name), map(plain_key, {*known, *stored}))


async def _walk(leads: list[Lead]) -> AsyncIterator[Lead]:
    for lead in leads:
        yield lead


def _csv_cell(name: str, value: Any) -> str:
    if name.endswith("_at"):
        return moment(value)
    return rendering.cell(", ".join(value) if isinstance(value, list) else value)


async def _counted(filters: Filters, search: str, *, as_json: bool) -> None:
    async with reading(Settings()) as session:
        await _require_names(session, filters)
        counts = await listing(session).counts(filters, search)
    if as_json:
        rendering.document(counts)
        return
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_row("leads", str(counts.pop("leads")), style="bold")
    for name, found in counts.items():
        for value, number in found.items():
            table.add_row(f"{name} {value}", str(number))
    rendering.console().print(table)


def _standing(lead: Lead) -> str:
    """Give the state, and what keeps messages from the person."""
    beside = [word for word, so in (("opted out", lead.opted_out), ("unreachable", not lead.reachable)) if so]
    return f"{lead.state.get('v')}" + (f" ({', '.join(beside)})" if beside else "")


# Heading, least width of the terminal that shows the column, cell.
_COLUMNS: Final[tuple[tuple[str, int, Callable[[Lead], Any]], ...]] = (
    ("Lead", 0, lambda lead: lead.id),
    ("Name", 0, lambda lead: plain(lead.value("name"), 60)),
    ("Phone", 0, lambda lead: lead.phone),
    ("State", 0, lambda lead: f"→ {lead.merged_into}" if lead.merged_into else _standing(lead)),
    ("First by", 100, lambda lead: plain(f"{lead.first.get('source') or ''} {lead.first.get('origin') or ''}", 40)),
    ("Assignee", 120, lambda lead: plain(lead.assignee.get("v"), 40)),
    ("In / out", 130, lambda lead: f"{lead.counts['inbound']} / {lead.counts['outbound']}"),
    ("Changed (UTC)", 110, lambda lead: moment(lead.updated_at)[:16]),
)
_WHOLE: Final = ("Lead", "Phone", "Changed (UTC)")  # never broken over lines


def _table(listed: Listed) -> None:
    leads = listed.leads
    console = rendering.console()
    columns = [column for column in _COLUMNS if console.width >= column[1]]
    table = Table(header_style="bold")
    for heading, _, _ in columns:
        table.add_column(heading, overflow="fold", no_wrap=heading in _WHOLE)
    for lead in leads:
        style = "dim" if lead.merged_into else ""
        table.add_row(
            *(Text(str(cell) if (cell := value(lead)) is not None else "") for _, _, value in columns), style=style
        )
    console.print(table)
    least = "" if listed.exact else "more than "
    more = f" of {least}{listed.total:,}; --limit for more, --csv for all" if listed.total > len(leads) else ""
    Console(stderr=True, highlight=False).print(f"{plural(len(leads), 'lead')}{more}", style="dim")


@leads_app.command()
def show(
    lead: Annotated[
        str,
        typer.Argument(metavar="LEAD", help="Its id, a phone number in any spelling, an e-mail, or an identity key."),
    ],
    account: AccountOption = None,
    region: RegionOption = None,
    limit: Annotated[
        int, typer.Option(min=0, help="At most so many entries of the timeline, the newest; 0: all.")
    ] = 40,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Show a lead: its card with who said what, and its timeline with that of the leads merged into it.

    Exit code: 0 found, 2 there is no such lead (or several), 75 a server is away.

    Examples:

        leadworker leads show 01m7xye0ah7m6nhpf45qrp3zcb

        leadworker leads show "098765 43210" --region IN

        leadworker leads show bsuid:IN.409740714805468775 --limit 0

        leadworker leads show +919876543210 --json | jq '.timeline[].type'
    """
    run(_shown(lead, account, region, limit, as_json=as_json))


async def _shown(text: str, account: str | None, region: str | None, limit: int, *, as_json: bool) -> None:
    async with reading(Settings()) as session:
        lead = await resolve(session, text, account, region)
        moments: list[Moment] = await timeline(session.queries, lead.account, lead.id, limit)
        survivors = await session.queries.leads([lead.merged_into]) if lead.merged_into else []
    if as_json:
        rendering.document(lead_card.values(lead, moments))
        return
    console = rendering.console()
    console.print(lead_card.card(lead, survivors[0] if survivors else None, now=SystemClock().now()))
    console.print()
    console.print(lead_card.story(moments))
    if limit and len(moments) == limit:
        Console(stderr=True).print(f"the newest {plural(limit, 'entry', 'entries')}; --limit 0 for all", style="dim")
