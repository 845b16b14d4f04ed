"""Leads side by side, as they are shown before two become one or one becomes two."""

from collections.abc import Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from worker.commands.rendering import plain
from worker.leads.lead import Lead


def comparison(headings: Sequence[str], leads: Sequence[Lead]) -> Table:
    """Give a table with a lead per column."""
    table = Table(header_style="bold")
    for heading in ("", *headings):
        table.add_column(heading, overflow="fold")
    rows: list[tuple[str, list[Any]]] = [
        ("lead", [lead.id for lead in leads]),
        ("name", [plain(lead.value("name")) for lead in leads]),
        ("phone", [lead.phone for lead in leads]),
        ("identities", ["\n".join(entry["k"] for entry in lead.identities) for lead in leads]),
        ("state", [lead.state.get("v") for lead in leads]),
        ("assignee", [lead.assignee.get("v") for lead in leads]),
        ("messages of theirs", [lead.counts["inbound"] for lead in leads]),
        ("messages of ours", [lead.counts["outbound"] for lead in leads]),
    ]
    for label, cells in rows:
        table.add_row(Text(label, style="dim"), *(Text("" if cell is None else str(cell)) for cell in cells))
    return table
