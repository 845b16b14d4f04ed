"""Erasing what history says of a person, so that its chain still verifies. Pure.

First `erasure` makes an entry of the lead's own history that says which of its rows are erased, by whom and when; once it is
committed, `erased` gives each of those rows as it is to be stored. An erased row without such an entry is a falsification.
What stays is that something happened, when, through whom, and which fields it changed; nothing of what was said.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from worker.leads import history_chain
from worker.leads.changes import Change
from worker.leads.history_entry import HistoryEntry, append, entry_id
from worker.leads.lead import Lead


def erasure(lead: Lead, rows: Iterable[int], by: Mapping[str, str], now: int) -> HistoryEntry:
    """Append the entry (to the lead, which is changed) that orders rows to be erased, given by their `seq`."""
    ranges: list[list[int]] = []
    for seq in sorted(set(rows)):
        if ranges and ranges[-1][1] == seq - 1:
            ranges[-1][1] = seq
        else:
            ranges.append([seq, seq])
    name = entry_id(lead.account, f"erasure:{lead.id}:{lead.seq}")
    change = Change(events=["lead.activity_recorded"])
    return append(
        lead, name, change, now, type="erased", at=now, by=dict(by), source=None, outcome="erased", rows=ranges
    )


def erased(entry: Mapping[str, Any], order: Mapping[str, Any]) -> dict[str, Any]:
    """Give an entry without what it says of the person, and without its salt; `order` is the entry that `erasure` made.

    An entry that was erased before stays as it is. One of version 1 keeps its place in the chain, which is all that can be
    verified of it from then on.
    """
    if "erased" in entry:
        return dict(entry)
    blank = {name: part for name, part in entry.items() if name != "salt"}
    blank |= {name: empty for name, empty in history_chain.PERSONAL.items() if name in entry}
    blank["changes"] = [{"field": name, "from": None, "to": None} for name in history_chain.changed(entry) or ()]
    if isinstance(after := entry.get("after"), dict):
        blank["after"] = {**after, **{n: empty for n, empty in history_chain.PERSONAL_AFTER.items() if n in after}}
    return blank | {"erased": {"entry": order["message"], "at": order["at"], "by": order["by"]}}
