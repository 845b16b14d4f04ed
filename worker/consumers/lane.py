"""What every lane does: takes deliveries of one queue in micro-batches and settles each, whatever becomes of its work.

A lone delivery goes at once; while a batch is under way others gather for the next. Every delivery ends settled: it is
acknowledged, published again for later, or published to the dead letters; the original goes only after the confirm.
"""

import asyncio
import contextlib
import random
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import structlog
from tenacity import AsyncRetrying, retry_if_exception_type, wait_random_exponential

from worker.consumers import observed
from worker.consumers.failure_headers import failure_headers, reason_of, retry_headers
from worker.errors import (
    AccountsGoneError,
    BrokerUnavailableError,
    LeadWorkerError,
    RefusedError,
    StoreUnavailableError,
    TransientError,
    UndeliveredError,
    UnroutableError,
)
from worker.ports import Broker, Clock, Delivery, Outgoing
from worker.settings import Settings
from worker.telemetry import metrics
from worker.telemetry.failpoints import failpoint
from worker.topology import PACES, RETRY_DELAYS, dead, retry

log = structlog.get_logger(__name__)

HOLDING = (StoreUnavailableError, BrokerUnavailableError, UnroutableError, AccountsGoneError)
AT_ONCE = 3  # times that work which failed in passing is done again before the retry ladder
SUSPECT = 3  # deliveries that ended in nothing, from which on a message is worked on alone


class QueueLane(ABC):
    """Consumes one queue. What is done with a batch, `_process`, is the subclass's own; it may be done again."""

    work: ClassVar[str] = "work"  # names the stage in dead letters of deliveries whose work failed

    def __init__(self, queue: str, broker: Broker, clock: Clock, settings: Settings) -> None:
        self.queue, self._broker, self._clock, self._settings = queue, broker, clock, settings
        self._pace = PACES[queue].of(prefetch=settings.prefetch, messages=settings.batch_size, overlap=settings.overlap)
        self._inbox: deque[Delivery] = deque()
        self._wake = asyncio.Event()
        self._running: set[asyncio.Task[None]] = set()
        self._stopping = False

    @abstractmethod
    async def _process(self, batch: Sequence[Delivery]) -> None:
        """Work on the deliveries and settle them with `_ack`.

        Raises for the whole batch: it is then done again (what is away, or failed in passing) or taken apart.
        """

    def _sealed(self, delivery: Delivery) -> bytes:
        """Give the body as it may be published again."""
        return delivery.body

    async def start(self) -> None:
        """Begin to consume."""
        await self._broker.consume(self.queue, self._pace.prefetch, self.deliver)

    def deliver(self, delivery: Delivery) -> None:
        """Take a delivery from the broker."""
        self._inbox.append(delivery)
        if not self._running or len(self._inbox) >= self._pace.messages:
            self._wake.set()  # else a batch under way wakes the lane when it ends

    async def run(self) -> None:
        """Work until `stop`; raises if the lane itself is broken (the process should then end and be restarted)."""
        while not self._stopping or self._running:
            if self._ready() and (batch := self._take()):
                self._running.add(asyncio.create_task(self._settled(batch), name=f"{self.queue} batch"))
                continue
            await self._pause()
            for task in [task for task in self._running if task.done()]:
                self._running.discard(task)
                task.result()

    def _ready(self) -> bool:
        if self._stopping or not self._inbox or len(self._running) >= self._pace.overlap:
            return False
        return not self._running or len(self._inbox) >= self._pace.messages

    def _take(self) -> list[Delivery]:
        """Take a batch from the inbox; an empty one while a batch under way has to end first."""
        if suspect := self._suspect():
            return [suspect]
        taken: list[Delivery] = []
        size = 0
        while self._inbox and len(taken) < self._pace.messages and size < self._pace.bytes:
            taken.append(self._inbox.popleft())
            size += len(taken[-1].body)
        return taken

    def _suspect(self) -> Delivery | None:
        """Take a delivery that came back again and again, if there is any: it is to be worked on alone.

        Any of them may be what kills the process. In random order the others are settled in between, and do not go
        round with it until the broker's limit parks them too.
        """
        suspects = [delivery for delivery in self._inbox if delivery.delivery_count >= SUSPECT]
        if not suspects:
            return None
        suspect = random.choice(suspects)  # noqa: S311  # no secret
        self._inbox.remove(suspect)
        return suspect

    def _forget(self, batch: Sequence[Delivery]) -> None:  # noqa: B027  # most lanes keep nothing
        """A batch taken has ended, whatever became of it."""

    async def _pause(self) -> None:
        """Wait for a delivery or for a batch to end; a part of a batch waits only while another batch is under way."""
        if self._inbox and len(self._running) >= self._pace.overlap:
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
            observed.ages(self.queue, batch, self._clock.now())
            self._forget(batch)
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
            if self._stopping and isinstance(failure, TransientError):
                log.warning("batch.left", queue=self.queue, size=len(batch))
                return
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

    def _dead_letter(self, delivery: Delivery, error: Exception, stage: str, body: bytes) -> Outgoing:
        headers = failure_headers(
            delivery,
            reason=reason_of(error),
            detail=error.detail if isinstance(error, RefusedError | UndeliveredError) else str(error),
            where=error.where if isinstance(error, RefusedError) else "",
            error=error,
            stage=stage,
            now=self._clock.now(),
        )
        content_type = delivery.content_type or "application/json"
        return Outgoing("", dead(self.queue), body, headers, delivery.message_id, content_type)

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
            message = self._dead_letter(delivery, error, self.work, self._sealed(delivery))
            if settlement is None:
                log.error("message.failed", queue=self.queue, exc_info=error)
        await (self._publish if later else self._park)([message])
        await self._broker.ack([delivery])
        metrics.SETTLED.labels(self.queue, "retry" if later else "dead_letter").inc()

    async def _park(self, letters: Sequence[Outgoing]) -> None:
        """Publish dead letters; what the broker has confirmed is counted and logged."""
        await self._publish(letters)
        observed.parked(self.queue, letters)

    async def _publish(self, messages: Sequence[Outgoing]) -> None:
        if not messages:
            return
        for error in await self._broker.publish(messages):
            if error is not None:
                raise error

    async def _ack(self, deliveries: Sequence[Delivery], refused: int = 0) -> None:
        """Acknowledge deliveries; of `refused` ones nothing could be used, and a dead letter is in their place."""
        await self._broker.ack(deliveries)
        failpoint("acked")
        metrics.SETTLED.labels(self.queue, "ack").inc(len(deliveries) - refused)
        if refused:
            metrics.SETTLED.labels(self.queue, "dead_letter").inc(refused)
