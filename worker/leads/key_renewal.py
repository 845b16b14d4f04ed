"""The keys of a lead, and of a contact from its history, under the folding rules of this version. Pure.

Why keys are made again, and from what, is said in `worker.identity.refolding`; this page applies it to whole values.
"""

from collections.abc import Mapping
from dataclasses import replace

from worker.account import Account
from worker.contact import Contact, Identity
from worker.errors import RefusedError
from worker.identity import folding
from worker.identity.keys import whatsapp_identity
from worker.identity.refolding import rekeyed
from worker.leads import changes, history_entry, merge_policy
from worker.leads.history_entry import HistoryEntry
from worker.leads.lead import Lead

_PHONE = "phone:"


def new_keys(lead: Lead) -> dict[str, str]:
    """Give old key to new key, for the keys of the lead that are not the same any more."""
    made = {entry["k"]: rekeyed(entry) for entry in lead.identities}
    return {old: new for old, new in made.items() if old != new}


def rename(lead: Lead, changed: Mapping[str, str]) -> None:
    """Give identities of the lead their new keys (old to new); those that become one are joined."""
    lead.identities = merge_policy.join_identities(
        [], [{**entry, "k": changed.get(entry["k"], entry["k"])} for entry in lead.identities]
    )
    lead.keys = sorted({changed.get(key, key) for key in lead.keys})
    lead.kv = folding.KEY_VERSION


def rekey(
    lead: Lead, changed: Mapping[str, str], account: Account, now: int, notes: tuple[str, ...] = ()
) -> HistoryEntry:
    """Give the lead (which is changed) its new keys (old to new), and give the history entry that says so."""
    change = changes.Change(events=["lead.updated"], notes=list(notes))
    for old, new in sorted(changed.items()):
        change.of("identities", old, new)
    rename(lead, changed)
    changes.note_conflicts(lead, change)
    changes.choose_address(lead, change)
    return history_entry.append(
        lead,
        history_entry.entry_id(account.id, f"rekey:{folding.KEY_VERSION}:{lead.id}:{lead.seq}"),
        change,
        now,
        type="rekeyed",
        at=now,
        by={"kind": "system", "id": f"rekey-{folding.KEY_VERSION}"},
        source=None,
        outcome="updated",
    )


def rekeyed_contact(contact: Contact) -> Contact:
    """Give a contact of an older version as this version would have read it."""
    return replace(
        contact,
        identities=tuple(replace(identity, key=_key_of(identity)) for identity in contact.identities),
        refers=tuple(_renamed(key) for key in contact.refers),
        retires=tuple(_renamed(key) for key in contact.retires),
    )


def _key_of(identity: Identity) -> str:
    return rekeyed(
        {
            "k": identity.key,
            "kind": identity.kind,
            "raw": identity.raw,
            "e164": identity.e164,
            "trusted": identity.trusted,
        }
    )


def _renamed(key: str) -> str:
    if not key.startswith(_PHONE):
        return key
    number, mark, since = key.removeprefix(_PHONE).partition("~")
    try:
        return whatsapp_identity(number).key + mark + since
    except RefusedError:
        return key
