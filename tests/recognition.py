"""How well names of columns and fields, and bodies of senders nobody mapped, are read: `make recognition`.

The corpus is `tests/golden/recognition`: `names.csv` has names of fields with sample values and their right role, each
tried as a column of a list and as a field of a body; `bodies` and `senders` have whole bodies with their right outcome; `blind`
has sets of names that were written without a look at the tables, to see whether what was learned holds elsewhere. Printed
are, per role, precision (of what was taken for it, the share that is it) and recall (of what is it, the share that was
taken for it), and everything that is wrong.
"""

import csv
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Final

from tests.deliveries import account, accounts, facts, read, webhook
from worker.account import Account, Accounts
from worker.contact import Contact
from worker.handlers.consent_cells import read_consent
from worker.handlers.numbers import Home, read_numbers
from worker.handlers.recognition.values import is_calling_code, look
from worker.handlers.row_reading import guess_mapping
from worker.identity.countries import country_of
from worker.identity.keys import read_any

CORPUS: Final = Path(__file__).parent / "golden" / "recognition"
_NAMES: Final = ("name", "first_name", "last_name")
_STATED: Final = ("email", "city", "company", "country")


# Where people write numbers nationally, by the language of a blind set; an international number says it itself.
_REGIONS: Final = {
    "en": "US", "hi": "IN", "es": "ES", "pt": "BR", "fr": "FR", "de": "DE", "it": "IT", "nl": "NL", "id": "ID", "ms": "MY",
    "tr": "TR", "ar": "SA", "fa": "IR", "ru": "RU", "uk": "UA", "pl": "PL", "vi": "VN", "th": "TH", "ja": "JP", "zh": "CN",
    "ko": "KR", "he": "IL", "sw": "KE", "el": "GR",
}  # fmt: skip
_ROLES: Final = {"not_email": "none", "amount": "none", "date": "none", "record_id": "none"}


@dataclass(frozen=True, slots=True)
class Named:
    """A name of a field in a language, sample values as people of a region write them, and the right role."""

    name: str
    language: str
    region: str
    role: str
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is right about one thing (a column, a field, a part of a body) and what was made of it."""

    place: str
    right: str
    found: str


@dataclass(slots=True)
class Score:
    """The verdicts of one kind of input."""

    verdicts: list[Verdict] = field(default_factory=list)

    def roles(self) -> list[str]:
        """The roles that occur, those of the corpus first."""
        return list(dict.fromkeys([v.right for v in self.verdicts] + [v.found for v in self.verdicts]))

    def wrong(self) -> list[Verdict]:
        """What was read wrong."""
        return [v for v in self.verdicts if v.right != v.found]

    def recall(self, *roles: str) -> float:
        """Of what is of the roles (all if none are given), the share that was found to be."""
        asked = [v for v in self.verdicts if not roles or v.right in roles]
        return sum(v.right == v.found for v in asked) / len(asked) if asked else 1.0

    def precision(self, role: str) -> float:
        """Of what was found to be of the role, the share that is."""
        taken = [v for v in self.verdicts if v.found == role]
        return sum(v.right == role for v in taken) / len(taken) if taken else 1.0


def names() -> list[Named]:
    """Read the names of fields."""
    with (CORPUS / "names.csv").open(encoding="utf-8", newline="") as file:
        return [
            Named(row["field"], row["language"], row["region"], row["role"], tuple(row["samples"].split("|")))
            for row in csv.DictReader(file)
        ]


def blind_sets() -> list[str]:
    """Give the names of the blind sets."""
    return sorted(path.name for path in (CORPUS / "blind").iterdir() if path.is_dir())


def blind(name: str) -> list[Named]:
    """Read a blind set: its fields, each with its role, its language and its cells."""
    found = []
    for path in sorted((CORPUS / "blind" / name).glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                cells = tuple(row["cells"].split("|"))
                region = _region(row["lang"].partition("-")[0], cells)
                role = _ROLES.get(row["role"], row["role"])
                if role == "not_phone" and all(map(is_calling_code, cells)):
                    role = "dial_code"
                tellings = partial(_tells_nothing, role=role, region=region)
                found.append(Named(row["header"], row["lang"], region, role, tuple(sorted(cells, key=tellings))))
    return found


def _tells_nothing(cell: str, *, role: str, region: str) -> bool:
    """The first cell becomes the field's value: never a no, which is none, nor a number of films, which nobody has."""
    if role in ("opt_in", "opt_out"):
        return read_consent(cell, asked_for=role) is None
    return read_any(cell, region=region).outcome != "accepted"


def _region(language: str, cells: Sequence[str]) -> str:
    """Give a calling code's region, India for ten digits as mobiles are written there, else the language's region."""
    if all(map(is_calling_code, cells)):
        return country_of(None, cells[0]).region or ""
    bare = [re.sub(r"\D", "", cell) for cell in cells]
    indian = language == "en" and any(re.fullmatch(r"(91)?[6-9]\d{9}", digits) for digits in bare)
    return "IN" if indian else _REGIONS[language]


def bodies(folder: str = "bodies") -> list[tuple[str, dict[str, Any]]]:
    """Read the bodies with their file names; those in `senders` were written without a look at what reads them."""
    files = sorted((CORPUS / folder).glob("*.json"))
    return [(path.stem, json.loads(path.read_text(encoding="utf-8"))) for path in files]


@lru_cache(maxsize=100)
def _account(region: str) -> Account:
    return account(region=region)


@lru_cache(maxsize=100)
def _accounts(region: str) -> Accounts:
    return accounts(_account(region))


def lists(corpus: Iterable[Named]) -> Score:
    """Try every name as a column of a list: alone, and beside a phone where it must not become one."""
    score = Score()
    for one in corpus:
        right = "none" if one.role in ("not_phone", "text") else one.role
        for beside in ("Ref", "Phone") if one.role == "not_phone" else ("Ref",):
            cells = [f"R-{n}" if beside == "Ref" else "+14155552600" for n in range(len(one.samples))]
            headers = [beside, one.name]
            rows = [list(row) for row in zip(cells, one.samples, strict=True)]
            role = guess_mapping(headers, _account(one.region), rows)[one.name].partition(".")[0]
            known = role if role in (*_NAMES, *_STATED, "phone", "dial_code", "opt_in", "opt_out") else "none"
            score.verdicts.append(Verdict(f"{one.name!r} ({one.language}, {one.role})", right, known))
    return score


def fields(corpus: Iterable[Named]) -> Score:
    """Try every name as a field of a body, beside an e-mail address or a phone."""
    score = Score()
    for one in corpus:
        right = {"not_phone": "none", "first_name": "name", "last_name": "name"}.get(one.role, one.role)
        for anchor in ("email", "phone") if one.role == "not_phone" else (_anchor(one),):
            found = _field(one, anchor)
            score.verdicts.append(Verdict(f"{one.name!r} ({one.language}, {one.role})", right, found))
    return score


def _anchor(one: Named) -> str:
    return "email" if one.role in ("phone", "country") else "phone"


def _field(one: Named, anchor: str) -> str:
    """Say what the first value became beside the anchor."""
    value = one.samples[0]
    region = one.region
    body = {"email": "anchor@example.com"} if anchor == "email" else {"phone": "+14155552600"}
    if one.role == "dial_code":
        national = next(each.samples[0] for each in names() if each.region == one.region and each.role == "phone")
        body, region = {"phone": national}, "IN" if one.region == "US" else "US"
        expected = _e164(national, one.region)
        contact = _only(body | {one.name: value}, region)
        return "dial_code" if contact and expected in _numbers(contact) else "none"
    contact = _only(body | {one.name: value}, region)
    return _made_of(contact, value, region) if contact else "refused"


def _only(body: Any, region: str) -> Contact | None:
    decoded = read(webhook(body), _accounts(region))
    return decoded.contacts[0] if len(decoded.contacts) == 1 and not decoded.refused else None


def _e164(value: str, region: str) -> str:
    identity = read_numbers([value], Home(region)).identity
    return (identity.e164 or "") if identity else ""


def _numbers(contact: Contact) -> list[str]:
    own = [identity.e164 for identity in contact.identities if identity.e164]
    return [*own, *contact.alternates]


def _made_of(contact: Contact, value: str, region: str) -> str:
    """Say which part of the contact a value became."""
    if (number := _e164(value, region)) and number in _numbers(contact):
        return "phone"
    if not number and look(value) == "phone" and any(flag.startswith("phone_refused") for flag in contact.flags):
        return "phone"
    named = facts(contact)
    said = [role for role in ("name", *_STATED) if named.get(role) == value]
    if contact.text == value:
        said.append("text")
    said += ["opt_in" if consent.given else "opt_out" for consent in contact.consents]
    return said[0] if said else "none"


def whole(corpus: Iterable[tuple[str, dict[str, Any]]]) -> Score:
    """Read whole bodies: numbers, name, address, consent, and whether there is a lead at all."""
    score = Score()
    for name, case in corpus:
        for part, right, found in _parts(case):
            if right == found:
                score.verdicts.append(Verdict(name, part, part))
                continue
            if right:
                score.verdicts.append(Verdict(f"{name}: {right!r} is right, {found!r} was read", part, "none"))
            if found:
                score.verdicts.append(Verdict(f"{name}: {found!r} was read, {right!r} is right", "none", part))
    return score


def _parts(case: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    expect = case["expect"]
    envelope = {"content_type": case["content_type"]} if "content_type" in case else {}
    decoded = read(webhook(case["body"], **envelope), _accounts(case["region"]))
    contact = decoded.contacts[0] if len(decoded.contacts) == 1 else None
    refused = [part.reason for part in decoded.refused]
    ends = "refused" if refused else "ignored" if decoded.ignored else "lead" if contact else "leads"
    yield "outcome", "refused" if "refused" in expect else "ignored" if "ignored" in expect else "lead", ends
    if contact is None:
        return
    named = facts(contact)
    own = [identity.e164 for identity in contact.identities if identity.e164]
    yield "phone", expect.get("phone"), own[0] if own else None
    yield "alternates", expect.get("alternates", []), list(contact.alternates)
    yield "name", expect.get("name"), named.get("name")
    yield "email", expect.get("email"), named.get("email")
    yield "consent", expect.get("consent"), contact.consents[0].given if contact.consents else None


def report(title: str, score: Score) -> list[str]:
    """Give the lines of a table: per role how many, precision, recall; then what is wrong."""
    count = Counter(v.right for v in score.verdicts)
    lines = [f"{title}: {len(score.verdicts)} tried, recall {score.recall():.3f}"]
    lines += [
        f"  {role:<11} {count[role]:>5}   precision {score.precision(role):.3f}   recall {score.recall(role):.3f}"
        for role in score.roles()
    ]
    return lines + [f"    {v.place}: {v.found}, not {v.right}" for v in score.wrong()]


def main() -> int:
    """Print the figures."""
    listed = names()
    sets = [(f"blind set {name!r}", blind(name)) for name in blind_sets()]
    for title, score in (
        ("columns of lists", lists(listed)),
        ("fields of bodies", fields(listed)),
        ("whole bodies", whole(bodies())),
        ("whole bodies of further senders", whole(bodies("senders"))),
        *((f"{name}, columns of lists", lists(found)) for name, found in sets),
        *((f"{name}, fields of bodies", fields(found)) for name, found in sets),
    ):
        print("\n".join(report(title, score)), end="\n\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
