"""When rules looked at the events of the past, told by those on which some fired."""

import pytest

from worker.automations.trying.lateness import Lateness

# An engine that kept up until 100, was away until 900, and then worked off what had come, in its order.
SEEN = [(10, 10), (100, 101), (200, 900), (400, 905), (890, 910), (950, 951)]


@pytest.mark.parametrize(
    ("recorded", "acted"),
    [
        (5, 5),  # nothing fired before it
        (50, 50),
        (100, 101),
        (200, 900),
        (300, 900),  # after the one at 200, before the one at 400
        (400, 905),
        (500, 905),
        (899, 910),
        (940, 940),  # the backlog was done
        (2_000, 2_000),
    ],
)
def test_an_event_is_looked_at_after_those_before_it_and_before_those_after_it(recorded: int, acted: int) -> None:
    assert Lateness(reversed(SEEN)).acted(recorded) == acted


def test_one_that_was_tried_again_later_makes_no_others_late() -> None:
    lateness = Lateness([(100, 600), (110, 110), (120, 120), (130, 130)])
    assert [lateness.acted(at) for at in (110, 115, 125, 130)] == [110, 115, 125, 130]


def test_the_latest_is_named() -> None:
    assert (Lateness(SEEN).worst, Lateness(SEEN).worst_at) == (700, 200)
    assert (Lateness().worst, Lateness().acted(7)) == (0, 7)
