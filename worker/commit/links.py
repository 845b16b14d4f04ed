"""The contact that teaches that two addresses are one person's, because one message came under both. Pure."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from worker.contact import Contact
from worker.leads import holders
from worker.leads.lead import Lead
from worker.leads.statement import stated


def link(contact: Contact, known_key: str, lead_id: str) -> Contact:
    """Give the contact that teaches: the addresses of this one belong to the person who owns `known_key`.

    Its id stays in history when the person is erased, so it holds a short digest of the address (`contact.id` salts it).
    """
    name = f"{contact.id}~{contact.identities[0].key}"
    return Contact(
        account=contact.account,
        id=f"{contact.id}~{hashlib.sha256(name.encode()).hexdigest()[:10]}",
        at=contact.at,
        source=contact.source,
        origin=contact.origin,
        activity="identity_learned",
        identities=contact.identities,
        refers=(known_key,),
        creates=False,
        content={"because": "one message id under two addresses", "lead": lead_id},
    )


def clash_links(
    clashes: Sequence[Mapping[str, Any]], owners: Mapping[str, str], leads: Mapping[str, Lead]
) -> list[Contact]:
    """Give what joins leads to which one message was applied at the same moment, where WhatsApp vouches for the person.

    `owners` are the leads whose history has the entries' ids, `leads` those in force by the ids of both.
    """
    links: list[Contact] = []
    for entry in clashes:
        owner = leads.get(owners.get(entry["_id"], ""))
        contact = stated(entry["account"], entry["contact"]) if entry.get("contact") else None
        other = leads[entry["lead"]]
        if not owner or not contact or owner is other or another_time(owner.keys, other.keys):
            continue
        if all(identity.trusted for identity in contact.identities):
            links.append(link(contact, owner.keys[0], owner.id))
    return links


def another_time(keys: Collection[str], others: Collection[str]) -> bool:
    """Whether two people have one number at different times: that both had a message shows nothing of who they are."""
    numbers = {holders.number_of(key) for key in others if key.startswith(holders.PHONE)}
    return any(holders.number_of(key) in numbers and key not in others for key in keys)
