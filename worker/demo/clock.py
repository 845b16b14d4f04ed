"""The demonstration's clock: it shows the time of the story and can be put forward, so that nobody waits two hours."""

import asyncio
import time


class StoryClock:
    """Runs like a real clock from `start` (Unix ms) on; `skip` puts it forward."""

    def __init__(self, start: int) -> None:
        self._ahead = start - time.time_ns() // 1_000_000

    def now(self) -> int:
        """Unix milliseconds of the story."""
        return time.time_ns() // 1_000_000 + self._ahead

    async def sleep(self, seconds: float) -> None:
        """Wait in real time."""
        await asyncio.sleep(seconds)

    def skip(self, milliseconds: int) -> None:
        """Put the clock forward."""
        self._ahead += milliseconds
