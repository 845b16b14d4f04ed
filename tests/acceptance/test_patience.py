"""Waiting for the end of a run: as long as it gets nearer to it, and no longer."""

import itertools
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.crew import Distance, Scene

PATIENCE = 0.4


class Told(Scene):
    """A scene whose distance from the end is told."""

    def __init__(self, distances: Iterator[Distance | None]) -> None:
        super().__init__(None, "", "", Path())
        self._distances = distances

    async def _distance(self, _: int) -> Distance | None:
        return next(self._distances)


async def waited(distances: Any, **more: Any) -> tuple[bool, float]:
    began = time.monotonic()
    return await Told(iter(distances)).quiet(PATIENCE, rest=0.1, **more), time.monotonic() - began


async def test_a_run_that_gets_nearer_is_waited_for_however_long_it_takes() -> None:
    nearer = [Distance(n, 3, 5) for n in range(25, 0, -1)]
    done, seconds = await waited(itertools.chain(nearer, itertools.repeat(Distance(0, 0, 0))))
    assert done
    assert seconds > 2 * PATIENCE


@pytest.mark.parametrize(
    "stuck",
    [
        [Distance(3, 1, 2)],
        [Distance(0, 0, 1), Distance(0, 1, 0)],  # to and fro
        [Distance(0, 0, 9), Distance(0, 0, 7), Distance(0, 0, 8)],
        [None],  # a server is away
    ],
    ids=["nothing moves", "to and fro", "up and down", "no answer"],
)
async def test_a_run_that_gets_no_nearer_is_given_up(stuck: list[Distance | None]) -> None:
    done, seconds = await waited(itertools.cycle(stuck))
    assert not done
    assert PATIENCE <= seconds < 20 * PATIENCE


async def test_nobody_waits_on_when_what_was_waited_for_cannot_come() -> None:
    done, seconds = await waited(itertools.repeat(Distance(1, 0, 0)), unless=lambda: True)
    assert not done
    assert seconds < PATIENCE


async def test_an_end_that_does_not_last_is_none() -> None:
    restless = itertools.cycle([Distance(0, 0, 0), Distance(0, 0, 1)])
    done, _ = await waited(restless)
    assert not done
