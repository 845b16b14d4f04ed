"""What rules would have done with events that were recorded: matching, order, stops and limits, without any effect. Pure.

A replay looks at each event as it was recorded; what a rule would have changed does not come back as further events.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from worker.automations.language.situation import Situation
from worker.automations.rules.ruleset import Rule, RuleSet
from worker.automations.running.commanding import limit
from worker.automations.running.firing import MAX_DEPTH, command_id
from worker.automations.running.fuses import Fuse

SHOWN = 5  # leads named per rule
_SENDS = "send_quick_message"


@dataclass(slots=True)
class ReplayTally:
    """What one rule would have done."""

    fired: int = 0
    held: Counter[str] = field(default_factory=Counter)  # once_per_lead, at_most, already_done, stopped, loop
    leads: set[str] = field(default_factory=set)
    examples: list[tuple[str, str, int]] = field(default_factory=list)  # lead, event id, when
    messages: set[str] = field(default_factory=set)  # leads that would have got a quick message


@dataclass(slots=True)
class _Memory:
    """What limits look back on."""

    last: dict[tuple[str, str], int] = field(default_factory=dict)  # (rule, lead) to the last firing
    stories: set[tuple[str, str]] = field(default_factory=set)  # (rule, root)
    fuses: dict[str, Fuse] = field(default_factory=dict)


class Replay:
    """Feeds recorded entries of one account to a rule set; `tallies` grow with them."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self.tallies: dict[str, ReplayTally] = {rule.id: ReplayTally() for rule in rules.rules}
        self.events = 0
        self._memory = _Memory()

    def feed(self, entry: Mapping[str, Any]) -> None:
        """Take one history entry; each event that it announced is one to the rules."""
        for event in entry["events"]:
            self.events += 1
            self._feed(Situation.of_entry(entry, event, entry["recorded_at"]))

    def _feed(self, situation: Situation) -> None:
        stop: Rule | None = None
        for rule in self.rules.matching(situation):
            tally = self.tallies[rule.id]
            if stop is not None and rule.priority < stop.priority:
                tally.held["stopped"] += 1
            elif held := self._held(rule, situation):
                tally.held[held] += 1
            else:
                self._fires(rule, situation, tally)
                if rule.after_match == "stop" and rule.mode == "live":
                    stop = stop or rule

    def _held(self, rule: Rule, situation: Situation) -> str:
        memory, lead = self._memory, str(situation.lead["id"])
        if any(name.rpartition("@")[0] == rule.id for name in situation.chain) or len(situation.chain) >= MAX_DEPTH:
            return "loop"
        if (rule.id, situation.root) in memory.stories:
            return "already_done"
        last = memory.last.get((rule.id, lead))
        period = rule.limits.period_ms
        if rule.limits.once and last is not None and (period is None or situation.now - last < period):
            return "once_per_lead"
        if (at_most := limit(rule)) is not None:
            name = command_id(rule.id, situation.root)
            fuse, decision = memory.fuses.get(rule.id, Fuse()).decide(name, at_most, situation.now)
            memory.fuses[rule.id] = fuse
            return "" if decision == "allowed" else "at_most"
        return ""

    def _fires(self, rule: Rule, situation: Situation, tally: ReplayTally) -> None:
        lead = str(situation.lead["id"])
        self._memory.stories.add((rule.id, situation.root))
        if rule.limits.once:
            self._memory.last[rule.id, lead] = situation.now
        tally.fired += 1
        if lead not in tally.leads and len(tally.examples) < SHOWN:
            tally.examples.append((lead, situation.event_id, situation.now))
        tally.leads.add(lead)
        if any(action.name == _SENDS for action in rule.actions) or any(
            action.name == _SENDS for wait in rule.waits for action in wait.actions
        ):
            tally.messages.add(lead)
