"""Limits on guessing passwords: so many failures, then waiting times that double."""

from dataclasses import dataclass
from typing import Final

WINDOW_MS: Final = 15 * 60_000
PER_EMAIL: Final = 5
PER_ADDRESS: Final = 30
FIRST_WAIT_MS: Final = 60_000
LONGEST_WAIT_MS: Final = 24 * 60 * 60_000


@dataclass(frozen=True, slots=True)
class Failures:
    """Failures in a row, by an e-mail address or from a network address, and when the last one was (Unix ms)."""

    count: int = 0
    last_at: int = 0


def after_another(before: Failures, limit: int, now: int) -> Failures:
    """Count one more failure. Whoever waited longer than the window begins anew."""
    fresh = now - before.last_at >= WINDOW_MS + wait_of(before.count, limit)
    return Failures(1 if fresh else before.count + 1, now)


def wait_of(count: int, limit: int) -> int:
    """Give for how many ms nobody may try after so many failures."""
    over = count - limit
    return 0 if over < 0 else min(FIRST_WAIT_MS << min(over, 20), LONGEST_WAIT_MS)


def wait_left(failures: Failures, limit: int, now: int) -> int:
    """Give the ms that are left to wait, 0 if a try is allowed."""
    return max(0, failures.last_at + wait_of(failures.count, limit) - now)
