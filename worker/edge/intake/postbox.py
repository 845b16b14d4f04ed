"""Publishing for many requests at once: what waits goes out in one write, and each request hears of its own confirm."""

import asyncio
from collections import deque
from typing import Final

from worker.errors import BrokerUnavailableError
from worker.ports import Broker, Outgoing

MOST: Final = 200  # messages of one write
MOST_BYTES: Final = 2 * 1024 * 1024
WRITES: Final = 64  # under way at a time; what comes in one turn of the loop is one of them


class Postbox:
    """Takes messages one by one. `run` carries them for as long as it runs."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker
        self._waiting: deque[tuple[Outgoing, asyncio.Future[None]]] = deque()
        self._wake = asyncio.Event()
        self._free = asyncio.Semaphore(WRITES)

    async def post(self, message: Outgoing) -> None:
        """Publish; return when the broker has it. Raises what became of it otherwise."""
        answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((message, answer))
        self._wake.set()
        await answer

    async def run(self) -> None:
        """Carry what is posted. Cancelled, it answers all that is not confirmed: those who sent it send it again."""
        try:
            async with asyncio.TaskGroup() as writes:
                while True:
                    await self._wake.wait()
                    await self._free.acquire()
                    writes.create_task(self._write(self._taken()))
        finally:
            for _, answer in self._waiting:
                _settle(answer, BrokerUnavailableError("the worker is stopping"))
            self._waiting.clear()

    def _taken(self) -> list[tuple[Outgoing, asyncio.Future[None]]]:
        taken: list[tuple[Outgoing, asyncio.Future[None]]] = []
        size = 0
        while self._waiting and len(taken) < MOST and size < MOST_BYTES:
            taken.append(self._waiting.popleft())
            size += len(taken[-1][0].body)
        if not self._waiting:
            self._wake.clear()
        return taken

    async def _write(self, posts: list[tuple[Outgoing, asyncio.Future[None]]]) -> None:
        outcomes: list[Exception | None] = [BrokerUnavailableError("it was not confirmed")] * len(posts)
        try:
            outcomes = await self._broker.publish([message for message, _ in posts])
        except Exception as error:  # noqa: BLE001  # told to each of those who wait
            outcomes = [error] * len(posts)
        finally:
            self._free.release()
            for (_, answer), outcome in zip(posts, outcomes, strict=True):
                _settle(answer, outcome)


def _settle(answer: asyncio.Future[None], outcome: Exception | None) -> None:
    if answer.done():  # whoever asked has gone
        return
    if outcome is None:
        answer.set_result(None)
    else:
        answer.set_exception(outcome)
