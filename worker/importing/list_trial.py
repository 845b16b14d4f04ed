"""What the import would make of a list, as a document: every row is read, a few are shown, and nothing is stored."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from worker.account import Account, field_slug
from worker.errors import RefusedError, UnreadableListError
from worker.handlers.person_told import told_person
from worker.handlers.recognition.columns import read_columns
from worker.handlers.recognition.names import meaning
from worker.handlers.recognition.values import is_unfilled
from worker.handlers.record_columns import RECORD
from worker.handlers.row_reading import PHONE, SharedByRows, consent_in_row, names_phones
from worker.importing.column_mapping import ROLES, SAMPLES, Columns
from worker.importing.run import Import
from worker.importing.sinks import Nobody, Rehearsal
from worker.importing.source import Given, ListFile, open_list
from worker.importing.suggestions import remark, suggestion
from worker.importing.tally import SKIPPED, RowResult, TallyEntry
from worker.topology import CAMPAIGN

_SHOWN: Final = 3  # people


class _Shown(Rehearsal):
    """A rehearsal that keeps the first people."""

    def __init__(self) -> None:
        super().__init__(Nobody())
        self.first: list[TallyEntry] = []

    async def settle(self, batch: Sequence[TallyEntry], *, again: bool = False) -> list[RowResult]:
        """Look the entries up."""
        self.first += batch[: _SHOWN - len(self.first)]
        return await super().settle(batch, again=again)


def tried_list(path: Path, name: str, account: Account, given: Mapping[str, str], now: int) -> dict[str, Any]:
    """Give what the import would make of a list: columns, counts, the first people, refusals by reason.

    `given` is column to meaning, as `--map` says it. What cannot be read as a list at all is refused as a whole.
    """
    told = {"input": name, "queue": CAMPAIGN, "because": "it is a list: `leadworker import` reads it"}
    try:
        with open_list(path, Given()) as source:
            columns = Columns.of(source.layout, account, given)
            return told | _read(source, columns, account, given, now)
    except UnreadableListError as error:
        return told | _unread("unreadable_list", str(error))
    except RefusedError as error:
        return told | _unread(error.reason, error.detail)


def _unread(reason: str, detail: str) -> dict[str, Any]:
    whole = {"reason": reason, "detail": detail, "rows": 0, "where": "the whole list", "what_to_do": ""}
    return {
        "columns": [],
        "rows": 0,
        "created": 0,
        "merged": 0,
        "skipped": 0,
        "people": [],
        "refused": [whole],
        "map": "",
        "unmapped": [],
        "notes": [],
    }


def _read(source: ListFile, columns: Columns, account: Account, given: Mapping[str, str], now: int) -> dict[str, Any]:
    mapping = columns.mapping
    shared = SharedByRows(
        account=account,
        campaign="try",
        list="try",
        at=now,
        received_at=now,
        mapping=mapping,
        region=account.settings.region,
        by="import",
        guessed=not names_phones(given),
    )
    sink = _Shown()
    run = Import(source, shared, columns)
    tally = asyncio.run(run.run(sink, asyncio.Event()))
    notes = [*source.encoding.notes, *source.layout.notes, *columns.notes]
    notes += [f"{found.where()} {remark(word)}" for word, found in tally.remarks.items()]
    notes += [
        f"{found.rows.where()}: {name} is kept as text, it does not fit the field: {', '.join(found.values)}"
        for name, found in run.misfits.items()
    ]
    told = _columns(columns, source, account, given)
    details = {(one.row, "refused"): one.note for one in tally.examples.get("refused", ())}
    return {
        "account": account.id,
        "region": shared.region,
        "encoding": source.encoding.name,
        "delimiter": source.layout.delimiter,
        "header": source.layout.header is not None,
        "columns": told,
        "rows": tally.rows,
        "created": tally.counts["created"],
        "merged": tally.counts["merged"],
        "empty": source.empty,
        "skipped": tally.counts[SKIPPED],
        "people": [_person(entry, columns, told, shared) for entry in sink.first],
        "refused": [
            {
                "reason": reason,
                "rows": found.count,
                "where": found.where(),
                "detail": next(
                    (details[row, "refused"].partition(": ")[2] for row in found.rows if (row, "refused") in details),
                    "",
                ),
                "what_to_do": suggestion(reason),
            }
            for reason, found in tally.refused.items()
        ],
        "map": map_line(mapping, account),
        "unmapped": [
            one["column"] for one in told if one["is"] == one["column"] and one["kind"] == "extra" and one["cells"]
        ],
        "notes": notes,
    }


def _columns(columns: Columns, source: ListFile, account: Account, given: Mapping[str, str]) -> list[dict[str, Any]]:
    """Say of every column what it is, and why: what you said, its name, its cells; or why it is not what it looks like."""
    samples = source.layout.samples[:SAMPLES]
    looked = {column.header: column.passed_over for column in read_columns(columns.names, samples)}
    told = []
    for place, name in enumerate(columns.names):
        role = columns.mapping[name]
        cells = [cell for row in samples if place < len(row) and (cell := row[place].strip())][:_SHOWN]
        told.append(
            {
                "column": name,
                "is": role,
                "kind": _kind(role, account),
                "why": _why(name, role, account, given, looked),
                "cells": cells,
            }
        )
    return told


def _kind(role: str, account: Account) -> str:
    if PHONE.fullmatch(role) or RECORD.fullmatch(role):
        return "identity"
    if role == "ignore":
        return "ignored"
    return "field" if role in ROLES or field_slug(role) in account.field_by_slug else "extra"


def _why(name: str, role: str, account: Account, given: Mapping[str, str], looked: Mapping[str, str]) -> str:
    if field_slug(name) in {field_slug(one) for one in given}:
        return "you said so"
    word = "phone" if PHONE.fullmatch(role) else role
    if _kind(role, account) == "extra":
        return looked.get(name, "")
    own = account.field_by_slug.get(field_slug(name))
    if own is not None and own.id == role:
        return "it is a field of the account"
    return "by its name" if meaning(name).role == word else "by its cells"


def _person(
    entry: TallyEntry, columns: Columns, told: Sequence[Mapping[str, Any]], shared: SharedByRows
) -> dict[str, Any]:
    """Give what a row says of its person, and from which of its cells."""
    cells = columns.cells(entry.row.cells)
    by = consent_in_row(shared, cells).by
    why = "; ".join(f"column {name!r} says {cells[name].strip()!r}" for name in by)
    return {
        "row": entry.row.number,
        **told_person(entry.contact, shared.account, lambda _: why or "the list says so of everybody"),
        "origins": [
            {"is": one["is"], "value": cells[one["column"]].strip(), "path": one["column"], "why": one["why"]}
            for one in told
            if one["kind"] != "ignored" and not is_unfilled(cells.get(one["column"]))
        ],
    }


def map_line(mapping: Mapping[str, str], account: Account) -> str:
    """Give what was read as one `--map` option, ready for a shell; "" where no column means anything."""
    pairs = [f"{name}={role}" for name, role in mapping.items() if _kind(role, account) != "extra" and "\n" not in name]
    cells = [
        f'"{pair.replace(chr(34), chr(34) * 2)}"' if any(c in pair for c in ',"') or pair != pair.strip() else pair
        for pair in pairs
    ]
    text = ",".join(cells)
    return "--map '" + text.replace("'", "'\\''") + "'" if cells else ""


def is_list(path: Path, head: bytes, content_type: str) -> bool:
    """Whether a file is a list, by its name, its content type, or that it is text that no body looks like."""
    if content_type.partition(";")[0].strip().lower() in ("text/csv", "text/tab-separated-values"):
        return True
    ending = path.suffix.lower()
    if ending in (".csv", ".tsv", ".tab", ".xls", ".xlsx", ".xlsm", ".ods"):
        return True
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if not head or start in b"{[<" or head.startswith((b"POST ", b"PUT ", b"GET ", b"PATCH ", b"--")):
        return head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))
    lines = head.strip().splitlines()
    return len(lines) > 1 and (
        head.startswith((b"\xff\xfe", b"\xfe\xff")) or any(c in lines[0] for c in b",;\t|") or b"=" not in lines[0]
    )
