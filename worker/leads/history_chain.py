"""History entries and the chain that shows whether one was altered, removed or inserted.

An entry is a plain document. Its `hash` is SHA-256 over the hash of the lead's entry before it and the entry's own
canonical JSON (sorted keys, UTF-8), so the newest hash, which the lead carries as `head`, vouches for all of them.

`message` is the entry's id; the row's `_id` equals it and so makes it unique. Where two workers applied one message to two
leads in the same moment, the second row's `_id` is `message~lead` (and the leads are merged): `_id` is not hashed.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson

SCHEMA = 1


def seal(entry: dict[str, Any], previous: str) -> dict[str, Any]:
    """Add `prev` and `hash` to an entry that is complete otherwise, and give it back."""
    entry["prev"] = previous
    entry["hash"] = digest(entry)
    return entry


def digest(entry: Mapping[str, Any]) -> str:
    """Hash an entry, whatever its `hash` says."""
    body = dict(entry)
    body.pop("hash", None)
    body.pop("_id", None)
    return hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).hexdigest()


def entry_size(entry: Mapping[str, Any]) -> int:
    """Give about how many bytes an entry takes in its lead."""
    return len(orjson.dumps(entry, default=str))


class Chain:
    """Checks a lead's entries one by one, in order of `seq`: `take` each, then `end`; both give what is wrong."""

    def __init__(self) -> None:
        self.expected, self._previous = 1, ""

    def take(self, entry: Mapping[str, Any]) -> Iterator[str]:
        """Take the next entry; yield what is wrong with it."""
        seq, name = entry.get("seq"), entry.get("_id")
        if not isinstance(seq, int) or isinstance(seq, bool) or seq < 1:
            yield f"entry {name} was inserted: its place {seq!r} is none"
            return
        if seq != self.expected:
            yield (f"entry {self.expected} is missing" if seq > self.expected else f"entry {seq} ({name}) was inserted")
        if digest(entry) != entry.get("hash"):
            yield f"entry {seq} ({name}) was altered: its content does not match its hash"
        if name not in (entry.get("message"), clash_id(entry)):
            yield f"entry {seq} ({name}) stands under another id than its own, {entry.get('message')}"
        if entry.get("prev") != self._previous and seq == self.expected:
            yield f"entry {seq} ({name}) does not follow the entry before it"
        self._previous, self.expected = str(entry.get("hash")), seq + 1

    def end(self, lead: Mapping[str, Any]) -> Iterator[str]:
        """Yield what is wrong with the end: the lead's `seq` and `head` vouch for its last entry."""
        if self.expected - 1 != lead.get("seq"):
            yield f"the lead counts {lead.get('seq')} entries, history ends at {self.expected - 1}"
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
