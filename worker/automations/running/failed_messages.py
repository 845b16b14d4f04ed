"""Messages of rules that were not delivered: whether deciding about them again can help, and when. Pure.

A delivery report names the message by its idempotency key, where the sender gave it to the platform and that gives it
back (`biz_opaque_callback_data`). From there the history entry of the firing tells what was sent, and what is left to try.
"""

from collections.abc import Mapping
from typing import Any, Final

from worker.automations.actions.message import MAX_HOLDS
from worker.automations.language.situation import Situation
from worker.automations.running.held_messages import promise_of

FAILED: Final = "lead.delivery_failed"
TEMPLATE: Final = "template"


def key_of(situation: Situation) -> str | None:
    """Give the idempotency key of the message of ours that an event says was not delivered; None: none that we know."""
    content = situation.message.get("content")
    if situation.event != FAILED or not isinstance(content, Mapping):
        return None
    key = content.get("message_key")
    return key if isinstance(key, str) and key.startswith(f"{situation.account}:") else None


def entry_of(key: str) -> str:
    """Give the id of the history entry that sent a message with this key."""
    return key.rpartition("/")[0]


def again(situation: Situation, entry: Mapping[str, Any], key: str) -> dict[str, Any] | None:
    """Give the promise by which the message is decided about once more; None: nothing is left to try.

    What passes is waited for. Where WhatsApp does not reach the person, or the window is closed, it is decided at once, if
    there is another way: a channel in `fallback`, or the message's template.
    """
    sent = next((one for one in entry.get("sends") or () if f"{entry['account']}:{one['id']}" == key), None)
    if sent is None or not isinstance(entry.get("content"), Mapping):
        return None
    reason, body = sent["body"].get("reason") or {}, sent["body"]
    told = situation.message["content"].get("failures") or ()
    at = _when({one["means"]: one["again_ms"] for one in told}, reason.get("left") or (), body, situation.at)
    times = (entry["content"].get("again") or {}).get("times", 0) + 1
    if at is None or "place" not in reason or times > MAX_HOLDS:
        return None
    return promise_of(reason["place"], reason.get("wait"), at, times)


def _when(failures: Mapping[str, int | None], left: Any, body: Mapping[str, Any], at: int) -> int | None:
    if "unreachable" in failures:
        return at if any(way != TEMPLATE for way in left) else None
    if "window_closed" in failures:
        return at if TEMPLATE in left and body.get("kind") == "text" else None
    until = [ms for means in ("limited", "try_again") if (ms := failures.get(means)) is not None]
    return at + max(until) if until else None
