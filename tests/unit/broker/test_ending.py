"""Tasks that keep something up end when they shall, whatever the library does with a cancellation."""

import asyncio

import pytest

from worker.broker import link


@pytest.mark.parametrize("swallowed", [0, 1, 3])
async def test_a_task_ends_though_cancellations_are_swallowed(swallowed, monkeypatch):
    monkeypatch.setattr(link, "_CANCEL_SECONDS", 0.01)
    left = swallowed

    async def keep() -> None:
        nonlocal left
        while True:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                if not left:
                    raise
                left -= 1

    task = asyncio.create_task(keep())
    await asyncio.sleep(0)
    async with asyncio.timeout(5):
        await link.ended(task)
    assert task.cancelled()


async def test_a_task_that_failed_has_ended():
    async def fail() -> None:
        raise OSError

    task = asyncio.create_task(fail())
    await asyncio.sleep(0)
    await link.ended(task)
    assert task.done()
