"""The form of a history entry, and the one place where entries are made. Times are Unix milliseconds.

`schemas.history` describes the same document for whoever reads the store.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, TypedDict, Unpack, cast

from worker.leads import history_chain
from worker.leads.changes import Change
from worker.leads.lead import Lead


class _Told(TypedDict):
    """What whoever makes an entry says."""

    type: str  # message_received, campaign_row, merged, rule_fired, ...
    at: int  # when it happened
    by: Mapping[str, str]  # kind, id
    source: str | None
    outcome: str

    text: NotRequired[str | None]  # messages
    content: NotRequired[Any]
    contact: NotRequired[str]  # the statement
    raw: NotRequired[str | None]

    other: NotRequired[str]  # merges
    cause: NotRequired[str]
    before: NotRequired[str | None]
    moved: NotRequired[Sequence[Sequence[int]]]
    moved_of: NotRequired[Mapping[str, Sequence[Sequence[int]]]]  # by leads that were merged into this one before

    refused: NotRequired[Sequence[Mapping[str, str]]]  # commands
    sends: NotRequired[Sequence[Mapping[str, Any]]]
    correlation: NotRequired[str | None]
    causation: NotRequired[str | None]
    chain: NotRequired[Sequence[str]]

    rows: NotRequired[Sequence[Sequence[int]]]  # erasures: ranges of `seq`


class Story(TypedDict, total=False):
    """To which story an entry belongs, where it does not begin its own: the entry that did, and what led to this one."""

    correlation: str
    causation: str


class HistoryEntry(_Told):
    """An entry as it is stored."""

    _id: str
    message: str
    account: str
    lead: str
    seq: int
    recorded_at: int
    schema: int
    changes: list[dict[str, Any]]
    events: list[str]
    notes: list[str]
    after: dict[str, Any]
    prev: str
    hash: str
    salt: NotRequired[str]  # since version 2, until the entry is erased
    personal_digest: NotRequired[str]  # since version 2
    personal_size: NotRequired[int]  # since version 2: bytes
    erased: NotRequired[Mapping[str, Any]]  # entry, at, by


def entry_id(account: str, message_id: str) -> str:
    """The `_id` of a history entry: unique, and the receipt of the message."""
    return f"{account}:{message_id}"


def append(lead: Lead, name: str, change: Change, now: int, **told: Unpack[_Told]) -> HistoryEntry:
    """Make the lead's next entry, with the id `name`: sequence, what changed, view of the lead after it, hash."""
    lead.seq += 1
    lead.updated_at = now
    entry: dict[str, Any] = {
        "_id": name,
        **told,
        "changes": change.fields,
        "events": change.events,
        "notes": change.notes,
        "message": name,
        "account": lead.account,
        "lead": lead.id,
        "seq": lead.seq,
        "recorded_at": now,
        "schema": history_chain.SCHEMA,
        "after": lead.view(),
    }
    history_chain.seal(entry, lead.head)
    lead.head = entry["hash"]
    return cast(HistoryEntry, entry)
