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
        name = f"send-{told['place']}"
        yield {
            "id": f"{told['within']}.{name}" if told["within"] else name,
            "due_at": told["until"],
            "cancel_if": ENDS,
            "late_by": None,
            "on_change": "finish",
            "within": told["within"],
            "place": told["place"],
            "held": told["times"],
        }


def is_message(action: Action) -> bool:
    """Whether an action sends a quick message."""
    return isinstance(action.args, SendQuickMessage)
