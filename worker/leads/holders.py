"""Who holds a number at which time: a number that its person gave up is somebody else's from then on, until shown otherwise.

WhatsApp attests when a person leaves a number. Up to that moment the number is the key `phone:X`, from then on it is
`phone:X~TIME` (Unix ms), and so on: each stretch of time has a key of its own, and whoever wrote in it is one person.
Which key a message states follows from its time and from the attested changes alone. Two stretches belong to one person
if anything shows it: a user id in both (a key of both, which needs nothing here), an identity hash in both, a name or an
e-mail address in both, or that a message came sooner than a carrier gives a number away. All of that only ever adds up,
so the order of arrival does not matter. Pure.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from schemas.durations import DAY_MS
from worker.contact import Contact

Entry = Mapping[str, Any]

# A number may be given to another 45 days after it was disconnected at the earliest: https://www.fcc.gov/reassigned-numbers-database
# (47 CFR 52.15(f)(1)(ii)); in India after 90: https://www.trai.gov.in (Mobile Number Revocation List).
QUARANTINE_MS: Final = 45 * DAY_MS
MAX_TRAITS: Final = 20  # per number: names, e-mail addresses, hashes that are kept as evidence
EVIDENCE: Final = ("hashes", "names", "to", "with", "reused")  # of an identity, only where there is any: sorted words
_PERSONAL: Final = frozenset({"bsuid", "lid"})
PHONE: Final = "phone:"
_MARK: Final = "~"


def number_of(key: str) -> str:
    """Give the key of a number without the time from which it is meant."""
    return key.partition(_MARK)[0] if key.startswith(PHONE) else key


def is_first(key: str) -> bool:
    """Whether a key means a number from the beginning, not from a time at which somebody gave it up."""
    return _MARK not in key


def since(key: str) -> int:
    """Give the time from which a number is meant, Unix ms; 0: from the beginning."""
    return int(key.partition(_MARK)[2] or 0)


def key_since(key: str, at: int) -> str:
    """Give the key of the number for the time after `at`."""
    return f"{number_of(key)}{_MARK}{at}"


def changed_hands(identities: Iterable[Entry], among: Collection[str]) -> dict[str, Entry]:
    """Give by their keys the identities that are numbers which their person gave up, or has after somebody else."""
    return {
        e["k"]: e for e in identities if e["k"] in among and e["kind"] == "phone" and (e["retired"] or since(e["k"]))
    }


def untouched(identities: Iterable[Entry]) -> bool:
    """Whether no number among them was ever given up, by whomever: true of most leads, and nothing else is to be looked at."""
    for entry in identities:  # noqa: SIM110  # half the time of any() on the hottest path
        if entry["retired"] or _MARK in entry["k"] or "reused" in entry:
            return False
    return True


def following(entry: Entry) -> str | None:
    """Give the key that the number of an identity has after its person gave it up; None: it is in force."""
    return key_since(entry["k"], entry["retired"]) if entry["retired"] and entry["kind"] == "phone" else None


@dataclass(slots=True)
class Trace:
    """Whose number a contact means. `said` names the keys of its time; `reads` are keys that had to be looked at."""

    said: Contact
    reads: set[str] = field(default_factory=set)
    passed: list[tuple[str, str]] = field(default_factory=list)  # key given up, key of the contact's time
    gives_up: list[tuple[str, str]] = field(default_factory=list)  # key that it says was given up, key from then on
    why: list[str] = field(default_factory=list)  # what speaks for the former owner


def trace(  # noqa: C901  # the one place that says whose a number is
    contact: Contact, find: Callable[[str], Entry | None], policy: str
) -> Trace:
    """Say which person's number each of the contact's numbers is at its time. `find` gives the identity with a key."""
    found = Trace(contact)
    renamed: dict[str, str] = {}
    links: list[str] = []
    for key in dict.fromkeys((*(i.key for i in contact.identities if i.kind == "phone"), *contact.refers)):
        here = key
        while (entry := find(here)) is not None and (then := following(entry)) is not None:
            found.reads.add(then)
            if contact.at <= entry["retired"]:
                later = find(then)
                if later is not None and _alike(contact, here, later):
                    links.append(then)
                break
            if told_again(contact, key, entry):
                break
            why = _same_person(contact, key, entry, policy)
            if why:
                links.append(here)
                found.why.append(why)
            found.passed.append((here, then))
            here = then
        if here != key:
            renamed[key] = here
    if renamed or links:
        found.said = _renamed(contact, renamed, links)
    for key in found.said.retires:
        if key.startswith(PHONE):
            found.gives_up.append((key, key_since(key, contact.at)))
            found.reads.add(key_since(key, contact.at))
    return found


def new_numbers(change: Contact) -> list[str]:
    """Give the numbers to which a change says that somebody went."""
    phones = (identity.key for identity in change.identities if identity.kind == "phone")
    return sorted({number_of(key) for key in phones if key not in change.retires})


def told_again(contact: Contact, key: str, former: Entry) -> bool:
    """Whether a change only says again, at a later time, that a number was given up for one that is known.

    Gateways send such events anew, with the time of sending. The number may be somebody else's by then, who gave up nothing.
    """
    return key in contact.retires and bool(former.get("to")) and set(new_numbers(contact)) <= set(former["to"])


def linked(change: Contact, find: Callable[[str], Entry | None]) -> Contact:
    """Give a change of number that is to be folded, with whoever holds the number since, if that is the same person."""
    later = [(key, key_since(key, change.at)) for key in change.retires if key.startswith(PHONE)]
    links = [then for key, then in later if (entry := find(then)) is not None and _one(find(key), change, key, entry)]
    return _renamed(change, {}, links) if links else change


def _renamed(contact: Contact, renamed: Mapping[str, str], links: Iterable[str]) -> Contact:
    return replace(
        contact,
        identities=tuple(replace(i, key=renamed[i.key]) if i.key in renamed else i for i in contact.identities),
        refers=tuple(dict.fromkeys((*(renamed.get(key, key) for key in contact.refers), *links))),
        retires=tuple(renamed.get(key, key) for key in contact.retires),
    )


def _same_person(contact: Contact, key: str, former: Entry, policy: str) -> str | None:
    """Say what shows that a contact of after the change is the former owner's; None: nothing does.

    A user id speaks by itself: where it is the owner's, it leads to them; where it is not, nothing else outweighs it.
    """
    if contact.retires or not (contact.inbound or contact.creates):
        return None
    hashes = _hashes(contact, key)
    if not hashes.isdisjoint(former.get("hashes", ())):
        return "the same identity hash"
    if personal(contact):
        return None
    traits = traits_of(contact)
    if shared(traits, former.get("names", ())):
        return "the same name or e-mail address"
    if contact.at - former["retired"] <= QUARANTINE_MS and not hashes:
        return "sooner than a carrier gives a number to somebody else"
    if not contact.inbound and not traits:
        return "a list or form without a name or e-mail address"
    return "account.yaml says reused_number: former_owner" if policy == "former_owner" else None


def _one(former: Entry | None, change: Contact, key: str, later: Entry) -> bool:
    """Whether who gives a number up is who holds it since."""
    hashes = set(former.get("hashes", ())) if former else set()
    return not hashes.isdisjoint(later.get("hashes", ())) or _alike(change, key, later)


def _alike(contact: Contact, key: str, later: Entry) -> bool:
    """Whether a late contact of the former owner shows that who holds the number now is the same."""
    if contact.retires:
        return any(shared(i.names, later.get("names", ())) for i in contact.identities if i.key == key)
    return not _hashes(contact, key).isdisjoint(later.get("hashes", ())) or shared(
        traits_of(contact), later.get("names", ())
    )


def note_evidence(entry: dict[str, Any], contact: Contact, known: Iterable[Entry]) -> None:
    """Add to a number what tells its holders apart, where it was given up once: of most numbers nothing is kept."""
    if entry["k"] in contact.retires and (new := new_numbers(contact)):
        entry["to"] = new
    later = _MARK in entry["k"]
    if later and (ids := personal(contact)):
        entry["with"] = sorted(ids)[:MAX_TRAITS]
    if (later and "with" not in entry) or entry["retired"] or any(e["k"] == entry["k"] and e["retired"] for e in known):
        names = {*entry.get("names", ()), *traits_of(contact)}
        if names:
            entry["names"] = sorted(names)[:MAX_TRAITS]


def personal(contact: Contact) -> list[str]:
    """Give the user ids and LIDs of a contact."""
    return [identity.key for identity in contact.identities if identity.kind in _PERSONAL]


def _hashes(contact: Contact, key: str) -> set[str]:
    return {i.key_hash for i in contact.identities if i.key_hash and number_of(i.key) == number_of(key)}


def traits_of(contact: Contact) -> tuple[str, ...]:
    """Give names and e-mail addresses that a contact states, in a comparable form."""
    found = [_plain(fact.value) for fact in contact.facts if fact.name == "name" and isinstance(fact.value, str)]
    mails = [fact.value for fact in contact.facts if fact.name == "email" and isinstance(fact.value, str)]
    mails += [identity.raw for identity in contact.identities if identity.kind == "email"]
    return tuple(sorted({*filter(None, found), *(f"email:{mail.strip().casefold()[:320]}" for mail in mails)}))


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name[:200]).casefold()
    return " ".join(sorted({word for word in re.findall(r"[^\W\d_]+", folded) if len(word) > 1}))


def shared(some: Iterable[str], others: Iterable[str]) -> bool:
    """Whether two sets of traits have one in common; of two names one may have more words than the other."""
    listed = [set(other.split()) for other in others]
    return any(words <= other or other <= words for one in some if (words := set(one.split())) for other in listed)


def proven(entry: Entry, before: Entry, identities: Iterable[Entry]) -> bool:
    """Whether it is beyond doubt that who gave a number up (`before`) is who uses it now (`entry`, of the same lead).

    Names and times only say that it is likelier; a user id or LID known before the change, or the same hash, proves it.
    """
    if not set(entry.get("hashes", ())).isdisjoint(before.get("hashes", ())):
        return True
    came_with = entry.get("with", ())
    return any(other["k"] in came_with and other["first"][0] <= before["retired"] for other in identities)


def doubtful(entry: Entry, identities: Iterable[Entry]) -> bool:
    """Whether a number of a lead is one that its person gave up, as far as is proven: nothing is sent to it."""
    if entry["retired"]:
        return True
    if _MARK not in entry["k"]:
        return False
    listed = list(identities)
    before = [other for other in listed if following(other) == entry["k"]]
    return bool(before) and not proven(entry, before[0], listed)


def used_again(identities: Iterable[Entry]) -> bool:
    """Whether a number that the lead's person gave up is used or named since, and nothing proves that it is by them."""
    phones = [entry for entry in identities if entry["kind"] == "phone"]
    return any(
        entry.get("reused")
        or (entry["retired"] and entry["seen"] > entry["retired"])
        or (_MARK in entry["k"] and (entry["seen"] or not entry["trusted"]) and _doubted(entry, identities))
        for entry in phones
    )


def _doubted(entry: Entry, identities: Iterable[Entry]) -> bool:
    listed = list(identities)
    before = [other for other in listed if following(other) == entry["k"]]
    return bool(before) and not proven(entry, before[0], listed)


def taken_over(identities: Iterable[Entry]) -> bool:
    """Whether a number of the lead was given up by somebody else before."""
    listed = list(identities)
    left = {following(entry) for entry in listed}
    return any(_MARK in entry["k"] and entry["k"] not in left for entry in listed if entry["kind"] == "phone")


def settled(identities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Forget that somebody else uses a number again, where it turned out that the lead's own person does."""
    for entry in identities:
        if "reused" in entry:
            break
    else:
        return identities
    keys = {entry["k"] for entry in identities}
    return [
        {name: value for name, value in entry.items() if name != "reused"} if following(entry) in keys else entry
        for entry in identities
    ]
