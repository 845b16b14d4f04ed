"""Columns of a list: what they mean, and what one row says about a person.

Used by the campaign handler and by whoever prepares lists for it (the CSV import). A mapping gives each column a role:

    phone, phone.2, ...             numbers, in order of preference; the first usable one is the person's
    country, dial_code, area_code   how to complete national numbers, row by row
    name, first_name, last_name     the parts are joined to `name`
    consent, tag, ignore
    anything else                   the id of a field, or a name of its own, under which the cell is kept
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from worker.account import Account, field_slug
from worker.contact import Authority, Consent, Contact, Fact, Identity
from worker.errors import RefusedError
from worker.handlers.cells import cell_text, join_name, looks_like_phone, read_yes_no, split_tags, with_area_code
from worker.handlers.column_names import WEAK, Role, role_of
from worker.handlers.exact_json import plain
from worker.handlers.numbers import Numbers, home_of, read_numbers
from worker.handlers.size_limits import clipped, raw_part
from worker.identity.keys import email_identity

PHONE: Final = re.compile(r"phone(\.\d+)?")
_NAME_PARTS: Final = ("name", "first_name", "last_name")
_PREPARED: Final = frozenset(
    {*_NAME_PARTS, "dial_code", "area_code", "consent", "tag", "ignore"}
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
    by: Authority = "campaign"


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
    return not any(looks_like_phone(text) for text in texts) and any(role_of(text) is not None for text in texts)


def guess_mapping(headers: Sequence[str], account: Account, rows: Sequence[Sequence[Any]] = ()) -> dict[str, str]:
    """Give every column (named as by `unique_headers`) its role, by its name or, where names fail, by sample rows."""
    found = {header: _role(header, account) for header in headers}
    mapping: dict[str, str] = {}
    taken: set[str] = set()
    for header, role in found.items():
        if role is None or role.role == "phone":
            entry = account.field_by_slug.get(field_slug(header))
            mapping[header] = entry.id if entry and entry.id not in taken else header
        else:
            mapping[header] = role.role if role.role not in taken or role.role == "tag" else header
        taken.add(mapping[header])
    for n, header in enumerate(_phone_columns(headers, found, rows), 1):
        mapping[header] = "phone" if n == 1 else f"phone.{n}"
    return mapping


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
    phones = sum(1 for role in taken if PHONE.fullmatch(role))
    mapping = dict(given)
    for header, role in guess_mapping([headers[place] for place in rest], account, samples).items():
        if PHONE.fullmatch(role) and phones:
            mapping[header] = f"phone.{phones + int(role.partition('.')[2] or 1)}"
        else:
            mapping[header] = header if role in taken and role != "tag" else role
    return {header: mapping[header] for header in headers}


def _role(header: str, account: Account) -> Role | None:
    """A field of the account wins over our vocabulary, except for the columns without which no row can be read."""
    bare = re.sub(r" \(\d+\)$", "", header)  # as `unique_headers` makes them
    role = role_of(bare)
    own = account.field_by_slug.get(field_slug(bare))
    if own is not None and (
        role is None or role.role not in {"phone", "country", "dial_code", "consent"} or role.rank > 2
    ):
        return Role(own.id, 0)
    return role


def _phone_columns(
    headers: Sequence[str], found: Mapping[str, Role | None], rows: Sequence[Sequence[Any]]
) -> list[str]:
    ranked = sorted(
        (role.rank, place, header)
        for place, header in enumerate(headers)
        if (role := found[header]) is not None and role.role == "phone"
    )
    strong = [header for rank, _, header in ranked if rank < WEAK]
    if strong:
        return strong
    weak = [header for _, _, header in ranked]
    if not rows:
        return weak[:1]
    shares = [(_share(rows, headers.index(header)), header) for header in (weak or headers)]
    best = max(shares, default=(0.0, ""), key=lambda entry: entry[0])
    return [best[1]] if best[0] >= 0.5 else []


def _share(rows: Sequence[Sequence[Any]], place: int) -> float:
    """Share of filled cells of a column that look like phone numbers."""
    cells = [text for row in rows if place < len(row) and (text := cell_text(row[place]).strip())]
    return sum(looks_like_phone(cell) for cell in cells) / len(cells) if cells else 0.0


def row_contact(shared: SharedByRows, row: int, cells: Mapping[str, Any]) -> Contact:
    """Read one row: `cells` by column name, `row` its number in the list.

    Raise `RefusedError` where the row names nobody: `no_identity`, or the reason why its phone is unusable.
    """
    sheet = _Sheet(shared, cells)
    numbers = sheet.numbers()
    identity = numbers.identity or _without_phone(shared, numbers, sheet)
    flags = list(numbers.flags)
    consents = sheet.consents(flags)
    facts = sheet.facts(flags)
    if numbers.extension:
        facts.append(Fact("extension", numbers.extension, shared.by))
    if numbers.identity is None:
        flags.append("no_phone")
    return Contact(
        account=shared.account.id,
        id=f"row:{shared.list}:{row}",
        at=shared.at,
        source="campaign",
        origin=shared.campaign,
        activity="campaign_row",
        identities=(identity,),
        facts=tuple(facts),
        alternates=numbers.alternates,
        tags=tuple(dict.fromkeys((*shared.tags, *sheet.tags()))),
        consents=consents,
        attribution={"campaign": shared.campaign, "list": shared.list},
        content={"type": "campaign_row", "campaign": shared.campaign, "list": shared.list, "row": row},
        raw=raw_part(plain(dict(cells)), flags),
        flags=tuple(dict.fromkeys(flags)),
    )


def _without_phone(shared: SharedByRows, numbers: Numbers, sheet: "_Sheet") -> Identity:
    """A list with a phone column needs a usable phone in every row; a list of e-mail addresses has none."""
    if numbers.refused is not None:
        raise numbers.refused
    if sheet.has_phone_column:
        raise RefusedError(
            "empty", "the row has no phone number; fill it in, or import it as a list without a phone column"
        )
    email = sheet.cell("email")
    if not email or not shared.account.settings.email_identifies:
        raise RefusedError(
            "no_identity", "no column holds a phone number; map one to `phone`, for example mapping: {Kontakt: phone}"
        )
    identity = email_identity(email)
    if identity is None:
        raise RefusedError("no_identity", "the row has no phone number, and its e-mail address is none")
    return identity


class _Sheet:
    """One row's cells by role."""

    def __init__(self, shared: SharedByRows, cells: Mapping[str, Any]) -> None:
        self._shared = shared
        self._by_role: dict[str, list[tuple[str, Any]]] = {}
        for column, cell in cells.items():
            self._by_role.setdefault(shared.mapping.get(column, column), []).append((column, cell))
        phones = [role for role in self._by_role if PHONE.fullmatch(role)]
        self._phones = sorted(phones, key=lambda role: int(role.partition(".")[2] or 1))

    @property
    def has_phone_column(self) -> bool:
        return any(PHONE.fullmatch(role) for role in self._shared.mapping.values())

    def cell(self, role: str) -> str:
        """The text of the first filled cell of a role."""
        return next((text for _, cell in self._by_role.get(role, ()) if (text := cell_text(cell).strip())), "")

    def numbers(self) -> Numbers:
        home = home_of(self.cell("country"), self.cell("dial_code"), self._shared.region)
        area = self.cell("area_code")
        cells = [cell for role in self._phones for _, cell in self._by_role[role]]
        completed = [with_area_code(area, cell_text(cell)) if area else cell for cell in cells]
        return read_numbers(completed, home, self._shared.account.own_numbers)

    def tags(self) -> list[str]:
        return [tag for _, cell in self._by_role.get("tag", ()) for tag in split_tags(cell_text(cell))]

    def consents(self, flags: list[str]) -> tuple[Consent, ...]:
        cell = self.cell("consent")
        given = read_yes_no(cell) if cell else self._shared.consent
        if cell and given is None:
            flags.append("consent_unclear")
        return () if given is None else (Consent(given, self._shared.at, "list"),)

    def facts(self, flags: list[str]) -> list[Fact]:
        """The facts of a row, text for text: a cell like `=1+2` or `@SUM(A1)` is what it says, and nothing else."""
        by = self._shared.by
        name = join_name(*(self.cell(part) for part in _NAME_PARTS))
        facts = [Fact("name", clipped(name, "name", flags), by)] if name else []
        for role, cells in self._by_role.items():
            if role in _PREPARED or PHONE.fullmatch(role):
                continue
            for n, (_, cell) in enumerate(cells, 1):
                value = _fact_value(cell)
                if value not in (None, ""):
                    facts.append(Fact(role if n == 1 else f"{role} ({n})", clipped(value, role, flags), by))
        if "consent_unclear" in flags:
            facts.append(Fact("consent", clipped(self.cell("consent"), "consent", flags), by))
        return facts


def _fact_value(cell: Any) -> Any:
    value = plain(cell)
    return value.replace("\x00", "").strip() if isinstance(value, str) else value
