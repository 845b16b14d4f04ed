"""The story can be told of this week, and its clock can go over into the real one."""

import pytest

from worker.demo.clock import StoryClock
from worker.demo.scenario import DAY, START, Scenario, of_this_week
from worker.system import SystemClock


@pytest.mark.parametrize("days", [0, 0.5, 6.99, 7, 30, 400])
def test_it_began_within_the_last_seven_days_on_the_same_day_of_the_week(days: float) -> None:
    now = START + int(days * DAY)
    began = of_this_week(now)
    assert 0 <= now - began < 7 * DAY
    assert (began - START) % (7 * DAY) == 0
    assert of_this_week(START - DAY) == START


def test_the_same_seed_tells_the_same_of_the_same_people_at_another_time() -> None:
    first, later = Scenario(), Scenario(start=START + 7 * DAY)
    assert len(first.messages()) == len(later.messages())
    assert str(START + 7 * DAY + 60).encode() in later.replies()[0].body
    assert str(START + 60).encode() in first.replies()[0].body


def test_the_storys_clock_goes_over_into_the_real_one() -> None:
    clock = StoryClock(START * 1000)
    clock.skip(5_000)
    assert abs(clock.now() - START * 1000 - 5_000) < 2_000
    clock.follow()
    assert abs(clock.now() - SystemClock().now()) < 2_000
