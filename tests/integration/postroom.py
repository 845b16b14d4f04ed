"""Workers with the role notify, a real database, an in-process broker, a mail server and an HTTP receiver."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import orjson
from pydantic import SecretStr

from schemas.account import AccountFile
from tests.mail_sink import MailSink
from tests.receivers import Names, Receiver
from tests.waiting import eventually, received
from worker import topology
from worker.account import Account, Accounts
from worker.broker.memory import MemoryBroker
from worker.broker.memory_server import MemoryServer
from worker.consumers.failure_headers import carried_headers
from worker.consumers.notifications import NotifyLane
from worker.notify.guard import Reach
from worker.notify.mail import Mailer
from worker.notify.web import WebClient
from worker.ports import Delivery, Outgoing
from worker.settings import Settings
from worker.store.mongo import Mongo
from worker.store.notices import NoticeStore
from worker.system import SystemClock
from worker.topology import NOTIFICATIONS, RETRY_DELAYS, dead, retry

ACCOUNTS = Accounts.of(Account(name, AccountFile(name=name, region="IN")) for name in ("acme", "padaria"))
_numbers = itertools.count(1)


class ImpatientClock(SystemClock):
    """The time of day, but waits are only noted."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        """Note the wait."""
        self.slept.append(seconds)
        await asyncio.sleep(0)


@dataclass
class Postroom:
    """`secrets` are those of account acme."""

    mongo: Mongo
    mail: MailSink
    web: Receiver
    secrets: dict[str, str] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)
    names: Names = field(default_factory=Names)
    server: MemoryServer = field(default_factory=MemoryServer)
    clock: ImpatientClock = field(default_factory=ImpatientClock)

    def __post_init__(self) -> None:
        """Keep what tests look at."""
        self.store = NoticeStore(self.mongo)

    def settings(self) -> Settings:
        """Give the settings of a worker here."""
        given: dict[str, Any] = {
            "smtp_url": SecretStr(f"smtp+plain://localhost:{self.mail.port}"),
            "smtp_from": "leads@acme.example",
            "account_secrets": {"acme": {n: SecretStr(v) for n, v in self.secrets.items()}},
            "notify_allow": ("127.0.0.1/32",),
            "notify_ports": (str(self.web.port), "443"),
            "notify_seconds": 3.0,
            "notify_concurrency": 8,
        }
        return Settings(**(given | self.more))

    async def broker(self) -> MemoryBroker:
        """Give another client of the broker."""
        broker = MemoryBroker(self.server)
        await broker.connect()
        await broker.declare(topology.build())
        return broker

    @contextlib.asynccontextmanager
    async def worker(self, store: NoticeStore | None = None, mailer: Mailer | None = None) -> AsyncIterator[NotifyLane]:
        """Run a worker; it is stopped gracefully at the end."""
        settings, broker = self.settings(), await self.broker()
        lane = NotifyLane(broker, self.clock, settings, lambda: ACCOUNTS)
        reach = Reach.of(settings.notify_allow, settings.notify_deny, settings.notify_ports)
        async with lane.equipped(store or self.store, WebClient(reach, self.clock, self.names), mailer):
            running = asyncio.create_task(lane.run())
            await lane.start()
            try:
                yield lane
            finally:
                await lane.stop()
                try:
                    await asyncio.wait_for(running, 15)
                finally:
                    await broker.close()

    async def send(self, body: dict[str, Any] | bytes, **headers: Any) -> None:
        """Publish a notification."""
        raw = body if isinstance(body, bytes) else orjson.dumps(body)
        broker = await self.broker()
        assert await broker.publish([Outgoing("", NOTIFICATIONS, raw, headers)]) == [None]
        await broker.close()

    async def take(self, queue: str, seconds: float = 10.0) -> Delivery:
        """Wait for a message of a queue and take it out."""
        broker = await self.broker()
        delivery = await received(broker, queue, seconds)
        await broker.ack([delivery])
        await broker.close()
        return delivery

    async def dead_letter(self) -> Delivery:
        """Take a dead letter."""
        return await self.take(dead(NOTIFICATIONS))

    async def later(self, rung: int) -> Delivery:
        """Take a message off a rung of the retry ladder."""
        return await self.take(retry(NOTIFICATIONS, RETRY_DELAYS[rung][0]))

    async def again(self, delivery: Delivery) -> None:
        """Let a message fall back into the queue, as its rung would in time."""
        await self.send(delivery.body, **carried_headers(delivery.headers))

    async def settled(self, seconds: float = 10.0) -> None:
        """Wait until nothing is left to do: no message is ready or under way."""
        queue = self.server.queue(NOTIFICATIONS)
        await eventually(
            lambda: not len(queue) and not any(consumer.unsettled for consumer in queue.consumers), seconds
        )

    async def depths(self) -> dict[str, int]:
        """Give the queues that hold something."""
        broker = await self.broker()
        names = [queue.name for queue in topology.build().queues]
        depths = {name: await broker.depth(name) for name in names}
        await broker.close()
        return {name: depth for name, depth in depths.items() if depth}


def notice(**more: Any) -> dict[str, Any]:
    """Give a notification for teammates."""
    number = next(_numbers)
    usual = {
        "account": "acme",
        "lead": "lead-1",
        "idempotency_key": f"rule:hot:{number}/1",
        "reason": {"rule": "hot"},
        "kind": "notice",
        "text": "Rohan asks for a visit",
    }
    return usual | more


def webhook(url: str, **more: Any) -> dict[str, Any]:
    """Give a notification that calls a webhook."""
    return notice(kind="webhook", url=url, data={"lead": {"name": "Rohan"}}, text=None) | more
