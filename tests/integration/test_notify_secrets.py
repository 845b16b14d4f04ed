"""No secret leaves by another way than the one it is for: not by logs, dead letters, retries, the database or metrics."""

import base64
import json
import logging

import orjson
import pytest
import structlog
from aiohttp import web
from prometheus_client import generate_latest
from pydantic import SecretStr

from tests.integration.postroom import Postroom, notice, webhook
from tests.mail_sink import certificate, mail_sink
from tests.receivers import Names, receiving
from worker import topology
from worker.consumers.failure_headers import REASON, carried_headers
from worker.notify.mail import Mailer, MailServer
from worker.store.mongo import Mongo
from worker.telemetry import logs, metrics
from worker.topology import NOTIFICATIONS, dead

pytestmark = pytest.mark.services

CHAT_TOKEN = "chatT0kenQ7vX"
QUERY_TOKEN = "queryT0kenW3z"
API_KEY = "apiKeyF9mB2nLp"
SIGNING = base64.b64encode(b"signing-key-5uPerS3cret-bytes!!!").decode()
PASSWORD = "mailPassw0rdK4j"
SECRETS = (CHAT_TOKEN, QUERY_TOKEN, API_KEY, SIGNING, "signing-key-5uPerS3cret", PASSWORD)
SHAPES = tuple(
    shape
    for secret in SECRETS
    for shape in (secret, base64.b64encode(secret.encode()).decode().rstrip("="), secret.encode().hex(), secret[::-1])
)


def _echo(status):
    """An answer that repeats everything it was sent."""

    async def answer(request):
        shown = {"path": request.path_qs, "headers": dict(request.headers), "body": (await request.read()).decode()}
        return web.json_response(
            shown, status=status, reason=request.path_qs[:100], headers={"Location": str(request.url)}
        )

    return answer


async def _everything_kept(room):
    """Give all that anybody could read later, as text."""
    kept = []
    broker = await room.broker()
    for queue in topology.build().queues:
        while (delivery := await broker.get(queue.name)) is not None:
            kept.append(f"{queue.name} {delivery.headers!r} {delivery.body!r} {delivery.message_id}")
            await broker.ack([delivery])
    for name in await room.mongo.database.list_collection_names():
        kept += [f"{name} {row!r}" for row in await room.mongo.database[name].find().to_list(None)]
    kept.append(generate_latest(metrics.REGISTRY).decode())
    return kept


@pytest.fixture
def _loud_logs(capfd):
    before = structlog.get_config()
    root, level, handlers = logging.getLogger(), logging.getLogger().level, logging.getLogger().handlers[:]
    logs.configure("debug", "json")
    structlog.configure(cache_logger_on_first_use=False)  # or this would outlast the test
    for name in ("aiohttp", "asyncio"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.configure(**before)


def _bodies(room):
    """Everything that can go wrong, with secrets in every place that takes one."""
    keyed = {"headers": {"X-Api-Key": "secret:api"}, "secret": "secret:signing"}
    port = room.web.port
    yield notice(chat="secret:chat", users=["asha"])
    yield notice(chat="secret:chat_nobody")
    yield notice(chat="secret:chat_unknown_host")
    yield notice(chat="secret:chat_private")
    yield notice(chat="secret:chat_with_password")
    yield notice(chat="secret:chat_malformed")
    yield notice(chat="secret:chat_tls")
    yield notice(chat=f"https://hooks.example/{CHAT_TOKEN}")
    yield notice(email=["asha@example.com"])
    yield webhook(f"http://127.0.0.1:{port}/plain", **keyed)
    yield webhook("secret:chat", **keyed)
    yield webhook(f"http://127.0.0.1:{port}/x", secret="secret:api")
    yield webhook(f"http://127.0.0.1:{port}/x", secret=f"whsec_{SIGNING}")
    yield webhook(f"http://127.0.0.1:{port}/x", headers={"X-Bad": "secret:two_lines"})
    yield webhook(f"http://127.0.0.1:{port}/x", headers={"webhook-signature": "secret:api"})
    yield webhook(f"http://user:{PASSWORD}@127.0.0.1:{port}/x")
    yield webhook(f"http://127.0.0.1:{port}/x", timeout_ms=1_000, **keyed)


@pytest.mark.parametrize("status", [200, 302, 404, 500])
@pytest.mark.usefixtures("_loud_logs")
async def test_no_secret_is_in_logs_queues_database_or_metrics(mongo_url, mongo_database, tmp_path, capfd, status):
    mongo = Mongo(mongo_url, mongo_database)
    server, client = certificate(tmp_path)
    async with receiving() as receiver, receiving() as gone, mail_sink(implicit=True, tls=server, password="x") as sink:
        room = Postroom(mongo, sink, receiver, names=Names({"private.example": [["10.0.0.8"]]}))
        path = f"services/{CHAT_TOKEN}?key={QUERY_TOKEN}"
        room.secrets |= {
            "chat": f"{receiver.url}/{path}",
            "chat_nobody": f"http://127.0.0.1:{gone.port}/{path}",
            "chat_unknown_host": f"http://no-such-host.example:{receiver.port}/{path}",
            "chat_private": f"http://private.example:{receiver.port}/{path}",
            "chat_with_password": f"http://user:{PASSWORD}@127.0.0.1:{receiver.port}/{path}",
            "chat_malformed": f"{CHAT_TOKEN} {QUERY_TOKEN}",
            "chat_tls": f"https://127.0.0.1:{receiver.port}/{path}",
            "api": API_KEY,
            "two_lines": f"{API_KEY}\r\nX: y",
            "signing": f"whsec_{SIGNING}",
        }
        room.more |= {"retry_limit": 1, "notify_seconds": 1.0, "notify_ports": (str(receiver.port), str(gone.port))}
        receiver.respond = _echo(status)
        mail_server = MailServer.of(SecretStr(f"smtps://user:{PASSWORD}@localhost:{sink.port}"), "leads@acme.example")
        async with room.worker(mailer=Mailer(mail_server, 3, tls=client)):
            bodies = list(_bodies(room))
            for body in bodies:
                await room.send(body)
            await room.settled(60)
            kept = []
            broker = await room.broker()
            while (delivery := await broker.get(f"{NOTIFICATIONS}.retry.10s")) is not None:
                kept.append(repr(delivery))
                await broker.ack([delivery])
                await room.send(delivery.body, **carried_headers(delivery.headers))
            await room.settled(60)
            assert await broker.depth(dead(NOTIFICATIONS)) >= len(bodies) // 2
            letters = [await room.dead_letter() for _ in range(await broker.depth(dead(NOTIFICATIONS)))]
            kept += [f"{letter.headers!r} {letter.body!r}" for letter in letters]
        kept += await _everything_kept(room)
    mongo.close()
    printed = "".join(capfd.readouterr())
    assert '"event"' in printed
    for shape in SHAPES:
        assert shape not in printed, [line for line in printed.splitlines() if shape in line][:3]
        assert not [text for text in kept if shape in text], shape
    # The secrets did reach those they are for, or this would prove nothing.
    assert any(CHAT_TOKEN in request.path for request in receiver.requests)
    assert any(request.headers.get("X-Api-Key") == API_KEY for request in receiver.requests)
    reasons = {letter.headers[REASON] for letter in letters}
    assert {"blocked_address", "not_a_secret", "credentials_in_url", "malformed_url", "smtp_login"} <= reasons


def test_wrong_settings_are_told_without_their_values(monkeypatch):
    from worker.settings import Settings

    for value in (json.dumps({"acme": CHAT_TOKEN}), f"{{{CHAT_TOKEN}", json.dumps({"acme": {"chat": [CHAT_TOKEN]}})):
        monkeypatch.setenv("LEADWORKER_ACCOUNT_SECRETS", value)
        with pytest.raises(Exception, match=r"(?i)account_secrets") as wrong:
            Settings()
        assert CHAT_TOKEN not in str(wrong.value)
    monkeypatch.setenv("LEADWORKER_ACCOUNT_SECRETS", orjson.dumps({"acme": {"chat": CHAT_TOKEN}}).decode())
    assert CHAT_TOKEN not in repr(Settings())
