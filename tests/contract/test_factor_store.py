"""The port `FactorStore`, on MongoDB and in memory."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from worker.access.factors import Factor, FactorStore
from worker.store.factors import Factors
from worker.store.memory_factors import MemoryFactors
from worker.store.mongo import Mongo

MINE = Factor("p1", "SECRET")


@pytest.fixture(params=["memory", pytest.param("mongodb", marks=pytest.mark.services)])
async def factors(request: pytest.FixtureRequest) -> AsyncIterator[FactorStore]:
    if request.param == "memory":
        yield MemoryFactors()
        return
    mongo = Mongo(request.getfixturevalue("mongo_url"), request.getfixturevalue("mongo_database"))
    store = Factors(mongo)
    await store.prepare()
    yield store
    mongo.close()


async def test_one_is_begun_anew_until_it_is_confirmed(factors: FactorStore) -> None:
    assert await factors.factor("p1") is None
    assert await factors.begin(replace(MINE, secret="OLD"))
    assert await factors.begin(MINE)
    assert await factors.factor("p1") == MINE
    assert not await factors.take_step("p1", 5)
    assert not await factors.confirm("p1", "OLD", 5, ("a",))
    done = await asyncio.gather(*(factors.confirm("p1", "SECRET", 5, ("a", "b")) for _ in range(3)))
    assert sorted(done) == [False, False, True]
    assert not await factors.begin(replace(MINE, secret="THIEF"))
    assert await factors.factor("p1") == Factor("p1", "SECRET", True, 5, ("a", "b"))


async def test_a_code_is_taken_once(factors: FactorStore) -> None:
    await factors.begin(MINE)
    await factors.confirm("p1", "SECRET", 5, ("a", "b"))
    assert not await factors.take_step("p1", 5)
    assert sorted(await asyncio.gather(*(factors.take_step("p1", 7) for _ in range(4)))) == [False] * 3 + [True]
    assert not await factors.take_step("p1", 6)
    assert sorted(await asyncio.gather(*(factors.take_recovery("p1", "a") for _ in range(4)))) == [False] * 3 + [True]
    assert not await factors.take_recovery("p1", "c")
    assert not await factors.take_recovery("p2", "b")
    kept = await factors.factor("p1")
    assert kept is not None
    assert (kept.step, kept.recovery) == (7, ("b",))


async def test_recovery_codes_are_renewed_once_it_is_confirmed(factors: FactorStore) -> None:
    assert not await factors.renew("p1", ("c",))
    await factors.begin(MINE)
    assert not await factors.renew("p1", ("c",))
    await factors.confirm("p1", "SECRET", 5, ("a", "b"))
    assert await factors.renew("p1", ("c", "d"))
    assert await factors.factor("p1") == Factor("p1", "SECRET", True, 5, ("c", "d"))
    assert not await factors.take_recovery("p1", "a")


async def test_it_can_be_removed(factors: FactorStore) -> None:
    await factors.begin(MINE)
    assert await factors.drop("p1")
    assert not await factors.drop("p1")
    assert await factors.factor("p1") is None
