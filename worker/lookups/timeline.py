"""The timeline of a person: the lead's own entries, those of leads merged into it, and those an undone merge gave back.

Entries stay in the history of the lead they were written for; this page decides whose story they belong to today.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from worker.commit.storage import LeadStories
from worker.leads.separate import given_back, in_force


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of a timeline. `written_for` is the lead whose history holds it, if that is another one."""

    entry: Mapping[str, Any]
    written_for: str | None


async def timeline(stories: LeadStories, account: str, lead: str, limit: int) -> list[Moment]:
    """Give the newest `limit` entries of the story of a person of an account (0: all), in order of when they happened."""
    entries: dict[str, Mapping[str, Any]] = {}
    waiting, seen = [lead], set[str]()
    while waiting:
        part = waiting.pop()
        if part not in seen:
            seen.add(part)
            entries |= {entry["_id"]: entry for entry in await _own(stories, account, part, limit, waiting)}
    moments = [Moment(e, e["lead"] if e["lead"] != lead else None) for e in entries.values()]
    moments.sort(key=lambda m: (m.entry["at"], m.entry["recorded_at"], m.entry["lead"], m.entry["seq"]))
    return moments[-limit:] if limit else moments


async def _own(
    stories: LeadStories, account: str, lead: str, limit: int, waiting: list[str]
) -> list[Mapping[str, Any]]:
    """Give the entries that count for a lead by itself; put the leads it took in on the list of those `waiting`."""
    structure = await stories.structure(account, lead)
    gone = given_back(structure)
    left = {entry["message"] for entry in structure if entry["type"] == "merged_away"}
    own: list[Mapping[str, Any]] = [e for e in await stories.newest(account, lead, limit) if gone.owner(e) is None]
    for undone in structure:
        if undone["type"] == "split_off" or (undone["type"] == "unmerged" and undone["cause"] in left):
            for first, last in undone["moved"]:
                own += await stories.between(account, undone["other"], first, last, limit)
    waiting += [entry["other"] for entry in in_force(structure, "merged")]
    return own
