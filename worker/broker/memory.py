"""The broker port inside one process, for the demo, the laptop and tests. It is NOT durable: it ends with the process.

Everything else it promises as RabbitMQ does, and the same contract suite holds it to that.
"""

import asyncio
import uuid
from collections.abc import Callable, Sequence
from typing import NamedTuple

import structlog

from worker.broker.memory_server import LiveQueue, MemoryServer, Message
from worker.broker.wire import decoded, header_table, unroutable
from worker.errors import BrokerUnavailableError, RefusedError
from worker.ports import Delivery, Lost, Outgoing, forget
from worker.topology import Binding, Queue, Topology

log = structlog.get_logger(__name__)


class _Connection:
    """One connection's unsettled messages; a lost one gives them all back."""

    def __init__(self) -> None:
        self.held: dict[_Held, None] = {}
        self.consumers: dict[str, _Consumer] = {}

    def close(self) -> None:
        for name in list(self.consumers):
            self.cancel(name)
        lost: dict[_Consumer, list[Delivery]] = {}
        for held in list(self.held):
            if held.consumer is not None:
                lost.setdefault(held.consumer, []).append(held.consumer.unsettled[held])
            held.give_back()
        for consumer, deliveries in lost.items():
            consumer.lost(deliveries)

    def cancel(self, queue: str) -> None:
        consumer = self.consumers.pop(queue, None)
        if consumer is not None:
            consumer.queue.consumers.remove(consumer)


class _Held:
    """A message handed out and not settled yet."""

    __slots__ = ("_connection", "_message", "_queue", "consumer")

    def __init__(
        self, connection: _Connection, queue: LiveQueue, message: Message, consumer: "_Consumer | None" = None
    ) -> None:
        self._connection, self._queue, self._message, self.consumer = connection, queue, message, consumer
        connection.held[self] = None

    def settle(self) -> bool:
        """Forget it; False if it was settled before or its connection is gone."""
        if self not in self._connection.held:
            return False
        del self._connection.held[self]
        if self.consumer is not None:
            self.consumer.unsettled.pop(self, None)
            self._queue.wake()
        return True

    def give_back(self) -> None:
        if self.settle():
            self._queue.give_back(self._message)


class _Consumer:
    """One consumer of one queue."""

    def __init__(self, connection: _Connection, queue: LiveQueue, wanted: "_Wanted") -> None:
        self.queue, self.lost = queue, wanted.lost
        self.unsettled: dict[_Held, Delivery] = {}
        self._connection, self._prefetch, self._deliver = connection, wanted.prefetch, wanted.deliver

    def has_room(self) -> bool:
        return len(self.unsettled) < self._prefetch

    def give(self, queue: LiveQueue, message: Message) -> None:
        held = _Held(self._connection, queue, message, self)
        self.unsettled[held] = delivery = queue.delivery(message, held)
        try:
            self._deliver(delivery)
        except Exception:
            log.exception("delivery.failed", queue=queue.name)


class _Wanted(NamedTuple):
    """What somebody asked for by consuming a queue."""

    prefetch: int
    deliver: Callable[[Delivery], None]
    lost: Lost


class MemoryBroker:
    """One client of a `MemoryServer`; several may share one."""

    def __init__(self, server: MemoryServer | None = None) -> None:
        """Take the server to connect to; without one the broker has its own."""
        self._server = server or MemoryServer()
        self._connection: _Connection | None = None
        self._wanted: dict[str, _Wanted] = {}
        self._listening: dict[str, Callable[[], None]] = {}  # by queue: who is told that something was missed
        self._lost_at: float | None = None

    @property
    def connected(self) -> bool:
        """Whether it is connected."""
        return self._connection is not None and self._server.up

    @property
    def lost_seconds(self) -> float:
        """For how long the connection has been lost; 0 while it is there."""
        return asyncio.get_running_loop().time() - self._lost_at if self._lost_at is not None else 0.0

    async def connect(self) -> None:
        """Connect; raise `BrokerUnavailableError` if the server is down."""
        if not self._server.up:
            raise BrokerUnavailableError("the in-process broker is down")
        if self._connection is None:
            self._connection = _Connection()
            self._server.clients.add(self)

    async def close(self) -> None:
        """Give everything unsettled back and stop consuming."""
        self._server.clients.discard(self)
        self._wanted.clear()
        self.on_lost()
        for queue in self._listening:
            self._server.drop(queue)
        self._listening.clear()
        self._lost_at = None

    def on_lost(self) -> None:
        """Called by the server when it goes down."""
        connection, self._connection = self._connection, None
        if connection is not None:
            self._lost_at = asyncio.get_running_loop().time()
            connection.close()

    def on_restored(self) -> None:
        """Called by the server when it is back."""
        self._connection, self._lost_at = _Connection(), None
        for queue, wanted in self._wanted.items():
            self._start(queue, wanted)
        for missed in self._listening.values():
            missed()

    def _open(self) -> _Connection:
        if self._connection is None:
            raise BrokerUnavailableError("the in-process broker is not connected")
        return self._connection

    async def declare(self, topology: Topology) -> None:
        """Create what is missing; raise `TopologyDriftError` naming what exists with other arguments."""
        self._open()
        self._server.declare(topology)

    async def consume(
        self, queue: str, prefetch: int, deliver: Callable[[Delivery], None], lost: Lost = forget
    ) -> None:
        """Hand each message of `queue` to `deliver`, at most `prefetch` unsettled at a time."""
        self._open()
        self._server.queue(queue)
        if queue in self._wanted:
            raise ValueError(f"{queue} is being consumed already")
        self._wanted[queue] = _Wanted(prefetch, deliver, lost)
        self._start(queue, self._wanted[queue])

    def _start(self, name: str, wanted: _Wanted) -> None:
        connection, queue = self._open(), self._server.queue(name)
        consumer = _Consumer(connection, queue, wanted)
        connection.consumers[name] = consumer
        queue.consumers.append(consumer)
        queue.wake()

    async def listen(
        self, exchange: str, pattern: str, heard: Callable[[Delivery], None], missed: Callable[[], None]
    ) -> str:
        """Hand each message that is published on `exchange` from now on to `heard`, settled; give a name for `cancel`."""
        self._open()
        name = f"{exchange}.live.{uuid.uuid4().hex}"

        def taken(delivery: Delivery) -> None:
            delivery.handle.settle()
            heard(delivery)

        self._server.declare(Topology((), (Queue(name),), (Binding(exchange, name, pattern),)))
        self._listening[name] = missed
        await self.consume(name, 1, taken)
        return name

    async def cancel(self, queue: str) -> None:
        """Stop handing out messages of `queue`; those handed out stay ours to settle."""
        self._wanted.pop(queue, None)
        if self._connection is not None:
            self._connection.cancel(queue)
        if self._listening.pop(queue, None):
            self._server.drop(queue)

    async def publish(self, messages: Sequence[Outgoing]) -> list[Exception | None]:
        """Publish; per message None or what became of it."""
        outcomes = [self._published(message) for message in messages]
        await asyncio.sleep(0)  # as a network would, let the consumers have their turn
        return outcomes

    def _published(self, message: Outgoing) -> Exception | None:
        try:
            self._open()
            headers = decoded(header_table(message))
        except (BrokerUnavailableError, RefusedError) as error:
            return error
        routed = self._server.route(
            Message(
                bytes(message.body),
                headers,
                message.message_id or uuid.uuid4().hex,
                message.content_type,
                exchange=message.exchange,
                routing_key=message.routing_key,
                expiration_ms=message.expiration_ms,
            )
        )
        return None if routed else unroutable(message)

    async def ack(self, deliveries: Sequence[Delivery]) -> None:
        """Acknowledge."""
        for delivery in deliveries:
            delivery.handle.settle()

    async def requeue(self, deliveries: Sequence[Delivery]) -> None:
        """Give deliveries back to their queue."""
        for delivery in deliveries:
            delivery.handle.give_back()

    async def get(self, queue: str) -> Delivery | None:
        """Take one message without consuming."""
        connection, source = self._open(), self._server.queue(queue)
        message = source.take()
        return source.delivery(message, _Held(connection, source, message)) if message is not None else None

    async def depth(self, queue: str) -> int:
        """Messages ready in `queue`."""
        self._open()
        return len(self._server.queue(queue))

    async def backlog(self, queue: str) -> int:
        """Messages ready in `queue` for those who consume it."""
        ready = await self.depth(queue)
        return ready if self._server.queue(queue).consumers else 0
