"""How many messages of its queue a lane holds: a few at first, as many as usual once a batch has ended well.

What a process holds when it is killed counts one delivery more, begun or not. Where processes die again and again, a
thousand messages would come to the broker's limit, and be parked, for the few that were worked on.
"""

from collections.abc import Callable, Collection
from typing import Final

from worker.ports import Broker, Delivery, Lost

CAREFUL: Final = 20  # messages


class Intake:
    """Consumes a queue for whoever takes its deliveries, and is told which of them were lost."""

    def __init__(
        self, broker: Broker, queue: str, prefetch: int, taker: tuple[Callable[[Delivery], None], Lost]
    ) -> None:
        self._broker, self._queue, self._prefetch = broker, queue, prefetch
        self._deliver, self._lose = taker
        self._careful = self._proven = False

    async def open(self) -> None:
        """Begin to consume, a few messages at first."""
        self._careful, self._proven = self._prefetch > CAREFUL, False
        await self._consume(min(CAREFUL, self._prefetch))

    def ended_well(self) -> None:
        """Take note that a batch has ended, and this process has not."""
        self._proven = True

    def may_widen(self, inbox: Collection[Delivery], suspect: int) -> bool:
        """Whether more can be taken: work ends here, and nothing in the inbox came `suspect` times or more in vain."""
        return self._careful and self._proven and all(delivery.delivery_count < suspect for delivery in inbox)

    async def widen(self) -> None:
        """Take as many as usual. What is in hand can still be settled. Raises as the broker does; then nothing is consumed."""
        self._careful = False
        await self._broker.cancel(self._queue)
        await self._consume(self._prefetch)

    async def _consume(self, prefetch: int) -> None:
        await self._broker.consume(self._queue, prefetch, self._deliver, self._lose)
