"""What an operator reads when a server is away or refuses us: one sentence of ours, the variable, and the exit code."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from yarl import URL

from tests.acceptance.processes import ROOT
from worker.embedded.mongod import free_port

pytestmark = pytest.mark.services


def ran(*words: str, **settings: str) -> tuple[int, list[str]]:
    """Run a command as a process; give its exit code and the lines of its standard error."""
    done = process(*words, **settings)
    return done.returncode, done.stderr.splitlines()


def said(*words: str, **settings: str) -> str:
    """Run a command as a process; give its standard output."""
    return process(*words, **settings).stdout


def process(*words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """Run a command with these settings and no others."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LEADWORKER_")}
    environment |= {f"LEADWORKER_{name.upper()}": value for name, value in settings.items()}
    command = [sys.executable, "-m", "worker", *words]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=90, check=False)


COMMANDS = [("dead-letters", "list"), ("dead-letters", "replay", "--all", "--yes")]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_broker_that_is_away_is_one_sentence_with_the_variable(words: tuple[str, ...]) -> None:
    port = free_port()
    code, told = ran(*words, amqp_url=f"amqp://user:s3cret@127.0.0.1:{port}/shop")
    assert code == 75
    (line,) = told
    assert line.startswith(
        f"leadworker: RabbitMQ at 127.0.0.1:{port}/shop cannot be reached: connection refused, nothing listens there. "
    )
    assert line.endswith("Start it, or correct LEADWORKER_AMQP_URL")


def test_a_host_that_is_none_is_said(tmp_path: Path) -> None:
    code, told = ran("dead-letters", "list", amqp_url="amqp://no-such-host.invalid/")
    assert code == 75
    (line,) = told
    assert "no-such-host.invalid" in line
    assert "no host of that name is known" in line


REFUSALS = {"vhost": "has no vhost 'no-such-vhost'", "password": "refuses the login of user"}


@pytest.mark.parametrize("words", [*COMMANDS, ("serve",)], ids=" ".join)
@pytest.mark.parametrize("wrong", REFUSALS)
def test_a_broker_that_refuses_us_is_a_wrong_configuration_and_nothing_else_is_said(
    amqp_url: str, mongo_url: str, mongo_database: str, words: tuple[str, ...], wrong: str
) -> None:
    told = REFUSALS[wrong]
    url = URL(amqp_url)
    url = url.with_path("/no-such-vhost") if wrong == "vhost" else url.with_password("no-such-password")
    settings = {
        "mongo_url": mongo_url,
        "database": mongo_database,
        "accounts_dir": str(ROOT / "deploy/accounts"),
        "http_port": "0",
    }
    code, lines = ran(*words, amqp_url=str(url), log_format="json", **(settings if words == ("serve",) else {}))
    assert code == 78, lines
    assert sum(told in line for line in lines) == 1, lines
    assert all("LEADWORKER_AMQP_URL" in line for line in lines if told in line)
    whole = "\n".join(lines)
    assert "never retrieved" not in whole
    assert "Traceback" not in whole
    assert "library.said" not in whole
    assert "no-such-password" not in whole
    if words != ("serve",):
        assert len(lines) == 1, lines


def test_a_store_that_is_away_is_one_sentence_without_the_drivers_dump() -> None:
    port = free_port()
    code, told = ran("leads", "list", mongo_url=f"mongodb://127.0.0.1:{port}/?replicaSet=rs0", operation_seconds="1")
    assert code == 75
    (line,) = told
    assert line.startswith(f"leadworker: MongoDB cannot be reached: 127.0.0.1:{port}: Connection refused. ")
    assert line.endswith("Start it, or correct LEADWORKER_MONGO_URL")


def test_an_account_given_up_while_no_worker_ran_is_named_and_can_be_forgotten(
    mongo_url: str, mongo_database: str, tmp_path: Path
) -> None:
    from pymongo import MongoClient

    with MongoClient(mongo_url) as client:
        rows = client[mongo_database]["account_versions"]
        rows.insert_many(
            {"_id": name, "v": 1, "content": b"x", "faults": [], "at": 1} for name in ("gone-shop", "my-shop")
        )
        settings = {"mongo_url": mongo_url, "database": mongo_database, "accounts_dir": str(tmp_path)}
        folder = tmp_path / "my-shop"
        folder.mkdir()
        (folder / "account.yaml").write_text("name: Mine\n")
        assert "a version is kept of gone-shop, without a folder in" in " ".join(said("doctor", **settings).split())
        assert ran("accounts", "forget", "gone-shp", "--yes", **settings) == (
            2, ["leadworker: there is no account 'gone-shp'; did you mean gone-shop?"],
        )  # fmt: skip
        assert ran("accounts", "forget", "my-shop", "--yes", **settings)[0] == 2
        assert ran("accounts", "forget", "gone-shop", **settings) == (0, [])
        assert {row["_id"] for row in rows.find()} == {"gone-shop", "my-shop"}
        assert ran("accounts", "forget", "gone-shop", "--yes", **settings) == (0, [])
        assert {row["_id"] for row in rows.find()} == {"my-shop"}
