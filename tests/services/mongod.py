"""mongod for tests: LEADWORKER_TEST_MONGO_URL, Docker if LEADWORKER_TEST_DOCKER asks for it, else a child process."""

import asyncio
import concurrent.futures
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from tests.services import ServiceMissingError
from tests.services.docker import DockerServer, docker_answers
from tests.services.ports import server_port
from worker.embedded.mongod import REPLICA_SET, MongodProcess, find_mongod
from worker.errors import ConfigurationError, StoreUnavailableError
from worker.store.replica_set import make_primary

IMAGE = "mongo:6"
START_SECONDS = 60.0


class Mongod(Protocol):
    """A mongod that is up. `url` stays the same over `kill` and `start`."""

    controllable: bool  # whether the calls below work

    @property
    def url(self) -> str:
        """The connection string."""

    def start(self) -> None:
        """Start it again after `stop` or `kill`, on the same port and data; return when it is primary."""

    def stop(self) -> None:
        """Stop it cleanly."""

    def kill(self) -> None:
        """Crash it."""

    def freeze(self, frozen: bool = True) -> None:
        """Make it hang, or let it go on."""

    def close(self) -> None:
        """End it for good."""


def _wait_for_primary(address: str) -> None:
    """Wait, from whatever thread and inside or outside of an event loop."""
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, make_primary(address, REPLICA_SET, START_SECONDS)).result()


class ChildMongod(MongodProcess):
    """A child process of ours with its data in `directory`."""

    controllable = True

    def __init__(self, directory: Path) -> None:
        super().__init__(directory, server_port())

    def start(self) -> None:
        super().start()
        try:
            _wait_for_primary(self.address)
        except StoreUnavailableError:
            text = self.failure()
            self.kill()
            raise ServiceMissingError(text) from None

    def close(self) -> None:
        self.stop()


class DockerMongod(DockerServer):
    """A container."""

    def __init__(self) -> None:
        # A member of a replica set must reach itself by its own address: one port number inside and outside.
        super().__init__(IMAGE, command=f"--replSet {REPLICA_SET} --port {{port}}")

    @property
    def url(self) -> str:
        return f"mongodb://127.0.0.1:{self.port}/?directConnection=true"

    def start(self) -> None:
        super().start()
        _wait_for_primary(f"127.0.0.1:{self.port}")


class ExternalMongod:
    """Somebody else's; we only use databases of our own in it."""

    controllable = False

    def __init__(self, url: str) -> None:
        self._url = url

    @property
    def url(self) -> str:
        return self._url

    def start(self) -> None:
        """Nothing to do."""

    stop = close = start

    def kill(self, *_: Any) -> None:
        raise ServiceMissingError(
            "the mongod of LEADWORKER_TEST_MONGO_URL is not ours to kill; unset it for fault runs"
        )

    freeze = kill


@contextmanager
def mongod(directory: Path, *, ours: bool = False) -> Iterator[Mongod]:
    """Give a mongod that ends with the block, `ours` one that may be killed; or raise `ServiceMissingError`."""
    server = _choose(directory, ours=ours)
    try:
        server.start()
        yield server
    finally:
        server.close()


def _choose(directory: Path, *, ours: bool) -> Mongod:
    url = os.environ.get("LEADWORKER_TEST_MONGO_URL")
    if url and not ours:
        return ExternalMongod(url)
    if os.environ.get("LEADWORKER_TEST_DOCKER") and docker_answers():
        return DockerMongod()
    try:
        find_mongod()
    except ConfigurationError as missing:
        raise ServiceMissingError(f"tests need a mongod: set LEADWORKER_TEST_MONGO_URL, or: {missing}") from None
    return ChildMongod(directory)
