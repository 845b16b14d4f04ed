"""Single changes of a lead, each recorded with its old and new value, and announced if that is news. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from worker.account import Account
from worker.contact import LISTED, RECORDED, Consent, Contact
from worker.inert import inert_key
from worker.leads import bounds, holders, merge_policy
from worker.leads.lead import Cell, Lead

MAX_TAG = 64


SEVERAL_BSUIDS = "several_bsuids"
RETIRED_NUMBER_USED = "retired_number_used"
REUSED_NUMBER = "reused_number"
IDENTITY_KEY_CHANGED = "identity_key_changed"


@dataclass(slots=True)
class Change:
    """What one contact or command did to one lead, before it becomes a history entry."""

    fields: list[dict[str, Any]] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    full: set[str] = field(default_factory=set)  # sections of which something was left out

    def of(self, name: str, old: Any, new: Any) -> None:
        """Record an old and a new value."""
        self.fields.append({"field": name, "from": old, "to": new})


def note_delivery(lead: Lead, contact: Contact, change: Change, *, was: bool) -> None:
    """Announce that messages of ours failed, and say whether the person can be reached (`was`: before the contact)."""
    if contact.failures:
        change.events.append("lead.delivery_failed")
    now = lead.reachable
    if now != was:
        change.of("reachable", was, now)


_ADDRESSES: Final = frozenset({"phone", "bsuid", "lid"})
_DERIVED: Final = frozenset({SEVERAL_BSUIDS, RETIRED_NUMBER_USED, REUSED_NUMBER, IDENTITY_KEY_CHANGED})


def _without_conflict(identities: list[dict[str, Any]]) -> bool:
    """Whether it shows at a glance that nothing contradicts: at most one user id, one hash, no number given up."""
    user_ids = 0
    for entry in identities:
        user_ids += entry["kind"] == "bsuid"
        if user_ids > 1 or ("hashes" in entry and len(entry["hashes"]) > 1):
            return False
    return holders.untouched(identities)


def note_conflicts(lead: Lead, change: Change) -> None:
    """Several WhatsApp user ids in force, a number used after it was given up, or by somebody after another, or whose
    encryption identity changed: perhaps a recycled SIM. Shown for people to look at.

    The flags are derived from the identities, so that an event that arrives late takes them back.
    """
    if _DERIVED.isdisjoint(lead.flags) and _without_conflict(lead.identities):
        return
    plain = [e for e in lead.identities if e["kind"] == "bsuid" and not e["retired"] and ".ENT." not in e["k"]]
    for flag, found in (
        (SEVERAL_BSUIDS, len(plain) > 1),
        (RETIRED_NUMBER_USED, holders.used_again(lead.identities)),
        (REUSED_NUMBER, holders.taken_over(lead.identities)),
        (IDENTITY_KEY_CHANGED, any(len(entry.get("hashes", ())) > 1 for entry in lead.identities)),
    ):
        if found != (flag in lead.flags):
            lead.flags = sorted({*lead.flags} ^ {flag})
            change.of("flags", None, lead.flags)


def choose_address(lead: Lead, change: Change) -> None:
    """Choose the number, and where messages go: to what WhatsApp knows, never to an e-mail address or a sender's record id."""
    phone = merge_policy.primary(lead.identities)
    send_to = phone
    if phone is None or (phone["retired"] and holders.doubtful(phone, lead.identities)):
        known = (entry for entry in lead.identities if entry["kind"] in _ADDRESSES and entry["kind"] != "phone")
        send_to = min(known, key=lambda e: (e["first"], e["k"]), default=None)
    number = phone["e164"] if phone else None
    if lead.seq and number != lead.phone:
        change.of("phone", lead.phone, number)
    lead.phone, lead.address = number, send_to["raw"] if send_to else None


def tag_key(name: str) -> str:
    """Give the key under which a tag is stored; `%` for a blank one, which is none."""
    return inert_key(str(name).strip()[:MAX_TAG])


def set_tags(lead: Lead, names: Iterable[str], change: Change, *, on: bool, stamp: tuple[int, str]) -> None:
    tags = dict(lead.tags)
    turned: list[str] = []
    for name in names:
        key = tag_key(name)
        ours = tags.get(key)
        if key == "%" or (ours and stamp <= (ours["t"], ours["m"])):
            continue
        tags[key] = {"v": on, "t": stamp[0], "m": stamp[1]}
        if bool(ours and ours["v"]) != on:
            turned.append(key)
    lead.tags = within(tags, "tags", bounds.MAX_TAGS, change)
    for key in turned:
        if key in lead.tags:
            change.of("tags", None if on else key, key if on else None)


def within(cells: dict[str, Cell], section: str, limit: int, change: Change) -> dict[str, Cell]:
    """Keep the alphabetically first names of a section, and say so if that is not all."""
    if len(cells) > limit:
        change.full.add(section)
    return bounds.first_names(cells, limit)


def add_words(lead: Lead, name: str, more: Iterable[str], limit: int, change: Change) -> None:
    """Add to a section of plain words (flags, alternates)."""
    known: list[str] = getattr(lead, name)
    words = {*known, *more}
    kept = bounds.first_words(words, limit)
    if len(kept) < len(words):
        change.full.add(name)
    if kept != known:
        setattr(lead, name, kept)
        if lead.seq and (added := sorted(set(kept) - set(known))):
            change.of(name, None, added)


def set_values(lead: Lead, fields: dict[str, Cell], extra: dict[str, Cell], change: Change) -> None:
    """Give the lead its fields and extras, within their bounds."""
    lead.fields = bounds.shared(within(fields, "fields", bounds.MAX_FIELDS, change), bounds.FIELDS_BYTES)
    if extra or lead.extra:
        lead.extra = bounds.shared(within(extra, "extra", bounds.MAX_EXTRAS, change), bounds.EXTRA_BYTES)


def set_identities(lead: Lead, identities: list[dict[str, Any]], change: Change) -> tuple[list[str], list[str]]:
    """Give the lead its identities, within their bounds, and its keys; give the keys that are new, and those that went."""
    identities = holders.settled(identities)
    kept = bounds.ranked(identities)
    if len(kept) < len(identities):
        change.full.add("identities")
    keys = [entry["k"] for entry in kept]
    lead.identities = kept
    if keys == lead.keys:
        return [], []
    if not lead.keys:
        lead.keys = keys
        return sorted(set(keys)), []
    before, lead.keys = set(lead.keys), keys
    return sorted(set(keys) - before), sorted(before.difference(keys))


def note_findings(lead: Lead, change: Change) -> None:
    """Say among the flags what was left out. Whatever was left out once stays said; what is cut, while it is."""
    found = {f"{section}_full" for section in change.full if section in bounds.FULL}
    for section in bounds.CLIPPED:
        for cell in getattr(lead, section).values():
            if "cut" in cell:
                found.add(f"{section}_clipped")
                break
    if found or not _CLIPPED.isdisjoint(lead.flags):
        flags = sorted((set(lead.flags) - _CLIPPED) | found)
        if flags != lead.flags:
            change.notes += [bounds.FULL[s] for s in sorted(change.full) if f"{s}_full" not in lead.flags]
            lead.flags = flags
            if lead.seq:
                change.of("flags", None, flags)


_CLIPPED = frozenset(f"{section}_clipped" for section in bounds.CLIPPED)


def add_consents(lead: Lead, said: Iterable[Consent], message: str, change: Change) -> None:
    """Record opt-ins and opt-outs, each at its own time, and announce what they change.

    The yes of a list, or of a record that a system keeps, stands apart: it holds for those who never said no, and its
    time, which is the file's or that of any change of the record, lifts nobody's no.
    """
    was_out, was_in = lead.opted_out, lead.opted_in
    words = dict(lead.consent)
    for word in said:
        name = ("listed" if word.reason in (LISTED, RECORDED) else "given") if word.given else "withdrawn"
        stamped = {"t": word.at, "m": message, "reason": word.reason}
        words[name] = merge_policy.later(words.get(name), stamped)
    lead.consent = words
    note_consent(lead, change, was_out=was_out, was_in=was_in)


def note_consent(lead: Lead, change: Change, *, was_out: bool, was_in: bool) -> None:
    for name, was, now in (("opted_out", was_out, lead.opted_out), ("opted_in", was_in, lead.opted_in)):
        if was != now:
            change.of(name, was, now)
            if now:
                change.events.append(f"lead.{name}")


def set_state(lead: Lead, cell: Cell, account: Account, change: Change) -> None:
    """Put the lead into a state that the gate has let through, with its status, and announce it if it differs."""
    old = lead.state.get("v")
    lead.state, lead.status = cell, account.status_of.get(cell["v"], "open")
    if old != cell["v"]:
        change.of("state", old, cell["v"])
        if lead.seq:
            change.events.append("lead.state_changed")


def set_assignee(lead: Lead, cell: Cell, change: Change) -> None:
    """Give the lead to a teammate (None: to nobody) and announce it if that is news."""
    old = lead.assignee.get("v")
    new = cell.get("v")
    lead.assignee = cell
    if old != new:
        change.of("assignee", old, new)
        change.events.append("lead.assigned" if new is not None else "lead.unassigned")
