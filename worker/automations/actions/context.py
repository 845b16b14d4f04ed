"""What an action is built from: the rule, the event, the account as it is configured, and what was chosen beforehand."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from schemas.team import User
from worker.automations.actions.pools import Choice
from worker.automations.language.resources import Surroundings
from worker.automations.language.situation import Situation
from worker.automations.language.templates import template
from worker.automations.language.working_time import advance
from worker.automations.rules.references import Setting
from worker.automations.rules.ruleset import Rule
from worker.errors import RefusedError
from worker.leads.commands import CommandDraft


@dataclass(frozen=True, slots=True)
class Again:
    """That an action is done again that was held: its place among those of its rule or wait, and how often it was held."""

    place: int
    times: int


@dataclass(frozen=True)
class Context:
    """Everything but the lead, which a step sees as it is when it is written. Times are Unix ms.

    `choices` has the teammate chosen for each assignment, by its place among the actions.
    """

    rule: Rule
    situation: Situation
    setting: Setting
    now: int
    wait: str | None = None
    choices: Mapping[int, Choice] = field(default_factory=dict)
    again: Again | None = None

    @cached_property
    def reason(self) -> dict[str, Any]:
        """Why something is sent, for whoever receives it."""
        told = {"rule": self.rule.id, "rule_name": self.rule.name, "revision": self.rule.revision}
        return told | {"event": self.situation.event, "event_id": self.situation.event_id, "wait": self.wait}

    @cached_property
    def surroundings(self) -> Surroundings:
        """The team, calendars and messages of the account."""
        return self.setting.surroundings or Surroundings()

    def seen_now(self, draft: CommandDraft) -> Situation:
        """Give the event with the lead as it is being written."""
        return replace(self.situation, lead=draft.lead.view(), now=draft.at)

    def render(self, text: str, draft: CommandDraft) -> str:
        """Fill a text in; raises `RefusedError` where a value it needs is missing."""
        return template(text).render(self.setting.catalogue, self.seen_now(draft), self.rule.zone)

    def calendar(self, counted_in: str) -> str | None:
        """Give the calendar that `counted_in` names: the file's own, another, or none."""
        if counted_in == "wall_clock":
            return None
        own: str = self.rule.source["header"].get("calendar", "")
        return own if counted_in == "calendar" else counted_in

    def later(self, ms: int, calendar: str | None) -> int:
        """Give the instant `ms` from now, in opening time of a calendar if one is named."""
        if calendar is None:
            return self.now + ms
        hours = self.surroundings.calendars.get(calendar)
        if hours is None:
            raise RefusedError("unknown_calendar", f"calendars.yaml has no calendar {calendar!r}")
        at = advance(hours, self.now, ms)
        if at is None:
            raise RefusedError("never_open", f"the calendar {calendar!r} is not open within three years")
        return at

    def user_id(self, word: str) -> str:
        """Give the id of a teammate named by id, alias, address or name; raises `RefusedError` if there is no such."""
        found = self.setting.user(word)
        if found is None:
            raise RefusedError("unknown_user", f"team.yaml has no teammate {word!r}")
        return found

    def user(self, user_id: str) -> User | None:
        """Give a teammate by id; None for somebody who is not in team.yaml."""
        return next((user for user in self.surroundings.team.users if user.id == user_id), None)


def owner_named(name: str, draft: CommandDraft) -> str | None:
    """Give who `lead.assigned_to` or `lead.previous_owner` is right now; any other name is itself."""
    view = draft.lead.assignee
    owners = {"lead.assigned_to": view.get("v"), "lead.previous_owner": view.get("was")}
    return owners.get(name, name)


def sent_id(draft: CommandDraft) -> str:
    """Give the id that what is sent next will have: the receiver's idempotency key."""
    return f"{draft.account.id}:{draft.message}/{len(draft.sends) + 1}"
