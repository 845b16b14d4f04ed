"""What every lane does: takes deliveries of one queue in micro-batches and settles each, whatever becomes of its work.

A lone delivery goes at once; while a batch is under way others gather for the next. Every delivery ends settled
(`settling`), but for those that are lost with their channel, or given back because a server is away (`holding`).
"""

import asyncio
import contextlib
import random
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import Any, Final

import structlog
from tenacity import AsyncRetrying, retry_if_exception, wait_random_exponential

from worker.consumers import observed
from worker.consumers.holding import Holding
from worker.consumers.intake import Intake
from worker.consumers.settling import Settling
from worker.errors import BrokerUnavailableError, LeadWorkerError, UnroutableError, treatment
from worker.ports import Broker, Clock, Delivery, Outgoing
from worker.settings import Settings
from worker.telemetry import metrics
from worker.topology import PACES

log = structlog.get_logger(__name__)

SUSPECT: Final = 3  # deliveries that ended in nothing, from which on a message is worked on alone
LOOK_SECONDS: Final = 1.0  # between looks of a resting lane whether the servers are there, more or less


async def _answers() -> None:
    """There is no store to ask."""


class QueueLane(Settling, ABC):
    """Consumes one queue. What is done with a batch, `_process`, is the subclass's own; it may be done again.

    `ping` returns when the store that the work needs answers; a lane that rests asks it before it consumes again.
    """

    def __init__(self, queue: str, broker: Broker, clock: Clock, settings: Settings) -> None:
        super().__init__(queue, broker, clock, settings)
        self._pace = PACES[queue].of(prefetch=settings.prefetch, messages=settings.batch_size, overlap=settings.overlap)
        self.ping: Callable[[], Awaitable[None]] = _answers
        self._inbox: deque[Delivery] = deque()
        self._left: list[Delivery] = []  # of batches that were left
        self._wake = asyncio.Event()
        self._running: set[asyncio.Task[None]] = set()
        self._stop = asyncio.Event()
        self._holding = Holding(queue, settings.hold_seconds)
        self._intake = Intake(broker, queue, self._pace.prefetch, (self.deliver, self.lose))

    @property
    def _stopping(self) -> bool:
        return self._stop.is_set()

    @abstractmethod
    async def _process(self, batch: Sequence[Delivery]) -> None:
        """Work on the deliveries and settle them with `_ack`.

        Raises for the whole batch: it is then done again (what is away, or failed in passing) or taken apart.
        """

    async def start(self) -> None:
        """Begin to consume; rest first where the broker goes away just now."""
        try:
            await self._intake.open()
        except BrokerUnavailableError as error:
            self._holding.broken_off(error)

    def deliver(self, delivery: Delivery) -> None:
        """Take a delivery from the broker."""
        self._inbox.append(delivery)
        if not self._running or len(self._inbox) >= self._pace.messages:
            self._wake.set()  # else a batch under way wakes the lane when it ends

    def lose(self, lost: Collection[Delivery]) -> None:
        """Let go of deliveries whose channel is gone: they come again, and only then can they be settled."""
        gone = set(lost)
        waiting = [delivery for delivery in self._inbox if delivery in gone]
        if waiting:
            self._inbox = deque(delivery for delivery in self._inbox if delivery not in gone)
            self._dropped(waiting)
        self._gone |= gone.difference(waiting)
        self._holding.lost()
        self._wake.set()

    async def run(self) -> None:
        """Work until `stop`; raises if the lane itself is broken (the process should then end and be restarted).

        Cancelled, it cancels the batches under way, and ends when they have.
        """
        try:
            async with asyncio.TaskGroup() as batches:
                while not self._stopping or self._running:
                    await self._turn(batches)
        except ExceptionGroup as broken:
            raise broken.exceptions[0] from broken

    async def _turn(self, batches: asyncio.TaskGroup) -> None:
        if self._holding.resting and not self._stopping:
            await self._rest()
        elif not self._stopping and self._intake.may_widen(self._inbox, SUSPECT):
            await self._widen()
        elif self._ready() and (batch := self._take()):
            self._running.add(batches.create_task(self._settled(batch), name=f"{self.queue} batch"))
            return
        else:
            await self._pause()
        for task in [task for task in self._running if task.done()]:
            self._running.discard(task)
            task.result()  # a batch that a library cancelled is none that ended
            self._intake.ended_well()

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

    def _forget(self, batch: Sequence[Delivery]) -> None:  # most lanes keep nothing
        """A batch taken has ended, whatever became of it."""

    def _dropped(self, waiting: Sequence[Delivery]) -> None:  # as above
        """Deliveries left the inbox without having been taken."""

    async def _pause(self) -> None:
        """Wait for a delivery or for a batch to end; a part of a batch waits only while another batch is under way."""
        if self._inbox and len(self._running) >= self._pace.overlap:
            await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
            return
        self._wake.clear()
        waker = asyncio.ensure_future(self._wake.wait())
        try:
            await asyncio.wait({waker, *self._running}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waker.cancel()

    async def stop(self) -> None:
        """Take no more, give back what was not begun, finish what was."""
        self._stop.set()
        with contextlib.suppress(LeadWorkerError):
            await self._broker.cancel(self.queue)
            await self._give_back()
        self._wake.set()

    async def _give_back(self) -> int:
        waiting, left = list(self._inbox), self._left
        self._inbox.clear()
        self._left = []
        self._dropped(waiting)
        await self._broker.requeue([*waiting, *left])
        return len(waiting) + len(left)

    async def _widen(self) -> None:
        try:
            await self._intake.widen()
        except LeadWorkerError as error:  # the broker is away
            self._holding.broken_off(error)
        if self._stopping:  # asked to when there was nothing to cancel
            await self._broker.cancel(self.queue)
            await self._give_back()

    async def _rest(self) -> None:
        """Give everything back, and consume again when the servers are there."""
        await self._broker.cancel(self.queue)  # first, or what is given back would come straight here again
        given = await self._give_back()
        if self._running:
            await asyncio.wait(self._running)  # each ends with its next attempt
            given += await self._give_back()
        self._gone.clear()
        log.warning("lane.resting", queue=self.queue, given_back=given, at_least_seconds=self._holding.rest)
        pause = self._holding.rest
        while not await self._stopped_within(pause + random.uniform(0.5, 1.5) * LOOK_SECONDS):  # noqa: S311  # jitter
            pause = 0.0
            try:
                if await self._servers_answer():
                    await self._intake.open()
                    break
            except LeadWorkerError as error:
                log.warning("lane.not_resumed", queue=self.queue, error=str(error)[:300])
        if self._stopping:
            await self._broker.cancel(self.queue)
        else:
            self._holding.back()

    async def _stopped_within(self, seconds: float) -> bool:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), seconds)
        return self._stopping

    async def _servers_answer(self) -> bool:
        """Ask the store, and publish to a queue that there is not: a broker that takes messages says so."""
        try:
            await self.ping()
        except LeadWorkerError:
            return False
        (answer,) = await self._broker.publish([Outgoing("", f"{self.queue}.is-anybody-there", b"")])
        return isinstance(answer, UnroutableError)

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
            self._ended(batch)
            metrics.IN_FLIGHT.labels(self.queue).dec(len(batch))

    async def _isolated(self, batch: list[Delivery], error: Exception | None = None) -> None:
        """Work on a batch; with the `error` that the work on it alone ended in, settle it accordingly."""
        try:
            await self._held(lambda: self._attempt(batch, error))
        except Exception as failure:  # a bug in one delivery's work must not cost its neighbours theirs
            how = treatment(failure)
            if how.hold or (self._stopping and how.at_once):
                self._left += [delivery for delivery in batch if delivery not in self._gone]
                log.warning("batch.left", queue=self.queue, size=len(batch))
                return
            if error is not None:
                raise
            log.warning("batch.split", queue=self.queue, size=len(batch), error=repr(failure)[:300])
            middle = len(batch) // 2
            for half in (batch[:middle], batch[middle:]):
                if half:
                    await self._isolated(half, failure if len(batch) == 1 else None)

    async def _attempt(self, batch: Sequence[Delivery], error: Exception | None) -> None:
        """Do the work on those of a batch that are still ours."""
        ours = [delivery for delivery in batch if delivery not in self._gone] if self._gone else batch
        if not ours:
            return
        if error is None:
            await self._process(ours)
        else:
            await self._failed(ours[0], error)

    async def _held(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do the work; again while a server is away, which spends nobody's attempts, or a few times if it fails in passing."""
        passing, who, well = 0, object(), False

        def enough(state: Any) -> bool:
            nonlocal passing
            error = state.outcome.exception()
            how = treatment(error)
            if how.hold:
                return self._holding.wait(who, error) or self._stopping
            passing += 1
            log.warning("batch.retried", queue=self.queue, attempt=passing, error=str(error)[:300])
            return self._stopping or passing > how.at_once

        def again(error: BaseException) -> bool:
            how = treatment(error)
            return how.hold or how.at_once > 0

        try:
            async for attempt in AsyncRetrying(
                retry=retry_if_exception(again),
                wait=wait_random_exponential(multiplier=0.1, max=5),
                stop=enough,
                reraise=True,
            ):
                with attempt:
                    await work()
            well = True
        finally:
            self._holding.done(who, well=well, stopping=self._stopping)
