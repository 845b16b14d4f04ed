"""History entries and the chain that shows whether one was altered, removed or inserted.

An entry is a plain document. Its `hash` is SHA-256 over the hash of the lead's entry before it and the entry's own
canonical JSON (sorted keys, UTF-8), so the newest hash, which the lead carries as `head`, vouches for all of them.

Since version 2 the hash covers a digest of what an entry says about its person (`PERSONAL`, the values of `changes`, parts
of `after`) in the place of that part itself. The digest is made with a random salt that goes with the part: when a person
is erased (`worker.leads.erasing`), part and salt go, the chain still holds, and nobody can guess the part from its digest.
Version 1 hashed the part itself; both are checked.

`message` is the entry's id; the row's `_id` equals it and so makes it unique. Where two workers applied one message to two
leads in the same moment, the second row's `_id` is `message~lead` (and the leads are merged): `_id` is not hashed.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson

SCHEMA = 2
# What an erased entry holds in the place of what it said of the person.
PERSONAL: Mapping[str, Any] = {
    "text": None,
    "content": {},
    "raw": None,
    "contact": None,
    "before": None,
    "notes": [],
    "refused": [],
    "sends": [],
}
PERSONAL_AFTER: Mapping[str, Any] = {  # the same, of the view of the lead after it
    "phone": None,
    "address": None,
    "identities": [],
    "fields": {},
    "tags": [],
    "attribution": None,
}
_PUBLIC_SIZE = 1_500  # bytes of the rest of an entry, about
_APART = frozenset({*PERSONAL, "_id", "hash", "salt", "erased"})  # what the hash of version 2 does not cover


def seal(entry: dict[str, Any], previous: str) -> dict[str, Any]:
    """Add salt, digest and size of the personal part, `prev` and `hash` to an entry that is complete otherwise."""
    entry["salt"] = _salt()
    personal = _personal(entry)
    entry["personal_digest"], entry["personal_size"] = _salted(entry["salt"], personal), len(personal)
    entry["prev"] = previous
    entry["hash"] = digest(entry)
    return entry


def digest(entry: Mapping[str, Any]) -> str:
    """Hash an entry, whatever its `hash` says."""
    if entry.get("schema", 1) == 1:
        body = {name: part for name, part in entry.items() if name not in ("hash", "_id")}
    else:
        body = _without(entry, _APART)
        body["changes"] = changed(entry)
        after = body.get("after")
        if isinstance(after, dict):
            body["after"] = _without(after, PERSONAL_AFTER)
    return _sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS))


def _without(whole: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    part = dict(whole)
    for name in names:
        part.pop(name, None)
    return part


def personal_digest(entry: Mapping[str, Any]) -> str:
    """Make the digest of an entry's personal part anew, whatever the entry says it is."""
    return _salted(str(entry.get("salt")), _personal(entry))


def changed(entry: Mapping[str, Any]) -> Any:
    """Give the names of what an entry changed, which stay when their values are erased."""
    changes = entry.get("changes")
    if not isinstance(changes, list):
        return changes
    return [change.get("field") if isinstance(change, dict) else change for change in changes]


def _personal(entry: Mapping[str, Any]) -> bytes:
    part = {name: entry[name] for name in PERSONAL if name in entry}
    part["changes"] = entry.get("changes")
    after = entry.get("after")
    if isinstance(after, dict):
        part["after"] = {name: after[name] for name in PERSONAL_AFTER if name in after}
    return orjson.dumps(part, option=orjson.OPT_SORT_KEYS)


def _salted(salt: str, personal: bytes) -> str:
    return _sha256(salt.encode() + personal)


def _sha256(data: bytes) -> str:
    """Hash in pieces: at 2 KB Python lets other threads run, and to get its turn back costs more than the hash."""
    if len(data) > _LONG:
        return hashlib.sha256(data).hexdigest()
    digest = hashlib.sha256(data[:_PIECE])
    for start in range(_PIECE, len(data), _PIECE):
        digest.update(data[start : start + _PIECE])
    return digest.hexdigest()


_PIECE, _LONG = (
    2_047,
    65_536,
)  # bytes: https://docs.python.org/3/library/hashlib.html (2047), and worth a turn of others
_SALT = 16  # bytes
_salts: list[str] = []


def _salt() -> str:
    """Give a random salt. Many are made at once, because asking the system lets other threads run, as above."""
    try:
        return _salts.pop()
    except IndexError:
        text = os.urandom(256 * _SALT).hex()
        _salts.extend(text[start : start + 2 * _SALT] for start in range(0, len(text), 2 * _SALT))
        return _salts.pop()


os.register_at_fork(after_in_child=_salts.clear)  # two processes never use the same


def is_blank(entry: Mapping[str, Any]) -> bool:
    """Whether an entry says nothing of its person."""
    after, changes = entry.get("after") or {}, entry.get("changes") or ()
    return (
        "salt" not in entry
        and all(entry.get(name) in (None, blank) for name, blank in PERSONAL.items())
        and all(after.get(name) in (None, blank) for name, blank in PERSONAL_AFTER.items())
        and all(change.get("from") is None and change.get("to") is None for change in changes)
    )


def entry_size(entry: Mapping[str, Any]) -> int:
    """Give about how many bytes an entry takes in its lead."""
    personal = entry.get("personal_size")
    return len(orjson.dumps(entry, default=str)) if personal is None else personal + _PUBLIC_SIZE


class Chain:
    """Checks a lead's entries one by one, in order of `seq`: `take` each, then `end`; both give what is wrong."""

    def __init__(self) -> None:
        self.expected, self._previous = 1, ""
        self.erased: list[int] = []  # the `seq` of entries whose personal part is gone
        self._ordered: list[list[int]] = []  # ranges of `seq` that entries of the history say were erased

    def take(self, entry: Mapping[str, Any]) -> Iterator[str]:
        """Take the next entry; yield what is wrong with it."""
        seq, name = entry.get("seq"), entry.get("_id")
        if not isinstance(seq, int) or isinstance(seq, bool) or seq < 1:
            yield f"entry {name} was inserted: its place {seq!r} is none"
            return
        if seq != self.expected:
            yield (f"entry {self.expected} is missing" if seq > self.expected else f"entry {seq} ({name}) was inserted")
        if fault := self._content(entry):
            yield f"entry {seq} ({name}) was altered: {fault}"
        if name not in (entry.get("message"), clash_id(entry)):
            yield f"entry {seq} ({name}) stands under another id than its own, {entry.get('message') or 'which is missing'}"
        if entry.get("prev") != self._previous and seq == self.expected:
            yield f"entry {seq} ({name}) does not follow the entry before it"
        self._previous, self.expected = str(entry.get("hash")), seq + 1
        if entry.get("type") == "erased":
            self._ordered += entry.get("rows") or ()

    def _content(self, entry: Mapping[str, Any]) -> str:
        """Say what is wrong with the content; of an erased entry of version 1 only its place is left to be checked."""
        oldest, erased = entry.get("schema", 1) == 1, "erased" in entry
        if not (oldest and erased) and digest(entry) != entry.get("hash"):
            return "its content does not match its hash"
        if erased:
            self.erased.append(entry["seq"])
            return "" if is_blank(entry) else "it is marked as erased, and still tells of the person"
        if not oldest and personal_digest(entry) != entry.get("personal_digest"):
            return "its content does not match its hash"
        return ""

    def end(self, lead: Mapping[str, Any]) -> Iterator[str]:
        """Yield what is wrong with the end: the lead's `seq` and `head` vouch for its last entry.

        Only an entry of the history itself makes an erasure a lawful one.
        """
        for seq in self.erased:
            if not any(first <= seq <= last for first, last in self._ordered):
                yield f"entry {seq} was erased, and no entry of the history says so"
        if self.expected - 1 != lead.get("seq"):
            yield f"the lead counts {lead.get('seq') or 'no'} entries, history ends at {self.expected - 1}"
        elif self._previous != lead.get("head"):
            yield "the last entry is not the one that the lead vouches for"


def faults(lead: Mapping[str, Any], entries: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield what is wrong with a lead's entries, given in order of `seq`; nothing for an untouched history."""
    chain = Chain()
    for entry in entries:
        yield from chain.take(entry)
    yield from chain.end(lead)


def clash_id(entry: Mapping[str, Any]) -> str:
    """The row id of an entry whose message another lead recorded first."""
    return f"{entry.get('message')}~{entry.get('lead')}"
