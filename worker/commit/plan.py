"""What a batch of contacts means for the leads that were read: the pure heart of the commit path.

In: contacts, the leads that own any of their keys, and which of their ids are in history already. Out: one write per
lead, merges to be made first, contacts nobody is known for, and what became of each contact.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from worker.account import Accounts
from worker.commit.contact_plan import ContactPlan, NumberChange, ReceiptOutcome
from worker.commit.links import another_time, link
from worker.commit.storage import Write
from worker.contact import Contact
from worker.leads import fold, holders, reuse_told, versions
from worker.leads.history_chain import entry_size
from worker.leads.history_entry import entry_id
from worker.leads.lead import Lead
from worker.leads.reuse import LookedAt
from worker.leads.separate import without

PEND_LIMIT = 500  # entries on their way to history per lead; beyond, its messages wait
# Bytes of whole entries on their way to history per lead, those of one write included. One entry more may come on top
# (a lone one always goes), and one merge: with a lead at all its bounds that stays below the server's 16 MB per document.
PEND_BYTES = 2_000_000


@dataclass(slots=True)
class Slot:
    """A lead that was read, or is new, with what is to be written of it."""

    write: Write
    waiting: int = 0  # bytes of what was pending when the lead was read
    listed: bool = False
    merging: bool = False  # it is about to be joined with another: further contacts wait for the outcome


class Planner:
    """Plans one batch. `new_id` gives ids for new leads, `now` is Unix ms."""

    def __init__(self, accounts: Accounts, now: int, new_id: Callable[[], str]) -> None:
        self._accounts, self._now, self._new_id = accounts, now, new_id
        self._slots: dict[tuple[str, str], Slot] = {}
        self._applied: dict[str, tuple[str, frozenset[str]]] = {}  # entry id -> lead id, keys of the lead
        # Entry id -> entry, of messages that may have a second version.
        self._entries: dict[str, Mapping[str, Any]] = {}
        self._read: set[tuple[str, str]] = set()
        self._calm = True  # no number of these leads was ever given up, and none is in this batch
        self._looked_at: Mapping[str, LookedAt] = {}
        self._plan = ContactPlan()

    def know(self, found: Iterable[Lead], receipts: Mapping[str, str], owners: Mapping[str, Lead] = {}) -> None:
        """Take what was read: leads first, then receipts (entry id to lead id).

        `owners` are leads of receipts that none of the contacts' keys found, by the id that the receipt names.
        """
        keys_of: dict[str, frozenset[str]] = {}
        leads = {lead.id: lead for lead in owners.values()} | {lead.id: lead for lead in found}
        for lead in leads.values():
            slot = Slot(Write.of(lead), sum(map(entry_size, lead.pend)))
            keys_of[lead.id] = frozenset(lead.keys)
            self._calm = self._calm and holders.untouched(lead.identities)
            for key in lead.keys:
                self._slots.setdefault((lead.account, key), slot)
            for entry in lead.pend:
                self._applied[entry["_id"]] = (lead.id, keys_of[lead.id])
                self._entries[entry["_id"]] = entry
        keys_of |= {lead_id: frozenset(lead.keys) for lead_id, lead in owners.items()}
        for name, lead_id in receipts.items():
            self._applied.setdefault(name, (lead_id, keys_of.get(lead_id, frozenset())))

    def look(self, read: Iterable[tuple[str, str]], looked_at: Mapping[str, LookedAt]) -> None:
        """Take which keys (account, key) were read, and what is known of numbers given up (by entry id of the contact)."""
        self._read.update(read)
        self._looked_at = looked_at

    def recall(self, entries: Iterable[Mapping[str, Any]]) -> None:
        """Take entries of history of which the contacts may hold another version."""
        self._entries |= {entry["_id"]: entry for entry in entries}

    def plan(self, contacts: Sequence[Contact]) -> ContactPlan:
        """Plan the contacts in the order given."""
        for contact in contacts:
            self._place(contact)
        return self._plan

    def _place(self, contact: Contact) -> None:
        name = entry_id(contact.account, contact.id)
        found = self._trace(contact)
        if found.reads and any(
            (contact.account, key) not in self._read and (contact.account, key) not in self._slots
            for key in found.reads
        ):
            self._plan.postponed.append(contact)  # who holds the number at its time is not read yet
            return
        said = found.said
        if name in self._applied:
            if found.why and self._joined(contact, self._kept_apart(said, self._owners(said))[1]):
                return  # what shows whose it is came at the same moment
            second = self._second(said, name)
            if second is None:
                self._tell_former_owners(contact, found)
                return
            name, said = versions.entry_name(second), second
        elif said.retires and not self._boundary(contact, said, name):
            return
        elif said.retires:
            said = self._looked_at[name].named(said) if name in self._looked_at else said
            said = holders.linked(said, self._finder(contact.account))
        self._placed(contact, said, name, found)

    def _placed(self, contact: Contact, said: Contact, name: str, found: holders.Trace) -> None:
        owners = self._owners(said)
        if len(owners) > 1:
            said, owners = self._kept_apart(said, owners)
        if self._joined(contact, owners):
            return
        if owners:
            if said.second == "placeholder" and not self._adds(said, owners[0].write.lead):
                self._plan.settled.append((contact, "duplicate", owners[0].write.lead.id))
            else:
                self._fold(contact, owners[0], name, said, self._notes(found))
        elif contact.creates:
            account = self._accounts.named(contact.account)
            lead = fold.new_lead(account, self._new_id(), self._now)
            self._fold(contact, Slot(Write(lead, 0, ())), name, found.said, self._notes(found))
        else:
            self._plan.strangers.append((contact, said))
            return
        self._tell_former_owners(contact, found)

    def _joined(self, contact: Contact, owners: Sequence[Slot]) -> bool:
        """Whether leads are to be joined first; then the contact comes again."""
        if len(owners) < 2:
            return False
        if any(slot.write.version == 0 or slot.write.entries or slot.merging or crowded(slot) for slot in owners):
            self._plan.postponed.append(contact)  # merge what is stored, not what is still to be written
        else:
            for slot in owners:
                slot.merging = True
            self._plan.merges.append((contact, [slot.write.lead for slot in owners]))
        return True

    def _second(self, contact: Contact, name: str) -> Contact | None:
        """Give another version of a message that was applied before, to be folded now; else settle the contact."""
        lead_id, keys = self._applied[name]
        second = versions.second_version(contact, self._entries.get(name))
        known = self._applied[name] if second is None else self._applied.get(versions.entry_name(second))
        if second is None or known:
            self._duplicate(contact, *(known or (lead_id, keys)))
            return None
        if not keys.isdisjoint(contact_keys(contact)) or another_time(self._keys_of_owners(contact), keys):
            return second
        if keys and all(identity.trusted for identity in contact.identities):
            return replace(second, refers=(*second.refers, min(keys)))  # the other version came under another address
        self._plan.settled.append((contact, "duplicate", lead_id))
        return None

    def _trace(self, contact: Contact) -> holders.Trace:
        account = self._accounts.named(contact.account)
        if self._calm and not contact.retires:
            return holders.Trace(contact)
        self._calm = False
        return holders.trace(contact, self._finder(contact.account), account.settings.reused_number)

    def _finder(self, account: str) -> Callable[[str], Mapping[str, Any] | None]:
        def find(key: str) -> Mapping[str, Any] | None:
            slot = self._slots.get((account, key))
            return slot.write.lead.identity(key) if slot else None

        return find

    def _boundary(self, contact: Contact, said: Contact, name: str) -> bool:
        """Whether the contact can be folded; else somebody has to look first at what was done with the number since."""
        for key in said.retires:
            slot = self._slots.get((contact.account, key))
            entry = slot.write.lead.identity(key) if slot else None
            if slot is None or entry is None or entry["kind"] != "phone" or 0 < entry["retired"] <= contact.at:
                continue
            write, seen = slot.write, self._looked_at.get(name)
            if seen is not None and not write.entries and seen.holds(key, write.lead.id, write.version):
                continue
            if write.version == 0 or write.entries or slot.merging or crowded(slot):
                self._plan.postponed.append(contact)
            else:
                slot.merging = True
                then = self._slots.get((contact.account, holders.key_since(key, contact.at)))
                holder = then.write.lead if then is not None and then is not slot else None
                self._plan.changes.append(NumberChange(contact, said, write.lead, key, holder))
            return False
        return True

    def _notes(self, found: holders.Trace) -> list[str]:
        if not found.passed:
            return []
        slots, account = self._slots, found.said.account
        return [reuse_told.told(key, then, slots[account, key].write.lead.id, found.why) for key, then in found.passed]

    def _tell_former_owners(self, contact: Contact, found: holders.Trace) -> None:
        """Flag the lead that gave the number up, once, when somebody else uses it."""
        if not found.passed and not found.gives_up:
            return
        used = found.passed if (contact.inbound or contact.creates) and not contact.retires else []
        for key, then in (*used, *found.gives_up):
            slot, holder = self._slots.get((contact.account, key)), self._slots.get((contact.account, then))
            entry = slot.write.lead.identity(key) if slot else None
            if slot is None or holder is None or holder is slot or entry is None or entry.get("reused"):
                continue
            if slot.merging or crowded(slot):
                continue  # the next message from the number says so
            told = reuse_told.note(slot.write.lead, key, holder.write.lead.id, contact, self._now)
            slot.write.entries.append(told)
            slot.write.contacts.append(contact)  # should this write lose a race, the contact comes again as a duplicate
            slot.write.size += entry_size(told)
            if not slot.listed:
                slot.listed = True
                self._plan.writes.append(slot.write)

    def _adds(self, contact: Contact, lead: Lead) -> bool:
        return fold.adds_to(lead, contact, self._accounts.named(contact.account))

    def _owners(self, contact: Contact) -> list[Slot]:
        account, slots = contact.account, self._slots
        found = [slots[account, key] for key in contact_keys(contact) if (account, key) in slots]
        return found if len(found) < 2 else list({id(slot): slot for slot in found}.values())

    def _keys_of_owners(self, contact: Contact) -> list[str]:
        return [*contact_keys(contact), *(key for slot in self._owners(contact) for key in slot.write.lead.keys)]

    def _kept_apart(self, contact: Contact, owners: list[Slot]) -> tuple[Contact, list[Slot]]:
        """Leads that an operator took apart stay apart: the contact goes to the first, without the others' identities."""
        kept: list[Slot] = []
        for slot in owners:
            if not any(_apart(slot.write.lead, other.write.lead) for other in kept):
                kept.append(slot)
        others = [slot for slot in owners if slot not in kept]
        foreign = {key for key in contact_keys(contact) if self._slots.get((contact.account, key)) in others}
        return without(contact, foreign), kept

    def _fold(self, contact: Contact, slot: Slot, name: str, said: Contact, notes: Sequence[str] = ()) -> None:
        """Fold what is `said` of the contact; the plan names the contact itself, by which its sender knows it."""
        write, lead = slot.write, slot.write.lead
        if slot.merging or crowded(slot):
            self._plan.postponed.append(contact)
            return
        known, account = lead.keys, self._accounts.named(contact.account)
        entry = fold.fold(lead, said, account, self._now, notes)
        entries = [entry]
        self._entries[name] = entry
        if (told := versions.completed_by_edit(entry, self._entries, self._applied)) is not None:
            entries.append(fold.fold(lead, told, account, self._now))
        write.entries += entries
        write.contacts.append(contact)
        write.size += sum(map(entry_size, entries))
        if lead.keys is not known:
            write.grew = True
            for key in set(known).difference(lead.keys):
                del self._slots[lead.account, key]  # left out for another: whoever writes from it now is somebody new
            for key in lead.keys:
                self._slots[lead.account, key] = slot
        if not slot.listed:
            slot.listed = True
            self._plan.writes.append(write)
        self._applied |= dict.fromkeys((one["_id"] for one in entries), (lead.id, frozenset(lead.keys)))
        self._plan.settled.append((contact, cast(ReceiptOutcome, entry["outcome"]), lead.id))

    def _duplicate(self, contact: Contact, lead_id: str, keys: frozenset[str]) -> None:
        """One message id under two addresses (a gateway's phone and LID) shows that both are one person."""
        new = [i for i in contact.identities if i.key not in keys]
        taught = (
            keys
            and new
            and not another_time(self._keys_of_owners(contact), keys)
            and all(i.trusted for i in contact.identities)
        )
        if taught and not any(lead_id in slot.write.lead.apart for slot in self._owners(contact)):
            self._plan.links.append(link(contact, sorted(keys)[0], lead_id))
        self._plan.settled.append((contact, "duplicate", lead_id))


def crowded(slot: Slot) -> bool:
    """Whether so much is on its way to history that more has to wait."""
    write = slot.write
    return len(write.lead.pend) + len(write.entries) >= PEND_LIMIT or slot.waiting + write.size > PEND_BYTES


def _apart(one: Lead, two: Lead) -> bool:
    return two.id in one.apart or one.id in two.apart


def contact_keys(contact: Contact) -> tuple[str, ...]:
    """Every key under which the contact's person may be known."""
    if not contact.refers:
        return tuple([identity.key for identity in contact.identities])
    return (*[identity.key for identity in contact.identities], *contact.refers)
