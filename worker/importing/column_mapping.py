"""Columns of a list: their names, what each of them means, and the cells of a row by name."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from schemas.file import did_you_mean
from worker.account import Account, field_slug
from worker.errors import RefusedError
from worker.handlers.record_columns import RECORD
from worker.handlers.row_reading import PHONE, complete_mapping, unique_headers
from worker.importing.layout import DELIMITERS, Layout
from worker.importing.reject_report import REPORT_COLUMNS

ROLES: Final = (
    "phone", "phone.2", "name", "first_name", "last_name", "email", "country", "dial_code", "area_code", "opt_in", "opt_out",
    "consent", "tag", "ignore",
)  # fmt: skip
# What people say for them, folded; plugins.yaml has words of its own.
_SYNONYMS: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("optin", "optedin", "marketing", "marketingconsent", "subscribed", "permission", "agreed"), "opt_in"
    ),
    **dict.fromkeys(("optout", "optedout", "unsubscribed", "dnd", "donotcontact", "blocked", "stop"), "opt_out"),
    **dict.fromkeys(("region", "countrycode", "pais", "land"), "country"),
    **dict.fromkeys(("mobile", "cell", "whatsapp", "number", "telephone", "telefono", "telefone", "celular"), "phone"),
    **dict.fromkeys(("alternate", "alternates", "secondphone", "phone2"), "phone.2"),
    **dict.fromkeys(("callingcode", "prefix", "isd"), "dial_code"),
    **dict.fromkeys(("tags", "label", "labels"), "tag"),
    **dict.fromkeys(("skip", "drop", "none"), "ignore"),
    **dict.fromkeys(("mail", "correo"), "email"),
    **dict.fromkeys(("fullname", "nombre", "nome"), "name"),
}
SAMPLES: Final = 50  # rows that decide about columns


@dataclass(slots=True)
class Columns:
    """Names and meanings. Both grow with rows that have more cells than the header: their further cells are kept."""

    names: tuple[str, ...]
    mapping: dict[str, str]
    notes: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, layout: Layout, account: Account, given: Mapping[str, str]) -> "Columns":
        """Name the columns and give each its meaning: the given one, else a guess.

        Raise `RefusedError`: `unknown_column`, or `no_identity` where no column can say who a row is about.
        """
        header = layout.header or ()
        names = unique_headers([*header, *[""] * (layout.width - len(header))])
        chosen = _found(given, names)
        if is_report(layout):
            chosen = dict.fromkeys(REPORT_COLUMNS, "ignore") | chosen
        mapping = complete_mapping(chosen, names, account, layout.samples[:SAMPLES])
        columns = cls(names, mapping, _repeated(header))
        columns.notes += _unknown_roles(chosen, account)
        columns.notes += _unknown_plugins(chosen, account)
        columns._name_people(account, layout)
        return columns

    def cells(self, row: Sequence[str]) -> dict[str, str]:
        """Give a row's cells by column name."""
        if len(row) > len(self.names):
            self.names = unique_headers([*self.names, *[""] * (len(row) - len(self.names))])
            for name in self.names:
                self.mapping.setdefault(name, name)
        return dict(zip(self.names, row, strict=False))

    def _name_people(self, account: Account, layout: Layout) -> None:
        roles = self.mapping.values()
        if any(map(_names_people, roles)) or ("email" in roles and account.settings.email_identifies):
            return
        if _quoted_whole(layout):
            raise RefusedError(
                "no_identity",
                f"the list has one column, with cells like {layout.samples[0][0][:60]!r}: its lines stand in quotes as a "
                "whole; export it again",
            )
        listed = ", ".join(repr(name) for name in self.names[:20])
        raise RefusedError(
            "no_identity",
            f"no column holds phone numbers, as far as names and cells tell; the columns are {listed}. "
            f"Say which: --map '{self.names[0] if self.names else 'Column'}=phone'{_by_email(self.mapping)}",
        )


def _names_people(role: str) -> bool:
    return PHONE.fullmatch(role) is not None or RECORD.fullmatch(role) is not None


def _by_email(mapping: Mapping[str, str]) -> str:
    """Tell of the setting by which a list of e-mail addresses alone would do."""
    return ". Its e-mail addresses name nobody: account.yaml, email_identifies: false" * ("email" in mapping.values())


def is_report(layout: Layout) -> bool:
    """Whether the list is a reject report of ours, corrected and brought back."""
    return (layout.header or ())[: len(REPORT_COLUMNS)] == REPORT_COLUMNS


def _quoted_whole(layout: Layout) -> bool:
    cells = [row[0] for row in layout.samples]
    return layout.width == 1 and bool(cells) and any(all(one in cell for cell in cells) for one in DELIMITERS)


def read_map(texts: Iterable[str]) -> dict[str, str]:
    """Read `Mobile=phone,City=city`; a name that holds a comma stands in quotes: `"City, State"=city`.

    Raise `ValueError` with a sentence for a part that is no pair.
    """
    found: dict[str, str] = {}
    for text in texts:
        for part in next(csv.reader([text], skipinitialspace=True), []):
            column, equals, role = part.rpartition("=")
            if not equals or not column.strip() or not role.strip():
                raise ValueError(
                    f"{part!r} is no COLUMN=MEANING; write for example 'Mobile=phone,City=city,Note=ignore'"
                )
            found[column.strip()] = role.strip()
    return found


def _found(given: Mapping[str, str], names: Sequence[str]) -> dict[str, str]:
    """Find the columns somebody named: by name, then however it is written, then by number."""
    slugs: dict[str, list[str]] = {}
    for name in names:
        slugs.setdefault(field_slug(name), []).append(name)
    found: dict[str, str] = {}
    for column, role in given.items():
        similar = slugs.get(field_slug(column), [])
        if column in names:
            found[column] = role
        elif len(similar) == 1 and field_slug(column):
            found[similar[0]] = role
        elif column.isdecimal() and 0 < int(column) <= len(names):
            found[names[int(column) - 1]] = role
        else:
            listed = did_you_mean(column, names) or f"; the list has {', '.join(map(repr, names[:20]))}"
            raise RefusedError("unknown_column", f"the list has no column {column!r}{listed}")
    return found


def _repeated(header: Sequence[Any]) -> list[str]:
    bare = [str(name).strip() for name in header]
    twice = dict.fromkeys(name for name in bare if name and bare.count(name) > 1)
    return [
        f"{bare.count(name)} columns are called {name!r}; the others are called {name + ' (2)'!r} and so on"
        for name in twice
    ]


def _unknown_roles(chosen: Mapping[str, str], account: Account) -> list[str]:
    """A meaning that is neither ours nor a field of the account is the name of an extra; perhaps it is misspelt."""
    fields = [entry.id for entry in account.field_by_slug.values()]
    known = (*ROLES, *dict.fromkeys(fields))
    return [
        f"{role!r} is no field of the account, so {column!r} is kept as an extra{did_you_mean(role, known, _SYNONYMS)}"
        for column, role in chosen.items()
        if role not in known and not _names_people(role) and field_slug(role) not in account.field_by_slug
    ]


def _unknown_plugins(chosen: Mapping[str, str], account: Account) -> list[str]:
    """A plugin needs no entry in plugins.yaml; but where others have one, its name may be misspelt."""
    known = account.plugins.plugins
    named = ((column, match[1]) for column, role in chosen.items() if (match := RECORD.fullmatch(role)))
    return [
        f"{column!r} is read as ids of the plugin {plugin!r}, which plugins.yaml does not name{did_you_mean(plugin, known)}"
        for column, plugin in named
        if plugin not in known
    ]
