"""`leadworker dead-letters` as an operator and a script use it, on a real RabbitMQ."""

import asyncio
import json

import pytest
from typer.testing import CliRunner

from tests.contract.rigs import depth_becomes, to_queue
from worker import topology
from worker.broker.rabbitmq import RabbitMQBroker
from worker.commands.dead_letters import dead_letters_app
from worker.consumers.failure_headers import failure_headers
from worker.errors import BrokerUnavailableError, ConfigurationError, RefusedError, UnknownNameError
from worker.ports import Delivery
from worker.system import SystemClock

pytestmark = pytest.mark.services

DEAD = topology.dead(topology.WHATSAPP)
PHONE = "919876543210"


def _on_broker(url, work):
    """Do something with a client of the broker."""

    async def run():
        broker = RabbitMQBroker(url)
        await broker.connect()
        try:
            return await work(broker)
        finally:
            await broker.close()

    return asyncio.run(run())


def _letter(name, reason, body=b"{}"):
    refused = Delivery(topology.WHATSAPP, body, {"provider": "twilio"}, name)
    facts = {"reason": reason, "detail": "no account has the number", "where": "/entry/0", "stage": "decode"}
    told = failure_headers(refused, error=RefusedError(reason), now=SystemClock().now(), **facts)
    return to_queue(DEAD, body, headers=told, message_id=name)


@pytest.fixture
def call(amqp_url, monkeypatch):
    """Run the command against a broker with three dead letters; give its result and what it printed as JSON."""
    monkeypatch.setenv("LEADWORKER_AMQP_URL", amqp_url)

    async def park(broker):
        await broker.declare(topology.build())
        await broker.publish(
            [
                _letter("m1", "unknown_account", b'{"from": "%s"}' % PHONE.encode()),
                _letter("m2", "malformed_json", b"\xff\xfe"),
                _letter("m3", "unknown_account"),
            ]
        )
        await depth_becomes(broker, DEAD, 3)

    _on_broker(amqp_url, park)

    def run(*arguments, code=0):
        result = CliRunner().invoke(dead_letters_app, list(arguments))
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == code, result.output
        return json.loads(result.stdout) if "--json" in arguments else " ".join(result.output.replace("│", " ").split())

    return run


def _depths(url):
    async def ask(broker):
        return await broker.depth(DEAD), await broker.depth(topology.WHATSAPP)

    return _on_broker(url, ask)


def test_list_groups_by_cause_and_names_an_example(call):
    told = call("list", "--json")
    assert told["not_looked_at"] == 0
    assert [(group["count"], group["reason"], group["examples"]) for group in told["causes"]] == [
        (2, "unknown_account", ["m1", "m3"]),
        (1, "malformed_json", ["m2"]),
    ]
    shown = call("list")
    assert "unknown_account" in shown
    assert "3 dead letters" in shown


def test_list_says_by_its_exit_code_that_there_are_none(call):
    assert call("list", "--reason", "malformed_form", "--json", code=1) == {"causes": [], "not_looked_at": 0}


def test_show_masks_phone_numbers_unless_asked_to_reveal_them(call):
    (masked,), (whole,) = call("show", "m1", "--json"), call("show", "m1", "--json", "--reveal")
    assert PHONE not in json.dumps(masked)
    assert whole["body"] == f'{{"from": "{PHONE}"}}'
    assert (whole["reason"], whole["queue"], whole["headers"]) == (
        "unknown_account",
        topology.WHATSAPP,
        {"provider": "twilio"},
    )
    assert PHONE not in call("show", "m1")
    assert PHONE in call("show", "m1", "--reveal")


def test_show_takes_a_cause_and_bodies_that_are_no_text(call):
    cause = next(group["cause"] for group in call("list", "--json")["causes"] if group["reason"] == "malformed_json")
    (letter,) = call("show", cause, "--json", "--reveal")
    assert (letter["id"], letter["body_base64"]) == ("m2", "//4=")
    assert "\\xff" in call("show", cause)


def test_show_of_what_is_not_there_says_so(call):
    assert "no such dead letter" in call("show", "m9", code=1)


def test_replay_only_shows_what_it_would_do_until_told_to(call, amqp_url):
    assert "add --yes" in call("replay", "--reason", "unknown_account")
    assert call("replay", "--reason", "unknown_account", "--json")["dry_run"] is True
    assert _depths(amqp_url) == (3, 0)
    assert call("replay", "--reason", "unknown_account", "--yes", "--json") == {"replayed": 2, "left": []}
    assert _depths(amqp_url) == (1, 2)


def test_replay_of_what_is_not_there_is_no_success(call):
    assert call("replay", "m9", "--yes", "--json", code=1) == {"replayed": 0, "left": []}
    assert "0 dead letters" in call("replay", "m9", code=1)


def test_replay_with_a_corrected_body_takes_one_message(call, amqp_url, tmp_path):
    body = tmp_path / "body.json"
    body.write_bytes(b'{"fixed": true}')
    assert "2 are selected" in call("replay", "--reason", "unknown_account", "--body", str(body), "--yes", code=2)
    assert "1 replayed" in call("replay", "m3", "--body", str(body), "--yes", "--rate", "5")

    async def take(broker):
        return (await broker.get(topology.WHATSAPP)).body

    assert _on_broker(amqp_url, take) == b'{"fixed": true}'


def test_drop_only_shows_what_it_would_do_until_told_to(call, amqp_url):
    assert "these would be dropped" in call("drop", "m2")
    assert _depths(amqp_url) == (3, 0)
    assert call("drop", "m2", "--yes", "--json") == {"dropped": 1}
    assert _depths(amqp_url) == (2, 0)
    assert call("drop", "--all", "--older-than", "1h", "--yes", "--json", code=1) == {"dropped": 0}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("replay", "--yes"), "--all"),
        (("drop", "--yes"), "--all"),
        (("list", "--older-than", "yesterday"), "no duration"),
    ],
)
def test_slips_are_wrong_usage_and_do_nothing(call, amqp_url, arguments, said):
    assert said in call(*arguments, code=2)
    assert _depths(amqp_url) == (3, 0)


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (("list", "--queue", "whatsap-incoming"), "whatsapp-incoming"),
        (("drop", "--reason", "unknown_acount", "--yes"), "unknown_account"),
        (("replay", "--reason", "malformed-jsn", "--yes"), "malformed_json"),
    ],
)
def test_a_queue_or_reason_that_there_is_not_is_an_error_with_the_closest(call, amqp_url, arguments, meant):
    with pytest.raises(UnknownNameError, match=f"did you mean .*{meant}"):
        call(*arguments)
    assert _depths(amqp_url) == (3, 0)


def test_without_a_broker_it_says_which_setting_is_missing(call, monkeypatch):
    monkeypatch.delenv("LEADWORKER_AMQP_URL")
    with pytest.raises(ConfigurationError, match="LEADWORKER_AMQP_URL"):
        call("list")


def test_with_the_broker_away_it_says_so(call, monkeypatch):
    monkeypatch.setenv("LEADWORKER_AMQP_URL", "amqp://127.0.0.1:1/")
    with pytest.raises(BrokerUnavailableError, match=r"127\.0\.0\.1"):
        call("list")
