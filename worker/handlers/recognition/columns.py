"""The columns of a list: for each its role, decided by name and cells together, and what was passed over and why."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from worker.handlers.recognition.beside import FOREIGN
from worker.handlers.recognition.names import WEAK, Meaning, is_somethings, meaning, says_only_which
from worker.handlers.recognition.values import Profile, profile

_ABOUT: Final = {
    "staff": "a member of staff", "thing": "a place or thing", "other": "somebody else", "former": "what was before",
}  # fmt: skip
_REPEATED: Final = re.compile(r" \(\d+\)$")  # as repeated headers are numbered
_CARD: Final = re.compile(r"\s*N\s*")  # the structured name of vCards
_ROLE: Final = re.compile(r"[^\W\d_]{5,}")  # a word of its own: no `you`, `your`
_ENOUGH: Final = 0.5  # share of cells that make a column without a telling name one of phones
_MOST: Final = 0.8
_FEW: Final = 0.25  # share of fitting cells below which a name is contradicted
# Concepts whose columns hold digits that are no phone, unless they are written internationally.
_DIGITS: Final = frozenset({"id", "postal", "amount", "date", "about", "url", "fax", "area", "calling", "code"})


@dataclass(frozen=True, slots=True)
class Column:
    """A column's name, meaning and cells. `passed_over` says why it is not what its name or its cells suggest."""

    header: str
    place: int
    meaning: Meaning
    cells: Profile
    role: str = ""
    rank: int = 0
    passed_over: str = ""


def read_columns(headers: Sequence[str], rows: Sequence[Sequence[Any]] = ()) -> list[Column]:
    """Give every column its role ("" for none). Phones come with ranks, the best of them first by rank and place."""
    columns = [_column(header, place, rows) for place, header in enumerate(headers)]
    if not any(column.role == "phone" for column in columns):
        columns = _weak(columns)
    columns = _named_by_role(_strange_last(_addresses(columns)))
    columns = _beside_the_person(_shipping_last(columns))
    return _codes_apart(columns)


def phones(columns: Sequence[Column]) -> list[Column]:
    """Give the columns of phones, the best first."""
    return sorted((c for c in columns if c.role == "phone"), key=lambda c: (c.rank, c.place))


def candidates(columns: Sequence[Column]) -> list[Column]:
    """Give the columns that may hold phones but were passed over, with the reason of each."""
    return [c for c in columns if c.passed_over and c.role != "phone"]


def _column(header: str, place: int, rows: Sequence[Sequence[Any]]) -> Column:
    meant = meaning(_REPEATED.sub("", header))
    cells = profile(row[place] for row in rows if place < len(row))
    return _decided(Column(header, place, meant, cells))


def _with(column: Column, role: str, rank: int = 0, passed_over: str = "") -> Column:
    return Column(column.header, column.place, column.meaning, column.cells, role, rank, passed_over)


def _decided(column: Column) -> Column:
    meant, cells = column.meaning, column.cells
    if says_only_which(meant) and cells.share("phone") >= _MOST:
        return _with(column, "phone", 3)
    if _CARD.fullmatch(column.header) and cells.cards >= _ENOUGH:
        return _with(column, "name", 1)
    if meant.owner in FOREIGN and meant.role in (
        "phone",
        "email",
        "name",
        "first_name",
        "last_name",
    ):
        why = f"its name says that it is about {_ABOUT[meant.owner]}" if meant.role == "phone" else ""
        return _with(column, "", 0, why)
    if meant.role == "phone":
        return _phone(column)
    contradicted = cells.filled > 0 and _CONTRADICTS.get(meant.role, _never)(cells)
    if meant.role == "opt_in" and meant.rank == WEAK:
        contradicted = cells.consents < _ENOUGH
    if meant.role in ("", "none") or contradicted:
        return _with(column, "", 0, _unnamed(meant, cells))
    return _with(column, meant.role, meant.rank)


def _phone(column: Column) -> Column:
    meant, cells = column.meaning, column.cells
    like = cells.share("phone", "number")
    if is_somethings(meant) and cells.marked < _MOST:
        return _with(column, "", 0, "its name says that it is the number of something else")
    if meant.rank == WEAK:
        return _with(
            column, "name" if _is_name(meant, cells) else "", 0, "weak" if cells.share("phone") >= _ENOUGH else ""
        )
    if cells.filled and like < _FEW:
        return _with(column, "", 0, "its name says phone, but its cells are none")
    return _with(column, "phone", meant.rank)


def _is_name(meant: Meaning, cells: Profile) -> bool:
    """`Contact` over a column of words is the person's name."""
    return (
        "contact" in meant.concepts
        and "number" not in meant.concepts
        and cells.filled > 0
        and cells.alphabetic >= _MOST
        and cells.share("words") >= _MOST
    )


def _unnamed(meant: Meaning, cells: Profile) -> str:
    if "fax" in meant.concepts or (meant.concepts & _DIGITS and cells.marked < _MOST):
        return ""
    return "unnamed" if cells.share("phone") >= _MOST else ""


def _weak(columns: list[Column]) -> list[Column]:
    """Without a column that is called phone: the one that may be by its name and is by its cells, else by its cells alone."""
    named = [c for c in columns if c.meaning.role == "phone" and c.meaning.rank == WEAK and not _foreign(c)]
    fitting = [c for c in named if c.passed_over == "weak"] or (
        [c for c in named if not c.cells.filled and not c.role]
    )[:1]
    fitting = fitting or [c for c in columns if c.passed_over == "unnamed" and not _foreign(c)]
    if not fitting:
        return columns
    best = max(fitting, key=lambda c: (c.cells.sure, c.cells.share("phone"), -c.place))
    return [_with(c, "phone", WEAK) if c is best else c for c in columns]


def _strange_last(columns: list[Column]) -> list[Column]:
    """Beside a filled phone column whose name is clear, one with an unknown word in its name may be anybody's."""
    clear = any(c.role == "phone" and c.rank < WEAK and c.cells.filled and not _is_strange(c) for c in columns)
    return [
        _with(c, "", 0, "its name has a word that is not known")
        if clear and c.role == "phone" and _is_strange(c)
        else c
        for c in columns
    ]


def _is_strange(column: Column) -> bool:
    return "strange" in column.meaning.concepts and column.meaning.owner != "person"


def _addresses(columns: list[Column]) -> list[Column]:
    """Without a column that is called an e-mail address: the first whose cells are such, and nobody else's."""
    if any(c.meaning.role == "email" for c in columns):
        return columns
    found = next((c for c in columns if not c.role and not c.meaning.owner and c.cells.share("email") >= _MOST), None)
    return [_with(c, "email", WEAK) if c is found else c for c in columns]


def _named_by_role(columns: list[Column]) -> list[Column]:
    """Without a column of names: the one that is called by what people are to us, over cells of words: `Applicant`."""
    if any(c.role in ("name", "first_name", "last_name") for c in columns):
        return columns
    fitting = [c for c in columns if not c.role and c.meaning.concepts == {"person"} and c.meaning.owner == "person"]
    found = next((c for c in fitting if _ROLE.fullmatch(c.header.strip()) and _are_names(c.cells)), None)
    return [_with(c, "name", WEAK) if c is found else c for c in columns]


def _are_names(cells: Profile) -> bool:
    return cells.filled > 0 and min(cells.alphabetic, cells.share("words"), 1 - cells.nameless) >= _MOST


def _foreign(column: Column) -> bool:
    return column.meaning.owner in FOREIGN


def _shipping_last(columns: list[Column]) -> list[Column]:
    """A parcel may go to somebody else: its phone is the person's only where the person left no other."""
    own = {c.role for c in columns if c.meaning.owner != "shipping"}
    return [
        _with(c, "", 0, "it is where a parcel goes") if c.meaning.owner == "shipping" and c.role in own else c
        for c in columns
    ]


def _beside_the_person(columns: list[Column]) -> list[Column]:
    """Beside a column of the person's own phone, one of a user or of a business is somebody else's."""
    own = any(c.role == "phone" and c.meaning.owner == "person" for c in columns)
    other = any(c.role == "phone" and not _of_user(c) for c in columns)
    return [
        _with(c, "", 0, "it is a user's or a business's, beside the person's own")
        if c.role == "phone"
        and ((_of_user(c) and other) or ("company" in c.meaning.concepts and not c.meaning.owner and own))
        else c
        for c in columns
    ]


def _of_user(column: Column) -> bool:
    return re.match(r"users?(?![a-z])", column.header.strip().casefold()) is not None


def _codes_apart(columns: list[Column]) -> list[Column]:
    """Codes are told by their cells: letters name a country, `+34` is a calling code, whatever the columns are called."""
    named = any(c.role == "dial_code" for c in columns)
    return [_code(c, named=named) for c in columns]


def _code(column: Column, *, named: bool) -> Column:
    cells = column.cells
    if column.role == "dial_code" and cells.filled and cells.alphabetic >= _MOST:
        return _with(column, "country")
    if not named and column.role in ("", "area_code") and cells.calling_codes >= _ENOUGH:
        return _with(column, "dial_code")
    return column


def _never(_: Profile) -> bool:
    return False


_CONTRADICTS: Final[Mapping[str, Any]] = {
    "email": lambda cells: cells.share("email") < _FEW,
    "opt_in": lambda cells: cells.consents == 0 and cells.share("words") < _FEW,
    "opt_out": lambda cells: cells.consents == 0 and cells.share("words") < _FEW,
    "name": lambda cells: cells.nameless + cells.share("yes_no") > _ENOUGH,
    "first_name": lambda cells: cells.nameless + cells.share("yes_no") > _ENOUGH,
    "last_name": lambda cells: cells.nameless + cells.share("yes_no") > _ENOUGH,
    "dial_code": lambda cells: cells.share("phone", "email", "url", "date") > _ENOUGH,
    "area_code": lambda cells: cells.share("phone", "email", "url", "date", "words") > _ENOUGH,
    "country": lambda cells: cells.share("phone", "email", "url", "date", "yes_no") > _ENOUGH,
    "city": lambda cells: cells.share("phone", "email", "url", "date", "number") > _ENOUGH,
    "company": lambda cells: cells.share("phone", "email", "date", "yes_no") > _ENOUGH,
}
"""Looks of cells that show that a column is not what it is called."""
