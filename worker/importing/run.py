"""An import from its first row to its last: rows become contacts, contacts go to the sink in batches, all is counted.

A few batches are under way at a time, and nothing is kept of a row that is settled, so memory does not grow with the list.
"""

import asyncio
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import structlog
from tenacity import AsyncRetrying, retry_if_exception, stop_after_delay, wait_random_exponential

from schemas.messages import MAX_CELLS
from worker.errors import RefusedError, treatment
from worker.handlers.list_lines import unlike_a_row
from worker.handlers.row_reading import SharedByRows, row_contact
from worker.importing.column_mapping import Columns, is_report
from worker.importing.misfits import Misfits, add_misfits
from worker.importing.reject_report import RejectReport
from worker.importing.sinks import Sink
from worker.importing.source import ListFile, Row
from worker.importing.tally import CHILD_ROW, Tally, TallyEntry
from worker.spreadsheets import unguarded

log = structlog.get_logger(__name__)

BATCH_CHARACTERS: Final = 1_000_000  # of the cells of a batch, whatever the number of its rows


def list_id(account: str, campaign: str, digest: str) -> str:
    """Give the id of a list from what it is: the same file in the same campaign is the same list."""
    return "import-" + hashlib.sha256(f"{account}\0{campaign}\0{digest}".encode()).hexdigest()[:20]


_NOBODY: Final = frozenset({"empty", "record_id_only"})  # reasons of a line that names nobody
_OF_PERSON: Final = frozenset({"name", "first_name", "last_name", "email"})


@dataclass(slots=True)
class Import:
    """One run. `patience` is how many seconds a server may be away before the run gives up."""

    source: ListFile
    shared: SharedByRows
    columns: Columns
    report: RejectReport | None = None
    batch_rows: int = 250
    overlap: int = 2
    patience: float = 120.0
    notice: Callable[[str], None] = lambda _: None
    tally: Tally = field(default_factory=Tally)
    misfits: dict[str, Misfits] = field(default_factory=dict)  # per field of fields.yaml
    stopped: bool = False
    _width: int = 0
    _report_again: bool = False
    _above: Sequence[str] = ()  # the cells of the last row that named a person; none behind a refused one

    async def run(self, sink: Sink, stop: asyncio.Event, tick: Callable[[], None] = lambda: None) -> Tally:
        """Import until the end of the list or until `stop` is set; `tick` is called now and then.

        Raises what kept a server away for longer than `patience`; what was settled until then is in `tally`.
        """
        self._width = len(self.source.layout.header or ())
        self._report_again = is_report(self.source.layout)
        under_way: set[asyncio.Task[None]] = set()
        try:
            for batch in self._batches():
                if batch:
                    under_way.add(asyncio.create_task(self._settle(sink, batch)))
                await asyncio.sleep(0)
                while len(under_way) >= self.overlap:
                    await self._some(under_way)
                tick()
                if stop.is_set():
                    self.stopped = True
                    break
            while under_way:
                await self._some(under_way)
                tick()
        except asyncio.CancelledError:
            self.stopped = True
            for task in under_way:
                task.cancel()
            raise
        finally:
            await asyncio.gather(*under_way, return_exceptions=True)
            tick()
        return self.tally

    @staticmethod
    async def _some(under_way: set[asyncio.Task[None]]) -> None:
        done, _ = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
        under_way -= done
        errors = [error for task in done if (error := task.exception()) is not None]
        if errors:
            raise errors[0]

    def _batches(self) -> Iterator[list[TallyEntry]]:
        """Yield batches, empty ones too, so that a list of refused rows does not keep the loop from its other work."""
        batch: list[TallyEntry] = []
        rows = size = 0
        for row in self.source.rows():
            entry = self._entry(row)
            if entry is not None:
                batch.append(entry)
                size += sum(map(len, row.cells))
            rows += 1
            if rows >= self.batch_rows or size >= BATCH_CHARACTERS:
                yield batch
                batch, rows, size = [], 0, 0
        if batch:
            yield batch

    def _entry(self, row: Row) -> TallyEntry | None:
        """Make a row a contact; None for a refused one, which is counted and reported here."""
        if self._report_again:
            row.cells = [unguarded(cell) for cell in row.cells]
        try:
            if row.fault:
                raise RefusedError(row.fault, row.detail)
            if len(row.cells) > MAX_CELLS:
                raise RefusedError("too_many_cells", f"{len(row.cells):,} cells; a row has up to {MAX_CELLS:,}")
            contact = row_contact(self.shared, row.number, self.columns.cells(row.cells))
        except RefusedError as error:
            if why := self._no_row(row, error):
                self.tally.skip(row, why)
            else:
                self._above = ()
                self._refuse(row, error)
            return None
        except Exception as error:
            log.exception("import.row_failed", row=row.number)
            self._refuse(row, RefusedError("failed", repr(error)[:300]))
            return None
        self._above = row.cells
        self._remark(row)
        return TallyEntry(row, contact)

    def _no_row(self, row: Row, error: RefusedError) -> str:
        """Say what a refused line is, where it is no row of its own; "" for a row."""
        if row.fault:
            return ""
        if error.reason in _NOBODY and self._goes_on(row.cells):
            return CHILD_ROW
        return unlike_a_row(self.columns.cells(row.cells), self.columns.mapping) or ""

    def _goes_on(self, cells: Sequence[str]) -> bool:
        """Whether a row without a number is a further line of the row above: it opens alike, and names nobody else.

        Exports of orders repeat the order's number on each line and leave the customer's cells empty, or repeat them.
        """
        place = next((place for place, cell in enumerate(cells) if cell.strip()), None)
        if place is None or place >= len(self._above) or cells[place].strip() != self._above[place].strip():
            return False
        same = all(
            not cell.strip() or cell.strip() == above.strip()
            for name, cell, above in zip(self.columns.names, cells, self._above, strict=False)
            if self.columns.mapping[name] in _OF_PERSON
        )
        return same and sum(map(bool, cells)) < sum(map(bool, self._above))

    def _remark(self, row: Row) -> None:
        for quirk in row.quirks:
            self.tally.remark(quirk, row.number)
        if self._width and len(row.cells) != self._width:
            self.tally.remark("extra_cells" if len(row.cells) > self._width else "missing_cells", row.number)

    def _refuse(self, row: Row, error: RefusedError) -> None:
        self.tally.refuse(row, error)
        if self.report is not None:
            self.report.add(row.number, row.line, error.reason, error.detail, row.cells)

    async def _settle(self, sink: Sink, batch: Sequence[TallyEntry]) -> None:
        """Give a batch to the sink; while a server is away, wait and try again."""
        async for attempt in AsyncRetrying(
            retry=retry_if_exception(lambda error: treatment(error).again),
            wait=wait_random_exponential(multiplier=0.2, max=5),
            stop=stop_after_delay(self.patience),
            before_sleep=self._waiting,
            reraise=True,
        ):
            with attempt:
                verdicts = await sink.settle(batch, again=attempt.retry_state.attempt_number > 1)
        for entry, verdict in zip(batch, verdicts, strict=True):
            if verdict.error is not None:
                self._refuse(entry.row, verdict.error)
            else:
                self.tally.settle(entry, verdict)
                add_misfits(self.misfits, entry.contact, entry.row.number, self.shared.account)

    def _waiting(self, state: Any) -> None:
        error = state.outcome.exception() if state.outcome else None
        self.notice(f"waiting, then going on: {error}")
