"""`leadworker webhooks`: the addresses that take webhooks, and a signed test delivery to one."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from worker.commands.webhooks import webhooks_app
from worker.edge.intake import sending
from worker.edge.intake.sending import Heard
from worker.edge.intake.signing import ToSend
from worker.embedded.mongod import free_port
from worker.errors import ConfigurationError, UnknownNameError

ACCOUNT = """
name: Shop
webhooks: {cloud: {secret: "secret:app", challenge: "secret:verify"}}
"""
PLUGINS = """
plugins:
  typeform: {verify: {secret: "secret:app"}}
  portal: {verify: {scheme: token, parameter: key, secret: "secret:app"}}
  mapped: {phone: mobile}
  late: {verify: {scheme: token, secret: "secret:later"}}
"""


@pytest.fixture(autouse=True)
def _shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "accounts" / "shop"
    folder.mkdir(parents=True)
    (folder / "account.yaml").write_text(ACCOUNT)
    (folder / "plugins.yaml").write_text(PLUGINS)
    monkeypatch.setenv("LEADWORKER_ACCOUNTS_DIR", str(folder.parent))
    monkeypatch.setenv("LEADWORKER_ACCOUNT_SECRETS", json.dumps({"shop": {"app": "s3cr3t-word old-word"}}))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(webhooks_app, arguments)


def listed(*arguments: str) -> dict[str, dict[str, object]]:
    return {address["source"]: address for address in json.loads(run("list", "--json", *arguments).stdout)}


def test_the_addresses_are_those_that_senders_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(listed()) == {"cloud", "typeform", "portal", "late"}
    assert listed()["cloud"]["url"] == "http://127.0.0.1:8070/webhooks/whatsapp/shop"
    monkeypatch.setenv("LEADWORKER_INTAKE_URL", "https://hooks.shop.example")
    assert listed("-a", "shop")["portal"]["url"] == "https://hooks.shop.example/webhooks/portal/shop"


def test_secrets_that_are_missing_are_told_and_those_that_are_there_are_not_shown() -> None:
    result = run("list")
    assert result.exit_code == 1
    assert "verify" in str(listed()["cloud"]["missing"])
    assert listed()["typeform"]["missing"] == []
    assert "s3cr3t" not in result.output


def test_an_account_or_a_source_that_is_not_there_is_named_with_the_nearest() -> None:
    assert "did you mean shop" in str(run("list", "-a", "shopp").exception)
    wrong = run("test", "typefrom", "-a", "shop").exception
    assert isinstance(wrong, UnknownNameError)
    assert "did you mean typeform" in str(wrong)


def test_what_cannot_be_signed_is_not_sent() -> None:
    assert isinstance(run("test", "late", "-a", "shop").exception, ConfigurationError)


def test_where_nobody_listens_it_says_so() -> None:
    result = run("test", "typeform", "-a", "shop", "--url", f"http://127.0.0.1:{free_port()}/x")
    assert result.exit_code == 75
    assert "cannot be reached" in result.stderr


@pytest.mark.parametrize(("status", "code"), [(202, 0), (401, 1), (503, 1)])
def test_the_answer_is_shown_and_decides(monkeypatch: pytest.MonkeyPatch, status: int, code: int) -> None:
    sent: list[ToSend] = []

    async def send(delivery: ToSend) -> Heard:
        sent.append(delivery)
        return Heard(status, "application/json", '{"delivery_id": "sha256:1"}')

    monkeypatch.setattr(sending, "send", send)
    result = run("test", "portal", "-a", "shop", "--json")
    assert result.exit_code == code
    assert json.loads(result.stdout)["taken"] is (code == 0)
    assert sent[0].url.endswith("/webhooks/portal/shop?key=s3cr3t-word")
    assert sent[0].body == b'{"event":"ping"}'
    assert "s3cr3t" not in result.output
