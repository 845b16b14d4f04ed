"""Data of servers are in memory where there is room, and nothing is left there, not even by processes that were killed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.services.in_memory import in_memory


def test_files_are_in_memory_while_they_are_needed(tmp_path: Path) -> None:
    (memory := tmp_path / "memory").mkdir()
    place = tmp_path / "server" / "data"
    place.parent.mkdir()
    with in_memory(place, memory=memory, enough=1):
        (place / "file").write_text("kept")
        assert [path.read_text() for path in memory.glob("*/data/file")] == ["kept"]
        with in_memory(tmp_path / "other", memory=memory, enough=1):  # it clears up, but not what is in use
            assert (place / "file").read_text() == "kept"
    assert list(memory.iterdir()) == []


def test_without_room_it_is_an_ordinary_folder(tmp_path: Path) -> None:
    (memory := tmp_path / "memory").mkdir()
    for number, (folder, enough) in enumerate(((memory, 2**60), (tmp_path / "nowhere", 1))):
        place = tmp_path / f"server {number}" / "data"
        with in_memory(place, memory=folder, enough=enough):
            assert place.is_dir()
            assert not place.is_symlink()
    assert list(memory.iterdir()) == []


def test_what_a_killed_process_left_is_cleared_by_the_next_one(tmp_path: Path) -> None:
    (memory := tmp_path / "memory").mkdir()
    script = (
        "import os, signal; from pathlib import Path; from tests.services.in_memory import in_memory\n"
        f"with in_memory(Path({str(tmp_path / 'gone')!r}), memory=Path({str(memory)!r}), enough=1):\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], check=False, env={**os.environ, "PYTHONPATH": os.curdir})
    assert done.returncode == -signal.SIGKILL
    (left,) = memory.iterdir()
    with in_memory(tmp_path / "data", memory=memory, enough=1):
        assert not left.exists()
