"""The accounts directory at one moment: every file's bytes, and one digest over them.

Reading first and building afterwards means that a file cannot change between being checked and being used, and that the
digest says exactly what is loaded: nothing but the snapshot is looked at after it was taken.
"""

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

MAX_FILES = 20_000
MAX_BYTES = 8 * 1024 * 1024  # of one file; a larger one is reported, not read
MAX_DEPTH = 8  # folders in folders
_FOLDER = "folder"  # no problem, only a name
_IGNORED = frozenset({"lost+found"})  # of a volume's own file system


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Files by their path below the directory, with `/`; `unreadable` says why the others have no bytes."""

    directory: Path
    files: Mapping[str, bytes] = field(default_factory=dict)
    unreadable: Mapping[str, str] = field(default_factory=dict)
    folders: tuple[str, ...] = ()  # in the directory itself, empty ones too

    @property
    def digest(self) -> str:
        """SHA-256 over the sorted names and contents, whatever the times of the files say."""
        sha = hashlib.sha256()
        problems = {name: why.encode() for name, why in self.unreadable.items()}
        folders = {f"{name}/": b"" for name in self.folders}
        for name, content in sorted((folders | dict(self.files) | problems).items()):
            sha.update(f"{len(name.encode())}:{name}:{len(content)}:".encode())
            sha.update(content)
        return sha.hexdigest()

    def under(self, folder: str) -> tuple[dict[str, bytes], dict[str, str]]:
        """Files, and problems, of one folder by their path below it."""
        start = f"{folder}/"
        return (
            {name.removeprefix(start): content for name, content in self.files.items() if name.startswith(start)},
            {name.removeprefix(start): why for name, why in self.unreadable.items() if name.startswith(start)},
        )

    @classmethod
    def read(cls, directory: Path) -> "Snapshot":
        """Read every file below a directory, following links; names that begin with a dot are not configuration.

        Never raises: what cannot be read stands in `unreadable`, the directory itself under the empty name.
        """
        files: dict[str, bytes] = {}
        unreadable: dict[str, str] = {}
        folders: set[str] = set()
        for name, path, problem in _walk(directory, "", ()):
            if "/" in name:
                folders.add(name.partition("/")[0])
            if len(files) + len(unreadable) >= MAX_FILES:
                unreadable[name] = f"there are more than {MAX_FILES:,} files here; this and the rest were not read"
                break
            content = problem or _content(path)
            if isinstance(content, bytes):
                files[name] = content
            elif content != _FOLDER:
                unreadable[name] = content
        return cls(directory, files, unreadable, tuple(sorted(folders)))


_NO_FILE = "this is no file (a dangling link, a socket, ...)"


def _walk(directory: Path, prefix: str, above: tuple[str, ...]) -> Iterator[tuple[str, Path, str]]:
    """Give (name, path, problem) of every file, and of every folder, whose name ends in `/`."""
    try:
        real = os.path.realpath(directory, strict=True)
        if real in above or len(above) > MAX_DEPTH:
            yield prefix, directory, "the folder contains itself through a link, or is nested too deep"
            return
        entries = sorted(os.scandir(directory), key=lambda entry: entry.name)
    except OSError as error:
        yield prefix, directory, _reason(error)
        return
    if prefix:
        yield prefix, directory, _FOLDER
    for entry in entries:
        if entry.name.startswith(".") or entry.name in _IGNORED:
            continue
        name = prefix + os.fsencode(entry.name).decode("utf-8", "replace")
        folder, problem = _kind(entry)
        if folder:
            yield from _walk(Path(entry.path), f"{name}/", (*above, real))
        else:
            yield name, Path(entry.path), problem


def _kind(entry: "os.DirEntry[str]") -> tuple[bool, str]:
    """Give whether an entry is a folder, and what is wrong with it; a link that goes in a circle cannot be asked."""
    try:
        if entry.is_dir():
            return True, ""
        return False, "" if entry.is_file() else _NO_FILE
    except OSError as error:
        return False, _reason(error)


def _content(path: Path) -> bytes | str:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            return f"the file has {size:,} bytes; at most {MAX_BYTES:,} are read"
        return path.read_bytes()
    except OSError as error:
        return _reason(error)


def _reason(error: OSError) -> str:
    return f"cannot be read: {error.strerror or error}"
