"""From a lead's `pend` to history and to the exchange: finishing what a commit began, at once or after a crash.

An entry is durable in its lead from the commit on. It is recorded (history row) and announced (confirmed events) before
it leaves `pend`; whatever a crash leaves there, the sweeper of any worker finishes. Events may so be announced twice,
with the same id; a history row cannot.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from worker.commit.announcements import announcements
from worker.commit.storage import EntryStore
from worker.errors import BrokerUnavailableError, LeadWorkerError, UnroutableError
from worker.ports import Broker
from worker.telemetry import metrics
from worker.telemetry.failpoints import failpoint


class Outbox:
    """Records and announces entries."""

    def __init__(self, store: EntryStore, broker: Broker) -> None:
        self._store, self._broker = store, broker

    async def announce(self, entries: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """Record the entries and publish their events, side by side; give entries whose id another lead used.

        Raises `BrokerUnavailableError` or `UnroutableError` if an event was not confirmed: the entries stay pending.
        """
        with metrics.COMMIT_STAGE.labels("announce").time():
            recording = asyncio.ensure_future(self._store.record(entries))
            recording.add_done_callback(lambda _: failpoint("recorded"))
            try:
                confirms = await self._broker.publish(list(announcements(entries)))
                failpoint("published")
            finally:
                clashes = await recording
        if failed := [error for error in confirms if error is not None]:
            raise _worst(failed)
        return clashes

    async def clear(self, entries: Sequence[Mapping[str, Any]]) -> None:
        """Take entries that were announced out of their leads."""
        finished: dict[str, list[str]] = {}
        for entry in entries:
            finished.setdefault(entry["lead"], []).append(entry["_id"])
        with metrics.COMMIT_STAGE.labels("clear").time():
            await self._store.clear(finished)


class DeferredOutbox(Outbox):
    """Records entries and leaves their announcement to the sweeper of the next worker that runs.

    For commands beside an in-process broker, whose own would end with them: nobody would have heard the events.
    """

    def __init__(self, store: EntryStore) -> None:
        self._store = store

    async def announce(self, entries: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """Record the entries; give those whose id another lead used."""
        return await self._store.record(entries)

    async def clear(self, entries: Sequence[Mapping[str, Any]]) -> None:
        """Leave the entries pending."""


def _worst(failed: Sequence[Exception]) -> Exception:
    unroutable = next((error for error in failed if isinstance(error, UnroutableError)), None)
    if unroutable is not None:
        return unroutable
    first = failed[0]
    return (
        first if isinstance(first, LeadWorkerError) else BrokerUnavailableError(f"events were not confirmed: {first}")
    )
