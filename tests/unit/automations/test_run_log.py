"""Which runs are kept whole, counted, and sampled; and what events of the past that left no run meant to rules."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from tests.unit.automations.rule_sets import NOW, rule, rule_set, situation
from tests.unit.automations.test_rule_replay import entry
from worker.automations.language.situation import Situation
from worker.automations.running.documents import Run, RunCount
from worker.automations.running.firing import plan_firings
from worker.automations.running.run_log import HOUR_MS, SAMPLES, RunLog
from worker.automations.trying.hindsight import asked_again

RICH = rule("{id: rich, when: lead.created, if: {lead.score: {at_least: 100}}, do: [{note: x}]}")
TRIED = rule("{id: tried, mode: shadow, when: lead.created, do: [{note: x}]}")


class Shelf:
    """Keeps runs as the store does: by id, the first one stays."""

    def __init__(self) -> None:
        self.runs: dict[str, Run] = {}
        self.counts: Counter[tuple[str, str, int]] = Counter()

    async def add_runs(self, runs: Sequence[Run], _lifetime_ms: int) -> None:
        for run in runs:
            self.runs.setdefault(run["_id"], run)

    async def count_runs(self, counts: Sequence[RunCount], _lifetime_ms: int) -> None:
        for count in counts:
            self.counts[count["rule"], count["because"], count["hour"]] += count["n"]


async def told(log: RunLog, numbers: Sequence[int], now: int = NOW) -> None:
    """Tell the log of some events as one batch."""
    page = log.page()
    for number in numbers:
        asked = situation(event_id=f"e-{number}", now=now)
        for firing in plan_firings(rule_set(RICH, TRIED), asked).firings:
            page.standing(firing)
    await log.keep(page)


async def test_what_does_not_match_is_counted_with_a_sample_and_the_rest_is_kept() -> None:
    shelf = Shelf()
    log = RunLog(shelf, 1_000)
    for first in range(0, 300, 50):
        await told(log, range(first, first + 50))
    hour = NOW - NOW % HOUR_MS
    assert shelf.counts == {("rich", "lead.score", hour): 300}
    kept = Counter((run["rule"], run.get("sample", False)) for run in shelf.runs.values())
    assert kept == {("rich", True): SAMPLES, ("tried", False): 300}
    samples = [run for run in shelf.runs.values() if run.get("sample")]
    assert {run["event_id"] for run in samples} == {f"e-{n}" for n in range(SAMPLES)}
    assert all(run["trace"] for run in samples)


async def test_processes_beside_each_other_and_repeats_make_no_more_samples_and_a_new_hour_has_its_own() -> None:
    shelf = Shelf()
    for start in (0, 100, 0):
        await told(RunLog(shelf, 1_000), range(start, start + 30))
    log = RunLog(shelf, 1_000)
    await told(log, [1, 1, 1])
    assert sum(1 for run in shelf.runs.values() if run.get("sample")) == SAMPLES
    assert sum(shelf.counts.values()) == 93  # what is delivered again is counted again
    await told(log, range(30), NOW + HOUR_MS)
    assert sum(1 for run in shelf.runs.values() if run.get("sample")) == 2 * SAMPLES


# asked again


def explained(text: str, *rows: dict[str, Any], event: str = "lead.message_received") -> dict[str, tuple[str, str]]:
    """Ask a rule of today about the last of these history entries."""
    last = Situation.recorded(rows[-1], event)
    return {row["rule"]: (row["outcome"], row["because"]) for row in asked_again(rule_set(rule(text)), rows, last, {})}


def at(clock: str, **more: Any) -> dict[str, Any]:
    """Give a history entry that was recorded at this time of a Monday, UTC."""
    hours, minutes = map(int, clock.split(":"))
    moment = NOW - NOW % (24 * HOUR_MS) + hours * HOUR_MS + minutes * 60_000
    return entry(1) | {"at": moment, "recorded_at": moment} | more


NIGHT = "{id: r, when: lead.message_received, if: {time: {between: ['03:20', '05:00']}}, do: [{note: x}]}"


def test_a_rule_for_some_hours_is_asked_at_the_time_of_the_event() -> None:
    assert explained(NIGHT, at("03:00")) == {"r": ("not_matched", "time")}
    assert explained(NIGHT, at("03:26")) == {"r": ("would_fire", "matched")}


def test_a_rule_is_asked_about_the_lead_as_it_was_for_each_event_of_an_entry() -> None:
    text = "{id: r, when: lead.message_received, if: {lead.state: new}, do: [{note: x}]}"
    row = entry(1, events=["lead.created", "lead.message_received"])
    later = entry(2, after=row["after"] | {"state": "won"})
    assert explained(text, row) == {"r": ("would_fire", "matched")}
    assert explained(text, row, event="lead.created")["r"][0] == "not_asked"
    assert explained(text, row, later) == {"r": ("not_matched", "lead.state")}


def test_what_the_history_says_is_not_guessed() -> None:
    text = "{id: r, when: lead.message_received, do: [{note: x}], limits: {once_per_lead: 3h}}"
    asked = entry(2)
    fired = entry(3, _id="a:rule:r:a:m2", type="rule_fired", by={"kind": "rule", "id": "r"}, content={"actions": []})
    compiled = replace(rule(text), account="a")

    def about(rows: list[dict[str, Any]], row: dict[str, Any]) -> tuple[str, str]:
        told = Situation.recorded(row, "lead.message_received")
        (found,) = asked_again(rule_set(compiled), rows, told, {})
        return found["outcome"], found["because"]

    fired["causation"] = "a:m2/lead.message_received"
    assert about([asked, fired], asked) == ("fired", "matched")
    assert about([asked, fired | {"causation": "a:m2/lead.created"}], asked) == ("held", "already_done")
    assert about([asked, fired, entry(4)], entry(4)) == ("held", "once_per_lead")
    assert about([asked, fired, entry(9)], entry(9)) == ("would_fire", "matched")
