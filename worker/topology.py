"""Exchanges, queues and bindings as data; adapters create them, `leadworker doctor` compares them with the broker.

Every work queue Q comes with `Q.dead` (what we refused), `Q.retry.<delay>` (the retry ladder: a queue whose messages
fall back into Q after a fixed time) and `Q.crashed` (the broker's own dead-lettering after too many deliveries: a
message that kills processes).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

WHATSAPP: Final = "whatsapp-incoming"
CAMPAIGN: Final = "broadcast-campaign"
PLUGIN: Final = "plugin-webhook"
AUTOMATIONS: Final = "automations"
QUICK_MESSAGES: Final = "quick-messages"
NOTIFICATIONS: Final = "notifications"
FINDING: Final = "finding"
EVENTS: Final = "lead.events"

INTAKE: Final = (WHATSAPP, CAMPAIGN, PLUGIN)
CONSUMED: Final = (*INTAKE, AUTOMATIONS, NOTIFICATIONS, FINDING)

# How an event names its account, in the header `ce-source`.
SOURCE_HEADER: Final = "ce-source"
_OF_ACCOUNT: Final = "/accounts/"

# Fixed delays: one queue per delay, because a per-message TTL only expires at the head of its queue.
RETRY_DELAYS: Final[tuple[tuple[str, int], ...]] = (("10s", 10_000), ("1m", 60_000), ("10m", 600_000))

# RabbitMQ 4.0 to 4.2 count every requeue; rolling restarts must not push innocent messages over the limit.
DELIVERY_LIMIT: Final = 50

# Looking at a parked message takes it and gives it back. RabbitMQ 4.0 drops a message after 20 returns unless a limit
# is set, and with one set it goes back to its place in the queue. (-1, no limit, is refused by RabbitMQ 3.)
PARKED_DELIVERY_LIMIT: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Pace:
    """How much of a queue is taken at a time. What a message weighs differs by queue: a chat is one person, a chunk of a
    list up to 1,000.
    """

    prefetch: int  # unsettled messages
    messages: int  # of a batch
    overlap: int = 3  # batches under way at a time
    contacts: int = 500  # of one commit; what a message has beyond them goes into further commits
    bytes: int = 1024 * 1024  # of the bodies of a batch, and of what one commit is made of
    long: int = 16 * 1024  # a body of more bytes is read and committed piece by piece, alone
    first: bool = False  # while its batches are under way, long bodies and the queues that are not first wait

    def of(self, *, prefetch: int | None, messages: int | None, overlap: int | None) -> "Pace":
        """Give the pace with what an operator set instead."""
        return replace(
            self,
            prefetch=prefetch or self.prefetch,
            messages=messages or self.messages,
            overlap=overlap or self.overlap,
        )


PACES: Final[Mapping[str, Pace]] = {
    WHATSAPP: Pace(prefetch=1000, messages=200, long=128 * 1024, first=True),
    PLUGIN: Pace(prefetch=200, messages=100, contacts=200, bytes=256 * 1024, first=True),
    CAMPAIGN: Pace(prefetch=40, messages=20, overlap=1, contacts=100, bytes=256 * 1024),
    AUTOMATIONS: Pace(prefetch=1000, messages=200),
    NOTIFICATIONS: Pace(prefetch=32, messages=1, overlap=16),
    FINDING: Pace(prefetch=1500, messages=500, overlap=1),
}
"""The pace of each queue that is consumed. Lists are committed in small pieces, one at a time: a chat that comes meanwhile
waits for the piece under way and for no other.
"""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A durable exchange."""

    name: str
    type: str = "topic"


@dataclass(frozen=True, slots=True)
class Queue:
    """A durable queue. `arguments` are the broker's x-arguments."""

    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Binding:
    """Messages of `exchange` whose routing key matches `pattern` go to `queue`."""

    exchange: str
    queue: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Topology:
    """Everything that has to exist on the broker."""

    exchanges: tuple[Exchange, ...]
    queues: tuple[Queue, ...]
    bindings: tuple[Binding, ...]


def dead(queue: str) -> str:
    """Name of the queue that holds what we refused from `queue`."""
    return f"{queue}.dead"


def crashed(queue: str) -> str:
    """Name of the queue that the broker itself dead-letters to."""
    return f"{queue}.crashed"


def retry(queue: str, delay: str) -> str:
    """Name of the rung of the retry ladder of `queue` with the given delay (`10s`, `1m`, `10m`)."""
    return f"{queue}.retry.{delay}"


def build(*, quorum: bool = True) -> Topology:
    """Give the whole topology; `quorum=False` for a broker (or a laptop) without quorum queues."""
    kind: dict[str, Any] = {"x-queue-type": "quorum"} if quorum else {"x-queue-type": "classic"}
    parked = kind | {"x-delivery-limit": PARKED_DELIVERY_LIMIT} if quorum else kind
    queues: list[Queue] = []
    for name in CONSUMED:
        limits: dict[str, Any] = {"x-dead-letter-exchange": "", "x-dead-letter-routing-key": crashed(name)}
        if quorum:
            # Search rows follow their leads: an event that was parked for the deaths of others would leave a row behind.
            # The default strategy may lose a dead letter when the target is away; at-least-once needs reject-publish.
            limits |= {
                "x-delivery-limit": PARKED_DELIVERY_LIMIT if name == FINDING else DELIVERY_LIMIT,
                "x-dead-letter-strategy": "at-least-once",
                "x-overflow": "reject-publish",
            }
        queues.append(Queue(name, kind | limits))
        queues.append(Queue(dead(name), parked))
        queues.append(Queue(crashed(name), parked))
        for label, ms in RETRY_DELAYS:
            back = {"x-message-ttl": ms, "x-dead-letter-exchange": "", "x-dead-letter-routing-key": name}
            safe = {"x-dead-letter-strategy": "at-least-once", "x-overflow": "reject-publish"} if quorum else {}
            queues.append(Queue(retry(name, label), kind | back | safe))
    queues.append(Queue(QUICK_MESSAGES, kind))
    return Topology(
        exchanges=(Exchange(EVENTS),),
        queues=tuple(queues),
        bindings=(Binding(EVENTS, AUTOMATIONS, "lead.#"), Binding(EVENTS, FINDING, "lead.#")),
    )


def source_of(account: str) -> str:
    """Give the source that events of an account name."""
    return f"{_OF_ACCOUNT}{account}"


def account_of_event(headers: Mapping[str, Any]) -> str:
    """Give the account that an event names as its source, "" for what is no event of ours."""
    source = headers.get(SOURCE_HEADER)
    return source.removeprefix(_OF_ACCOUNT) if isinstance(source, str) and source.startswith(_OF_ACCOUNT) else ""
