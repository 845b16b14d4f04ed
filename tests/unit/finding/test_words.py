"""Folding and words: one form for what leads hold and what people type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.finding import tokens, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Asha  Rao", ["asha", "rao"]),
        ("O'Brien-Smith", ["o", "brien", "smith"]),
        ("2BHK", ["2", "bhk"]),
        ("K.Rao@Gmail.com", ["k", "rao", "gmail", "com"]),
        ("José Łukasz Straße", ["jose", "lukasz", "strasse"]),
        ("e\u0301", ["e"]),
        ("कुमार", ["कुमार"]),  # vowel signs are letters, not accents
        ("९८७", ["987"]),
        ("٤١١٠٠١ پونه", ["411001", "پونه"]),
        ("が", ["が"]),
        ("İstanbul ISPARTA ıspanak", ["istanbul", "isparta", "ispanak"]),
        ("a\x00b\u200bc", ["a", "bc"]),
        ("", []),
        ("?!", []),
        ("x" * 100, ["x" * 64]),
    ],
)
def test_words_are_runs_of_letters_and_of_digits(text, expected):
    assert words.words(text) == expected


@given(st.text())
def test_folding_what_is_folded_changes_nothing(text):
    folded = words.plain(text)
    assert words.plain(folded) == folded
    assert words.words(folded) == words.words(text)
    assert all(word and words.name(word) for word in words.words(text))


@given(st.text(), st.text())
def test_upper_and_lower_case_are_one(one, other):
    assert words.words(f"{one} {other}".upper().lower()) == words.words(words.plain(f"{one} {other}".upper().lower()))


def test_long_texts_and_names_are_told_apart_by_all_of_them():
    assert words.kept("x" * 500) != words.kept("x" * 499 + "y")
    assert len(words.kept("x" * 500)) < 150
    assert words.name("t" * 300) != words.name("t" * 299 + "u")
    assert words.name("Hot  Lead") == words.name("hot lead") != words.name("hotlead")


numbers = st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.integers(-(2**53), 2**53))


@given(numbers, numbers)
def test_tokens_of_numbers_sort_as_the_numbers_do(one, other):
    first, second = tokens.number("budget", one), tokens.number("budget", other)
    assert (first < second) == (one < other)
    assert (first == second) == (one == other)
    low, high = tokens.span("budget", "#")
    assert low <= first < high


@given(st.integers(0, 2**48 - 1), st.integers(0, 2**48 - 1))
def test_tokens_of_moments_sort_as_the_moments_do(one, other):
    assert (tokens.moment("task", one) < tokens.moment("task", other)) == (one < other)
    assert tokens.moment("task", None) < tokens.moment("task", one)


@given(st.text())
def test_no_word_is_taken_for_another_kind_of_token(text):
    assert not any(word[0] in ".+~" or "=" in word or ":" in word for word in words.words(text))
