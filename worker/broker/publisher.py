"""Publishes in windows: the frames of many messages go out in one write, and their confirms are awaited together.

Through the library's own publish call every message costs a lock, a time-out, several futures and a write of its own,
five times what it costs here. Never are two messages with the same id under way on the channel, because what the
broker returns as unroutable is told apart by its id alone.
"""

import asyncio
import uuid
from collections.abc import Iterator, Sequence
from typing import Any, Final, cast

import aiormq
import structlog
from aiormq.abc import ChannelFrame
from aiormq.exceptions import ChannelAccessRefused, ChannelNotFoundEntity, ChannelPreconditionFailed, PublishError

from worker.broker.link import VERDICTS, Link, guarded
from worker.broker.wire import header_table, publish_frames, unroutable
from worker.errors import BrokerUnavailableError, RefusedError
from worker.ports import Outgoing

log = structlog.get_logger(__name__)

_WINDOW_MESSAGES: Final = 250
_WINDOW_BYTES: Final = 4 * 2**20
_CLOSE_SECONDS: Final = 5.0
# After so many time-outs without an answer the connection is made again.
_PATIENCE: Final = 3
# What the broker closes a channel for because of one message; which one of a window, it does not say.
_ONE_MESSAGES_FAULT: Final = (ChannelNotFoundEntity, ChannelPreconditionFailed, ChannelAccessRefused)


class _Entry:
    """One message under way. It stands where the library keeps a future per publish, which asks no more of it."""

    __slots__ = ("error", "id", "message", "settled", "table", "window")

    def __init__(self, message: Outgoing) -> None:
        self.message = message
        self.id = message.message_id or uuid.uuid4().hex
        self.window: _Window | None = None
        self.settled = False
        self.error: Exception | None = None
        self.table = b""
        try:
            self.table = header_table(message)
        except RefusedError as error:
            self.settle(error)

    def settle(self, error: Exception | None) -> None:
        if not self.settled:
            self.settled, self.error = True, error
            if self.window is not None:
                self.window.count_down()

    def done(self) -> bool:
        return self.settled

    def cancelled(self) -> bool:
        return False

    def set_result(self, _frame: Any) -> None:
        self.settle(None)

    def set_exception(self, error: Exception) -> None:
        if isinstance(error, PublishError):
            self.settle(unroutable(self.message))
        else:
            place = f"{self.message.exchange!r} {self.message.routing_key!r}"
            self.settle(BrokerUnavailableError(f"RabbitMQ did not take a message for {place}: {error}"))


class _Window:
    """Messages written together, and whether all of them are answered."""

    __slots__ = ("answered", "channel", "entries", "left", "written_at")

    def __init__(self, entries: Sequence[_Entry]) -> None:
        self.entries, self.left = entries, len(entries)
        self.answered: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.channel: aiormq.Channel | None = None
        self.written_at = 0.0
        for entry in entries:
            entry.window = self

    @property
    def under_way(self) -> bool:
        """Whether answers may still come."""
        return self.left > 0 and self.channel is not None and not self.channel.is_closed

    def count_down(self) -> None:
        self.left -= 1
        if self.left == 0 and not self.answered.done():
            self.answered.set_result(None)

    def settle_rest(self, error: Exception) -> None:
        for entry in self.entries:
            entry.settle(error)

    async def wait(self, seconds: float | None = None) -> None:
        """Wait until all are answered, no answer can come any more, or the time is up."""
        if self.channel is None:
            return
        closing = self.channel.closing
        try:
            await asyncio.wait([self.answered, closing], timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            if not closing.done():
                closing.cancel()


class Publisher:
    """Publishes on a channel of its own, opened when it is needed."""

    def __init__(self, link: Link, seconds: float) -> None:
        """Take a connection nobody consumes on (the broker may block it as a whole), and the time-out of a publish."""
        self._link, self._seconds = link, seconds
        self._channel: aiormq.Channel | None = None
        self._frame_max = 0
        self._writing = asyncio.Lock()
        self._under_way: dict[str, _Window] = {}
        self._overdue: set[_Window] = set()

    async def publish(self, messages: Sequence[Outgoing]) -> list[Exception | None]:
        """Publish and wait for the confirms, for `seconds` at most; per message None or what became of it."""
        deadline = asyncio.get_running_loop().time() + self._seconds
        entries = [_Entry(message) for message in messages]
        spoilt: list[_Entry] = []
        for window in _windows([entry for entry in entries if not entry.settled]):
            spoilt += await self._send(window, deadline)
        for entry in spoilt:
            await self._send([entry], deadline)
        return [entry.error for entry in entries]

    async def _send(self, entries: Sequence[_Entry], deadline: float) -> list[_Entry]:
        """Send one window; give back what has no outcome because another message closed the channel under it."""
        window = _Window(entries)
        try:
            await guarded(self._write(window), _left(deadline), "publishing")
            await window.wait(_left(deadline))
        except (BrokerUnavailableError, *VERDICTS) as error:
            self._check_overdue()
            window.settle_rest(BrokerUnavailableError(str(error)))
        finally:
            if not window.under_way:
                self._forget(window)
            else:
                self._overdue.add(window)
        if window.left == 0:
            return []
        return self._closed(window) if not window.under_way else self._timed_out(window)

    def _timed_out(self, window: _Window) -> list[_Entry]:
        log.warning("publish.unconfirmed", count=window.left, seconds=self._seconds)
        text = f"RabbitMQ did not confirm within {self._seconds:g} s; it may be short of memory or disk space"
        for entry in window.entries:
            if not entry.settled:  # and it stays so: its confirm may still come, and tells that publishing works again
                entry.error = BrokerUnavailableError(text)
        return []

    def _closed(self, window: _Window) -> list[_Entry]:
        reason = _close_reason(window.channel)
        if not isinstance(reason, _ONE_MESSAGES_FAULT):
            window.settle_rest(
                BrokerUnavailableError(f"RabbitMQ: the connection was lost while publishing: {reason!r}")
            )
            return []
        unsettled = [entry for entry in window.entries if not entry.settled]
        if len(window.entries) > 1:
            return unsettled
        for entry in unsettled:
            missing = isinstance(reason, ChannelNotFoundEntity)
            refused = RefusedError("unpublishable", f"RabbitMQ refuses the message: {reason}")
            entry.settle(unroutable(entry.message) if missing else refused)
        return []

    async def _write(self, window: _Window) -> None:
        """Write a window as soon as nothing of it is under way and nothing is overdue."""
        async with self._writing:
            while (ahead := self._ahead(window)) is not None:
                await ahead.wait()
                self._forget(ahead)
            channel = await self._open()
            payload = b"".join(
                publish_frames(channel.number, entry.message, entry.id, entry.table, self._frame_max)
                for entry in window.entries
            )
            window.channel, window.written_at = channel, asyncio.get_running_loop().time()
            for entry in window.entries:
                channel.delivery_tag += 1
                channel.confirmations[channel.delivery_tag] = cast(Any, entry)
                channel.message_id_delivery_tag[entry.id] = channel.delivery_tag
                self._under_way[entry.id] = window
            try:
                await channel.write_queue.put(ChannelFrame(payload=payload, should_close=False))
            except BaseException:  # our count of publishes and the broker's may differ: go on with a new channel
                window.channel = self._channel = None
                closing = asyncio.ensure_future(guarded(channel.close(), _CLOSE_SECONDS, "closing a channel"))
                closing.add_done_callback(lambda task: task.cancelled() or task.exception())
                raise

    def _ahead(self, window: _Window) -> _Window | None:
        """Give a window to wait for: one with an id of ours, or one that is overdue.

        While the broker takes nothing (it blocks publishers when memory or disk run short), what was written waits in
        the socket, and writing the same again would pile up duplicates behind it.
        """
        for overdue in self._overdue:
            return overdue
        return next((self._under_way[entry.id] for entry in window.entries if entry.id in self._under_way), None)

    async def _open(self) -> aiormq.Channel:
        if self._channel is None or self._channel.is_closed:
            connection = await self._link.connection(self._seconds)
            opening = connection.channel(publisher_confirms=True, on_return_raises=True)
            self._channel = cast(aiormq.Channel, await opening)
            self._frame_max = connection.connection_tune.frame_max or 131_072
        return self._channel

    def _check_overdue(self) -> None:
        """Give up a connection that has been silent for too long."""
        oldest = min((window.written_at for window in self._overdue), default=None)
        if oldest is not None and asyncio.get_running_loop().time() - oldest > _PATIENCE * self._seconds:
            log.warning("publish.silent", seconds=_PATIENCE * self._seconds)
            self._link.drop()

    def _forget(self, window: _Window) -> None:
        self._overdue.discard(window)
        tags = window.channel.message_id_delivery_tag if window.channel is not None else {}
        for entry in window.entries:
            if self._under_way.get(entry.id) is window:
                del self._under_way[entry.id]
                tags.pop(entry.id, None)


def _windows(entries: Sequence[_Entry]) -> Iterator[list[_Entry]]:
    """Cut into windows of a bounded size without an id twice."""
    window: list[_Entry] = []
    ids: set[str] = set()
    size = 0
    for entry in entries:
        if window and (entry.id in ids or len(window) >= _WINDOW_MESSAGES or size >= _WINDOW_BYTES):
            yield window
            window, ids, size = [], set(), 0
        window.append(entry)
        ids.add(entry.id)
        size += len(entry.message.body) + len(entry.table)
    if window:
        yield window


def _left(deadline: float) -> float:
    return max(0.001, deadline - asyncio.get_running_loop().time())


def _close_reason(channel: aiormq.Channel | None) -> BaseException | None:
    if channel is None or channel.closing.cancelled():
        return None
    return channel.closing.exception()
