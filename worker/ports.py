"""The seams, on one page: what the middle of the worker asks of a broker, a store and a clock.

`broker/` and `store/` hold the adapters; each must pass the contract suite of its port under `tests/contract`. What is asked of a
store has pages of its own: `commit/storage.py` for leads, `automations/running/storage.py` for automations.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from worker.topology import Topology
from worker.values import made_quickly


@made_quickly
@dataclass(frozen=True, slots=True, eq=False)
class Delivery:
    """A message as a queue handed it to us; it stays ours until acknowledged or requeued. Compared by identity."""

    queue: str
    body: bytes
    headers: Mapping[str, Any] = field(default_factory=dict)
    message_id: str | None = None
    content_type: str | None = None
    redelivered: bool = False
    delivery_count: int = 0  # earlier deliveries the broker knows of (quorum queues), else 0
    received_at: int = 0  # Unix ms, by the worker's clock
    published_at: int = 0  # Unix ms, by the publisher's clock; 0 where it does not say
    handle: Any = None  # the adapter's own: channel and tag


@made_quickly
@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to publish. It is persistent, mandatory and confirmed; `exchange` "" is the default exchange."""

    exchange: str
    routing_key: str
    body: bytes
    headers: Mapping[str, Any] = field(default_factory=dict)
    message_id: str | None = None
    content_type: str = "application/json"
    expiration_ms: int | None = None


Lost = Callable[[Collection[Delivery]], None]
"""Takes deliveries that can no longer be settled, because their connection or channel is gone. They come again."""


def forget(lost: Collection[Delivery]) -> None:
    """Take lost deliveries, for those who keep none."""


class Broker(Protocol):
    """RabbitMQ, or what stands in for it in one process.

    Lost connections are re-made by the adapter; calls meanwhile raise `BrokerUnavailableError` within `timeout`
    seconds rather than hang. Deliveries of a lost connection come again; settling the old ones is a no-op.
    """

    async def connect(self) -> None:
        """Connect; raise `BrokerUnavailableError` if that fails within the time-out."""

    async def close(self) -> None:
        """Close the connections. Unsettled deliveries return to their queues."""

    async def declare(self, topology: Topology) -> None:
        """Create what is missing; raise `TopologyDriftError` naming what exists with other arguments."""

    async def consume(
        self, queue: str, prefetch: int, deliver: Callable[[Delivery], None], lost: Lost = forget
    ) -> None:
        """Hand each message of `queue` to `deliver` (which must not block), at most `prefetch` unsettled at a time.

        `lost` is told at once of those that were handed out and can no longer be settled, also after `cancel`.
        """

    async def listen(
        self, exchange: str, pattern: str, heard: Callable[[Delivery], None], missed: Callable[[], None]
    ) -> str:
        """Hand each message that is published on `exchange` from now on to `heard` (which must not block), settled.

        They come through a queue of this connection's own, which ends with it; its name is for `cancel`. After an
        interruption `missed` is called: what was published meanwhile is not heard.
        """

    async def cancel(self, queue: str) -> None:
        """Stop handing out messages of `queue`; those handed out stay ours to settle."""

    async def publish(self, messages: Sequence[Outgoing]) -> list[Exception | None]:
        """Publish and wait for the confirms; per message None, `UnroutableError` or `BrokerUnavailableError`.

        A message that no broker could take (headers beyond a frame, a value AMQP has no type for) is answered with
        `RefusedError` (`unpublishable`): trying again would not help. One without an id is given one.
        """

    async def ack(self, deliveries: Sequence[Delivery]) -> None:
        """Acknowledge. Never raises for a delivery whose connection is gone."""

    async def requeue(self, deliveries: Sequence[Delivery]) -> None:
        """Give deliveries back to their queue, for anyone to take."""

    async def get(self, queue: str) -> Delivery | None:
        """Take one message without consuming, None if the queue is empty; settle it like any other."""

    async def depth(self, queue: str) -> int:
        """Messages ready in `queue`; raises `TopologyDriftError` if there is no such queue."""

    async def backlog(self, queue: str) -> int:
        """Messages ready in `queue` for those who consume it, 0 where nobody does; raises as `depth` does."""

    @property
    def connected(self) -> bool:
        """Whether connections and consumers are up right now."""

    @property
    def lost_seconds(self) -> float:
        """For how long `connected` has been false since it was true; 0 while connected and after `close`."""


class Clock(Protocol):
    """Time, for everything that must be testable on a virtual clock."""

    def now(self) -> int:
        """Unix milliseconds, UTC."""

    async def sleep(self, seconds: float) -> None:
        """Wait."""
