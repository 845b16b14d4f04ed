"""The real clock, ids, and memory."""

import asyncio
import gc
import hashlib
import os
import secrets
import time


class SystemClock:
    """Unix time of this machine."""

    def now(self) -> int:
        """Unix milliseconds, UTC."""
        return time.time_ns() // 1_000_000

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


def rare_collections() -> None:
    """Let the garbage collector look seldom, and never again at what the start has loaded.

    A batch makes thousands of objects, hardly any in a cycle; looking for those took a tenth of the processor time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)  # some batches' worth, so that their objects are gone by themselves before


_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no letter looks like a digit
_PAIRS = tuple(one + two for one in _ALPHABET for two in _ALPHABET)


def new_id() -> str:
    """Give a 26-character id that sorts by time: 48 bits of milliseconds, 80 random bits (the layout of a ULID)."""
    return _written((time.time_ns() // 1_000_000) << 80 | _random_bits())


def id_of(name: str) -> str:
    """Give an id that looks like those of `new_id` and is always the same for the same name: 128 bits of its SHA-256."""
    return _written(int.from_bytes(hashlib.sha256(name.encode()).digest()[:16]))


def _written(number: int) -> str:
    return "".join([_PAIRS[(number >> shift) & 1023] for shift in range(120, -1, -10)])


_random: list[int] = []


def _random_bits() -> int:
    """Give 80 random bits. Many are drawn at once: asking the system lets other threads run, and costs the turn."""
    try:
        return _random.pop()
    except IndexError:
        drawn = secrets.token_bytes(256 * 10)
        _random.extend(int.from_bytes(drawn[start : start + 10], "big") for start in range(0, len(drawn), 10))
        return _random.pop()


os.register_at_fork(after_in_child=_random.clear)  # two processes never give the same
