"""The broker inside this process: exchanges, queues and bindings with RabbitMQ's rules, gone when the process ends.

Queues count deliveries, expire and dead-letter as quorum queues do
(https://www.rabbitmq.com/docs/quorum-queues, https://www.rabbitmq.com/docs/dlx).
"""

import asyncio
import heapq
import itertools
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from time import time
from typing import Any, Final, Protocol

import structlog

from worker.errors import TopologyDriftError
from worker.ports import Delivery
from worker.topology import Binding, Exchange, Queue, Topology

log = structlog.get_logger(__name__)

# Arguments that mean nothing here: one process has neither replicas nor a length limit.
_WITHOUT_EFFECT: Final = {"x-overflow", "x-dead-letter-strategy", "x-queue-type"}
_WITH_EFFECT: Final = {"x-message-ttl", "x-delivery-limit", "x-dead-letter-exchange", "x-dead-letter-routing-key"}
_DEATHS_KEPT: Final = 20


@lru_cache(maxsize=4096)
def topic_matches(pattern: str, key: str) -> bool:
    """Match a routing key as a topic exchange does: `*` is one word, `#` any number of words."""
    return _words_match(tuple(pattern.split(".")), tuple(key.split(".")))


def _words_match(pattern: tuple[str, ...], words: tuple[str, ...]) -> bool:
    if not pattern:
        return not words
    if pattern[0] == "#":
        return any(_words_match(pattern[1:], words[skipped:]) for skipped in range(len(words) + 1))
    return bool(words) and pattern[0] in ("*", words[0]) and _words_match(pattern[1:], words[1:])


_ROUTES: Final[dict[str, Callable[[str, str], bool]]] = {
    "topic": topic_matches,
    "direct": lambda pattern, key: pattern == key,
    "fanout": lambda _pattern, _key: True,
}


@dataclass(slots=True, eq=False)
class Message:
    """A message in a queue."""

    body: bytes
    headers: dict[str, Any]
    message_id: str | None
    content_type: str | None
    exchange: str
    routing_key: str
    expiration_ms: int | None = None
    deliveries: int = 0  # that came back
    position: int = 0  # in its queue; a returned message goes back to its place
    expires_at: float | None = None  # by the loop's clock


class Consumer(Protocol):
    """Who takes messages from a queue."""

    def has_room(self) -> bool:
        """Whether it may be given one more."""

    def give(self, queue: "LiveQueue", message: Message) -> None:
        """Take one."""


class Client(Protocol):
    """Who is connected to the server."""

    def on_lost(self) -> None:
        """The server went down."""

    def on_restored(self) -> None:
        """The server is back."""


class LiveQueue:
    """One queue: what is ready, in order, and who consumes."""

    def __init__(self, server: "MemoryServer", declared: Queue) -> None:
        unknown = declared.arguments.keys() - _WITH_EFFECT - _WITHOUT_EFFECT
        if unknown:
            raise TopologyDriftError(
                f"queue {declared.name}: the in-process broker has no {', '.join(sorted(unknown))}"
            )
        self.declared, self.name = declared, declared.name
        self.consumers: deque[Consumer] = deque()
        self._server = server
        self._ready: list[tuple[int, Message]] = []  # a heap
        self._positions = itertools.count()
        self._timer: asyncio.TimerHandle | None = None
        self._pumping = False

    def __len__(self) -> int:
        self._expire()
        return len(self._ready)

    def put(self, message: Message) -> None:
        """Append a message."""
        ttl: int | None = self.declared.arguments.get("x-message-ttl")
        allowed = [ms for ms in (ttl, message.expiration_ms) if ms is not None]
        message.expires_at = asyncio.get_running_loop().time() + min(allowed) / 1000 if allowed else None
        message.position = next(self._positions)
        self._insert(message)

    def give_back(self, message: Message) -> None:
        """Put a message back to its place, or dead-letter it if it came back too often."""
        message.deliveries += 1
        limit: int | None = self.declared.arguments.get("x-delivery-limit")
        if limit is not None and message.deliveries > limit:
            self._server.dead_letter(self, message, "delivery_limit")
        else:
            self._insert(message)

    def take(self) -> Message | None:
        """Take the first ready message."""
        self._expire()
        return heapq.heappop(self._ready)[1] if self._ready else None

    def delivery(self, message: Message, handle: Any) -> Delivery:
        """Give a message as whoever takes it sees it; only quorum queues tell how often it came back."""
        count = message.deliveries if self.declared.arguments.get("x-queue-type") == "quorum" else 0
        return Delivery(
            self.name,
            message.body,
            dict(message.headers),
            message.message_id,
            message.content_type,
            redelivered=message.deliveries > 0,
            delivery_count=count,
            received_at=self._server.now(),
            handle=handle,
        )

    def wake(self) -> None:
        """Hand out what can be handed out, soon."""
        if not self._pumping and self.consumers and self._ready:
            self._pumping = True
            asyncio.get_running_loop().call_soon(self._pump)

    def _insert(self, message: Message) -> None:
        heapq.heappush(self._ready, (message.position, message))
        self._watch_head()
        self.wake()

    def _pump(self) -> None:
        self._pumping = False
        while self._ready and (consumer := self._next_consumer()) is not None:
            message = self.take()
            if message is not None:
                consumer.give(self, message)

    def _next_consumer(self) -> Consumer | None:
        for _ in range(len(self.consumers)):
            consumer = self.consumers[0]
            self.consumers.rotate(-1)
            if consumer.has_room():
                return consumer
        return None

    def _watch_head(self) -> None:
        """As on RabbitMQ, a message only expires at the head of its queue."""
        expires_at = self._ready[0][1].expires_at if self._ready else None
        if expires_at is not None and self._timer is None:
            self._timer = asyncio.get_running_loop().call_at(expires_at, self._on_timer)

    def _on_timer(self) -> None:
        self._timer = None
        self._expire()
        self._watch_head()

    def _expire(self) -> None:
        now = asyncio.get_running_loop().time()
        while self._ready and (at := self._ready[0][1].expires_at) is not None and at <= now:
            self._server.dead_letter(self, heapq.heappop(self._ready)[1], "expired")


class MemoryServer:
    """What several `MemoryBroker`s of one process share. Use it from one event loop."""

    def __init__(self, now: Callable[[], int] | None = None) -> None:
        """Take the clock by which messages are received (Unix ms), the system's if none is given."""
        self.now = now or (lambda: int(time() * 1000))
        self.up = True
        self.queues: dict[str, LiveQueue] = {}
        self.clients: set[Client] = set()
        self._exchanges: dict[str, Exchange] = {}
        self._bindings: set[Binding] = set()

    def stop(self) -> None:
        """Go down, as a broker that is restarted: connections are lost, queues and their messages stay."""
        self.up = False
        for client in self.clients:
            client.on_lost()

    def start(self) -> None:
        """Come back; who was connected is again."""
        self.up = True
        for client in self.clients:
            client.on_restored()

    def declare(self, topology: Topology) -> None:
        """Create what is missing; raise `TopologyDriftError` with everything that is otherwise."""
        drift = [finding for exchange in topology.exchanges for finding in self._exchange(exchange)]
        drift += [finding for queue in topology.queues for finding in self._queue(queue)]
        if drift:
            raise TopologyDriftError("; ".join(drift))
        for binding in topology.bindings:
            self.queue(binding.queue)
            if binding.exchange not in self._exchanges:
                raise TopologyDriftError(f"binding to queue {binding.queue}: there is no exchange {binding.exchange}")
            self._bindings.add(binding)

    def _exchange(self, wanted: Exchange) -> Iterator[str]:
        found = self._exchanges.setdefault(wanted.name, wanted)
        if wanted.type not in _ROUTES:
            self._exchanges.pop(wanted.name)
            yield f"exchange {wanted.name}: this broker has no exchange type {wanted.type!r}"
        elif found.type != wanted.type:
            yield f"exchange {wanted.name}: type is {found.type!r}, declared {wanted.type!r}"

    def _queue(self, wanted: Queue) -> Iterator[str]:
        if wanted.name not in self.queues:
            self.queues[wanted.name] = LiveQueue(self, wanted)
        found = self.queues[wanted.name].declared.arguments
        for name in sorted(found.keys() | wanted.arguments.keys()):
            if found.get(name) != wanted.arguments.get(name):
                has, asked = (repr(of[name]) if name in of else "none" for of in (found, wanted.arguments))
                yield f"queue {wanted.name}: {name} is {has}, declared {asked}"

    def drop(self, name: str) -> None:
        """Forget a queue and what leads to it."""
        self.queues.pop(name, None)
        self._bindings = {binding for binding in self._bindings if binding.queue != name}

    def queue(self, name: str) -> LiveQueue:
        """Give the queue; raise `TopologyDriftError` if there is none."""
        try:
            return self.queues[name]
        except KeyError:
            raise TopologyDriftError(f"there is no queue {name}; `leadworker doctor --fix` creates it") from None

    def route(self, message: Message) -> bool:
        """Put the message into every queue its exchange and routing key lead to; False if there is none."""
        targets = self._targets(message.exchange, message.routing_key)
        for queue in targets:
            queue.put(replace(message, headers=dict(message.headers)))
        return bool(targets)

    def _targets(self, exchange: str, key: str) -> list[LiveQueue]:
        if exchange == "":
            return [self.queues[key]] if key in self.queues else []
        if exchange not in self._exchanges:
            return []
        matches = _ROUTES[self._exchanges[exchange].type]
        names = {b.queue for b in self._bindings if b.exchange == exchange and matches(b.pattern, key)}
        return [self.queues[name] for name in sorted(names)]

    def dead_letter(self, queue: LiveQueue, message: Message, reason: str) -> None:
        """Send a message where its queue sends the dead; without such a place it is dropped, as on RabbitMQ."""
        arguments = queue.declared.arguments
        if "x-dead-letter-exchange" not in arguments:
            log.warning("message.dropped", queue=queue.name, reason=reason)
            return
        headers = _with_death(message, queue.name, reason)
        exchange = arguments["x-dead-letter-exchange"]
        key = arguments.get("x-dead-letter-routing-key", message.routing_key)
        self.route(
            Message(message.body, headers, message.message_id, message.content_type, exchange=exchange, routing_key=key)
        )


def _with_death(message: Message, queue: str, reason: str) -> dict[str, Any]:
    deaths: list[dict[str, Any]] = [dict(death) for death in message.headers.get("x-death", [])]
    known = next((d for d in deaths if (d["queue"], d["reason"]) == (queue, reason)), None)
    if known is None:
        known = {"queue": queue, "reason": reason, "count": 0}
        known |= {"exchange": message.exchange, "routing-keys": [message.routing_key]}
    else:
        deaths.remove(known)
    known["count"] += 1
    first = {"queue": queue, "reason": reason, "exchange": message.exchange}
    headers = {f"x-first-death-{name}": value for name, value in first.items()} | message.headers
    return headers | {"x-death": [known, *deaths][:_DEATHS_KEPT]}
