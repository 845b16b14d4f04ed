"""`leadworker import`: a list of people, as a CSV file, becomes leads."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from pathlib import Path
from typing import Annotated, Final, Literal

import typer
import uvloop

from worker.account import Account, Accounts
from worker.commands import import_options as options
from worker.commands.import_view import ImportView
from worker.commit.key_lanes import KeyLanes
from worker.commit.storage import ListLookups
from worker.composition import has_store, open_broker, open_parts, open_store
from worker.errors import LeadWorkerError, ListChangedError, RefusedError, treatment
from worker.handlers.cells import split_tags
from worker.handlers.row_reading import SharedByRows, names_phones
from worker.importing.column_mapping import Columns
from worker.importing.reject_report import RejectReport
from worker.importing.run import Import, list_id
from worker.importing.sinks import Commit, Nobody, Publication, Rehearsal, Sink
from worker.importing.source import Given, ListFile, open_list
from worker.settings import Settings
from worker.store.imports import ImportLookups
from worker.system import SystemClock
from worker.telemetry.failpoints import arm
from worker.telemetry.logs import configure

UNREADABLE: Final = 65
NO_PLACE: Final = 74
AWAY: Final = 75
INTERRUPTED: Final = 130
BUG: Final = 70
AGAIN: Final = "Run the same command again: it goes on where this one stopped, and nothing is imported twice."
BATCH_ROWS: Final = 250
CHUNK_ROWS: Final = 1_000  # of a published chunk: what the queue's format allows


def import_list(  # noqa: PLR0913  # one parameter per option
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The list as a CSV file; - reads standard input.")],
    *,
    account: Annotated[str, typer.Option(help="The account that gets the leads: its folder's name under accounts/.")],
    campaign: Annotated[str, typer.Option(help="The campaign that the leads come from; their source says so.")],
    mapping: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="COLUMN=MEANING,…",
            help="What columns mean: a field's id, or phone, phone.2, name, first_name, last_name, email, country, "
            "dial_code, area_code, opt_in, opt_out, tag, ignore. Columns by name or by number. The others are guessed.",
        ),
    ] = None,
    region: Annotated[
        str | None,
        typer.Option(help="Country of numbers without a country code, two letters; default: the account's."),
    ] = None,
    dial_code: Annotated[
        str | None,
        typer.Option(metavar="CODE", help="The same, as a calling code: +91. A row's own column goes first."),
    ] = None,
    tag: Annotated[list[str] | None, typer.Option(help="A tag for every lead of the list; may be repeated.")] = None,
    consent: Annotated[
        Literal["yes", "no"] | None,
        typer.Option(help="Whether the people agreed to messages, for rows without a consent cell of their own."),
    ] = None,
    lift_opt_outs: Annotated[
        str,
        typer.Option(
            metavar="REASON",
            help="Let the list's yes lift the no that people said themselves; the reason goes into their history.",
        ),
    ] = "",
    at: Annotated[
        str | None,
        typer.Option(
            metavar="TIME",
            help="When the list was made, 2026-11-19T10:00; default: the file's own time. What people said later, an "
            "opt-out above all, stays in force.",
        ),
    ] = None,
    list_name: Annotated[
        str | None,
        typer.Option(
            "--list",
            metavar="ID",
            help="Id of the list; default: made from account, campaign and content. A row of a list is imported once.",
        ),
    ] = None,
    delimiter: Annotated[
        str | None, typer.Option(metavar="CHAR", help="comma, semicolon, tab, bar or a character; default: found out.")
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help="For example utf-8, cp1252, cp1251, gb18030; default: found out.")
    ] = None,
    header: Annotated[
        bool | None,
        typer.Option("--header/--no-header", help="Whether the first row names the columns; default: found out."),
    ] = None,
    reject: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Where refused rows go, if there are any; default: FILE.rejected.csv, and nowhere in a dry run.",
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show who is new, known before and refused; write nothing.")
    ] = False,
    publish: Annotated[
        bool, typer.Option("--publish", help="Send the rows to the queue broadcast-campaign, for workers to apply.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The outcome as one JSON object.")] = False,
) -> None:
    """Import a list of people from a CSV file: one lead per person, whatever the spelling of the number.

    Encoding, delimiter, header and columns are found out and shown: look at them with --dry-run first. The person of a
    row is new, known before, or named again by the list; refused rows go to a report with reason and suggestion, which can
    be corrected and imported. A row is imported once: a second run, or one that goes on after an interruption, changes nothing.

    Exit code: 0 all rows are in, 1 some were refused, 2 wrong usage, 65 the file cannot be read, 75 a server is away
    and 130 interrupted (run the same command again, it goes on).

    Examples:

        leadworker import diwali.csv --account acme-realty --campaign diwali-26 --dry-run

        leadworker import diwali.csv --account acme-realty --campaign diwali-26 --tag diwali

        leadworker import kunden.csv --account acme-realty --campaign messe --region DE --map 'Handy=phone,Ort=city'

        leadworker import numbers.txt --account acme-realty --campaign old --no-header --map '1=name,2=phone'

        gunzip -c big.csv.gz | leadworker import - --account acme-realty --campaign big
    """
    settings = Settings()
    configure("error" if settings.log_level == "info" else settings.log_level, settings.log_format)
    arm(settings.failpoint)
    ask = options.Ask(
        file,
        account,
        options.name_of(campaign, "--campaign"),
        options.name_of(list_name, "--list") if list_name is not None else None,
        tuple(mapping or ()),
        options.region_of(region, dial_code),
        tuple(one for text in tag or () for one in split_tags(text)),
        None if consent is None else consent == "yes",
        lift_opt_outs.strip(),
        at,
        reject,
        dry_run,
        publish,
    )
    given = Given(options.encoding_of(encoding), options.delimiter_of(delimiter), header)
    try:
        code = _imported(ask, given, settings, ImportView(as_json=as_json, dry_run=dry_run))
    except KeyboardInterrupt:  # while the file was looked at: nothing was imported yet
        code = INTERRUPTED
    if code:
        raise typer.Exit(code)


def _imported(ask: options.Ask, given: Given, settings: Settings, view: ImportView) -> int:
    """Import; give the exit code."""
    if ask.publish and ask.lifting:
        raise typer.BadParameter("lifts opt-outs in the store only; leave --publish out", param_hint="--lift-opt-outs")
    if ask.publish and not ask.dry_run and settings.amqp_url is None:
        raise typer.BadParameter("there is no RabbitMQ to publish to: set LEADWORKER_AMQP_URL", param_hint="--publish")
    account = options.account_named(settings, ask.account)
    pairs, size = options.pairs_of(ask.mapping), options.file_size(ask.file)
    where = options.report_path(ask.file, ask.reject) if ask.reject or not ask.dry_run else None
    with ExitStack() as stack:
        with view.looking(size) as tick:
            source = stack.enter_context(open_list(ask.file, given, tick))
        run = _prepared(ask, account, source, pairs)
        if where is not None:
            run.report = RejectReport(where, source.layout.dialect.delimiter, lambda: run.columns.names)
        run.notice = view.notice
        view.introduce(source, run.columns, run.shared)
        return _carried_out(run, ask, settings, view)


def _prepared(ask: options.Ask, account: Account, source: ListFile, pairs: Mapping[str, str]) -> Import:
    try:
        columns = Columns.of(source.layout, account, pairs)
    except RefusedError as error:
        raise typer.BadParameter(error.detail, param_hint="--map") from None
    shared = SharedByRows(
        account=account,
        campaign=ask.campaign,
        list=ask.list or list_id(account.id, ask.campaign, source.census.digest),
        at=options.moment_of(ask.at, account, source.modified),
        received_at=SystemClock().now(),
        mapping=columns.mapping,
        region=ask.region or account.settings.region,
        tags=ask.tags,
        consent=ask.consent,
        lifting=(SystemClock().now(), f"lifted: {ask.lifting}") if ask.lifting else None,
        by="import",
        guessed=not names_phones(pairs),
    )
    return Import(source, shared, columns, batch_rows=CHUNK_ROWS if ask.publish else BATCH_ROWS)


def _blamed(error: LeadWorkerError | OSError) -> tuple[int, str]:
    """Give exit code and words for what ended a run; raises what nobody foresaw."""
    if isinstance(error, OSError):
        return NO_PLACE, f"{error}. {AGAIN}"
    if isinstance(error, ListChangedError):
        return UNREADABLE, str(error)
    if not treatment(error).again:
        raise error
    return AWAY, f"{error}\nNot all rows are in. {AGAIN}"


def _carried_out(run: Import, ask: options.Ask, settings: Settings, view: ImportView) -> int:
    """Run it, close the report, show the outcome; give the exit code."""
    began, code, why = time.monotonic(), 0, ""
    try:
        uvloop.run(_run(run, ask, settings, view))
    except asyncio.CancelledError:  # the second signal
        run.stopped = True
    except (LeadWorkerError, OSError) as error:
        code, why = _blamed(error)
    finally:
        rejected = run.report.close() if run.report is not None else None
    if code:
        run.stopped = True
    elif run.stopped:
        code, why = INTERRUPTED, f"interrupted. {AGAIN}"
    elif not run.tally.balanced:
        code, why = BUG, f"the rows do not add up, which is a bug: {run.tally.rows} are {dict(run.tally.counts)}"
    shown = str(rejected) if rejected is not None else None
    view.conclude(run, shown, time.monotonic() - began, published=ask.publish and not ask.dry_run)
    if (
        settings.amqp_url is None
        and not ask.dry_run
        and run.tally.rows > run.tally.before + run.tally.counts["refused"]
    ):
        view.later()
    if code:
        view.failure(why)
    return code or (1 if run.tally.counts["refused"] else 0)


async def _run(run: Import, ask: options.Ask, settings: Settings, view: ImportView) -> None:
    """Import until the end or the first signal; the second one ends at once."""
    stop, loop, task = asyncio.Event(), asyncio.get_running_loop(), asyncio.current_task()

    def asked() -> None:
        if stop.is_set() and task is not None:
            task.cancel()
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, asked)
    async with _sink(run, ask, settings) as sink:
        with view.importing(run.source, run.tally) as tick:
            await run.run(sink, stop, tick)


@asynccontextmanager
async def _sink(run: Import, ask: options.Ask, settings: Settings) -> AsyncIterator[Sink]:
    async with AsyncExitStack() as stack:
        if ask.dry_run:
            yield Rehearsal(await _lookups(settings, stack), run.shared.account.settings.reused_number)
        elif ask.publish:
            broker = await stack.enter_async_context(open_broker(settings))
            yield Publication(broker, run.shared, run.columns)
        else:
            accounts = Accounts.of([run.shared.account])
            parts = await stack.enter_async_context(open_parts(settings, lambda: accounts, new=True))
            yield Commit(parts.commit, ImportLookups(parts.mongo), KeyLanes(), parts.clock, helping=parts.announces)


async def _lookups(settings: Settings, stack: AsyncExitStack) -> ListLookups:
    """Give who is known; nobody where there is no store yet, because a rehearsal makes none."""
    if not has_store(settings):
        return Nobody()
    mongo = await stack.enter_async_context(open_store(settings))
    await mongo.ping()
    return ImportLookups(mongo)
