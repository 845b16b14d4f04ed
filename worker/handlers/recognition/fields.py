"""The fields of one body: for each its role and whose it is, by its labels, its keys, its type and its value together.

A value is the person's unless a container or a word says that it is somebody else's: the employee a contact is assigned
to, an event's host, a form, a shop. What was passed over is said, with the reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from worker.handlers.recognition.names import WEAK, Meaning, Owner, meaning, names_numbers, owner_of
from worker.handlers.recognition.values import is_sure_phone, look
from worker.handlers.recognition.words import parts

Path = tuple[Any, ...]

# What senders call the kind of an input. https://html.spec.whatwg.org/multipage/input.html#states-of-the-type-attribute and
# the words of form builders.
_TYPES: Final = {
    "tel": "phone", "phone": "phone", "phonenumber": "phone", "telephone": "phone", "inputphonenumber": "phone",
    "controlphone": "phone", "formtextinputphone": "phone", "mobile": "phone", "whatsapp": "phone",
    "email": "email", "inputemail": "email", "controlemail": "email", "fullname": "name", "name": "name",
    "controlfullname": "name",
}  # fmt: skip
_NAMING: Final = frozenset({"name", "first_name", "last_name"})
_FOREIGN: Final = frozenset({"staff", "thing", "other"})
_WHY: Final = {
    "staff": "it is a member of staff's",
    "thing": "it is a place's or a thing's",
    "other": "it is somebody else's",
    "shipping": "it is where a parcel goes",
}
_LAST: Final = 10  # added to the rank of a field that is called phone and holds words
_NO_PHONE: Final = frozenset({"id", "date", "amount", "postal", "url", "about", "fax", "code", "calling"})


@dataclass(frozen=True, slots=True)
class Field:
    """A value of a body. `labels` stand beside it, `path` are the keys above it, the last being its own."""

    value: Any
    path: Path
    labels: tuple[str, ...] = ()
    kind: str = ""  # what the sender says of the input: tel, email
    primary: bool | None = None  # of several of one kind, whether the sender prefers it
    text: str = ""  # the value as text, "" for what is no single value
    role: str = ""
    rank: float = 0
    owner: Owner = ""
    doubt: str = ""  # why it is not what it looks like
    concepts: frozenset[str] = field(default=frozenset())

    @property
    def container(self) -> Path:
        """The keys of what holds it, without those that only say that it is one of a list of numbers."""
        above = self.path[:-1]
        while above and (isinstance(above[-1], int) or _is_list_of_roles(above[-1])):
            above = above[:-1]
        return above


def read_fields(given: Sequence[Field]) -> list[Field]:
    """Give the fields with their roles; the order is kept."""
    found = [_read(one) for one in given]
    found = [_of_user(one, found) for one in found]
    if not any(one.role == "phone" and one.owner not in _FOREIGN for one in found):
        found = _beyond_doubt(found)
    found = [_passed_over(one) for one in found]
    found = _parcels_last(found)
    return _nearest_names(found)


def _is_list_of_roles(key: str) -> bool:
    return isinstance(key, str) and names_numbers(key)


def _read(one: Field) -> Field:
    keys = [key for key in one.path if isinstance(key, str)]
    meant = _meant(one, keys)
    owner = meant.owner if meant.owner else _owner_above(keys[:-1])
    if meant.owner in ("person", "") and (above := _owner_above(keys[:-1])) in _FOREIGN:
        owner = above
    role, rank = meant.role, float(meant.rank)
    kind = _TYPES.get("".join(c for c in one.kind.casefold() if c.isalnum()), "")
    if kind and (role in ("", kind) or rank == WEAK):
        role, rank = kind, 2.0 if kind == "phone" and role != "phone" else min(rank, 2.0)
    if role == "phone" and one.primary:
        rank = -1.0
    return replace(one, **_checked(one, role, rank), owner=owner, concepts=meant.concepts)


def _meant(one: Field, keys: Sequence[str]) -> Meaning:
    """What the first of its names means that means anything: labels, its key, its key with the one above, all of them."""
    listed = _is_list_of_roles(keys[-2]) if len(keys) > 1 else False
    names = list(one.labels)
    if not one.labels:
        names = [*keys[-1:], " ".join(keys[-2:]), *([" ".join(keys[-3:])] if len(keys) > 2 else [])]
    elif one.path and isinstance(one.path[-1], str):
        names.append(one.path[-1])
    if one.labels and keys and (listed or _is_list_of_roles(keys[-1])):
        names.insert(0, f"{keys[-2] if listed else keys[-1]} {one.labels[0]}")
    elif len(keys) > 1 and listed:
        names.insert(0, " ".join(keys[-2:]))
    found = [meaning(name) for name in names if name]
    strong = [one for one in found if one.role and one.rank < WEAK]
    return next(iter(strong), next((one for one in found if one.role), found[0] if found else meaning("")))


def _owner_above(keys: Sequence[str]) -> Owner:
    """Whose container it is in: the nearest that says so."""
    for key in reversed(keys):
        owner = owner_of(parts(key)[0])
        if owner in ("staff", "other", "shipping", "thing") and not _holds_people(key):
            return owner
        if owner == "person" and meaning(key).role != "phone":
            return "person"
    return ""


_HOLDERS: Final = frozenset(
    {
        *(
            "form",
            "forms",
            "payload",
            "event",
            "events",
            "record",
            "account",
            "page",
            "form_response",
            "form_data",
            "formdata",
        ),
        *(
            "form_fields",
            "formfields",
            "ticket",
            "deal",
            "opportunity",
            "order",
            "webhook",
            "submission",
            "list",
            "item",
            "items",
        ),
        *("app", "resource", "object", "list_data", "campaign", "channel", "subject"),
    }
)


def _holds_people(key: str) -> bool:
    """Containers whose fields are the person's as often as their own; only their `name` is told apart, by its neighbours."""
    return key.casefold() in _HOLDERS


def _of_user(one: Field, all_fields: Sequence[Field]) -> Field:
    """A `user` beside a person is the employee who handles them; alone it is the person."""
    if not _in_user(one) or one.owner in _FOREIGN:
        return one
    beside = any(other.role in ("phone", "email", "first_name") and not _in_user(other) for other in all_fields)
    return replace(one, owner="staff") if beside else one


def _in_user(one: Field) -> bool:
    return any(
        isinstance(key, str) and key.casefold() in ("user", "users", "current_user", "currentuser")
        for key in one.path[:-1]
    )


def _checked(one: Field, role: str, rank: float) -> dict[str, Any]:
    """Give role and rank if the value can be such a one."""
    looks = look(one.text) if one.text else ""
    if role == "phone" and (isinstance(one.value, bool) or not any(map(str.isdigit, one.text))):
        if rank == WEAK and looks == "words":
            return {"role": "", "rank": 0}
        if one.text and rank < WEAK and looks != "yes_no":
            return {"role": role, "rank": rank + _LAST}  # it says why there is no number, if nothing else has one
        return {"role": "", "rank": 0, "doubt": "it is called a phone, but holds none" if one.text else ""}
    if role == "phone" and looks in ("email", "url", "date", "yes_no"):
        return {"role": "", "rank": 0, "doubt": "it is called a phone, but holds none"}
    if role == "phone" and rank == WEAK and looks != "phone":
        return {"role": "", "rank": 0}
    if role == "email" and "@" not in one.text:
        return {"role": "", "rank": 0}
    if role in _NAMING and (looks in ("email", "url", "date", "phone", "number") or not one.text):
        return {"role": "", "rank": 0}
    if role in ("city", "company", "text") and (not one.text or looks in ("email", "date")):
        return {"role": "", "rank": 0}
    return {"role": role, "rank": rank}


def _beyond_doubt(found: list[Field]) -> list[Field]:
    """Nothing is called a phone: the one value that can be nothing else, if there is just one."""
    sure = [
        n
        for n, one in enumerate(found)
        if one.role == "" and one.owner not in _FOREIGN and not one.concepts & _NO_PHONE and is_sure_phone(one.text)
    ]
    if len(sure) == 1:
        found[sure[0]] = replace(found[sure[0]], role="phone", rank=WEAK)
    elif sure:
        for n in sure:
            found[n] = replace(found[n], doubt="it may be one of several")
    return found


def _passed_over(one: Field) -> Field:
    if one.owner in _FOREIGN and one.role in (
        "phone",
        "email",
        *_NAMING,
        "city",
        "company",
        "country",
        "dial_code",
        "area_code",
    ):
        return replace(one, role="", doubt=_WHY[one.owner] if one.role == "phone" else "")
    return one


def _parcels_last(found: list[Field]) -> list[Field]:
    own = {one.role for one in found if one.owner != "shipping"}
    return [
        replace(one, role="", doubt=_WHY["shipping"] if one.role == "phone" else "")
        if one.owner == "shipping" and one.role in own
        else one
        for one in found
    ]


def _nearest_names(found: list[Field]) -> list[Field]:
    """A container's own `name` is no person's where the person's values stand further down, or it is a form's."""
    people = [one.container for one in found if one.role in ("phone", "email")]
    full = any(one.role in ("first_name", "last_name") for one in found)
    return [replace(one, role="") if _names_a_container(one, people, found, full=full) else one for one in found]


def _names_a_container(one: Field, people: Sequence[Path], found: Sequence[Field], *, full: bool) -> bool:
    if one.role != "name" or one.labels or one.concepts - {"name"} or not people:
        return False
    here = one.path[:-1]
    keys = [key for key in here if isinstance(key, str)]
    if keys and owner_of(parts(keys[-1])[0]) == "thing" and not any(path[: len(here)] == here for path in people):
        return True
    above = all(len(path) > len(here) and path[: len(here)] == here for path in people)
    if not above:
        return False
    marked = any(other.path[:-1] == here and "id" in other.concepts and "thing" in other.concepts for other in found)
    return marked or full


def best(found: Sequence[Field], role: str) -> list[Field]:
    """Give the fields of a role, the best first."""
    return sorted((one for one in found if one.role == role), key=lambda one: one.rank)


def near(found: Sequence[Field], role: str, place: Path) -> list[Field]:
    """Give the fields of a role, those beside the place first: a country belongs to the number it stands with."""

    def distance(one: Field) -> int:
        shared = 0
        for mine, theirs in zip(one.container, place, strict=False):
            if mine != theirs:
                break
            shared += 1
        return len(place) - shared + len(one.container) - shared

    return sorted((one for one in found if one.role == role), key=lambda one: (distance(one), one.rank))
