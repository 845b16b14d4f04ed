"""A field of a body, and what the fields beside it say about it: whose it is, whether another one is meant."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from worker.handlers.recognition.names import WEAK, Owner, meaning, names_numbers, owner_of
from worker.handlers.recognition.values import is_calling_code
from worker.handlers.recognition.words import parts

Path = tuple[Any, ...]

NAMING: Final = frozenset({"name", "first_name", "last_name"})
FOREIGN: Final = frozenset({"staff", "thing", "other", "former"})
WHY: Final = {
    "staff": "it is a member of staff's",
    "thing": "it is a place's or a thing's",
    "other": "it is somebody else's",
    "former": "it was so before a change",
    "shipping": "it is where a parcel goes",
}
SOMEBODY_ELSES: Final = frozenset(WHY[owner] for owner in FOREIGN)
NOT_KEPT: Final = frozenset({WHY["staff"], WHY["thing"], WHY["former"]})
"""Whose numbers are no business of the lead's: only the raw part has them. A guardian's or a referrer's stays beside."""
NO_NUMBER: Final = "it is called a phone, but holds none"
_SENDERS: Final = frozenset({"sender"})
_PARCELS: Final = frozenset({"carrier", "shipment", "parcel", "tracking_number", "trackingnumber", "awb", "waybill"})
_KNOWN_BY: Final = frozenset({"phone", "email", "first_name"})
USERS: Final = frozenset({"user", "users", "current_user", "currentuser"})
LAST: Final = 10  # added to the rank of a field that is called phone and holds words


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
        while above and (isinstance(above[-1], int) or is_list_of_roles(above[-1])):
            above = above[:-1]
        return above


def is_list_of_roles(key: str) -> bool:
    return isinstance(key, str) and names_numbers(key)


def of_user(one: Field, all_fields: Sequence[Field]) -> Field:
    """A `user` beside a person is the employee who handles them; alone it is the person."""
    if not _in_user(one) or one.owner in FOREIGN:
        return one
    beside = any(other.role in ("phone", "email", "first_name") and not _in_user(other) for other in all_fields)
    return replace(one, owner="staff") if beside else one


def of_sender(one: Field, all_fields: Sequence[Field]) -> Field:
    """A `sender` beside somebody who is called the person is the portal that passes them on; of a parcel the shop."""
    if one.owner != "person" or not _is_in(one, _SENDERS):
        return one
    parcel = any(isinstance(key, str) and key.casefold() in _PARCELS for o in all_fields for key in o.path)
    beside = any(o.role in _KNOWN_BY and o.owner == "person" and not _is_in(o, _SENDERS) for o in all_fields)
    return replace(one, owner="thing") if beside or parcel else one


def _is_in(one: Field, names: frozenset[str]) -> bool:
    return any(isinstance(key, str) and key.casefold() in names for key in one.path[:-1])


def of_company(one: Field, all_fields: Sequence[Field]) -> Field:
    """What is called a company's beside what is called the person's is not the person's: `company.phone`, `business_phone`.

    The name of a company's own object is the company's. Its phone is nobody's identity where the person has an address:
    the next colleague would be taken for the same person.
    """
    if one.role == "name" and companys(one) and one.concepts <= {"name"}:
        return replace(one, role="company")
    if one.role != "phone" or not (companys(one) or (one.concepts & {"company"} and one.owner == "")):
        return one
    beside = any(
        other.role == "phone" and other is not one and other.owner not in FOREIGN and not companys(other)
        and (other.owner == "person" or companys(one)) for other in all_fields
    )  # fmt: skip
    reached = companys(one) and any(
        other.role == "email" and other.owner not in FOREIGN and not companys(other) for other in all_fields
    )
    return replace(one, owner="thing") if beside or reached else one


def companys(one: Field) -> bool:
    """Whether it stands in a company's own object."""
    above = [key for key in one.container if isinstance(key, str)]
    return bool(above) and meaning(above[-1]).role == "company" and meaning(above[-1]).owner == ""


def weak_last(found: list[Field]) -> list[Field]:
    """Beside a field that is called a phone, one that only may be is none."""
    if not any(one.role == "phone" and one.rank < WEAK and one.owner not in FOREIGN for one in found):
        return found
    return [
        replace(one, role="", doubt="its name does not say that it is a phone")
        if one.role == "phone" and WEAK <= one.rank < LAST
        else one
        for one in found
    ]


def strange_last(found: list[Field]) -> list[Field]:
    """Beside a phone whose name is clear, one with an unknown word in its name (`Pharmacist phone`) may be anybody's."""
    phones = [one for one in found if one.role == "phone" and one.owner not in FOREIGN]
    if not any("strange" not in one.concepts and one.rank < WEAK for one in phones):
        return found
    return [
        replace(one, role="", doubt="its name has a word that is not known; it may be somebody else's")
        if one.role == "phone" and "strange" in one.concepts and one.owner != "person" and not one.kind
        else one
        for one in found
    ]


def codes(found: list[Field]) -> list[Field]:
    """A calling code is told by its look, if it is the only one."""
    if any(one.role == "dial_code" for one in found):
        return found
    codes = [
        n
        for n, one in enumerate(found)
        if not one.role and not one.concepts & {"amount", "name"} and is_calling_code(one.text)
    ]
    if len(codes) == 1:
        found[codes[0]] = replace(found[codes[0]], role="dial_code")
    return found


def _in_user(one: Field) -> bool:
    return any(isinstance(key, str) and key.casefold() in USERS for key in one.path[:-1])


def passed_over(one: Field) -> Field:
    if one.owner in FOREIGN and one.role in (
        "phone",
        "email",
        *NAMING,
        "city",
        "company",
        "country",
        "dial_code",
        "area_code",
    ):
        return replace(one, role="", doubt=WHY[one.owner] if one.role == "phone" else "")
    return one


def parcels_last(found: list[Field]) -> list[Field]:
    """A parcel may go to somebody else: what is its receiver's counts where the person left nothing, and has no other name."""
    own = {one.role for one in found if one.owner != "shipping"}
    names = [{one.text.casefold() for one in _names(found, shipping=there)} for there in (False, True)]
    if all(names) and names[0].isdisjoint(names[1]):
        own.add("phone")
    return [
        replace(one, role="", doubt=WHY["shipping"] if one.role == "phone" else "")
        if one.owner == "shipping" and one.role in own
        else one
        for one in found
    ]


def _names(found: Sequence[Field], *, shipping: bool) -> list[Field]:
    return [one for one in found if one.role in NAMING and one.text and (one.owner == "shipping") == shipping]


def nearest_names(found: list[Field]) -> list[Field]:
    """A container's own `name` is no person's where the person's values stand further down, or it is a form's."""
    if any(one.role in NAMING and one.rank < WEAK for one in found):
        found = [replace(one, role="") if one.role == "name" and one.rank >= WEAK else one for one in found]
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
    if full and not any(path[: len(here)] == here for path in people):
        return True  # `service.name` beside first and last name: what holds it holds nothing of the person
    above = all(len(path) > len(here) and path[: len(here)] == here for path in people)
    if not above:
        return False
    marked = any(other.path[:-1] == here and "id" in other.concepts and "thing" in other.concepts for other in found)
    return marked or full
