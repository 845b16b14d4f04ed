"""The README, typed: its shell blocks in order, in one shell, beside private servers."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.acceptance.processes import ROOT
from worker.embedded.mongod import free_port

pytestmark = pytest.mark.services

BLOCK = re.compile(
    r"(?:<!-- readme: (?P<mark>[\w ]+) -->\n\s*)?^(?P<indent> *)```sh\n(?P<text>.*?)^ *```$", re.M | re.S
)
LEFT_OUT = {"not typed", "servers"}  # what the reader has done before, and what the fixtures stand in for
DONE = "@@ typed block"


def blocks(readme: str) -> list[str]:
    """Give the texts that a reader types, without the indentation of the lists that they stand in."""
    found = [match for match in BLOCK.finditer(readme) if match["mark"] not in LEFT_OUT]
    return [re.sub(rf"^{match['indent']}", "", match["text"], flags=re.M) for match in found]


def typed(texts: list[str]) -> str:
    """Give the script of one shell: every command must succeed; background jobs end with it."""
    steps = [f"{text}\necho '{DONE} {number}'" for number, text in enumerate(texts)]
    return "\n".join(["set -eEu", "trap 'kill $(jobs -p)' EXIT", *steps])


def test_every_block_of_the_readme_works_as_it_stands(amqp_url: str, mongo_url: str, tmp_path: Path) -> None:
    (tmp_path / ".venv").symlink_to(sys.prefix)
    (tmp_path / "deploy").symlink_to(ROOT / "deploy")
    port = free_port()
    ours = {
        "amqp://guest:guest@localhost:5672/": amqp_url,
        "mongodb://localhost:27017/?replicaSet=rs0": mongo_url,
        "localhost:8080": f"localhost:{port}",
    }
    texts = blocks((ROOT / "README.md").read_text())
    script = typed(texts)
    for written, place in ours.items():
        assert written in script
        script = script.replace(written, place)
    bare = {name: os.environ[name] for name in ("HOME", "LANG") if name in os.environ}
    environment = bare | {"PATH": "/usr/local/bin:/usr/bin:/bin", "LEADWORKER_HTTP_PORT": str(port)}
    environment["LEADWORKER_DATABASE"] = f"readme_{port}"
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=100, check=False
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said[-3000:]
    assert said.count(DONE) == len(texts) >= 7
    for wanted in (
        "Asha Rao",
        "wamid.1",
        "+919812345678",
        "1 rule fine",
        "1 passed",
        "Bala Iyer +919845012345",
        "Chitra Nair",
        "at Your WhatsApp number",
    ):
        assert wanted in said, said[-3000:]
