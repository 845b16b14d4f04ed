"""What lets nearly every contact pass without looking at each of its bounds lets none pass that is beyond one."""

from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.contact import Contact, Fact, Identity
from worker.leads import bounds

PLAIN = Contact(
    "acme", "m1", 1_000, "whatsapp", "cloud", "message_received", (Identity("phone:919876543210", "phone", "9"),)
)
JSON = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(-(10**18), 10**18), st.floats(allow_nan=False), st.text(max_size=9)
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=9), st.dictionaries(st.text(max_size=5), inner, max_size=9)),
    max_leaves=40,
)


@settings(max_examples=300, deadline=None)
@given(JSON)
def test_a_byte_of_json_takes_no_more_room_than_is_reckoned(value: Any) -> None:
    try:
        written = orjson.dumps(value)
    except TypeError:
        return
    assert bounds.size(value) <= bounds.PER_BYTE * (len(written) + 1)


@pytest.mark.parametrize(
    "value", [[0] * 5_000, [[]] * 5_000, {str(n): 0 for n in range(5_000)}, [""] * 5_000, [{}] * 99]
)
def test_nor_do_the_smallest_parts_in_the_largest_number(value: Any) -> None:
    assert bounds.size(value) <= bounds.PER_BYTE * len(orjson.dumps(value))


LONG = "x" * (bounds.MAX_WORD + 1)
MANY = tuple(str(n) for n in range(60))


@pytest.mark.parametrize(
    "more",
    [
        {"source": LONG},
        {"origin": LONG},
        {"activity": LONG},
        {"assignee": LONG},
        {"state": LONG},
        {"flags": MANY},
        {"flags": (LONG,)},
        {"tags": (LONG,)},
        {"alternates": (LONG,)},
        {"identities": (Identity("ext:" + "x" * bounds.MAX_KEY, "ext", "x"),)},
        {"identities": tuple(Identity(f"ext:{n}", "ext", "x") for n in range(60))},
        {"refers": tuple(f"ext:{n}" for n in range(60))},
        {"facts": tuple(Fact(f"f{n}", n, "plugin") for n in range(bounds.MAX_FACTS + 1))},
        {"facts": (Fact("note", "x" * bounds.FACTS_BYTES, "plugin"),)},
        {"facts": (Fact("x" * bounds.FACTS_BYTES, 1, "plugin"),)},
        {"content": {"list": [0] * 10_000}},
        {"content": {str(n): 0 for n in range(bounds.CONTENT_BYTES // 20)}},
        {"attribution": {"ad": [0] * 3_000}},
        {"attribution": {"ad": "x" * bounds.ATTRIBUTION_BYTES}},
    ],
    ids=lambda more: next(iter(more)),
)
def test_what_is_beyond_a_bound_is_bounded(more: dict[str, Any]) -> None:
    assert bounds.CONTACT_CLIPPED in bounds.bounded(replace(PLAIN, **more)).flags
    assert bounds.bounded(PLAIN) is PLAIN


def test_what_has_no_json_form_is_looked_at_one_by_one() -> None:
    odd = replace(PLAIN, content={"n": 2**70, "half": "\ud83d"})
    assert bounds.bounded(odd) is odd
