"""A lead as a row: the columns of a list, the worker's own and the account's fields. Pure."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from schemas.api.leads import LeadRow, RowCell
from schemas.api.wire import rfc3339
from worker.account import Account
from worker.errors import Mistake, QuestionRefusedError
from worker.finding.fields import Catalogue
from worker.finding.row import campaign_of
from worker.inert import inert_key, plain, plain_key
from worker.leads.lead import Lead
from worker.leads.stamps import stamp_of

USUAL: Final = ("name", "phone", "state", "assignee", "created_at")
MAX_TEXT: Final = 500  # characters of a text in a list
Column = Callable[[Lead, str | None], RowCell]  # of a lead, for a teammate


def title_of(lead: Lead, account: Account) -> str:
    """Give what a lead is called: the name, else the phone, else another address; of those that whoever asks may see."""
    name = None if "name" in account.hidden else lead.value("name")
    if isinstance(name, str) and name.strip():
        return name
    return lead.phone or next((str(one["raw"]) for one in identities_of(lead, account) if one.get("raw")), lead.id)


def identities_of(lead: Lead, account: Account) -> list[Mapping[str, Any]]:
    """Give by what a person is known, without e-mail addresses where those are hidden."""
    return [entry for entry in lead.identities if entry["kind"] not in account.hidden]


def incomplete_of(lead: Lead, account: Account) -> list[str]:
    """Give the required fields that nobody stated, of those that whoever asks may see."""
    return [name for name in lead.incomplete if name not in account.hidden]


def _plainly(read: Callable[[Lead], Any]) -> Column:
    return lambda lead, _: RowCell(value=read(lead), stamp=None)


def _time(read: Callable[[Lead], int | None]) -> Column:
    return lambda lead, _: RowCell(value=moment(read(lead)), stamp=None)


def moment(at: int | None) -> str | None:
    """Write a time, None where there is none."""
    return rfc3339(at) if at else None


def _stated(read: Callable[[Lead], Mapping[str, Any]]) -> Column:
    return lambda lead, _: RowCell(value=read(lead).get("v"), stamp=stamp_of(read(lead)))


def _due(lead: Lead, assignee: str | None = None) -> int | None:
    open_ones = (task for task in lead.tasks.values() if task.get("done_at") is None and task.get("due_at"))
    return min((task["due_at"] for task in open_ones if assignee in (None, task.get("assignee"))), default=None)


def _consent(lead: Lead) -> str:
    return "withdrawn" if lead.opted_out else "given" if lead.opted_in else "unknown"


OWN: Final[Mapping[str, Column]] = {
    "state": _stated(lambda lead: lead.state),
    "status": _plainly(lambda lead: lead.status),
    "assignee": _stated(lambda lead: lead.assignee),
    "source": _plainly(lambda lead: lead.first.get("source")),
    "origin": _plainly(lambda lead: lead.first.get("origin")),
    "campaign": _plainly(campaign_of),
    "consent": _plainly(_consent),
    "tag": _plainly(lambda lead: [plain_key(name) for name in lead.tag_names]),
    "flag": _plainly(lambda lead: list(lead.flags)),
    "incomplete": _plainly(lambda lead: list(lead.incomplete)),
    "phone": _plainly(lambda lead: lead.phone),
    "created_at": _time(lambda lead: lead.created_at),
    "updated_at": _time(lambda lead: lead.updated_at),
    "last_inbound_at": _time(lambda lead: lead.last_inbound_at),
    "follow_up": _time(_due),
    "my_follow_up": lambda lead, me: RowCell(value=moment(_due(lead, me)) if me else None, stamp=None),
    "window_until": _time(lambda lead: lead.window_until),
}
"""Columns of the worker's own; all but the last are also what filters name (`worker.finding.fields.SYSTEM`)."""


def _of_field(name: str) -> Column:
    key = inert_key(name)

    def column(lead: Lead, _: str | None) -> RowCell:
        cell = lead.fields.get(key)
        value = plain(cell["v"]) if cell else None
        if isinstance(value, str) and len(value) > MAX_TEXT:
            return RowCell(value=value[:MAX_TEXT], stamp=stamp_of(cell), cut=True)
        return RowCell(value=value, stamp=stamp_of(cell))

    return column


def columns_of(names: Sequence[str], account: Account) -> dict[str, Column]:
    """Give the columns of these names; raises `QuestionRefusedError` with every one that there is not."""
    own = {**OWN, "incomplete": _plainly(lambda lead: incomplete_of(lead, account))}
    catalogue, found, wrong = Catalogue(account), dict[str, Column](), list[Mistake]()
    for i, name in enumerate(names or USUAL):
        if name in own:
            found[name] = own[name]
            continue
        try:
            one = catalogue.get(name, f"/columns/{i}")
        except QuestionRefusedError as unknown:
            wrong += unknown.mistakes
        else:
            found[name] = own[one.name] if one.field is None else _of_field(one.field.id)
    if wrong:
        raise QuestionRefusedError(wrong)
    return found


def row(lead: Lead, columns: Mapping[str, Column], me: str | None, account: Account) -> LeadRow:
    """Give a lead as a row. `me`: the teammate who asks."""
    cells = {name: column(lead, me) for name, column in columns.items()}
    return LeadRow(id=lead.id, version=lead.seq, title=title_of(lead, account)[:MAX_TEXT], cells=cells)
