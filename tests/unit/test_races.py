"""Races: who loses waits for a random moment, longer each time, and gives up after a number of rounds."""

import asyncio
import gc

import pytest

from worker.errors import LostRaceError, Settlement
from worker.races import Races


class NotedClock:
    """Notes how long it was asked to wait, and does not."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def now(self) -> int:
        return 0

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


async def test_only_a_lost_round_waits():
    clock = NotedClock()
    async for number in Races(5, 0.1).rounds(clock):
        if number == 2:
            break
    assert len(clock.slept) == 2


async def test_the_wait_grows_with_the_losses_up_to_its_longest_and_is_left_to_chance():
    most: list[float] = [0.0] * 9
    for _ in range(300):
        clock = NotedClock()
        async for _number in Races(10, 0.01, 0.05).rounds(clock):
            pass
        most = [max(pair) for pair in zip(most, clock.slept, strict=True)]
    limits = [0.01, 0.02, 0.03, 0.04, *[0.05] * 5]
    assert all(limit * 0.9 < found <= limit for found, limit in zip(most, limits, strict=True))


async def test_whoever_loses_every_round_is_told_what_the_race_was_for():
    races = Races(3, 0.01)
    assert [number async for number in races.rounds(NotedClock())] == [0, 1, 2]
    error = races.lost("one lead")
    assert isinstance(error, LostRaceError)
    assert error.settlement is Settlement.RETRY_LATER
    assert str(error) == "lost 3 races for one lead; too many writers at once"


async def test_rounds_that_are_won_early_leave_nothing_to_the_loop():
    async def won() -> None:
        async for _ in Races(3, 0.01).rounds(NotedClock()):
            return

    for _ in range(20):
        await won()
    gc.collect()
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == {asyncio.current_task()}


@pytest.mark.parametrize("writers", [2, 8])
async def test_writers_of_one_value_all_get_through(writers):
    value = version = 0

    class Loop:
        def now(self) -> int:
            return 0

        async def sleep(self, seconds: float) -> None:
            await asyncio.sleep(seconds)

    async def add() -> None:
        nonlocal value, version
        races = Races(60, 0.001, 0.01)
        async for _ in races.rounds(Loop()):
            seen, read = version, value
            await asyncio.sleep(0)
            if version == seen:
                version, value = version + 1, read + 1
                return
        raise races.lost("the value")

    await asyncio.gather(*(add() for _ in range(writers)))
    assert value == writers
