"""Which directories must be watched so that no change of a tree goes unnoticed, its links included."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MAX_LINKS = 40  # followed in one path, as by the operating system
MAX_DEPTH = 4  # folders below the directory that are searched for links


@dataclass(frozen=True, slots=True)
class Watched:
    """`trees` are watched with everything below them, `folders` only themselves. All exist, none is a link."""

    trees: tuple[str, ...]
    folders: tuple[str, ...]


def watched(directory: Path) -> Watched:
    """Give what to watch for a directory. One that does not exist is waited for in the nearest folder that does."""
    start = directory.absolute()
    trees: set[str] = set()
    folders: set[str] = set(_passed(start))
    if start.is_dir():
        trees.add(os.path.realpath(start))
        for link in _links(start, 0):
            folders.update(_passed(link))
            target = Path(os.path.realpath(link))
            (trees if target.is_dir() else folders).add(str(target if target.is_dir() else target.parent))
    else:
        folders.add(os.path.realpath(next(parent for parent in start.parents if parent.is_dir())))
    trees = {tree for tree in trees if not _inside(tree, trees - {tree})}
    there = {folder for folder in folders if Path(folder).is_dir() and not _inside(folder, trees)}
    return Watched(tuple(sorted(trees)), tuple(sorted(there)))


def _passed(path: Path) -> Iterator[str]:
    """Give the real folder of every link that resolving an absolute path passes through."""
    for _ in range(MAX_LINKS):
        link = next((p for p in (*reversed(path.parents), path) if p.is_symlink()), None)
        if link is None:
            return
        yield os.path.realpath(link.parent)
        target = link.parent / link.readlink()
        path = Path(os.path.normpath(target)) / path.relative_to(link)


def _links(folder: Path, depth: int) -> Iterator[Path]:
    """Give the links below a folder, looking into real folders only."""
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.is_symlink():
            yield Path(entry.path)
        elif depth < MAX_DEPTH and not entry.name.startswith(".") and entry.is_dir():
            yield from _links(Path(entry.path), depth + 1)


def _inside(folder: str, trees: set[str]) -> bool:
    return any(Path(folder).is_relative_to(tree) for tree in trees)
