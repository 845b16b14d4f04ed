"""Spaces and layouts in MongoDB: the port `ViewStore`.

What people saved is kept as JSON text: filters go back to who reads them as they came, whatever is in them.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from pydantic import TypeAdapter
from pymongo.errors import DuplicateKeyError

from schemas.api.layouts import Layout, Screen
from schemas.api.spaces import SpaceBody
from worker.store.indexes import Indexes, create
from worker.store.mongo import Mongo, bounded
from worker.views.layouts import KeptLayout
from worker.views.spaces import ME, Space

INDEXES: Final[Indexes] = {
    "spaces": {"account": ([("account", 1), ("shared", 1), ("owner", 1)], {})},
    "space_orders": {"account": ([("account", 1)], {})},
    "layouts": {"account": ([("account", 1)], {})},
}
_LAYOUT: Final[TypeAdapter[Layout]] = TypeAdapter(Layout)


class Views:
    """The port `ViewStore`. Every method is bounded in time and raises our errors only."""

    def __init__(self, mongo: Mongo) -> None:
        self.seconds = mongo.seconds
        self._database = mongo.database
        self._spaces = mongo.database["spaces"]
        self._orders = mongo.database["space_orders"]
        self._layouts = mongo.database["layouts"]

    @bounded
    async def prepare(self) -> None:
        """Create what is missing."""
        await create(self._database, INDEXES)

    @bounded
    async def spaces(self, account: str, person: str) -> list[Space]:
        """Give the spaces of a person, and all that are shared in the account."""
        seen = {"account": account, "$or": [{"shared": True}, {"shared": False, "owner": person}]}
        return [_space(row) for row in await self._spaces.find(seen).sort("_id", 1).to_list(None)]

    @bounded
    async def space(self, account: str, space: str) -> Space | None:
        """Give a space by id, whoever made it."""
        row = await self._spaces.find_one({"_id": space, "account": account})
        return _space(row) if row else None

    @bounded
    async def count_spaces(self, account: str, person: str | None) -> int:
        """Count the spaces that a person has for themselves, or (None) those that are shared in the account."""
        which = {"shared": True} if person is None else {"shared": False, "owner": person}
        return int(await self._spaces.count_documents({"account": account} | which))

    @bounded
    async def add_space(self, space: Space) -> bool:
        """Keep a new space; False if one with its id is there."""
        try:
            await self._spaces.insert_one({"_id": space.id, **_row(space)})
        except DuplicateKeyError:
            return False
        return True

    @bounded
    async def change_space(self, space: Space, version: int) -> bool:
        """Write a space over this version; False if another one stands, or none."""
        which = {"_id": space.id, "account": space.account, "v": version}
        return bool((await self._spaces.update_one(which, {"$set": _row(space)})).matched_count)

    @bounded
    async def drop_space(self, account: str, space: str, version: int) -> bool:
        """Remove a space of this version; False if another one stands, or none."""
        which = {"_id": space, "account": account, "v": version}
        return bool((await self._spaces.delete_one(which)).deleted_count)

    @bounded
    async def order(self, account: str, person: str) -> list[str]:
        """Give the order in which somebody sees spaces, ids; empty where they set none."""
        row = await self._orders.find_one({"_id": f"{account}/{person}"})
        return list(row["ids"]) if row else []

    @bounded
    async def set_order(self, account: str, person: str, ids: Sequence[str]) -> None:
        """Keep the order in which somebody sees spaces."""
        row = {"account": account, "person": person, "ids": list(ids)}
        await self._orders.update_one({"_id": f"{account}/{person}"}, {"$set": row}, upsert=True)

    @bounded
    async def layouts(self, account: str, screen: Screen, whose: Collection[str]) -> dict[str, KeptLayout]:
        """Give the layouts of a screen that are kept for these, by whom they are for."""
        wanted = {"_id": {"$in": [_key(account, screen, one) for one in whose]}}
        return {row["whose"]: _layout(row) for row in await self._layouts.find(wanted).to_list(None)}

    @bounded
    async def put_layout(self, layout: KeptLayout, version: int) -> bool:
        """Write a layout over this version (0: there is none yet); False if another one stands."""
        key, row = _key(layout.account, layout.layout.screen, layout.whose), _layout_row(layout)
        if version:
            return bool((await self._layouts.update_one({"_id": key, "v": version}, {"$set": row})).matched_count)
        try:
            await self._layouts.insert_one({"_id": key, **row})
        except DuplicateKeyError:
            return False
        return True

    @bounded
    async def drop_layout(self, account: str, screen: Screen, whose: str) -> bool:
        """Remove a layout; False if there is none."""
        return bool((await self._layouts.delete_one({"_id": _key(account, screen, whose)})).deleted_count)


def _key(account: str, screen: str, whose: str) -> str:
    return f"{account}/{screen}/{whose}"


def _row(space: Space) -> dict[str, Any]:
    return {
        "account": space.account,
        "owner": space.owner,
        "shared": space.body.scope != ME,
        "body": space.body.model_dump_json(by_alias=True),
        "v": space.version,
        "created_at": space.created_at,
        "changed_at": space.changed_at,
        "changed_by": space.changed_by,
    }


def _space(row: Mapping[str, Any]) -> Space:
    return Space(
        id=row["_id"],
        account=row["account"],
        owner=row["owner"],
        body=SpaceBody.model_validate_json(row["body"]),
        version=row["v"],
        created_at=row["created_at"],
        changed_at=row["changed_at"],
        changed_by=row["changed_by"],
    )


def _layout_row(layout: KeptLayout) -> dict[str, Any]:
    return {
        "account": layout.account,
        "screen": layout.layout.screen,
        "whose": layout.whose,
        "layout": layout.layout.model_dump_json(),
        "fields": sorted(layout.fields),
        "v": layout.version,
        "changed_at": layout.changed_at,
        "changed_by": layout.changed_by,
    }


def _layout(row: Mapping[str, Any]) -> KeptLayout:
    return KeptLayout(
        account=row["account"],
        whose=row["whose"],
        layout=_LAYOUT.validate_json(row["layout"]),
        fields=frozenset(row["fields"]),
        version=row["v"],
        changed_at=row["changed_at"],
        changed_by=row["changed_by"],
    )
