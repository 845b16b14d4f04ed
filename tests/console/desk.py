"""A running console: `leadworker serve` on real servers, with people who can sign in, and messages that come in."""

import asyncio
import concurrent.futures
import json
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import aio_pika

from tests.acceptance.processes import ROOT, WorkerProcess, ending
from worker.demo import bodies
from worker.embedded.mongod import free_port
from worker.ports import Outgoing

Given = TypeVar("Given")

ACCOUNT = "acme-realty"
OTHER_ACCOUNT = "padaria-azul"
PASSWORD = "seven green kettles sing"
ROLES = "whatsapp,campaign,plugin,automations,timers,finder,sweeper,api"


@dataclass(frozen=True, slots=True)
class Somebody:
    """Somebody who can sign in."""

    email: str
    name: str
    role: str
    token: str  # of the link that lets them set a password


@dataclass
class Desk:
    """The console of a worker, and hands on what is behind it."""

    url: str
    worker: WorkerProcess
    amqp_url: str
    people: dict[str, Somebody] = field(default_factory=dict)

    def leadworker(self, *args: str) -> dict[str, Any]:
        """Run a command of the command line beside the worker; give what it prints as JSON."""
        done = subprocess.run(
            [str(Path(ROOT, ".venv/bin/leadworker")), *args, "--json"],
            cwd=ROOT,
            env=dict(self.worker.environment),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def invite(self, email: str, name: str, role: str, account: str = ACCOUNT, teammate: str = "") -> Somebody:
        """Let somebody sign in, by a link."""
        more = ["--teammate", teammate] if teammate else []
        said = self.leadworker("users", "add", "-a", account, "--email", email, "--name", name, "--role", role, *more)
        return Somebody(email, name, role, _token(said))

    def call(self, method: str, path: str, body: Any = None, cookie: str = "", key: str = "") -> tuple[int, Any]:
        """Ask the API below /api/v1 as the console does; give status and answer."""
        headers = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/json"}
        headers |= {"Cookie": cookie} if cookie else {}
        headers |= {"Idempotency-Key": key or f"test-{time.monotonic_ns()}"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/api/v1{path}", data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as refused:
            return refused.code, json.loads(refused.read() or b"null")

    def publish(self, messages: Sequence[Outgoing]) -> None:
        """Send messages to the worker's queues, as producers do."""
        in_thread(_publish(self.amqp_url, messages))

    def broadcast(self, rows: Sequence[Mapping[str, str]], campaign: str = "diwali", account: str = ACCOUNT) -> None:
        """Send people of a broadcast list: each becomes a lead, created now."""
        now = int(time.time())
        self.publish(
            [
                bodies.campaign(account, campaign, rows[first : first + 200], first + 2, now)
                for first in range(0, len(rows), 200)
            ]
        )


def _token(said: Mapping[str, Any]) -> str:
    """Find the token in what `users add` prints: by itself, or at the end of the link."""
    token = said.get("token") or next(str(value) for value in said.values() if "/invite/" in str(value))
    return str(token).rsplit("/", 1)[-1]


async def _publish(url: str, messages: Sequence[Outgoing]) -> None:
    async with await aio_pika.connect(url, timeout=10) as connection, await connection.channel() as channel:
        for message in messages:
            sent = aio_pika.Message(
                message.body,
                headers=dict(message.headers),
                content_type=message.content_type,
                delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
            )
            await channel.default_exchange.publish(sent, routing_key=message.routing_key, timeout=10)


def in_thread(work: Coroutine[Any, Any, Given]) -> Given:
    """Run a coroutine to its end. Playwright's loop runs in this thread, hence in another."""
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(work)).result()


@contextmanager
def desk(amqp_url: str, mongo_url: str, database: str, place: Path, **settings: Any) -> Iterator[Desk]:
    """Start a worker with its console; it ends with the block."""
    port = free_port()
    accounts = place / "accounts"
    shutil.copytree(ROOT / "deploy" / "accounts", accounts)
    said = {
        "amqp_url": amqp_url,
        "mongo_url": mongo_url,
        "database": database,
        "accounts_dir": accounts,
        "console_port": port,
        "timer_seconds": 0.3,
        **settings,
    }
    worker = WorkerProcess(said, place / "worker.log", roles=ROLES)
    in_thread(_started(worker))
    try:
        yield Desk(f"http://127.0.0.1:{port}", worker, amqp_url)
    finally:
        in_thread(_ended(worker))


async def _started(worker: WorkerProcess) -> None:
    await worker.start().ready()


async def _ended(worker: WorkerProcess) -> None:
    async with ending(worker):
        await worker.stop()
