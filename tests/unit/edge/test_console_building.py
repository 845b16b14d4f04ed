"""How the console's packages are come by: from the places that the lock file names, trusting whom the machine trusts."""

import json
import sys
from pathlib import Path

import pytest

from worker.console.building import UI, Node

LOCKED = json.loads((UI / "package-lock.json").read_text("utf-8"))["packages"]
TRUSTING = "import os, sys; sys.exit(os.environ['NODE_USE_SYSTEM_CA'] != sys.argv[1])"


def test_the_lock_file_says_of_every_package_where_it_is_and_what_it_is() -> None:
    """Without the places npm asks the registry for each package before it fetches any, and finds none that it has kept."""
    packages = {name: package for name, package in LOCKED.items() if name}
    assert len(packages) > 100
    told = "{} is without {}: npm install in worker/console/ui, with its own .npmrc, writes it"
    for name, package in packages.items():
        assert package.get("resolved", "").startswith("https://registry.npmjs.org/"), told.format(name, "its place")
        assert package.get("integrity", "").startswith("sha512-"), told.format(name, "its hash")


@pytest.mark.parametrize(("own", "used"), [(None, "1"), ("0", "0")])
def test_npm_trusts_whom_the_machine_trusts_unless_it_is_told_otherwise(
    monkeypatch: pytest.MonkeyPatch, own: str | None, used: str
) -> None:
    monkeypatch.delenv("NODE_USE_SYSTEM_CA", raising=False)
    if own is not None:
        monkeypatch.setenv("NODE_USE_SYSTEM_CA", own)
    assert Node(Path(sys.executable), (sys.executable, "-c", TRUSTING)).run(used) == 0
