"""Values that are stated at once share their budget like water: each keeps what is below the level, and no more is measured."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from worker.contact import Contact, Fact
from worker.leads import bounds

VALUES = st.lists(
    st.one_of(
        st.text(max_size=90),
        st.integers(),
        st.lists(st.text(max_size=4), max_size=30),
        st.dictionaries(st.text(max_size=3), st.integers(), max_size=9),
    ),
    max_size=12,
)


def level_of(sizes: list[int], budget: int) -> int:
    """Give the share of the large ones, the smallest first taken in."""
    for taken, one in enumerate(ordered := sorted(sizes)):
        share = (budget - sum(ordered[:taken])) // (len(sizes) - taken)
        if one > share:
            return share
    return budget


@given(VALUES, st.integers(0, 900))
def test_what_is_below_the_level_stays_and_the_rest_is_cut_to_it(values: list[Any], budget: int) -> None:
    level = level_of([bounds.size(value) for value in values], budget)
    fitting = bounds.level(dict(enumerate(values)), budget)
    assert list(fitting) == list(range(len(values)))
    for place, value in enumerate(values):
        kept = value if bounds.size(value) <= level else bounds.beginning(value, max(level - 6, 0))
        assert fitting[place] == kept


class Part(dict[str, str]):
    """A part of a value that notes when it is looked into."""

    looked = 0

    def values(self) -> Any:
        Part.looked += 1
        return super().values()


def test_thousand_huge_values_are_measured_at_the_price_of_what_is_kept_of_them() -> None:
    parts = [Part(a="x" * 10) for _ in range(3_000)]
    facts = tuple(Fact(f"f{n}", parts, "plugin") for n in range(1_000))
    Part.looked = 0
    bounded = bounds.bounded(Contact("acme", "m", 1, "plugin", "p", "form_submitted", (), facts=facts))
    assert bounds.CONTACT_CLIPPED in bounded.flags
    assert Part.looked < 200_000  # of three millions
