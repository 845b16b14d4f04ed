"""The small documents that are kept beside leads and history, one constructor each. Times are Unix milliseconds.

`expires_ms` says from when the store may drop a document; one without it is kept for good.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NotRequired, TypedDict

from schemas.durations import DAY_MS
from worker.commit.plan import contact_keys
from worker.contact import Contact, FrozenRaw
from worker.inert import frozen_json, inert, plain
from worker.leads.bounds import bounded, frozen_raw
from worker.leads.history_entry import entry_id
from worker.leads.statement import stated, statement
from worker.leads.versions import is_placeholder

STRANGER_SCHEMA = 2  # 1 kept neither text, content nor raw part
RECEIPT_SCHEMA = 1
WAITING = "~waiting"  # behind the id of a placeholder's row
STRANGER_DAYS = 30  # how long words about an unknown person are kept; an opt-out is kept for good


class StrangerRow(TypedDict):
    """What was said of a person nobody knows yet, until they appear. A row without `schema` is of version 1."""

    _id: str
    account: str
    keys: list[str]  # under any of which the person may appear
    contact: str  # the statement
    text: NotRequired[str]
    content: NotRequired[str]  # JSON text, with keys escaped as in history
    raw: NotRequired[str]  # JSON text, cut as in history
    raw_characters: NotRequired[int]  # how many it had before it was cut
    schema: int
    expires_ms: NotRequired[int]


class ReceiptRow(TypedDict):
    """What became of a part that left no history row. A row without `schema` is of version 1."""

    _id: str
    account: str  # empty where it could not be resolved
    message: str
    outcome: str  # ignored, refused
    reason: str
    detail: str
    queue: str
    at: int
    schema: int


def kept_name(contact: Contact) -> str:
    """Give the id of the row that keeps a contact: a placeholder's has one of its own, so that its content is kept beside it."""
    return entry_id(contact.account, contact.id) + (WAITING if is_placeholder(contact) else "")


def is_no(contact: Contact) -> bool:
    """Whether somebody says by it that they want no messages."""
    return any(not consent.given for consent in contact.consents)


def stranger_row(contact: Contact, now: int) -> StrangerRow:
    """Give the row that keeps a contact; one with an opt-out does not expire."""
    contact = bounded(contact)
    row: StrangerRow = {
        "_id": kept_name(contact),
        "account": contact.account,
        "keys": list(contact_keys(contact)),
        "contact": statement(contact),
        "schema": STRANGER_SCHEMA,
    }
    if not is_no(contact):
        row["expires_ms"] = now + STRANGER_DAYS * DAY_MS
    if contact.text is not None:
        row["text"] = inert(contact.text)
    if contact.content:
        row["content"] = frozen_json(inert(contact.content))
    if contact.raw is not None:
        raw = frozen_raw(contact.raw)
        row["raw"], row["raw_characters"] = raw.text, raw.characters
    return row


def kept_contact(row: Mapping[str, Any]) -> Contact:
    """Give the contact of a row back: folded, it makes the entry that it would have made of a known person."""
    content, raw = row.get("content"), row.get("raw")
    return replace(
        stated(row["account"], row["contact"]),
        text=row.get("text"),
        content=plain(json.loads(content)) if content else {},
        raw=None if raw is None else FrozenRaw(raw, row["raw_characters"]),
    )


def receipt_row(  # noqa: PLR0913  # one for each part of the row
    account: str, message: str, outcome: str, reason: str, detail: str = "", *, queue: str, now: int
) -> ReceiptRow:
    """Give the receipt of a part of a message that came through a queue."""
    return {
        "_id": entry_id(account, message),
        "account": account,
        "message": message,
        "outcome": outcome,
        "reason": reason,
        "detail": detail,
        "queue": queue,
        "at": now,
        "schema": RECEIPT_SCHEMA,
    }
