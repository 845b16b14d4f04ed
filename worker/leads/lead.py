"""The lead as a value: one person in an account. The attribute names are the document's field names.

Every known value is a cell that says who stated it and when (`v` value, `by` authority, `t` Unix ms, `m` message id),
so that merging can pick the same winner in any order. Times are Unix milliseconds, UTC.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from operator import attrgetter, itemgetter
from typing import Any

from schemas.durations import DAY_MS
from worker.contact import LISTED
from worker.leads import counts, deliverability

Cell = dict[str, Any]
WINDOW_MS = DAY_MS  # WhatsApp's customer service window after the person's last message or call


@dataclass(slots=True)
class Lead:
    """One person. `v` counts writes (compare-and-set), `seq` counts history entries, `head` is the last entry's hash."""

    _id: str
    account: str
    v: int = 0
    seq: int = 0
    head: str = ""
    kv: int = 1  # version of the key folding
    keys: list[str] = field(default_factory=list)
    identities: list[dict[str, Any]] = field(default_factory=list)
    phone: str | None = None  # primary number, E.164
    address: str | None = None  # where WhatsApp messages are sent: the primary identity as received
    fields: dict[str, Cell] = field(default_factory=dict)
    extra: dict[str, Cell] = field(default_factory=dict)
    tags: dict[str, Cell] = field(default_factory=dict)  # v: whether the tag is on
    alternates: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    first: dict[str, Any] = field(default_factory=dict)  # t, m, source, origin of the earliest contact
    touch: dict[str, Any] | None = None  # t, m, data: first-touch attribution
    last_inbound_at: int | None = None
    counts: dict[str, int] = field(default_factory=counts.zero)
    consent: dict[str, Any] = field(default_factory=dict)  # given, withdrawn, listed: each t, m, reason
    state: Cell = field(default_factory=dict)
    status: str = "open"
    assignee: Cell = field(default_factory=dict)
    incomplete: list[str] = field(default_factory=list)
    tasks: dict[str, dict[str, Any]] = field(default_factory=dict)  # follow-ups, by id
    marks: dict[str, Cell] = field(default_factory=dict)  # last firing (t, m) of what may fire once
    merged_into: str | None = None
    apart: list[str] = field(default_factory=list)  # leads an operator declared to be somebody else
    created_at: int = 0
    updated_at: int = 0
    pend: list[dict[str, Any]] = field(default_factory=list)  # entries on their way to history; never written back

    @property
    def id(self) -> str:
        """The lead's id."""
        return self._id

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Lead":
        """Take a stored document; parts that another version of the program added stay untouched in the store."""
        try:
            lead = cls(*_PARTS(document))
        except KeyError:  # of an older version, or as a projection gave it
            lead = cls(**{name: document[name] for name in _NAMES if name in document})
        lead.counts = counts.current(lead.counts)
        return lead

    def sections(self) -> dict[str, Any]:
        """Give the document: every attribute under its name."""
        return dict(zip(_NAMES, _VALUES(self), strict=True))

    def held(self) -> tuple[Any, ...]:
        """Give what it holds, to be compared later by `since`."""
        return _VALUES(self)

    def since(self, before: Sequence[Any]) -> dict[str, Any]:
        """Give the sections that are otherwise than they were (`held`); all, where nothing was."""
        if not before:
            return self.sections()
        pairs = zip(_NAMES, _VALUES(self), before, strict=True)
        return {name: value for name, value, old in pairs if value is not old and value != old}

    def value(self, name: str) -> Any:
        """Give a field's value, None where nobody stated it."""
        return self.fields.get(name, _EMPTY).get("v")

    def identity(self, key: str) -> dict[str, Any] | None:
        """Give the identity with a key, None where it is not the lead's."""
        for entry in self.identities:
            if entry["k"] == key:
                return entry
        return None

    @property
    def opted_out(self) -> bool:
        """Whether the person's last word was no. Without any word it is False; see also `opted_in`."""
        return said_no(self.consent)

    @property
    def opted_in(self) -> bool:
        """Whether the person's last word was yes, or a list said so of somebody who never said no."""
        return bool(self.consent.get("given") or self.consent.get("listed")) and not self.opted_out

    @property
    def tag_names(self) -> list[str]:
        """Names of the tags that are on, escaped as stored, sorted."""
        return sorted(name for name, cell in self.tags.items() if cell["v"])

    @property
    def failures(self) -> list[dict[str, Any]]:
        """Failures of messages of ours that no message of the person lifted since, the earliest first."""
        return deliverability.failures_in_force(self.identities, self.address, self.last_inbound_at)

    @property
    def reachable(self) -> bool:
        """Whether WhatsApp delivers to the address in force, as far as it ever said since the person last wrote."""
        return deliverability.reachable(self.failures)

    @property
    def window_until(self) -> int | None:
        """When the window for free text ends, or ended (Unix ms); None: the person never wrote."""
        return deliverability.window_until(self.last_inbound_at or None, WINDOW_MS, self.failures)

    def view(self) -> dict[str, Any]:
        """Give what events and rules see: values without provenance, no raw messages, no extras."""
        failures, consent = self.failures, self.consent
        opted_out = said_no(consent) if consent else False
        return {
            "id": self._id,
            "account": self.account,
            "version": self.seq,
            "phone": self.phone,
            "address": self.address,
            "identities": [entry["k"] for entry in self.identities],
            "fields": {name: cell["v"] for name, cell in self.fields.items()},
            "tags": self.tag_names if self.tags else [],
            "source": self.first.get("source"),
            "origin": self.first.get("origin"),
            "attribution": self.touch["data"] if self.touch else None,
            "state": self.state.get("v"),
            "status": self.status,
            "assignee": self.assignee.get("v"),
            "previous_assignee": self.assignee.get("was"),
            "opted_out": opted_out,
            "opted_in": self.opted_in if consent else False,
            "last_inbound_at": self.last_inbound_at,
            "window_until": deliverability.window_until(self.last_inbound_at or None, WINDOW_MS, failures),
            "reachable": deliverability.reachable(failures),
            "failures": failures,
            **self.counts,
            "incomplete": self.incomplete,
            "created_at": self.created_at,
        }


_EMPTY: Mapping[str, Any] = {}
_NAMES = tuple(f.name for f in fields(Lead))
_VALUES = attrgetter(*_NAMES)
_PARTS = itemgetter(*_NAMES)
# What a compare-and-set writes: everything but the key of the document and the list that the write pushes to.
WRITTEN = tuple(name for name in _NAMES if name not in ("_id", "pend"))


def said_no(consent: Mapping[str, Any]) -> bool:
    """Whether a consent section ends in a no. What a list says (`listed`) never lifts a no, however fresh the list is.

    A yes and a no of one moment are a no. An older version kept a list's word under `given`; its reason tells.
    """
    withdrawn, given = consent.get("withdrawn"), consent.get("given")
    if not withdrawn:
        return False
    if not given or given["reason"] == LISTED:
        return True
    return bool(withdrawn["t"] >= given["t"])
