"""Waits: what a firing leaves for later, and what becomes of it when it is due. Pure.

A wait is a document made from the history entry of its firing, so that whoever makes it again makes the same. When it is
due, the lead's history decides whether something cancelled it, not the order in which events were delivered.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal

from schemas.durations import DAY_MS
from worker.automations.language.conditions import Verdict
from worker.automations.language.event_kinds import StatusOf, following, happened
from worker.automations.language.situation import Situation
from worker.automations.language.working_time import Calendar, advance
from worker.automations.rules.ruleset import Action, Rule, RuleSet, Wait
from worker.automations.running.documents import WAIT_SCHEMA, WaitDocument
from worker.automations.running.held_messages import held_of, is_message
from worker.leads.separate import in_force

ASSIGNED: Final = frozenset({"lead.assigned", "lead.closed"})  # ends the queueing for a teammate
HELD_MS: Final = 60_000  # until a wait of a rule that is paused is looked at again
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


@dataclass(frozen=True, slots=True)
class RuleTexts:
    """The rules a wait may go by: as the rule was when the wait began (None: that fits the account no more), and as it is.

    `held`: the rule is paused by its fuse. `unsure`: the account's files have mistakes, so a rule that is not there may
    not be gone.
    """

    pinned: Rule | None
    rules: RuleSet
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    status_of: StatusOf = field(default_factory=dict)
    held: bool = False
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """What becomes of a wait that is due: act (with the rule and the actions), end otherwise, or wait on until `at`."""

    kind: Literal["act", "cancelled", "skipped", "later"]
    because: str
    rule: Rule | None = None
    actions: tuple[Action, ...] = ()
    verdict: Verdict | None = None
    at: int = 0


def due(wait: WaitDocument, text: RuleTexts, situation: Situation, past: Past) -> Due:
    """Decide about a wait that is due. `situation` has the lead as it is now."""
    now = text.rules.by_id.get(wait["rule"])
    if text.held or (now is not None and now.mode == "paused"):
        return Due("later", "paused", at=situation.now + HELD_MS)
    if (event := cancelled(wait, wait["cancel_if"], past, text.status_of)) is not None:
        return Due("cancelled", event)
    if outdone(wait, past):
        return Due("cancelled", "merged")
    if wait["place"] is not None:
        return _queued(wait, wait["place"], text, situation)
    if now is not None and now.mode == "shadow":
        return Due("skipped", "shadow", now)
    chosen = _in_force(wait, text, now)
    if isinstance(chosen, Due):
        return chosen
    rule, entry = chosen
    if rule.revision != wait["revision"]:
        adopted = _adopted(wait, entry, text, situation, past)
        if adopted is not None:
            return adopted
    return _judged(wait, rule, entry, situation)


def _queued(wait: WaitDocument, place: int, text: RuleTexts, situation: Situation) -> Due:
    """A lead that nobody could take: tried again, if it is still open and nobody's. Or a message that was held."""
    rule = text.pinned
    if rule is None:
        return _UNUSABLE
    within = rule.wait(wait["within"]) if wait["within"] else None
    actions = within.actions if within is not None else rule.actions
    if is_message(actions[place]):
        return _held(wait, rule, actions[place], text)
    if situation.lead["status"] != "open":
        return Due("cancelled", "lead.closed")
    if situation.lead["id"] != wait["lead"] and situation.lead["assignee"] is not None:
        return Due("cancelled", "lead.assigned")  # the lead that it was merged into belongs to somebody
    return Due("act", "due", rule, (actions[place],))


def _held(wait: WaitDocument, rule: Rule, action: Action, text: RuleTexts) -> Due:
    """A message whose rule was taken back meanwhile is not wanted any more; one whose rule was edited goes as promised."""
    now = text.rules.by_id.get(wait["rule"])
    if now is None and not text.unsure:
        return Due("cancelled", "rule_removed")
    if now is not None and now.mode == "shadow":
        return Due("skipped", "shadow", now)
    return Due("act", "due", rule, (action,))


_UNUSABLE: Final = Due("skipped", "unusable")


def _in_force(wait: WaitDocument, text: RuleTexts, now: Rule | None) -> tuple[Rule, Wait] | Due:
    """Give the rule and the wait to go by, as the wait declared for the case that the rule is edited; or its end."""
    changed = now is None or now.revision != wait["revision"]
    if not changed or wait["on_change"] == "finish" or (text.unsure and now is None):
        rule = text.pinned
    elif wait["on_change"] == "cancel" or now is None:
        return Due("cancelled", "rule_removed" if now is None else "rule_changed", now)
    else:
        rule = now
    if rule is None:
        return _UNUSABLE
    entry = rule.wait(wait["wait"])
    return (rule, entry) if entry is not None else Due("cancelled", "rule_changed", rule)


def _adopted(wait: WaitDocument, entry: Wait, text: RuleTexts, situation: Situation, past: Past) -> Due | None:
    """What the text that a wait adopted says otherwise: another time, other events that cancel."""
    if (event := cancelled(wait, entry.cancel_if, past, text.status_of)) is not None:
        return Due("cancelled", event)
    at = due_at(entry, int(wait["began_at"]), text.calendars)
    if at is not None and at > situation.now:
        return Due("later", "rule_changed", at=at)
    return None


def due_at(entry: Wait, began: int, calendars: Mapping[str, Calendar]) -> int | None:
    """Give when a wait that began at `began` is due; None if its calendar has no opening within three years."""
    calendar = calendars.get(entry.calendar or "")
    return began + entry.after_ms if calendar is None else advance(calendar, began, entry.after_ms)


def _judged(wait: WaitDocument, rule: Rule, entry: Wait, situation: Situation) -> Due:
    verdict = entry.judge(situation)
    if not verdict.fired:
        return Due("skipped", verdict.because, rule, verdict=verdict)
    if entry.late_by_ms is not None and situation.now - wait["due_at"] > entry.late_by_ms:
        return Due("skipped", "late", rule, verdict=verdict)
    return Due("act", "due", rule, entry.actions, verdict)
