"""What the broker contract runs against: each adapter, and what it is declared to do beyond the contract."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.waiting import eventually
from worker.broker.memory import MemoryBroker
from worker.broker.memory_server import MemoryServer
from worker.broker.rabbitmq import RabbitMQBroker
from worker.ports import Broker, Delivery, Outgoing
from worker.topology import Binding, Exchange, Queue, Topology

QUORUM = {"x-queue-type": "quorum"}


@dataclass
class Rig:
    """One broker under test. `durable`: what was confirmed is there after the broker was killed."""

    durable: bool
    make: Callable[[], Broker]
    interrupt: Callable[[], Awaitable[None]]  # every connection is lost; the broker itself stays
    clients: list[Broker] = field(default_factory=list)

    async def client(self) -> Broker:
        """Give a connected client, closed after the test."""
        broker = self.make()
        self.clients.append(broker)
        await broker.connect()
        return broker

    async def close(self) -> None:
        """Close all clients."""
        await asyncio.gather(*(client.close() for client in self.clients))


def memory_rig() -> Rig:
    """The in-process broker; an interruption is its server going down and up."""
    server = MemoryServer()

    async def interrupt() -> None:
        server.stop()
        await asyncio.sleep(0.05)
        server.start()

    return Rig(durable=False, make=lambda: MemoryBroker(server), interrupt=interrupt)


def rabbitmq_rig(url: str, node: Any) -> Rig:
    """RabbitMQ; an interruption is the broker closing all connections."""

    async def interrupt() -> None:
        close = '[rabbit_networking:close_connection(P, "test") || P <- rabbit_networking:connections()].'
        await asyncio.to_thread(node.evaluate, close)

    return Rig(
        durable=True,
        make=lambda: RabbitMQBroker(url, publish_seconds=5, call_seconds=5, heartbeat=10, look_seconds=1),
        interrupt=interrupt,
    )


class Inbox:
    """Collects deliveries."""

    def __init__(self) -> None:
        self.all: list[Delivery] = []

    def __call__(self, delivery: Delivery) -> None:
        self.all.append(delivery)

    @property
    def bodies(self) -> list[bytes]:
        """The bodies, as they came."""
        return [delivery.body for delivery in self.all]

    async def wait(self, count: int, seconds: float = 10.0) -> list[Delivery]:
        """Wait until there are at least `count`."""
        await eventually(lambda: len(self.all) >= count, seconds, lambda: f"{len(self.all)} of {count} deliveries")
        return self.all


async def depth_becomes(broker: Broker, queue: str, wanted: int, seconds: float = 10.0) -> None:
    """Wait until the queue has so many messages ready."""
    deadline = time.monotonic() + seconds
    while (found := await broker.depth(queue)) != wanted:
        assert time.monotonic() < deadline, f"{queue} has {found} messages ready, not {wanted}"
        await asyncio.sleep(0.02)


def topology(*queues: str | Queue, exchanges: Iterable[Exchange] = (), bindings: Iterable[Binding] = ()) -> Topology:
    """Put a topology together; a bare name is a quorum queue."""
    listed = tuple(queue if isinstance(queue, Queue) else Queue(queue, QUORUM) for queue in queues)
    return Topology(tuple(exchanges), listed, tuple(bindings))


def to_queue(queue: str, body: bytes = b"{}", **fields: Any) -> Outgoing:
    """Give a message for a queue, through the default exchange."""
    return Outgoing("", queue, body, **fields)
