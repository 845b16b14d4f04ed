"""What changes a lead: `fold` a contact into it, and the history entry that says so. Pure.

Facts follow the law of `merging`: any order, any number of times, the same lead. Decisions (state, assignee) change by
command, by rule, or by the account's policy for closed leads; what a sender merely asks for holds until somebody decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from worker.account import Account, field_slug
from worker.contact import HISTORY, Contact, Fact
from worker.errors import RefusedError, TransitionRefusedError
from worker.identity import folding
from worker.inert import inert, inert_key
from worker.leads import bounds, counts, history_entry, merge_policy, pipeline, versions
from worker.leads.changes import (
    Change,
    add_consents,
    add_words,
    choose_address,
    note_conflicts,
    note_delivery,
    note_findings,
    set_assignee,
    set_identities,
    set_state,
    set_tags,
    set_values,
)
from worker.leads.deliverability import FAILED, failure_cells, takes_messages
from worker.leads.field_values import coerce
from worker.leads.history_entry import HistoryEntry, Story, entry_id
from worker.leads.holders import is_first, note_evidence, untouched
from worker.leads.lead import Cell, Lead
from worker.leads.statement import statement

MANUAL = frozenset(
    {"human", "api", "rule"}
)  # their blank value clears a field; a blank of any other source says nothing
EPOCH = {"t": 0, "m": ""}


def new_lead(account: Account, lead_id: str, now: int) -> Lead:
    """Give a lead nobody wrote yet, in the initial state."""
    initial = account.pipeline.initial
    cell = {"v": initial, "by": "default", **EPOCH}
    return Lead(
        lead_id,
        account.id,
        kv=folding.KEY_VERSION,
        state=cell,
        status=account.status_of[initial],
        created_at=now,
    )


def fold(lead: Lead, contact: Contact, account: Account, now: int, notes: Sequence[str] = ()) -> HistoryEntry:
    """Apply a contact to the lead (which is changed) and give the history entry that says so, with further `notes`."""
    contact = bounds.bounded(contact)
    change = Change(notes=list(notes))
    created = lead.seq == 0
    strength = merge_policy.strengths(account)
    reached = lead.reachable
    _identities(lead, contact, change)
    _facts(lead, contact, account, strength, change)
    _tags(lead, contact, change)
    _first(lead, contact)
    _consent(lead, contact, change)
    _requests(lead, contact, account, change)
    lead.counts = counts.with_contact(lead.counts, contact)
    if contact.inbound:
        if lead.last_inbound_at is None or contact.at > lead.last_inbound_at:
            lead.last_inbound_at = contact.at
        if not created and contact.second in (None, "lived"):
            _reopen(lead, contact, account, change)
    if versions.announces(contact):
        change.events.append("lead.message_completed" if contact.second else "lead.message_received")
    lead.incomplete = incomplete(lead, account)
    note_findings(lead, change)
    note_delivery(lead, contact, change, was=reached)
    if created:
        change.events.insert(0, "lead.created")
    elif change.fields:
        change.events.append("lead.updated")
    elif not change.events:
        change.events.append("lead.activity_recorded")
    # Who writes again continues a story; a list or a form brings a known person in a second time.
    outcome = "created" if created else "updated" if contact.inbound or not contact.creates else "merged"
    return _write(lead, contact, change, outcome, now)


def adds_to(lead: Lead, contact: Contact, account: Account) -> bool:
    """Whether folding the contact would change what is known of the lead, which stays as it is."""
    tried = replace(lead)
    fold(tried, contact, account, lead.updated_at)
    before, after = lead.sections(), tried.sections()
    return any(before[name] != after[name] for name in before.keys() - _ALWAYS)


_ALWAYS = frozenset({"seq", "head", "updated_at"})  # an entry changes these whatever it says


def incomplete(lead: Lead, account: Account) -> list[str]:
    """Give the required fields that nobody stated yet."""
    return [name for name in account.required_fields if lead.value(name) in (None, "")]


def _write(lead: Lead, contact: Contact, change: Change, outcome: str, now: int) -> HistoryEntry:
    raw = None if contact.raw is None else bounds.frozen_raw(contact.raw)
    if raw and len(raw.text) < raw.characters:
        change.notes.append(f"raw part of {raw.characters} characters cut to {bounds.MAX_RAW} bytes")
    story: Story = {}
    if contact.second:  # part of the story that the first version began: no rule acts on it twice
        first = entry_id(contact.account, contact.id)
        story = {"correlation": first, "causation": first}
    return history_entry.append(
        lead,
        versions.entry_name(contact),
        change,
        now,
        type=contact.activity,
        at=contact.at,
        by={"kind": contact.author or "contact", "id": contact.origin},
        source=contact.source,
        outcome=outcome,
        text=inert(contact.text),
        content=inert(contact.content),
        contact=statement(contact),
        raw=raw.text if raw else None,
        **story,
    )


def _identities(lead: Lead, contact: Contact, change: Change) -> None:
    entries = [
        merge_policy.identity_entry(identity, contact.at, contact.id, position, used=contact.inbound)
        for position, identity in enumerate(contact.identities)
    ]
    calm = not contact.retires and untouched(lead.identities)
    for entry in entries:
        if entry["k"] in contact.retires:
            entry["retired"] = contact.at
        if contact.failures and takes_messages(entry):
            entry[FAILED] = failure_cells(contact.failures, contact.at, contact.id)
        if entry["kind"] == "phone" and not (calm and is_first(entry["k"])):
            note_evidence(entry, contact, lead.identities)
    new, gone = set_identities(lead, merge_policy.join_identities(lead.identities, entries), change)
    if lead.seq:
        for key in new:
            change.of("identities", None, key)
        for key in gone:
            change.of("identities", key, None)
    if contact.flags:
        add_words(lead, "flags", [inert(flag) for flag in contact.flags], bounds.MAX_FLAGS, change)
    note_conflicts(lead, change)
    if contact.alternates:
        add_words(lead, "alternates", [inert(number) for number in contact.alternates], bounds.MAX_ALTERNATES, change)
    choose_address(lead, change)


def _facts(lead: Lead, contact: Contact, account: Account, strength: merge_policy.Strength, change: Change) -> None:
    if not contact.facts:
        set_values(lead, lead.fields, lead.extra, change)  # a lead of an older version may hold more
        return
    before = lead.fields
    fields, extra = dict(lead.fields), dict(lead.extra)
    stated: set[str] = set()
    won: list[str] = []
    for fact in contact.facts:
        if _blank(fact):
            continue
        name, value, typed = _typed(fact, account)
        if name == "name" and isinstance(value, str):
            value = value[: bounds.MAX_NAME]
        if name in stated:
            continue  # the first statement of a message counts; the rest stays in its raw part
        stated.add(name)
        cells = fields if typed else extra
        cell: Cell = {"v": value, "by": fact.by, "t": contact.at, "m": contact.id}
        ours = cells.get(name)
        if merge_policy.stronger(name, ours, cell, strength) or _restated(contact, name, ours, cell, strength):
            cells[name] = cell
            won += [name] if typed else []
    set_values(lead, fields, extra, change)
    for name in won:
        old, new = before.get(name), lead.fields.get(name)
        if new is not None and (old is None or old["v"] != new["v"]):
            change.of(name, old["v"] if old else None, new["v"])


def _restated(contact: Contact, name: str, ours: Cell | None, cell: Cell, strength: merge_policy.Strength) -> bool:
    """Whether the content of a message says otherwise than its placeholder did, with equal rank and time."""
    return (
        versions.restates(contact)
        and ours is not None
        and (ours["t"], ours["m"]) == (cell["t"], cell["m"])
        and strength(name, ours) == strength(name, cell)
    )


def _blank(fact: Fact) -> bool:
    value = fact.value
    if value is None or (isinstance(value, str) and not value.strip()):
        return fact.by not in MANUAL
    return isinstance(value, dict | list | tuple) and not value


def _typed(fact: Fact, account: Account) -> tuple[str, Any, bool]:
    """Give (name, value, whether it is a field of the account); what does not fit its field is kept as an extra."""
    definition = account.field_by_slug.get(field_slug(fact.name))
    if definition is None:
        return inert_key(fact.name[:200]), inert(fact.value), False
    if fact.value is None:
        return definition.id, None, True
    try:
        value = coerce(definition, fact.value, account.settings.region, account.settings.timezone)
        return inert_key(definition.id), inert(value), True
    except RefusedError:
        return inert_key(fact.name[:200]), inert(fact.value), False


def _tags(lead: Lead, contact: Contact, change: Change) -> None:
    if contact.tags:
        set_tags(lead, contact.tags, change, on=True, stamp=(contact.at, contact.id))


def _first(lead: Lead, contact: Contact) -> None:
    if contact.creates:
        mine = {"t": contact.at, "m": contact.id, "source": contact.source, "origin": contact.origin}
        lead.first = merge_policy.met_first(lead.first or None, mine) or mine
        if contact.source == HISTORY:  # the person came when they wrote, not when we were told
            lead.created_at = min(lead.created_at, contact.at)
    if contact.attribution:
        data = {"t": contact.at, "m": contact.id, "data": inert(contact.attribution)}
        touch = lead.touch
        same = versions.restates(contact) and touch is not None and (touch["t"], touch["m"]) == (data["t"], data["m"])
        lead.touch = data if same else merge_policy.earlier(touch, data)


def _consent(lead: Lead, contact: Contact, change: Change) -> None:
    if contact.consents:
        add_consents(lead, contact.consents, contact.id, change)


def _requests(lead: Lead, contact: Contact, account: Account, change: Change) -> None:
    """What the sender asks for holds while nobody decided otherwise; the latest request wins."""
    if contact.state is None and not contact.assignee:
        return
    stamp = {"by": contact.author or contact.source, "t": contact.at, "m": contact.id}
    if contact.state is not None:
        state = pipeline.find_state(account, contact.state)
        if state is None:
            change.notes.append(f"state {contact.state[:80]!r} asked for, but pipeline.yaml has no such state")
        elif _yields(lead.state, stamp):
            set_state(lead, {"v": state.id, **stamp}, account, change)
    if contact.assignee and _yields(lead.assignee, stamp):
        set_assignee(lead, {"v": inert(contact.assignee), **stamp}, change)


def _yields(cell: Cell, stamp: Mapping[str, Any]) -> bool:
    if not cell or cell["by"] == "default":
        return True
    return cell["by"] not in merge_policy.DECISIONS and (stamp["t"], stamp["m"]) > (cell["t"], cell["m"])


def _reopen(lead: Lead, contact: Contact, account: Account, change: Change) -> None:
    """An inbound message of a closed lead's person: by policy. A message older than the closing changes nothing."""
    if lead.status == "open" or contact.at <= lead.state["t"]:
        return
    policy = account.settings.closed_lead.action
    try:
        target = pipeline.after_inbound(account, lead.state["v"])
    except TransitionRefusedError as refused:
        change.notes.append(str(refused))
        return
    if target is not None:
        set_state(lead, {"v": target, "by": "policy", "t": contact.at, "m": contact.id}, account, change)
    change.notes.append(f"inbound message on a closed lead; account.yaml says closed_lead: {policy}")
