"""Install what the tests' servers need, where that is possible without asking: as root on Debian or Ubuntu.

    python -m tests.services.install

Does nothing where a RabbitMQ can be had already (a URL in the environment, Docker, an installed rabbitmq-server), and
on other machines says what to install. mongod comes with the Python packages; its shared libraries may be missing.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.services.docker import docker_answers

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")  # for the tests of the console


def missing() -> list[str]:
    """Give the Debian packages that are needed and not installed."""
    needed = []
    if not os.environ.get("LEADWORKER_TEST_MONGO_URL"):
        needed += ["libcurl4", "libssl3"]
    if not (os.environ.get("LEADWORKER_TEST_AMQP_URL") or docker_answers() or shutil.which("rabbitmq-server")):
        needed.append("rabbitmq-server")
    if not (os.environ.get("LEADWORKER_TEST_CHROMIUM") or any(map(shutil.which, BROWSERS))):
        needed.append("chromium")
    query = ["dpkg-query", "-W", "-f", "${Status}", "--"]
    done = [subprocess.run([*query, name], capture_output=True, text=True, check=False) for name in needed]
    return [name for name, p in zip(needed, done, strict=True) if "ok installed" not in p.stdout]


def main() -> int:
    """Install what is missing; give the exit code."""
    if not shutil.which("dpkg-query") or not (wanted := missing()):
        return 0
    if os.geteuid() != 0:
        print(f"the tests need: apt-get install {' '.join(wanted)}", file=sys.stderr)
        return 0  # the fixtures decide: a laptop skips and says so, CI fails
    print(f"installing {', '.join(wanted)}", flush=True)
    # The packaged service would start a node of its own; the tests start private ones.
    policy = Path("/usr/sbin/policy-rc.d")
    ours = not policy.exists()
    if ours:
        policy.write_text("#!/bin/sh\nexit 101\n")
        policy.chmod(0o755)
    try:
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *wanted]
        if subprocess.run(install, env=quiet, stdout=subprocess.DEVNULL, check=False).returncode != 0:
            subprocess.run(["apt-get", "update", "-q"], env=quiet, stdout=subprocess.DEVNULL, check=True)
            subprocess.run(install, env=quiet, stdout=subprocess.DEVNULL, check=True)
    finally:
        if ours:
            policy.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
