"""A channel that messages come in on, and which of them are not settled yet."""

import asyncio
from collections.abc import Callable, Iterable
from time import time
from typing import Any, Final, NamedTuple, cast

import aiormq
import structlog
from aiormq.abc import ChannelFrame, ConsumerCallback, DeliveredMessage

from worker.broker.link import guarded
from worker.broker.wire import ack_frames
from worker.errors import BrokerUnavailableError
from worker.ports import Delivery

log = structlog.get_logger(__name__)

_SETTLE_SECONDS: Final = 10.0


class Handle(NamedTuple):
    """What a delivery needs to be settled: delivery tags only mean something on their channel."""

    inbound: "Inbound"
    tag: int


class Inbound:
    """Unsettled deliveries of one channel. Once the channel is gone, settling is a no-op: they come again."""

    def __init__(self, channel: aiormq.abc.AbstractChannel) -> None:
        self.channel = cast(aiormq.Channel, channel)
        self._unsettled: dict[int, None] = {}  # in the order of their tags
        self._draining = False
        self._closing: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return len(self._unsettled)

    @property
    def open(self) -> bool:
        """Whether the channel is there."""
        return not self.channel.is_closed

    def take(self, queue: str, message: DeliveredMessage) -> Delivery:
        """Give a message of the channel as a delivery, unsettled from now on."""
        tag = cast(int, message.delivery_tag)
        self._unsettled[tag] = None
        properties = message.header.properties
        headers = cast(dict[str, Any], properties.headers or {})
        count = headers.pop("x-delivery-count", 0)
        return Delivery(
            queue,
            message.body,
            headers,
            properties.message_id,
            properties.content_type,
            redelivered=bool(message.redelivered),
            delivery_count=count if isinstance(count, int) else 0,
            received_at=int(time() * 1000),
            handle=Handle(self, tag),
        )

    def callback(self, queue: str, deliver: Callable[[Delivery], None]) -> ConsumerCallback:
        """Give the consumer's callback. It only hands over: what runs in it is cancelled when the channel goes."""

        async def on_message(message: DeliveredMessage) -> None:
            delivery = self.take(queue, message)
            try:
                deliver(delivery)
            except Exception:
                log.exception("delivery.failed", queue=queue)

        return on_message

    async def settle(self, tags: Iterable[int], *, requeue: bool) -> None:
        """Acknowledge, or give back, what is still unsettled among `tags`, in one write."""
        wanted = {tag for tag in tags if tag in self._unsettled}
        settlements = self._settlements(wanted)
        for tag in wanted:
            del self._unsettled[tag]
        if settlements and self.open:
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

    async def _closed(self) -> None:
        try:
            await guarded(self.channel.close(), _SETTLE_SECONDS, "closing a channel")
        except BrokerUnavailableError as error:
            log.debug("channel.close_failed", error=str(error))
