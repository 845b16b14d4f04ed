"""Scenes for acceptance runs."""

import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog

from tests.acceptance.crew import Scene
from tests.acceptance.traffic import account_files
from tests.acceptance.wires import MemoryWire, RabbitWire
from worker.broker.memory_server import MemoryServer


@pytest.fixture(autouse=True)
def _quiet_log() -> Iterator[None]:
    """Keep thousands of lines about faults that the tests cause out of their reports."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    yield
    structlog.configure(**before)


@pytest.fixture
def accounts_dir(tmp_path: Path) -> Path:
    """The accounts that the traffic is about."""
    directory = tmp_path / "accounts"
    for name, text in account_files().items():
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_text(text)
    return directory


@pytest.fixture
def server() -> MemoryServer:
    """An in-process broker's server."""
    return MemoryServer()


@pytest.fixture
def scene(server: MemoryServer, mongo_url: str, mongo_database: str, accounts_dir: Path) -> Iterator[Scene]:
    """A scene on the in-process broker."""
    scene = Scene(MemoryWire(server), mongo_url, mongo_database, accounts_dir)
    yield scene
    scene.close()


@pytest.fixture
async def rabbit_scene(amqp_url: str, mongo_url: str, mongo_database: str, accounts_dir: Path) -> AsyncIterator[Scene]:
    """A scene on a real RabbitMQ, for worker processes."""
    wire = RabbitWire(amqp_url)
    await wire.open()
    scene = Scene(wire, mongo_url, mongo_database, accounts_dir)
    yield scene
    scene.close()
    await wire.close()
