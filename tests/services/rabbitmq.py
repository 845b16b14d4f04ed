"""RabbitMQ for tests: LEADWORKER_TEST_AMQP_URL, else Docker, else a private node from an installed `rabbitmq-server`.

A private node has its own name, ports, cookie, data and log below a directory of its own, so it meets neither the
machine's RabbitMQ nor another test run; it is tethered to us and ends with us.
"""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote, urlsplit

from tests.services import ServiceMissingError
from tests.services.docker import DockerServer, docker_answers
from tests.services.management import Management
from tests.services.ports import server_port
from worker.embedded.tether import freeze, kill_group, spawn

IMAGE = "rabbitmq:3-management"
START_SECONDS = 90.0
# Debian's wrapper on PATH switches to another user and to the machine's own node: prefer the script behind it.
SCRIPTS = (Path("/usr/lib/rabbitmq/bin"), Path("/opt/homebrew/sbin"), Path("/usr/local/sbin"))
PROTOCOL_HEADER = b"AMQP\x00\x00\x09\x01"


class RabbitMQ(Protocol):
    """A RabbitMQ that is up. `url` stays the same over `kill` and `start`."""

    url: str
    controllable: bool  # whether start, stop, kill, freeze and evaluate work
    vhosts: bool  # whether add_vhost works

    def start(self) -> None:
        """Start it again after `stop` or `kill`, on the same port and data; return when it serves."""

    def stop(self) -> None:
        """Stop it cleanly."""

    def kill(self) -> None:
        """Crash it. (RabbitMQ 3.10 loses a quorum queue as such when it crashes within a second of its declaration.)"""

    def freeze(self, frozen: bool = True) -> None:
        """Make it hang, or let it go on."""

    def evaluate(self, erlang: str) -> str:
        """Evaluate an Erlang expression in the node (`rabbit_alarm:get_alarms().`)."""

    def add_vhost(self, name: str) -> str:
        """Create a vhost and give the URL to use it."""

    def delete_vhost(self, name: str) -> None:
        """Delete a vhost with everything in it, closing its connections."""

    def close(self) -> None:
        """End it for good."""


def wait_until_it_serves(port: int, seconds: float, alive: Any = lambda: True) -> bool:
    """Wait until a broker answers an AMQP protocol header on loopback; False if it does not in time or is not alive."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and alive():
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(PROTOCOL_HEADER)
            if connection.recv(1):
                return True
        time.sleep(0.1)
    return False


class PrivateRabbitMQ:
    """A node of our own from installed scripts, with its state in `directory`."""

    controllable = True
    vhosts = True

    def __init__(self, directory: Path) -> None:
        self._scripts = find_scripts()
        self._directory = directory
        self.port, self._distribution_port, self._epmd_port = server_port(), server_port(), server_port()
        self._name = f"lw{self.port}@localhost"
        self._cookie = secrets.token_hex(16)
        self.url = f"amqp://guest:guest@127.0.0.1:{self.port}/"
        self._node: subprocess.Popen[bytes] | None = None
        self._epmd: subprocess.Popen[bytes] | None = None
        self._write_configuration()

    def _write_configuration(self) -> None:
        home = self._directory / "home"
        for folder in (home, self._directory / "data", self._directory / "log"):
            folder.mkdir(parents=True, exist_ok=True)
        (home / ".erlang.cookie").write_text(self._cookie)
        (home / ".erlang.cookie").chmod(0o400)
        (self._directory / "enabled_plugins").write_text("[].\n")
        (self._directory / "rabbitmq.conf").write_text(
            f"listeners.tcp.1 = 127.0.0.1:{self.port}\n"
            "log.file.level = warning\n"
            "vm_memory_high_watermark.absolute = 2GB\n"
            "disk_free_limit.absolute = 50MB\n"
        )

    @property
    def _environment(self) -> dict[str, str]:
        keep = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
        return keep | {
            "HOME": str(self._directory / "home"),
            "RABBITMQ_NODENAME": self._name,
            "RABBITMQ_CONFIG_FILE": str(self._directory / "rabbitmq.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self._directory / "enabled_plugins"),
            "RABBITMQ_MNESIA_BASE": str(self._directory / "data"),
            "RABBITMQ_LOG_BASE": str(self._directory / "log"),
            "RABBITMQ_CONF_ENV_FILE": os.devnull,
            "RABBITMQ_DIST_PORT": str(self._distribution_port),
            # Two schedulers, which sleep at once when they have nothing to do instead of looking for work for a while.
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none",
            "RUNNING_UNDER_SYSTEMD": "1",  # the script then becomes the node instead of waiting for it
            "ERL_EPMD_PORT": str(self._epmd_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_MAX_PORTS": "4096",
        }

    def _spawn(self, *command: str) -> "subprocess.Popen[bytes]":
        # Erlang sizes tables after the limit on open files, which is huge in some containers.
        limited = ("/bin/sh", "-c", 'ulimit -n 4096 2>/dev/null; exec "$@"', "sh", *command)
        with (self._directory / "log" / "startup.log").open("ab") as log:
            return spawn(limited, env=self._environment, cwd=self._directory, stdout=log, stderr=log)

    def start(self) -> None:
        if self._epmd is None:
            self._epmd = self._spawn("epmd", "-port", str(self._epmd_port), "-address", "127.0.0.1")
        self._node = node = self._spawn(str(self._scripts / "rabbitmq-server"))
        if not wait_until_it_serves(self.port, START_SECONDS, lambda: node.poll() is None):
            self.close()
            log = (self._directory / "log" / "startup.log").read_text(errors="replace")
            raise ServiceMissingError(f"rabbitmq-server did not start; the end of its log:\n{log[-2000:]}")

    def stop(self) -> None:
        if self._node is not None:
            self._node.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._node.wait(20)
            self.kill()

    def kill(self) -> None:
        if self._node is not None:
            kill_group(self._node)
            self._node = None

    def freeze(self, frozen: bool = True) -> None:
        if self._node is not None:
            freeze(self._node, frozen)

    def close(self) -> None:
        self.kill()
        if self._epmd is not None:
            kill_group(self._epmd)
            self._epmd = None

    def evaluate(self, erlang: str) -> str:
        """Through erl_call, which takes 20 ms, else through rabbitmqctl, which takes seconds."""
        if shutil.which("erl_call"):
            command, given = ["erl_call", "-c", self._cookie, "-name", self._name, "-e"], f"{erlang}\n".encode()
        else:
            command, given = [str(self._scripts / "rabbitmqctl"), "-q", "eval", erlang], b""
        done = subprocess.run(command, env=self._environment, input=given, capture_output=True, timeout=60, check=False)
        answer = (done.stdout + done.stderr).decode(errors="replace").strip()
        if done.returncode != 0 or answer.startswith("{error"):
            raise RuntimeError(f"{erlang}: {answer}")
        return answer.removeprefix("{ok, ").removesuffix("}") if command[0] == "erl_call" else answer

    def add_vhost(self, name: str) -> str:
        everything = '<<".*">>,<<".*">>,<<".*">>'
        self.evaluate(
            f'rabbit_vhost:add(<<"{name}">>, <<"test">>), '
            f'rabbit_auth_backend_internal:set_permissions(<<"guest">>, <<"{name}">>, {everything}, <<"test">>).'
        )
        return f"{self.url}{quote(name, safe='')}"

    def delete_vhost(self, name: str) -> None:
        self.evaluate(f'rabbit_vhost:delete(<<"{name}">>, <<"test">>).')


class DockerRabbitMQ(DockerServer):
    """A container."""

    def __init__(self) -> None:
        super().__init__(IMAGE, 5672, RABBITMQ_DEFAULT_USER="tests", RABBITMQ_DEFAULT_PASS="tests")
        self.url = f"amqp://tests:tests@127.0.0.1:{self.port}/"
        self._management = Management(f"http://tests:tests@127.0.0.1:{self.publish(15672)}")
        self.vhosts = False

    def start(self) -> None:
        super().start()
        if not wait_until_it_serves(self.port, START_SECONDS):
            raise ServiceMissingError(f"the container {IMAGE} does not serve AMQP after {START_SECONDS:g} s")
        deadline = time.monotonic() + START_SECONDS
        while not self._management.answers() and time.monotonic() < deadline:
            time.sleep(0.2)
        self.vhosts = self._management.answers()

    def evaluate(self, erlang: str) -> str:
        return self.run("rabbitmqctl", "-q", "eval", erlang).strip()

    def add_vhost(self, name: str) -> str:
        self._management.add_vhost(name)
        return f"{self.url}{quote(name, safe='')}"

    def delete_vhost(self, name: str) -> None:
        self._management.delete_vhost(name)


class ExternalRabbitMQ:
    """Somebody else's. Tests get vhosts of their own where its management API answers, else they share its vhost."""

    controllable = False

    def __init__(self, url: str) -> None:
        self.url = url
        parts = urlsplit(url)
        login = f"{parts.username or 'guest'}:{parts.password or 'guest'}"
        self._root = f"{parts.scheme}://{login}@{parts.hostname}:{parts.port or 5672}/"
        self._management = Management(f"http://{login}@{parts.hostname}:15672")
        self.vhosts = self._management.answers()

    def start(self) -> None:
        """Nothing to do."""

    close = start

    def add_vhost(self, name: str) -> str:
        self._management.add_vhost(name)
        return f"{self._root}{quote(name, safe='')}"

    def delete_vhost(self, name: str) -> None:
        self._management.delete_vhost(name)

    def stop(self, *_: Any) -> Any:
        raise ServiceMissingError("the RabbitMQ of LEADWORKER_TEST_AMQP_URL is not ours to stop or change")

    kill = freeze = evaluate = stop


def find_scripts() -> Path:
    """Find the folder with `rabbitmq-server`, or raise `ServiceMissingError`."""
    on_path = shutil.which("rabbitmq-server")
    for folder in (*SCRIPTS, *([Path(on_path).parent] if on_path else [])):
        if os.access(folder / "rabbitmq-server", os.X_OK):
            return folder
    raise ServiceMissingError(
        "tests need a RabbitMQ: set LEADWORKER_TEST_AMQP_URL to one, start Docker, or install `rabbitmq-server` "
        "(Debian, Ubuntu: apt-get install rabbitmq-server; macOS: brew install rabbitmq)"
    )


@contextmanager
def rabbitmq(directory: Path, *, ours: bool = False) -> Iterator[RabbitMQ]:
    """Give a RabbitMQ that ends with the block, `ours` one that may be killed; or raise `ServiceMissingError`."""
    server = _choose(directory, ours=ours)
    try:
        server.start()
        yield server
    finally:
        server.close()


def _choose(directory: Path, *, ours: bool) -> RabbitMQ:
    url = os.environ.get("LEADWORKER_TEST_AMQP_URL")
    if url and not ours:
        return ExternalRabbitMQ(url)
    if docker_answers():
        return DockerRabbitMQ()
    return PrivateRabbitMQ(directory)
