"""Tasks that keep something up end when they shall, whatever the library does with a cancellation."""

import asyncio
import contextlib

import pytest
from aiormq.exceptions import ChannelInvalidStateError

from worker.broker import link
from worker.errors import BrokerUnavailableError


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


@pytest.mark.parametrize("answer", ["result", "error", "another cancellation"])
async def test_whoever_is_cancelled_is_cancelled_whatever_the_library_makes_of_it(answer):
    async def library() -> str:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            if answer == "another cancellation":
                raise asyncio.CancelledError("the reader ended") from None
            if answer == "error":
                raise ChannelInvalidStateError("closed") from None
        return "done"

    async def ask() -> str:
        return await link.guarded(library(), 5, "a question")

    task = asyncio.create_task(ask())
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled()


async def test_a_cancellation_that_nobody_asked_for_is_trouble_also_while_cleaning_up_after_one_that_somebody_did():
    async def library() -> None:
        raise asyncio.CancelledError

    async def clean_up() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            with pytest.raises(BrokerUnavailableError, match="lost during closing"):
                await link.guarded(library(), 5, "closing")

    with pytest.raises(BrokerUnavailableError, match="lost during opening"):
        await link.guarded(library(), 5, "opening")
    task = asyncio.create_task(clean_up())
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled()


async def test_a_call_that_takes_too_long_is_trouble_unless_it_gives_its_result_after_all():
    async def library() -> str:
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        return "done"

    async def stubborn() -> None:
        await asyncio.Event().wait()

    assert await link.guarded(library(), 0.01, "opening") == "done"
    with pytest.raises(BrokerUnavailableError, match=r"no answer within 0\.01 s to opening"):
        await link.guarded(stubborn(), 0.01, "opening")
