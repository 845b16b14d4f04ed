"""A clean place on a RabbitMQ for one test."""

import asyncio
import concurrent.futures
from collections.abc import Iterator
from contextlib import contextmanager

import aio_pika

from tests.services.names import fresh
from tests.services.rabbitmq import RabbitMQ
from worker import topology

# What tests make beside the worker's own topology; to be deleted where they have to share a vhost.
QUEUES = ("work", "work.retry", "kept", "parked", "matched", "limited", "crashed", "ladder", "plain", "fine", "source")
EXCHANGES = ("events", "sharded")


@contextmanager
def clean_place(server: RabbitMQ) -> Iterator[str]:
    """Give the URL of a vhost without queues: one of its own, or the server's, emptied of what the tests make."""
    if not server.vhosts:
        _in_thread(_delete_topology, server.url)
        yield server.url
        return
    name = fresh("test-")
    url = server.add_vhost(name)
    try:
        yield url
    finally:
        server.delete_vhost(name)


def _in_thread(function, *arguments) -> None:
    """Run a coroutine function to its end, whether or not a loop runs in this thread."""
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(function(*arguments))).result()


async def _delete_topology(url: str) -> None:
    async with await aio_pika.connect(url, timeout=10) as connection, await connection.channel() as channel:
        wanted = topology.build()
        for queue in (*QUEUES, *(queue.name for queue in wanted.queues)):
            await channel.queue_delete(queue, timeout=10)
        for exchange in (*EXCHANGES, *(exchange.name for exchange in wanted.exchanges)):
            await channel.exchange_delete(exchange, timeout=10)
