"""Dead letters: look at what was refused, send it back to its queue, or drop it.

Works through the broker port alone. To look at messages is to take them and give them back; where we end in between,
the broker gives them back itself, so nothing can be lost. A replay is published and confirmed before its dead letter is
acknowledged, with the message's own id, so what arrives twice is recognised by the worker.
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass, field, fields, replace
from types import TracebackType
from typing import Any, Final, Self

from worker import topology
from worker.consumers import failure_headers
from worker.errors import TopologyDriftError
from worker.ports import Broker, Clock, Delivery, Outgoing

LOOK_AT: Final = 10_000  # messages of one queue taken at a time; they are all in memory
MAX_REPLAYS: Final = 5
_CHUNK: Final = 100
_EXAMPLES: Final = 3
_FIRST_DEATH: Final = "x-first-death-reason"
_DEATHS: Final = {
    "delivery_limit": "it came back too often without being settled: it may kill the process that works on it",
}


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A parked message and the account of its failure. Times are Unix ms, 0 where nobody wrote them down."""

    delivery: Delivery
    parked: str  # the queue it was taken from
    queue: str  # the work queue it came from, where a replay sends it
    id: str  # the message's own
    reason: str  # a stable word; for what the broker parked, the broker's: delivery_limit
    detail: str
    where: str  # JSON pointer into the body
    type: str  # class of the exception
    stage: str  # the step that failed: decode, commit
    cause: str  # the same for all that failed for one cause
    letter: str  # names it: the same for letters about one part of one message: those after the first are repeats
    at: int  # parked
    first_at: int  # it came for the first time
    attempts: int
    replays: int  # times it was sent back before
    replayed_at: int  # the last time
    worker: str  # host and process that gave up
    version: str  # its release
    stack: str  # the end of the traceback

    @classmethod
    def read(cls, parked: str, delivery: Delivery) -> "DeadLetter":
        """Read a message of a parked queue; headers that are missing, or of another type, are left empty."""

        def text(name: str) -> str:
            value = delivery.headers.get(name)
            return value if isinstance(value, str) else ""

        def number(name: str) -> int:
            value = delivery.headers.get(name)
            return value if isinstance(value, int) else 0

        died, where = text(_FIRST_DEATH), text(failure_headers.WHERE)
        reason = text(failure_headers.REASON) or died or "unknown"
        name = text(failure_headers.ORIGINAL_MESSAGE_ID) or delivery.message_id or ""
        return cls(
            delivery,
            parked,
            queue=parked.removesuffix(topology.dead("")).removesuffix(topology.crashed("")),
            id=name,
            reason=reason,
            detail=text(failure_headers.DETAIL) or _DEATHS.get(died, ""),
            where=where,
            type=text(failure_headers.TYPE),
            stage=text(failure_headers.STAGE),
            cause=text(failure_headers.FINGERPRINT) or failure_headers.fingerprint(reason, where, None),
            letter=text(failure_headers.LETTER_ID) or failure_headers.letter_id(name, where, delivery.body),
            at=number(failure_headers.AT),
            first_at=failure_headers.came_at(delivery.headers),
            attempts=number(failure_headers.ATTEMPTS),
            replays=number(failure_headers.REPLAY_COUNT),
            replayed_at=number(failure_headers.REPLAY_LAST_AT),
            worker=text(failure_headers.WORKER),
            version=text(failure_headers.VERSION),
            stack=text(failure_headers.STACK),
        )

    def replayed(self, now: int, body: bytes | None = None) -> Outgoing:
        """Give the message as it goes back to its queue: its own id and headers, with another body if one is given."""
        again = {failure_headers.REPLAY_COUNT: self.replays + 1, failure_headers.REPLAY_LAST_AT: now}
        if self.first_at:  # however late it is read, it came then
            again[failure_headers.FIRST_AT] = self.first_at
        return Outgoing(
            "",
            self.queue,
            self.delivery.body if body is None else body,
            failure_headers.without_failure(self.delivery.headers) | again,
            self.id or None,
            self.delivery.content_type or "application/json",
        )


@dataclass(frozen=True, slots=True)
class Selection:
    """Which dead letters are meant; what is not given does not matter. Ages in ms, against the time of parking."""

    queues: Collection[str] = topology.CONSUMED
    names: Collection[str] = ()  # message ids or causes
    reasons: Collection[str] = ()
    older_than: int | None = None
    newer_than: int | None = None

    def takes(self, letter: DeadLetter, now: int) -> bool:
        """Tell whether a letter is meant, of a queue that is; one without a time is as old as can be."""
        age = now - letter.at
        return (
            (not self.reasons or letter.reason in self.reasons)
            and (not self.names or letter.id in self.names or letter.cause in self.names)
            and (self.older_than is None or age >= self.older_than)
            and (self.newer_than is None or age < self.newer_than)
        )


@dataclass
class Cause:
    """Dead letters of one queue that failed for one cause."""

    queue: str
    first: DeadLetter
    count: int = 0
    replays: int = 0
    first_at: int = 0
    last_at: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, letter: DeadLetter) -> None:
        """Count a letter in."""
        self.count += 1
        self.replays = max(self.replays, letter.replays)
        self.first_at = min(self.first_at or letter.first_at, letter.first_at)
        self.last_at = max(self.last_at, letter.at)
        if letter.id and letter.id not in self.examples and len(self.examples) < _EXAMPLES:
            self.examples.append(letter.id)


class Look:
    """A look into the dead letters: `async with Look(...) as look: async for letter in look.letters()`.

    What is looked at is taken from its queue, and given back at the end unless it was settled. Of one queue no more
    than `look_at` are taken; `left` counts the rest. Bodies are kept of the chosen alone.

    Letters about the same part of the same message are one: the first is given, and settled with its repeats.
    """

    def __init__(self, broker: Broker, selection: Selection, now: int, look_at: int = LOOK_AT) -> None:
        self.left = 0
        self.now = now
        self._broker, self._selection, self._look_at = broker, selection, look_at
        self._held: dict[Any, Delivery] = {}  # by handle, in the order taken
        self._repeats: dict[str, list[Delivery]] = {}  # of letters that were given, by their name
        self._settled: set[str] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        held, self._held = list(self._held.values()), {}
        await asyncio.shield(self._broker.requeue(held))

    async def letters(self) -> AsyncIterator[DeadLetter]:
        """Give the chosen, queue by queue, in their order. What is parked meanwhile waits for the next look."""
        for queue in self._selection.queues:
            for parked in (topology.dead(queue), topology.crashed(queue)):
                async for letter in self._taken(parked):
                    if self._selection.takes(letter, self.now) and not await self._is_repeat(letter):
                        yield letter

    async def _is_repeat(self, letter: DeadLetter) -> bool:
        name = f"{letter.parked}\0{letter.letter}"
        if name in self._settled:
            await self._acknowledge([letter.delivery])
        elif name in self._repeats:
            self._repeats[name].append(letter.delivery)
        else:
            self._repeats[name] = []
            return False
        return True

    async def _taken(self, parked: str) -> AsyncIterator[DeadLetter]:
        """Take until there is none left: a count from the broker may be older than what was just given back."""
        try:
            for _ in range(self._look_at):
                delivery = await self._broker.get(parked)
                if delivery is None:
                    return
                self._held[delivery.handle] = replace(delivery, body=b"")
                letter = DeadLetter.read(parked, delivery)
                if letter.replayed_at > self.now:
                    return  # we sent it back ourselves a moment ago, and here it is again
                yield letter
            self.left += await self._broker.depth(parked)
        except TopologyDriftError:  # nothing was ever parked there
            return

    async def settle(self, letters: Sequence[DeadLetter]) -> None:
        """Acknowledge letters and their repeats: they are gone."""
        names = [f"{letter.parked}\0{letter.letter}" for letter in letters]
        repeats = [delivery for name in names for delivery in self._repeats.pop(name, ())]
        self._settled.update(names)
        await self._acknowledge([*(letter.delivery for letter in letters), *repeats])

    async def _acknowledge(self, deliveries: Sequence[Delivery]) -> None:
        await self._broker.ack(deliveries)
        for delivery in deliveries:
            self._held.pop(delivery.handle, None)


@dataclass(frozen=True, slots=True)
class Left:
    """A letter that stays where it is, and why."""

    letter: DeadLetter
    why: str


@dataclass(frozen=True, slots=True)
class LetterReplay:
    """How to send letters back: `rate` a second at most; with another body, for a single letter."""

    rate: float | None = None
    max_replays: int = MAX_REPLAYS
    body: bytes | None = None

    async def run(self, look: Look, broker: Broker, clock: Clock) -> AsyncIterator[tuple[int, list[Left]]]:
        """Send the chosen letters back to their queues; give progress: how many were sent, and who stays and why.

        A letter is acknowledged after its replay was confirmed. One that was sent back `max_replays` times before
        stays: it would only come again.
        """
        start, sent = clock.now(), 0
        async for chunk in _chunks(look.letters(), self.rate):
            fresh = [letter for letter in chunk if letter.replays < self.max_replays]
            tired = [letter for letter in chunk if letter.replays >= self.max_replays]
            now = max(clock.now(), look.now + 1)  # later than the look, which so knows them again
            outcomes = await broker.publish([letter.replayed(now, self.body) for letter in fresh])
            told = list(zip(fresh, outcomes, strict=True))
            done = [letter for letter, error in told if error is None]
            await look.settle(done)
            sent += len(done)
            left = [Left(letter, f"replayed {letter.replays} times before") for letter in tired]
            yield len(done), left + [Left(letter, str(error)) for letter, error in told if error is not None]
            if self.rate is not None:
                await clock.sleep(max(0.0, sent / self.rate - (clock.now() - start) / 1000))


async def _chunks(letters: AsyncIterator[DeadLetter], rate: float | None) -> AsyncIterator[list[DeadLetter]]:
    size = _CHUNK if rate is None else max(1, min(_CHUNK, int(rate / 10)))
    chunk: list[DeadLetter] = []
    async for letter in letters:
        chunk.append(letter)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


async def causes(look: Look) -> list[Cause]:
    """Group the chosen letters by queue and cause, the largest group first."""
    groups: dict[tuple[str, str], Cause] = {}
    async for letter in look.letters():
        groups.setdefault((letter.queue, letter.cause), Cause(letter.queue, letter)).add(letter)
    return sorted(groups.values(), key=lambda cause: -cause.count)


async def drop(look: Look) -> int:
    """Acknowledge the chosen letters: they are gone. Give how many."""
    dropped = 0
    async for chunk in _chunks(look.letters(), None):
        await look.settle(chunk)
        dropped += len(chunk)
    return dropped


def described(letter: DeadLetter) -> dict[str, Any]:
    """Give what is known of a letter as plain values, ready for JSON; the body apart."""
    told = {entry.name: getattr(letter, entry.name) for entry in fields(letter) if entry.name != "delivery"}
    headers = failure_headers.without_failure(letter.delivery.headers)
    told["headers"] = {n: value if isinstance(value, str | int | bool) else str(value) for n, value in headers.items()}
    return told
