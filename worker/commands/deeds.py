"""What became of a message or a command, in the few words of a headline. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from worker.commands.rendering import plain
from worker.inert import plain_key

_TITLES: Final[Mapping[str, str]] = {
    "created": "created a lead",
    "merged": "merged into a known lead",
    "updated": "updated a known lead",
    "unmerged": "undid a merge",
    "ignored": "ignored",
    "kept": "kept, waiting for an unknown person",
    "refused": "refused",
}
# What a message did to another one says more than that its lead was known.
_DEEDS: Final[Mapping[str, str]] = {
    "message_edited": "edited a message of a known lead",
    "message_revoked": "took back a message of a known lead",
    "message_completed": "completed a message that had come without its content",
}
_ACTORS: Final[Mapping[str, str]] = {
    "rule": "was done by the rule {}",
    "human": "was done by {}",
    "api": "was done over the API by {}",
}


def headline(told: Mapping[str, Any]) -> str:
    """Say in a few words what became of it; of a command, who gave it."""
    outcome = told["outcome"]
    if outcome == "commanded":
        by = told["by"]
        text = _ACTORS.get(by["kind"], "was done by the worker itself").format(plain(plain_key(str(by["id"])), 80))
        nothing = told["refused_steps"] and not told["changes"] and not told["sends"]
        return f"{text}; nothing of it could be done" if nothing else text
    deed = _DEEDS.get(told.get("activity", ""), "") if outcome in ("merged", "updated") else ""
    return deed or _TITLES.get(outcome, outcome)
