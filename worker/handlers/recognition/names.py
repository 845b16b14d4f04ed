"""What a name means: the role of a column, a form's field or a key, whose it is, and how sure that is. Pure.

A table of rules is gone through from the top; the first whose parts are there, and nothing that contradicts it, decides.
Cells have the last word (`evidence`): a name only says what to expect.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from worker.handlers.recognition.words import Part, parts

Owner = Literal["person", "shipping", "staff", "thing", "other", "former", ""]

_PHONES: Final = frozenset({"phone", "mobile", "whatsapp", "landline"})
_NUMBERED: Final = _PHONES | {"contact"}
_NOTHING: Final = frozenset[str]()
WEAK: Final = 4
"""Rank of names that mean a phone, or a consent, only where the cells look like one."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A role for names that have one part of each of `needs`, and none of `without`. Rank 0 is the best of a role."""

    role: str
    needs: tuple[frozenset[str], ...]
    without: frozenset[str] = _NOTHING
    rank: int = 0


def _rule(role: str, *needs: str, without: str = "", rank: int = 0) -> Rule:
    return Rule(role, tuple(frozenset(need.split("|")) for need in needs), frozenset(without.split()), rank)


_PHONE: Final = "phone|mobile|whatsapp|landline"
_WRITTEN: Final = "text whatsapp phone mobile contact news newsletter receive reach"  # what people agree to be sent
# `none` is a meaning too: a number in such a column is no phone, however much it looks like one.
RULES: Final[tuple[Rule, ...]] = (
    _rule("none", "opt_out", "email", without="phone mobile whatsapp"),
    _rule("opt_out", "opt_out", "date", without="url id amount"),  # when it was said: that it was
    _rule("none", "opt_in|opt_out|receive", "date|url|id|amount", without="text"),
    _rule("none", "stop", "unknown|shipping|thing", without=_WRITTEN),
    _rule("opt_out", "opt_out"),
    _rule("opt_out", "not", "contact|phone|whatsapp|mobile|text|receive|opt_in", without="about date id number name"),
    _rule("opt_in", "processing", "opt_in", "mobile", "reach", without="about date id email"),
    _rule("opt_in", "processing", "opt_in", "receive", "text", without="about date id email"),
    _rule("none", "processing", "opt_in|agree", without="whatsapp newsletter news"),
    _rule("none", "opt_in", "email", without="phone mobile whatsapp"),
    _rule("none", "opt_in", "about", without="phone mobile whatsapp"),
    _rule("none", "agree", "unknown|thing|number|staff|other", without=_WRITTEN),
    _rule("none", "opt_in|newsletter|news|text|whatsapp|mobile", "sent"),
    _rule("opt_in", "opt_in"),
    _rule("none", "newsletter", "date|id|amount|url"),
    _rule("opt_in", "newsletter|news|receive", "text|mobile|whatsapp", without="number about date id", rank=WEAK),
    _rule("opt_in", "newsletter", without="email number about", rank=WEAK),
    _rule(
        "opt_in",
        "may",
        "text|whatsapp|phone|mobile|contact|news|receive|reach",
        without="number about date id",
        rank=WEAK,
    ),
    _rule("opt_in", "receive", "text|whatsapp|news|phone|mobile", without="number about email date id"),
    _rule("none", "fax"),
    _rule("none", "address", "tag"),
    _rule(
        "none", _PHONE + "|email", "tag", without="text"
    ),  # `Phone 1 - Label` of Google Contacts says which phone it is
    _rule("dial_code", "calling", without="email about date"),
    _rule("dial_code", _PHONE, "code", without="number email about date postal area"),
    _rule("dial_code", "country", "code|area", without="postal date"),
    _rule("area_code", "area", without="whatsapp mobile phone"),
    _rule("area_code", "area", "code"),
    _rule("none", _PHONE, "about|date|amount|url|flag", without="email"),
    _rule("none", "email", "about|date|amount|flag|id"),
    _rule("email", "email", "secondary|company", without="phone mobile whatsapp"),
    _rule("email", "email", without="phone mobile"),
    _rule("phone", "whatsapp", without="text name tag"),
    _rule("phone", _PHONE, "second", without="text name tag postal", rank=3),
    _rule("phone", "landline", without="text name tag postal", rank=3),
    _rule("phone", _PHONE, "secondary|company", without="text name tag postal", rank=3),
    _rule("phone", "mobile", without="text tag postal name", rank=1),
    _rule("phone", "phone", without="text tag postal name", rank=2),
    _rule("none", "id|postal|amount|url|date", without="name contact"),
    _rule("phone", "contact", "number", "second|secondary", without="id date amount", rank=3),
    _rule("phone", "contact", "number", without="id date amount company", rank=2),
    _rule("phone", "number", "secondary", without="id date amount postal address about url name contact", rank=3),
    _rule("name", "contact", "person", without="number about date id", rank=1),
    _rule("none", "name|first|last", "url|about|id|date|amount"),
    _rule("company", "name", "company", without="contact"),
    _rule("city", "city", without="code id date amount about"),
    _rule("country", "country", without="id date amount about"),
    _rule("name", "name|first", "surname|both"),
    _rule("first_name", "name", "first"),
    _rule("last_name", "name", "last"),
    _rule("name", "name", "full|person|contact|primary"),
    _rule("name", "name", without="second", rank=1),
    _rule("name", "full", "name"),
    _rule("company", "company", without="id date amount about url address"),
    _rule("tag", "tag", without="id date"),
    _rule("text", "text", without="id date url about amount"),
)
# One word that says enough: `Vorname`, `surname`; while `first` and `last` do so only where they are the whole name.
_ADJECTIVES: Final = frozenset(
    {
        *(
            "first",
            "last",
            "given",
            "fore",
            "sur",
            "family",
            "primeiro",
            "primer",
            "primero",
            "ultimo",
            "depan",
            "belakang",
        ),
        *(
            "full",
            "complete",
            "whole",
            "completo",
            "completa",
            "lengkap",
            "tam",
            "पहला",
            "परथम",
            "الاول",
            "اول",
            "полное",
        ),
    }
)
# Short words that say enough only where they are the whole name: beside others they are articles, particles, ads.
_WHOLE: Final = {
    "ad": ("first_name", 0),
    "il": ("city", 0),
    "by": ("city", 0),
    "fn": ("name", 0),
    "nm": ("name", 0),
    "from": ("phone", WEAK),
}
_FLAGS: Final = frozenset({"is", "has", "have", "does", "do", "can", "should", "was", "are", "allow"})
_WHICH: Final = frozenset({"place", "secondary", "primary", "second", "company", "link"})
_OF_PEOPLE: Final = frozenset({"contact", "person"})
_STRANGE: Final = 3  # letters
_SAYS_NOT_WHOSE: Final = frozenset({"processing"})  # of something that nobody can be called by
_ASKING: Final = frozenset({"what", "which", "your", "please"})


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a name means. `role` "" for names of which nothing is known; `none` for what is known to be something else."""

    role: str
    rank: int
    owner: Owner
    concepts: frozenset[str] = _NOTHING


@lru_cache(maxsize=8192)
def meaning(name: str) -> Meaning:
    """Give the meaning of a name; what stands in brackets counts where the rest does not say enough."""
    said, aside = parts(name)
    found = _meaning(said)
    if not aside:
        return found
    if found.role == "" or (found.role == "phone" and found.rank == WEAK):
        both = _meaning((*said, *aside))
        return both if both.role or both.owner else found
    whose = found.owner or owner_of(aside)
    if found.role == "name" and len(part := _concepts(aside) & {"first", "last"}) == 1:
        return Meaning(f"{next(iter(part))}_name", 0, whose, found.concepts | part)
    if found.role == "area_code" and "country" in _concepts(aside):
        return Meaning("dial_code", 0, whose, found.concepts | {"country"})
    if found.role == "phone":
        explained = _concepts(aside) - {"strange"}
        kind = next((rank for rank, kind in enumerate(("whatsapp", "mobile")) if kind in explained), None)
        rank = 3 if explained & {"secondary", "second", "landline"} else found.rank
        return Meaning("phone", min(rank, kind) if kind is not None else rank, whose, found.concepts | explained)
    return Meaning(found.role, found.rank, whose, found.concepts)


def is_somethings(meant: Meaning) -> bool:
    """Whether a name says that it is the number of something that no table knows: `Meter number`, `PO No`."""
    return (
        meant.rank == WEAK
        and "unknown" in meant.concepts
        and "number" in meant.concepts
        and not _OF_PEOPLE & meant.concepts
    )


def says_only_which(meant: Meaning) -> bool:
    """Whether a name says which of several things it is, and nothing of what: `Home`, `Work`, `Other`, `Main`."""
    return bool(meant.concepts & {"place", "secondary", "primary"}) and meant.concepts <= _WHICH


def names_numbers(key: str) -> bool:
    """Whether a key is called like a list of numbers or addresses of one person: `phones`, `email_addresses`."""
    found = meaning(key)
    return found.role == "email" or (found.role == "phone" and found.rank < WEAK)


def speaks_of_whatsapp(name: str) -> bool:
    """Whether a name says that it is about WhatsApp, and not about whatever else consent is asked for."""
    return "whatsapp" in meaning(name).concepts


def _meaning(found: tuple[Part, ...]) -> Meaning:
    if len(found) == 1 and found[0].text in _WHOLE:
        return Meaning(*_WHOLE[found[0].text], "", found[0].concepts)
    concepts = _concepts(found)
    owner = owner_of(found)
    for rule in RULES:
        if all(need & concepts for need in rule.needs) and not rule.without & concepts:
            return Meaning(rule.role, rule.rank, owner, concepts)
    if (alone := _alone(found)) is not None:
        return Meaning(alone, 0, owner, concepts)
    if concepts & {"number", "contact"} and not concepts & {
        "id",
        "amount",
        "date",
        "postal",
        "address",
        "about",
        "url",
    }:
        return Meaning("phone", WEAK, owner, concepts)
    return Meaning("", 0, owner, concepts)


def _concepts(found: tuple[Part, ...]) -> frozenset[str]:
    concepts = frozenset[str]().union(*(part.concepts for part in found))
    if found and found[0].text in _FLAGS and not {part.text for part in found} & _ASKING:
        concepts |= {"flag"}
    numbers = [int(part.text) for part in found if part.text.isdecimal() and len(part.text) < 3]
    if any(number > 1 for number in numbers):
        concepts |= {"second"}
    unknown = [part for part in found if part.concepts <= _SAYS_NOT_WHOSE and part.text.isalpha()]
    if any(len(part.text) >= _STRANGE for part in unknown):
        concepts |= {"strange"}  # a word that no table knows: it may say that the thing is somebody else's
    if any(len(part.text) > 1 for part in unknown):
        concepts |= {"unknown"}
    named = [part for part in found if "name" in part.concepts and "last" not in part.concepts]
    if named and any("last" in part.concepts and part.text not in _ADJECTIVES for part in found):
        concepts |= {"surname"}  # `Nombre y apellidos` asks for both; `last name` has one noun
    if any(_joined(*three) for three in zip(found, found[1:], found[2:], strict=False)):
        concepts |= {"both"}
    return concepts


def _joined(one: Part, between: Part, other: Part) -> bool:
    """`Nume și prenume`: two parts of a person's name with a word between them that joins them."""
    parts_of_names = {"name", "first", "last"}
    return bool("and" in between.concepts and one.concepts & parts_of_names and other.concepts & parts_of_names)


def _alone(found: tuple[Part, ...]) -> str | None:
    """A part of a person's name in a word of its own."""
    for role, concept in (("first_name", "first"), ("last_name", "last"), ("name", "full")):
        named = [part for part in found if concept in part.concepts]
        if named and (len(found) == 1 or named[0].text not in _ADJECTIVES):
            return role if concept != "full" or named[0].text not in _ADJECTIVES else None
    return None


_OWNERS: Final[tuple[Owner, ...]] = ("former", "staff", "other", "shipping", "thing")


def owner_of(found: tuple[Part, ...]) -> Owner:
    """Give whose something is, as far as the words say. The person's own words win over what else is named beside."""
    concepts = [part.concepts for part in found]
    for owner in _OWNERS:
        if any(owner in each and not each & {"person", "company"} for each in concepts):
            return owner
    return "person" if any("person" in each or "contact" in each for each in concepts) else ""
