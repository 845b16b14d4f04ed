"""The account of an import: every row has one outcome, or was imported before, or is refused; the sum is all rows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from worker.contact import Contact
from worker.errors import RefusedError
from worker.importing.source import Row

RowOutcome = Literal["created", "merged", "published"]
OUTCOMES: Final[tuple[RowOutcome, ...]] = ("created", "merged", "published")
KEPT_OUT: Final = "said_no_before"
GIVEN_UP: Final = "number_given_up"
BEFORE: Final = "imported_before"
SKIPPED: Final = "skipped"
CHILD_ROW: Final = "child_row"
_EXAMPLES: Final = 3
_SHOWN_ROWS: Final = 10


@dataclass(frozen=True, slots=True)
class TallyEntry:
    """A row and the contact it became."""

    row: Row
    contact: Contact


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of an entry. `before`: by an earlier run, this one changed nothing; `error` instead of an outcome.

    `again`: merged into a lead that an earlier row of this list made; other leads were there before the list.
    """

    outcome: RowOutcome = "merged"
    again: bool = False
    before: bool = False
    note: str = ""
    error: RefusedError | None = None
    given_up: bool = False  # it names a number that a known person gave up; `note` says whose it is taken for
    kept_out: bool = False  # the list says yes for somebody who said no: the no is kept


@dataclass(slots=True)
class RowRemark:
    """Something said about rows: how many, and the numbers of the first of them."""

    count: int = 0
    rows: list[int] = field(default_factory=list)

    def add(self, row: int) -> None:
        """Count a row."""
        self.count += 1
        if len(self.rows) < _SHOWN_ROWS:
            self.rows.append(row)

    def where(self) -> str:
        """Give the rows as text: `row 4`, `rows 4, 9 and 3 more`."""
        listed = ", ".join(f"{row:,}" for row in sorted(self.rows))
        more = self.count - len(self.rows)
        return f"row{'s' if self.count > 1 else ''} {listed}{f' and {more:,} more' if more else ''}"


@dataclass(frozen=True, slots=True)
class Example:
    """A row as an example of an outcome."""

    row: int
    who: str
    note: str


@dataclass(slots=True)
class Tally:
    """Counts of rows, at flat memory however many there are."""

    rows: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    again: int = 0  # of the merged rows: those of people whom an earlier row of the list brought in
    opted_in: int = 0  # rows that record an opt-in; not those of an earlier run, nor those that are kept out
    opted_out: int = 0
    refused: dict[str, RowRemark] = field(default_factory=dict)
    remarks: dict[str, RowRemark] = field(default_factory=dict)
    examples: dict[str, list[Example]] = field(default_factory=dict)

    def remark(self, word: str, row: int) -> None:
        """Count something worth knowing about a row that was imported all the same."""
        self.remarks.setdefault(word, RowRemark()).add(row)

    def refuse(self, row: Row, error: RefusedError) -> None:
        """Count a refused row."""
        self.rows += 1
        self.counts["refused"] += 1
        self.refused.setdefault(error.reason, RowRemark()).add(row.number)
        self._example("refused", row, "", f"{error.reason}: {error.detail}")

    def skip(self, row: Row, why: str) -> None:
        """Count a line that is no row of its own; `why` is its remark: `child_row`, `repeated_header`, `total_line`."""
        self.rows += 1
        self.counts[SKIPPED] += 1
        self.remark(why, row.number)

    def settle(self, entry: TallyEntry, verdict: RowResult) -> None:
        """Count a row that became a contact."""
        self.rows += 1
        outcome = BEFORE if verdict.before else verdict.outcome
        self.counts[outcome] += 1
        self.again += outcome == "merged" and verdict.again
        if not verdict.before:
            self._consent(entry.contact, kept_out=verdict.kept_out)
        if verdict.kept_out:
            self.remark(KEPT_OUT, entry.row.number)
        if verdict.given_up:
            self.remark(GIVEN_UP, entry.row.number)
        for flag in entry.contact.flags:
            self.remark(flag, entry.row.number)
        self._example(outcome, entry.row, _who(entry.contact), verdict.note)

    def _consent(self, contact: Contact, *, kept_out: bool) -> None:
        said = {consent.given for consent in contact.consents}
        self.opted_out += False in said
        self.opted_in += said == {True} and not kept_out

    @property
    def known(self) -> int:
        """Rows of people who were leads before the list."""
        return self.counts["merged"] - self.again

    @property
    def before(self) -> int:
        """Rows that an earlier run imported: they changed nothing."""
        return self.counts[BEFORE]

    @property
    def balanced(self) -> bool:
        """Whether every row is in exactly one place; anything else is a bug of ours."""
        return self.rows == sum(self.counts.values()) == self.counts["refused"] + self._settled()

    def _settled(self) -> int:
        return sum(self.counts[outcome] for outcome in (*OUTCOMES, BEFORE, SKIPPED))

    def _example(self, outcome: str, row: Row, who: str, note: str) -> None:
        shown = self.examples.setdefault(outcome, [])
        if len(shown) < _EXAMPLES:
            shown.append(Example(row.number, who or _first(row.cells), note))


def _who(contact: Contact) -> str:
    name = next((str(fact.value) for fact in contact.facts if fact.name == "name"), "")
    return " ".join(part for part in (name[:24], contact.identities[0].raw) if part)


def _first(cells: Sequence[str]) -> str:
    return " ".join(cell.strip() for cell in cells[:4])
