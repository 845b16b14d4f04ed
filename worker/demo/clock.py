"""The demonstration's clock: it shows the time of the story and can be put forward, so that nobody waits two hours."""

from worker.system import SystemClock


class StoryClock(SystemClock):
    """Runs like a real clock from `start` (Unix ms) on; `skip` puts it forward."""

    def __init__(self, start: int) -> None:
        self._ahead = start - super().now()

    def now(self) -> int:
        """Unix milliseconds of the story."""
        return super().now() + self._ahead

    def follow(self) -> None:
        """Show the time of this machine from now on: the story is over."""
        self._ahead = 0

    def skip(self, milliseconds: int) -> None:
        """Put the clock forward."""
        self._ahead += milliseconds
