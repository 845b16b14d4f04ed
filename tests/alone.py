"""Measurements have the machine to themselves: while one is made, the other processes of the tests wait between two tests.

Beside a test that kills and freezes servers, a measurement tells of that test.
"""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FOLDER = Path(tempfile.gettempdir())


@contextmanager
def on_the_machine(*, alone: bool, folder: Path = FOLDER) -> Iterator[None]:
    """Be on the machine beside others who share it, or alone. Who wants to be alone lets nobody in any more."""
    name = f"leadworker-tests-{os.getuid()}"
    with (folder / f"{name}.lock").open("w") as room:
        with (folder / f"{name}-door.lock").open("w") as door:
            fcntl.flock(door, fcntl.LOCK_EX)
            fcntl.flock(room, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield
