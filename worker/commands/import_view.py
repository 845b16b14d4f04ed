"""What `leadworker import` shows: how the list was read, a bar while it works, and what became of the rows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from worker.account import Account, field_slug
from worker.commands.rendering import OUTCOME_STYLES, document, plain, plural
from worker.handlers.record_columns import RECORD
from worker.handlers.row_reading import PHONE, SharedByRows
from worker.importing.column_mapping import ROLES, Columns
from worker.importing.run import Import
from worker.importing.source import ListFile
from worker.importing.suggestions import remark, suggestion
from worker.importing.tally import BEFORE, OUTCOMES, SKIPPED, RowRemark, Tally

_CELL: Final = 40  # characters of a sample
_SAMPLES: Final = 3
_MANY: Final = 0.2  # of the rows
_NONE: Final = RowRemark()


@dataclass(slots=True)
class ImportView:
    """Writes to standard output what is the result, to standard error what is on the way to it."""

    as_json: bool = False
    dry_run: bool = False
    out: Console = field(default_factory=lambda: Console(highlight=False, soft_wrap=True))
    err: Console = field(default_factory=lambda: Console(stderr=True, highlight=False, soft_wrap=True))

    @contextmanager
    def looking(self, size: int | None) -> Iterator[Callable[[int], None]]:
        """Show a bar while the file is looked at; give what is told the bytes of each step."""
        with self._progress() as progress:
            task = progress.add_task("looking", total=size, rows=0)
            yield lambda amount: progress.advance(task, amount)

    @contextmanager
    def importing(self, source: ListFile, tally: Tally) -> Iterator[Callable[[], None]]:
        """Show a bar while the rows are on their way; give what is called after each step."""
        with self._progress() as progress:
            task = progress.add_task("rehearsing" if self.dry_run else "importing", total=source.census.size, rows=0)
            yield lambda: progress.update(task, completed=source.position, rows=tally.rows)

    def _progress(self) -> Progress:
        columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), _Rate(), TimeRemainingColumn())
        return Progress(*columns, console=self.err, transient=True, disable=not self.err.is_terminal)

    def notice(self, text: str) -> None:
        """Tell something that happens meanwhile."""
        self.err.print(Text(plain(text, 400), style="yellow"))

    def later(self) -> None:
        """Tell where there is no broker that outlives the command."""
        text = "the events of these leads are sent by the next `leadworker serve`"
        self.err.print(Text(text, style="dim"))

    def failure(self, text: str) -> None:
        """Tell why the list is not all in."""
        self.err.print(Text(f"leadworker: {text}", style="red"))

    def introduce(self, source: ListFile, columns: Columns, shared: SharedByRows) -> None:
        """Show how the list was read."""
        if self.as_json:
            return
        layout = source.layout
        header = "no header" if layout.header is None else "header"
        self.out.print(
            Text.assemble(
                (plain(source.name), "bold"), f": {source.encoding.name}, delimiter {layout.delimiter}, {header}"
            )
        )
        self.out.print(
            Text(f"for account {shared.account.id}, campaign {plain(shared.campaign)}, list {plain(shared.list)}")
            + Text(f", numbers without a country code: {shared.region or 'refused (no region)'}")
        )
        for note in (*source.encoding.notes, *layout.notes, *columns.notes):
            self.out.print(Text(f"note: {plain(note, 400)}", style="yellow"))
        self.out.print(_columns_table(columns, layout.samples, shared.account))

    def conclude(self, run: Import, rejected: str | None, seconds: float, *, published: bool) -> None:
        """Show what became of the rows."""
        if self.as_json:
            document(_document(run, rejected, seconds, dry_run=self.dry_run))
            return
        tally = run.tally
        self._counts(run, rejected, published=published)
        if self.dry_run:
            self._examples(tally)
        self._findings(run)
        rate = f" ({tally.rows / seconds:,.0f} rows/s)" if tally.rows > seconds > 1 else ""
        done = "stopped" if run.stopped else "a rehearsal: nothing was written" if self.dry_run else "done"
        self.out.print(Text(f"{done}, {seconds:,.1f} s{rate}", style="dim"))

    def _counts(self, run: Import, rejected: str | None, *, published: bool) -> None:
        tally, would = run.tally, "would be " if self.dry_run else ""
        lines = {"created": tally.counts["created"], "known before": tally.known, "named again": tally.again}
        lines = {"published": tally.counts["published"]} if published else lines
        table = Table(box=None, show_header=False, pad_edge=False)
        table.add_column(justify="left")
        table.add_column(justify="right")
        table.add_column(overflow="fold")
        notes = {
            "known before": "people who were leads already: what their rows say is added to what is known",
            "named again": "people whom an earlier row of this list made leads",
            "refused": f"listed in {rejected}" if rejected else "",
        }
        for name, count in {**lines, "refused": tally.counts["refused"]}.items():
            style = OUTCOME_STYLES.get(name, "green") if count else "dim"
            done = "" if " " in name else would
            note = Text(notes.get(name, "") if count else "", style="dim")
            table.add_row(Text(f"{done}{name}", style=style), f"{count:,}", note)
        empty = run.source.empty
        if tally.before:
            earlier = Text("by an earlier run; nothing changes", style="dim")
            table.add_row(Text("imported before", style="yellow"), f"{tally.before:,}", earlier)
        if tally.counts[SKIPPED]:
            why = Text("no rows of their own; see the notes", style="dim")
            table.add_row(Text(SKIPPED, style="yellow"), f"{tally.counts[SKIPPED]:,}", why)
        skipped = f"and {plural(empty, 'empty row')} skipped" if empty else ""
        table.add_row(Text("rows", style="bold"), Text(f"{tally.rows:,}", style="bold"), Text(skipped, style="dim"))
        self.out.print(table)
        if tally.opted_in or tally.opted_out:
            self.out.print(Text(f"consent: {tally.opted_in:,} opted in, {tally.opted_out:,} opted out", style="dim"))
        if tally.before:
            self.out.print(Text(_before(tally), style="yellow"))
        elif tally.known and not tally.counts["created"]:
            self.out.print(Text(_nobody_new(run.shared.list, dry_run=self.dry_run), style="yellow"))

    def _examples(self, tally: Tally) -> None:
        table = Table(title="For example", title_justify="left", title_style="bold")
        for heading in ("would be", "row", "who", "because"):
            table.add_column(heading, overflow="fold", justify="right" if heading == "row" else "left")
        for outcome in (*OUTCOMES, BEFORE, "refused"):
            for example in tally.examples.get(outcome, ()):
                style = OUTCOME_STYLES.get(outcome, "")
                shown = (plain(example.who, _CELL), plain(example.note))
                table.add_row(Text(outcome.replace("_", " "), style=style), f"{example.row:,}", *map(Text, shown))
        if table.rows:
            self.out.print(table)

    def _findings(self, run: Import) -> None:
        tally = run.tally
        if tally.refused:
            table = Table(title="Refused", title_justify="left", title_style="bold")
            for heading in ("reason", "rows", "which", "what to do"):
                table.add_column(heading, overflow="fold", justify="right" if heading == "rows" else "left")
            for reason, found in sorted(tally.refused.items(), key=lambda item: -item[1].count):
                table.add_row(Text(reason, style="red"), f"{found.count:,}", found.where(), Text(suggestion(reason)))
            self.out.print(table)
            if tally.refused.get("invalid", _NONE).count > _MANY * tally.rows:
                region = f"Numbers without a country code were read as those of {run.shared.region}; " * bool(
                    run.shared.region
                )
                self.out.print(
                    Text(f"note: many numbers are invalid. {region}is that right? See --region", style="yellow")
                )
        self._misfits(run)
        for word, found in sorted(tally.remarks.items(), key=lambda item: -item[1].count):
            self.out.print(
                Text(f"note: {plural(found.count, 'row')} {plain(remark(word))}: {found.where()}", style="yellow")
            )

    def _misfits(self, run: Import) -> None:
        """Show the values that stay text beside their field, because they do not fit its type."""
        if not run.misfits:
            return
        table = Table(title="Did not fit their field, kept as text", title_justify="left", title_style="bold")
        for heading in ("field", "rows", "for example", "why", "which"):
            table.add_column(heading, overflow="fold", justify="right" if heading == "rows" else "left")
        for name, found in sorted(run.misfits.items(), key=lambda item: -item[1].rows.count):
            examples = " · ".join(plain(value, _CELL) for value in found.values)
            why = ", ".join(reason for reason, _ in found.reasons.most_common(_SAMPLES))
            table.add_row(*map(Text, (plain(name, _CELL), f"{found.rows.count:,}", examples, why, found.rows.where())))
        self.out.print(table)


class _Rate(ProgressColumn):
    """Rows so far and per second."""

    def render(self, task: Task) -> Text:
        rows, seconds = int(task.fields.get("rows", 0)), task.elapsed or 0.0
        return Text(f"{rows:,} rows, {rows / seconds:,.0f}/s" if rows and seconds else "", style="dim")


def _before(tally: Tally) -> str:
    everything = tally.before == tally.rows
    text = f"{plural(tally.before, 'row')} {'was' if tally.before == 1 else 'were'} imported before; nothing changed."
    return (
        f"{text} To import the same list anew, with other options, give it another id: --list NAME"
        if everything
        else text
    )


def _nobody_new(name: str, *, dry_run: bool) -> str:
    stand = "would stand" if dry_run else "stand"
    return (
        f"nobody in this list is new. Its rows {stand} in the history of people under the list {plain(name)}; if the same "
        "list was imported under another name or campaign before, they are there twice."
    )


def _columns_table(columns: Columns, samples: Sequence[Sequence[str]], account: Account) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("column", "is", "for example"):
        table.add_column(heading, overflow="fold")
    for place, name in enumerate(columns.names):
        role = columns.mapping[name]
        cells = [cell for row in samples if place < len(row) and (cell := plain(row[place], _CELL))][:_SAMPLES]
        table.add_row(Text(plain(name, _CELL)), _role(role, account), Text(" · ".join(cells), style="dim"))
    return table


def _role(role: str, account: Account) -> Text:
    if PHONE.fullmatch(role) or RECORD.fullmatch(role):
        return Text(role, style="bold green")
    if role == "ignore":
        return Text("ignored", style="dim")
    if role in ROLES or field_slug(role) in account.field_by_slug:
        return Text(plain(role, _CELL), style="green")
    return Text(f"kept as {plain(role, _CELL)!r}", style="dim")


def _document(run: Import, rejected: str | None, seconds: float, *, dry_run: bool) -> Mapping[str, Any]:
    source, tally, shared = run.source, run.tally, run.shared
    return {
        "file": source.name,
        "sha256": source.census.digest,
        "account": shared.account.id,
        "campaign": shared.campaign,
        "list": shared.list,
        "region": shared.region,
        "dry_run": dry_run,
        "complete": not run.stopped,
        "encoding": source.encoding.codec,
        "delimiter": source.layout.dialect.delimiter,
        "header": source.layout.header is not None,
        "columns": {name: run.columns.mapping[name] for name in run.columns.names},
        "rows": tally.rows,
        **{name: tally.counts[name] for name in (*OUTCOMES, "refused")},
        "known_before": tally.known,
        "named_again": tally.again,
        "empty": source.empty,
        BEFORE: tally.before,
        SKIPPED: tally.counts[SKIPPED],
        "opted_in": tally.opted_in,
        "opted_out": tally.opted_out,
        "reasons": {word: {"count": f.count, "rows": sorted(f.rows)} for word, f in tally.refused.items()},
        "remarks": {word: {"count": f.count, "rows": sorted(f.rows)} for word, f in tally.remarks.items()},
        "misfits": {
            name: {
                "count": found.rows.count,
                "rows": sorted(found.rows.rows),
                "values": found.values,
                "reasons": dict(found.reasons),
            }
            for name, found in run.misfits.items()
        },
        "notes": [*source.encoding.notes, *source.layout.notes, *run.columns.notes],
        "reject_file": rejected,
        "seconds": round(seconds, 3),
    }
