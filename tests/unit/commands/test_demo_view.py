"""What the demonstration says at its end."""

import shlex
from pathlib import Path

import pytest

from worker.commands.demo_view import Told, _short, next_commands

LEAD = {"_id": "01m8gn58mg91txqxp815zs13ws", "account": "acme-realty", "phone": "+916324576324"}


def test_without_kept_data_the_story_is_told_again_and_no_id_of_this_run_is_named() -> None:
    first, *others, last = next_commands(Told(350, 4.5, 7, None), LEAD, "wa:wamid.demo00108")
    assert first == "leadworker demo --keep demo-data"
    assert all(one.startswith("LEADWORKER_DATA_DIR=demo-data leadworker ") for one in others)
    assert last == "leadworker demo --console"
    assert any("leads show +916324576324" in one for one in others)
    assert not any(LEAD["_id"] in one for one in others)
    assert next_commands(Told(350, 4.5, 9, None), LEAD, "x")[0] == "leadworker demo --keep demo-data --seed 9"


def test_of_kept_data_the_commands_can_be_typed_as_they_are_shown() -> None:
    commands = next_commands(Told(350, 4.5, 9, Path("my data")), {**LEAD, "phone": None}, "wa:x")
    assert commands.pop() == "leadworker demo --console --seed 9"
    assert [shlex.split(one)[:2] for one in commands] == [["LEADWORKER_DATA_DIR=my data", "leadworker"]] * 3


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("it has too few", "it has too few"),
        ("Shall we meet on Sunday then?", "Shall we meet on …"),
        ("a" * 30, "a" * 19 + "…"),
        (None, ""),
    ],
)
def test_an_example_is_cut_at_the_end_of_a_word(text: str | None, shown: str) -> None:
    assert _short(text, 20) == shown
