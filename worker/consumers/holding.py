"""How a lane waits for a server that is away: with its deliveries in hand for a while, and then without.

What is kept unsettled for long costs more than waiting: RabbitMQ closes the channel after its `consumer_timeout`, and
whatever comes back counts against its delivery limit. So a lane that waits for too long, or has lost what it held, rests:
it consumes nothing until the servers are there again.
"""

import asyncio
from typing import Final

import structlog

from worker.telemetry import metrics

log = structlog.get_logger(__name__)

LONGEST_REST: Final = 3600.0  # seconds


class Holding:
    """Which pieces of work of a lane wait for a server, and since when. Times are seconds of the loop's clock."""

    def __init__(self, queue: str, seconds: float) -> None:
        """Take the lane's queue, and for how many seconds its work may wait with deliveries in hand."""
        self._queue, self._seconds = queue, seconds
        self._waiting: dict[object, float] = {}
        self._since = 0.0
        self._failures = 0
        self._in_vain = 0  # rests after which nothing went well either
        self.resting = False
        metrics.HELD.labels(queue).set(0)

    @property
    def held(self) -> bool:
        """Whether any work waits."""
        return bool(self._waiting) or self.resting

    def wait(self, work: object, error: BaseException) -> bool:
        """Note that a piece of work met a server that is away; True if it is to be left."""
        now = asyncio.get_running_loop().time()
        if not self.held:
            self._since, self._failures = now, 0
            metrics.HELD.labels(self._queue).set(1)
        since = self._waiting.setdefault(work, now)
        self._failures += 1
        if self._failures.bit_count() == 1:  # the 1st, 2nd, 4th, 8th and so on
            log.warning("lane.held", queue=self._queue, attempt=self._failures, error=str(error)[:300])
        if not self.resting and now - since >= self._seconds:
            self.resting = True
            self._in_vain += 1
        return self.resting

    def done(self, work: object, *, well: bool, stopping: bool) -> None:
        """Note that a piece of work ended; `well`: with success. A lane that is `stopping` goes on with nothing."""
        if well:
            self._in_vain = 0
        if self._waiting.pop(work, None) is not None and not self.held and not stopping:
            self._resumed()

    def lost(self) -> None:
        """Rest where there is nothing left to wait with."""
        self.resting = self.held

    def broken_off(self, error: BaseException) -> None:
        """Rest, because nothing is consumed any more."""
        self.wait(self, error)
        self.resting = True
        self._waiting.pop(self)

    @property
    def rest(self) -> float:
        """For how many seconds to rest before looking whether the servers are there.

        None the first time. When they seemed to be there and nothing went well all the same, longer each time, because
        each attempt costs all messages that were taken one of their deliveries.
        """
        return min(LONGEST_REST, self._seconds * (2 ** (min(self._in_vain, 20) - 1) - 1)) if self._in_vain else 0.0

    def back(self) -> None:
        """The lane consumes again."""
        self.resting = False
        self._resumed()

    def _resumed(self) -> None:
        metrics.HELD.labels(self._queue).set(0)
        seconds = asyncio.get_running_loop().time() - self._since
        log.info("lane.resumed", queue=self._queue, seconds=round(seconds, 1))
