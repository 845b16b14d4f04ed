"""A mail server for tests: takes mail and keeps it, refuses and stalls as it is told, speaks TLS with a fresh certificate."""

import asyncio
import base64
import contextlib
import email
import email.policy
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest


@dataclass
class Taken:
    """One mail that was handed in."""

    sender: str
    recipient: str
    message: EmailMessage
    user: str | None
    encrypted: bool


@dataclass
class MailSink:
    """`refuse` maps a verb (MAIL, RCPT, DATA, END, AUTH, CONNECT) to replies taken in turn; the last one stays."""

    port: int = 0
    tls: ssl.SSLContext | None = None
    offers_starttls: bool = False
    password: str = ""
    refuse: dict[str, list[str]] = field(default_factory=dict)
    stall_at: str = ""
    drip_at: str = ""
    delay: float = 0.0
    taken: list[Taken] = field(default_factory=list)
    verbs: list[str] = field(default_factory=list)
    connections: int = 0
    now: int = 0  # connections that are open
    most: int = 0
    greeted: asyncio.Event = field(default_factory=asyncio.Event)

    def reply(self, verb: str, usual: str) -> str:
        """Give the reply to a verb."""
        replies = self.refuse.get(verb)
        if not replies:
            return usual
        return replies.pop(0) if len(replies) > 1 else replies[0]


@dataclass
class _Dialogue:
    sink: MailSink
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    encrypted: bool
    user: str | None = None
    sender: str = ""
    recipient: str = ""

    async def say(self, line: str) -> None:
        self.writer.write(line.encode() + b"\r\n")
        await self.writer.drain()

    async def line(self) -> str:
        return (await self.reader.readline()).decode("utf-8", "replace").rstrip("\r\n")

    async def run(self) -> None:
        await self.pace("CONNECT")
        await self.say(self.sink.reply("CONNECT", "220 sink"))
        while line := await self.line():
            verb = line.split()[0].upper()
            self.sink.verbs.append(verb)
            self.sink.greeted.set()
            await self.pace(verb)
            if verb == "QUIT":
                await self.say("221 bye")
                return
            handler: Any = getattr(self, f"on_{verb.lower()}", None)
            await (handler(line) if handler else self.say("250 fine"))

    async def pace(self, verb: str) -> None:
        if self.sink.delay and verb == "DATA":
            await asyncio.sleep(self.sink.delay)
        if self.sink.stall_at == verb:
            await asyncio.sleep(60)
        while self.sink.drip_at == verb:  # a byte now and then keeps a time-out per read from ever firing
            await self.say("250-still here")
            await asyncio.sleep(0.05)

    async def on_ehlo(self, _: str) -> None:
        lines = ["250-sink", "250-SMTPUTF8", "250-8BITMIME"]
        lines += ["250-STARTTLS"] if self.sink.offers_starttls and not self.encrypted else []
        lines += ["250-AUTH PLAIN"] if self.sink.password else []
        for line in lines:
            await self.say(line)
        await self.say("250 SIZE 1000000")

    async def on_starttls(self, _: str) -> None:
        assert self.sink.tls is not None
        await self.say("220 go")
        await self.writer.start_tls(self.sink.tls)
        self.encrypted = True

    async def on_auth(self, line: str) -> None:
        _, user, password = base64.b64decode(line.split()[2]).decode().split("\0")
        good = password == self.sink.password
        self.user = user if good else None
        await self.say(self.sink.reply("AUTH", "235 welcome" if good else "535 5.7.8 no, " + line.split()[2]))

    async def on_mail(self, line: str) -> None:
        self.sender = line.partition("<")[2].partition(">")[0]
        await self.say(self.sink.reply("MAIL", "250 fine"))

    async def on_rcpt(self, line: str) -> None:
        self.recipient = line.partition("<")[2].partition(">")[0]
        await self.say(self.sink.reply("RCPT", "250 fine"))

    async def on_data(self, _: str) -> None:
        reply = self.sink.reply("DATA", "354 go on")
        await self.say(reply)
        if not reply.startswith("354"):
            return
        lines = []
        while (line := await self.reader.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        reply = self.sink.reply("END", "250 taken")
        if reply.startswith("250"):
            message = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
            self.sink.taken.append(Taken(self.sender, self.recipient, message, self.user, self.encrypted))
        await self.pace("END")
        await self.say(reply)


@contextlib.asynccontextmanager
async def mail_sink(*, implicit: bool = False, **options: Any) -> AsyncIterator[MailSink]:
    """Run a sink on a free loopback port; `implicit`: TLS from the first byte."""
    sink = MailSink(**options)
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        sink.connections += 1
        sink.now += 1
        sink.most = max(sink.most, sink.now)
        with contextlib.suppress(OSError, ssl.SSLError, asyncio.CancelledError, ConnectionError):
            await _Dialogue(sink, reader, writer, encrypted=implicit).run()
        sink.now -= 1
        tasks.discard(task)
        writer.close()
        with contextlib.suppress(OSError, ssl.SSLError, asyncio.CancelledError):
            await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=sink.tls if implicit else None)
    sink.port = server.sockets[0].getsockname()[1]
    try:
        yield sink
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Make a certificate for localhost; give the server's context and that of a client who trusts it."""
    if not shutil.which("openssl"):
        pytest.skip("needs the openssl command for a certificate")
    key, chain = folder / "key.pem", folder / "cert.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(chain)]
    subprocess.run(command, check=True, capture_output=True)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(chain, key)
    client = ssl.create_default_context(cafile=str(chain))
    return server, client
