"""The lane of a source: messages of one queue become contacts, and contacts leads.

take and decode each alone, then the steps over the batch: commit the contacts together -> receipts -> dead-letter what was
refused -> postpone what lost its races -> acknowledge
"""

import hashlib
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

import structlog

from worker.account import Accounts
from worker.commit.applied import Applied
from worker.commit.documents import ReceiptRow, receipt_row
from worker.commit.key_lanes import KeyLanes
from worker.commit.path import CommitPath
from worker.commit.plan import contact_keys
from worker.consumers.lane import QueueLane
from worker.contact import Contact, Decoded, Refusal
from worker.errors import RefusedError, TransientError
from worker.handlers import SEALS, Handler
from worker.ports import Broker, Clock, Delivery, Outgoing
from worker.settings import Settings
from worker.telemetry import metrics
from worker.telemetry.failpoints import failpoint

log = structlog.get_logger(__name__)


class ReceiptStore(Protocol):
    """What the lane asks of the store beside the commit path."""

    async def add_receipts(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write receipts of parts that left no history row."""

    async def ping(self) -> None:
        """Return when the store answers."""


@dataclass(frozen=True, slots=True)
class Services:
    """What the lanes of a process share."""

    broker: Broker
    commit: CommitPath
    receipts: ReceiptStore
    accounts: Callable[[], Accounts]
    clock: Clock
    lanes: KeyLanes


@dataclass(slots=True)
class _Outcome:
    """What is to be done with one delivery, found out step by step."""

    delivery: Delivery
    decoded: Decoded = field(default_factory=Decoded)
    error: Exception | None = None  # the whole delivery is refused or failed
    keys: frozenset[tuple[str, str]] = frozenset()  # of the people it is about, with their account

    def late(self, unfinished: Mapping[int, Exception]) -> Exception | None:
        """Why one of its contacts is unfinished; `unfinished` is by the identity of the contacts."""
        if not unfinished:
            return None
        errors = [unfinished[id(c)] for c in self.decoded.contacts if id(c) in unfinished]
        passing = [error for error in errors if not isinstance(error, RefusedError)]  # tried again: then all are seen
        return next(iter(passing or errors), None)


@dataclass(slots=True)
class _Work:
    """A batch on its way through the steps. Each step does one thing and leaves here what the next ones need."""

    outcomes: Sequence[_Outcome]
    applied: Applied = field(default_factory=Applied)
    done: list[Delivery] = field(default_factory=list)  # what is to be acknowledged

    @property
    def contacts(self) -> list[Contact]:
        return [contact for outcome in self.outcomes for contact in outcome.decoded.contacts]

    @property
    def keys(self) -> frozenset[tuple[str, str]]:
        return frozenset[tuple[str, str]]().union(*(outcome.keys for outcome in self.outcomes))


class Lane(QueueLane):
    """Consumes one queue of messages."""

    work = "commit"

    def __init__(self, queue: str, handler: Handler, services: Services, settings: Settings) -> None:
        super().__init__(queue, services.broker, services.clock, settings)
        self._handler, self._commit, self._receipts = handler, services.commit, services.receipts
        self._accounts, self._lanes = services.accounts, services.lanes
        self._outcomes: dict[Delivery, _Outcome] = {}  # decoded and not settled
        self._busy: set[tuple[str, str]] = set()  # keys of the batches under way

    def _take(self) -> list[Delivery]:
        """Take deliveries in order, but leave those about people with whom a batch under way is busy.

        They would make the whole batch wait for that one to end. What is left goes with the next batch, and nothing
        later about the same people before it.
        """
        if suspect := self._suspect():
            self._busy |= self._outcome(suspect).keys
            return [suspect]
        taken: list[Delivery] = []
        left: list[Delivery] = []
        barred: set[tuple[str, str]] = set()
        while self._inbox and len(taken) < self._settings.batch_size:
            delivery = self._inbox.popleft()
            keys = self._outcome(delivery).keys
            if self._running and not (
                barred.isdisjoint(keys) and self._busy.isdisjoint(keys) and self._lanes.free(keys)
            ):
                barred |= keys
                left.append(delivery)
            else:
                taken.append(delivery)
        self._inbox.extendleft(reversed(left))
        self._busy.update(*(self._outcomes[delivery].keys for delivery in taken))
        return taken

    def _forget(self, batch: Sequence[Delivery]) -> None:
        for delivery in batch:
            self._busy -= self._outcomes.pop(delivery).keys

    def _outcome(self, delivery: Delivery) -> _Outcome:
        if delivery not in self._outcomes:
            self._outcomes[delivery] = self._decode(delivery)
        return self._outcomes[delivery]

    async def _process(self, batch: Sequence[Delivery]) -> None:
        work = _Work([self._outcome(delivery) for delivery in batch])
        failpoint("decoded")
        try:
            for step in self._STEPS:
                await step(self, work)
        except TransientError:
            await self._receipts.ping()  # a store that hangs answers nobody: then it is not this batch's own failure
            raise

    async def _commit_contacts(self, work: _Work) -> None:
        contacts = work.contacts
        if not contacts:
            return
        async with self._lanes.hold(work.keys):
            work.applied = await self._commit.apply(contacts)
        for what, count in Counter(receipt.outcome for receipt in work.applied.receipts).items():
            metrics.PARTS.labels(self.queue, what).inc(count)

    async def _write_receipts(self, work: _Work) -> None:
        """Keep what became of the parts that left no history row."""
        rows = [row for outcome in work.outcomes for row in self._receipt_rows(outcome)]
        rows += [
            self._row(receipt.contact.account, receipt.contact.id, "ignored", receipt.detail)
            for receipt in work.applied.receipts
            if receipt.outcome == "kept"
        ]
        rows += [
            self._row(contact.account, contact.id, "refused", refusal.reason, refusal.detail)
            for contact, refusal in work.applied.refused
        ]
        if rows:
            await self._receipts.add_receipts(rows)

    async def _publish_dead_letters(self, work: _Work) -> None:
        await self._publish([letter for outcome in work.outcomes for letter in self._dead_letters(outcome)])

    async def _postpone_unfinished(self, work: _Work) -> None:
        """Send deliveries with a contact that lost every race up the ladder; the rest is done."""
        unfinished = {id(contact): error for contact, error in work.applied.unfinished}
        for outcome in work.outcomes:
            if error := outcome.late(unfinished):
                await self._failed(outcome.delivery, error)
            else:
                work.done.append(outcome.delivery)

    async def _acknowledge(self, work: _Work) -> None:
        failpoint("settled")
        await self._ack(work.done)

    _STEPS: ClassVar[tuple[Callable[["Lane", _Work], Awaitable[None]], ...]] = (
        _commit_contacts,
        _write_receipts,
        _publish_dead_letters,
        _postpone_unfinished,
        _acknowledge,
    )

    def _decode(self, delivery: Delivery) -> _Outcome:
        try:
            decoded = self._handler(delivery, self._accounts())
            keys = frozenset((c.account, key) for c in decoded.contacts for key in contact_keys(c))
            return _Outcome(delivery, decoded, keys=keys)
        except Exception as error:  # whatever a body does to a handler, it is that body's own fate
            if not isinstance(error, RefusedError):
                log.exception("handler.failed", queue=self.queue)
            return _Outcome(delivery, error=error)

    def _dead_letters(self, outcome: _Outcome) -> list[Outgoing]:
        """Messages for the dead letters: the whole delivery, or its refused parts."""
        delivery = outcome.delivery
        if outcome.error is not None:
            metrics.REFUSED.labels(self.queue, getattr(outcome.error, "reason", "bug")).inc()
            return [self._dead_letter(delivery, outcome.error, "decode", self._sealed(delivery))]
        letters = []
        for refusal in outcome.decoded.refused:
            metrics.REFUSED.labels(self.queue, refusal.reason).inc()
            error = RefusedError(refusal.reason, refusal.detail, refusal.where)
            letters.append(self._dead_letter(delivery, error, "decode", refusal.body))
        return letters

    def _sealed(self, delivery: Delivery) -> bytes:
        seal = SEALS.get(self.queue)
        return seal(delivery.body, self._accounts()) if seal else delivery.body

    def _receipt_rows(self, outcome: _Outcome) -> list[ReceiptRow]:
        rows = [self._row(part.account, part.id, "ignored", part.reason) for part in outcome.decoded.ignored]
        for _ in outcome.decoded.ignored:
            metrics.PARTS.labels(self.queue, "ignored").inc()
        rows += [
            self._row(part.account, part.id or _fingerprint(part), "refused", part.reason, part.detail)
            for part in outcome.decoded.refused
        ]
        if outcome.error is not None:
            reason = getattr(outcome.error, "reason", type(outcome.error).__name__)
            name = outcome.delivery.message_id or "body:" + hashlib.sha256(outcome.delivery.body).hexdigest()[:24]
            rows.append(self._row("", name, "refused", reason, str(outcome.error)[:500]))
        return rows

    def _row(self, account: str, message_id: str, outcome: str, reason: str, detail: str = "") -> ReceiptRow:
        return receipt_row(account, message_id, outcome, reason, detail, queue=self.queue, now=self._clock.now())


def _fingerprint(refusal: Refusal) -> str:
    return "part:" + hashlib.sha256(refusal.body).hexdigest()[:24] + refusal.where
