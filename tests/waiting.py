"""Waiting in tests for what other tasks and processes do."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from inspect import isawaitable

from worker.ports import Broker, Delivery

PAUSE = 0.01  # seconds between looks


async def eventually(
    condition: Callable[[], bool | Awaitable[bool]],
    seconds: float = 10.0,
    finding: Callable[[], str] = lambda: "condition not met",
) -> None:
    """Wait until the condition holds; fail with the finding if it does not in time."""
    deadline = time.monotonic() + seconds
    while not await _holds(condition):
        assert time.monotonic() < deadline, finding()
        await asyncio.sleep(PAUSE)


async def _holds(condition: Callable[[], bool | Awaitable[bool]]) -> bool:
    answer = condition()
    return await answer if isawaitable(answer) else answer


async def received(broker: Broker, queue: str, seconds: float = 10.0) -> Delivery:
    """Wait for a message of a queue and take it; settling it is the caller's."""
    deadline = time.monotonic() + seconds
    while (delivery := await broker.get(queue)) is None:
        assert time.monotonic() < deadline, f"nothing came to {queue}"
        await asyncio.sleep(PAUSE)
    return delivery
