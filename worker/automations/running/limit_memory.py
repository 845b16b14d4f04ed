"""Limits where there is no store to ask: what a rule that matches is held back by, from what fired before. Pure.

Tests of rules, backtests and explanations ask here what the engine asks of leads, histories and fuses.
"""

from dataclasses import dataclass, field

from worker.automations.running import trace
from worker.automations.running.firing import Firing
from worker.automations.running.fuses import Fuse


@dataclass(slots=True)
class LimitMemory:
    """What limits look back on: the stories and leads for which rules fired, when they did, and their fuses."""

    stories: set[str] = field(default_factory=set)  # ids of history entries that firings wrote
    last: dict[tuple[str, str], int] = field(default_factory=dict)  # rule and lead to the latest firing
    fuses: dict[str, Fuse] = field(default_factory=dict)

    def held_by(self, firing: Firing, now: int) -> str:
        """Say, in the words of runs, what holds a firing back; empty if nothing does. Asking a fuse counts.

        `now` is when the rule would act, Unix ms: limits count from then, not from when the event came.
        """
        if firing.entry in self.stories:
            return trace.ALREADY_DONE
        rule = firing.rule
        last = self.last.get((rule.id, firing.situation.lead["id"]))
        if rule.once is not None and last is not None and (rule.once.period is None or now - last < rule.once.period):
            return trace.ONCE
        if rule.limit is None:
            return ""
        self.fuses[rule.id], decision = self.fuses.get(rule.id, Fuse()).decide(firing.command, rule.limit, now)
        return "" if decision == "allowed" else trace.AT_MOST

    def note(self, firing: Firing, now: int) -> None:
        """Remember that a rule fired."""
        self.stories.add(firing.entry)
        if firing.rule.once is not None:
            self.last[firing.rule.id, firing.situation.lead["id"]] = now
