"""Which runs are kept whole, and which are only counted: most of what rules are asked about does not concern them.

What fired, was held, cancelled, refused, failed or stood in shadow is kept, each run once however often it is told. Of
what did not match, and of waits that were skipped, there is a count per rule, cause and hour, and a sample: the first
`SAMPLES` per rule and hour, with their traces. So the documents grow with rules and hours, not with events. `rules
explain` asks anew about the rest.

A count promises to leave nothing out, but for what a primary that dies has not copied yet. It is too high by what was
delivered again: an event that is worked on twice is counted twice.
"""

from collections import Counter
from collections.abc import Callable
from typing import Final, NamedTuple

from worker.automations.running import trace
from worker.automations.running.documents import Run, RunCount, RunOutcome
from worker.automations.running.firing import Firing
from worker.automations.running.storage import RunStore
from worker.telemetry import metrics

HOUR_MS: Final = 3_600_000
SAMPLES: Final = 5  # per rule and hour, over all processes
COUNTED: Final[frozenset[RunOutcome]] = frozenset({"not_matched", "skipped"})


class _Kind(NamedTuple):
    account: str
    rule: str
    outcome: RunOutcome
    because: str
    hour: int


class RunLog:
    """Keeps the runs of one process's batches. `lifetime_ms` is how long."""

    def __init__(self, store: RunStore, lifetime_ms: int) -> None:
        self._store, self._lifetime_ms = store, lifetime_ms
        self._hour = 0
        self._sampled: dict[tuple[str, str], list[str]] = {}  # account and rule to what stood for it in this hour

    def page(self) -> "RunPage":
        """Give where the runs of a batch are written down."""
        return RunPage(self._place)

    async def keep(self, page: "RunPage") -> None:
        """Keep what stands on a page. May be repeated: only counts grow by it."""
        if page.runs:
            await self._store.add_runs(page.runs, self._lifetime_ms)
        if counts := page.counts():  # last: what fails before is done again, and then counted
            await self._store.count_runs(counts, self._lifetime_ms)
        for outcome, number in page.outcomes.items():
            metrics.RULES.labels(outcome).inc(number)

    def _place(self, kind: _Kind, name: str) -> int | None:
        """Give the place that a run takes among the samples of its rule and hour; None if it takes none.

        Another process may have taken the place before; then that run stays.
        """
        if kind.hour != self._hour:
            self._hour = kind.hour
            self._sampled.clear()
        taken = self._sampled.setdefault((kind.account, kind.rule), [])
        if len(taken) >= SAMPLES or name in taken:
            return None
        taken.append(name)
        return len(taken) - 1


class RunPage:
    """The runs of a batch."""

    def __init__(self, place: Callable[[_Kind, str], int | None]) -> None:
        self.runs: list[Run] = []
        self.outcomes: Counter[RunOutcome] = Counter()
        self._counted: Counter[_Kind] = Counter()
        self._place = place

    def counts(self) -> list[RunCount]:
        """Give what is only counted."""
        return [
            {"account": k.account, "rule": k.rule, "outcome": k.outcome, "because": k.because, "hour": k.hour, "n": n}
            for k, n in self._counted.items()
        ]

    def standing(self, firing: Firing) -> None:
        """Note a rule that is not to be carried out."""
        if firing.standing != "no_match":
            self.add(trace.of_standing(firing))
            return
        rule, situation = firing.rule, firing.situation
        kind = _Kind(
            rule.account, rule.id, "not_matched", firing.verdict.because, situation.now - situation.now % HOUR_MS
        )
        place = self._count(kind, situation.event_id)
        if place is not None:
            self.runs.append(_sample(trace.of_standing(firing), kind, place))

    def add(self, run: Run) -> None:
        """Note a run."""
        if run["outcome"] not in COUNTED:
            self.outcomes[run["outcome"]] += 1
            self.runs.append(run)
            return
        kind = _Kind(run["account"], run["rule"], run["outcome"], run["because"], run["at"] - run["at"] % HOUR_MS)
        place = self._count(kind, run["_id"])
        if place is not None:
            self.runs.append(_sample(run, kind, place))

    def _count(self, kind: _Kind, name: str) -> int | None:
        self.outcomes[kind.outcome] += 1
        self._counted[kind] += 1
        return self._place(kind, name)


def _sample(run: Run, kind: _Kind, place: int) -> Run:
    """Give a run as a sample: its id is its place, so that there are no more of them than places."""
    run["_id"] = f"sample:{kind.account}:{kind.rule}:{kind.hour}:{place}"
    run["sample"] = True
    return run
