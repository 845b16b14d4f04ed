"""JSON without damage."""

import json

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.errors import RefusedError
from worker.handlers.exact_json import MAX_BYTES, MAX_DEPTH, Literal, dumps, loads, plain
from worker.handlers.timestamps import read_moment

TEN = 1_795_082_400_000


def test_numbers_keep_their_spelling_until_somebody_wants_them_plain():
    value, _ = loads(
        '{"i": 919876520003, "e": 9.19877E+11, "f": 2.50, "big": 123456789012345678901, "nan": NaN, "min": -9223372036854775808}'
    )
    assert value["i"] == 919876520003
    assert value["min"] == -(2**63)
    assert [value[key] for key in ("e", "f", "big", "nan")] == ["9.19877E+11", "2.50", "123456789012345678901", "NaN"]
    assert all(isinstance(value[key], Literal) for key in ("e", "f", "big", "nan"))
    assert plain(value) == {
        "i": 919876520003,
        "e": "9.19877E+11",
        "f": 2.5,
        "big": "123456789012345678901",
        "nan": "NaN",
        "min": -(2**63),
    }


@pytest.mark.parametrize(
    ("text", "duplicates"),
    [('{"a": 1, "a": 2}', ("a",)), ('[{"a": 1}, {"a": 1}]', ()), ('{"a": {"b": 1, "b": 1, "b": 3}}', ("b", "b"))],
)
def test_duplicate_keys_are_reported(text, duplicates):
    assert loads(text)[1] == duplicates


def test_the_last_of_duplicate_keys_wins():
    assert loads('{"a": 1, "a": 2}')[0] == {"a": 2}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "malformed"),
        (b"{", "malformed"),
        (b'{"a": "\xe9"}', "malformed"),
        (b'{"a": 1} x', "malformed"),
        (b"[" * 100_000, "too_deep"),
        (b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1), "too_deep"),
        (b'"' + b"x" * MAX_BYTES + b'"', "too_large"),
        ('{"a": ' + "9" * 10_000 + "}", None),
        ("\ufeff" + '{"a": 1}', None),
        ('{"a": 1}'.encode("utf-16"), None),
        ("[" * MAX_DEPTH + "]" * MAX_DEPTH, None),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(body, reason):
    if reason is None:
        loads(body)
        return
    with pytest.raises(RefusedError) as failure:
        loads(body)
    assert failure.value.reason == reason


_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text()),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(), inner, max_size=4)),
    max_leaves=25,
)


@given(_JSON)
def test_whatever_is_read_can_be_stored_and_written_again(value):
    read, _ = loads(json.dumps(value))
    orjson.dumps(plain(read), option=orjson.OPT_NON_STR_KEYS)
    assert loads(dumps(read))[0] == read


@given(st.text())
def test_text_without_nul_is_kept_to_the_letter(text):
    text = text.replace("\x00", "")
    assert loads(json.dumps(text))[0] == text


@pytest.mark.parametrize(
    ("written", "zone", "formats", "expected"),
    [
        (TEN, None, (), TEN),
        (TEN // 1000, None, (), TEN),
        (str(TEN // 1000) + ".5", None, (), TEN + 500),
        (TEN * 1_000_000, None, (), TEN),
        ("2026-11-19T10:00:00.000000Z", None, (), TEN),
        ("2026-11-19T10:00:00+0000", None, (), TEN),
        ("2026-11-19 15:30:00", "Asia/Kolkata", (), TEN),
        ("2026-11-19 15:30:00", None, (), None),
        ("19-Nov-2026 03:30:00 PM", "Asia/Kolkata", ("%d-%b-%Y %I:%M:%S %p",), TEN),
        ("2026-11-19 10:00:00", "No/Such_Zone", (), TEN),
        ("0001-01-01T00:00:00+23:59", None, (), None),
        ("9999-12-31T23:59:59-23:59", None, (), None),
        (12, None, (), None),
        (10**60, None, (), None),
        (True, None, (), None),
        ("soon", "UTC", (), None),
        ([], "UTC", (), None),
    ],
)
def test_moments_are_read_or_not_at_all(written, zone, formats, expected):
    assert read_moment(written, zone, formats) == expected
