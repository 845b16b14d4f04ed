"""What a batch of contacts means for the leads that were read: the pure heart of the commit path.

In: contacts, the leads that own any of their keys, and which of their ids are in history already. Out: one write per
lead, merges to be made first, contacts nobody is known for, and what became of each contact.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, cast

from worker.account import Accounts
from worker.commit.storage import Write
from worker.contact import Contact
from worker.leads import fold, versions
from worker.leads.commands import Command, Result, execute, limited
from worker.leads.history_chain import entry_size
from worker.leads.history_entry import entry_id
from worker.leads.lead import Lead
from worker.leads.separate import without
from worker.leads.statement import stated

PEND_LIMIT = 500  # entries on their way to history per lead; beyond, its messages wait
# Bytes of whole entries on their way to history per lead, those of one write included. One entry more may come on top
# (a lone one always goes), and one merge: with a lead at all its bounds that stays below the server's 16 MB per document.
PEND_BYTES = 2_000_000
ReceiptOutcome = Literal["created", "merged", "updated", "duplicate", "ignored", "kept"]


@dataclass(slots=True)
class ContactPlan:
    """The outcome of planning. Every contact is in exactly one of the lists."""

    writes: list[Write] = field(default_factory=list)
    merges: list[tuple[Contact, list[Lead]]] = field(default_factory=list)
    strangers: list[Contact] = field(default_factory=list)
    postponed: list[Contact] = field(default_factory=list)
    links: list[Contact] = field(default_factory=list)
    settled: list[tuple[Contact, ReceiptOutcome, str]] = field(
        default_factory=list
    )  # contact, outcome, lead id or reason


@dataclass(slots=True)
class _Slot:
    write: Write
    waiting: int = 0  # bytes of what was pending when the lead was read
    listed: bool = False
    merging: bool = False  # it is about to be joined with another: further contacts wait for the outcome


class Planner:
    """Plans one batch. `new_id` gives ids for new leads, `now` is Unix ms."""

    def __init__(self, accounts: Accounts, now: int, new_id: Callable[[], str]) -> None:
        self._accounts, self._now, self._new_id = accounts, now, new_id
        self._slots: dict[tuple[str, str], _Slot] = {}
        self._applied: dict[str, tuple[str, frozenset[str]]] = {}  # entry id -> lead id, keys of the lead
        # Entry id -> entry, of messages that may have a second version.
        self._entries: dict[str, Mapping[str, Any]] = {}
        self._plan = ContactPlan()

    def know(self, found: Iterable[Lead], receipts: Mapping[str, str], owners: Mapping[str, Lead] = {}) -> None:
        """Take what was read: leads first, then receipts (entry id to lead id).

        `owners` are leads of receipts that none of the contacts' keys found, by the id that the receipt names.
        """
        keys_of: dict[str, frozenset[str]] = {}
        leads = {lead.id: lead for lead in owners.values()} | {lead.id: lead for lead in found}
        for lead in leads.values():
            slot = _Slot(Write.of(lead), sum(map(entry_size, lead.pend)))
            keys_of[lead.id] = frozenset(lead.keys)
            for key in lead.keys:
                self._slots.setdefault((lead.account, key), slot)
            for entry in lead.pend:
                self._applied[entry["_id"]] = (lead.id, keys_of[lead.id])
                self._entries[entry["_id"]] = entry
        keys_of |= {lead_id: frozenset(lead.keys) for lead_id, lead in owners.items()}
        for name, lead_id in receipts.items():
            self._applied.setdefault(name, (lead_id, keys_of.get(lead_id, frozenset())))

    def recall(self, entries: Iterable[Mapping[str, Any]]) -> None:
        """Take entries of history of which the contacts may hold another version."""
        self._entries |= {entry["_id"]: entry for entry in entries}

    def plan(self, contacts: Sequence[Contact]) -> ContactPlan:
        """Plan the contacts in the order given."""
        for contact in contacts:
            self._place(contact)
        return self._plan

    def _place(self, contact: Contact) -> None:
        name, said = entry_id(contact.account, contact.id), contact
        if name in self._applied:
            second = self._second(contact, name)
            if second is None:
                return
            name, said = versions.entry_name(second), second
        owners = self._owners(said)
        if len(owners) > 1:
            said, owners = self._kept_apart(said, owners)
        if len(owners) > 1:
            if any(slot.write.version == 0 or slot.write.entries or slot.merging or _crowded(slot) for slot in owners):
                self._plan.postponed.append(contact)  # merge what is stored, not what is still to be written
            else:
                for slot in owners:
                    slot.merging = True
                self._plan.merges.append((contact, [slot.write.lead for slot in owners]))
        elif owners:
            if said.second == "placeholder" and not self._adds(said, owners[0].write.lead):
                self._plan.settled.append((contact, "duplicate", owners[0].write.lead.id))
            else:
                self._fold(contact, owners[0], name, said)
        elif contact.creates:
            account = self._accounts.named(contact.account)
            lead = fold.new_lead(account, self._new_id(), self._now)
            self._fold(contact, _Slot(Write(lead, 0, {})), name, contact)
        else:
            self._plan.strangers.append(contact)

    def _second(self, contact: Contact, name: str) -> Contact | None:
        """Give another version of a message that was applied before, to be folded now; else settle the contact."""
        lead_id, keys = self._applied[name]
        second = versions.second_version(contact, self._entries.get(name))
        known = self._applied[name] if second is None else self._applied.get(versions.entry_name(second))
        if second is None or known:
            self._duplicate(contact, *(known or (lead_id, keys)))
            return None
        if not keys.isdisjoint(contact_keys(contact)):
            return second
        if keys and all(identity.trusted for identity in contact.identities):
            return replace(second, refers=(*second.refers, min(keys)))  # the other version came under another address
        self._plan.settled.append((contact, "duplicate", lead_id))
        return None

    def _adds(self, contact: Contact, lead: Lead) -> bool:
        return fold.adds_to(lead, contact, self._accounts.named(contact.account))

    def _owners(self, contact: Contact) -> list[_Slot]:
        account, slots = contact.account, self._slots
        found = [slots[account, key] for key in contact_keys(contact) if (account, key) in slots]
        return found if len(found) < 2 else list({id(slot): slot for slot in found}.values())

    def _kept_apart(self, contact: Contact, owners: list[_Slot]) -> tuple[Contact, list[_Slot]]:
        """Leads that an operator took apart stay apart: the contact goes to the first, without the others' identities."""
        kept: list[_Slot] = []
        for slot in owners:
            if not any(_apart(slot.write.lead, other.write.lead) for other in kept):
                kept.append(slot)
        others = [slot for slot in owners if slot not in kept]
        foreign = {key for key in contact_keys(contact) if self._slots.get((contact.account, key)) in others}
        return without(contact, foreign), kept

    def _fold(self, contact: Contact, slot: _Slot, name: str, said: Contact) -> None:
        """Fold what is `said` of the contact; the plan names the contact itself, by which its sender knows it."""
        write, lead = slot.write, slot.write.lead
        if slot.merging or _crowded(slot):
            self._plan.postponed.append(contact)
            return
        known = lead.keys
        entry = fold.fold(lead, said, self._accounts.named(contact.account), self._now)
        write.entries.append(entry)
        self._entries[name] = entry
        write.contacts.append(contact)
        write.size += entry_size(entry)
        if lead.keys is not known:
            write.grew = True
            for key in set(known).difference(lead.keys):
                del self._slots[lead.account, key]  # left out for another: whoever writes from it now is somebody new
            for key in lead.keys:
                self._slots[lead.account, key] = slot
        if not slot.listed:
            slot.listed = True
            self._plan.writes.append(write)
        self._applied[name] = (lead.id, frozenset(lead.keys))
        self._plan.settled.append((contact, cast(ReceiptOutcome, entry["outcome"]), lead.id))

    def _duplicate(self, contact: Contact, lead_id: str, keys: frozenset[str]) -> None:
        """One message id under two addresses (a gateway's phone and LID) shows that both are one person."""
        new = [i for i in contact.identities if i.key not in keys]
        taught = keys and new and all(i.trusted for i in contact.identities)
        if taught and not any(lead_id in slot.write.lead.apart for slot in self._owners(contact)):
            self._plan.links.append(link(contact, sorted(keys)[0], lead_id))
        self._plan.settled.append((contact, "duplicate", lead_id))


def _crowded(slot: _Slot) -> bool:
    """Whether so much is on its way to history that more has to wait."""
    write = slot.write
    return len(write.lead.pend) + len(write.entries) >= PEND_LIMIT or slot.waiting + write.size > PEND_BYTES


def _apart(one: Lead, two: Lead) -> bool:
    return two.id in one.apart or one.id in two.apart


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
        if owner and contact and owner is not leads[entry["lead"]] and all(i.trusted for i in contact.identities):
            links.append(link(contact, owner.keys[0], owner.id))
    return links


def contact_keys(contact: Contact) -> tuple[str, ...]:
    """Every key under which the contact's person may be known."""
    return (*[identity.key for identity in contact.identities], *contact.refers)


@dataclass(slots=True)
class CommandPlan:
    """What commands mean: the writes, and what became of each command if they succeed."""

    writes: list[Write] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)


def plan_commands(
    commands: Sequence[Command], found: Mapping[str, Lead], receipts: Mapping[str, str], accounts: Accounts, now: int
) -> CommandPlan:
    """Plan commands on the leads that were read (`found`: the command's lead id to the lead in force)."""
    plan, slots = CommandPlan(), dict[str, _Slot]()
    applied = dict(receipts) | {e["_id"]: lead.id for lead in found.values() for e in lead.pend}
    for command in commands:
        lead, name = found.get(command.lead), entry_id(command.account, command.id)
        if lead is None or lead.account != command.account:
            plan.results.append(Result(command, "unknown_lead", command.lead, detail="there is no such lead"))
        elif name in applied:
            plan.results.append(Result(command, "duplicate", applied[name]))
        elif why := limited(lead, command.once, command.at):
            plan.results.append(Result(command, "limited", lead.id, detail=why))
        else:
            slot = slots.get(lead.id)
            if slot is None:
                slot = slots[lead.id] = _Slot(Write.of(lead), sum(map(entry_size, lead.pend)))
            if _crowded(slot):
                continue  # without a result: the next round asks again
            if not slot.listed:
                slot.listed = True
                plan.writes.append(slot.write)
            entry = execute(lead, command, accounts.named(command.account), now)
            slot.write.entries.append(entry)
            slot.write.size += entry_size(entry)
            applied[name] = lead.id
            plan.results.append(Result(command, "done", lead.id, entry))
    return plan
