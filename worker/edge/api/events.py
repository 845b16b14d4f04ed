"""GET /events: what changes about leads, told while it happens."""

import asyncio
from typing import Final

from schemas.api.events import EventsAsked
from worker.access.principal import Principal
from worker.edge.api.asking import Ask, Reply
from worker.edge.api.principals import within
from worker.edge.api.viewing import names_of
from worker.errors import LeadWorkerError, ProblemError
from worker.live.feed import STREAMS_EACH, Feed, Listener, Shows

BEAT_SECONDS: Final = 15.0  # proxies end what is silent for a minute
CHECK_SECONDS: Final = 30.0  # how long a session that was ended elsewhere still hears
READY_SECONDS: Final = 5.0
_BEGIN: Final = b"retry: 2000\n\n"  # ms until a browser comes back


async def events(ask: Ask) -> Reply:
    """Open a stream of what whoever asks may see."""
    who, feed = ask.who(), ask.services.feed
    if "leads" in ask.query(EventsAsked).wanted and not who.may("lead.read"):
        detail = f"the role {who.role.name} lacks the permission lead.read, so it hears nothing of leads"
        raise ProblemError("not_allowed", detail, permission="lead.read")
    if feed.full(who.person):
        raise ProblemError(
            "too_many",
            f"you have {STREAMS_EACH} of these streams open; close a window of the console",
            headers={"Retry-After": "30"},
        )
    hidden = ask.where().hidden
    listener = feed.listen(ask.where().id, who.person, _shows(ask, who), ask.last_event, hidden)
    stream = LeadStream(ask, feed, listener)
    try:
        await asyncio.wait_for(feed.on.wait(), READY_SECONDS)
    except TimeoutError:
        feed.late = True
    except BaseException:
        stream.close()
        raise
    return Reply(stream=stream)


def _shows(ask: Ask, who: Principal) -> Shows:
    if not who.may("lead.read") or "leads" not in ask.query(EventsAsked).wanted:
        return lambda _: False
    seen = who.sight.assignees
    if seen is None:
        return lambda _: True
    names = names_of(seen, ask.team())
    return lambda assignee: assignee is None or assignee in names


class LeadStream:
    """What one listener is sent, with a sign of life now and then, until their session ends."""

    def __init__(self, ask: Ask, feed: Feed, listener: Listener) -> None:
        self._ask, self._feed, self._listener = ask, feed, listener
        self._begun = False
        self._checked = asyncio.get_running_loop().time()

    async def take(self) -> bytes | None:
        """Give what is to be sent next, None at the end."""
        if not self._begun:
            self._begun = True
            return _BEGIN
        told = await self._listener.take(BEAT_SECONDS)
        if self._listener.ended or not await self._still():
            return None
        return told or self._beat()

    def close(self) -> None:
        """Nobody reads it any more."""
        self._feed.leave(self._listener)

    def _beat(self) -> bytes:
        """Give a sign of life, which also lets who comes back name where others are."""
        newest = self._feed.newest
        return b": here\n\n" if newest is None else b": here\nid: %s\n\n" % newest.encode()

    async def _still(self) -> bool:
        """Whether they may still listen, and see what they see now: looked at every `CHECK_SECONDS`."""
        now = asyncio.get_running_loop().time()
        if now - self._checked < CHECK_SECONDS:
            return True
        self._checked = now
        try:
            caller = await self._ask.services.doorkeeper.who(self._ask.credentials, used=False)
            if caller is None:
                return False
            account, who = within(caller, self._ask.where().id, self._ask.services)
        except LeadWorkerError:  # also where the store is away: whoever has the right comes back
            return False
        self._listener.shows, self._listener.hidden = _shows(self._ask, who), account.hidden
        return True
