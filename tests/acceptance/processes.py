"""`leadworker serve` as a process of its own: started, stopped, killed, frozen, and started again when it dies."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

from worker.embedded.tether import spawn

ROOT = Path(__file__).parents[2]
START_SECONDS = 40.0  # without a word
STOP_SECONDS = 27.0  # the budget is 25; the rest is for the interpreter


class WorkerProcess:
    """One worker. Its log is a file, one JSON object per line."""

    def __init__(self, settings: Mapping[str, Any], log: Path, mutant: str = "", roles: str = "") -> None:
        self.environment = {n: v for n, v in os.environ.items() if not n.startswith("LEADWORKER_")}
        quick = {
            "sweep_seconds": 0.3,
            "sweep_age_seconds": 1.0,
            "log_format": "json",
            "http_port": 0,
            "console_port": 0,
            "intake_port": 0,
        }
        self.environment |= {
            f"LEADWORKER_{name.upper()}": str(value) for name, value in (quick | dict(settings)).items()
        }
        self._roles = ["--roles", roles] if roles else []
        self._mutant = mutant
        self.log = log
        self._started_before = 0
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, failpoint: str = "") -> "WorkerProcess":
        """Start it; do not wait."""
        program = [sys.executable, "-m", "tests.acceptance.mutants", self._mutant] if self._mutant else [_program()]
        environment = self.environment | ({"LEADWORKER_FAILPOINT": failpoint} if failpoint else {})
        self._started_before = self._starts()
        with self.log.open("ab") as log:
            command = [*program, "serve", *self._roles]
            self._process = spawn(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        return self

    async def ready(self) -> "WorkerProcess":
        """Wait until it consumes; fail when it says nothing for long."""
        said, moved = -1, time.monotonic()
        while self._starts() == self._started_before:
            assert self.code is None, f"the worker ended with {self.code}:\n{self.tail()}"
            if (size := self.log.stat().st_size) != said:
                said, moved = size, time.monotonic()
            assert time.monotonic() - moved < START_SECONDS, f"the worker did not start:\n{self.tail()}"
            await asyncio.sleep(0.05)
        return self

    def _starts(self) -> int:
        return self.log.read_text().count('"worker.started"') if self.log.exists() else 0

    @property
    def code(self) -> int | None:
        """Its exit code; None while it runs."""
        return self._process.poll() if self._process is not None else None

    def send(self, number: signal.Signals) -> None:
        """Send it a signal: a request to the worker, or what only the kernel sees, to all that was started for it."""
        if self._process is None or self.code is not None:
            return
        if number in (signal.SIGTERM, signal.SIGINT):
            self._process.send_signal(number)
        else:
            os.killpg(self._process.pid, number)

    async def asleep(self, seconds: float = START_SECONDS) -> None:
        """Wait until it was stopped by SIGSTOP."""
        assert self._process is not None
        deadline = time.monotonic() + seconds
        while "T" not in _state(self._process.pid):
            assert self.code is None, f"the worker ended with {self.code}:\n{self.tail()}"
            assert time.monotonic() < deadline, f"the worker did not fall asleep:\n{self.tail()}"
            await asyncio.sleep(0.05)

    async def ended(self, seconds: float = STOP_SECONDS) -> int:
        """Wait for its end and give the exit code."""
        deadline = time.monotonic() + seconds
        while (code := self.code) is None:
            assert time.monotonic() < deadline, f"the worker did not end within {seconds:g} s:\n{self.tail()}"
            await asyncio.sleep(0.02)
        return code

    def wake(self) -> None:
        """Let it go on after SIGSTOP."""
        self.send(signal.SIGCONT)

    async def stop(self) -> int:
        """Ask it to stop and wait; give the exit code."""
        self.send(signal.SIGTERM)
        return await self.ended()

    async def kill(self) -> None:
        """Kill it."""
        self.send(signal.SIGKILL)
        await self.ended()

    def tail(self, lines: int = 30) -> str:
        """Give the end of its log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


def _state(pid: int) -> str:
    """Give the state of a process as `ps` shows it: T is stopped."""
    return subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout


def _program() -> str:
    return str(Path(sys.executable).with_name("leadworker"))


@contextlib.asynccontextmanager
async def ending(*workers: WorkerProcess) -> AsyncIterator[None]:
    """Make sure that none of the workers outlives the block."""
    try:
        yield
    finally:
        for worker in workers:
            with contextlib.suppress(ProcessLookupError):
                worker.send(signal.SIGKILL)
                await worker.ended(5)
