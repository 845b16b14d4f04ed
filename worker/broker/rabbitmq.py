"""The broker port on RabbitMQ, through aio-pika's connections and, where speed counts, the channels below them.

Consuming and publishing have a connection each: the broker blocks a connection that publishes when it runs short of
memory or disk, acknowledgements included. https://www.rabbitmq.com/docs/alarms
"""

import asyncio
from collections.abc import Callable, Sequence

import aiormq
from aiormq import spec

from worker.broker.declaration import Declaration
from worker.broker.inbound import Handle, Inbound
from worker.broker.link import Link, asked, guarded
from worker.broker.listening import Listening
from worker.broker.publisher import Publisher
from worker.broker.subscription import Subscription, Upkeep
from worker.ports import Delivery, Lost, Outgoing, forget
from worker.topology import Topology


class RabbitMQBroker:
    """One worker's client of RabbitMQ."""

    def __init__(
        self,
        url: str,
        *,
        publish_seconds: float = 10.0,
        call_seconds: float = 10.0,
        heartbeat: int = 12,
        look_seconds: float = 15.0,
    ) -> None:
        """Take the AMQP URL, time-outs and the heartbeat, all in seconds.

        A peer that died without a word is noticed after three heartbeats. A consumer to which nothing comes is looked
        after every `look_seconds`: whether its queue is empty.
        """
        self._seconds = call_seconds
        self._upkeep = Upkeep(self._repair, self.depth, call_seconds, look_seconds)
        self._in, self._out = (
            Link(url, f"leadworker {use}", seconds=call_seconds, heartbeat=heartbeat, changed=self._changed)
            for use in ("consume", "publish")
        )
        self._publisher = Publisher(self._out, publish_seconds)
        self._declaration = Declaration(url, call_seconds)
        self._declared: Topology | None = None
        self._repairing = asyncio.Lock()
        self._subscriptions: dict[str, Subscription] = {}
        self._cancelled: list[Subscription] = []  # whose channels are still there
        self._getter: Inbound | None = None
        self._getting = asyncio.Lock()
        self._asking: set[asyncio.Task[spec.Queue.DeclareOk]] = set()
        self._lost_at: float | None = None

    @property
    def connected(self) -> bool:
        """Whether both connections and all consumers are up right now."""
        return self._in.up and self._out.up and all(sub.up for sub in self._subscriptions.values())

    @property
    def lost_seconds(self) -> float:
        """For how long `connected` has been false; 0 while it is true, before `connect` and after `close`."""
        self._changed()
        return asyncio.get_running_loop().time() - self._lost_at if self._lost_at is not None else 0.0

    def _changed(self) -> None:
        if self.connected or not self._in.wanted:
            self._lost_at = None
        elif self._lost_at is None:
            self._lost_at = asyncio.get_running_loop().time()

    async def connect(self) -> None:
        """Connect; raise `BrokerUnavailableError` if that fails within the time-out."""
        try:
            # One after the other: where the broker refuses one, it refuses both, and what the library began for a connection
            # that is cancelled half-way ends with an error that nobody is there to take.
            for link in (self._in, self._out):
                await link.open()
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """Close the connections. Unsettled deliveries return to their queues."""
        subscriptions = [*self._subscriptions.values(), *self._cancelled]
        self._subscriptions, self._cancelled = {}, []
        await asyncio.gather(*(subscription.abandon() for subscription in subscriptions))
        resting = [subscription.rest() for subscription in subscriptions]
        await asyncio.gather(*resting, *([self._getter.rest()] if self._getter is not None else []))
        await asyncio.gather(self._in.close(), self._out.close())

    async def declare(self, topology: Topology) -> None:
        """Create what is missing; raise `TopologyDriftError` naming what exists with other arguments."""
        await self._declaration.declare(topology)
        self._declared = topology

    async def _repair(self) -> None:
        """Bring back what we declared and somebody deleted."""
        async with self._repairing:
            if self._declared is not None:
                await self._declaration.declare(self._declared)

    async def consume(
        self, queue: str, prefetch: int, deliver: Callable[[Delivery], None], lost: Lost = forget
    ) -> None:
        """Hand each message of `queue` to `deliver` (which must not block), at most `prefetch` unsettled at a time."""
        if queue in self._subscriptions:
            raise ValueError(f"{queue} is being consumed already")
        subscription = Subscription(self._in, queue, prefetch, (deliver, lost), self._upkeep)
        await subscription.start()
        self._subscriptions[queue] = subscription
        self._changed()

    async def listen(
        self, exchange: str, pattern: str, heard: Callable[[Delivery], None], missed: Callable[[], None]
    ) -> str:
        """Hand each message that is published on `exchange` from now on to `heard`, settled; give a name for `cancel`."""
        listening = Listening(self._in, (exchange, pattern), heard, missed, self._upkeep)
        name = listening.queue
        await listening.start()
        self._subscriptions[name] = listening
        self._changed()
        return name

    async def cancel(self, queue: str) -> None:
        """Stop handing out messages of `queue`; those handed out stay ours to settle."""
        subscription = self._subscriptions.pop(queue, None)
        if subscription is not None:
            await subscription.cancel()
            self._cancelled = [ended for ended in (*self._cancelled, subscription) if ended.open]

    async def publish(self, messages: Sequence[Outgoing]) -> list[Exception | None]:
        """Publish and wait for the confirms; per message None or what became of it."""
        return await self._publisher.publish(messages)

    async def ack(self, deliveries: Sequence[Delivery]) -> None:
        """Acknowledge. Never raises for a delivery whose connection is gone."""
        await self._settle(deliveries, requeue=False)

    async def requeue(self, deliveries: Sequence[Delivery]) -> None:
        """Give deliveries back to their queue, for anyone to take."""
        await self._settle(deliveries, requeue=True)

    async def _settle(self, deliveries: Sequence[Delivery], *, requeue: bool) -> None:
        tags: dict[Inbound, list[int]] = {}
        for delivery in deliveries:
            handle: Handle = delivery.handle
            tags.setdefault(handle.inbound, []).append(handle.tag)
        for inbound, wanted in tags.items():
            await inbound.settle(wanted, requeue=requeue)

    async def get(self, queue: str) -> Delivery | None:
        """Take one message without consuming, None if the queue is empty; settle it like any other."""
        async with self._getting:
            if self._getter is None or not self._getter.open:
                self._getter = Inbound(await self._channel())
            message = await asked(self._getter.channel.basic_get(queue), self._seconds, queue)
            return self._getter.take(queue, message) if isinstance(message.delivery, spec.Basic.GetOk) else None

    async def depth(self, queue: str) -> int:
        """Messages ready in `queue`; raises `TopologyDriftError` if there is no such queue."""
        return (await self._looked_at(queue)).message_count or 0

    async def backlog(self, queue: str) -> int:
        """Messages ready in `queue` for those who consume it, 0 where nobody does; raises as `depth` does."""
        found = await self._looked_at(queue)
        return (found.message_count or 0) if found.consumer_count else 0

    async def _looked_at(self, queue: str) -> spec.Queue.DeclareOk:
        # To its end, whatever becomes of who asks: a library call to close a channel that is cancelled closes it twice,
        # and for that the broker ends the connection, with all that is under way on it.
        asking = asyncio.create_task(self._look_at(queue), name=f"depth of {queue}")
        self._asking.add(asking)
        asking.add_done_callback(self._asked)
        return await asyncio.shield(asking)

    def _asked(self, asking: asyncio.Task[spec.Queue.DeclareOk]) -> None:
        self._asking.discard(asking)
        if not asking.cancelled():
            asking.exception()  # looked at, in case that nobody waits any more

    async def _look_at(self, queue: str) -> spec.Queue.DeclareOk:
        channel = await self._channel()
        answer = await asked(channel.queue_declare(queue, passive=True), self._seconds, queue)
        await guarded(channel.close(), self._seconds, "closing a channel")
        return answer

    async def _channel(self) -> aiormq.abc.AbstractChannel:
        connection = await self._in.connection(self._seconds)
        return await guarded(connection.channel(publisher_confirms=False), self._seconds, "opening a channel")
