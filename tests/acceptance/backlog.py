"""Lists that wait in thousands of rows, chats that are sent beside them, and how long whoever writes waits.

A chat's wait is from publishing it to hearing `lead.message_received`, which is announced once all is written. How the
worker fares is read from what an orchestrator and Prometheus ask it.
"""

import asyncio
import contextlib
import json
import math
import random
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import aio_pika
import aiohttp
from prometheus_client.parser import text_string_to_metric_families

from tests.acceptance.traffic import BASE, chat, someone
from worker import topology

ROWS = 1000
PAUSE = 0.15  # mean seconds between two chats
LOST_SECONDS = 60.0  # after which a chat counts as lost


def chunk(number: int) -> bytes:
    """Give the nth chunk of a list, of people nobody knows."""
    first = number * ROWS
    rows = [
        {"row": n + 1, "values": [f"{7_000_000_000 + n * 37:010d}", f"Asha {n}", "Pune", f"asha.{n}@example.com"]}
        for n in range(first, first + ROWS)
    ]
    columns = ["Mobile", "Name", "City", "E-mail"]
    return json.dumps({"account": "in", "campaign": "diwali", "list": "L", "columns": columns, "rows": rows}).encode()


def percentile(values: Sequence[float], share: float) -> float:
    """Give the value that the share of all does not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


class Talk:
    """Publishes to a broker and hears when a chat was taken in."""

    def __init__(self, channel: Any) -> None:
        self._channel = channel
        self._heard: dict[str, asyncio.Future[float]] = {}
        self._count = 0

    async def listen(self) -> None:
        """Hear the events of chats, and leave those of lists aside."""
        queue = await self._channel.declare_queue(exclusive=True)
        await queue.bind(topology.EVENTS, "lead.message_received")
        await queue.consume(self._hear, no_ack=True)

    async def _hear(self, message: Any) -> None:
        waiting = self._heard.pop(str(message.headers["ce-causationid"]), None)
        if waiting is not None and not waiting.done():
            waiting.set_result(time.perf_counter())

    async def publish(self, queue: str, body: bytes, **about: Any) -> None:
        """Publish and wait for the confirm."""
        message = aio_pika.Message(
            body, content_type="application/json", delivery_mode=aio_pika.DeliveryMode.PERSISTENT, **about
        )
        await self._channel.default_exchange.publish(message, routing_key=queue)

    async def wait_of_one(self) -> float:
        """Send a chat; give the seconds until it was taken in."""
        self._count += 1
        wamid = f"talk.{self._count:06}"
        said = chat(someone("in", self._count), wamid, BASE + self._count, "price please", "Asha Rao")
        heard = self._heard[f"in:wa:{wamid}"] = asyncio.get_running_loop().create_future()
        began = time.perf_counter()
        await self.publish(topology.WHATSAPP, said.body, message_id=wamid)
        return await asyncio.wait_for(heard, LOST_SECONDS) - began

    async def waits(self, seconds: float) -> list[float]:
        """Send chats at random moments for so long, whether or not those before are answered; give how long each took."""
        chance, until = random.Random(7), time.monotonic() + seconds
        sent = []
        while time.monotonic() < until:
            sent.append(asyncio.create_task(self.wait_of_one()))
            await asyncio.sleep(chance.expovariate(1 / PAUSE))
        return await asyncio.gather(*sent)

    async def ready(self, queue: str) -> int:
        """Messages ready in a queue."""
        declared = await self._channel.declare_queue(queue, passive=True)
        return int(declared.declaration_result.message_count)

    async def purge(self, queue: str) -> None:
        """Take away what is ready in a queue."""
        await (await self._channel.declare_queue(queue, passive=True)).purge()


@contextlib.asynccontextmanager
async def talking(url: str) -> AsyncIterator[Talk]:
    """Connect to the broker, where the worker's topology is declared."""
    async with await aio_pika.connect(url) as connection, connection.channel(publisher_confirms=True) as channel:
        talk = Talk(channel)
        await talk.listen()
        yield talk


@dataclass
class Pulse:
    """Asks a worker whether it is alive, over and over, and what it measured."""

    port: int
    answers: list[tuple[float, int]] = field(default_factory=list)  # seconds, status; 0: none in time

    @contextlib.asynccontextmanager
    async def felt(self, every: float = 0.25, patience: float = 5.0) -> AsyncIterator[None]:
        """Ask `/livez` while within."""
        asking = asyncio.create_task(self._ask(every, patience))
        try:
            yield
        finally:
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)

    async def _ask(self, every: float, patience: float) -> None:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=patience)) as session:
            while True:
                began = time.perf_counter()
                try:
                    async with session.get(f"http://127.0.0.1:{self.port}/livez") as answer:
                        status = answer.status
                except (TimeoutError, aiohttp.ClientError):
                    status = 0
                self.answers.append((time.perf_counter() - began, status))
                await asyncio.sleep(every)

    async def metric(self, name: str, **labels: str) -> dict[str, float]:
        """Give the samples of a metric: the value by what is left of its name, with the bound of a bucket."""
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://127.0.0.1:{self.port}/metrics") as answer,
        ):
            text = await answer.text()
        return {
            sample.name.removeprefix(name) + sample.labels.get("le", ""): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
            if family.name == name and labels.items() <= sample.labels.items()
        }


def bucket_of(before: dict[str, float], after: dict[str, float], share: float) -> float:
    """Give the upper bound of the bucket in which the share of what was observed in between ends."""
    bounds = {float(name.removeprefix("_bucket")): name for name in after if name.startswith("_bucket")}
    total = after["_count"] - before.get("_count", 0)
    for bound in sorted(bounds):
        if after[bounds[bound]] - before.get(bounds[bound], 0) >= share * total:
            return bound
    return math.inf
