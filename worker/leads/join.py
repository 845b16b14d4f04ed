"""Two leads that turned out to be one person: joined, with a tombstone that points to the survivor.

What `worker.leads.separate` needs to undo it stands in the two entries.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from worker.account import Account
from worker.inert import frozen_json, plain_key
from worker.leads import changes, fold, merge_policy
from worker.leads.lead import WRITTEN, Lead

BY_ITSELF: Mapping[str, str] = {"kind": "system", "id": "merge"}


def join(
    survivor: Lead, other: Lead, account: Account, cause: str, now: int, by: Mapping[str, str] = BY_ITSELF
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Join two leads that turned out to be one person; give the entry of the survivor and that of the tombstone.

    `cause` is the id of the message or command that showed it, `by` who says so. Both entries keep the lead as it was,
    so that it can be undone.
    """
    before = [frozen_json({name: getattr(lead, name) for name in WRITTEN}) for lead in (survivor, other)]
    strength = merge_policy.strengths(account)
    moved = [key for key in other.keys if key not in survivor.keys]
    change = changes.Change(events=["lead.merged"])
    change.of("identities", None, moved)
    survivor.identities = merge_policy.join_identities(survivor.identities, other.identities)
    survivor.keys = sorted({*survivor.keys, *other.keys})
    for name in ("fields", "extra"):
        ours = getattr(survivor, name)
        joined = merge_policy.join_cells(ours, getattr(other, name), strength)
        for key, cell in joined.items():
            old = ours[key]["v"] if key in ours else None
            if cell["v"] != old:
                change.of(key, old, cell["v"])
        setattr(survivor, name, merge_policy.first_names(joined))
    for key, cell in other.tags.items():
        changes.set_tags(survivor, [plain_key(key)], change, on=cell["v"], stamp=(cell["t"], cell["m"]))
    for name in ("alternates", "flags", "apart"):
        setattr(survivor, name, sorted({*getattr(survivor, name), *getattr(other, name)} - {survivor.id, other.id}))
    survivor.first = merge_policy.earlier(survivor.first, other.first) or {}
    survivor.touch = merge_policy.earlier(survivor.touch, other.touch)
    survivor.last_inbound_at = max(filter(None, (survivor.last_inbound_at, other.last_inbound_at)), default=None)
    survivor.counts = {name: survivor.counts[name] + other.counts[name] for name in survivor.counts}
    survivor.kv = min(survivor.kv, other.kv)
    survivor.created_at = min(survivor.created_at, other.created_at)
    was_out, was_in = survivor.opted_out, survivor.opted_in
    words = {
        name: merge_policy.later(survivor.consent.get(name), other.consent.get(name)) for name in ("given", "withdrawn")
    }
    survivor.consent = {name: word for name, word in words.items() if word}
    changes.note_consent(survivor, change, was_out=was_out, was_in=was_in)
    changes.set_state(survivor, merge_policy.decided(survivor.state, other.state), account, change)
    changes.set_assignee(survivor, merge_policy.decided(survivor.assignee, other.assignee), change)
    changes.note_conflicts(survivor, change)
    changes.choose_address(survivor, change)
    survivor.incomplete = fold.incomplete(survivor, account)
    survivor.tasks = {**other.tasks, **survivor.tasks}
    survivor.marks = {
        name: merge_policy.later(survivor.marks.get(name), other.marks.get(name)) or {}
        for name in {*survivor.marks, *other.marks}
    }
    other.keys, other.identities, other.merged_into = [f"tombstone:{other.id}"], [], survivor.id
    gone = changes.Change(events=["lead.merged_away"])
    common = {"at": now, "by": dict(by), "source": None, "outcome": "merged", "cause": cause}
    kept = {"_id": f"{fold.entry_id(survivor.account, cause)}~merge~{other.id}", "type": "merged", **common}
    kept |= {
        "other": other.id,
        "changes": change.fields,
        "events": change.events,
        "notes": change.notes,
        "before": before[0],
    }
    left = {"_id": f"{fold.entry_id(other.account, cause)}~merged~{other.id}", "type": "merged_away", **common}
    left |= {"other": survivor.id, "changes": [], "events": gone.events, "notes": [], "before": before[1]}
    return fold.append(survivor, kept, now), fold.append(other, left, now)


def survivor_first(candidates: Iterable[Lead]) -> list[Lead]:
    """Put the lead that survives a merge first: the one whose person was met first."""
    return sorted(candidates, key=lambda lead: (lead.first.get("t", lead.created_at), lead.first.get("m", ""), lead.id))
