"""`leadworker serve` with the role notify on a real RabbitMQ: notifications out, health answered, secrets kept."""

from pathlib import Path
from typing import Any

import aiohttp
import orjson
import pytest

from tests.acceptance.crew import Scene
from tests.acceptance.processes import WorkerProcess, ending
from tests.acceptance.traffic import account_files
from tests.mail_sink import mail_sink
from tests.receivers import receiving
from tests.waiting import eventually, received
from worker.broker.rabbitmq import RabbitMQBroker
from worker.consumers.failure_headers import REASON
from worker.embedded.mongod import free_port
from worker.ports import Delivery, Outgoing
from worker.store.mongo import Mongo
from worker.store.notices import NoticeStore
from worker.topology import NOTIFICATIONS, dead

pytestmark = pytest.mark.services

SECRET = "t0kenThatNobodySees"


def _notification(account: str, key: str, **more: Any) -> Outgoing:
    usual = {"account": account, "lead": "lead-1", "idempotency_key": key, "reason": {"rule": "hot"}, "kind": "notice"}
    return Outgoing("", NOTIFICATIONS, orjson.dumps(usual | {"text": "Rohan asks for a visit"} | more))


async def _probe(url: str) -> tuple[int, dict[str, Any]]:
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status, await answer.json(content_type=None)


async def _taken(broker: RabbitMQBroker, queue: str) -> Delivery:
    delivery = await received(broker, queue, 15)
    await broker.ack([delivery])
    return delivery


async def test_a_worker_process_tells_people_answers_probes_and_shows_no_secret(
    rabbit_scene: Scene, amqp_url: str, tmp_path: Path
) -> None:
    account = min(name.split("/")[0] for name in account_files())
    secrets = tmp_path / "secrets" / account
    secrets.mkdir(parents=True)
    async with mail_sink() as mail, receiving() as web:
        (secrets / "chat").write_text(f"{web.url}/services/{SECRET}\n")
        (secrets / "archived").write_text(f"http://127.0.0.1:1/services/{SECRET}\n")
        port = free_port()
        settings = dict(rabbit_scene.settings) | {
            "http_port": port,
            "smtp_url": f"smtp+plain://localhost:{mail.port}",
            "smtp_from": "leads@acme.example",
            "account_secrets_dir": secrets.parent,
            "notify_allow": "127.0.0.1/32",
            "notify_ports": web.port,
            "log_level": "debug",
        }
        worker = WorkerProcess(settings, tmp_path / "worker.log", roles="notify")
        async with ending(worker):
            await worker.start().ready()
            assert await _probe(f"http://127.0.0.1:{port}/livez") == (200, {"status": "ok", "checks": {"loop": "ok"}})
            status, body = await _probe(f"http://127.0.0.1:{port}/readyz")
            assert (status, body["status"]) == (200, "ok"), body
            broker = RabbitMQBroker(amqp_url)
            await broker.connect()
            told = _notification(account, "k1", users=["asha"], email=["asha@example.com"], chat="secret:chat")
            sent = [
                told,
                told,
                _notification(account, "k2", kind="webhook", url=f"http://10.0.0.8:{web.port}/{SECRET}"),
            ]
            assert await broker.publish(sent) == [None] * 3
            letter = await _taken(broker, dead(NOTIFICATIONS))
            await eventually(lambda: bool(mail.taken and web.requests), 15)
            assert await worker.stop() == 0, worker.tail()
            await broker.close()
    assert letter.headers[REASON] == "blocked_address"
    assert SECRET not in str(letter.headers)
    assert [m.recipient for m in mail.taken] == ["asha@example.com"]
    assert [request.path for request in web.requests] == [f"/services/{SECRET}"]
    mongo = Mongo(rabbit_scene.settings["mongo_url"], rabbit_scene.settings["database"])
    assert len(await NoticeStore(mongo).of_user(account, "asha")) == 1
    mongo.close()
    log = worker.log.read_text()
    assert "notification.send" in log
    assert SECRET not in log


@pytest.mark.slow
@pytest.mark.parametrize(("failpoint", "mails"), [("send_claimed", 1), ("send_done", 2)])
async def test_a_worker_killed_while_sending_leaves_nobody_untold(
    rabbit_scene: Scene, amqp_url: str, tmp_path: Path, failpoint: str, mails: int
) -> None:
    """Killed before anything went out, it is sent once; killed after the yes, twice, and the Message-ID tells."""
    account = min(name.split("/")[0] for name in account_files())
    async with mail_sink() as mail:
        settings = dict(rabbit_scene.settings) | {
            "smtp_url": f"smtp+plain://localhost:{mail.port}",
            "smtp_from": "leads@acme.example",
            "notify_seconds": 1,
        }
        worker = WorkerProcess(settings, tmp_path / "worker.log", roles="notify")
        async with ending(worker):
            await worker.start(failpoint).ready()
            broker = RabbitMQBroker(amqp_url)
            await broker.connect()
            assert await broker.publish([_notification(account, "k1", email=["asha@example.com"])]) == [None]
            assert await worker.ended() == -9
            assert len(mail.taken) == mails - 1
            await worker.start().ready()
            # the claim has to run out, and the message to fall back from its rung
            await eventually(lambda: len(mail.taken) >= mails, 90)
            assert await worker.stop() == 0, worker.tail()
            assert await broker.depth(NOTIFICATIONS) == await broker.depth(dead(NOTIFICATIONS)) == 0
            await broker.close()
    assert len({taken.message["Message-ID"] for taken in mail.taken}) == 1
