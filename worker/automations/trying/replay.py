"""What rules would have done with events that were recorded: matching, order, stops and limits, without any effect. Pure.

A replay looks at each event as it was recorded; what a rule would have changed does not come back as further events.
Limits count from when the engine looked at events then (`lateness`).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from worker.automations.language.situation import Situation
from worker.automations.rules.ruleset import RuleSet
from worker.automations.running.firing import Firing, plan_firings
from worker.automations.running.limit_memory import LimitMemory
from worker.automations.running.trace import HELD
from worker.automations.trying.lateness import Lateness

SHOWN = 5  # leads named per rule
_SENDS = "send_quick_message"


@dataclass(slots=True)
class ReplayTally:
    """What one rule would have done."""

    fired: int = 0
    held: Counter[str] = field(default_factory=Counter)  # why to how often: in the words of runs
    leads: set[str] = field(default_factory=set)
    examples: list[tuple[str, str, int]] = field(default_factory=list)  # lead, event id, when
    messages: set[str] = field(default_factory=set)  # leads that would have got a quick message


class Replay:
    """Feeds recorded entries of one account to a rule set; `tallies` grow with them."""

    def __init__(self, rules: RuleSet, lateness: Lateness | None = None) -> None:
        self.rules, self.lateness = rules, lateness or Lateness()
        self.tallies: dict[str, ReplayTally] = {rule.id: ReplayTally() for rule in rules.rules}
        self.events = 0
        self._memory = LimitMemory()

    def feed(self, entry: Mapping[str, Any]) -> None:
        """Take one history entry; each event that it announced is one to the rules."""
        for event in entry["events"]:
            self.events += 1
            self._feed(Situation.recorded(entry, event))

    def _feed(self, situation: Situation) -> None:
        plan = plan_firings(self.rules, situation, traced=False)
        while True:
            fired = {firing.rule.id for firing in plan.firings if self._settled(firing)}
            if not plan.rest:
                return
            plan = plan.go_on(fired)

    def _settled(self, firing: Firing) -> bool:
        """Count what becomes of a rule that matches; say whether it would have fired. Those in shadow count as live."""
        tally = self.tallies[firing.rule.id]
        now = self.lateness.acted(firing.situation.now)
        stands = firing.standing in ("fires", "shadow")
        held = self._memory.held_by(firing, now) if stands else HELD[firing.standing]
        if held:
            tally.held[held] += 1
            return False
        self._memory.note(firing, now)
        self._fires(firing, tally)
        return True

    def _fires(self, firing: Firing, tally: ReplayTally) -> None:
        rule, situation = firing.rule, firing.situation
        lead = str(situation.lead["id"])
        tally.fired += 1
        if lead not in tally.leads and len(tally.examples) < SHOWN:
            tally.examples.append((lead, situation.event_id, situation.now))
        tally.leads.add(lead)
        if any(action.name == _SENDS for action in rule.actions) or any(
            action.name == _SENDS for wait in rule.waits for action in wait.actions
        ):
            tally.messages.add(lead)
