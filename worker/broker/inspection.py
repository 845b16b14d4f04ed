"""Looks at what a RabbitMQ has, without creating anything: its version, and the topology against what it should be.

Declaring passively only asks whether something exists; what exists is then declared as it should be, which changes
nothing and is answered with what differs. Bindings cannot be asked for over AMQP 0-9-1.
"""

from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any

import aiormq
from aiormq.exceptions import ChannelAccessRefused, ChannelNotFoundEntity, ChannelPreconditionFailed

from worker.broker.declaration import drift
from worker.broker.link import guarded
from worker.broker.management import management
from worker.topology import Exchange, Queue, Topology

Ask = Callable[[aiormq.abc.AbstractChannel, bool], Coroutine[Any, Any, Any]]


@dataclass(slots=True)
class Inspected:
    """What was found. `depths`: messages ready per queue, for those that are there; `consumers` likewise."""

    product: str = ""
    version: str = ""
    missing: list[str] = field(default_factory=list)
    drift: list[str] = field(default_factory=list)
    depths: dict[str, int] = field(default_factory=dict)
    consumers: dict[str, int] = field(default_factory=dict)


class Inspection:
    """Looks on a connection of its own."""

    def __init__(self, url: str, seconds: float) -> None:
        """Take the AMQP URL and the time-out of one call in seconds."""
        self._url, self._seconds = url, seconds

    async def look(self, topology: Topology) -> Inspected:
        """Compare the broker with the topology; raise `BrokerUnavailableError` if it does not answer."""
        found = Inspected()
        async with management(self._url, self._seconds, "doctor") as connection:
            told = connection.server_properties
            found.product, found.version = _text(told.get("product")), _text(told.get("version"))
            channel: aiormq.abc.AbstractChannel | None = None
            for kind, name, ask in _questions(topology):
                for passive in (True, False):
                    if channel is None or channel.is_closed:
                        channel = await guarded(connection.channel(), self._seconds, "opening a channel")
                    if not await self._asked(channel, (kind, name, ask), found, passive=passive):
                        break
        return found

    async def _asked(
        self, channel: aiormq.abc.AbstractChannel, question: tuple[str, str, Ask], found: Inspected, *, passive: bool
    ) -> bool:
        """Ask about one object; give whether to ask on."""
        kind, name, ask = question
        try:
            answer = await guarded(ask(channel, passive), self._seconds, f"looking at {kind} {name}")
        except ChannelNotFoundEntity:
            found.missing.append(f"{kind} {name}")
            return False
        except ChannelPreconditionFailed as error:
            found.drift.append(drift(kind, name, str(error)))
            return False
        except ChannelAccessRefused as error:
            found.drift.append(f"{kind} {name}: the user may not look at it: {error}")
            return False
        if passive and kind == "queue":
            found.depths[name], found.consumers[name] = answer.message_count or 0, answer.consumer_count or 0
        return True


def _questions(topology: Topology) -> Iterator[tuple[str, str, Ask]]:
    def exchange(wanted: Exchange) -> Ask:
        return lambda channel, passive: channel.exchange_declare(
            wanted.name, exchange_type=wanted.type, durable=True, passive=passive
        )

    def queue(wanted: Queue) -> Ask:
        return lambda channel, passive: channel.queue_declare(
            wanted.name, durable=True, arguments=dict(wanted.arguments), passive=passive
        )

    for item in topology.exchanges:
        yield "exchange", item.name, exchange(item)
    for item_queue in topology.queues:
        yield "queue", item_queue.name, queue(item_queue)


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes | bytearray) else str(value or "")
