"""Columns of a list: what they mean, and what one row says about a person.

Used by the campaign handler and by whoever prepares lists for it (the CSV import). A mapping gives each column a role:

    phone, phone.2, ...             numbers, in order of preference; the first usable one is the person's
    country, dial_code, area_code   how to complete national numbers, row by row
    name, first_name, last_name     the parts are joined to `name`
    opt_in, opt_out, tag, ignore    (`consent` is an older name of opt_in)
    record:PLUGIN                   the id that a plugin gave the person
    anything else                   the id of a field, or a name of its own, under which the cell is kept
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from worker.account import Account, field_slug
from worker.contact import LISTED, Authority, Consent, Contact, Fact, Identity
from worker.errors import RefusedError
from worker.handlers.cells import cell_text, looks_like_phone, split_tags, with_area_code
from worker.handlers.consent_answers import of_marketing
from worker.handlers.exact_json import plain
from worker.handlers.numbers import Numbers, home_of, read_numbers
from worker.handlers.person_names import NO_NAME, whole_name
from worker.handlers.phone_kinds import cells_in_turn
from worker.handlers.receipt_times import believed
from worker.handlers.recognition.columns import phones, read_columns
from worker.handlers.recognition.names import meaning, speaks_of_whatsapp
from worker.handlers.recognition.values import is_unfilled
from worker.handlers.record_columns import RECORD, by_record_only, is_record_column
from worker.handlers.row_consent import RowConsent, row_consent
from worker.handlers.size_limits import clipped, raw_part
from worker.identity.keys import email_identity, ext_identity

PHONE: Final = re.compile(r"phone(\.\d+)?")
_NAME_PARTS: Final = ("name", "first_name", "last_name")
_NEEDED: Final = frozenset({"country", "dial_code", "consent", "opt_in", "opt_out"})
_NO_COLUMN: Final = frozenset({"text"})  # in a list it is what will be sent, not what the person wrote
_SEVERAL: Final = re.compile(r"[,;|\t]")
_ASKED: Final = frozenset({*_NAME_PARTS, "email", "opt_in", "opt_out", "consent", "ignore", "company", "city"})
_REPEATED: Final = re.compile(r" \(\d+\)$")  # as `unique_headers` makes them
_SHARED: Final = frozenset({"tag", "opt_in", "opt_out"})  # roles of several columns: any of them may say no
_PREPARED: Final = frozenset(
    {*_NAME_PARTS, "dial_code", "area_code", "consent", "opt_in", "opt_out", "tag", "ignore"}
)  # roles that make no fact


@dataclass(frozen=True, slots=True)
class SharedByRows:
    """What all rows of a list have in common. Times are Unix ms."""

    account: Account
    campaign: str
    list: str
    at: int
    mapping: Mapping[str, str]  # column to role
    region: str | None = None
    tags: tuple[str, ...] = ()
    consent: bool | None = None
    received_at: int = 0  # when the list came to us; 0: whoever reads its rows bounds their times
    lifting: tuple[int, str] | None = None  # since when and why the list's yes lifts a no that people said themselves
    by: Authority = "campaign"
    guessed: bool = False  # nobody said which of several phone columns is the first


def unique_headers(headers: Iterable[Any]) -> tuple[str, ...]:
    """Give each column a name of its own: a repeated `phone` is `phone (2)`, a blank one `column 3`."""
    names: dict[str, None] = {}
    for place, header in enumerate(headers, 1):
        name = cell_text(header).removeprefix("\ufeff").strip() or f"column {place}"
        unique, n = name, 1
        while unique in names:
            n += 1
            unique = f"{name} ({n})"
        names[unique] = None
    return tuple(names)


def looks_like_header(cells: Sequence[Any]) -> bool:
    """Whether the first row of a list names columns: no number to call in it, and a name that means something."""
    texts = [cell_text(cell) for cell in cells]
    if len(texts) == 1 and _SEVERAL.search(texts[0]):
        return False  # a whole line, read with another delimiter than its own
    return not any(looks_like_phone(text) for text in texts) and any(meaning(text).role for text in texts)


def guess_mapping(headers: Sequence[str], account: Account, rows: Sequence[Sequence[Any]] = ()) -> dict[str, str]:
    """Give every column (named as by `unique_headers`) its role, by its name and its cells in sample rows together.

    A field of the account wins over our vocabulary, except for the columns without which no row can be read.
    """
    columns = read_columns(headers, rows)
    named = any(column.role == "opt_in" and speaks_of_whatsapp(column.header) for column in columns)
    mapping: dict[str, str] = {}
    taken: set[str] = set()
    for column in columns:
        own = account.field_by_slug.get(field_slug(_REPEATED.sub("", column.header)))
        role = column.role if column.role != "phone" and column.role not in _NO_COLUMN else ""
        if role == "opt_in" and named and not (speaks_of_whatsapp(column.header) or of_marketing(column.header)):
            role = ""  # a yes to SMS beside a question about WhatsApp is no yes to WhatsApp
        if own is not None and own.id not in taken and (role not in _NEEDED):
            role = own.id
        mapping[column.header] = role if role and (role not in taken or role in _SHARED) else _unread(column.header)
        taken.add(mapping[column.header])
    for n, column in enumerate(phones(columns), 1):
        mapping[column.header] = "phone" if n == 1 else f"phone.{n}"
    return mapping


def _unread(header: str) -> str:
    """Give the name under which a column is kept that has no role, also where it is called like one."""
    return f"{header} (other)" if header in _PREPARED or header == "country" or PHONE.fullmatch(header) else header


def names_phones(mapping: Mapping[str, str] | None) -> bool:
    """Whether a mapping that somebody gave says which columns hold phones."""
    return any(PHONE.fullmatch(role) for role in (mapping or {}).values())


def complete_mapping(
    given: Mapping[str, str] | None, headers: Sequence[str], account: Account, rows: Sequence[Sequence[Any]] = ()
) -> dict[str, str]:
    """Give every column a role: the given one, else a guess that takes no role away from the given ones.

    Raise `RefusedError` (`unknown_column`) for a mapping that names a column the list does not have.
    """
    given = given or {}
    for column in given:
        if column not in headers:
            listed = ", ".join(repr(header) for header in headers[:20])
            raise RefusedError("unknown_column", f"the mapping names {column!r}; the list has {listed}", "/mapping")
    rest = [place for place, header in enumerate(headers) if header not in given]
    samples = [[row[place] if place < len(row) else None for place in rest] for row in rows]
    taken = set(given.values())
    if "consent" in taken:
        taken.add("opt_in")
    phones = sum(1 for role in taken if PHONE.fullmatch(role))
    mapping = dict(given)
    for header, role in guess_mapping([headers[place] for place in rest], account, samples).items():
        if PHONE.fullmatch(role) and phones:
            mapping[header] = f"phone.{phones + int(role.partition('.')[2] or 1)}"
        else:
            # Where somebody said which column is the consent, no guess adds another.
            free = role not in taken or (role in _SHARED and role != "opt_in")
            mapping[header] = role if free else _unread(header) if role == "opt_in" else header
    return {header: mapping[header] for header in headers}


def row_contact(shared: SharedByRows, row: int, cells: Mapping[str, Any]) -> Contact:
    """Read one row: `cells` by column name, `row` its number in the list.

    Raise `RefusedError` where the row names nobody: `no_identity`, or the reason why its phone is unusable.
    """
    sheet = _Sheet(shared, cells)
    numbers = sheet.numbers()
    records = sheet.records()
    identity = numbers.identity or _without_phone(shared, numbers, sheet, records)
    flags = list(numbers.flags)
    said = sheet.consent()
    facts = sheet.facts(flags, said)
    if numbers.extension:
        facts.append(Fact("extension", numbers.extension, shared.by))
    if numbers.identity is None:
        flags.append("no_phone")
    contact = Contact(
        account=shared.account.id,
        id=f"row:{shared.list}:{row}",
        at=shared.at,
        source="campaign",
        origin=shared.campaign,
        activity="campaign_row",
        identities=tuple(dict.fromkeys((identity, *records))),
        facts=tuple(facts),
        alternates=numbers.alternates,
        tags=tuple(dict.fromkeys((*shared.tags, *sheet.tags()))),
        consents=sheet.consents(said),
        attribution={"campaign": shared.campaign, "list": shared.list},
        content={"type": "campaign_row", "campaign": shared.campaign, "list": shared.list, "row": row},
        raw=raw_part(plain(dict(cells)), flags),
        flags=tuple(dict.fromkeys(flags)),
    )
    return believed(contact, shared.received_at)


def consent_in_row(shared: SharedByRows, cells: Mapping[str, Any]) -> RowConsent:
    """Say what a row says about consent, and which of its columns."""
    return _Sheet(shared, cells).consent()


def _without_phone(shared: SharedByRows, numbers: Numbers, sheet: "_Sheet", records: Sequence[Identity]) -> Identity:
    """Know a person without a phone by the e-mail address, as webhooks do, where the account recognises people by it.

    Else by the record id, where somebody said whose ids they are. A number that is there but unusable is refused: the row
    is corrected and comes again, then under its number.
    """
    if numbers.refused is not None:
        raise numbers.refused
    email = sheet.cell("email")
    identity = email_identity(email) if email else None
    if identity is not None and shared.account.settings.email_identifies:
        return identity
    if records:
        return records[0]
    if identity is not None:
        raise RefusedError(
            "no_identity",
            "the row has no phone number, and its e-mail address names nobody: account.yaml, email_identifies: false",
        )
    if email:
        raise RefusedError("no_identity", "the row has no phone number, and its e-mail cell holds no address")
    if record := sheet.record_id():
        raise RefusedError("record_id_only", by_record_only(*record, shared.account.plugins.plugins))
    if sheet.has_phone_column:
        raise RefusedError("empty", "the row has neither a phone number nor an e-mail address; fill one of them in")
    raise RefusedError(
        "no_identity", "no column holds a phone number; map one to `phone`, for example mapping: {Kontakt: phone}"
    )


class _Sheet:
    """One row's cells by role."""

    def __init__(self, shared: SharedByRows, cells: Mapping[str, Any]) -> None:
        self._shared, self._cells = shared, cells
        self._by_role: dict[str, list[tuple[str, Any]]] = {}
        for column, cell in cells.items():
            if is_unfilled(cell):
                continue
            self._by_role.setdefault(shared.mapping.get(column, column), []).append((column, cell))
        phones = [role for role in self._by_role if PHONE.fullmatch(role)]
        self._phones = sorted(phones, key=lambda role: int(role.partition(".")[2] or 1))

    @property
    def has_phone_column(self) -> bool:
        return any(PHONE.fullmatch(role) for role in self._shared.mapping.values())

    def cell(self, role: str) -> str:
        """The text of the first filled cell of a role."""
        return next((cell_text(cell).strip() for _, cell in self._by_role.get(role, ())), "")

    def numbers(self) -> Numbers:
        home = home_of(self.cell("country"), self.cell("dial_code"), self._shared.region)
        if self._shared.region != self._shared.account.settings.region:
            home = replace(home, whose="the list's country")
        area = self.cell("area_code")
        found = [one for role in self._phones for one in self._by_role[role]]
        cells = cells_in_turn(found, self._cells, by_kind=self._shared.guessed)
        completed = [with_area_code(area, cell_text(cell)) if area else cell for cell in cells]
        shared = self._shared
        return read_numbers(completed, home, shared.account.own_numbers, guessed=shared.guessed)

    def records(self) -> list[Identity]:
        """The ids that plugins gave the person, in columns of which somebody said so."""
        found = ((RECORD.fullmatch(role), cells[0][1]) for role, cells in self._by_role.items())
        return [ext_identity(match[1], cell_text(cell)) for match, cell in found if match]

    def record_id(self) -> tuple[str, str] | None:
        """The first column that is called like one of record ids, with its cell."""
        cells = (pair for several in self._by_role.values() for pair in several)
        return next(((name, cell_text(cell)) for name, cell in cells if is_record_column(name)), None)

    def tags(self) -> list[str]:
        return [tag for _, cell in self._by_role.get("tag", ()) for tag in split_tags(cell_text(cell))]

    def consent(self) -> RowConsent:
        """What the row says about consent. A box that is not ticked says neither; a withdrawal beats a consent."""
        others = (cells for role, cells in self._by_role.items() if role not in _ASKED and not PHONE.fullmatch(role))
        return row_consent(self._by_role, (one for cells in others for one in cells), self._shared.consent)

    def consents(self, said: RowConsent) -> tuple[Consent, ...]:
        """Give the consent of the row."""
        if said.given is None:
            return ()
        at, reason = (said.given and self._shared.lifting) or (self._shared.at, LISTED)
        return (Consent(said.given, at, reason),)

    def facts(self, flags: list[str], said: RowConsent) -> list[Fact]:
        """The facts of a row, text for text: a cell like `=1+2` or `@SUM(A1)` is what it says, and nothing else."""
        by = self._shared.by
        name, others = whole_name(*(self.cell(part) for part in _NAME_PARTS))
        facts = [Fact("name", clipped(name, "name", flags), by)] if name else []
        facts += [Fact(NO_NAME, clipped(other, NO_NAME, flags), by) for other in others]
        for role, cells in self._by_role.items():
            if role in _PREPARED or PHONE.fullmatch(role) or RECORD.fullmatch(role):
                continue
            for n, (_, cell) in enumerate(cells, 1):
                value = _fact_value(cell)
                if value not in (None, ""):
                    facts.append(Fact(role if n == 1 else f"{role} ({n})", clipped(value, role, flags), by))
        if said.unclear:
            flags.append("consent_unclear")
            facts.append(Fact("consent", clipped("; ".join(said.unclear), "consent", flags), by))
        return facts


def _fact_value(cell: Any) -> Any:
    value = plain(cell)
    return value.replace("\x00", "").strip() if isinstance(value, str) else value
