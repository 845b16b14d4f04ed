"""`leadworker serve` refuses to work without what keeps messages and leads, and says what is missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from worker.commands.serve import introduce
from worker.settings import Settings


def serve(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run it in a process of its own, with these settings only."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LEADWORKER_")}
    environment |= {f"LEADWORKER_{name.upper()}": value for name, value in variables.items()}
    return subprocess.run(
        [sys.executable, "-m", "worker", "serve", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("variables", "missing"),
    [
        ({}, ["LEADWORKER_AMQP_URL", "LEADWORKER_MONGO_URL"]),
        ({"amqp_url": "amqp://127.0.0.1:1"}, ["LEADWORKER_MONGO_URL"]),
        ({"mongo_url": "mongodb://127.0.0.1:1"}, ["LEADWORKER_AMQP_URL"]),
    ],
)
def test_it_does_not_start_without_servers(variables: dict[str, str], missing: list[str], tmp_path: Path) -> None:
    done = serve(data_dir=str(tmp_path / "var"), **variables)
    assert done.returncode == 78
    told = [word.rstrip(":") for word in done.stderr.split() if word.startswith("LEADWORKER_")]
    assert told == missing
    assert "serve --embedded" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "var").exists()


def test_embedded_beside_two_servers_is_wrong_usage() -> None:
    done = serve("--embedded", amqp_url="amqp://127.0.0.1:1", mongo_url="mongodb://127.0.0.1:1")
    assert done.returncode == 2
    assert "--embedded" in done.stderr


@pytest.mark.parametrize(("amqp_url", "told"), [(None, True), ("amqp://127.0.0.1:1", False)])
def test_how_to_publish_is_said_where_the_broker_is_inside_the_process_and_else_nothing_is(
    amqp_url: str | None, *, told: bool
) -> None:
    with capture_logs() as lines:
        introduce(Settings(amqp_url=amqp_url, mongo_url=None), ["sweeper"])
    (line,) = [line for line in lines if line["event"] == "worker.embedded"]
    assert ("to_send_messages" in line) is told
    assert None not in line.values()
