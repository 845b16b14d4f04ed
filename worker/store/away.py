"""A store of a process that can be stopped, as a server can."""

import asyncio

from worker.errors import StoreUnavailableError


class Stoppable:
    """Stopped, its calls fail until it is started; what was written stays."""

    def __init__(self) -> None:
        self._away = False

    def stop(self) -> None:
        """Go away: calls fail until `start`."""
        self._away = True

    def start(self) -> None:
        """Come back."""
        self._away = False

    async def ping(self) -> None:
        """Return when the store answers."""
        await asyncio.sleep(0)
        if self._away:
            raise StoreUnavailableError("the store in this process was stopped")
