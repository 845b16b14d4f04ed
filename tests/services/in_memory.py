"""Data of servers in memory: a write that is to be safe takes milliseconds on a disk, and tests wait for thousands.

What tests do to servers (SIGKILL, SIGSTOP, a restart) leaves files in memory as they are, as it leaves those on a disk;
that the power fails is not among it.
"""

import contextlib
import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEMORY = Path("/dev/shm")  # Linux, where it is not too small (in containers it often is)
ENOUGH_BYTES = 4 * 2**30
_PREFIX = "leadworker-tests-"
_LOCK = ".lock"


@contextmanager
def in_memory(place: Path, *, memory: Path = MEMORY, enough: int = ENOUGH_BYTES) -> Iterator[None]:
    """Make the folder `place`: a link to one in memory where there is enough of it, else an ordinary one.

    The one in memory ends with the block. Where a process was killed, the next one that comes here clears up after it.
    """
    if not _has_room(memory, enough):
        place.mkdir(parents=True, exist_ok=True)
        yield
        return
    _clear(memory)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=memory))
    with (folder / "new").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        (folder / "new").rename(folder / _LOCK)  # nobody sees it unlocked
        (folder / "data").mkdir(mode=0o700)
        place.symlink_to(folder / "data")
        try:
            yield
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _has_room(memory: Path, enough: int) -> bool:
    if not os.access(memory, os.W_OK):
        return False
    told = re.search(r"^MemAvailable: +(\d+) kB", Path("/proc/meminfo").read_text(), re.MULTILINE)
    return told is not None and min(int(told[1]) * 1024, shutil.disk_usage(memory).free) >= enough


def _clear(memory: Path) -> None:
    """Remove what nobody holds any more."""
    for folder in memory.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError), (folder / _LOCK).open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
