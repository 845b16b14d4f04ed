"""What an event says about a lead to people who have it on their screens: names of what changed, and few values. Pure.

Nothing that a person wrote is in it, no phone number and no value of a field that did not change.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from worker.finding.order import order_of
from worker.ports import Delivery

MERGED_AWAY: Final = "lead.merged_away"
_SHOWN: Final = ("state", "status", "assignee")


@dataclass(frozen=True, slots=True)
class LeadChange:
    """What became of a lead, in one step or several. `left`: whom it was taken from on the way."""

    account: str
    lead: str
    version: int
    types: tuple[str, ...]
    changed: tuple[str, ...]
    actor: Mapping[str, str]
    row: Mapping[str, Any]
    assignee: str | None
    left: frozenset[str | None] = field(default_factory=frozenset)
    into: str | None = None  # the lead it was merged into

    @property
    def key(self) -> str:
        """A name for it that is the same in every process, and says nothing to whom it is not told."""
        return hashlib.sha256(f"{self.lead}/{self.version}".encode()).hexdigest()[:20]

    def seen_by(self, shows: Callable[[str | None], bool]) -> bool | None:
        """Whether somebody sees the lead (True), saw it before (False), or neither (None)."""
        if shows(self.assignee):
            return True
        return False if any(shows(one) for one in self.left) else None


def change_of(delivery: Delivery) -> LeadChange | None:
    """Give what an event says; None for what is no event of ours."""
    try:
        body = orjson.loads(delivery.body)
        lead, changes, kind = body["lead"], body["changes"], str(delivery.headers["ce-type"])
        named = tuple(dict.fromkeys(str(change["field"]) for change in changes))
        left = {change.get("from") for change in changes if change["field"] == "assignee"}
        return LeadChange(
            account=lead["account"],
            lead=lead["id"],
            version=lead["version"],
            types=(kind,),
            changed=named,
            actor={"kind": str(body["by"]["kind"]), "id": str(body["by"]["id"])},
            row=_row(lead, named),
            assignee=lead.get("assignee"),
            left=frozenset(left),
            into=body.get("other") if kind == MERGED_AWAY else None,
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _row(lead: Mapping[str, Any], named: tuple[str, ...]) -> dict[str, Any]:
    """Give the values that are told: where the lead stands, and the fields that changed."""
    row = {name: lead.get(name) for name in _SHOWN}
    row["order"] = str(order_of(lead["created_at"], lead["id"]))
    fields = lead.get("fields") or {}
    return row | {name: fields[name] for name in named if name in fields}


def joined(one: LeadChange, other: LeadChange) -> LeadChange:
    """Give two changes of a lead as one, whichever came first."""
    first, last = sorted((one, other), key=lambda change: change.version)
    return LeadChange(
        account=last.account,
        lead=last.lead,
        version=last.version,
        types=tuple(dict.fromkeys((*first.types, *last.types))),
        changed=tuple(dict.fromkeys((*first.changed, *last.changed))),
        actor=last.actor,
        row={**first.row, **last.row},
        assignee=last.assignee,
        left=first.left | last.left | ({first.assignee} if first.assignee != last.assignee else set()),
        into=last.into or (first.into if first.version == last.version else None),
    )


def frame(change: LeadChange, *, seen: bool, hidden: frozenset[str] = frozenset()) -> bytes:
    """Give a change as server-sent event; of a lead that somebody sees no more, that it is gone and nothing else.

    Nothing is told of `hidden` fields.

    https://html.spec.whatwg.org/multipage/server-sent-events.html
    """
    told: dict[str, Any] = {"id": change.lead, "version": change.version}
    if change.into is not None:
        told |= {"gone": True, "into": change.into} if seen else {"gone": True}
    elif not seen:
        told |= {"gone": True}
    else:
        told |= {
            "gone": False,
            "types": change.types,
            "changed": [name for name in change.changed if name not in hidden],
            "actor": change.actor,
            "row": {name: value for name, value in change.row.items() if name not in hidden},
        }
    return b"id: %s\nevent: lead\ndata: %s\n\n" % (change.key.encode(), orjson.dumps(told))
