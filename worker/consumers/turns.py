"""Chats first: who works through a list waits before each piece of it while chats of the same process are under way."""

import asyncio
import contextlib
from collections.abc import Iterator
from typing import Final

PATIENCE_SECONDS: Final = 0.1


class Turns:
    """Who goes first, and who waits. One for all lanes of a process."""

    def __init__(self, patience: float = PATIENCE_SECONDS) -> None:
        """Take the seconds that a piece of a list waits at most: beside chats that never cease, lists go on slowly."""
        self._patience = patience
        self._first = 0
        self._free = asyncio.Event()
        self._free.set()

    @contextlib.contextmanager
    def first(self) -> Iterator[None]:
        """Go first while within."""
        self._first += 1
        self._free.clear()
        try:
            yield
        finally:
            self._first -= 1
            if not self._first:
                self._free.set()

    async def wait(self) -> None:
        """Let the loop see to everybody else, then wait while somebody goes first."""
        await asyncio.sleep(0)
        if self._first:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._patience):
                    await self._free.wait()
