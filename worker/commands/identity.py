"""`leadworker identity`: what the worker makes of a number or an address, for people and for scripts."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from worker.identity.folding import KEY_VERSION
from worker.identity.keys import Reading, read_any
from worker.identity.number_plans import REGIONS

COLUMNS: Final = ("input", "outcome", "e164", "key", "kind", "line_type", "alternates", "extension", "notes", "reason")
_STYLES: Final = {"accepted": "green", "refused": "red", "skipped": "yellow"}


def identity(
    numbers: Annotated[
        list[str] | None, typer.Argument(help="Numbers or addresses, one per argument; none: read standard input.")
    ] = None,
    region: Annotated[
        str | None, typer.Option(help="Country of numbers without a country code, two letters: IN, BR, US.")
    ] = None,
    source: Annotated[
        Literal["human", "whatsapp"],
        typer.Option(help="human: somebody typed it, check it; whatsapp: WhatsApp delivered it, trust it."),
    ] = "human",
    file: Annotated[
        Path | None, typer.Option(help="File with one number per line (UTF-8).", exists=True, dir_okay=False)
    ] = None,
    null: Annotated[
        bool,
        typer.Option("--null", "-0", help="Input ends with a NUL instead of a line end: cells may hold line breaks."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per line.")] = False,
) -> None:
    """Show what the worker makes of a number: its E.164 form and identity key, or why it is refused.

    Two spellings with the same key are the same person. A table on a terminal, tab-separated values in a pipe.
    Exit code: 0 all were readable (or name no person, like a group), 1 some were refused, 2 wrong usage.

    Examples:

        leadworker identity "098765 43210" +5511987654321 --region IN

        leadworker identity 551187654321 5511987654321 --source whatsapp    # one key: the same Brazilian

        leadworker identity 231987654321098@lid US.13491208655302741918     # WhatsApp ids that are no phone number

        cut -d, -f2 list.csv | leadworker identity --region BR --json

        leadworker identity -- -8123456789                                  # a cell that begins with a hyphen
    """
    home = _checked_region(region)
    rows = (row(text, read_any(text, region=home, source=source)) for text in _inputs(numbers, file, null=null))
    if as_json:
        refused = _write_lines(rows, json.dumps)
    elif sys.stdout.isatty():
        refused = _write_table(list(rows))
    else:
        sys.stdout.write("\t".join(COLUMNS) + "\n")
        refused = _write_lines(rows, tab_separated)
    if refused:
        raise typer.Exit(1)


def row(text: str, reading: Reading) -> dict[str, Any]:
    """Give what a reading says as plain values, ready for JSON; absent is None or an empty list."""
    phone = reading.phone
    found = phone.primary if phone else None
    return {
        "input": _printable(text),
        "outcome": reading.outcome,
        "e164": found.e164 if found else None,
        "key": found.key if found else None,
        "kind": found.kind if found else None,
        "line_type": found.line_type if found else None,
        "alternates": [other.e164 for other in phone.alternates] if phone else [],
        "extension": phone.extension if phone else None,
        "notes": list(phone.notes) if phone else [],
        "reason": reading.reason,
        "detail": reading.detail,
        "send_to": found.raw if found else None,
        "key_version": KEY_VERSION,
    }


def tab_separated(shown: dict[str, Any]) -> str:
    """Give a row's `COLUMNS` with tabs between them; what would break the line is written as \\t, \\n."""
    return "\t".join(_inert(_cell(shown[column])) for column in COLUMNS)


def _inputs(numbers: list[str] | None, file: Path | None, *, null: bool) -> Iterator[str]:
    if numbers and file:
        raise typer.BadParameter("give numbers as arguments or in a file, not both", param_hint="--file")
    if numbers:
        return iter(numbers)
    if file is None and sys.stdin.isatty():
        raise typer.BadParameter("give a number, --file FILE, or numbers on standard input", param_hint="NUMBERS")
    content = sys.stdin.buffer.read() if file is None else file.read_bytes()
    return _records(content.decode("utf-8", "replace"), "\0" if null else "\n")


def _records(text: str, end: str) -> Iterator[str]:
    """Split at line ends alone: a form feed or a Unicode line separator is part of a cell."""
    records = text.removesuffix(end).split(end) if text else []
    return (record.removesuffix("\r") if end == "\n" else record for record in records)


def _checked_region(region: str | None) -> str | None:
    if region is None or not region.strip():
        return None
    known = region.strip().upper()
    if known not in REGIONS:
        raise typer.BadParameter(f"{region!r} is no country; write two letters, like IN", param_hint="--region")
    return known


def _write_lines(rows: Iterable[dict[str, Any]], line: Callable[[dict[str, Any]], str]) -> bool:
    refused = False
    for shown in rows:
        refused |= shown["outcome"] == "refused"
        sys.stdout.write(line(shown) + "\n")
    return refused


def _write_table(rows: list[dict[str, Any]]) -> bool:
    table = Table(header_style="bold", title_justify="left")
    for heading in ("Input", "Number", "Key", "Line", "Remarks"):
        table.add_column(heading, overflow="fold")
    for shown in rows:
        style = _STYLES[shown["outcome"]]
        number = shown["e164"] or shown["reason"] or "no phone"
        table.add_row(
            Text(_inert(shown["input"])),
            Text(number, style=style),
            Text(shown["key"] or ""),
            Text(_cell(shown["line_type"])),
            Text(_remarks(shown)),
        )
    Console().print(table)
    return any(shown["outcome"] == "refused" for shown in rows)


def _remarks(shown: dict[str, Any]) -> str:
    parts = [shown["detail"] or "", *shown["notes"]]
    parts += [f"also {number}" for number in shown["alternates"]]
    parts += [f"extension {shown['extension']}"] if shown["extension"] else []
    return "; ".join(part for part in parts if part)


def _cell(value: Any) -> str:
    return "" if value is None else ",".join(value) if isinstance(value, list) else str(value)


def _inert(text: str) -> str:
    """Escape what would break a line or steer a terminal."""
    return "".join(c if c.isprintable() and c != "\\" else c.encode("unicode_escape").decode() for c in text)


def _printable(text: str) -> str:
    """Replace what no encoding can write: an argument may hold bytes that are not UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")
