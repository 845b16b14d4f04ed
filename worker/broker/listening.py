"""Listening to an exchange: through a queue of the connection's own, which ends with it. Nothing is kept for who is away."""

import uuid
from collections.abc import Callable
from typing import ClassVar, Final

from aiormq import Channel

from worker.broker.link import Link, asked
from worker.broker.subscription import Subscription, Upkeep
from worker.ports import Delivery, forget

# What waits while the process is busy; the oldest goes first (https://www.rabbitmq.com/docs/maxlength).
_ARGUMENTS: Final[dict[str, str | int]] = {"x-queue-type": "classic", "x-max-length": 20_000, "x-overflow": "drop-head"}
_PREFETCH: Final = 0  # no limit: what is sent is settled


def own_queue(exchange: str) -> str:
    """Give a name for a queue that nobody else has."""
    return f"{exchange}.live.{uuid.uuid4().hex}"


class Listening(Subscription):
    """Hears what is published; a queue is made anew with each connection, and `missed` is told of it."""

    settled: ClassVar[bool] = True

    def __init__(
        self,
        link: Link,
        wanted: tuple[str, str],
        heard: Callable[[Delivery], None],
        missed: Callable[[], None],
        upkeep: Upkeep,
    ) -> None:
        """`wanted`: exchange and pattern."""
        super().__init__(link, own_queue(wanted[0]), _PREFETCH, (heard, forget), upkeep)
        self._exchange, self._pattern = wanted
        self._missed = missed
        self._heard_before = False

    async def _prepare(self, channel: Channel) -> None:
        # Under another name each time: the broker may not know yet that the connection is gone that had the last one.
        self.queue = own_queue(self._exchange)
        making = channel.queue_declare(self.queue, exclusive=True, auto_delete=True, arguments={**_ARGUMENTS})
        await asked(making, self._seconds, self.queue)
        binding = channel.queue_bind(self.queue, self._exchange, self._pattern)
        await asked(binding, self._seconds, self.queue)

    async def _begin(self) -> None:
        await super()._begin()
        if self._heard_before:
            self._missed()
        self._heard_before = True
