"""What an edit of the account's files explains: a lead that was right when it was written, and would be another today. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from worker.account import Account
from worker.inert import plain_key
from worker.leads.lead import Cell, Lead
from worker.leads.placing import field_of, fields_no_more

_SHOWN: Final = 5  # names in a sentence
_REMEDY: Final = (
    "the account's files were edited since. Nothing is lost and nothing has to be done: the lead is as it was written, and "
    "the next message that states such a value follows the files of its day"
)
_PIPELINE: Final[Mapping[str, str]] = {
    "state": "the state is another one than today's account.yaml and pipeline.yaml give",
    "status": "the status is another one than today's pipeline.yaml gives",
    "assignee": "the owner is another one than today's files give",
}


def otherwise_today(lead: Lead, again: Lead, differing: Sequence[str], account: Account) -> str:
    """Say what differs in a lead from the same messages folded `again` under today's files, why, and what to do.

    `differing` are the parts of the lead that do: `fields`, `extra`, `state`, `status`, `assignee`. Names of fields are
    said, their values are not.
    """
    parts: list[str] = []
    if {"fields", "extra"} & set(differing):
        parts += _values(lead, again, account)
    parts += [_PIPELINE[name] for name in differing if name in _PIPELINE]
    return f"{'; '.join(parts)}; {_REMEDY}"


def _values(lead: Lead, again: Lead, account: Account) -> list[str]:
    """Say where values stand today and would stand."""
    named = {name: field_of(name, account) for name in lead.extra if name not in again.extra}
    since = {name: field for name, field in named.items() if field in again.fields}
    gone = [name for name in fields_no_more(lead.fields, account) if name not in again.fields]
    told: list[str] = []
    if since:
        told.append(f"{_listed(since)}: among its extra values, because fields.yaml did not name it when it came")
    if gone:
        told.append(f"{_listed(gone)}: a field of it, which today's fields.yaml does not name")
    moved = {(lead.fields[name]["t"], lead.fields[name]["m"]) for name in gone}
    new = [
        *((name, cell) for name, cell in again.extra.items() if name not in lead.extra),
        *((name, cell) for name, cell in again.fields.items() if name not in lead.fields),
    ]
    back = {name for name, cell in new if (cell["t"], cell["m"]) in moved}
    unlike = {*_unlike(lead.fields, again.fields), *_unlike(lead.extra, again.extra)}
    if rest := unlike - {*since, *since.values(), *gone, *back}:
        told.append(f"{_listed(rest)}: another value than today's fields.yaml and account.yaml (`merge`) give")
    return told


def _unlike(ours: Mapping[str, Cell], theirs: Mapping[str, Cell]) -> list[str]:
    return [name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name)]


def _listed(names: Iterable[str]) -> str:
    ordered = sorted(map(plain_key, names))
    more = f" and {len(ordered) - _SHOWN} more" if len(ordered) > _SHOWN else ""
    return ", ".join(ordered[:_SHOWN]) + more
