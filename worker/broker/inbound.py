"""A channel that messages come in on, and which of them are not settled yet."""

import asyncio
from collections.abc import Callable, Iterable
from time import time
from typing import Any, Final, NamedTuple, cast

import aiormq
import structlog
from aiormq.abc import ChannelFrame, DeliveredMessage

from worker.broker.link import VERDICTS, guarded
from worker.broker.tap import Tapped
from worker.broker.wire import ack_frames
from worker.errors import BrokerUnavailableError
from worker.ports import Delivery

log = structlog.get_logger(__name__)

_LAST_SECOND = 10**11  # a later second is in the year 5138, so this is no second
_LAST_MS = 10**14

_SETTLE_SECONDS: Final = 5.0
# A quorum queue lets its channel send some 30 settlements ahead and has it keep the rest back; what is kept back when
# the channel closes is lost, and its messages come again. So after many, the channel gets a moment before it is closed.
_SENT_AHEAD: Final = 30
_MOMENT_SECONDS: Final = 0.3


class Handle(NamedTuple):
    """What a delivery needs to be settled: delivery tags only mean something on their channel."""

    inbound: "Inbound"
    tag: int


class Inbound:
    """Unsettled deliveries of one channel. Once the channel is gone, settling is a no-op: they come again."""

    def __init__(self, channel: aiormq.abc.AbstractChannel) -> None:
        self.channel = cast(aiormq.Channel, channel)
        self._unsettled: dict[int, Delivery] = {}  # by their tags, in order
        self.taken = 0  # deliveries so far
        self._draining = False
        self._closing: asyncio.Task[None] | None = None
        self._settled_at, self._settled_count = 0.0, 0  # of the last moments

    def __len__(self) -> int:
        return len(self._unsettled)

    @property
    def open(self) -> bool:
        """Whether the channel is there."""
        return not self.channel.is_closed

    def take(self, queue: str, message: DeliveredMessage) -> Delivery:
        """Give a message that was asked for as a delivery, unsettled from now on."""
        properties = message.header.properties
        found = {name: getattr(properties, name) for name in ("headers", "message_id", "content_type")}
        return self._delivery(queue, cast(int, message.delivery_tag), bool(message.redelivered), found, message.body)

    def consumer(
        self, queue: str, deliver: Callable[[Delivery], None], *, settled: bool = False
    ) -> Callable[[Tapped], None]:
        """Give what takes the deliveries of a consumer on this channel; it only hands them over.

        `settled`: the broker takes them for settled as soon as it sent them.
        """

        def on_delivery(tapped: Tapped) -> None:
            if self._closing is not None:
                return  # the channel is on its way out: the message comes again
            delivery = self._delivery(queue, tapped.tag, tapped.redelivered, tapped.properties, tapped.body)
            if settled:
                del self._unsettled[tapped.tag]
            try:
                deliver(delivery)
            except Exception:
                log.exception("delivery.failed", queue=queue)

        return on_delivery

    def _delivery(self, queue: str, tag: int, redelivered: bool, properties: dict[str, Any], body: bytes) -> Delivery:
        self.taken += 1
        headers = properties.get("headers") or {}
        count = headers.pop("x-delivery-count", 0)
        self._unsettled[tag] = delivery = Delivery(
            queue,
            body,
            headers,
            properties.get("message_id"),
            properties.get("content_type"),
            redelivered=redelivered,
            delivery_count=count if isinstance(count, int) else 0,
            received_at=int(time() * 1000),
            published_at=_moment(properties.get("timestamp")),
            handle=Handle(self, tag),
        )
        return delivery

    def forget(self) -> list[Delivery]:
        """Give what is unsettled, and keep it no longer: the channel is gone."""
        lost = list(self._unsettled.values())
        self._unsettled.clear()
        return lost

    async def settle(self, tags: Iterable[int], *, requeue: bool) -> None:
        """Acknowledge, or give back, what is still unsettled among `tags`, in one write."""
        wanted = {tag for tag in tags if tag in self._unsettled}
        settlements = self._settlements(wanted)
        for tag in wanted:
            del self._unsettled[tag]
        if settlements and self.open:
            self._count(len(settlements))
            payload = ack_frames(self.channel.number, settlements, requeue=requeue)
            write = self.channel.write_queue.put(ChannelFrame(payload=payload, should_close=False))
            try:
                await guarded(write, _SETTLE_SECONDS, "settling")
            except BrokerUnavailableError:
                log.debug("settlement.dropped", count=len(wanted))  # its connection is gone: delivered again
        if self._draining and not self._unsettled:
            self.close()

    def _settlements(self, wanted: set[int]) -> list[tuple[int, bool]]:
        """One for the finished head of the channel, then one by one: `multiple` settles all below, finished or not."""
        head = 0
        for tag in self._unsettled:
            if tag not in wanted:
                break
            head = tag
        single = [(tag, False) for tag in sorted(wanted) if tag > head]
        return [(head, True), *single] if head else single

    def drain(self) -> None:
        """Close the channel as soon as everything is settled."""
        self._draining = True
        if not self._unsettled:
            self.close()

    def close(self) -> None:
        """Close the channel in the background; what is unsettled returns to its queue."""
        if self._closing is None and self.open:
            self._closing = asyncio.create_task(self._closed())

    def _count(self, settlements: int) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._settled_at > _MOMENT_SECONDS:
            self._settled_count = 0
        self._settled_at = now
        self._settled_count += settlements

    async def rest(self) -> None:
        """Return when the broker has had the time to do what it was told, so that the channel can be closed."""
        await (self._closing or self._rested())

    async def _rested(self) -> None:
        if not self.open or not self._settled_count:
            return
        try:
            await guarded(self.channel.flow(True), _SETTLE_SECONDS, "flushing")  # by its answer, all before is read
        except (BrokerUnavailableError, *VERDICTS) as error:
            log.debug("channel.flush_failed", error=str(error))
        if self._settled_count > _SENT_AHEAD:
            since = asyncio.get_running_loop().time() - self._settled_at
            await asyncio.sleep(max(0.0, _MOMENT_SECONDS - since))

    async def _closed(self) -> None:
        await self._rested()
        try:
            await guarded(self.channel.close(), _SETTLE_SECONDS, "closing a channel")
        except (BrokerUnavailableError, *VERDICTS) as error:
            log.debug("channel.close_failed", error=str(error))


def _moment(timestamp: Any) -> int:
    """Give a publisher's timestamp as Unix ms: it should be in seconds, and some write milliseconds."""
    if not isinstance(timestamp, int) or not 0 < timestamp < _LAST_MS:
        return 0
    return timestamp if timestamp > _LAST_SECOND else timestamp * 1000
