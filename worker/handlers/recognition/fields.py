"""The fields of one body: for each its role and whose it is, by its labels, its keys, its type and its value together.

A value is the person's unless a container or a word says that it is somebody else's: the employee a contact is assigned
to, an event's host, a form, a shop. What was passed over is said, with the reason.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from worker.handlers.consent_cells import is_consent
from worker.handlers.person_names import can_be_name
from worker.handlers.recognition.beside import (
    FOREIGN,
    LAST,
    NAMING,
    NO_NUMBER,
    USERS,
    Field,
    Path,
    codes,
    is_list_of_roles,
    nearest_names,
    of_company,
    of_sender,
    of_user,
    parcels_last,
    passed_over,
    strange_last,
    weak_last,
)
from worker.handlers.recognition.former import is_former
from worker.handlers.recognition.names import WEAK, Meaning, Owner, is_somethings, meaning, owner_of, says_only_which
from worker.handlers.recognition.values import holds_number, holds_sure_number, is_calling_code, is_sure_phone, look
from worker.handlers.recognition.words import parts

# What senders call the kind of an input. https://html.spec.whatwg.org/multipage/input.html#states-of-the-type-attribute and
# the words of form builders.
_TYPES: Final = {
    "tel": "phone", "phone": "phone", "phonenumber": "phone", "telephone": "phone", "inputphonenumber": "phone",
    "controlphone": "phone", "formtextinputphone": "phone", "mobile": "phone", "whatsapp": "phone",
    "email": "email", "inputemail": "email", "controlemail": "email", "fullname": "name", "name": "name",
    "controlfullname": "name",
}  # fmt: skip
_NO_PHONE: Final = frozenset({"id", "date", "amount", "postal", "url", "about", "fax", "code", "calling"})


def read_fields(given: Sequence[Field]) -> list[Field]:
    """Give the fields with their roles; the order is kept."""
    found = [_read(one) for one in given]
    found = [of_user(one, found) for one in found]
    found = [of_sender(one, found) for one in found]
    found = [of_company(one, found) for one in found]
    found = weak_last(found)
    found = strange_last(found)
    found = codes(found)
    if not any(one.role == "phone" and one.owner not in FOREIGN for one in found):
        found = _beyond_doubt(found)
    found = _address(found)
    found = [passed_over(_somebodys(one)) for one in found]
    found = parcels_last(found)
    return nearest_names(found)


def _read(one: Field) -> Field:
    keys = [key for key in one.path if isinstance(key, str)]
    meant = _meant(one, keys)
    if is_former(one.path):
        role = "phone" if holds_number(one.text) and not meant.concepts & _NO_PHONE else ""
        return replace(one, role=role, owner="former", concepts=meant.concepts)
    owner = meant.owner
    if owner in ("person", ""):
        above = _owner_above(keys[:-1])
        if one.labels and above == "" and keys and (own := _owner_by(keys[-1])) in _PEOPLE:
            above = own  # `manager: {label: Phone, value: …}`; a `site_3` is any field's key
        owner = above if above in FOREIGN else owner or above
    role, rank = meant.role, float(meant.rank)
    kind = _TYPES.get("".join(c for c in one.kind.casefold() if c.isalnum()), "")
    if kind and (role in ("", kind) or rank == WEAK or (not one.labels and look(one.text) == kind)):
        role, rank = kind, 2.0 if kind == "phone" and role != "phone" else min(rank, 2.0)
    if role == "phone" and one.primary:
        rank = -1.0
    return replace(one, **_checked(one, role, rank, meant), owner=owner, concepts=meant.concepts)


def _meant(one: Field, keys: Sequence[str]) -> Meaning:
    """What the first of its names means that means anything: labels, its key, its key with the one above, all of them."""
    listed = is_list_of_roles(keys[-2]) if len(keys) > 1 else False
    names = list(one.labels)
    if not one.labels:
        names = [*keys[-1:], " ".join(keys[-2:]), *([" ".join(keys[-3:])] if len(keys) > 2 else [])]
    elif one.path and isinstance(one.path[-1], str):
        names.append(one.path[-1])
    if one.labels and keys and (listed or is_list_of_roles(keys[-1])):
        names.insert(0, f"{keys[-2] if listed else keys[-1]} {one.labels[0]}")
    elif len(keys) > 1 and listed:
        names.insert(0, " ".join(keys[-2:]))
    found = [meaning(name) for name in names if name]
    strong = [one for one in found if one.role and one.rank < WEAK]
    return next(iter(strong), next((one for one in found if one.role), found[0] if found else meaning("")))


def _owner_above(keys: Sequence[str]) -> Owner:
    """Whose container it is in: the nearest that says so."""
    return next((owner for key in reversed(keys) if (owner := _owner_by(key))), "")


@lru_cache(maxsize=4096)
def _owner_by(key: str) -> Owner:
    """Whose a container of this name makes what is in it; "" for one that says nothing."""
    owner: Owner = "staff" if key.casefold() in _SELLERS else owner_of(parts(key)[0])
    if (owner in FOREIGN or owner == "shipping") and not _holds_people(key):
        return owner
    return "person" if owner == "person" and meaning(key).role != "phone" else ""


_PEOPLE: Final = frozenset({"staff", "other", "former"})
_SELLERS: Final = frozenset({"comercial", "commercial", "commerciale"})  # of a number: that it is the office's
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
        *(
            "eventdata",
            "event_data",
            "eventpayload",
            "event_payload",
            "app",
            "resource",
            "object",
            "list_data",
            "campaign",
            "channel",
            "subject",
        ),
    }
)


def _holds_people(key: str) -> bool:
    """Containers whose fields are the person's as often as their own; only their `name` is told apart, by its neighbours."""
    word = key.casefold()
    return word in _HOLDERS or word.endswith(("event", "payload"))


def _by_value(one: Field, role: str, rank: float, looks: str, concepts: frozenset[str]) -> str:
    """Give the role that the value makes of one that is not sure: `Prefijo` with +34, `Ansprechpartner` with a name."""
    if role == "area_code" and is_calling_code(one.text):
        return "dial_code"
    person = role == "phone" and rank == WEAK and looks == "words" and "contact" in concepts
    return "name" if person and "number" not in concepts else role


def _checked(one: Field, role: str, rank: float, meant: Meaning) -> dict[str, Any]:
    """Give role and rank if the value can be such a one."""
    looks = look(one.text) if one.text else ""
    role = _by_value(one, role, rank, looks, meant.concepts)
    if looks == "phone" and says_only_which(meant) and ("place" in meant.concepts or is_sure_phone(one.text)):
        return {"role": "phone", "rank": 3.0}
    if role == "phone":
        return _checked_phone(one, rank, looks, meant)
    if role in _CANNOT_BE and _CANNOT_BE[role](one, looks):
        return _NO_ROLE
    if role == "opt_in" and rank == WEAK and not is_consent(one.value):
        return _NO_ROLE
    return {"role": role, "rank": rank}


def _checked_phone(one: Field, rank: float, looks: str, meant: Meaning) -> dict[str, Any]:
    if isinstance(one.value, bool) or not any(map(str.isdigit, one.text)):
        if rank == WEAK and looks == "words":
            return _NO_ROLE
        if one.text and rank < WEAK and looks != "yes_no":
            return {"role": "phone", "rank": rank + LAST}  # it says why there is no number, if nothing else has one
        return _NO_ROLE | ({"doubt": NO_NUMBER} if one.text and rank < WEAK else {})
    if looks in ("email", "url", "date", "yes_no"):
        return _NO_ROLE | ({"doubt": NO_NUMBER} if rank < WEAK else {})
    if rank == WEAK and looks != "phone":
        return _NO_ROLE
    if rank == WEAK and is_somethings(meant) and not is_sure_phone(one.text):
        return _NO_ROLE | {"doubt": "its name says that it is the number of something else"}
    return {"role": "phone", "rank": rank}


def _is_no_name(one: Field, looks: str) -> bool:
    return looks in ("email", "url", "date", "phone", "number") or not one.text or not can_be_name(one.text)


def _is_no_word(one: Field, looks: str) -> bool:
    return not one.text or looks in ("email", "date")


_NO_ROLE: Final[dict[str, Any]] = {"role": "", "rank": 0}
_CANNOT_BE: Final[Mapping[str, Callable[[Field, str], bool]]] = {
    "email": lambda one, _: "@" not in one.text,
    **dict.fromkeys(NAMING, _is_no_name),
    **dict.fromkeys(("city", "company", "text"), _is_no_word),
}
"""Looks of values that show that a field is not what it is called."""


def _somebodys(one: Field) -> Field:
    """A number that nothing calls a phone is one all the same, where it is said whose it is: `referred_by`."""
    unnamed = one.role == "" and one.owner in FOREIGN and not one.concepts & (_NO_PHONE | {"text"})
    return replace(one, role="phone") if unnamed and holds_sure_number(one.text) else one


def _address(found: list[Field]) -> list[Field]:
    """Nothing is called an e-mail address: the one value that is one."""
    if any(one.role == "email" for one in found):
        return found
    sure = [n for n, one in enumerate(found) if not one.role and not one.owner and look(one.text) == "email"]
    if len(sure) == 1 and not any(isinstance(key, str) and key.casefold() in USERS for key in found[sure[0]].path):
        found[sure[0]] = replace(found[sure[0]], role="email", rank=WEAK)
    return found


def _beyond_doubt(found: list[Field]) -> list[Field]:
    """Nothing is called a phone: the one value that can be nothing else, if there is just one."""
    sure = [
        n
        for n, one in enumerate(found)
        if one.role == "" and one.owner not in FOREIGN and not one.concepts & _NO_PHONE and is_sure_phone(one.text)
    ]
    if len(sure) == 1:
        found[sure[0]] = replace(found[sure[0]], role="phone", rank=WEAK)
    elif sure:
        for n in sure:
            found[n] = replace(found[n], doubt="it may be one of several")
    return found


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
