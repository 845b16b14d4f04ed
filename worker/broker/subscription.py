"""A consumer of one queue that is restored after everything that can end it.

A lost connection, a channel the broker closed (it does when a message stays unsettled for longer than its
`consumer_timeout`), a deleted queue: each ends the channel, and a new one is opened as soon as that works. So is it
where nothing comes although messages are ready and we hold none: the broker may have lost track of what we settled.
"""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import ClassVar

import structlog
from aiormq import Channel
from aiormq.abc import DeliveredMessage

from worker.broker.inbound import Inbound
from worker.broker.link import VERDICTS, Link, asked, ended, guarded, until_restored
from worker.errors import BrokerUnavailableError, TopologyDriftError
from worker.ports import Delivery, Lost

log = structlog.get_logger(__name__)

_LOOKS = 2  # at an idle consumer of a queue that is not empty, one after the other, until it is taken for stalled


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What keeping consumers up takes: `repair` brings missing queues back, `ready` counts what waits in a queue.

    `seconds` is the time-out of a call, `look_seconds` how long nothing may come before the queue is looked at.
    """

    repair: Callable[[], Awaitable[None]]
    ready: Callable[[str], Awaitable[int]]
    seconds: float
    look_seconds: float


async def _untapped(message: DeliveredMessage) -> None:
    """Deliveries are taken from the stream (`tap`); one that came all this way is late, and comes again elsewhere."""
    log.warning("delivery.late", consumer=message.consumer_tag)


class Subscription:
    """Keeps one consumer up."""

    settled: ClassVar[bool] = False  # whether what is handed out is settled thereby

    def __init__(
        self, link: Link, queue: str, prefetch: int, taker: tuple[Callable[[Delivery], None], Lost], upkeep: Upkeep
    ) -> None:
        """`taker`: who takes deliveries, and who is told which of them were lost."""
        self.queue = queue
        self._link, self._prefetch, self._upkeep = link, prefetch, upkeep
        self._deliver, self._lost = taker
        self._seconds = upkeep.seconds
        self._inbound: Inbound | None = None
        self._tag = ""
        self._keeper: asyncio.Task[None] | None = None

    @property
    def up(self) -> bool:
        """Whether the broker has our consumer."""
        inbound = self._inbound
        return inbound is not None and inbound.open and self._tag in inbound.channel.consumers

    @property
    def open(self) -> bool:
        """Whether its channel is there: after a cancel, until all it handed out is settled."""
        return self._inbound is not None and self._inbound.open

    async def rest(self) -> None:
        """Return when the broker has had the time to take the last settlements."""
        if self._inbound is not None:
            await self._inbound.rest()

    async def start(self) -> None:
        """Consume, and keep consuming; raise `TopologyDriftError` if there is no such queue."""
        await self._restore()
        self._keeper = asyncio.create_task(self._keep(), name=f"consume {self.queue}")

    async def cancel(self) -> None:
        """Stop consuming. What was handed out can still be settled."""
        await self.abandon()
        inbound, tag, self._tag = self._inbound, self._tag, ""
        if inbound is None or not inbound.open:
            return
        try:
            await guarded(inbound.channel.basic_cancel(tag), self._seconds, f"cancelling {self.queue}")
        except (BrokerUnavailableError, *VERDICTS):
            inbound.close()
        else:
            inbound.drain()

    async def abandon(self) -> None:
        """Stop restoring the consumer, as its connection is about to be closed."""
        keeper, self._keeper = self._keeper, None
        if keeper is not None:
            await ended(keeper)

    async def _begin(self) -> None:
        connection = await self._link.connection(self._seconds)
        opening = connection.channel(publisher_confirms=False)
        inbound = Inbound(await guarded(opening, self._seconds, "opening a channel"))
        channel, tag = inbound.channel, uuid.uuid4().hex
        channel.on_consumer_cancel_callbacks.add(lambda _frame: inbound.close())
        channel.closing.add_done_callback(lambda _: self._gone(inbound, tag))
        try:
            await self._prepare(channel)
            taking = inbound.consumer(self.queue, self._deliver, settled=self.settled)
            self._link.consumers.add(channel.number, tag, taking)
            await guarded(channel.basic_qos(prefetch_count=self._prefetch), self._seconds, "setting the prefetch")
            consuming = channel.basic_consume(self.queue, _untapped, no_ack=self.settled, consumer_tag=tag)
            await asked(consuming, self._seconds, self.queue)
        except BaseException:
            inbound.close()
            raise
        self._inbound, self._tag = inbound, tag

    async def _prepare(self, channel: Channel) -> None:
        """Make what is consumed, where it is not there already."""

    def _gone(self, inbound: Inbound, tag: str) -> None:
        self._link.consumers.remove(inbound.channel.number, tag)
        if lost := inbound.forget():
            log.info("deliveries.lost", queue=self.queue, count=len(lost))
            self._lost(lost)

    async def _restore(self) -> None:
        try:
            await self._begin()
        except TopologyDriftError:
            await self._upkeep.repair()
            await self._begin()

    async def _keep(self) -> None:
        while True:
            if self._inbound is not None:
                await self._ended(self._inbound)
                log.warning("consumer.lost", queue=self.queue)
            async for attempt in until_restored("consumer.restoring", queue=self.queue):
                with attempt:
                    await self._restore()
            log.info("consumer.back", queue=self.queue)

    async def _ended(self, inbound: Inbound) -> None:
        """Return when the channel is closed; close it if the broker stopped sending."""
        idle = 0
        while not inbound.channel.closing.done():
            taken = inbound.taken
            await asyncio.wait([inbound.channel.closing], timeout=self._upkeep.look_seconds)
            idle = idle + 1 if inbound.taken == taken and not len(inbound) and await self._waiting() else 0
            if idle == _LOOKS:
                log.warning("consumer.stalled", queue=self.queue, seconds=_LOOKS * self._upkeep.look_seconds)
                inbound.close()  # what the broker still counts as ours comes again, and is met as a duplicate

    async def _waiting(self) -> bool:
        try:
            return await self._upkeep.ready(self.queue) > 0
        except (BrokerUnavailableError, TopologyDriftError, *VERDICTS):
            return False  # whatever it is, it ends the channel too
