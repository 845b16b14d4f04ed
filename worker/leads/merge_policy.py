"""Merging that does not depend on order: each function takes two statements and gives the winner, whoever comes first.

Together they make a lead a join of what its contacts say: associative, commutative, idempotent. A cell's winner is the
one with the greatest (strength of its authority, time, message id); the account's merge policy gives the strengths.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any, Final

from worker.account import Account
from worker.contact import HISTORY, Identity
from worker.leads import holders
from worker.leads.deliverability import FAILED, join_failures
from worker.leads.lead import Cell

DECISIONS = frozenset({"human", "rule", "api", "policy"})  # authorities whose state and assignee are decisions
AD: Final = "ctwa_ad"  # source of who came by an ad that clicks to WhatsApp
_PHONE_LIKE = re.compile(r"^[\W\d_]*\d[\W\d_]{5,}$")

Strength = Callable[[str, Cell], int]


def strengths(account: Account) -> Strength:
    """Give the ranking function of an account: (field, cell) to a number, the greater wins."""
    common, special = account.merge_ranks

    def strength(name: str, cell: Cell) -> int:
        if name == "name" and phone_like(cell["v"]) and not cell.get("cut"):
            return -1  # a number in the place of a name gives way to any real name
        return special.get(name, common).get(cell["by"], 0)

    return strength


def phone_like(value: Any) -> bool:
    """Whether a name is only a number, as clients send for people without a profile name."""
    return isinstance(value, str) and _PHONE_LIKE.match(value) is not None


def stronger(name: str, ours: Cell | None, theirs: Cell, strength: Strength) -> bool:
    """Whether the second cell wins over the first."""
    if ours is None:
        return True
    return (strength(name, theirs), theirs["t"], theirs["m"]) > (strength(name, ours), ours["t"], ours["m"])


def join_cells(ours: dict[str, Cell], theirs: dict[str, Cell], strength: Strength) -> dict[str, Cell]:
    """Join two sets of cells name by name."""
    joined = dict(ours)
    for name, cell in theirs.items():
        if stronger(name, joined.get(name), cell, strength):
            joined[name] = cell
    return joined


def later(ours: Cell | None, theirs: Cell | None) -> Cell | None:
    """The later of two stamped values (`t`, `m`); None loses."""
    if ours is None or theirs is None:
        return ours or theirs
    return theirs if (theirs["t"], theirs["m"]) > (ours["t"], ours["m"]) else ours


def earlier(ours: Cell | None, theirs: Cell | None) -> Cell | None:
    """The earlier of two stamped values (`t`, `m`); None loses."""
    if not ours or not theirs:
        return ours or theirs
    return theirs if (theirs["t"], theirs["m"]) < (ours["t"], ours["m"]) else ours


def met_first(ours: Cell | None, theirs: Cell | None) -> Cell | None:
    """The earlier of two first contacts; of two versions of one message the earlier time.

    Such versions came by the ad if either names one, and by the chat itself if it was not only told afterwards.
    """
    winner = earlier(ours, theirs)
    if not ours or not theirs or not winner or ours["m"] != theirs["m"]:
        return winner
    sources = {ours["source"], theirs["source"]}
    source = AD if AD in sources else next(iter(sorted(sources - {HISTORY})), HISTORY)
    return winner if winner["source"] == source else {**winner, "source": source}


def decided(ours: Cell, theirs: Cell) -> Cell:
    """The state or assignee of a merged lead: a decision beats a request, a request beats the default, then the later."""
    return theirs if _weight(theirs) > _weight(ours) else ours


def _weight(cell: Cell) -> tuple[int, int, str]:
    if not cell:
        return (0, 0, "")
    by = cell["by"]
    return (3 if by in DECISIONS else 1 if by == "default" else 2, cell["t"], cell["m"])


def identity_entry(identity: Identity, at: int, message: str, position: int, *, used: bool) -> dict[str, Any]:
    """Give the stored form of an identity: `first` is (time, message, position), `seen` when WhatsApp last delivered it."""
    entry: dict[str, Any] = {
        "k": identity.key,
        "kind": identity.kind,
        "raw": identity.raw,
        "e164": identity.e164,
        "trusted": identity.trusted,
        "line": identity.line_type,
        "stated": [int(identity.trusted), at, message],  # decides which spelling is kept
        "first": [at, message, position],
        "seen": at if used and identity.trusted else 0,
        "retired": 0,
    }
    if identity.key_hash:
        entry["hashes"] = [identity.key_hash]
    if identity.names:
        entry["names"] = list(identity.names)
    return entry


def join_identity(ours: dict[str, Any], theirs: dict[str, Any]) -> dict[str, Any]:
    """Join two entries of one key: the spelling WhatsApp used last, the earliest first, the latest seen and retired."""
    mine, other = ours["stated"], theirs["stated"]
    # Two versions of one message may spell an address in two ways.
    spelling = theirs if other > mine or (other == mine and theirs["raw"] > ours["raw"]) else ours
    joined: dict[str, Any] = {
        **spelling,
        "line": max(ours["line"] or "", theirs["line"] or "") or None,
        "first": theirs["first"] if theirs["first"] < ours["first"] else ours["first"],
        "seen": theirs["seen"] if theirs["seen"] > ours["seen"] else ours["seen"],
        "retired": _retired(ours, theirs)
        if ours["retired"] and theirs["retired"]
        else ours["retired"] or theirs["retired"],
    }
    if not (_EVIDENCE.isdisjoint(ours) and _EVIDENCE.isdisjoint(theirs)):
        joined |= {name: _both(ours, theirs, name) for name in holders.EVIDENCE if name in ours or name in theirs}
    if FAILED in ours or FAILED in theirs:
        joined[FAILED] = join_failures(ours.get(FAILED), theirs.get(FAILED))
    return joined


_EVIDENCE = frozenset(holders.EVIDENCE)


def _retired(ours: dict[str, Any], theirs: dict[str, Any]) -> int:
    """A number was given up when that was first true (`holders.told_again`), any other address when that was last told."""
    return int((min if ours["kind"] == "phone" else max)(ours["retired"], theirs["retired"]))


def _both(ours: dict[str, Any], theirs: dict[str, Any], name: str) -> list[str]:
    return sorted({*ours.get(name, ()), *theirs.get(name, ())})[: holders.MAX_TRAITS]


def join_identities(ours: Iterable[dict[str, Any]], theirs: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Join two lists of entries, sorted by key."""
    joined = {entry["k"]: entry for entry in ours}
    for entry in theirs:
        key = entry["k"]
        joined[key] = join_identity(joined[key], entry) if key in joined else entry
    return [joined[key] for key in sorted(joined)]


def primary(identities: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The phone in force: one that was not given up, then last used, then first stated. None for a lead without phone."""
    phones = [entry for entry in identities if entry["kind"] == "phone"]
    if len(phones) < 2:
        return phones[0] if phones else None
    return min(phones, key=lambda e: (holders.doubtful(e, identities), -e["seen"], e["first"], e["k"]))
