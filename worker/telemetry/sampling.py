"""Log lines of which there may be thousands a second: the first of each kind in a minute, and then how many were left out."""

import asyncio
import atexit
import time
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any, Final

import structlog

from worker.telemetry import metrics

log = structlog.get_logger(__name__)

PER_WINDOW: Final = 5
WINDOW_SECONDS: Final = 60.0
KINDS: Final = 1000  # told apart at a time; more are one kind


@dataclass(slots=True)
class _Window:
    ends: float
    fields: dict[str, Any]
    count: int = 0
    timer: asyncio.TimerHandle | None = field(default=None, repr=False)


class Sample:
    """Lets the first `per_window` lines of a kind through in every window of `seconds`.

    What was left out is told when the window ends, at the latest when the process does.
    """

    def __init__(self, event: str, *, per_window: int = PER_WINDOW, seconds: float = WINDOW_SECONDS) -> None:
        self._event, self._per_window, self._seconds = event, per_window, seconds
        self._windows: dict[Hashable, _Window] = {}
        atexit.register(self.flush)

    def admits(self, **fields: Any) -> bool:
        """Tell whether a line is to be written; `fields` (stable words) tell kinds apart."""
        kind: Hashable = tuple(fields.values())
        now = time.monotonic()
        window = self._windows.get(kind)
        if window is not None and now >= window.ends:
            self._end(kind)
            window = None
        if window is None:
            if len(self._windows) >= KINDS:
                self.flush()
            window = self._windows[kind] = _Window(now + self._seconds, fields)
        window.count += 1
        if window.count == self._per_window + 1:
            window.timer = self._timer(kind)
        return window.count <= self._per_window

    def flush(self) -> None:
        """Tell now what was left out so far, and begin anew."""
        for kind in list(self._windows):
            self._end(kind)

    def _timer(self, kind: Hashable) -> asyncio.TimerHandle | None:
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # then the next line of the kind tells, or the end of the process
            return None
        return loop.call_later(max(0.0, self._windows[kind].ends - time.monotonic()), self._end, kind)

    def _end(self, kind: Hashable) -> None:
        window = self._windows.pop(kind, None)
        if window is None:
            return
        if window.timer is not None:
            window.timer.cancel()
        left = window.count - self._per_window
        if left > 0:
            metrics.LINES_LEFT_OUT.labels(self._event).inc(left)
            log.warning("lines.left_out", of=self._event, count=left, **window.fields)
