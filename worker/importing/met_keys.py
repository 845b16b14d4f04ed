"""Which identity keys a list has named already, at 12 to 24 bytes each however many there are."""

from array import array
from collections.abc import Iterable
from typing import Final

_FREE: Final = 0  # a place that holds nothing; a hash of 0 is kept as 1
_WORD: Final = 2**64 - 1


class MetKeys:
    """An open-addressing table of 64-bit hashes: two of a million keys share one with a chance of 1 to 30 millions."""

    def __init__(self) -> None:
        self._table, self._count = array("Q", [_FREE]) * 64, 0

    def __len__(self) -> int:
        """Give the number of hashes that are held."""
        return self._count

    def meet(self, keys: Iterable[str]) -> bool:
        """Whether any of the keys was met before; from now on all of them were."""
        met = False
        for hashed in {hash(key) & _WORD or 1 for key in keys}:
            place = self._place(self._table, hashed)
            if self._table[place] == hashed:
                met = True
                continue
            self._table[place] = hashed
            self._count += 1
            if 3 * self._count > 2 * len(self._table):
                self._grow()
        return met

    def holds(self, keys: Iterable[str]) -> bool:
        """Whether any of the keys was met before; nothing is added."""
        hashes = {hash(key) & _WORD or 1 for key in keys}
        return any(self._table[self._place(self._table, hashed)] == hashed for hashed in hashes)

    def _grow(self) -> None:
        larger = array("Q", [_FREE]) * (2 * len(self._table))
        for hashed in self._table:
            if hashed != _FREE:
                larger[self._place(larger, hashed)] = hashed
        self._table = larger

    @staticmethod
    def _place(table: "array[int]", hashed: int) -> int:
        """Give the place of a hash, or the free one where it belongs."""
        last = len(table) - 1
        place = hashed & last
        while table[place] not in (_FREE, hashed):
            place = (place + 1) & last
        return place
