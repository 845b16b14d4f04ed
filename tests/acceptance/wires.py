"""The tests' own hands on a broker: publish with confirms, watch the events, empty a queue. Not the worker's code.

`MemoryWire` is for workers inside the test's process, `RabbitWire` for worker processes on a real RabbitMQ; it goes on
through crashes of the broker and sends again what was not confirmed, as a careful producer does.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any, Protocol

import aio_pika

from tests.acceptance.evidence import OBSERVED
from tests.acceptance.ledger import Ledger, Message
from worker import topology
from worker.broker.memory import MemoryBroker
from worker.broker.memory_server import LiveQueue, MemoryServer
from worker.ports import Delivery, Outgoing
from worker.topology import Binding, Queue, Topology

WINDOW = 50  # messages published side by side
PATIENCE = 180.0  # seconds a producer waits for the broker to come back


class Wire(Protocol):
    """What a run needs of a broker."""

    async def send(self, messages: Iterable[Message], ledger: Ledger) -> None:
        """Publish the messages and note each in the ledger when the broker confirmed it."""

    async def empty(self, queue: str) -> list[Delivery]:
        """Take everything that is ready in a queue."""

    async def depths(self, queues: Iterable[str]) -> dict[str, int]:
        """Messages in each queue, as far as the broker tells from outside."""


def declarations() -> tuple[Topology, Topology]:
    """The worker's own topology, so that a producer may come before any worker, and the tests' queue of events."""
    observed = Topology((), (Queue(OBSERVED),), (Binding(topology.EVENTS, OBSERVED, "#"),))
    return topology.build(), observed


class MemoryWire:
    """A client of the in-process broker."""

    def __init__(self, server: MemoryServer) -> None:
        self.server = server
        self._broker = MemoryBroker(server)
        for declared in declarations():
            server.declare(declared)

    async def send(self, messages: Iterable[Message], ledger: Ledger) -> None:
        """Publish one by one."""
        await self._broker.connect()
        for message in messages:
            outgoing = Outgoing("", message.queue, message.body, message.headers, message.tag)
            (problem,) = await self._broker.publish([outgoing])
            assert problem is None, problem
            ledger.confirm(message)

    async def empty(self, queue: str) -> list[Delivery]:
        """Take everything."""
        await self._broker.connect()
        found = []
        while (delivery := await self._broker.get(queue)) is not None:
            await self._broker.ack([delivery])
            found.append(delivery)
        return found

    async def depths(self, queues: Iterable[str]) -> dict[str, int]:
        """Messages ready, and those in a worker's hands: one that is stopped now would give them back."""
        await self._broker.connect()
        return {name: len(queue := self.server.queue(name)) + _in_hands(queue) for name in queues}


def _in_hands(queue: LiveQueue) -> int:
    return sum(len(consumer.unsettled) for consumer in queue.consumers)


class RabbitWire:
    """A client of RabbitMQ that reconnects."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._connection: Any = None

    async def open(self) -> None:
        """Declare what producers and observers need."""
        async with self._channel() as channel:
            for declared in declarations():
                for exchange in declared.exchanges:
                    await channel.declare_exchange(exchange.name, exchange.type, durable=True)
                for queue in declared.queues:
                    await channel.declare_queue(queue.name, durable=True, arguments=dict(queue.arguments))
                for binding in declared.bindings:
                    queue = await channel.get_queue(binding.queue, ensure=False)
                    await queue.bind(binding.exchange, binding.pattern)

    async def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            await self._connection.close()

    @contextlib.asynccontextmanager
    async def _channel(self) -> AsyncIterator[Any]:
        try:
            if self._connection is None or self._connection.is_closed:
                self._connection = await aio_pika.connect(self.url, timeout=10, heartbeat=10)
            async with asyncio.timeout(10):
                channel = await self._connection.channel(publisher_confirms=True, on_return_raises=True)
            yield channel
        except BaseException:  # a connection that failed once is not asked again
            await self._drop()
            raise
        with contextlib.suppress(Exception):
            await asyncio.wait_for(channel.close(), 5)

    async def send(self, messages: Iterable[Message], ledger: Ledger) -> None:
        """Publish in windows; again and again what was not confirmed."""
        waiting = list(messages)
        while waiting:
            window, waiting = waiting[:WINDOW], waiting[WINDOW:]
            async with asyncio.timeout(PATIENCE):
                while window:
                    window = await self._sent(window, ledger)

    async def _sent(self, window: Sequence[Message], ledger: Ledger) -> list[Message]:
        """Publish once; give what was not confirmed."""
        try:
            async with self._channel() as channel:
                publishing = [self._publish(channel, message) for message in window]
                outcomes = await asyncio.gather(*publishing, return_exceptions=True)
        except Exception:  # noqa: BLE001  # the client raises all sorts of things when the broker goes: sent again
            outcomes = [None] * len(window)
        missed = []
        for message, confirmed in zip(window, outcomes, strict=True):
            if confirmed is True:
                ledger.confirm(message)
            else:
                missed.append(message)
        if missed:
            await self._drop()
            await asyncio.sleep(0.2)
        return missed

    async def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(Exception):
                await asyncio.wait_for(connection.close(), 2)

    async def _publish(self, channel: Any, message: Message) -> bool:
        outgoing = aio_pika.Message(
            message.body,
            headers=dict(message.headers),
            message_id=message.tag,
            content_type="application/json",
            delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
        )
        await asyncio.wait_for(channel.default_exchange.publish(outgoing, routing_key=message.queue), 10)
        return True

    async def empty(self, queue: str) -> list[Delivery]:
        """Take everything."""
        found = []
        async with self._channel() as channel:
            declared = await channel.get_queue(queue, ensure=False)
            while (message := await declared.get(no_ack=True, fail=False, timeout=10)) is not None:
                found.append(
                    Delivery(queue, message.body, dict(message.headers), message.message_id, message.content_type)
                )
        return found

    async def depths(self, queues: Iterable[str]) -> dict[str, int]:
        """Messages ready."""
        async with self._channel() as channel:
            asked = [channel.declare_queue(queue, passive=True, timeout=10) for queue in queues]
            found = [queue.declaration_result for queue in await asyncio.gather(*asked)]
            return {str(queue.queue): int(queue.message_count) for queue in found}
