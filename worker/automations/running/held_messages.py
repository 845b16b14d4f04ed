"""Quick messages that may not go out for a while: what a firing leaves of them, in the words of waits. Pure.

The command that would have sent one says in its history entry that it is held, for which action, and until when; the wait
that is made from that is the same whoever makes it. When it is due, consent, window and deliverability decide anew.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from schemas.rule_actions import SendQuickMessage
from worker.automations.rules.ruleset import Action

ENDS: Final = ("lead.closed", "lead.opted_out")  # the message was for somebody whom we still dealt with


def held_of(content: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a promise for each message that a firing's history entry says is held."""
    for told in content.get("held") or ():
        yield promise_of(told["place"], told["within"], told["until"], told["times"])


def promise_of(place: int, within: str | None, at: int, times: int) -> dict[str, Any]:
    """Give the promise to decide at a time (Unix ms) about the message at a place, of the rule or of its wait `within`."""
    name = f"send-{place}"
    return {
        "id": f"{within}.{name}" if within else name,
        "due_at": at,
        "cancel_if": ENDS,
        "late_by": None,
        "on_change": "finish",
        "within": within,
        "place": place,
        "held": times,
    }


def is_message(action: Action) -> bool:
    """Whether an action sends a quick message."""
    return isinstance(action.args, SendQuickMessage)
