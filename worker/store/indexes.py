"""Making the indexes that are missing, and saying what is in the way of one."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pymongo.errors import OperationFailure

from worker.errors import ConfigurationError

# name -> (keys, options), by collection
Indexes = Mapping[str, Mapping[str, tuple[list[tuple[str, int]], dict[str, Any]]]]
# https://www.mongodb.com/docs/manual/reference/error-codes/: IndexOptionsConflict, IndexKeySpecsConflict
_CONFLICTS: Final = frozenset({85, 86})
_INDEX_NOT_FOUND: Final = 27
# Indexes of earlier versions that nothing uses any more, name -> keys by collection. Lists come from search rows.
_FORMER: Final[Mapping[str, Mapping[str, list[tuple[str, int]]]]] = {
    "leads": {
        "recent": [("account", 1), ("updated_at", -1)],
        "state": [("account", 1), ("state.v", 1), ("updated_at", -1)],
    },
}
_DUPLICATE_KEY: Final = 11000


async def create(database: Any, indexes: Indexes) -> None:
    """Create the indexes that are missing; raise `ConfigurationError`, saying what to do, where one cannot be."""
    for collection, wanted in indexes.items():
        for name, (keys, options) in wanted.items():
            try:
                await database[collection].create_index(keys, name=name, **options)
            except OperationFailure as error:
                if error.code == _DUPLICATE_KEY:
                    raise ConfigurationError(_not_unique(database.name, collection, name, keys)) from error
                if error.code not in _CONFLICTS:
                    raise
                found = await database[collection].index_information()
                raise ConfigurationError(_in_the_way(database.name, collection, name, keys, found)) from error


async def former(database: Any) -> list[tuple[str, str]]:
    """Give (collection, name) of the indexes of earlier versions that are still there. One with other keys is not ours."""
    found: list[tuple[str, str]] = []
    for collection, names in _FORMER.items():
        there = await database[collection].index_information()
        found += [(collection, name) for name, keys in names.items() if name in there and _keys(there[name]) == keys]
    return found


async def drop_former(database: Any) -> None:
    """Drop the indexes of earlier versions; another worker may be at it at the same moment."""
    for collection, name in await former(database):
        try:
            await database[collection].drop_index(name)
        except OperationFailure as error:
            if error.code != _INDEX_NOT_FOUND:
                raise


def _keys(index: Mapping[str, Any]) -> list[tuple[str, int]]:
    return [(name, int(order)) for name, order in index["key"]]


def _in_the_way(
    database: str, collection: str, name: str, keys: Sequence[tuple[str, int]], found: Mapping[str, Any]
) -> str:
    """Name the index that has the worker's name, or its keys under another name."""
    same = [other for other, index in found.items() if _keys(index) == list(keys)]
    other = name if name in found else next(iter(same), name)
    return (
        f"in database {database}, collection {collection} has an index {other!r} that is in the way of the worker's "
        f"own index {name!r}. Stop the workers, drop it in mongosh, and start them again, which makes it as it should be:\n"
        f'  use {database}\n  db.{collection}.dropIndex("{other}")'
    )


def _not_unique(database: str, collection: str, name: str, keys: Sequence[tuple[str, int]]) -> str:
    """Say how to find the documents that are alike; not which, for keys are phone numbers."""
    unwound = '{$unwind: "$keys"}, ' if any(key == "keys" for key, _ in keys) else ""
    group = ", ".join(f'{key}: "${key}"' for key, _ in keys)
    remedy = (
        "Join each pair: leadworker leads merge ID ID --yes"
        if collection == "leads"
        else "They were written past the worker: restore the collection, or remove what does not belong"
    )
    return (
        f"in database {database}, collection {collection} has documents that are alike in {', '.join(k for k, _ in keys)}, "
        f"so the unique index {name!r}, without which people get two leads, cannot be made. {remedy}; then start again. "
        f"mongosh lists them:\n  use {database}\n  db.{collection}.aggregate([{unwound}"
        f'{{$group: {{_id: {{{group}}}, ids: {{$push: "$_id"}}}}}}, {{$match: {{"ids.1": {{$exists: true}}}}}}])'
    )
