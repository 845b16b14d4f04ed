"""What the cells of one row say about consent, and which of them. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from worker.handlers.cells import cell_text
from worker.handlers.consent_answers import Question, answers_consent, consented
from worker.handlers.consent_cells import is_consent
from worker.handlers.withdrawals import is_withdrawal

Cells = Sequence[tuple[str, Any]]  # column and cell

_ROLES: Final[tuple[tuple[str, Literal["opt_in", "opt_out"]], ...]] = (
    ("opt_in", "opt_in"),
    ("consent", "opt_in"),
    ("opt_out", "opt_out"),
)


@dataclass(frozen=True, slots=True)
class RowConsent:
    """An opt-in, an opt-out or neither; the columns that say so; and the cells of consent that say neither yes nor no."""

    given: bool | None
    by: tuple[str, ...]
    unclear: tuple[str, ...]


def row_consent(by_role: Mapping[str, Cells], others: Iterable[tuple[str, Any]], listed: bool | None) -> RowConsent:
    """Read the consent of a row.

    `others` are the cells that were not asked about consent: a withdrawal there counts, too. `listed` is the consent that
    the list has for all of its rows; a cell that was asked says more than it.
    """
    asked = [Question(name, cell, asks) for role, asks in _ROLES for name, cell in by_role.get(role, ())]
    found = consented(asked)
    texts = [cell_text(one.answer).strip() for one in asked]
    known = (is_consent(text) or answers_consent(text) is not None for text in texts)
    unclear = tuple(filter(None, texts)) if not all(known) else ()
    withdrawn = tuple(column for column, cell in others if is_withdrawal(column, cell))
    said = tuple(asked[n].name for n in found.by)
    if withdrawn:
        return RowConsent(False, (*(said if found.given is False else ()), *withdrawn), unclear)
    if found.given is None and not any(one.asked_for == "opt_in" for one in asked):
        return RowConsent(listed, (), unclear)
    return RowConsent(found.given, said, unclear)
