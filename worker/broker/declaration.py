"""Creates the topology and says exactly what exists otherwise, on connections of its own.

The broker answers a differing argument by closing the channel, and an exchange type it does not know by closing the
whole connection; nobody else's work must be on either.
"""

import re
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, Final

import aiormq
from aiormq.exceptions import (
    ChannelAccessRefused,
    ChannelNotFoundEntity,
    ChannelPreconditionFailed,
    ConnectionCommandInvalid,
)

from worker.broker.link import guarded
from worker.broker.management import management
from worker.errors import ConfigurationError, TopologyDriftError
from worker.topology import Binding, Exchange, Queue, Topology

# inequivalent arg 'x-message-ttl' for queue 'q' in vhost '/': received the value '5' of type 'byte' but current is none
_INEQUIVALENT: Final = re.compile(
    r"inequivalent arg '(?P<argument>[^']+)' for \w+ '.*': received (?P<declared>.+) but current is (?P<found>.+)",
    re.DOTALL,
)
_VALUE: Final = re.compile(r"the value '(.*)' of type '.*'", re.DOTALL)

Step = Callable[[aiormq.abc.AbstractChannel], Coroutine[Any, Any, Any]]


def drift(kind: str, name: str, text: str) -> str:
    """Put the broker's answer into our words: which object, which argument, found and declared value."""
    match = _INEQUIVALENT.search(text)
    if match is None:
        return f"{kind} {name}: {text.strip()}"
    found, declared = (_VALUE.sub(r"'\1'", match[part]) for part in ("found", "declared"))
    return f"{kind} {name}: {match['argument']} is {found}, declared {declared}"


def _steps(topology: Topology) -> Iterator[tuple[str, str, Step]]:
    """What to declare, in order: kind, name and the call."""

    def exchange(wanted: Exchange) -> Step:
        return lambda channel: channel.exchange_declare(wanted.name, exchange_type=wanted.type, durable=True)

    def queue(wanted: Queue) -> Step:
        return lambda channel: channel.queue_declare(wanted.name, durable=True, arguments=dict(wanted.arguments))

    def binding(wanted: Binding) -> Step:
        return lambda channel: channel.queue_bind(wanted.queue, wanted.exchange, wanted.pattern)

    for item in topology.exchanges:
        yield "exchange", item.name, exchange(item)
    for item_queue in topology.queues:
        yield "queue", item_queue.name, queue(item_queue)
    for item_binding in topology.bindings:
        yield "binding of queue", item_binding.queue, binding(item_binding)


class Declaration:
    """Declares on a throw-away connection, which it replaces where the broker closes it."""

    def __init__(self, url: str, seconds: float) -> None:
        """Take the AMQP URL and the time-out of one call in seconds."""
        self._url, self._seconds = url, seconds

    async def declare(self, topology: Topology) -> None:
        """Create what is missing; raise `TopologyDriftError` with everything that exists otherwise."""
        findings: list[str] = []
        steps = list(_steps(topology))
        while steps:
            async with management(self._url, self._seconds, "topology") as connection:
                steps = await self._run(connection, steps, findings)
        if findings:
            raise TopologyDriftError("; ".join(findings))

    async def _run(
        self, connection: aiormq.abc.AbstractConnection, steps: list[tuple[str, str, Step]], findings: list[str]
    ) -> list[tuple[str, str, Step]]:
        """Do the steps; give those left over when the broker closed the connection."""
        channel: aiormq.abc.AbstractChannel | None = None
        for done, (kind, name, step) in enumerate(steps, start=1):
            if channel is None or channel.is_closed:
                channel = await guarded(connection.channel(), self._seconds, "opening a channel")
            try:
                await guarded(step(channel), self._seconds, f"declaring {kind} {name}")
            except (ChannelPreconditionFailed, ChannelNotFoundEntity) as error:
                findings.append(drift(kind, name, str(error)))
            except ConnectionCommandInvalid as error:
                findings.append(drift(kind, name, str(error)))
                return steps[done:]
            except ChannelAccessRefused as error:
                raise ConfigurationError(f"the RabbitMQ user may not declare {kind} {name}: {error}") from error
        return []
