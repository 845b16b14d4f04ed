"""Spaces and layouts in memory: the port `ViewStore` for whoever needs no server."""

from collections.abc import Collection, Sequence

from schemas.api.layouts import Screen
from worker.views.layouts import KeptLayout
from worker.views.spaces import Space


class MemoryViews:
    """The port `ViewStore`. Nothing outlives the process."""

    def __init__(self) -> None:
        self._spaces: dict[str, Space] = {}
        self._orders: dict[tuple[str, str], list[str]] = {}
        self._layouts: dict[tuple[str, str, str], KeptLayout] = {}

    async def prepare(self) -> None:
        """Nothing is missing."""

    async def spaces(self, account: str, person: str) -> list[Space]:
        """Give the spaces of a person, and all that are shared in the account."""
        found = [one for one in self._of(account) if one.shared or one.owner == person]
        return sorted(found, key=lambda space: space.id)

    async def space(self, account: str, space: str) -> Space | None:
        """Give a space by id, whoever made it."""
        return next((one for one in self._of(account) if one.id == space), None)

    async def count_spaces(self, account: str, person: str | None) -> int:
        """Count the spaces that a person has for themselves, or (None) those that are shared in the account."""
        return sum(
            one.shared if person is None else not one.shared and one.owner == person for one in self._of(account)
        )

    async def add_space(self, space: Space) -> bool:
        """Keep a new space; False if one with its id is there."""
        if space.id in self._spaces:
            return False
        self._spaces[space.id] = space
        return True

    async def change_space(self, space: Space, version: int) -> bool:
        """Write a space over this version; False if another one stands, or none."""
        before = await self.space(space.account, space.id)
        if before is None or before.version != version:
            return False
        self._spaces[space.id] = space
        return True

    async def drop_space(self, account: str, space: str, version: int) -> bool:
        """Remove a space of this version; False if another one stands, or none."""
        before = await self.space(account, space)
        if before is None or before.version != version:
            return False
        del self._spaces[space]
        return True

    async def order(self, account: str, person: str) -> list[str]:
        """Give the order in which somebody sees spaces, ids; empty where they set none."""
        return list(self._orders.get((account, person), ()))

    async def set_order(self, account: str, person: str, ids: Sequence[str]) -> None:
        """Keep the order in which somebody sees spaces."""
        self._orders[account, person] = list(ids)

    async def layouts(self, account: str, screen: Screen, whose: Collection[str]) -> dict[str, KeptLayout]:
        """Give the layouts of a screen that are kept for these, by whom they are for."""
        found = {one: self._layouts.get((account, screen, one)) for one in whose}
        return {one: layout for one, layout in found.items() if layout is not None}

    async def put_layout(self, layout: KeptLayout, version: int) -> bool:
        """Write a layout over this version (0: there is none yet); False if another one stands."""
        key = (layout.account, layout.layout.screen, layout.whose)
        before = self._layouts.get(key)
        if (before.version if before else 0) != version:
            return False
        self._layouts[key] = layout
        return True

    async def drop_layout(self, account: str, screen: Screen, whose: str) -> bool:
        """Remove a layout; False if there is none."""
        return self._layouts.pop((account, screen, whose), None) is not None

    def _of(self, account: str) -> list[Space]:
        return [space for space in self._spaces.values() if space.account == account]
