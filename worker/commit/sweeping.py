"""Finishing what crashes left, and telling of what cannot be finished."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

import structlog

from worker.errors import treatment
from worker.leads.lead import Lead
from worker.telemetry.sampling import Sample

log = structlog.get_logger(__name__)

TOLD: Final = 10_000  # leads that are remembered; beyond that they are new again
_STILL: Final = Sample("outbox.still_unfinishable", per_window=3, seconds=600)
LeftBehind = Callable[[set[str]], Awaitable[list[Lead]]]
"""Gives leads with old entries that nobody is about to finish, without those named."""
Finish = Callable[[Sequence[Mapping[str, Any]], Sequence[Lead]], Awaitable[None]]
"""Records and announces entries, given with the leads that they made known."""


class Unfinishable:
    """Tells of leads whose entries cannot be finished: with a traceback where it is new, now and then as a sentence.

    Every sweep meets them again, until somebody mends what is wrong with them.
    """

    def __init__(self) -> None:
        self._told: set[tuple[str, tuple[str, ...], str]] = set()

    def tell(self, lead: str, entries: Sequence[str], error: Exception) -> None:
        """Take the lead, the ids of its entries, and what kept them from being finished."""
        what = (lead, tuple(entries), type(error).__name__)
        if what not in self._told:
            if len(self._told) >= TOLD:
                self._told.clear()
            self._told.add(what)
            log.error("outbox.unfinishable", lead=lead, entries=list(entries), exc_info=error)
        elif _STILL.admits(kind=what[2]):
            log.error("outbox.still_unfinishable", lead=lead, entries=len(entries), problem=f"{what[2]}: {error}"[:300])


async def sweep(left_behind: LeftBehind, finish: Finish, stuck: set[str], unfinishable: Unfinishable) -> int:
    """Finish some of what crashes left; give the number of entries, 0 when there is no more that can be.

    `stuck` takes the ids of leads that cannot be finished, so that what comes after them has its turn. Raises if a server
    is away.
    """
    while behind := [lead for lead in await left_behind(stuck) if lead.pend]:
        if swept := await _swept_apart(behind, finish, stuck, unfinishable):
            return swept
    return 0


async def _swept_apart(behind: Sequence[Lead], finish: Finish, stuck: set[str], unfinishable: Unfinishable) -> int:
    """Finish leads together, else each alone: one that cannot be finished must not keep the others waiting."""
    try:
        await finish([entry for lead in behind for entry in lead.pend], behind)
        return sum(len(lead.pend) for lead in behind)
    except Exception as error:
        if treatment(error).hold:
            raise
        if len(behind) == 1:
            unfinishable.tell(behind[0].id, [str(entry["_id"]) for entry in behind[0].pend], error)
            stuck.add(behind[0].id)
            return 0
    return sum([await _swept_apart([lead], finish, stuck, unfinishable) for lead in behind])
