"""Reads what the planner needs to complete messages: entries of their other versions. Most batches read nothing here."""

from collections.abc import Mapping, Sequence
from typing import Any

from worker.commit.storage import LeadStore
from worker.contact import HISTORY, Contact
from worker.leads.history_entry import entry_id
from worker.leads.lead import Lead
from worker.leads.versions import EDITED, edited_name, is_placeholder, later_names


async def versions_met(
    store: LeadStore, contacts: Sequence[Contact], found: Sequence[Lead], known: Sequence[Mapping[str, Any]]
) -> tuple[list[Mapping[str, Any]], dict[str, str]]:
    """Give entries of messages applied before that may be another version, and the receipts of second versions.

    `known` are those of the contacts that are in history. The leads `found` were read before: what left their `pend` since
    is seen. Edits are versions of what they are edits of.
    """
    pending = {entry["_id"] for lead in found for entry in lead.pend}
    edited = {name for c in contacts if c.activity == EDITED and (name := edited_name(c.account, c.content))}
    unread = [c for c in contacts if is_placeholder(c)] if found else []
    if not known and not pending and not edited and not unread:
        return [], {}
    late = {entry_id(c.account, c.id) for c in contacts if is_placeholder(c) or c.source == HISTORY}
    first = [row for row in known if row["_id"] in late or _has_less(row)]
    if edited:
        first += [row for row in await store.known_entries(sorted(edited)) if _has_less(row)]
    met = {entry["_id"] for entry in first}
    if pending:
        met |= pending.intersection(edited.union(entry_id(contact.account, contact.id) for contact in contacts))
    if unread and (edits := await _edits(store, unread, found)):
        first = [*first, *edits]
        met.update(filter(None, (edited_name(edit["account"], edit["content"]) for edit in edits)))
    later = [later for name in sorted(met) for later in later_names(name)]
    return first, await store.receipts_of(later) if later else {}


def _has_less(row: Mapping[str, Any]) -> bool:
    """Whether an entry is of a message whose content did not come, or that a sync of old chats told."""
    return row.get("source") == HISTORY or (row.get("content") or {}).get("unavailable") is True


async def _edits(store: LeadStore, unread: Sequence[Contact], found: Sequence[Lead]) -> list[Mapping[str, Any]]:
    """Give edits of messages that come without their content, which came before them."""
    return await store.edits_of([lead.id for lead in found], [contact.id.removeprefix("wa:") for contact in unread])
