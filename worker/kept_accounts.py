"""What the store keeps of an account, so that a broken file does not cost more than the edit that broke it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Kept:
    """What the store has of an account: a packed version (empty: none yet), what is wrong, and a version for the next write."""

    version: int = 0
    content: bytes = b""
    faults: tuple[Mapping[str, Any], ...] = ()


class VersionStore(Protocol):
    """Where last good versions are kept."""

    async def kept(self, accounts: Collection[str] | None = None) -> dict[str, Kept]:
        """Give what is kept of these accounts, of all if none are named."""

    async def keep(self, account: str, kept: Kept, at: int) -> bool:
        """Write `kept` over the version it names; False if somebody else wrote meanwhile. `at` is Unix ms."""

    async def forget(self, accounts: Collection[str]) -> None:
        """Drop what is kept of accounts."""
