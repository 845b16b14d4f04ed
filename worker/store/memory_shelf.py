"""The leads of the store in this process: documents as BSON, and the unique index over account and identity key."""

from collections.abc import Mapping
from typing import Any, Final, Literal

import bson
from bson.codec_options import CodecOptions

from worker.commit.storage import Keys, Write

DOCUMENT_BYTES: Final = 16 * 2**20  # what MongoDB takes: https://www.mongodb.com/docs/manual/reference/limits/
AWARE: Final[CodecOptions[dict[str, Any]]] = CodecOptions(tz_aware=True)


# What became of a write; `taken`: another lead has one of the keys, or the version is another.
ShelfVerdict = Literal["written", "taken", "full"]


class LeadShelf:
    """Lead documents by id, with the unique index over account and key."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}
        self._owners: dict[tuple[str, Any], str] = {}
        self.pending: dict[str, int] = {}  # leads with entries on their way: when the last came, Unix s

    def get(self, lead_id: str) -> dict[str, Any] | None:
        raw = self._kept.get(lead_id)
        return bson.decode(raw, AWARE) if raw is not None else None

    def ids(self) -> list[str]:
        return sorted(self._kept)

    def owners(self, wanted: Keys) -> list[str]:
        found = [self._owners.get((account, key)) for account, keys in wanted.items() for key in keys]
        return list(dict.fromkeys(lead_id for lead_id in found if lead_id is not None))

    def write(self, write: Write, now: int) -> ShelfVerdict:
        """Insert or update one lead; unless it was `written`, nothing is changed."""
        if write.version == 0:
            write.lead.v = 1
            if write.lead.id in self._kept:
                return "taken"
            document = write.lead.sections() | {"pend": write.entries}
        else:
            changed, stored = write.changes(), self.get(write.lead.id)
            if stored is None or stored["v"] != write.version:
                return "taken"
            document = stored | changed | {"pend": [*stored["pend"], *write.entries]}
        verdict = self.put(document)
        if verdict == "written" and document["pend"]:
            self.pending[write.lead.id] = now // 1000
        return verdict

    def drop(self, lead_id: str) -> None:
        """Take back that a lead was inserted."""
        if (old := self.get(lead_id)) is not None:
            for key in _index_keys(old):
                del self._owners[key]
            del self._kept[lead_id]
            self.pending.pop(lead_id, None)

    def put(self, document: dict[str, Any]) -> ShelfVerdict:
        """Put a document in the place of the one with its id."""
        lead_id, raw = document["_id"], bson.encode(document)
        keys = _index_keys(document)
        if any(self._owners.get(key, lead_id) != lead_id for key in keys):
            return "taken"
        if len(raw) > DOCUMENT_BYTES:
            return "full"
        if (old := self.get(lead_id)) is not None:
            for key in _index_keys(old):
                del self._owners[key]
        self._owners |= dict.fromkeys(keys, lead_id)
        self._kept[lead_id] = raw
        if not document["pend"]:
            self.pending.pop(lead_id, None)
        return "written"


def _index_keys(document: Mapping[str, Any]) -> set[tuple[str, Any]]:
    """A lead without keys is in the index too, once per account."""
    return {(document["account"], key) for key in document["keys"] or [None]}
