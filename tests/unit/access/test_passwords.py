"""Which passwords are taken, how they are kept, and how long whoever guesses has to wait."""

import pytest

from worker.access import passwords
from worker.access.guessing import LONGEST_WAIT_MS, PER_EMAIL, WINDOW_MS, Failures, after_another, wait_left

MINUTE = 60_000
GOOD = "umbrella teapot nineteen"


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short", "at least 12"),
        ("", "at least 12"),
        ("x" * 300, "at most 256"),
        ("aaaaaaaaaaaaaaa", "first that somebody would try"),
        ("Password123456!", "first that somebody would try"),
        ("123456789012345", "first that somebody would try"),
        ("asha.rao1234567", "little more than"),
        ("acme-realty-2026", "little more than"),
    ],
)
def test_a_password_that_is_easily_guessed_is_not_taken_and_the_reason_is_said(password: str, said: str) -> None:
    assert said in passwords.objection(password, ("asha.rao", "acme-realty"))


@pytest.mark.parametrize("password", [GOOD, "ठीक है चलो कल मिलते हैं", "acme-realty und sieben Teekannen"])
def test_a_long_one_is_taken_in_any_script(password: str) -> None:
    assert passwords.objection(password, ("acme-realty",)) == ""


def test_what_is_kept_is_no_password_and_only_the_same_one_matches() -> None:
    kept = passwords.hashed(GOOD)
    assert GOOD not in kept
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.matches(GOOD, kept)
    assert not passwords.matches(GOOD + " ", kept)
    assert not passwords.matches(GOOD, "")
    assert not passwords.matches("nobody has this password", "")
    assert not passwords.matches(GOOD, "garbage")
    assert not passwords.outdated(kept)


def test_the_same_word_typed_on_another_keyboard_is_the_same_password() -> None:
    composed, apart = "caf\u00e9 am Morgen früh", "cafe\u0301 am Morgen fru\u0308h"
    assert passwords.matches(apart, passwords.hashed(composed))


def test_a_hash_of_weaker_parameters_is_outdated() -> None:
    assert passwords.outdated("$argon2id$v=19$m=1024,t=1,p=1$c29tZXNhbHQ$aGFzaGhhc2hoYXNoaGFzaA")


def test_waiting_times_double_up_to_a_day_and_are_over_when_they_are() -> None:
    failures, now, waits = Failures(), 0, []
    for _ in range(20):
        failures = after_another(failures, PER_EMAIL, now)
        waits.append(wait_left(failures, PER_EMAIL, now))
        now += waits[-1]
        assert wait_left(failures, PER_EMAIL, now) == 0
    assert waits[:8] == [0, 0, 0, 0, MINUTE, 2 * MINUTE, 4 * MINUTE, 8 * MINUTE]
    assert max(waits) == waits[-1] == LONGEST_WAIT_MS


def test_failures_long_ago_are_forgotten_and_waiting_out_a_wait_is_not_long_ago() -> None:
    failures = Failures(PER_EMAIL, 0)
    assert after_another(failures, PER_EMAIL, MINUTE + WINDOW_MS - 1).count == PER_EMAIL + 1
    assert after_another(failures, PER_EMAIL, MINUTE + WINDOW_MS).count == 1
