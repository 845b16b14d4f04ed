"""Two versions of one message: a placeholder that says only that somebody wrote, and the content, under the same id. Pure.

Linked devices and coexisting numbers are often told of a message before, or without, its content; above all of the
first message after an ad that clicks to WhatsApp (https://github.com/WhiskeySockets/Baileys/pull/2334,
https://github.com/chatwoot/chatwoot/pull/14547). Whichever version comes first takes the id; the other completes it:
an entry of its own, once, that counts nothing a second time. Where the content comes as an edit of what could not be
read, the edit completes it, in either order; should the content itself come after all, that completes it, too.
"""

from collections.abc import Container, Mapping
from dataclasses import replace
from typing import Any, Final

from worker.contact import HISTORY, Contact
from worker.leads.history_entry import entry_id
from worker.leads.merge_policy import AD
from worker.leads.statement import stated

COMPLETED: Final = "message_completed"
EDITED: Final = "message_edited"
_MESSAGES: Final = frozenset({"message_received", "message_sent", "history_received"})
# What a message that could not be read may turn out to be; it says nothing of another message's content then.
_OTHERS: Final = frozenset({"reaction_received", "reaction_sent", "message_edited", "message_revoked"})
# Of a second version: the content came (of what is lived, or told afterwards), the message is lived that was only told,
# what an edit of a placeholder says, and what adds nothing but what it says of the person.
_SUFFIXES: Final = {
    "content": "~completed",
    "told": "~completed",
    "lived": "~lived",
    "edited": "~edited",
    "placeholder": "~placeholder",
}


def is_placeholder(contact: Contact) -> bool:
    """Whether a contact is of a message whose content did not come with it."""
    return _without_content(contact.activity, contact.content)


def is_waiting(entry: Mapping[str, Any]) -> bool:
    """Whether an entry is of a placeholder: the content of its message may still come."""
    return _without_content(entry["type"], entry.get("content"))


def _without_content(activity: str, content: Any) -> bool:
    return activity in _MESSAGES and isinstance(content, Mapping) and content.get("unavailable") is True


def entry_name(contact: Contact) -> str:
    """Give the id of the entry that a contact makes; a second version's refers to that of the first."""
    name = entry_id(contact.account, contact.id)
    return name + _SUFFIXES[contact.second] if contact.second else name


def later_names(name: str) -> tuple[str, ...]:
    """Give the ids that entries of a second version of the message with the entry `name` may have."""
    return tuple(name + suffix for suffix in dict.fromkeys(_SUFFIXES.values()))


def second_version(contact: Contact, first: Mapping[str, Any] | None) -> Contact | None:
    """Give the contact as the second version of the message with the entry `first`; None: it is the same version.

    Both versions together are what the lead knows, whichever came first: so the source is the ad if either names one,
    and the message is the person's if the first was. What a sync of old chats told may also come as news: then it is
    news, once, and opens the window.
    """
    both = _MESSAGES | _OTHERS
    if first is None or not first.get("contact") or not both.issuperset((contact.activity, first["type"])):
        return None
    known = stated(contact.account, first["contact"])
    late, waiting = is_placeholder(contact), is_waiting(first)
    said = _MESSAGES.issuperset((contact.activity, first["type"]))
    was_told, told = said and known.source == HISTORY, said and contact.source == HISTORY
    lives = was_told and contact.inbound
    if late == waiting and not lives and (was_told or not told):
        return None
    source = known.source if contact.source == HISTORY else contact.source
    source = AD if AD in (known.source, contact.source) else source
    about = {"entry": entry_id(contact.account, contact.id), "created": first["outcome"] == "created"}
    content = {**contact.content, "completes": about}
    completed = replace(contact, second="content", source=source, activity=COMPLETED, content=content)
    if waiting and not late:
        if contact.activity not in _MESSAGES:
            return replace(contact, second="content", source=source, content=content, taken_for=known.activity)
        if told and known.inbound:
            return replace(completed, second="told")
        return replace(completed, inbound=contact.inbound if was_told else known.inbound)
    if lives and late and waiting:
        return replace(completed, second="lived", content={**content, "completes": about | {"unread": True}})
    if lives:
        return replace(completed, second="lived")
    because = (
        "a placeholder of a message that is known already" if late else "a sync of old chats told what is known already"
    )
    content = {"because": because, "completes": about}
    return replace(contact, second="placeholder", source=source, activity="identity_learned", content=content)


def edited_name(account: str, content: Mapping[str, Any] | None) -> str | None:
    """Give the id of the entry of which the content of an edit is a new version that can be read; None for anything else."""
    target, message = (content or {}).get("edited"), (content or {}).get("message")
    if not isinstance(target, str) or not target or not isinstance(message, Mapping) or message.get("unavailable"):
        return None
    return entry_id(account, f"wa:{target}")


def by_edit(first: Mapping[str, Any], edit: Mapping[str, Any]) -> Contact | None:
    """Give what the entry of an edit says of the placeholder `first`, which the person wrote; None where it says nothing.

    It states nothing about the person, which the edit itself does: so the lead is the same whichever of the two came first.
    """
    account = edit["account"]
    if not is_waiting(first) or not first.get("contact") or edited_name(account, edit["content"]) != first["_id"]:
        return None
    known, said = stated(account, first["contact"]), stated(account, edit["contact"])
    if known.activity == "message_sent":
        return None
    about = {"entry": first["_id"], "created": first["outcome"] == "created"}
    return Contact(
        account,
        known.id,
        edit["at"],
        AD if AD in (known.source, said.source) else known.source,
        known.origin,
        COMPLETED,
        identities=(),
        refers=tuple(identity.key for identity in said.identities) or said.refers,
        creates=False,
        text=edit["text"],
        content={**edit["content"]["message"], "edited": edit["content"]["edited"], "completes": about},
        second="edited",
    )


def completed_by_edit(
    entry: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]], applied: Container[str]
) -> Contact | None:
    """Give what an edit says of a placeholder, if the entry is one of the two and the other among the known (by id).

    None where the message is complete already: `applied` has the ids of all entries there are of it.
    """
    if entry["type"] == EDITED:
        name, edit = edited_name(entry["account"], entry["content"]), entry
        first = known.get(name) if name else None
    elif is_waiting(entry):
        name, first = entry["_id"], entry
        edits = (one for one in known.values() if one["type"] == EDITED and "text" in one)
        mine = (one for one in edits if edited_name(entry["account"], one["content"]) == name)
        edit = max(mine, key=lambda one: (one["at"], one["_id"]), default=entry)
    else:
        return None
    if first is None or edit is first or any(f"{name}{_SUFFIXES[kind]}" in applied for kind in ("content", "edited")):
        return None
    return by_edit(first, edit)


def announces(contact: Contact) -> bool:
    """Whether a contact is news of what the person wrote: once for each of its versions that rules may be asked about."""
    return contact.second in ("told", "edited") or (contact.inbound and contact.second != "placeholder")


def restates(contact: Contact) -> bool:
    """Whether a second version counts for more than the first where both are of one time.

    It has the content that the first had not, or as much of it, and is lived where the first was only told.
    """
    content = contact.content
    unread = content.get("unavailable") and not content.get("completes", {}).get("unread")
    return contact.second in ("content", "told") or (contact.second == "lived" and not unread)
