"""What becomes of a wait that is due: decided from the lead and its history as they are now. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from worker.automations.language.conditions import Verdict
from worker.automations.language.event_kinds import StatusOf
from worker.automations.language.situation import Situation
from worker.automations.language.working_time import Calendar, advance
from worker.automations.rules.ruleset import Action, Rule, RuleSet, Wait
from worker.automations.running.documents import WaitDocument
from worker.automations.running.held_messages import is_message
from worker.automations.running.waits import Past, cancelled, outdone

HELD_MS: Final = 60_000  # until a wait of a rule that is paused is looked at again


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


def due_now(wait: WaitDocument, text: RuleTexts, situation: Situation, past: Past) -> Due:
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
