"""What spaces and layouts ask of a store, on one page. Every call names the account and sees nothing of any other."""

from collections.abc import Collection, Sequence
from typing import Protocol

from schemas.api.layouts import Screen
from worker.views.layouts import KeptLayout
from worker.views.spaces import Space


class ViewStore(Protocol):
    """Spaces, the order in which people see them, and layouts."""

    async def prepare(self) -> None:
        """Create what is missing."""

    async def spaces(self, account: str, person: str) -> list[Space]:
        """Give the spaces of a person, and all that are shared in the account."""

    async def space(self, account: str, space: str) -> Space | None:
        """Give a space by id, whoever made it."""

    async def count_spaces(self, account: str, person: str | None) -> int:
        """Count the spaces that a person has for themselves, or (None) those that are shared in the account."""

    async def add_space(self, space: Space) -> bool:
        """Keep a new space; False if one with its id is there."""

    async def change_space(self, space: Space, version: int) -> bool:
        """Write a space over this version; False if another one stands, or none."""

    async def drop_space(self, account: str, space: str, version: int) -> bool:
        """Remove a space of this version; False if another one stands, or none."""

    async def order(self, account: str, person: str) -> list[str]:
        """Give the order in which somebody sees spaces, ids; empty where they set none."""

    async def set_order(self, account: str, person: str, ids: Sequence[str]) -> None:
        """Keep the order in which somebody sees spaces."""

    async def layouts(self, account: str, screen: Screen, whose: Collection[str]) -> dict[str, KeptLayout]:
        """Give the layouts of a screen that are kept for these, by whom they are for."""

    async def put_layout(self, layout: KeptLayout, version: int) -> bool:
        """Write a layout over this version (0: there is none yet); False if another one stands."""

    async def drop_layout(self, account: str, screen: Screen, whose: str) -> bool:
        """Remove a layout; False if there is none."""
