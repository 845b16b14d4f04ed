"""Reads what the planner needs to complete messages: entries of their other versions. Most batches read nothing here."""

from collections.abc import Mapping, Sequence
from typing import Any

from worker.commit.storage import LeadStore
from worker.contact import HISTORY, Contact
from worker.leads.history_entry import entry_id
from worker.leads.lead import Lead
from worker.leads.versions import is_placeholder, later_names


async def versions_met(
    store: LeadStore, contacts: Sequence[Contact], found: Sequence[Lead], receipts: Mapping[str, str]
) -> tuple[list[Mapping[str, Any]], dict[str, str]]:
    """Give entries of messages applied before that may be another version, and the receipts of second versions.

    `receipts` says which contacts are in history. The leads `found` were read before: what left their `pend` since is seen.
    """
    pending = {entry["_id"] for lead in found for entry in lead.pend}
    if not receipts and not pending:
        return [], {}
    names = {entry_id(contact.account, contact.id) for contact in contacts}
    known = names & receipts.keys()
    less = [c for c in contacts if is_placeholder(c) or c.source == HISTORY]
    late = known & {entry_id(contact.account, contact.id) for contact in less}
    first = await store.first_versions(sorted(known), sorted(late)) if known else []
    met = {entry["_id"] for entry in first} | (names & pending)
    later = [later for name in sorted(met) for later in later_names(name)]
    return first, await store.receipts_of(later) if later else {}
