"""Webhooks over HTTP to a running worker: one person from a chat and a form, and a broker that goes away meanwhile."""

import asyncio
import hashlib
import hmac
import json
from collections import Counter
from pathlib import Path
from typing import Any

import aiohttp
import pymongo
import pytest

from tests.acceptance.crew import Scene
from tests.acceptance.processes import WorkerProcess, ending
from tests.acceptance.test_api import leadworker
from tests.acceptance.wires import RabbitWire
from tests.services.mongod import Mongod
from tests.services.rabbitmq import RabbitMQ
from tests.waiting import eventually
from worker.embedded.mongod import free_port

pytestmark = pytest.mark.services

SECRET = "the-apps-own-secret"
ACCOUNT = "hooked"
FILES = {
    "account.yaml": """
name: Hooked
region: IN
numbers: [{id: "555000111", display: "+91 80 4000 1000"}]
webhooks:
  cloud: {secret: "secret:app", challenge: "secret:app"}
""",
    "plugins.yaml": """
plugins:
  site: {verify: {scheme: token, header: X-Token, secret: "secret:app"}}
""",
}


def settings(scene: Scene, place: Path, port: int) -> dict[str, Any]:
    """Give the settings of a worker that takes webhooks of one more account."""
    folder = scene.accounts_dir / ACCOUNT
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text)
    secrets = place / "secrets" / ACCOUNT
    secrets.mkdir(parents=True)
    (secrets / "app").write_text(SECRET)
    return {**scene.settings, "intake_port": port, "account_secrets_dir": secrets.parent, "publish_seconds": 2}


def chat(number: int, sender: str) -> tuple[bytes, dict[str, str]]:
    """Give a message of the Cloud API, and its signature."""
    message = {
        "from": sender,
        "id": f"wamid.H{number}",
        "timestamp": "1795000000",
        "type": "text",
        "text": {"body": f"Hello {number}"},
    }
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "918040001000", "phone_number_id": "555000111"},
        "contacts": [{"wa_id": sender, "profile": {"name": "Asha"}}],
        "messages": [message],
    }
    entry = [{"id": "1", "changes": [{"field": "messages", "value": value}]}]
    body = json.dumps({"object": "whatsapp_business_account", "entry": entry}).encode()
    return body, {"X-Hub-Signature-256": "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()}


def leads(scene: Scene) -> list[dict[str, Any]]:
    with pymongo.MongoClient(scene.mongo_url) as client:
        return list(client[scene.database].leads.find({"account": ACCOUNT}))


async def test_a_chat_and_a_form_of_one_person_become_one_lead(rabbit_scene: Scene, tmp_path: Path) -> None:
    port = free_port()
    worker = WorkerProcess(settings(rabbit_scene, tmp_path, port), tmp_path / "worker.log")
    async with ending(worker), aiohttp.ClientSession(f"http://127.0.0.1:{port}") as sender:
        await worker.start().ready()
        asked = {"hub.mode": "subscribe", "hub.challenge": "77", "hub.verify_token": SECRET}
        answer = await sender.get(f"/webhooks/whatsapp/{ACCOUNT}", params=asked)
        assert (answer.status, await answer.text()) == (200, "77")
        body, signed = chat(1, "919812300001")
        for _ in range(2):  # as Meta does where an answer was late
            assert (await sender.post(f"/webhooks/whatsapp/{ACCOUNT}", data=body, headers=signed)).status == 200
        form = {"Your mobile": "098123 00001", "E-mail": "asha@example.com"}
        token = {"X-Token": SECRET}
        assert (await sender.post(f"/webhooks/site/{ACCOUNT}", data=form, headers=token)).status == 202
        assert (await sender.post(f"/webhooks/site/{ACCOUNT}", data=form)).status == 401

        def whole() -> bool:
            found = leads(rabbit_scene)
            return len(found) == 1 and found[0]["fields"].get("email", {}).get("v") == "asha@example.com"

        await eventually(whole, 20)
        tried = await asyncio.to_thread(leadworker, worker, "webhooks", "test", "site", "-a", ACCOUNT)
        assert (tried["status"], tried["taken"]) == (202, True)
        assert await worker.stop() == 0, worker.tail()
    assert SECRET not in worker.log.read_text()
    (lead,) = leads(rabbit_scene)
    assert lead["counts"]["inbound"] == 1


@pytest.mark.slow
async def test_while_the_broker_is_away_senders_are_asked_to_come_again_and_nothing_taken_is_lost(
    node_url: str, rabbitmq_node: RabbitMQ, mongod: Mongod, mongo_database: str, accounts_dir: Path, tmp_path: Path
) -> None:
    wire = RabbitWire(node_url)
    await wire.open()
    scene = Scene(wire, mongod.url, mongo_database, accounts_dir)
    port = free_port()
    said = settings(scene, tmp_path, port)
    edge = WorkerProcess(said, tmp_path / "edge.log", roles="intake")
    back = WorkerProcess({**said, "intake_port": 0}, tmp_path / "back.log", roles="whatsapp,sweeper")
    heard, taken, away = Counter[int](), set[str](), asyncio.Event()

    async def send(session: aiohttp.ClientSession, number: int) -> None:
        person = f"9198{number:08d}"
        body, signed = chat(number, person)
        while person not in taken:
            answer = await session.post(f"/webhooks/whatsapp/{ACCOUNT}", data=body, headers=signed)
            heard[answer.status] += 1
            if answer.status == 200:
                taken.add(person)
            else:
                away.set()
                await asyncio.sleep(0.3)

    async def crowd(session: aiohttp.ClientSession, first: int) -> None:
        for number in range(first, 600, 8):
            await send(session, number)
            await asyncio.sleep(0.01)

    async with ending(edge, back), aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
        await edge.start().ready()
        await back.start().ready()
        crowds = [asyncio.create_task(crowd(session, first)) for first in range(8)]
        await eventually(lambda: len(taken) > 100, 30)
        await asyncio.to_thread(rabbitmq_node.kill)
        await asyncio.wait_for(away.wait(), 20)
        await asyncio.sleep(10)
        await asyncio.to_thread(rabbitmq_node.start)
        await asyncio.gather(*crowds)
        assert set(heard) == {200, 503}
        await eventually(lambda: len(leads(scene)) >= 600, 60)
        assert [await edge.stop(), await back.stop()] == [0, 0]
    found = [lead["keys"] for lead in leads(scene)]
    assert len(found) == 600
    assert all(lead["counts"]["inbound"] == 1 for lead in leads(scene))
    await wire.close()
