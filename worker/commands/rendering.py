"""How commands show what they found: times, leads and changes as text; JSON and CSV for programs.

Names and texts are user data: they are shown as they are, never as markup, and never as a formula of a spreadsheet.
"""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from rich.console import Console
from rich.text import Text

from worker.inert import plain_key
from worker.leads.lead import Lead
from worker.spreadsheets import guarded

OUTCOME_STYLES: Final[Mapping[str, str]] = {
    "created": "bold green",
    "merged": "green",
    "updated": "green",
    "commanded": "green",
    "unmerged": "yellow",
    "ignored": "dim",
    "kept": "yellow",
    "refused": "bold red",
}
_CONTROLS: Final = {n: None for n in (*range(32), 127, *range(128, 160)) if n not in (9, 10)}


_UNKNOWN_WIDTH: Final = 80  # what rich assumes where nothing tells
PIPE_WIDTH: Final = 160  # columns of a table that no terminal limits


def console(*, soft_wrap: bool = False) -> Console:
    """Give the console of standard output: as wide as the terminal, and wide in a pipe."""
    found = Console(highlight=False, soft_wrap=soft_wrap)
    if not found.is_terminal and found.width == _UNKNOWN_WIDTH:
        found.width = PIPE_WIDTH
    return found


def moment(ms: int | None) -> str:
    """Give a time (Unix ms) as people read it, in UTC."""
    return datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S") if ms is not None else ""


def plain(value: Any, limit: int = 120) -> str:
    """Give a value on one line, without control characters, cut to a length."""
    text = (
        value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False, default=str)
    )
    text = " ".join(text.translate(_CONTROLS).split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def cell(value: Any) -> str:
    """Give a value as a cell of a CSV file that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    return guarded(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str))


def line(document: Mapping[str, Any]) -> None:
    """Write one JSON object on a line of standard output."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, default=str) + "\n")


def document(value: Any) -> None:
    """Write one JSON document to standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str, indent=2) + "\n")


def row(lead: Lead) -> dict[str, Any]:
    """Give a lead as the columns of a list."""
    return {
        "id": lead.id,
        "account": lead.account,
        "name": lead.value("name"),
        "phone": lead.phone,
        "source": lead.first.get("source"),
        "origin": lead.first.get("origin"),
        "state": lead.state.get("v"),
        "status": lead.status,
        "assignee": lead.assignee.get("v"),
        "tags": [plain_key(name) for name in lead.tag_names],
        **lead.counts,
        "opted_out": lead.opted_out,
        "reachable": lead.reachable,
        "last_inbound_at": lead.last_inbound_at,
        "created_at": lead.created_at,
        "updated_at": lead.updated_at,
        "merged_into": lead.merged_into,
    }


def change(item: Mapping[str, Any]) -> Text:
    """Give a change as `field: old → new`."""
    old, new = _listed(item["from"]), _listed(item["to"])
    text = Text.assemble((f"{plain_key(str(item['field']))}: ", "bold"))
    if old is not None:
        text.append(plain(old, 120), style="dim strike" if new is not None else "dim")
        text.append(" → " if new is not None else " (gone)")
    if new is not None:
        text.append(plain(new, 120))
    return text


def _listed(value: Any) -> Any:
    return ", ".join(map(str, value)) if isinstance(value, list) else value


def joined(parts: Iterable[Text | str], separator: str = ", ") -> Text:
    """Join texts."""
    return Text(separator).join([Text(part) if isinstance(part, str) else part for part in parts])


def counted(counts: Mapping[str, int]) -> str:
    """Give counts as `new 3, won 1`."""
    return ", ".join(f"{name} {number}" for name, number in counts.items())


def plural(number: int, word: str, many: str = "") -> str:
    """Give `1 lead`, `2 leads`."""
    return f"{number:,} {word if number == 1 else many or word + 's'}"


def who(by: Mapping[str, Any]) -> str:
    """Give who did it, from an entry's `by`."""
    kind, name = by["kind"], str(by["id"])
    return name if kind == "contact" else f"{kind} {name}"


def columns(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Give the names of all columns in the order met."""
    return list(dict.fromkeys(name for entry in rows for name in entry))
