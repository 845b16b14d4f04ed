"""Receipts of the parts of a delivery that left no history row: what was ignored, kept for later, or refused."""

import hashlib
from functools import partial

from worker.commit.documents import ReceiptRow, receipt_row
from worker.consumers.failure_headers import reason_of
from worker.consumers.taken import Taken
from worker.contact import Refusal
from worker.errors import RefusedError


def receipt_rows(taken: Taken, now: int) -> list[ReceiptRow]:
    """Give the rows for a delivery that was read to its end; `now` is Unix ms."""
    row = partial(receipt_row, queue=taken.delivery.queue, now=now)
    rows = [row(part.account, part.id, "ignored", part.reason) for part in taken.ignored]
    rows += [row(kept.contact.account, kept.contact.id, "ignored", kept.detail) for kept in taken.kept]
    rows += [row(c.account, c.id, "refused", error.reason, error.detail) for c, error in taken.turned_away]
    rows += [
        row(part.account, part.id or _fingerprint(part), "refused", part.reason, part.detail) for part in taken.refused
    ]
    if taken.error is not None:
        reason = reason_of(taken.error)
        name = taken.delivery.message_id or "body:" + hashlib.sha256(taken.delivery.body).hexdigest()[:24]
        rows.append(row("", name, "refused", reason, _detail(taken.error)[:500]))
    return rows


def _detail(error: Exception) -> str:
    """Give what went wrong, and where; the reason has a place of its own."""
    if not isinstance(error, RefusedError):
        return str(error)
    return error.detail + (f" (at {error.where})" if error.where else "")


def _fingerprint(refusal: Refusal) -> str:
    return "part:" + hashlib.sha256(refusal.body).hexdigest()[:24] + refusal.where
