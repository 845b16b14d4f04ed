"""Which of the values that a message stated are in force, which lost against another, and why. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from worker.account import Account
from worker.contact import Contact
from worker.inert import plain_key
from worker.leads import fold, merge_policy
from worker.leads.lead import Cell, Lead
from worker.leads.placing import field_of


def values(contact: Contact, lead: Lead | None, account: Account) -> list[dict[str, Any]]:
    """Say of every value the message states whether it is in force, and against what it lost."""
    alone = fold.new_lead(account, "alone", 0)
    fold.fold(alone, contact, account, 0)
    strength = merge_policy.strengths(account)
    told = []
    for section in ("fields", "extra"):
        for name, cell in getattr(alone, section).items():
            current = getattr(lead, section).get(name) if lead else None
            moved = _in_the_other(section, name, cell, lead, account) if current is None and lead else None
            verdict = moved or _verdict(name, cell, current, strength)
            told.append({"field": plain_key(name), "value": cell["v"], "by": cell["by"], **verdict})
    return told


_OTHER: Final[Mapping[str, str]] = {"fields": "extra", "extra": "fields"}
_SINCE: Final[Mapping[str, str]] = {
    "fields": "in force among the lead's extra values: fields.yaml did not name the field, or not so, when it came",
    "extra": "in force as a field of the lead: fields.yaml named it when it came, and does no more, or not so",
}


def _in_the_other(section: str, name: str, cell: Cell, lead: Lead, account: Account) -> dict[str, Any] | None:
    """Say that the lead has a value where fields.yaml put it when it came; None where it has it nowhere."""
    wanted = field_of(name, account)
    alike = [found for other, found in getattr(lead, _OTHER[section]).items() if field_of(other, account) == wanted]
    if any((found["t"], found["m"]) == (cell["t"], cell["m"]) for found in alike):
        return {"verdict": "elsewhere", "section": _OTHER[section], "why": _SINCE[section]}
    if not alike:
        return None
    winner = {"value": alike[0]["v"], "by": alike[0]["by"], "at": alike[0]["t"], "message": alike[0]["m"]}
    why = f"that one stands in the lead's {_OTHER[section]}, as fields.yaml wanted it then"
    return {"verdict": "lost", "against": winner, "why": why}


def _verdict(name: str, cell: Cell, current: Cell | None, strength: merge_policy.Strength) -> dict[str, Any]:
    if current is None:
        return {"verdict": "gone", "why": "the lead has no such value any more"}
    if (current["t"], current["m"]) == (cell["t"], cell["m"]):
        return {"verdict": "in_force"}
    winner = {"value": current["v"], "by": current["by"], "at": current["t"], "message": current["m"]}
    same = current["v"] == cell["v"]
    return {"verdict": "confirmed" if same else "lost", "against": winner, "why": _why(name, cell, current, strength)}


def _why(name: str, cell: Cell, current: Cell, strength: merge_policy.Strength) -> str:
    if name == "name" and merge_policy.phone_like(cell["v"]):
        return "it is only a number, and gives way to any name"
    ours, theirs = strength(name, cell), strength(name, current)
    if theirs > ours:
        return f"the merge policy ranks {current['by']} above {cell['by']}"
    if theirs == ours and cell["t"] == current["t"]:
        return "two statements of equal rank and time; the id decides, so that every order of arrival ends alike"
    if theirs == ours:
        return "the later statement wins among equals"
    return "the merge policy was another one at the time"
