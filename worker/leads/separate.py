"""Undoing a merge: two leads again, each with what its own person said, from the pre-images that the merge kept. Pure.

Contacts that arrived since the merge go to the lead that owns their identities, as the planner would have sent them had
the two been kept apart; what people and rules decided or stated since stays with the survivor. The rows of history stay
where they are: the two `unmerged` entries say which of the survivor's rows (`moved`, ranges of `seq`) now count for the
other lead.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from worker.account import Account
from worker.contact import Contact
from worker.errors import UnmergeRefusedError
from worker.leads import changes, fold, history_entry, merge_policy
from worker.leads.history_entry import HistoryEntry
from worker.leads.key_renewal import new_keys, rekeyed_contact, rename
from worker.leads.lead import Cell, Lead
from worker.leads.statement import stated

KEPT_APART = "kept_apart"
_RESTORED = (
    *("keys", "identities", "kv", "fields", "extra", "tags", "alternates", "flags", "first", "touch"),
    *("last_inbound_at", "counts", "incomplete", "tasks", "marks", "created_at"),
)
_CELLS = ("fields", "extra", "tags", "marks", "consent")  # sections of stamped values
_STATES = ("state", "assignee")


@dataclass(frozen=True, slots=True)
class Merge:
    """The two entries of a merge, as `lead_merge.join` made them: the survivor's and the tombstone's."""

    kept: Mapping[str, Any]
    left: Mapping[str, Any]


def in_force(structure: Iterable[Mapping[str, Any]], kind: str) -> list[Mapping[str, Any]]:
    """Give the entries of a kind (`merged`, `merged_away`) that were not undone, from a lead's entries about merges."""
    listed = list(structure)
    undone = {entry["cause"] for entry in listed if entry["type"] == "unmerged"}
    return [entry for entry in listed if entry["type"] == kind and entry["message"] not in undone]


@dataclass(frozen=True, slots=True)
class GivenBack:
    """What a survivor gave to others by undoing merges: ranges of its `seq`, and keys that its older contacts name."""

    rows: tuple[tuple[int, int, str], ...] = ()  # first, last, the lead that they count for
    keys: frozenset[str] = frozenset()

    def owner(self, entry: Mapping[str, Any]) -> str | None:
        """Give the lead that a row of the survivor counts for now; None: the survivor itself."""
        return next((lead for first, last, lead in self.rows if first <= entry["seq"] <= last), None)


def given_back(structure: Iterable[Mapping[str, Any]], after: int = 0) -> GivenBack:
    """Give what a survivor gave back beyond `after` (a `seq`), from its entries about merges."""
    listed = list(structure)
    survived = {entry["message"] for entry in listed if entry["type"] == "merged"}
    undoings = [e for e in listed if e["seq"] > after and (e["type"] == "separated" or _undid(e, survived))]
    changes = [c for entry in undoings for c in entry.get("changes", ()) if c["field"] == "identities"]
    return GivenBack(
        tuple((first, last, entry["other"]) for entry in undoings for first, last in entry["moved"]),
        frozenset(key for change in changes for key in change["from"] or ()),
    )


def _undid(entry: Mapping[str, Any], survived: set[Any]) -> bool:
    return bool(entry["type"] == "unmerged" and entry["cause"] in survived)


class Separation:
    """Takes two leads apart: `take` every later entry of the survivor in order of `seq`, then `finish`.

    `survivor` and `other` (the tombstone) are the leads as they are now; `finish` changes them. `gone` is what the
    survivor gave to others by undoing merges that were later than this one.
    """

    def __init__(
        self,
        survivor: Lead,
        other: Lead,
        merge: Merge,
        account: Account,
        now: int,
        gone: GivenBack = GivenBack(),
    ) -> None:
        self._survivor, self._other, self._merge, self._gone = survivor, other, merge, gone
        self._account, self._now = account, now
        self._sides = (_before(merge.kept, survivor), _before(merge.left, other))
        self._rekeyed = any(side.kv != survivor.kv for side in self._sides)
        if self._rekeyed:
            for side in self._sides:
                rename(side, new_keys(side))
        self._owner = {key: number for number, side in enumerate(self._sides) for key in side.keys}
        # Messages behind today's values that neither the pre-images nor, in the end, any contact explains: commands.
        self._commands = _messages(survivor) - {m for side in self._sides for m in _messages(side)}
        self.moved: list[list[int]] = []

    def take(self, entry: Mapping[str, Any]) -> None:
        """Take one entry of the survivor that came after the merge."""
        if self._gone.owner(entry) is not None:
            return
        if entry.get("contact"):
            self._contact(entry)
        elif entry.get("outcome") == "commanded":
            self._command(entry)

    def _contact(self, entry: Mapping[str, Any]) -> None:
        contact = stated(entry["account"], entry["contact"])
        self._commands.discard(contact.id)
        contact = rekeyed_contact(contact) if self._rekeyed else contact
        keys = [*(identity.key for identity in contact.identities), *contact.refers]
        number = next((self._owner[key] for key in keys if key in self._owner), 0)
        foreign = {key for key in keys if self._owner.get(key, number) != number or key in self._gone.keys}
        contact = without(contact, foreign)
        self._owner.update((identity.key, number) for identity in contact.identities)
        fold.fold(self._sides[number], contact, self._account, self._now)
        if number:
            _extend(self.moved, entry["seq"])

    def _command(self, entry: Mapping[str, Any]) -> None:
        """Decide again what was decided. A field may bear the same name: a decision shows in the view after it."""
        message = entry["_id"].removeprefix(f"{entry['account']}:")
        for change in entry["changes"]:
            name, new = change["field"], change["to"]
            if name in _STATES and entry["after"][name] == new:
                cell = {"v": new, "by": entry["by"]["kind"], "t": entry["at"], "m": message}
                if name == "assignee":
                    now = self._sides[0].assignee
                    was = now["v"] if now.get("v") is not None else now.get("was")
                    changes.set_assignee(self._sides[0], {**cell, "was": was}, changes.Change())
                elif new in self._account.status_of:
                    changes.set_state(self._sides[0], cell, self._account, changes.Change())

    def finish(self, by: str, *, may_merge_again: bool = False) -> tuple[HistoryEntry, HistoryEntry]:
        """Make the two leads what they are without the merge; give the entry of each. `by` is who asked for it.

        Unless they `may_merge_again`, each is set apart from the other: the same evidence does not join them anew.
        """
        self._keep_commanded()
        entries = []
        for lead, side, merged in (
            (self._survivor, self._sides[0], self._merge.kept),
            (self._other, self._sides[1], self._merge.left),
        ):
            entries.append(self._restored(lead, side, merged, by, apart=not may_merge_again))
        return entries[0], entries[1]

    def _keep_commanded(self) -> None:
        """What commands stated since the merge, as far as it is in force, stays with the survivor."""
        now, side = self._survivor, self._sides[0]
        strength = merge_policy.strengths(self._account)
        side.fields = merge_policy.join_cells(side.fields, self._commanded(now.fields), strength)
        side.extra = merge_policy.join_cells(side.extra, self._commanded(now.extra), strength)
        for name in ("tags", "marks", "consent"):
            ours = dict(getattr(side, name))
            for key, cell in self._commanded(getattr(now, name)).items():
                ours[key] = merge_policy.later(ours.get(key), cell)
            setattr(side, name, ours)
        theirs = self._sides[1].tasks
        side.tasks = {key: task for key, task in now.tasks.items() if key in side.tasks or key not in theirs}
        self._sides[1].tasks = {key: now.tasks.get(key, task) for key, task in theirs.items()}
        side.incomplete = fold.incomplete(side, self._account)

    def _commanded(self, cells: Mapping[str, Cell]) -> dict[str, Cell]:
        return {name: cell for name, cell in cells.items() if cell["m"] in self._commands}

    def _restored(self, lead: Lead, side: Lead, merged: Mapping[str, Any], by: str, *, apart: bool) -> HistoryEntry:
        change = changes.Change(events=["lead.unmerged"])
        _note_keys(change, lead.keys if lead.merged_into is None else [], side.keys)
        _note_values(change, "fields", lead, side)
        _note_tags(change, lead, side)
        for name in _RESTORED:
            setattr(lead, name, getattr(side, name))
        was_out, was_in = lead.opted_out, lead.opted_in
        lead.consent = side.consent
        changes.note_consent(lead, change, was_out=was_out, was_in=was_in)
        changes.set_state(lead, side.state, self._account, change)
        changes.set_assignee(lead, side.assignee, change)
        changes.choose_address(lead, change)
        other = self._other if lead is self._survivor else self._survivor
        lead.apart = sorted({*self._apart(lead, side), *([other.id] if apart else [])})
        lead.merged_into = None
        return history_entry.append(
            lead,
            f"{merged['message']}~undone",
            change,
            self._now,
            type="unmerged",
            at=self._now,
            by={"kind": "human", "id": by},
            source=None,
            outcome="unmerged",
            cause=merged["message"],
            other=other.id,
            moved=self.moved,
        )

    def _apart(self, lead: Lead, side: Lead) -> set[str]:
        """The survivor keeps the separations made since the merge, and loses those that the other brought along."""
        if lead is self._other:
            return set(side.apart)
        return {*side.apart, *(set(lead.apart) - set(self._sides[1].apart))}


def without(contact: Contact, keys: Iterable[str]) -> Contact:
    """Give the contact without the keys of it that are somebody else's, flagged if there are any."""
    foreign = set(keys)
    if not foreign:
        return contact
    mine = tuple(identity for identity in contact.identities if identity.key not in foreign)
    return replace(contact, identities=mine, flags=tuple(dict.fromkeys((*contact.flags, KEPT_APART))))


def _before(entry: Mapping[str, Any], now: Lead) -> Lead:
    if entry["before"] is None:
        raise UnmergeRefusedError(
            f"the merge of {entry['lead']} with {entry['other']} cannot be undone: how {now.id} was before it is not kept, "
            "because it was too large or has been erased"
        )
    return Lead.of({**json.loads(entry["before"]), "_id": now.id})


def _messages(lead: Lead) -> set[str]:
    return {cell["m"] for name in _CELLS for cell in getattr(lead, name).values()}


def _extend(ranges: list[list[int]], seq: int) -> None:
    if ranges and ranges[-1][1] == seq - 1:
        ranges[-1][1] = seq
    else:
        ranges.append([seq, seq])


def _note_keys(change: changes.Change, old: Iterable[str], new: Iterable[str]) -> None:
    lost, gained = sorted(set(old) - set(new)), sorted(set(new) - set(old))
    if lost or gained:
        change.of("identities", lost or None, gained or None)


def _note_values(change: changes.Change, name: str, lead: Lead, side: Lead) -> None:
    old, new = getattr(lead, name), getattr(side, name)
    for key in sorted({*old, *new}):
        before, after = old.get(key, {}).get("v"), new.get(key, {}).get("v")
        if before != after:
            change.of(key, before, after)


def _note_tags(change: changes.Change, lead: Lead, side: Lead) -> None:
    old, new = set(lead.tag_names), set(side.tag_names)
    for name in sorted(old ^ new):
        change.of("tags", name if name in old else None, name if name in new else None)
