"""What has to hold before a command of a person is carried out: nobody was quicker, and no step is refused. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from worker.account import Account
from worker.inert import inert_key
from worker.leads.commands import Command, Result, carried_out
from worker.leads.lead import Lead
from worker.leads.stamps import stamp_of

ANY: Final = "*"  # as a stamp: whatever it is by now
FIELDS: Final = "fields."


def unmet(lead: Lead, command: Command, account: Account) -> Result | None:
    """Say why a command is not carried out on the lead, which stays as it is; None: it can be."""
    late = {e.cell: cell_of(lead, e.cell) for e in command.expect if e.stamp != ANY}
    cells = {e.cell: late[e.cell] for e in command.expect if e.cell in late and _late(late[e.cell], e.stamp, e.value)}
    if cells:
        return Result(command, "conflict", lead.id, detail="somebody was quicker", cells=cells)
    if command.whole and (refused := carried_out(replace(lead), command, account).refused):
        return Result(command, "refused", lead.id, detail=refused[0]["detail"], refused=tuple(refused))
    return None


def cell_of(lead: Lead, name: str) -> Mapping[str, Any]:
    """Give a cell by its name (`state`, `assignee`, `fields.ID`), empty where nobody stated it."""
    if name.startswith(FIELDS):
        return lead.fields.get(inert_key(name.removeprefix(FIELDS)), {})
    return lead.state if name == "state" else lead.assignee


def _late(cell: Mapping[str, Any], stamp: str | None, value: Any) -> bool:
    if stamp == stamp_of(cell) or (stamp is None and cell.get("v") is None):
        return False
    return bool(cell.get("v") != value)
