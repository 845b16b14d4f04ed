"""Which rows of history count for another lead since a lead was divided. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any


def moved_rows(lead: str, rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Say which rows count for another lead now: the lead's own, and those of leads that were merged into it."""
    by_lead: dict[str, list[int]] = {lead: []}
    for row in rows:
        by_lead.setdefault(row["lead"], []).append(row["seq"])
    ranges = {one: _ranges(numbers) for one, numbers in sorted(by_lead.items())}
    own = ranges.pop(lead)
    return {"moved": own, "moved_of": ranges} if ranges else {"moved": own}


def _ranges(numbers: Iterable[int]) -> list[list[int]]:
    found: list[list[int]] = []
    for number in sorted(numbers):
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return found
