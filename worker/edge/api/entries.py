"""History entries as people read them: of which kinds they are, who did it, what changed. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from schemas.api.stories import ACTOR, KIND, ActorTold, EntryShown, EntryWhole, Refusal
from worker.edge.api.commanding import changes_of
from worker.inert import plain

MAX_TEXT: Final = 4_000
_BY_TYPE: Final[Mapping[str, KIND]] = {
    "message_received": "chat",
    "message_sent": "chat",
    "message_completed": "chat",
    "call_received": "call",
    "call_logged": "call",
    "email_logged": "email",
    "meeting_logged": "meeting",
    "note_written": "note",
    "form_submitted": "form",
    "campaign_row": "import",
    "list_row": "import",
    "consent_changed": "consent",
    "consent_recorded": "consent",
    "merged": "merge",
    "merged_away": "merge",
    "unmerged": "merge",
    "separated": "merge",
    "split_off": "merge",
    "rule_fired": "rule",
}
_BY_FIELD: Final[Mapping[str, KIND]] = {
    "state": "state",
    "assignee": "assignment",
    "tasks": "task",
    "opted_in": "consent",
    "opted_out": "consent",
}
_NO_FIELD: Final = frozenset({"flags", "identities", "reachable", "alternates"})
_PERSONAL: Final = frozenset({"message_received", "message_completed", "call_received", "form_submitted"})
_ACTORS: Final[Mapping[str, ACTOR]] = {"human": "user", "api": "bot", "rule": "rule", "system": "system"}


def kinds_of(entry: Mapping[str, Any]) -> tuple[KIND, ...]:
    """Give every kind an entry is of, the first one what it is in the first place."""
    found: dict[KIND, None] = {}
    if kind := _BY_TYPE.get(entry["type"]):
        found[kind] = None
    for change in entry.get("changes", ()):
        name = change["field"]
        if name not in _NO_FIELD:
            found[_BY_FIELD.get(name, "field")] = None
    return tuple(found) or ("other",)


def actor_of(entry: Mapping[str, Any]) -> ActorTold:
    """Give who did it: a contact is the person's own doing if they wrote, called or sent a form."""
    by = entry["by"]
    kind = _ACTORS.get(by["kind"]) or ("person" if entry["type"] in _PERSONAL else "bot")
    return ActorTold(kind=kind, id=str(by.get("id") or ""))


def shown(entry: Mapping[str, Any]) -> EntryShown:
    """Give an entry for a list."""
    text = entry.get("text")
    return EntryShown(**_told(entry), text=text[:MAX_TEXT] if text else text, cut=bool(text and len(text) > MAX_TEXT))


def whole(entry: Mapping[str, Any]) -> EntryWhole:
    """Give an entry with all there is to it."""
    content = plain(entry.get("content"))
    if isinstance(content, dict):
        content = {name: value for name, value in content.items() if name != "request"}
    return EntryWhole(
        **_told(entry),
        text=entry.get("text"),
        cut=False,
        content=content or None,
        sends=tuple(str(send.get("kind")) for send in entry.get("sends") or ()),
        correlation=entry.get("correlation"),
        causation=entry.get("causation"),
        chain=tuple(map(str, entry.get("chain") or ())),
        hash=entry["hash"],
        prev=entry["prev"],
        raw=entry.get("raw"),
    )


def _told(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "lead": entry["lead"],
        "seq": entry["seq"],
        "id": entry["_id"],
        "type": entry["type"],
        "kinds": kinds_of(entry),
        "at": entry["at"],
        "recorded_at": entry["recorded_at"],
        "actor": actor_of(entry),
        "source": entry.get("source"),
        "outcome": entry["outcome"],
        "changes": changes_of(entry),
        "notes": tuple(entry.get("notes") or ()),
        "refused": tuple(Refusal(**one) for one in entry.get("refused") or ()),
        "events": tuple(entry.get("events") or ()),
        "other": entry.get("other"),
        "erased": "erased" in entry,
    }
