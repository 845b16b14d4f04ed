"""Headlines of what became of a message or a command."""

from typing import Any

import pytest

from worker.commands.deeds import headline


def command(kind: str, name: str, **more: Any) -> dict[str, Any]:
    by = {"kind": kind, "id": name}
    return {"outcome": "commanded", "by": by, "refused_steps": [], "changes": [], "sends": [], **more}


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (command("rule", "thank-them", changes=[1]), "was done by the rule thank-them"),
        (
            command("rule", "thank-them", refused_steps=[1]),
            "was done by the rule thank-them; nothing of it could be done",
        ),
        (command("rule", "thank-them", refused_steps=[1], sends=[1]), "was done by the rule thank-them"),
        (command("human", "asha"), "was done by asha"),
        (command("api", "crm sync"), "was done over the API by crm sync"),
        (command("system", "x"), "was done by the worker itself"),
        ({"outcome": "merged", "activity": "message_edited"}, "edited a message of a known lead"),
        ({"outcome": "merged", "activity": "message_revoked"}, "took back a message of a known lead"),
        ({"outcome": "merged", "activity": "message_received"}, "merged into a known lead"),
        ({"outcome": "created", "activity": "message_edited"}, "created a lead"),
        ({"outcome": "refused"}, "refused"),
    ],
)
def test_a_headline_says_what_happened_and_who_did_it(told: dict[str, Any], said: str) -> None:
    assert headline(told) == said
