"""Entries of history that are versions of one message, in MongoDB: edits of what could not be read."""

from collections.abc import Mapping, Sequence
from typing import Any

from worker.leads.versions import EDITED
from worker.store.mongo import bounded


class MessageVersions:
    """What `worker.commit.versions_met` reads of the store."""

    seconds: float
    _history: Any

    @bounded
    async def edits_of(self, leads: Sequence[str], messages: Sequence[str]) -> list[Mapping[str, Any]]:
        """Give the edits of messages in the history of leads."""
        wanted = {"lead": {"$in": list(leads)}, "type": EDITED, "content.edited": {"$in": list(messages)}}
        return list(await self._history.find(wanted).to_list(None))
