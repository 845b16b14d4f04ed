"""Webhooks over HTTP: `make bench-intake`. The role `intake` beside a handler that publishes one by one, on one RabbitMQ.

    python -m tests.bench.intake --seconds 10 --connections 64

Both check Meta's signature, publish with confirm and then answer. Each takes a turn per round; requests/s and the times of
answers are of what was answered with 2xx. With `--outage`, RabbitMQ is killed for ten seconds in the middle of a last run of
ours, and what was answered as taken is counted in the queue afterwards.
"""

import argparse
import asyncio
import hashlib
import hmac
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from tests.bench.machine import machine
from tests.services.mongod import mongod
from tests.services.rabbitmq import RabbitMQ, rabbitmq
from worker.broker.rabbitmq import RabbitMQBroker
from worker.embedded.mongod import free_port
from worker.topology import WHATSAPP, build

SECRET = "bench-app-secret"
ACCOUNT = "bench"
OUTAGE_SECONDS = 10.0
FILES = 'name: Bench\nnumbers: [{id: "104"}]\nwebhooks: {cloud: {secret: "secret:app"}}\n'


@dataclass
class Run:
    """What a crowd of senders heard."""

    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)  # ms, of those that were taken
    taken: set[str] = field(default_factory=set)

    @property
    def rate(self) -> float:
        """Webhooks taken per second."""
        return len(self.times) / self.seconds

    def quantile(self, part: float) -> float:
        """Give the time below which this part of the answers came."""
        return sorted(self.times)[min(len(self.times) - 1, int(part * len(self.times)))] if self.times else 0.0


def body(number: int) -> bytes:
    """Give a message of the Cloud API, of usual size."""
    person = f"9198{number % 100_000_000:08d}"
    message = {
        "from": person,
        "id": f"wamid.{number:040d}",
        "timestamp": "1795000000",
        "type": "text",
        "text": {"body": "Hello, is the flat in Baner still to be had?"},
    }
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "918040001000", "phone_number_id": "104"},
        "contacts": [{"wa_id": person, "profile": {"name": "Asha"}}],
        "messages": [message],
    }
    entry = [{"id": "1", "changes": [{"field": "messages", "value": value}]}]
    return json.dumps({"object": "whatsapp_business_account", "entry": entry}).encode()


async def crowd(url: str, seconds: float, connections: int, first: int) -> Run:
    """Let so many senders post, each as soon as it was answered; again what was not taken."""
    run, numbers = Run(), iter(range(first, first + 10**7))
    end = time.monotonic() + seconds

    async def sender(session: aiohttp.ClientSession) -> None:
        while time.monotonic() < end:
            number = next(numbers)
            sent = body(number)
            headers = {"X-Hub-Signature-256": "sha256=" + hmac.new(SECRET.encode(), sent, hashlib.sha256).hexdigest()}
            while True:
                began = time.monotonic()
                async with session.post(url, data=sent, headers=headers) as answer:
                    await answer.read()
                run.statuses[answer.status] += 1
                if answer.status < 300:
                    run.times.append((time.monotonic() - began) * 1000)
                    run.taken.add(f"wamid.{number:040d}")
                    break
                await asyncio.sleep(0.5)

    began = time.monotonic()
    connector = aiohttp.TCPConnector(limit=connections)
    async with aiohttp.ClientSession(connector=connector) as session:
        await asyncio.gather(*(sender(session) for _ in range(connections)))
    run.seconds = time.monotonic() - began
    return run


@contextmanager
def served(command: list[str], environment: dict[str, str], port: int) -> Iterator[str]:
    """Start a process that listens on a port."""
    process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL)
    try:
        asyncio.run(_listening(port))
        yield f"http://127.0.0.1:{port}/webhooks/whatsapp/{ACCOUNT}"
    finally:
        process.terminate()
        process.wait(30)


async def _listening(port: int) -> None:
    async with asyncio.timeout(60):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.1)
            else:
                writer.close()
                return


@contextmanager
def ours(amqp_url: str, mongo_url: str, place: Path) -> Iterator[str]:
    """The role `intake`."""
    port, accounts, secrets = free_port(), place / "accounts", place / "secrets"
    for folder, name, text in ((accounts, "account.yaml", FILES), (secrets, "app", SECRET)):
        (folder / ACCOUNT).mkdir(parents=True, exist_ok=True)
        (folder / ACCOUNT / name).write_text(text)
    said = {
        "AMQP_URL": amqp_url,
        "MONGO_URL": mongo_url,
        "DATABASE": "bench_intake",
        "ACCOUNTS_DIR": str(accounts),
        "ACCOUNT_SECRETS_DIR": str(secrets),
        "INTAKE_PORT": str(port),
        "INTAKE_RATE": "100000",
        "HTTP_PORT": "0",
        "PUBLISH_SECONDS": "3",
        "LOG_LEVEL": "error",
    }
    command = [str(Path(sys.executable).with_name("leadworker")), "serve", "--roles", "intake"]
    with served(command, {f"LEADWORKER_{name}": value for name, value in said.items()}, port) as url:
        yield url


@contextmanager
def theirs(amqp_url: str) -> Iterator[str]:
    """A handler that publishes one by one."""
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.one_by_one"]
    with served(command, {"BENCH_AMQP_URL": amqp_url, "BENCH_PORT": str(port), "BENCH_SECRET": SECRET}, port) as url:
        yield url


async def declared(amqp_url: str) -> None:
    """Create the queues."""
    broker = RabbitMQBroker(amqp_url)
    await broker.connect()
    await broker.declare(build())
    await broker.close()


async def emptied(amqp_url: str) -> set[str]:
    """Take everything that waits; give the ids of the messages."""
    broker, found = RabbitMQBroker(amqp_url), set[str]()
    await broker.connect()
    await broker.declare(build())
    quiet, came = asyncio.Event(), []
    await broker.consume(WHATSAPP, 2000, came.append)
    while not quiet.is_set():
        before = len(came)
        await asyncio.sleep(1.5)
        if len(came) == before:
            quiet.set()
        await broker.ack(came[:])
        found |= {json.loads(one.body)["entry"][0]["changes"][0]["value"]["messages"][0]["id"] for one in came[:]}
        del came[:before]
    await broker.close()
    return found


def outage(node: RabbitMQ, amqp_url: str, mongo_url: str, place: Path, connections: int) -> None:
    """RabbitMQ is away for ten seconds while senders go on: what was answered as taken is there."""

    async def both(url: str) -> Run:
        sending = asyncio.create_task(crowd(url, OUTAGE_SECONDS + 8, connections, 50_000_000))
        await asyncio.sleep(4)
        await asyncio.to_thread(node.kill)
        await asyncio.sleep(OUTAGE_SECONDS)
        await asyncio.to_thread(node.start)
        return await sending

    with ours(amqp_url, mongo_url, place) as url:
        run = asyncio.run(both(url))
    found = asyncio.run(emptied(amqp_url))
    lost = len(run.taken - found)
    print(f"outage of {OUTAGE_SECONDS:g} s: {len(run.taken)} taken, {lost} of them lost, answers {dict(run.statuses)}")
    if lost:
        sys.exit(1)


def main() -> None:
    """Run the rounds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--outage", action="store_true")
    asked = parser.parse_args()
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="leadworker-bench-")))
        node = stack.enter_context(rabbitmq(place / "rabbitmq"))
        store = stack.enter_context(mongod(place / "mongod"))
        print(asyncio.run(machine(node.url, store.url)))
        asyncio.run(declared(node.url))
        ratios = []
        for number in range(asked.rounds):
            rates = []
            for name, contestant in (("one by one", theirs(node.url)), ("intake", ours(node.url, store.url, place))):
                with contestant as url:
                    run = asyncio.run(crowd(url, asked.seconds, asked.connections, number * 2_000_000))
                rates.append(run.rate)
                times = ", ".join(f"p{part * 100:.0f} {run.quantile(part):.0f} ms" for part in (0.5, 0.95, 0.99))
                print(
                    f"round {number + 1}, {name}: {run.rate:.0f}/s, {times}, answers {dict(run.statuses)}", flush=True
                )
                asyncio.run(emptied(node.url))
            ratios.append(rates[1] / rates[0])
        shown = ", ".join(f"{ratio:.2f}" for ratio in ratios)
        print(f"intake takes {statistics.median(ratios):.2f} times as many per second ({shown})")
        if asked.outage:
            outage(node, node.url, store.url, place, asked.connections)


if __name__ == "__main__":
    main()
