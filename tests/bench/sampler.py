"""Where processor time goes: a sampling profiler over all threads that knows the stages of the worker.

Every millisecond or so it looks at each thread's stack and books the processor time which that thread used since the
last look under the innermost function it knows. Threads that wait cost nothing, threads of Motor count like the loop's.
"""

import sys
import threading
import time
from collections import Counter
from types import FrameType
from typing import Any

INTERVAL_SECONDS = 0.001

# Part of a file's path, a function or "" for any of the file, and the stage. The innermost known frame decides.
STAGES: tuple[tuple[str, str, str], ...] = (
    ("worker/handlers/", "", "decode: body to contacts"),
    ("worker/leads/history_chain.py", "", "seal: hash of the entry"),
    ("worker/leads/lead.py", "view", "fold: view of the lead for events"),
    ("worker/leads/fold.py", "", "fold: contact into lead"),
    ("worker/leads/merge_policy.py", "", "fold: contact into lead"),
    ("worker/leads/statement.py", "", "fold: the contact as text"),
    ("worker/commit/plan.py", "", "plan"),
    ("worker/commit/announcements.py", "", "events: bodies and headers"),
    ("cloudevents/", "", "events: bodies and headers"),
    ("worker/broker/wire.py", "ack_frames", "acknowledge"),
    ("worker/broker/inbound.py", "settle", "acknowledge"),
    ("worker/broker/inbound.py", "", "receive deliveries"),
    ("worker/broker/wire.py", "", "publish: frames"),
    ("worker/broker/publisher.py", "set_result", "publish: confirms"),
    ("worker/broker/publisher.py", "settle", "publish: confirms"),
    ("worker/broker/publisher.py", "count_down", "publish: confirms"),
    ("worker/broker/publisher.py", "", "publish: frames"),
    ("aiormq/channel.py", "_on_confirm_frame", "publish: confirms"),
    ("aiormq/channel.py", "_confirm_delivery", "publish: confirms"),
    ("aiormq/connection.py", "__writer", "socket to RabbitMQ"),
    ("aiormq/", "", "receive deliveries and confirms: frames"),
    ("aio_pika/", "", "receive deliveries and confirms: frames"),
    ("worker/store/leads.py", "commit", "mongo: commit (in the loop)"),
    ("worker/store/leads.py", "_operation", "mongo: commit (in the loop)"),
    ("worker/store/leads.py", "filter_and_update", "mongo: commit (in the loop)"),
    ("worker/store/leads.py", "_filter_and_update", "mongo: commit (in the loop)"),
    ("worker/store/leads.py", "leads_by_keys", "mongo: read leads (in the loop)"),
    ("worker/leads/lead.py", "of", "mongo: read leads (in the loop)"),
    ("worker/store/leads.py", "receipts_of", "mongo: read history (in the loop)"),
    ("worker/store/leads.py", "record", "mongo: insert history (in the loop)"),
    ("worker/store/leads.py", "clear", "mongo: clear pend (in the loop)"),
    ("worker/store/", "", "mongo: other (in the loop)"),
    ("pymongo/synchronous/collection.py", "insert_many", "mongo: insert history (threads)"),
    ("pymongo/synchronous/collection.py", "bulk_write", "mongo: bulk write (threads)"),
    ("pymongo/synchronous/cursor.py", "", "mongo: reads (threads)"),
    ("pymongo/", "", "mongo: other (threads)"),
    ("motor/", "", "Motor: hand-over between loop and threads"),
    ("concurrent/futures/", "", "Motor: hand-over between loop and threads"),
    ("worker/consumers/sources.py", "", "lane: taking, settling, metrics"),
    ("worker/consumers/lane.py", "", "lane: taking, settling, metrics"),
    ("worker/commit/outbox.py", "", "lane: taking, settling, metrics"),
    ("worker/commit/path.py", "", "lane: taking, settling, metrics"),
    ("worker/commit/key_lanes.py", "", "lane: taking, settling, metrics"),
    ("prometheus_client/", "", "lane: taking, settling, metrics"),
    ("asyncio/", "", "event loop"),
    ("uvloop/", "", "event loop"),
)
# Where one pymongo function serves two stages: a local of its frame tells them apart.
_BULK = "mongo: bulk write (threads)"


class Sampler(threading.Thread):
    """Samples until `stop`; `used` is seconds of processor time per stage, `lines` the same per innermost line."""

    def __init__(self) -> None:
        super().__init__(name="sampler", daemon=True)
        self.used: Counter[str] = Counter()
        self.lines: Counter[str] = Counter()
        self._clocks: dict[int, tuple[int, float]] = {}
        self._known: dict[tuple[str, str], str | None] = {}
        self._ended = threading.Event()

    def run(self) -> None:
        """Sample."""
        me = threading.get_ident()
        while not self._ended.wait(INTERVAL_SECONDS):
            for ident, frame in sys._current_frames().items():
                if ident != me:
                    self._book(ident, frame)

    def stop(self) -> None:
        """End."""
        self._ended.set()
        self.join()

    def reset(self) -> None:
        """Forget what was booked so far."""
        self.used.clear()
        self.lines.clear()

    def _book(self, ident: int, frame: FrameType) -> None:
        try:
            clock, before = self._clocks.get(ident) or (time.pthread_getcpuclockid(ident), 0.0)
            now = time.clock_gettime(clock)
        except OSError:  # the thread has ended
            self._clocks.pop(ident, None)
            return
        self._clocks[ident] = (clock, now)
        if before and now > before:
            self.used[self._stage(frame)] += now - before
            code = frame.f_code
            self.lines[f"{code.co_filename.rpartition('site-packages/')[2]}:{code.co_name}"] += now - before

    def _stage(self, frame: FrameType | None) -> str:
        while frame is not None:
            code = frame.f_code
            key = (code.co_filename, code.co_name)
            if key not in self._known:
                self._known[key] = _lookup(*key)
            stage = self._known[key]
            if stage == _BULK:
                return _bulk(frame.f_locals)
            if stage is not None:
                return stage
            frame = frame.f_back
        return "event loop"


def _lookup(path: str, function: str) -> str | None:
    for part, name, stage in STAGES:
        if part in path and name in ("", function):
            return stage
    return None


def _bulk(local: dict[str, Any]) -> str:
    requests = local.get("requests") or ()
    update = getattr(requests[0], "_doc", {}) if requests else {}
    return "mongo: clear pend (threads)" if "$pull" in update else "mongo: commit (threads)"
