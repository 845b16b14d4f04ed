"""A connection for looking and declaring, apart from all others.

The broker answers some questions by closing the channel, and some by closing the connection: nobody else's work must be
on either.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aio_pika
import aiormq
from yarl import URL

from worker.broker.admission import admitted
from worker.broker.link import guarded
from worker.broker.tap import Consumers, TappedTransport


@asynccontextmanager
async def management(url: str, seconds: float, purpose: str) -> AsyncIterator[aiormq.abc.AbstractConnection]:
    """Give a connection for a while; `seconds` is the time-out of a call, `purpose` what RabbitMQ shall call it.

    Raises `BrokerUnavailableError` where there is no broker, `ConfigurationError` where it does not let us in.
    """
    address, consumers = URL(url), Consumers()
    connection = aio_pika.Connection(address.update_query(name=address.query.get("name", f"leadworker {purpose}")))
    connection.kwargs["transport_factory"] = TappedTransport(consumers)
    try:
        await guarded(admitted(connection, seconds, consumers), seconds, "connecting")
        transport = connection.transport
        assert transport is not None  # noqa: S101  (it has just been connected)
        yield transport.connection
    finally:
        await guarded(connection.close(), seconds, "closing")
