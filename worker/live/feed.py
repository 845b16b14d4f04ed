"""Who listens, and what each of them is to be told: bounded, coalesced, written at most every `FLUSH_SECONDS`.

One feed serves a process. Events of an account to which nobody listened lately are passed over unread.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final

from worker.live.changes import LeadChange, change_of, frame, joined
from worker.ports import Delivery
from worker.topology import account_of_event

FLUSH_SECONDS: Final = 0.1
RING: Final = 10_000  # changes that somebody who comes back can be told
BOX: Final = 256  # changes that wait for somebody who does not read
STREAMS_EACH: Final = 10  # of one person
STREAMS: Final = 5_000  # of one process
LINGER_SECONDS: Final = 120.0  # for how long changes of an account are kept for who comes back
RESYNC: Final = b"event: resync\ndata: {}\n\n"
Shows = Callable[[str | None], bool]
Frames = dict[tuple[bool, frozenset[str]], bytes]  # a change as written, once for all who may hear the same of it


class Listener:
    """Somebody who listens to one account. `shows` says by the assignee whether they see a lead.

    `hidden` are the ids of the fields of which they hear nothing.
    """

    def __init__(self, account: str, person: str, shows: Shows, hidden: frozenset[str] = frozenset()) -> None:
        self.account, self.person, self.shows, self.hidden = account, person, shows, hidden
        self.ended = False
        self._box: deque[bytes] = deque()
        self._waiting = asyncio.Event()

    def put(self, told: bytes) -> None:
        """Tell something. Who has read nothing for long is told to ask anew instead."""
        if len(self._box) >= BOX:
            self._box.clear()
            told = RESYNC
        self._box.append(told)
        self._waiting.set()

    def resync(self) -> None:
        """Tell that something was missed: what is shown is to be asked for anew."""
        self._box.clear()
        self.put(RESYNC)

    def end(self) -> None:
        """End the stream."""
        self.ended = True
        self._waiting.set()

    async def take(self, seconds: float) -> bytes:
        """Give what waits, as soon as there is something; b"" when nothing came within so many seconds."""
        if not self._box and not self.ended:
            try:
                await asyncio.wait_for(self._waiting.wait(), seconds)
            except TimeoutError:
                return b""
        self._waiting.clear()
        told = b"".join(self._box)
        self._box.clear()
        return told


class Feed:
    """What is heard, until it is told. `wanted` is set while somebody listens, `on` while events are heard."""

    def __init__(self) -> None:
        self.wanted, self.on = asyncio.Event(), asyncio.Event()
        self.late = False  # somebody was let in before events were heard
        self._listeners: dict[str, set[Listener]] = {}
        self._kept_until: dict[str, float] = {}  # by account, the loop's clock
        self._pending: dict[tuple[str, str], LeadChange] = {}
        self._heard = asyncio.Event()
        self._ring: deque[LeadChange] = deque(maxlen=RING)

    @property
    def streams(self) -> int:
        """How many listen."""
        return sum(map(len, self._listeners.values()))

    def full(self, person: str) -> bool:
        """Whether somebody, or the process, has as many streams as there may be."""
        mine = sum(one.person == person for listeners in self._listeners.values() for one in listeners)
        return mine >= STREAMS_EACH or self.streams >= STREAMS

    def listen(
        self, account: str, person: str, shows: Shows, last: str | None, hidden: frozenset[str] = frozenset()
    ) -> Listener:
        """Take a listener. `last`: the id of what they heard last; what came since is told, or that it is not known."""
        listener = Listener(account, person, shows, hidden)
        self.flush()
        if last is not None:
            since = self._since(last)
            if since is None:
                listener.resync()
            for change in since or ():
                self._tell(listener, change, {})
        self._listeners.setdefault(account, set()).add(listener)
        self.wanted.set()
        return listener

    def leave(self, listener: Listener) -> None:
        """Let a listener go."""
        there = self._listeners.get(listener.account, set())
        there.discard(listener)
        if not there and self._listeners.pop(listener.account, None) is not None:
            self._kept_until[listener.account] = asyncio.get_running_loop().time() + LINGER_SECONDS

    @property
    def idle(self) -> bool:
        """Whether nobody listens, nor did lately."""
        now = asyncio.get_running_loop().time()
        self._kept_until = {account: until for account, until in self._kept_until.items() if until > now}
        return not self._listeners and not self._kept_until

    def heard(self, delivery: Delivery) -> None:
        """Take an event."""
        account = account_of_event(delivery.headers)
        if account not in self._listeners and account not in self._kept_until:
            return
        change = change_of(delivery)
        if change is None:
            return
        key = (change.account, change.lead)
        before = self._pending.pop(key, None)
        self._pending[key] = joined(before, change) if before else change
        self._heard.set()

    def missed(self) -> None:
        """Something was not heard: everybody is to ask anew."""
        self._pending.clear()
        self._ring.clear()
        for listener in self._all():
            listener.resync()

    def close(self) -> None:
        """End all streams."""
        for listener in self._all():
            listener.end()

    def end(self, person: str) -> None:
        """End the streams of somebody, who may have lost the right to them; those who have it come back."""
        for listener in self._all():
            if listener.person == person:
                listener.end()

    async def run(self) -> None:
        """Tell what is heard, for as long as it is awaited."""
        while True:
            await self._heard.wait()
            await asyncio.sleep(FLUSH_SECONDS)
            self.flush()

    def flush(self) -> None:
        """Tell what was heard since the last time."""
        self._heard.clear()
        pending, self._pending = self._pending, {}
        for change in pending.values():
            self._ring.append(change)
            frames: Frames = {}
            for listener in self._listeners.get(change.account, ()):
                self._tell(listener, change, frames)

    @property
    def newest(self) -> str | None:
        """The id of what was told last, to whomever."""
        return self._ring[-1].key if self._ring else None

    def _tell(self, listener: Listener, change: LeadChange, frames: Frames) -> None:
        """Tell somebody a change, if they may know of it; `frames` has it written once for all."""
        if listener.account != change.account:
            return
        seen = change.seen_by(listener.shows)
        if seen is not None:
            key = (seen, listener.hidden)
            if key not in frames:
                frames[key] = frame(change, seen=seen, hidden=listener.hidden)
            listener.put(frames[key])

    def _since(self, last: str) -> list[LeadChange] | None:
        place = next((i for i, change in enumerate(self._ring) if change.key == last), None)
        return None if place is None else list(islice(self._ring, place + 1, None))

    def _all(self) -> Iterator[Listener]:
        for listeners in list(self._listeners.values()):
            yield from list(listeners)
