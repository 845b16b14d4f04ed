"""History entries without what they say of fields that whoever asks may not see (`read` in fields.yaml). Pure."""

from collections.abc import Mapping
from typing import Any, Final

from worker.account import Account, field_slug
from worker.inert import plain_key

# Entries whose content is a message or a person's decision. Forms, rows of lists and rules tell of any field.
_PLAIN_CONTENT: Final = frozenset(
    {
        *("message_received", "message_sent", "message_completed", "call_received", "call_logged", "email_logged"),
        *("meeting_logged", "lead_edited", "lead_moved", "lead_given", "consent_changed", "consent_recorded"),
    }
)
WITHHELD: Final = "this is about a field that your role does not see"


def as_seen(entry: Mapping[str, Any], account: Account) -> Mapping[str, Any]:
    """Give an entry as whoever asks may see it; `account` is theirs (`Account.seen_by`).

    Changes of hidden fields and refusals that name one are left out; so are the members of a message that bear the name of
    one, and all content of forms, lists and rules, where any member may hold its value.
    """
    if not account.hidden or not entry:
        return entry
    content = _without(entry.get("content"), account) if entry["type"] in _PLAIN_CONTENT else None
    if isinstance(content, dict) and isinstance(content.get("forced"), list):
        content["forced"] = [name for name in content["forced"] if not account.hides(str(name))]
    return {
        **entry,
        "changes": [one for one in entry.get("changes", ()) if not account.hides(plain_key(one["field"]))],
        "refused": [one for one in entry.get("refused") or () if not names(f"{one['step']} {one['detail']}", account)],
        "content": content,
        "raw": None,
    }


def names(text: str, account: Account) -> bool:
    """Whether a sentence names a hidden field; it may be one that only looks so."""
    folded = field_slug(text)
    return any(field_slug(name) in folded for name in account.hidden)


def said(text: str, account: Account) -> str:
    """Give a sentence, or that it is withheld."""
    return WITHHELD if names(text, account) else text


def _without(content: Any, account: Account) -> Any:
    match content:
        case dict():
            kept = {name: one for name, one in content.items() if not account.hides(plain_key(name))}
            return {name: _without(one, account) for name, one in kept.items()}
        case list() | tuple():
            return [_without(one, account) for one in content]
    return content
