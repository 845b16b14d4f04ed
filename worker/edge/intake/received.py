"""A request as the checks see it: raw bytes, headers by lower-case name, the address as the sender wrote it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from worker.errors import UnprovenError


@dataclass(frozen=True, slots=True)
class Received:
    """One webhook. `url` is the public address with its query; `at` is Unix ms of the receiving clock."""

    body: bytes
    at: int
    url: str = ""
    headers: Mapping[str, Sequence[str]] = field(default_factory=dict)  # every value of a name
    query: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def header(self, name: str) -> str:
        """Give the value of a header that must be there once; raise `UnprovenError` (`unsigned`, `malformed`)."""
        values = self.headers.get(name.lower(), ())
        if not values:
            raise UnprovenError("unsigned", f"there is no header {name}")
        if len(values) > 1:
            raise UnprovenError("malformed", f"the header {name} is there {len(values)} times")
        return values[0]
