"""The order key: one 64-bit number per lead that sorts by creation and is as good as unique. Pure."""

from hashlib import blake2b
from typing import Final

SHIFT: Final = 22  # bits of the lead's id below the milliseconds
LATEST: Final = 2**41 - 1  # ms that fit; a clock that is further ahead (2039) counts as this


def order_of(created_at: int, lead_id: str) -> int:
    """Give the order key of a lead; `created_at` in Unix ms."""
    digest = blake2b(lead_id.encode("utf-8", "replace"), digest_size=4).digest()
    return (min(max(created_at, 0), LATEST) << SHIFT) | (int.from_bytes(digest, "big") >> (32 - SHIFT))


def lowest_order(at: int) -> int:
    """Give the lowest key of leads created at an instant (Unix ms), or the first beyond all keys."""
    return min(min(max(at, 0), LATEST + 1) << SHIFT, 2**63 - 1)
