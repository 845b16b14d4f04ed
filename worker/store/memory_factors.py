"""Second factors in memory: the port `FactorStore` for whoever needs no server."""

from dataclasses import replace

from worker.access.factors import Factor


class MemoryFactors:
    """The port `FactorStore`. Nothing outlives the process."""

    def __init__(self) -> None:
        self._factors: dict[str, Factor] = {}

    async def prepare(self) -> None:
        """Nothing is missing."""

    async def factor(self, person: str) -> Factor | None:
        """Give somebody's second factor, confirmed or not."""
        return self._factors.get(person)

    async def begin(self, factor: Factor) -> bool:
        """Keep one that is to be confirmed; False if a confirmed one stands."""
        before = self._factors.get(factor.person)
        if before is not None and before.confirmed:
            return False
        self._factors[factor.person] = Factor(factor.person, factor.secret)
        return True

    async def confirm(self, person: str, secret: str, step: int, recovery: tuple[str, ...]) -> bool:
        """Confirm the one with this secret; False if another stands, or it is confirmed."""
        before = self._factors.get(person)
        if before is None or before.confirmed or before.secret != secret:
            return False
        self._factors[person] = replace(before, confirmed=True, step=step, recovery=recovery)
        return True

    async def take_step(self, person: str, step: int) -> bool:
        """Take the code of a step; False if that or a later one was taken before."""
        before = self._factors.get(person)
        if before is None or not before.confirmed or before.step >= step:
            return False
        self._factors[person] = replace(before, step=step)
        return True

    async def take_recovery(self, person: str, code: str) -> bool:
        """Take a recovery code by its digest; False if it is none, or was taken."""
        before = self._factors.get(person)
        if before is None or not before.confirmed or code not in before.recovery:
            return False
        self._factors[person] = replace(before, recovery=tuple(one for one in before.recovery if one != code))
        return True

    async def renew(self, person: str, recovery: tuple[str, ...]) -> bool:
        """Put other recovery codes in the place of those there are; False if no confirmed factor stands."""
        before = self._factors.get(person)
        if before is None or not before.confirmed:
            return False
        self._factors[person] = replace(before, recovery=recovery)
        return True

    async def drop(self, person: str) -> bool:
        """Remove a second factor; False if there is none."""
        return self._factors.pop(person, None) is not None
