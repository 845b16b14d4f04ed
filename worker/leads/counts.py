"""What a lead counts: the messages of both sides, the person's calls, forms and rows of lists. Pure.

Each message id counts once, as the kind it is, so that any order of the same contacts gives the same numbers. Messages
are what one side wrote to the other, also where a sync of old chats told of them. Edits, revocations, reactions,
statuses, words on consent, what teaches identities, and the second version of a message count nothing.
"""

from collections.abc import Mapping
from typing import Any, Final

from worker.contact import Contact

COUNTS: Final = ("messages", "inbound", "outbound", "calls", "forms", "rows")
"""`messages` are `inbound` (the person wrote) and `outbound` (ours) together; the others are no messages."""
_COUNTED: Final[Mapping[str, tuple[str, ...]]] = {
    "message_received": ("messages", "inbound"),
    "history_received": ("messages", "inbound"),
    "message_sent": ("messages", "outbound"),
    "call_received": ("calls",),
    "form_submitted": ("forms",),
    "campaign_row": ("rows",),
}
_NONE: Final[tuple[str, ...]] = ()


def zero() -> dict[str, int]:
    """Give the counts of a lead nobody has met yet."""
    return dict.fromkeys(COUNTS, 0)


def with_contact(counts: Mapping[str, int], contact: Contact) -> dict[str, int]:
    """Give the counts after a contact."""
    if not contact.second:
        return counts_after(counts, contact.activity)
    # What proves to be a reaction or an edit was counted when its placeholder came.
    gone = _COUNTED.get(contact.taken_for or "", _NONE)
    return {**counts, **{name: counts[name] - 1 for name in gone}}


def counts_after(counts: Mapping[str, int], activity: str) -> dict[str, int]:
    """Give the counts after something of a kind: message_received, campaign_row, ..."""
    return {**counts, **{name: counts[name] + 1 for name in _COUNTED.get(activity, _NONE)}}


def together(ours: Mapping[str, int], theirs: Mapping[str, int]) -> dict[str, int]:
    """Give the counts of two leads that are one person."""
    return {name: ours[name] + theirs[name] for name in COUNTS}


def current(counts: Mapping[str, Any]) -> dict[str, int]:
    """Give stored counts, or those of the view in a history entry, in the form of this version.

    An earlier form counted every contact under `messages`, with the person's messages, calls and reactions under
    `inbound`. What is known of the messages of such a lead is `inbound`: it goes on from there, the rest from nothing.
    """
    if is_current(counts):
        return {name: counts[name] for name in COUNTS}
    return zero() | {"messages": counts["inbound"], "inbound": counts["inbound"]}


def is_current(counts: Mapping[str, Any]) -> bool:
    """Whether counts, or the view of a lead, were made by this version."""
    return "outbound" in counts
