"""Stamps: which statement a value is, as a short opaque text. Pure.

Whoever changes a value gives back the stamp it was read with; if another one stands there by then, somebody was quicker.
"""

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any


def stamp_of(cell: Mapping[str, Any] | None) -> str | None:
    """Give the stamp of a cell, None where nobody stated anything."""
    return stamped(cell["t"], cell["m"]) if cell and "t" in cell else None


def stamped(at: int, message: str) -> str:
    """Give the stamp of what a message stated at a time (Unix ms)."""
    return f"{at}.{blake2b(message.encode('utf-8', 'replace'), digest_size=4).hexdigest()}"
