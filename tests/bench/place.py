"""Where a run takes place: the worker's topology in an empty vhost, an empty database, and what can be counted there."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import aio_pika
import pymongo
from aio_pika.abc import AbstractChannel, AbstractExchange, AbstractQueue

from tests.bench.workload import Incoming
from tests.services.rabbitmq import RabbitMQ
from tests.services.vhost import clean_place
from worker import topology

WINDOW = 200  # messages published before their confirms are awaited


@contextmanager
def empty_database(mongo_url: str) -> Iterator[str]:
    """Give the name of a database of its own; it is dropped afterwards."""
    name = f"bench_{uuid.uuid4().hex[:12]}"
    client: Any = pymongo.MongoClient(mongo_url, serverSelectionTimeoutMS=5_000)
    try:
        yield name
    finally:
        client.drop_database(name)
        client.close()


@dataclass(slots=True)
class Place:
    """An open place. `unsettled` counts what a consumer holds; None where the broker cannot be asked."""

    amqp_url: str
    mongo_url: str
    database: str
    server: RabbitMQ
    channel: AbstractChannel
    queues: dict[str, AbstractQueue] = field(default_factory=dict)

    async def fill(self, messages: Sequence[Incoming]) -> None:
        """Publish the messages to the WhatsApp queue, each confirmed."""
        for start in range(0, len(messages), WINDOW):
            await asyncio.gather(*(self.send(message) for message in messages[start : start + WINDOW]))

    async def send(self, message: Incoming) -> None:
        """Publish one message and wait for its confirm."""
        exchange: AbstractExchange = self.channel.default_exchange
        await exchange.publish(
            aio_pika.Message(
                message.body,
                content_type="application/json",
                message_id=message.id,
                delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
            ),
            routing_key=topology.WHATSAPP,
        )

    async def state(self, queue: str) -> tuple[int, int]:
        """Give (messages ready, consumers) of a queue, as of now."""
        answer = await self.channel.declare_queue(queue, passive=True)
        return answer.declaration_result.message_count or 0, answer.declaration_result.consumer_count or 0

    async def unsettled(self) -> int | None:
        """Give how many messages of the WhatsApp queue, ready or taken, the broker still keeps."""
        if not self.server.controllable:
            return None
        return await asyncio.to_thread(self._unsettled)

    def _unsettled(self) -> int | None:
        # The counters of management and rabbitmqctl lag by seconds; the queue's own state machine does not.
        vhost = self.amqp_url.rsplit("/", 1)[1] or "/"
        answer = self.server.evaluate(
            f'{{ok, Q}} = rabbit_amqqueue:lookup(rabbit_misc:r(<<"{vhost}">>, queue, <<"{topology.WHATSAPP}">>)), '
            "{ok, {_, N}, _} = ra:local_query(amqqueue:get_pid(Q), fun rabbit_fifo:query_messages_total/1), N."
        )
        return int(answer)

    async def declare(self) -> None:
        """Create the worker's topology."""
        wanted = topology.build()
        exchanges = {
            exchange.name: await self.channel.declare_exchange(exchange.name, exchange.type, durable=True)
            for exchange in wanted.exchanges
        }
        for queue in wanted.queues:
            self.queues[queue.name] = await self.channel.declare_queue(
                queue.name, durable=True, arguments=dict(queue.arguments)
            )
        for binding in wanted.bindings:
            await self.queues[binding.queue].bind(exchanges[binding.exchange], binding.pattern)


@asynccontextmanager
async def open_place(server: RabbitMQ, mongo_url: str) -> AsyncIterator[Place]:
    """Give a place for one run."""
    with clean_place(server) as amqp_url, empty_database(mongo_url) as database:
        async with await aio_pika.connect(amqp_url, timeout=10) as connection:
            channel = await connection.channel()
            place = Place(amqp_url, mongo_url, database, server, channel)
            await place.declare()
            yield place
