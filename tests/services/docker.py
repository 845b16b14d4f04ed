"""A server in a container, by testcontainers' generic container (its RabbitMQ module wants pika)."""

import functools
import shutil
import subprocess
from typing import Any

from tests.services.ports import server_port


@functools.cache
def docker_answers() -> bool:
    """Tell whether there is a Docker Engine that answers, not just a client."""
    if not shutil.which("docker"):
        return False
    try:
        return subprocess.run(["docker", "info"], capture_output=True, timeout=10, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False


class DockerServer:
    """A container with one port, reachable as `port` on loopback whatever happens to it.

    testcontainers' reaper removes it if we are killed; where the reaper's image cannot be had
    (TESTCONTAINERS_RYUK_DISABLED=true) a SIGKILL of the tests leaves the container behind.
    """

    controllable = True

    def __init__(self, image: str, inner_port: int | None = None, command: str | None = None, **env: str) -> None:
        """Take the image, its port (None: the same as ours, `{port}` in the command) and its environment."""
        from testcontainers.core.container import DockerContainer

        self.port = server_port()
        command = command.format(port=self.port) if command else None
        self._container: Any = DockerContainer(image, command=command).with_envs(**env)
        self._container.with_bind_ports(inner_port or self.port, self.port)
        self._made = False

    def publish(self, inner_port: int) -> int:
        """Make another port of the container reachable; give it. Before the first start."""
        port = server_port()
        self._container.with_bind_ports(inner_port, port)
        return port

    def start(self) -> None:
        """Start it, the first time or again; it may take a while to serve."""
        if self._made:
            self._inner.start()
        else:
            self._container.start()
            self._made = True

    def stop(self) -> None:
        """Stop it; `start` finds its data again."""
        self._inner.stop(timeout=20)

    def kill(self) -> None:
        """Crash it."""
        self._inner.kill()

    def freeze(self, frozen: bool = True) -> None:
        """Make it hang, or let it go on."""
        (self._inner.pause if frozen else self._inner.unpause)()

    def close(self) -> None:
        """Remove it and its data."""
        if self._made:
            self._container.stop()

    def run(self, *command: str) -> str:
        """Run a command inside; raise with its output if it fails."""
        result = self._container.exec(list(command))
        if result.exit_code != 0:
            raise RuntimeError(f"{' '.join(command)}: {result.output.decode(errors='replace')}")
        return str(result.output.decode())

    @property
    def _inner(self) -> Any:
        return self._container.get_wrapped_container()
