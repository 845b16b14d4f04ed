"""What was built: the page, and the files that it loads."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

STATIC: Final = Path(__file__).parent / "static"
NONCE: Final = "{{nonce}}"  # where the page has it; `ui/vite.config.ts` puts it there
ASSETS: Final = "assets"  # named after their content, so that they never change
_ASSET: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")
KINDS: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
"""Ending to media type. Nothing else is handed out: not the compressed copies beside them, nor what tools left."""


@dataclass(frozen=True, slots=True)
class Built:
    """A directory with the built console, or where it would be."""

    directory: Path = STATIC

    def page(self, nonce: str) -> str | None:
        """Give the page, with this nonce for its style elements; None if nothing was built."""
        try:
            text = (self.directory / "index.html").read_text("utf-8")
        except FileNotFoundError:
            return None
        return text.replace(NONCE, nonce)

    def asset(self, name: str) -> Path | None:
        """Give the file of a name that the page loads from `assets/`; None if there is no such one."""
        return self._file(self.directory / ASSETS, name)

    def loose(self, name: str) -> Path | None:
        """Give a file that stands beside the page, under a name that stays while its content changes."""
        return self._file(self.directory, name)

    def _file(self, directory: Path, name: str) -> Path | None:
        path = directory / name
        return path if _ASSET.fullmatch(name) and path.suffix in KINDS and path.is_file() else None
