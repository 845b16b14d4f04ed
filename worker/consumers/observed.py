"""What is counted and logged of batches and dead letters."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

import structlog

from worker.account import Accounts
from worker.commit.applied import Receipt
from worker.consumers import failure_headers
from worker.contact import Contact
from worker.leads.misfits import misfits_of
from worker.ports import Delivery, Outgoing
from worker.telemetry import metrics
from worker.telemetry.sampling import Sample
from worker.topology import CAMPAIGN

log = structlog.get_logger(__name__)

REFUSED: Final = "message.refused"
MISFIT: Final = "list.misfits"
_refusals: Final = Sample(REFUSED)
_misfits: Final = Sample(MISFIT, per_window=1)


def ages(queue: str, batch: Sequence[Delivery], now: int) -> None:
    """Observe how old the oldest message of a batch is that is done; `now` is Unix ms."""
    _observe(queue, "received", (delivery.received_at for delivery in batch), now)
    _observe(queue, "published", (delivery.published_at for delivery in batch), now)


def contacts(queue: str, committed: Sequence[Contact], now: int) -> None:
    """Observe how many contacts went into a commit, and how old the oldest is by its sender's time."""
    metrics.COMMIT_SIZE.labels(queue).observe(len(committed))
    _observe(queue, "sent", (contact.at for contact in committed), now)


def misfits(queue: str, receipts: Iterable[Receipt], accounts: Accounts) -> None:
    """Count values of lists that did not fit their fields; log each list's fields once a minute, without the values."""
    if queue != CAMPAIGN:
        return
    found: dict[tuple[str, str, str], list[str]] = {}
    first: dict[tuple[str, str, str], str] = {}
    for receipt in receipts:
        contact, account = receipt.contact, accounts.by_id.get(receipt.contact.account)
        if contact.activity != "campaign_row" or receipt.outcome == "duplicate" or account is None:
            continue
        for name, _, reason in misfits_of(contact, account):
            kind = (contact.account, str((contact.attribution or {}).get("list", "")), name)
            found.setdefault(kind, []).append(reason)
            first.setdefault(kind, contact.id)
    for kind, reasons in found.items():
        for reason, count in Counter(reasons).items():
            metrics.MISFITS.labels(queue, reason).inc(count)
        account_id, list_, name = kind
        if _misfits.admits(account=account_id, list=list_, field=name):
            log.warning(
                MISFIT,
                account=account_id,
                list=list_,
                field=name,
                rows=len(reasons),
                reasons=sorted(set(reasons)),
                first=first[kind],
            )


def sent(queue: str, times: Iterable[int], now: int) -> None:
    """Observe the age of the oldest of a batch by the senders' times, Unix ms."""
    _observe(queue, "sent", times, now)


def _observe(queue: str, since: str, times: Iterable[int], now: int) -> None:
    if oldest := min((at for at in times if at), default=0):
        metrics.AGE.labels(queue, since).observe(max(0, now - oldest) / 1000)


def parked(queue: str, letters: Sequence[Outgoing]) -> None:
    """Count dead letters that the broker has confirmed, and log them: the first of each reason in a minute."""
    for reason, count in Counter(_text(letter, failure_headers.REASON) for letter in letters).items():
        metrics.DEAD_LETTERS.labels(queue, reason).inc(count)
    for letter in letters:
        reason = _text(letter, failure_headers.REASON)
        if _refusals.admits(queue=queue, reason=reason):
            log.warning(
                REFUSED,
                queue=queue,
                reason=reason,
                detail=_text(letter, failure_headers.DETAIL),
                where=_text(letter, failure_headers.WHERE),
                message=letter.message_id or "",
                cause=_text(letter, failure_headers.FINGERPRINT),
            )


def _text(letter: Outgoing, name: str) -> str:
    return str(letter.headers.get(name, ""))
