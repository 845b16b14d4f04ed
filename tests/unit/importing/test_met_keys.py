"""The table of keys that were met: it says what a set says, and takes a tenth of the memory."""

import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from worker.importing.met_keys import MetKeys


class Awkward(str):
    """A key with a given hash, so that keys fall on one place, on the last one, and on the one that means free."""

    __slots__ = ("hashed",)
    hashed: int

    def __hash__(self) -> int:
        return self.hashed

    def __eq__(self, other: object) -> bool:
        return self is other


def awkward(hashed: int) -> Awkward:
    key = Awkward(hashed)
    key.hashed = hashed
    return key


@given(st.lists(st.lists(st.text(max_size=3), max_size=4), max_size=200))
def test_it_says_what_a_set_says(rows: list[list[str]]) -> None:
    table, known = MetKeys(), set[str]()
    for keys in rows:
        assert table.meet(keys) is not known.isdisjoint(keys)
        known.update(keys)
        assert len(table) == len(known)


@given(st.lists(st.sampled_from([2, 63, 64, -2, -65, 127, 128, 2**40 + 63, 2**60]), max_size=60))
def test_keys_that_fall_on_one_place_are_told_apart(hashes: list[int]) -> None:
    table, known = MetKeys(), set[int]()
    for hashed in hashes:
        assert table.meet([awkward(hashed)]) is (hashed in known)
        known.add(hashed)


def test_a_hash_of_nought_is_remembered_too() -> None:
    table = MetKeys()
    assert [table.meet([awkward(0)]), table.meet([awkward(0)]), len(table)] == [False, True, 1]


def test_it_grows_with_all_that_was_met_and_takes_a_few_bytes_for_each() -> None:
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    table = MetKeys()
    assert not any(table.meet([f"phone:{number}"]) for number in range(100_000))
    held, peak = (size - before for size in tracemalloc.get_traced_memory())
    tracemalloc.stop()
    assert held / 100_000 < 25
    assert peak / 100_000 < 40  # while it moves to a larger table
    assert len(table) == 100_000
    assert all(table.meet([f"phone:{number}"]) for number in range(100_000))
