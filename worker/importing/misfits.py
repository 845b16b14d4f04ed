"""Values of a list that did not fit the type of their field: they are kept with the lead as text, and told here."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from worker.account import Account
from worker.contact import Contact
from worker.importing.tally import RowRemark
from worker.leads.misfits import misfits_of
from worker.telemetry.masking import masked

_SHOWN_VALUES: Final = 3
_SHOWN_CHARACTERS: Final = 60


@dataclass(slots=True)
class Misfits:
    """Of one field: the rows, why (counts per reason), and three different values, with numbers of people masked."""

    rows: RowRemark = field(default_factory=RowRemark)
    reasons: Counter[str] = field(default_factory=Counter)
    values: list[str] = field(default_factory=list)


def add_misfits(misfits: dict[str, Misfits], contact: Contact, row: int, account: Account) -> None:
    """Count a row's values that did not fit, per field of fields.yaml."""
    for name, value, reason in misfits_of(contact, account):
        found = misfits.setdefault(name, Misfits())
        found.rows.add(row)
        found.reasons[reason] += 1
        shown = masked(value[:_SHOWN_CHARACTERS])
        if len(found.values) < _SHOWN_VALUES and shown not in found.values:
            found.values.append(shown)
