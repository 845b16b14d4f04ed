"""What finding the rules for an event costs, and loading them: `python -m tests.bench.rules`, or `make bench-rules`.

The workload: 8 event types, 60 origins, four of five rules name one of them; every rule has four to six conditions. The
index is compared with asking every rule, on the same events, in the same run; both must give the same rules.
"""

import argparse
import platform
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from worker.account import Account
from worker.automations.language.situation import Situation
from worker.automations.rules.ruleset import Rule, RuleSet
from worker.configuration.accounts import load_accounts
from worker.configuration.automations import load_automations
from worker.configuration.snapshot import Snapshot

SIZES: Final = (10, 100, 1_000, 10_000)
EVENTS: Final = (
    "lead.created", "lead.message_received", "lead.updated", "lead.state_changed", "lead.assigned", "lead.opted_out",
    "lead.task_added", "lead.merged",
)  # fmt: skip
ORIGINS: Final = tuple(f"inbox-{i}" for i in range(60))
STATES: Final = ("new", "contacted", "qualified", "won", "lost")
SOURCES: Final = ("whatsapp", "ctwa_ad", "campaign", "plugin")
NOW: Final = 1_790_000_000_000
LIMITS: Final = {1_000: 10.0, 10_000: 200.0}  # µs per event more than with 10 rules
LOADED: Final = (500, 7_500, 1.0)  # rules, lines, seconds


def rule_text(number: int, chance: random.Random) -> list[str]:
    """Give one rule of 15 lines."""
    event, origin = chance.choice(EVENTS), chance.choice(ORIGINS)
    when = [f"      event: {event}", f"      origin: {origin}" if chance.random() < 0.8 else "      by: contact"]
    return [
        f"  - id: rule-{number:05}",
        f"    name: Rule number {number} of the benchmark",
        f"    priority: {chance.randrange(5) * 10}",
        "    when:",
        *when,
        "    if:",
        "      all:",
        f"        - lead.score: {{at_least: {chance.randrange(100)}}}",
        f"        - lead.state: {{one_of: [{', '.join(chance.sample(STATES, 2))}]}}",
        "        - any:",
        f"            - lead.tags: {{has: tag-{chance.randrange(30)}}}",
        f"            - lead.city: {{starts_with: {chance.choice('abcdefgh')}}}",
        "    do:",
        f"      - note: \"{number}: {{{{ lead.name | default('somebody') }}}} in {{{{ lead.city | default('a city') }}}}\"",
    ]


def files_text(count: int, seed: int = 7) -> dict[str, str]:
    """Give rule files that hold so many rules, 100 in each."""
    chance = random.Random(seed)
    files = {}
    for first in range(0, count, 100):
        lines = ["version: 1", "rules:"]
        for number in range(first, min(first + 100, count)):
            lines += rule_text(number, chance)
        files[f"rules/part-{first:05}.yaml"] = "\n".join(lines) + "\n"
    return files


def situations(count: int, seed: int = 11) -> list[Situation]:
    """Give events of a mixed day."""
    chance = random.Random(seed)
    return [_situation(i, chance) for i in range(count)]


def _situation(number: int, chance: random.Random) -> Situation:
    tags = [f"tag-{chance.randrange(30)}" for _ in range(chance.randrange(4))]
    lead = {
        "id": f"lead-{number}",
        "account": "bench",
        "version": 3,
        "phone": f"+9198765{number:05}",
        "fields": {
            "score": chance.randrange(100),
            "city": chance.choice(("agra", "bhopal", "chennai", "delhi", "zirakpur")),
        },
        "tags": sorted(set(tags)),
        "source": chance.choice(SOURCES),
        "origin": chance.choice(ORIGINS),
        "state": chance.choice(STATES),
        "status": "open",
        "assignee": None,
        "opted_in": False,
        "opted_out": False,
        "created_at": NOW,
        "messages": 1,
        "inbound": 1,
    }
    return Situation(
        account="bench", event=chance.choice(EVENTS), event_id=str(number), entry=str(number), sequence=3,
        root=str(number), chain=(), at=NOW, now=NOW, lead=lead, message={"text": "what is the price, please"},
        activity="message_received", by={"kind": "contact", "id": chance.choice(ORIGINS)}, source="whatsapp",
    )  # fmt: skip


def write(directory: Path, rules: int) -> list[str]:
    """Write an account with so many rules; give the lines of its rule files."""
    folder = directory / "bench"
    (folder / "rules").mkdir(parents=True)
    (folder / "account.yaml").write_text("name: Bench\n")
    (folder / "fields.yaml").write_text("fields: [{id: score, type: number}, {id: city}]\n")
    texts = files_text(rules)
    for name, text in texts.items():
        (folder / name).write_text(text)
    return [line for text in texts.values() for line in text.splitlines()]


def loaded(rules: int) -> RuleSet:
    """Give a set of so many rules, read from files like any other."""
    with tempfile.TemporaryDirectory() as place:
        write(Path(place), rules)
        result = load_accounts(Path(place)).require()
        return result.automations["bench"].rules


def linear(rules: Sequence[Rule]) -> Callable[[Situation], list[Rule]]:
    """Ask every rule."""
    return lambda situation: [rule for rule in rules if rule.matches(situation)]


def indexed(rules: RuleSet) -> Callable[[Situation], Sequence[Rule]]:
    """Ask those that the index gives."""
    return rules.matching


def microseconds(find: Callable[[Situation], Any], events: Sequence[Situation], rounds: int) -> float:
    """Give the processor time per event: the median of some rounds."""
    times = []
    for _ in range(rounds):
        began = time.process_time()
        for event in events:
            find(event)
        times.append((time.process_time() - began) / len(events) * 1e6)
    return statistics.median(times)


@dataclass(frozen=True, slots=True)
class Row:
    """One size of set: times in µs per event."""

    rules: int
    asked: float
    matched: float
    all_of_them: float
    by_index: float
    build_ms: float


def measure(rules: int, count: int, rounds: int) -> Row:
    """Compare the two ways on one set of rules."""
    found = loaded(rules)
    events = situations(count)
    began = time.process_time()
    _ = found.index
    built = (time.process_time() - began) * 1000
    every, some = linear(found.rules), indexed(found)
    few = events[: max(50, min(count, 400_000 // rules))]
    for event in few:
        if [rule.id for rule in every(event)] != [rule.id for rule in some(event)]:
            raise AssertionError(f"the index and the scan disagree about {event}")
    return Row(
        rules=rules,
        asked=statistics.fmean(len(found.candidates(event)) for event in events),
        matched=statistics.fmean(len(some(event)) for event in events),
        all_of_them=microseconds(every, few, rounds),
        by_index=microseconds(some, events, rounds),
        build_ms=built,
    )


def loading(rules: int, rounds: int) -> tuple[int, float]:
    """Give the number of lines and the seconds (processor time, the least of some rounds) of reading and compiling."""
    with tempfile.TemporaryDirectory() as place:
        lines = write(Path(place), rules)
        snapshot = Snapshot.read(Path(place))
        account: Account = load_accounts(Path(place)).accounts.named("bench")
        times = []
        for _ in range(rounds):
            began = time.process_time()
            automations, _findings = load_automations(snapshot, account)
            times.append(time.process_time() - began)
            if len(automations.rules.rules) != rules:
                raise AssertionError("not every rule was loaded")
    return len(lines), min(times)


def report(rows: Sequence[Row], lines: int, seconds: float) -> Iterator[str]:
    """The tables, and whether the figures are within what is promised."""
    yield f"Python {platform.python_version()}, {platform.machine()}; µs of processor time per event, both ways in one run"
    yield ""
    yield f"{'rules':>7} {'every rule':>12} {'index':>9} {'times faster':>13} {'asked/event':>12} {'matched':>8} {'build ms':>9}"
    for row in rows:
        faster = row.all_of_them / row.by_index
        yield (
            f"{row.rules:>7,} {row.all_of_them:>12,.1f} {row.by_index:>9,.2f} {faster:>13,.1f} "
            f"{row.asked:>12,.2f} {row.matched:>8,.2f} {row.build_ms:>9,.1f}"
        )
    yield ""
    for row in rows:
        if row.rules in LIMITS:
            more, limit = row.by_index - rows[0].by_index, LIMITS[row.rules]
            told = f"{row.rules:,} rules: {more:.1f} µs per event more than {rows[0].rules}"
            yield _promise(told, f"{limit:.0f} µs", kept=more < limit)
    told = f"loading {LOADED[0]} rules ({lines:,} lines): {seconds * 1000:.0f} ms"
    yield _promise(told, f"{LOADED[2]:.0f} s", kept=seconds < LOADED[2])


def _promise(told: str, limit: str, *, kept: bool) -> str:
    return f"{told}; promised: under {limit} ({'kept' if kept else 'MISSED'})"


def _at_least_one(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 9 and int(text)):
        raise argparse.ArgumentTypeError(f"{text!r} is too few or no number; at least 1 is measured")
    return int(text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 1 if a promise is not kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.rules", description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=_at_least_one, default=2_000)
    parser.add_argument("--rounds", type=_at_least_one, default=7)
    options = parser.parse_args(arguments)
    rows = [measure(size, options.events, options.rounds) for size in SIZES]
    lines, seconds = loading(LOADED[0], 3)
    text = "\n".join(report(rows, lines, seconds))
    print(text)
    return 1 if "MISSED" in text else 0


if __name__ == "__main__":
    sys.exit(main())
