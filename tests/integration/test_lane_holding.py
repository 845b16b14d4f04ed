"""A lane whose server is away keeps nothing it cannot settle: it lets go of what is lost, gives back what it holds for too
long, and consumes again when the servers answer. On RabbitMQ, and on the broker inside the process."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
import structlog

from tests.integration.test_consumers_sources import QUEUE, Path, handle
from tests.waiting import eventually
from worker import topology
from worker.account import Accounts
from worker.broker.memory import MemoryBroker
from worker.broker.memory_server import MemoryServer
from worker.broker.rabbitmq import RabbitMQBroker
from worker.commit.key_lanes import KeyLanes
from worker.consumers.sources import Lane, Services
from worker.errors import StoreUnavailableError
from worker.ports import Broker, Outgoing
from worker.settings import Settings
from worker.system import SystemClock


class Away(Path):
    """A commit path whose store is away until it is told otherwise."""

    def __init__(self) -> None:
        super().__init__()
        self.away = True
        self.fails = lambda _: StoreUnavailableError() if self.away else None

    async def ping(self) -> None:
        """Answer if it is there."""
        if self.away:
            raise StoreUnavailableError


@contextlib.asynccontextmanager
async def at_work(broker: Broker, path: Path, handler: Any = handle, **settings: Any) -> AsyncIterator[Lane]:
    services = Services(broker, path, path, lambda: Accounts.of([]), SystemClock(), KeyLanes())
    lane = Lane(QUEUE, handler, services, Settings(**settings))
    lane.ping = path.ping
    async with asyncio.TaskGroup() as group:
        group.create_task(lane.run())
        await lane.start()
        yield lane
        async with asyncio.timeout(15):
            await lane.stop()


async def send(broker: Broker, *bodies: str) -> None:
    messages = [Outgoing("", QUEUE, body.encode(), message_id=f"m{n}") for n, body in enumerate(bodies)]
    assert await broker.publish(messages) == [None] * len(messages)


@pytest.fixture(params=["memory", pytest.param("rabbitmq", marks=pytest.mark.services)])
async def brokers(request: pytest.FixtureRequest) -> AsyncIterator[list[Broker]]:
    """Two clients of one broker: the lane's, and one to look with."""
    if request.param == "memory":
        server = MemoryServer()
        clients: list[Broker] = [MemoryBroker(server), MemoryBroker(server)]
    else:
        url = request.getfixturevalue("amqp_url")
        clients = [RabbitMQBroker(url), RabbitMQBroker(url)]
    for client in clients:
        await client.connect()
    await clients[0].declare(topology.build())
    yield clients
    for client in clients:
        await client.close()


def told(logs: list[Any], event: str) -> list[Any]:
    return [line for line in logs if line["event"] == event and line.get("queue") == QUEUE]


async def test_a_lane_held_for_long_gives_its_messages_back_and_consumes_again_when_the_store_is_back(
    brokers: list[Broker],
) -> None:
    mine, other = brokers
    path = Away()
    with structlog.testing.capture_logs() as logs:
        async with at_work(mine, path, hold_seconds=0.5, batch_size=2, overlap=2):
            await send(mine, *["bad"] * 7)

            async def all_back() -> bool:
                return bool(told(logs, "lane.resting")) and await other.depth(QUEUE) == 7

            await eventually(all_back, 30)
            calls = len(path.calls)
            await asyncio.sleep(1.5)  # some looks
            assert len(path.calls) == calls
            assert await other.depth(QUEUE) == 7

            path.away = False
            await eventually(lambda: sum(map(len, path.calls[calls:])) >= 7, 15)
            await eventually(lambda: told(logs, "lane.resumed") != [])
    assert await other.depth(QUEUE) == 0
    assert len(told(logs, "lane.resumed")) == 1
    assert told(logs, "lane.resumed")[0]["seconds"] >= 2
    letters = [await other.depth(name) for name in (topology.dead(QUEUE), topology.crashed(QUEUE))]
    assert letters == [0, 0]


async def test_a_short_absence_is_waited_out_with_the_messages_in_hand_and_told_once(brokers: list[Broker]) -> None:
    mine, other = brokers
    path = Away()
    with structlog.testing.capture_logs() as logs:
        async with at_work(mine, path, hold_seconds=30):
            await send(mine, "bad", "bad")
            await eventually(lambda: len(path.calls) > 3)
            assert await other.depth(QUEUE) == 0
            path.away = False
            await eventually(lambda: told(logs, "lane.resumed") != [])
    assert len(told(logs, "lane.resumed")) == 1
    assert not told(logs, "lane.resting")
    assert "MongoDB" in told(logs, "lane.held")[0]["error"]


async def test_with_the_store_away_and_many_reconnects_nothing_piles_up() -> None:
    server, path = MemoryServer(), Away()
    mine, other = MemoryBroker(server), MemoryBroker(server)
    for client in (mine, other):
        await client.connect()
    await mine.declare(topology.build())
    async with at_work(mine, path, hold_seconds=60, batch_size=10, overlap=2, prefetch=100) as lane:
        await send(mine, *["bad"] * 100)
        await eventually(lambda: len(path.calls) > 3)
        for _ in range(5):
            server.stop()
            await asyncio.sleep(0.05)
            assert len(lane._inbox) == 0
            server.start()
            await asyncio.sleep(0.2)
            assert len(lane._inbox) <= 100
        await eventually(lambda: len(server.queue(QUEUE)) == 100, 15)
        assert lane._taken == {}
        delivery = await other.get(QUEUE)
        assert delivery is not None
        assert delivery.delivery_count == 1
        await other.requeue([delivery])
        path.away = False
        queue = server.queue(QUEUE)
        await eventually(lambda: not len(queue) and not any(consumer.unsettled for consumer in queue.consumers), 15)
    assert await other.depth(QUEUE) == 0


async def outage(node: Any, url: str, *, seconds: float, hold: float, consumer_timeout: float) -> None:
    """A store that is away for longer than RabbitMQ waits for an acknowledgement."""
    ticks = f"application:set_env(rabbit, channel_tick_interval, {500 if consumer_timeout < 60 else 10_000})."
    await asyncio.to_thread(node.evaluate, ticks)
    limit = f"application:set_env(rabbit, consumer_timeout, {int(consumer_timeout * 1000)})."
    await asyncio.to_thread(node.evaluate, limit)
    mine, other, path = RabbitMQBroker(url), RabbitMQBroker(url), Away()
    try:
        for client in (mine, other):
            await client.connect()
        await mine.declare(topology.build())
        with structlog.testing.capture_logs() as logs:
            async with at_work(mine, path, hold_seconds=hold, batch_size=20, overlap=2):
                await send(mine, *["bad"] * 60)
                await eventually(lambda: bool(told(logs, "lane.resting")), hold + 20)
                await asyncio.sleep(seconds)
                assert await other.depth(QUEUE) == 60
                delivery = await other.get(QUEUE)
                assert delivery is not None
                assert delivery.delivery_count == 1
                await other.requeue([delivery])
                path.away, calls = False, len(path.calls)
                await eventually(lambda: sum(map(len, path.calls[calls:])) >= 60, 20)
                await eventually(lambda: bool(told(logs, "lane.resumed")), 20)
        assert not told(logs, "deliveries.lost")  # the broker had no reason to close the channel
        assert not told(logs, "consumer.lost")
        assert [await other.depth(name) for name in (QUEUE, topology.crashed(QUEUE), topology.dead(QUEUE))] == [0, 0, 0]
    finally:
        for client in (mine, other):
            await client.close()
        await asyncio.to_thread(node.evaluate, "application:set_env(rabbit, consumer_timeout, 1800000).")
        await asyncio.to_thread(node.evaluate, "application:set_env(rabbit, channel_tick_interval, 60000).")


@pytest.mark.services
async def test_an_outage_longer_than_the_brokers_patience_costs_one_delivery(rabbitmq_node: Any, node_url: str) -> None:
    await outage(rabbitmq_node, node_url, seconds=8, hold=1, consumer_timeout=6)


@pytest.mark.slow
@pytest.mark.services
@pytest.mark.timeout(300)
async def test_an_outage_of_two_minutes_costs_one_delivery(rabbitmq_node: Any, node_url: str) -> None:
    await outage(rabbitmq_node, node_url, seconds=120, hold=20, consumer_timeout=60)


@pytest.mark.services
async def test_without_giving_back_the_broker_does_close_the_channel_and_counts(
    rabbitmq_node: Any, node_url: str
) -> None:
    """That the two above can fail: a lane that keeps what it holds meets the consumer timeout, and rests only then."""
    with pytest.raises(AssertionError):
        await outage(rabbitmq_node, node_url, seconds=4, hold=60, consumer_timeout=3)
