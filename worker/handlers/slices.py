"""A long body in slices: so many parts at a time that whoever reads it can do something else in between.

A list of 1,000 rows or a webhook of 5,000 leads takes tenths of a second to read. Its handler is a generator, which yields
what the next few parts make; each part of the body is in exactly one of the slices.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeVar

from worker.contact import Decoded

SLICE_PARTS: Final = 50  # some milliseconds' worth of rows or leads
SLICE_BYTES: Final = 64 * 1024  # of the body, where parts are long

Part = TypeVar("Part")


def cut(parts: Sequence[Part], body_bytes: int) -> Iterator[Sequence[Part]]:
    """Cut the parts of a body of `body_bytes` into slices, of parts of equal size as far as anybody knows."""
    fitting = SLICE_BYTES * len(parts) // max(1, body_bytes)
    size = max(1, min(SLICE_PARTS, fitting))
    for start in range(0, len(parts), size):
        yield parts[start : start + size]


def joined(slices: Iterable[Decoded]) -> Decoded:
    """Give all slices of a body as one."""
    whole = Decoded()
    for part in slices:
        whole.contacts += part.contacts
        whole.ignored += part.ignored
        whole.refused += part.refused
    return whole
