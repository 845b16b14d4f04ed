"""One lane: deliveries of one queue, from taking to settling, in micro-batches.

    take -> decode each alone -> commit the contacts together -> dead-letter what was refused -> receipts -> acknowledge

A lone delivery goes at once; while a batch is under way others gather for the next. Every delivery ends settled: it is
acknowledged, published again for later, or published to the dead letters; the original goes only after the confirm.
"""

import asyncio
import contextlib
import hashlib
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import structlog
from tenacity import AsyncRetrying, retry_if_exception_type, wait_random_exponential

from worker.account import Accounts
from worker.commit import CommitPath
from worker.contact import Decoded, Refusal
from worker.errors import (
    BrokerUnavailableError,
    LeadWorkerError,
    RefusedError,
    StoreUnavailableError,
    TransientError,
    UnroutableError,
)
from worker.failure import failure_headers, retry_headers
from worker.handlers import SEALS, Handler
from worker.lanes import KeyLanes
from worker.leads import entry_id
from worker.plan import contact_keys
from worker.ports import Broker, Clock, Delivery, Outgoing
from worker.settings import Settings
from worker.telemetry import metrics
from worker.telemetry.failpoints import failpoint
from worker.topology import RETRY_DELAYS, dead, retry

log = structlog.get_logger(__name__)

HOLDING = (StoreUnavailableError, BrokerUnavailableError, UnroutableError)
AT_ONCE = 3  # times that work which failed in passing is done again before the retry ladder


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


class Lane:
    """Consumes one queue."""

    def __init__(self, queue: str, handler: Handler, services: Services, settings: Settings) -> None:
        self.queue, self._handler, self._settings = queue, handler, settings
        self._broker, self._commit, self._receipts = services.broker, services.commit, services.receipts
        self._accounts, self._clock, self._lanes = services.accounts, services.clock, services.lanes
        self._inbox: deque[Delivery] = deque()
        self._wake = asyncio.Event()
        self._running: set[asyncio.Task[None]] = set()
        self._stopping = False

    async def start(self) -> None:
        """Begin to consume."""
        await self._broker.consume(self.queue, self._settings.prefetch, self.deliver)

    def deliver(self, delivery: Delivery) -> None:
        """Take a delivery from the broker."""
        self._inbox.append(delivery)
        self._wake.set()

    async def run(self) -> None:
        """Work until `stop`; raises if the lane itself is broken (the process should then end and be restarted)."""
        while not self._stopping or self._running:
            if self._ready():
                batch = [self._inbox.popleft() for _ in range(min(len(self._inbox), self._settings.batch_size))]
                self._running.add(asyncio.create_task(self._settled(batch), name=f"{self.queue} batch"))
                continue
            await self._pause()
            for task in [task for task in self._running if task.done()]:
                self._running.discard(task)
                task.result()

    def _ready(self) -> bool:
        if self._stopping or not self._inbox or len(self._running) >= self._settings.overlap:
            return False
        return not self._running or len(self._inbox) >= self._settings.batch_size

    async def _pause(self) -> None:
        """Wait for a delivery or for a batch to end; a part of a batch waits only while another batch is under way."""
        if self._inbox and len(self._running) >= self._settings.overlap:
            await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
            return
        self._wake.clear()
        waker = asyncio.ensure_future(self._wake.wait())
        await asyncio.wait({waker, *self._running}, return_when=asyncio.FIRST_COMPLETED)
        waker.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await waker

    async def stop(self) -> None:
        """Take no more, give back what was not begun, finish what was."""
        self._stopping = True
        with contextlib.suppress(LeadWorkerError):
            await self._broker.cancel(self.queue)
            waiting = list(self._inbox)
            self._inbox.clear()
            await self._broker.requeue(waiting)
        self._wake.set()

    async def _settled(self, batch: list[Delivery]) -> None:
        """Settle a batch: hold while infrastructure is away, take it apart when one delivery spoils it."""
        metrics.RECEIVED.labels(self.queue).inc(len(batch))
        metrics.BATCH_SIZE.labels(self.queue).observe(len(batch))
        metrics.IN_FLIGHT.labels(self.queue).inc(len(batch))
        try:
            with metrics.BATCH.labels(self.queue).time():
                await self._isolated(batch)
        finally:
            metrics.IN_FLIGHT.labels(self.queue).dec(len(batch))

    async def _isolated(self, batch: list[Delivery], error: Exception | None = None) -> None:
        if error is not None and len(batch) == 1:
            with contextlib.suppress(*HOLDING):  # stopping: unsettled, so it is delivered again
                await self._held(lambda: self._failed(batch[0], error))
            return
        try:
            await self._held(lambda: self._process(batch))
        except HOLDING:
            log.warning("batch.left", queue=self.queue, size=len(batch))  # as above
        except Exception as failure:  # noqa: BLE001  # a bug in one delivery's work must not cost its neighbours theirs
            log.warning("batch.split", queue=self.queue, size=len(batch), error=repr(failure)[:300])
            middle = len(batch) // 2
            for half in (batch[:middle], batch[middle:]):
                if half:
                    await self._isolated(half, failure if len(batch) == 1 else None)

    async def _held(self, work: Callable[[], Any]) -> None:
        """Do the work; while MongoDB or RabbitMQ is away, wait and do it again. Nobody's attempts are spent.

        What fails in passing is done again at once, a few times, and then raises.
        """
        passing = 0

        def enough(state: Any) -> bool:
            nonlocal passing
            passing += isinstance(state.outcome.exception(), TransientError)
            return self._stopping or passing > AT_ONCE

        def again(state: Any) -> None:
            error = state.outcome.exception()
            event = "batch.retried" if isinstance(error, TransientError) else "lane.held"
            metrics.HELD.labels(self.queue).set(event == "lane.held")
            log.warning(event, queue=self.queue, attempt=state.attempt_number, error=str(error)[:300])

        async for attempt in AsyncRetrying(
            retry=retry_if_exception_type((*HOLDING, TransientError)),
            wait=wait_random_exponential(multiplier=0.1, max=5),
            before_sleep=again,
            stop=enough,
            reraise=True,
        ):
            with attempt:
                await work()
        metrics.HELD.labels(self.queue).set(0)

    async def _process(self, batch: Sequence[Delivery]) -> None:
        outcomes = [self._decode(delivery) for delivery in batch]
        contacts = [contact for outcome in outcomes for contact in outcome.decoded.contacts]
        unfinished: dict[int, Exception] = {}
        receipts = [row for outcome in outcomes for row in self._receipt_rows(outcome)]
        failpoint("decoded")
        if contacts:
            async with self._lanes.hold({(c.account, key) for c in contacts for key in contact_keys(c)}):
                applied = await self._commit.apply(contacts)
            unfinished = {id(contact): error for contact, error in applied.unfinished}
            for receipt in applied.receipts:
                metrics.PARTS.labels(self.queue, receipt.outcome).inc()
                if receipt.outcome == "kept":
                    receipts.append(self._row(receipt.contact.account, receipt.contact.id, "ignored", receipt.detail))
        if receipts:
            await self._receipts.add_receipts(receipts)
        await self._publish([message for outcome in outcomes for message in self._dead_letters(outcome)])
        late = [o for o in outcomes if any(id(c) in unfinished for c in o.decoded.contacts)]
        for outcome in late:
            error = next(unfinished[id(c)] for c in outcome.decoded.contacts if id(c) in unfinished)
            await self._failed(outcome.delivery, error)
        failpoint("settled")
        await self._ack([outcome.delivery for outcome in outcomes if outcome not in late])

    def _decode(self, delivery: Delivery) -> _Outcome:
        try:
            return _Outcome(delivery, self._handler(delivery, self._accounts()))
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

    def _dead_letter(self, delivery: Delivery, error: Exception, stage: str, body: bytes) -> Outgoing:
        headers = failure_headers(
            delivery,
            reason=getattr(error, "reason", type(error).__name__),
            detail=getattr(error, "detail", str(error)),
            where=getattr(error, "where", ""),
            error=error,
            stage=stage,
            now=self._clock.now(),
        )
        content_type = delivery.content_type or "application/json"
        return Outgoing("", dead(self.queue), body, headers, delivery.message_id, content_type)

    def _receipt_rows(self, outcome: _Outcome) -> list[dict[str, Any]]:
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

    def _row(self, account: str, message_id: str, outcome: str, reason: str, detail: str = "") -> dict[str, Any]:
        now = self._clock.now()
        row = {"_id": entry_id(account, message_id), "account": account, "message": message_id, "outcome": outcome}
        return row | {"reason": reason, "detail": detail, "queue": self.queue, "at": now}

    async def _failed(self, delivery: Delivery, error: Exception) -> None:
        """A delivery whose own work failed: up the retry ladder if that may help, else to the dead letters."""
        settlement = error.settlement if isinstance(error, LeadWorkerError) else None
        tries = int(delivery.headers.get("x-retry-count", 0) or 0)
        later = settlement is not None and settlement != "dead_letter" and tries < self._settings.retry_limit
        if later:
            label = RETRY_DELAYS[min(tries, len(RETRY_DELAYS) - 1)][0]
            headers = retry_headers(delivery, tries + 1, self._clock.now())
            content_type = delivery.content_type or "application/json"
            message = Outgoing(
                "", retry(self.queue, label), self._sealed(delivery), headers, delivery.message_id, content_type
            )
            log.warning("message.retried", queue=self.queue, delay=label, error=str(error)[:300])
        else:
            message = self._dead_letter(delivery, error, "commit", self._sealed(delivery))
            log.error("message.dead_lettered", queue=self.queue, error=repr(error)[:300])
            metrics.REFUSED.labels(self.queue, "failed" if settlement else "bug").inc()
        await self._publish([message])
        await self._broker.ack([delivery])
        metrics.SETTLED.labels(self.queue, "retry" if later else "dead_letter").inc()

    async def _publish(self, messages: Sequence[Outgoing]) -> None:
        if not messages:
            return
        for error in await self._broker.publish(messages):
            if error is not None:
                raise error

    async def _ack(self, deliveries: Sequence[Delivery]) -> None:
        await self._broker.ack(deliveries)
        failpoint("acked")
        metrics.SETTLED.labels(self.queue, "ack").inc(len(deliveries))


def _fingerprint(refusal: Refusal) -> str:
    return "part:" + hashlib.sha256(refusal.body).hexdigest()[:24] + refusal.where
