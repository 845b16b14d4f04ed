"""What a change of number means for the lead that held the number: what was said from it since may be somebody else's. Pure.

An attested change may reach us after messages of whoever holds the number now. The lead's contacts are then looked at
again, each with the key that its number has at its time (`worker.leads.holders`): what hangs together stays one lead,
and what does not becomes a lead of its own, as if the change had come in time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from worker.account import Account
from worker.contact import Contact
from worker.leads import bounds, changes, fold, history_entry, holders, merge_policy
from worker.leads.history_entry import HistoryEntry, entry_id
from worker.leads.lead import Cell, Lead
from worker.leads.moved_rows import moved_rows
from worker.leads.reuse_told import NUMBERS
from worker.leads.statement import stated

SEPARATED, SPLIT_OFF = "separated", "split_off"  # types of the entries of the two leads
_REBUILT = (
    *("keys", "identities", "fields", "extra", "tags", "alternates", "flags", "first", "touch"),
    *("last_inbound_at", "counts"),
)


@dataclass(frozen=True, slots=True)
class LookedAt:
    """Leads whose history was looked at for a contact: number's key to lead, its version, and names of its person."""

    of: Mapping[str, tuple[str, int, tuple[str, ...]]] = field(default_factory=dict)

    def holds(self, key: str, lead: str, version: int) -> bool:
        """Whether nothing was written to the lead since."""
        return key in self.of and self.of[key][:2] == (lead, version)

    def named(self, contact: Contact) -> Contact:
        """Give the contact with the names that the number's person was known by."""
        return replace(
            contact,
            identities=tuple(
                replace(i, names=self.of[i.key][2]) if i.key in self.of and not i.names else i
                for i in contact.identities
            ),
        )


@dataclass(slots=True)
class Division:
    """What becomes of a lead: it changes, or another is split off, or there is nothing to do but to know the names."""

    names: tuple[str, ...] = ()
    entry: HistoryEntry | None = None
    other: Lead | None = None
    left: HistoryEntry | None = None
    refused: str = ""  # why an operator's wish cannot be granted
    takes: bool = True  # the key that the number has since is somebody's now


def divide(  # noqa: PLR0913, PLR0917  # what is known of the change
    lead: Lead, rows: Sequence[Mapping[str, Any]], contact: Contact, key: str, account: Account, now: int, new_id: str
) -> Division:
    """Say what it means for a lead (which is changed) that the number `key` was given up at the contact's time.

    `rows` are the entries of the lead and of those merged into it, in order. Where one of them was erased the lead stays
    as it is, with the number marked as given up.
    """
    at, then = contact.at, holders.key_since(key, contact.at)
    known = [(row, stated(row["account"], row["contact"])) for row in rows if row.get("contact")]
    names = tuple(sorted({t for _, c in known if c.at <= at and key in _keys(c) for t in holders.traits_of(c)}))
    names = names[: holders.MAX_TRAITS]
    later = [c for _, c in known if c.at > at and key in _keys(c)]
    if not later:
        return Division(names)
    hashes = {i.key_hash for _, c in known if c.at <= at for i in c.identities if i.key == key and i.key_hash}
    former = {"k": key, "kind": "phone", "retired": at, "names": names, "hashes": sorted(hashes)}
    former["to"] = holders.new_numbers(contact)
    known = [(row, _at_its_time(c, former, account) if c in later else c) for row, c in known]
    apart = _connected([*(c for _, c in known), contact], then)
    after = [(row, c) for row, c in known if apart & {*_keys(c)}]
    before = [(row, c) for row, c in known if not apart & {*_keys(c)}]
    complete = not any("erased" in row for row in rows)
    if not complete or (key not in apart and not any(c.creates for _, c in after)):
        return _marked(lead, key, names, contact, now)
    if key in apart:
        return _dated(lead, known, key, names, contact, account, now)
    if not any(c.creates for _, c in before):
        return _renamed(lead, after, key, contact, account, now)
    return _split(lead, before, after, key, names, contact, account, now, new_id)


def separate(  # noqa: PLR0913, PLR0917  # what is asked for
    lead: Lead, rows: Sequence[Mapping[str, Any]], key: str, account: Account, now: int, new_id: str, by: str
) -> Division:
    """Divide a lead (which is changed) as an operator says: who uses a number is not who gave it up (`key`)."""
    former = next(entry for entry in lead.identities if entry["k"] == key)
    then = holders.key_since(key, former["retired"])
    if any("erased" in row for row in rows):
        return Division(
            refused=f"parts of the history of lead {lead.id} were erased: what is whose cannot be told any more"
        )
    known = [(row, stated(row["account"], row["contact"])) for row in rows if row.get("contact")]
    # What came before the change was told still names the number as it was known then.
    known = [(row, _unlinked(_at_its_time(contact, former, account), {key, then})) for row, contact in known]
    theirs = _connected((contact for _, contact in known), then)
    if key in theirs:
        shown = sorted(k for k in theirs & {*lead.keys} if not k.startswith("phone:")) or sorted(theirs)
        return Division(refused=f"more than the number holds them together: {', '.join(shown)} is of both")
    after = [(row, contact) for row, contact in known if theirs & {*_keys(contact)}]
    before = [(row, contact) for row, contact in known if not theirs & {*_keys(contact)}]
    if not any(c.creates for _, c in before) or not any(c.creates for _, c in after):
        return Division(refused="only one of the two ever wrote, or was in a list or form")
    asked = Contact(account.id, f"separate:{by}:{now}", former["retired"], "", by, SEPARATED, (), creates=False)
    names = tuple(former.get("names", ()))
    done = _split(lead, before, after, key, names, asked, account, now, new_id)
    if done.other is not None:
        lead.apart, done.other.apart = sorted({*lead.apart, done.other.id}), [lead.id]
    return done


def _unlinked(contact: Contact, both: set[str]) -> Contact:
    """Give a contact without what was only thought to show that two holders of a number are one."""
    stated_keys = {identity.key for identity in contact.identities}
    return replace(contact, refers=tuple(k for k in contact.refers if k not in both or not both & stated_keys))


def _keys(contact: Contact) -> tuple[str, ...]:
    return (*(identity.key for identity in contact.identities), *contact.refers)


def _at_its_time(contact: Contact, former: Mapping[str, Any], account: Account) -> Contact:
    """Give a contact of after the change with the number's later key, and what shows that the person is the same."""
    policy = account.settings.reused_number
    said = holders.trace(contact, lambda key: former if key == former["k"] else None, policy).said
    # Names that a later change of number brings along are those of the time before this one too.
    return replace(said, identities=tuple(replace(i, names=()) if i.names else i for i in said.identities))


def _connected(contacts: Iterable[Contact], start: str) -> set[str]:
    """Give every key that hangs together with one."""
    found, rest = {start}, [{*_keys(contact)} for contact in contacts]
    while touching := [keys for keys in rest if keys & found]:
        rest = [keys for keys in rest if not keys & found]
        found = found.union(*touching)
    return found


def _folded(lead: Lead, contacts: Iterable[Contact], account: Account) -> Lead:
    again = fold.new_lead(account, lead.id, lead.created_at)
    for contact in contacts:
        fold.fold(again, contact, account, lead.created_at)
    return again


def _given_up(lead: Lead, key: str, names: tuple[str, ...], at: int, *, reused: bool = False) -> list[dict[str, Any]]:
    more = {"retired": at, **({"names": list(names)} if names else {}), **({"reused": ["yes"]} if reused else {})}
    return [entry | more if entry["k"] == key else entry for entry in lead.identities]


def _marked(lead: Lead, key: str, names: tuple[str, ...], contact: Contact, now: int) -> Division:
    """The number is given up, and what came from it since stays."""
    change = changes.Change(events=["lead.updated"])
    changes.set_identities(lead, _given_up(lead, key, names, contact.at), change)
    return Division(names, _entry(lead, change, contact, now, "number_given_up", "updated"), takes=False)


def _dated(  # noqa: PLR0913, PLR0917  # what is known of the change
    lead: Lead, known: Sequence[Any], key: str, names: tuple[str, ...], contact: Contact, account: Account, now: int
) -> Division:
    """Whoever used the number since is the same person: its two stretches stand beside each other."""
    change = changes.Change(events=["lead.updated"])
    again = _folded(lead, (c for _, c in known), account)
    stated_keys = {entry["k"] for entry in again.identities} | {key}
    kept = [entry for entry in lead.identities if entry["k"] not in stated_keys]
    left = [  # the contact itself comes to this lead next; it may be the only one that states the number's earlier key
        merge_policy.identity_entry(identity, contact.at, contact.id, place, used=contact.inbound)
        for place, identity in enumerate(contact.identities)
        if identity.key == key
    ]
    again.identities = merge_policy.join_identities(merge_policy.join_identities(kept, left), again.identities)
    new, _ = changes.set_identities(lead, _given_up(again, key, names, contact.at), change)
    for one in new:
        change.of("identities", None, one)
    return Division(names, _entry(lead, change, contact, now, "number_given_up", "updated"))


def _renamed(  # what is known of the change
    lead: Lead, after: Sequence[Any], key: str, contact: Contact, account: Account, now: int
) -> Division:
    """The lead is only of who holds the number since: whoever gave it up is somebody else."""
    change = changes.Change(events=["lead.updated"])
    again = _folded(lead, (c for _, c in after), account)
    stated_keys = {entry["k"] for entry in again.identities} | {key}
    kept = [entry for entry in lead.identities if entry["k"] not in stated_keys]
    new, gone = changes.set_identities(lead, merge_policy.join_identities(kept, again.identities), change)
    change.of("identities", gone or None, new or None)
    return Division((), _entry(lead, change, contact, now, "number_taken_over", "updated"))


def _split(  # noqa: PLR0913, PLR0917  # what is known of the change
    lead: Lead,
    before: Sequence[Any],
    after: Sequence[Any],
    key: str,
    names: tuple[str, ...],
    contact: Contact,
    account: Account,
    now: int,
    new_id: str,
) -> Division:
    """Two people: the former owner keeps the lead with all that was decided, the other gets one of their own."""
    mine, theirs = _folded(lead, (c for _, c in before), account), _folded(lead, (c for _, c in after), account)
    said = {c.id for _, c in (*before, *after)}
    strength = merge_policy.strengths(account)
    for name in ("fields", "extra"):
        kept = _commanded(getattr(lead, name), said)
        setattr(mine, name, merge_policy.join_cells(getattr(mine, name), kept, strength))
    consent, tags = dict(mine.consent), dict(mine.tags)
    for cells, ours in ((lead.consent, consent), (lead.tags, tags)):
        for name, cell in _commanded(cells, said).items():
            ours[name] = merge_policy.later(ours.get(name), cell) or cell
    mine.tags = tags
    stated_keys = {e["k"] for e in (*mine.identities, *theirs.identities)} | {key}
    kept_ids = [entry for entry in lead.identities if entry["k"] not in stated_keys]
    mine.identities = merge_policy.join_identities(kept_ids, mine.identities)
    mine.identities = _given_up(mine, key, names, contact.at, reused=True)
    mine.keys = [entry["k"] for entry in mine.identities]
    moved = moved_rows(lead.id, (row for row, _ in after))
    other = fold.new_lead(account, new_id, min(row["recorded_at"] for row, _ in after))
    change = changes.Change(events=["lead.unmerged"])
    change.of(
        "identities", sorted(set(lead.keys) - set(mine.keys)) or None, sorted(set(mine.keys) - set(lead.keys)) or None
    )
    for name in sorted({*lead.fields, *mine.fields}):
        old, new = lead.value(name), mine.value(name)
        if old != new:
            change.of(name, old, new)
    for name in _REBUILT:
        setattr(lead, name, getattr(mine, name))
    was_out, was_in = lead.opted_out, lead.opted_in
    lead.consent = consent
    changes.note_consent(lead, change, was_out=was_out, was_in=was_in)
    if lead.state.get("m") in said:
        changes.set_state(lead, mine.state, account, change)
    if lead.assignee.get("m") in said:
        changes.set_assignee(lead, mine.assignee, change)
    lead.incomplete = fold.incomplete(lead, account)
    for name in (*_REBUILT, "consent", "incomplete"):
        setattr(other, name, getattr(theirs, name))
    begun = changes.Change(events=["lead.unmerged"])
    changes.set_state(other, theirs.state, account, begun)
    changes.set_assignee(other, theirs.assignee, begun)
    number = holders.number_of(key).partition(":")[2]
    command = f"if they are one person: leadworker leads merge {lead.id} {other.id}"
    change.notes.append(f"{number} was given up; who wrote from it since is now lead {other.id}; {command}")
    begun.notes.append(f"{number} was given up by lead {lead.id}; taken for somebody else's since; {command}")
    entry = _entry(lead, change, contact, now, SEPARATED, "unmerged", other=other.id, **moved)
    left = _entry(other, begun, contact, now, SPLIT_OFF, "unmerged", other=lead.id, **moved)
    return Division(names, entry, other, left)


def _commanded(cells: Mapping[str, Cell], said: set[str]) -> dict[str, Cell]:
    return {name: cell for name, cell in cells.items() if cell["m"] not in said}


def _entry(  # what an entry says
    lead: Lead, change: changes.Change, contact: Contact, now: int, kind: str, outcome: str, **more: Any
) -> HistoryEntry:
    changes.note_conflicts(lead, change)
    changes.choose_address(lead, change)
    change.fields = bounds.levelled(change.fields, bounds.CHANGES_BYTES)
    return history_entry.append(
        lead,
        f"{entry_id(lead.account, contact.id)}~{kind}~{lead.id}~{lead.seq}",
        change,
        now,
        type=kind,
        at=now,
        by={"kind": "human", "id": contact.origin} if contact.activity == SEPARATED else dict(NUMBERS),
        source=None,
        outcome=outcome,
        cause=contact.id,
        **more,
    )
