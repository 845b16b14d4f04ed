"""Words about people nobody knows yet: kept until the person appears."""

from collections.abc import Sequence
from typing import Any

from worker.commit.documents import stranger_row
from worker.commit.plan import contact_keys
from worker.commit.storage import LeadStore
from worker.contact import Contact
from worker.leads.holders import number_of
from worker.leads.lead import Lead
from worker.telemetry.failpoints import failpoint


async def keep(store: LeadStore, strangers: Sequence[tuple[Contact, Contact]], now: int) -> list[Contact]:
    """Keep contacts (as sent, and with the keys of their time); give those whose person became known meanwhile.

    Write first, then look again: of two workers that race (one keeps, one creates the lead) one sees the other.
    """
    if not strangers:
        return []
    await store.keep_strangers([stranger_row(contact, now) for contact, _ in strangers])
    failpoint("kept")
    wanted: dict[str, list[str]] = {}
    for _, said in strangers:
        wanted.setdefault(said.account, []).extend(contact_keys(said))
    known = {(lead.account, key) for lead in await store.leads_by_keys(wanted) for key in lead.keys}
    return [c for c, said in strangers if any((c.account, key) in known for key in contact_keys(said))]


async def kept_about(store: LeadStore, leads: Sequence[Lead]) -> list[dict[str, Any]]:
    """Give what was kept about the people of leads; a number is kept as it was sent, whoever holds it at which time."""
    wanted: dict[str, list[str]] = {}
    for lead in leads:
        wanted.setdefault(lead.account, []).extend(sorted({number_of(key) for key in lead.keys}))
    return await store.strangers_by_keys(wanted) if wanted else []
