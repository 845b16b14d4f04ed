"""`leadworker explain` of messages that were refused before an account was known, on a real RabbitMQ and mongod."""

import asyncio
import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from tests.contract.rigs import depth_becomes, to_queue
from tests.integration.test_store_commands import Desk, people
from worker import topology
from worker.broker.rabbitmq import RabbitMQBroker
from worker.consumers.failure_headers import failure_headers
from worker.errors import RefusedError
from worker.ports import Delivery
from worker.system import SystemClock

pytestmark = pytest.mark.services

DEAD = topology.dead(topology.WHATSAPP)
WAMID = "wamid.HBgMOTE5ODc2NTAwMDk5FQIAEhgUM0E="
BODIES = {
    "m-cloud": {"entry": [{"changes": [{"value": {"messages": [{"id": WAMID}]}}]}]},
    "m-waha": {"event": "message", "payload": {"id": "false_919876500098@c.us_3EB0AAA7"}},
    "m-form": {"account": "nobody", "plugin": "website", "delivery_id": "f-4", "body": {"phone": "98450 67890"}},
    "m-twilio": b"MessageSid=SM0123456789abcdef&From=whatsapp%3A%2B919876500097",
}


async def _park(url: str) -> None:
    broker = RabbitMQBroker(url)
    await broker.connect()
    try:
        await broker.declare(topology.build())
        for name, body in BODIES.items():
            raw = body if isinstance(body, bytes) else json.dumps(body).encode()
            refused = Delivery(topology.WHATSAPP, raw, {}, name)
            told = {"reason": "unknown_account", "detail": "nobody has it", "where": "/entry/0", "stage": "decode"}
            headers = failure_headers(refused, error=RefusedError("unknown_account"), now=SystemClock().now(), **told)
            assert await broker.publish([to_queue(DEAD, raw, headers=headers, message_id=name)]) == [None]
        await depth_becomes(broker, DEAD, len(BODIES))
    finally:
        await broker.close()


@pytest.fixture
def desk(mongo_url: str, mongo_database: str, amqp_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "account.yaml").write_text("name: acme\nregion: IN\n")
    monkeypatch.setenv("LEADWORKER_AMQP_URL", amqp_url)
    desk = Desk(mongo_url, mongo_database, tmp_path)
    desk.office(people)
    asyncio.run(_park(amqp_url))
    return desk


def _told(desk: Desk, text: str) -> dict[str, Any]:
    result = desk.run("explain", text, "--json")
    assert result.exit_code == 0, result.output
    (told,) = json.loads(result.stdout)
    return told  # type: ignore[no-any-return]  # a document of JSON


def test_a_message_refused_before_its_account_was_known_is_found_by_any_of_its_ids(desk: Desk) -> None:
    names = {
        "m-cloud": ("m-cloud", WAMID, f"wa:{WAMID}"),
        "m-waha": ("false_919876500098@c.us_3EB0AAA7", "3EB0AAA7"),
        "m-twilio": ("SM0123456789abcdef",),
        "m-form": ("f-4", "website:f-4"),
    }
    for letter, ids in names.items():
        for text in ids:
            told = _told(desk, text)
            assert (told["message"], told["outcome"], told["dead_letter"]) == (letter, "refused", DEAD), text
    words = shlex.split(_told(desk, WAMID)["show"])
    assert words[0] == "leadworker"
    assert "m-cloud" in desk.run(*words[1:]).output
    assert "leadworker dead-letters show m-cloud" in desk.run("explain", WAMID).stdout


def test_a_refusal_with_a_receipt_names_the_letter_that_holds_its_body(desk: Desk) -> None:
    row = {"_id": f"acme:wa:{WAMID}", "account": "acme", "message": f"wa:{WAMID}", "outcome": "refused", "at": 1}
    row |= {"reason": "unknown_account", "detail": "nobody has it", "queue": topology.WHATSAPP}
    desk.office(lambda office: office.store.add_receipts([row]))
    told = _told(desk, WAMID)
    assert (told["account"], shlex.split(told["show"])[3]) == ("acme", "m-cloud")


def test_a_refusal_with_a_receipt_names_the_same_letter_for_each_of_its_ids(desk: Desk) -> None:
    row = {"_id": "acme:website:f-4", "account": "acme", "message": "website:f-4", "outcome": "refused", "at": 1}
    row |= {"reason": "unknown_account", "detail": "nobody has it", "queue": topology.WHATSAPP}
    desk.office(lambda office: office.store.add_receipts([row]))
    for text in ("f-4", "website:f-4", "acme:website:f-4"):
        assert shlex.split(_told(desk, text)["show"])[3] == "m-form", text


def test_a_row_that_an_import_refused_is_not_known_and_the_reject_report_is_named(desk: Desk) -> None:
    shown = desk.run("explain", "row:import-0a1b2c:4")
    assert shown.exit_code == 1
    assert "no row of the list 'import-0a1b2c' is known" in shown.stdout
    assert "FILE.rejected.csv" in shown.stdout
    assert "other rows of the list are known (acme:row:diwali:12)" in desk.run("explain", "row:diwali:4").stdout


def test_what_was_applied_is_explained_without_a_look_at_the_dead_letters(desk: Desk) -> None:
    assert _told(desk, "acme:wa:wamid.A/1")["outcome"] == "created"
    assert desk.run("explain", "wamid.A", LEADWORKER_AMQP_URL="amqp://127.0.0.1:1").exit_code == 0


def test_a_message_nobody_knows_stays_unknown(desk: Desk) -> None:
    assert desk.run("explain", "wamid.nothing").exit_code == 1
