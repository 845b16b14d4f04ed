"""Keeps two batches of one process off the same lead, whichever queues they came from.

Without it a person who writes twice in a moment would make two batches race, and the loser would be redone.
Other processes are kept apart by compare-and-set alone.
"""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager


class KeyLanes:
    """A set of keys in use."""

    def __init__(self) -> None:
        self._held: set[tuple[str, str]] = set()
        self._freed = asyncio.Condition()

    def free(self, keys: Collection[tuple[str, str]]) -> bool:
        """Whether none of the keys is in use."""
        return self._held.isdisjoint(keys)

    @asynccontextmanager
    async def hold(self, keys: Collection[tuple[str, str]]) -> AsyncIterator[None]:
        """Wait until none of the keys is in use, use them all, and free them at the end."""
        if not self._held.isdisjoint(keys):
            async with self._freed:
                await self._freed.wait_for(lambda: self._held.isdisjoint(keys))
        self._held.update(keys)
        try:
            yield
        finally:
            self._held.difference_update(keys)
            async with self._freed:
                self._freed.notify_all()
