"""`broadcast-campaign` to contacts: one chunk of a list, one contact per row.

A row is `row:<list>:<number>`, so a chunk that comes again, or a list that is cut into other chunks, changes nothing.
Rows that cannot be used are refused together per reason, as a chunk of the same shape with only those rows.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from schemas.messages import MAX_CELLS, CampaignChunk, CampaignRow, MisfitRow
from worker.account import Account, Accounts
from worker.contact import Decoded, Ignored, Refusal
from worker.errors import RefusedError
from worker.handlers.envelopes import moment_of, read_envelope
from worker.handlers.exact_json import dumps
from worker.handlers.list_lines import unlike_a_row
from worker.handlers.receipt_times import slices_by_receipt
from worker.handlers.row_reading import SharedByRows, complete_mapping, names_phones, row_contact, unique_headers
from worker.handlers.slices import cut, joined
from worker.ports import Delivery

_SAMPLE: Final = 50  # rows looked at to find the phone column of a list without telling names

Cells = Mapping[str, Any]


def handle(delivery: Delivery, accounts: Accounts) -> Decoded:
    """Read a chunk.

    Raise `RefusedError` where none of it can be used: `unknown_account`, `unknown_column`, and as `read_envelope` does.
    """
    return joined(slices(delivery, accounts))


@slices_by_receipt
def slices(delivery: Delivery, accounts: Accounts) -> Iterator[Decoded]:
    """Read a chunk some rows at a time, the refused ones at the end; raise as `handle`, before the first slice."""
    chunk, document = read_envelope(delivery, CampaignChunk)
    account = accounts.named(chunk.account)
    headers = _headers(chunk)
    cells = [_cells(row, headers) for row in chunk.rows]
    shared = _shared(chunk, account, headers, cells, moment_of(chunk.at, delivery))
    refused: dict[str, list[tuple[int, RefusedError]]] = {}
    seen: dict[int, Cells] = {}
    for places in cut(range(len(chunk.rows)), len(delivery.body)):
        decoded = Decoded()
        for place in places:
            try:
                _read_row(chunk.rows[place], cells[place], shared, seen, decoded)
            except RefusedError as error:
                refused.setdefault(error.reason, []).append((place, error))
        yield decoded
    for group in refused.values():
        yield Decoded(refused=[_refusal(shared, chunk, document, group)])


def _read_row(row: CampaignRow, cells: Cells, shared: SharedByRows, seen: dict[int, Cells], decoded: Decoded) -> None:
    if isinstance(row, MisfitRow):
        raise RefusedError("malformed", f"a row is {{row: number, values: cells}}; here {row.problem}")
    earlier = seen.setdefault(row.row, cells)
    if earlier is cells:
        _read_new_row(row.row, cells, shared, decoded)
    elif earlier == cells:
        decoded.ignored.append(Ignored(shared.account.id, f"row:{shared.list}:{row.row}:again", "duplicate_row"))
    else:
        raise RefusedError("duplicate_row", "another row of the chunk has its number; number the rows of a list once")


def _read_new_row(number: int, cells: Cells, shared: SharedByRows, decoded: Decoded) -> None:
    try:
        decoded.contacts.append(row_contact(shared, number, cells))
    except RefusedError:
        why = unlike_a_row(cells, shared.mapping)
        if why is None:
            raise
        decoded.ignored.append(Ignored(shared.account.id, f"row:{shared.list}:{number}", why))


def _shared(
    chunk: CampaignChunk, account: Account, headers: Sequence[str], cells: Sequence[Cells], at: int
) -> SharedByRows:
    samples = [[row.get(header) for header in headers] for row in cells[:_SAMPLE]]
    return SharedByRows(
        account=account,
        campaign=chunk.campaign,
        list=chunk.list,
        at=at,
        mapping=complete_mapping(chunk.mapping, headers, account, samples),
        region=chunk.region or account.settings.region,
        tags=chunk.tags,
        consent=chunk.consent,
        by=chunk.by,
        guessed=chunk.phone_order == "guessed" or not names_phones(chunk.mapping),
    )


def _headers(chunk: CampaignChunk) -> tuple[str, ...]:
    """Names of the columns: `columns`, a name for every cell beyond them, then further keys of rows and mapping."""
    width = max((len(row.values) for row in chunk.rows if isinstance(row.values, list)), default=0)
    columns = chunk.columns or ()
    named = unique_headers([*columns, *[""] * (width - len(columns))])
    keys = dict.fromkeys(key for row in chunk.rows if isinstance(row.values, dict) for key in row.values)
    headers = tuple(dict.fromkeys((*named, *keys, *((chunk.mapping or ()) if chunk.columns is None else ()))))
    if len(headers) > MAX_CELLS:
        detail = f"the rows have {len(headers)} different columns; a list has up to {MAX_CELLS}"
        raise RefusedError("malformed", detail, "/rows")
    return headers


def _cells(row: CampaignRow, headers: Sequence[str]) -> Cells:
    if isinstance(row.values, dict):
        return row.values
    return dict(zip(headers, row.values, strict=False))


def _refusal(
    shared: SharedByRows, chunk: CampaignChunk, document: Mapping[str, Any], group: Sequence[tuple[int, RefusedError]]
) -> Refusal:
    """Refuse rows that have a reason in common. Columns and roles go along: fewer rows must be read the same way."""
    places = [place for place, _ in group]
    error = group[0][1]
    numbers = [chunk.rows[place].row for place in places]
    rows = [document["rows"][place] for place in places]
    settled: dict[str, Any] = {"mapping": dict(shared.mapping), "at": shared.at, "rows": rows}
    if any(isinstance(row.values, list) for row in chunk.rows):
        settled["columns"] = list(shared.mapping)
    if shared.guessed:
        settled["phone_order"] = "guessed"
    lone = len(group) == 1 and numbers[0] >= 0
    return Refusal(
        account=shared.account.id,
        id=f"row:{shared.list}:{numbers[0]}" if lone else "",
        reason=error.reason,
        detail=error.detail if len(group) == 1 else f"{len(group)} rows; the first: {error.detail}",
        where=_listed(numbers),
        body=dumps({**document, **settled}).encode(),
    )


def _listed(numbers: Sequence[int]) -> str:
    known = [str(number) for number in numbers if number >= 0]
    more = f" and {len(known) - 20} more" if len(known) > 20 else ""
    return f"row {', '.join(known[:20])}{more}" if known else "rows without a number"
