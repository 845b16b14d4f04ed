"""Counting what a plan finds: in full where the index alone says it, else as far as a short time reaches."""

from dataclasses import dataclass
from typing import Final

from worker.errors import QueryTooSlowError
from worker.finding.plan import Plan
from worker.finding.storage import FindStore
from worker.ports import Clock

STEPS: Final = (100, 1_000, 10_000)  # rows that are counted up to, one after the other
ANSWER_SECONDS: Final = 0.06  # for a page and its count together: nobody waits for the count of what they see already
LEAST_SECONDS: Final = 0.02  # for the count, however long the page took
SIMPLE_SECONDS: Final = 1.0  # where no row has to be looked at
EXACT_SECONDS: Final = 3.0
KEPT_MS: Final = 5_000


@dataclass(frozen=True, slots=True)
class Tally:
    """How many there are; not `exact`: at least so many."""

    value: int
    exact: bool


class Counting:
    """Counts, and remembers for some seconds what it counted."""

    def __init__(self, store: FindStore, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._known: dict[tuple[str, Plan], tuple[int, Tally]] = {}

    async def exact(self, account: str, plan: Plan) -> Tally:
        """Count in full; raises `QueryTooSlowError` where that takes too long."""
        known = self._remembered(account, plan)
        if known is not None and known.exact:
            return known
        number = await self._store.count(account, plan, limit=None, seconds=EXACT_SECONDS)
        if number is None:
            raise QueryTooSlowError(plan.driver)
        return self._remember(account, plan, Tally(number, exact=True))

    async def auto(self, account: str, plan: Plan, spent: float = 0.0) -> Tally:
        """Count in full what the index says alone, else up to 10,000 as far as the time reaches; `spent` are seconds of it."""
        known = self._remembered(account, plan)
        if known is not None:
            return known
        if plan.simple:
            number = await self._store.count(account, plan, limit=None, seconds=SIMPLE_SECONDS)
            if number is not None:
                return self._remember(account, plan, Tally(number, exact=True))
        ends, least = self._clock.now() + max(LEAST_SECONDS, ANSWER_SECONDS - spent) * 1000, 0
        for limit in STEPS:
            left = (ends - self._clock.now()) / 1000
            number = await self._store.count(account, plan, limit=limit + 1, seconds=left) if left > 0 else None
            if number is None:
                break
            if number <= limit:
                return self._remember(account, plan, Tally(number, exact=True))
            least = limit
        return self._remember(account, plan, Tally(least, exact=False))

    def _remembered(self, account: str, plan: Plan) -> Tally | None:
        found = self._known.get((account, plan))
        return found[1] if found and self._clock.now() - found[0] < KEPT_MS else None

    def _remember(self, account: str, plan: Plan, tally: Tally) -> Tally:
        if len(self._known) > 1_000:
            self._known.clear()
        self._known[account, plan] = (self._clock.now(), tally)
        return tally
