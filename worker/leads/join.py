"""Two leads that turned out to be one person: joined, with a tombstone that points to the survivor.

What `worker.leads.separate` needs to undo it stands in the two entries.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from worker.account import Account
from worker.inert import frozen_json, plain_key
from worker.leads import bounds, changes, counts, fold, history_entry, merge_policy
from worker.leads.history_entry import HistoryEntry, entry_id
from worker.leads.lead import WRITTEN, Lead

BY_ITSELF: Mapping[str, str] = {"kind": "system", "id": "merge"}
NOT_KEPT = (
    f"the lead had more than {bounds.BEFORE_BYTES:,} bytes and is not kept as it was: this merge cannot be undone"
)


def join(
    survivor: Lead, other: Lead, account: Account, cause: str, now: int, by: Mapping[str, str] = BY_ITSELF
) -> tuple[HistoryEntry, HistoryEntry]:
    """Join two leads that turned out to be one person; give the entry of the survivor and that of the tombstone.

    `cause` is the id of the message or command that showed it, `by` who says so. Both entries keep the lead as it was,
    so that it can be undone; a lead that is too large for that (`BEFORE_BYTES`) leaves a note instead.
    """
    before = [_before(lead) for lead in (survivor, other)]
    strength = merge_policy.strengths(account)
    change = changes.Change(events=["lead.merged"])
    identities = merge_policy.join_identities(survivor.identities, other.identities)
    moved, gone = changes.set_identities(survivor, identities, change)
    change.of("identities", gone or None, moved)
    ours = survivor.fields, survivor.extra
    fields = merge_policy.join_cells(survivor.fields, other.fields, strength)
    extra = merge_policy.join_cells(survivor.extra, other.extra, strength)
    changes.set_values(survivor, fields, extra, change)
    for was, now_is in zip(ours, (survivor.fields, survivor.extra), strict=True):
        for key, cell in now_is.items():
            old = was[key]["v"] if key in was else None
            if cell["v"] != old:
                change.of(key, old, cell["v"])
    for key, cell in other.tags.items():
        changes.set_tags(survivor, [plain_key(key)], change, on=cell["v"], stamp=(cell["t"], cell["m"]))
    change.notes += [NOT_KEPT] if before[0] is None else []
    for name, limit in (
        ("alternates", bounds.MAX_ALTERNATES),
        ("flags", bounds.MAX_FLAGS),
        ("apart", bounds.MAX_APART),
    ):
        both = {*getattr(survivor, name), *getattr(other, name)} - {survivor.id, other.id}
        setattr(survivor, name, bounds.first_words(both, limit))
        change.full |= {name} if len(getattr(survivor, name)) < len(both) else set()
    survivor.first = merge_policy.met_first(survivor.first, other.first) or {}
    survivor.touch = merge_policy.earlier(survivor.touch, other.touch)
    survivor.last_inbound_at = max(filter(None, (survivor.last_inbound_at, other.last_inbound_at)), default=None)
    survivor.counts = counts.together(survivor.counts, other.counts)
    survivor.kv = min(survivor.kv, other.kv)
    survivor.created_at = min(survivor.created_at, other.created_at)
    was_out, was_in = survivor.opted_out, survivor.opted_in
    words = {
        name: merge_policy.later(survivor.consent.get(name), other.consent.get(name))
        for name in ("given", "withdrawn", "listed")
    }
    survivor.consent = {name: word for name, word in words.items() if word}
    changes.note_consent(survivor, change, was_out=was_out, was_in=was_in)
    changes.set_state(survivor, merge_policy.decided(survivor.state, other.state), account, change)
    changes.set_assignee(survivor, merge_policy.decided(survivor.assignee, other.assignee), change)
    changes.note_conflicts(survivor, change)
    changes.choose_address(survivor, change)
    survivor.incomplete = fold.incomplete(survivor, account)
    survivor.tasks = _tasks({**other.tasks, **survivor.tasks}, change)
    marks = {
        name: merge_policy.later(survivor.marks.get(name), other.marks.get(name)) or {}
        for name in {*survivor.marks, *other.marks}
    }
    survivor.marks = bounds.latest(marks, bounds.MAX_MARKS)
    changes.note_findings(survivor, change)
    other.keys, other.identities, other.merged_into = [f"tombstone:{other.id}"], [], survivor.id
    changes.set_values(other, other.fields, other.extra, changes.Change())
    change.fields = bounds.levelled(change.fields, bounds.CHANGES_BYTES)
    left = changes.Change(events=["lead.merged_away"], notes=[NOT_KEPT] if before[1] is None else [])

    def entry(lead: Lead, beside: Lead, what: changes.Change, kind: str, word: str, was: str | None) -> HistoryEntry:
        name = f"{entry_id(lead.account, cause)}~{word}~{other.id}"
        return history_entry.append(
            lead, name, what, now, type=kind, at=now, by=dict(by), source=None, outcome="merged", cause=cause,
            other=beside.id, before=was,
        )  # fmt: skip

    return (
        entry(survivor, other, change, "merged", "merge", before[0]),
        entry(other, survivor, left, "merged_away", "merged", before[1]),
    )


def _before(lead: Lead) -> str | None:
    text = frozen_json({name: getattr(lead, name) for name in WRITTEN})
    return None if bounds.exceeds(text, bounds.BEFORE_BYTES) else text


def _tasks(tasks: dict[str, dict[str, Any]], change: changes.Change) -> dict[str, dict[str, Any]]:
    limit = 2 * bounds.MAX_TASKS
    if len(tasks) <= limit:
        return tasks
    change.full.add("tasks")
    order = sorted(tasks, key=lambda key: (tasks[key].get("done_at") is None, tasks[key]["t"], key), reverse=True)
    return {key: tasks[key] for key in sorted(order[:limit])}


def survivor_first(candidates: Iterable[Lead]) -> list[Lead]:
    """Put the lead that survives a merge first: the one whose person was met first."""
    return sorted(candidates, key=lambda lead: (lead.first.get("t", lead.created_at), lead.first.get("m", ""), lead.id))
