"""Following the events of leads while somebody listens: each process hears all of them through a queue of its own."""

import asyncio
from typing import Final

import structlog

from worker.errors import LeadWorkerError
from worker.live.feed import Feed
from worker.ports import Broker, Clock
from worker.topology import EVENTS

log = structlog.get_logger(__name__)

PATTERN: Final = "lead.#"
LOOK_SECONDS: Final = 5.0  # between two looks whether somebody still listens
AGAIN_SECONDS: Final = 1.0  # before the broker is asked again


async def follow(broker: Broker, feed: Feed, clock: Clock) -> None:
    """Feed what is announced, for as long as it is awaited. Nothing is heard while nobody listens."""
    telling = asyncio.create_task(feed.run(), name="live updates")
    try:
        while True:
            await feed.wanted.wait()
            name = await _listening(broker, feed, clock)
            feed.on.set()
            if feed.late:
                feed.missed()
                feed.late = False
            while not feed.idle:
                await clock.sleep(LOOK_SECONDS)
            feed.wanted.clear()
            feed.on.clear()
            feed.missed()
            await broker.cancel(name)
    finally:
        telling.cancel()


async def _listening(broker: Broker, feed: Feed, clock: Clock) -> str:
    while True:
        try:
            return await broker.listen(EVENTS, PATTERN, feed.heard, feed.missed)
        except LeadWorkerError as error:
            log.warning("live.waiting", error=str(error)[:300])
            await clock.sleep(AGAIN_SECONDS)
