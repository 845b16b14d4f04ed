"""Waits: what a firing leaves for later, and what becomes of it when it is due. Pure.

A wait is a document made from the history entry of its firing, so that whoever makes it again makes the same. When it is
due, the lead's history decides whether something cancelled it, not the order in which events were delivered.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from schemas.durations import DAY_MS
from worker.automations.language.event_kinds import StatusOf, following, happened
from worker.automations.language.situation import Situation
from worker.automations.rules.ruleset import Rule
from worker.automations.running.documents import WAIT_SCHEMA, WaitDocument
from worker.automations.running.held_messages import held_of
from worker.leads.separate import in_force

ASSIGNED: Final = frozenset({"lead.assigned", "lead.closed"})  # ends the queueing for a teammate
MADE_FOR_MS: Final = 30 * DAY_MS  # a wait that was due longer ago has ended and been forgotten: it is not made again
FIRED: Final = "rule_fired"  # activity of the entries that waits are made from


@dataclass(frozen=True, slots=True)
class Promise:
    """Something that follows a firing later: a wait of the rule, or (`place`) an assignment that found nobody.

    `within` is the wait whose actions the assignment is one of.
    """

    id: str
    due_at: int
    cancel_if: tuple[str, ...] = tuple(sorted(ASSIGNED))
    late_by: int | None = None
    on_change: str = "finish"
    within: str | None = None
    place: int | None = None


def told(promises: Iterable[Promise], rule: Rule, situation: Situation, now: int) -> dict[str, Any]:
    """Give what a firing's history entry says of its waits: all that is needed to make them, whoever does."""
    return {
        "began_at": now,
        "rule": rule.id,
        "name": rule.name,
        "revision": rule.revision,
        "event": situation.event,
        "event_id": situation.event_id,
        "trigger": situation.entry,
        "since": {"lead": situation.lead["id"], "sequence": situation.sequence},
        "waits": [asdict(promise) for promise in promises],
    }


def documents(fired: Situation, now: int) -> list[WaitDocument]:
    """Give the waits, to be stored, that a firing's history entry tells of; `fired` is the entry as an event.

    They look out for what happened to the lead since the event, not since the firing: who answered in between answered.
    """
    content = fired.message.get("content")
    if fired.activity != FIRED or not isinstance(content, Mapping):
        return []
    promised = (*(content.get("waits") or ()), *held_of(content))
    return [_document(fired, content, one) for one in promised if one["due_at"] > now - MADE_FOR_MS]


def _document(fired: Situation, content: Mapping[str, Any], promise: Mapping[str, Any]) -> WaitDocument:
    """Make one wait from what its firing's entry says; every wait there is was made here."""
    since = content["since"]
    document: WaitDocument = {
        "_id": f"{fired.entry}:{promise['id']}",
        "schema": WAIT_SCHEMA,
        "account": fired.account,
        "rule": content["rule"],
        "name": content["name"],
        "revision": content["revision"],
        "wait": promise["id"],
        "lead": fired.lead["id"],
        "event": content["event"],
        "event_id": content["event_id"],
        "trigger": content["trigger"],
        "command": fired.entry.removeprefix(f"{fired.account}:"),
        "entry": fired.entry,
        "root": fired.root,
        "chain": list(fired.chain),
        "sequence": since["sequence"] if since["lead"] == fired.lead["id"] else fired.sequence,
        "began_at": content["began_at"],
        "due_at": promise["due_at"],
        "look_at": promise["due_at"],
        "cancel_if": list(promise["cancel_if"]),
        "late_by": promise["late_by"],
        "on_change": promise["on_change"],
        "within": promise["within"],
        "place": promise["place"],
        "state": "waiting",
    }
    if "held" in promise:
        document["held"] = promise["held"]
    return document


def left_by(entry: Mapping[str, Any], promise: Mapping[str, Any], now: int) -> WaitDocument:
    """Make a wait that an entry of a firing did not promise, but that what came of it makes needful."""
    return _document(Situation.of_entry(entry, entry["events"][0], now), entry["content"], promise)


def situation_of(wait: WaitDocument, trigger: Mapping[str, Any] | None, lead: Mapping[str, Any], now: int) -> Situation:
    """Give what a wait that is due looks at: the event that it began with, and the lead as it is now.

    `trigger` is the history entry of that event, as far as it is still there.
    """
    entry = trigger or {"at": wait["began_at"], "type": "", "by": {}}
    return Situation(
        account=wait["account"],
        event=wait["event"],
        event_id=wait["event_id"],
        entry=wait["trigger"],
        sequence=wait["sequence"],
        root=wait["root"],
        chain=tuple(wait["chain"][:-1]),
        at=entry["at"],
        now=now,
        lead=lead,
        message={"text": entry.get("text"), "content": entry.get("content")},
        activity=entry["type"],
        by=entry["by"],
        source=entry.get("source"),
    )


def cancelled_by(
    waits: Iterable[WaitDocument], situations: Sequence[Situation], status_of: Mapping[str, StatusOf]
) -> list[tuple[WaitDocument, str]]:
    """Give the waits that events just received cancel, each with the event's name. `status_of` is keyed by account."""
    by_lead: dict[str, list[Situation]] = {}
    for situation in situations:
        by_lead.setdefault(situation.lead["id"], []).append(situation)
    found = []
    for wait in waits:
        for situation in by_lead.get(wait["lead"], ()):
            names = following([situation.event], situation.changes, status_of.get(wait["account"], {}))
            later = situation.sequence > wait["sequence"] and situation.entry != wait["entry"]
            if later and (name := _first(wait["cancel_if"], names)):
                found.append((wait, name))
                break
    return found


def _first(wanted: Iterable[str], names: frozenset[str]) -> str | None:
    return next((name for name in wanted if name in names), None)


@dataclass(frozen=True, slots=True)
class Past:
    """What happened since a wait began: to its lead, and to those that it was merged into, from when it began."""

    entries: Sequence[Mapping[str, Any]] = ()
    twins: Sequence[WaitDocument] = ()  # waits of the same name and rule on leads that were merged with its own

    @property
    def merges(self) -> list[Mapping[str, Any]]:
        """The merges that are in force."""
        structural = [entry for entry in self.entries if entry["type"] in ("merged", "merged_away", "unmerged")]
        return [*in_force(structural, "merged"), *in_force(structural, "merged_away")]


def cancelled(wait: WaitDocument, cancel_if: Iterable[str], past: Past, status_of: StatusOf) -> str | None:
    """Give the event that cancelled a wait, None if none did."""
    for entry in past.entries:
        if entry["message"] == wait["entry"]:
            continue  # what the rule itself did when it fired
        if name := _first(cancel_if, happened(entry, status_of)):
            return name
    return None


def outdone(wait: WaitDocument, past: Past) -> bool:
    """Whether two leads of one person were merged while both waited for the same: the wait that began first is kept."""
    for merge in past.merges:
        when = merge["recorded_at"]
        for twin in past.twins:
            side_by_side = twin["began_at"] <= when >= wait["began_at"]
            over = twin["state"] not in ("waiting", "claimed") and twin.get("ended_at", 0) <= when
            if side_by_side and not over and twin["lead"] != wait["lead"] and _order(twin) < _order(wait):
                return True
    return False


def _order(wait: WaitDocument) -> tuple[int, str]:
    return wait["began_at"], wait["_id"]
