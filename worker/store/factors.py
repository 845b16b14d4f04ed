"""Second factors in MongoDB: the port `FactorStore`."""

from typing import Any

from pymongo.errors import DuplicateKeyError

from worker.access.factors import Factor
from worker.store.mongo import Mongo, bounded


class Factors:
    """The port `FactorStore`. Every method is bounded in time and raises our errors only."""

    def __init__(self, mongo: Mongo) -> None:
        self.seconds = mongo.seconds
        self._factors = mongo.database["second_factors"]

    async def prepare(self) -> None:
        """Nothing is missing: they are found by person alone."""

    @bounded
    async def factor(self, person: str) -> Factor | None:
        """Give somebody's second factor, confirmed or not."""
        row = await self._factors.find_one({"_id": person})
        if row is None:
            return None
        return Factor(person, row["secret"], row["confirmed"], row["step"], tuple(row["recovery"]))

    @bounded
    async def begin(self, factor: Factor) -> bool:
        """Keep one that is to be confirmed; False if a confirmed one stands."""
        row = {"secret": factor.secret, "confirmed": False, "step": 0, "recovery": []}
        try:
            await self._factors.update_one({"_id": factor.person, "confirmed": False}, {"$set": row}, upsert=True)
        except DuplicateKeyError:
            return False
        return True

    @bounded
    async def confirm(self, person: str, secret: str, step: int, recovery: tuple[str, ...]) -> bool:
        """Confirm the one with this secret; False if another stands, or it is confirmed."""
        row: dict[str, Any] = {"confirmed": True, "step": step, "recovery": list(recovery)}
        which = {"_id": person, "secret": secret, "confirmed": False}
        return bool((await self._factors.update_one(which, {"$set": row})).matched_count)

    @bounded
    async def take_step(self, person: str, step: int) -> bool:
        """Take the code of a step; False if that or a later one was taken before."""
        which = {"_id": person, "confirmed": True, "step": {"$lt": step}}
        return bool((await self._factors.update_one(which, {"$set": {"step": step}})).matched_count)

    @bounded
    async def take_recovery(self, person: str, code: str) -> bool:
        """Take a recovery code by its digest; False if it is none, or was taken."""
        which = {"_id": person, "confirmed": True, "recovery": code}
        return bool((await self._factors.update_one(which, {"$pull": {"recovery": code}})).modified_count)

    @bounded
    async def renew(self, person: str, recovery: tuple[str, ...]) -> bool:
        """Put other recovery codes in the place of those there are; False if no confirmed factor stands."""
        which = {"_id": person, "confirmed": True}
        return bool((await self._factors.update_one(which, {"$set": {"recovery": list(recovery)}})).matched_count)

    @bounded
    async def drop(self, person: str) -> bool:
        """Remove a second factor; False if there is none."""
        return bool((await self._factors.delete_one({"_id": person})).deleted_count)
