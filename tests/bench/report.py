"""What was found: medians with their range, the ratios, and the machine."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.bench.contestants import Contestant
from tests.bench.runs import Latency, Throughput
from tests.bench.workload import Workload

# name -> (what is divided, how, the aim of the project)
AIMS = {
    "throughput b/a": (6.0, "at least"),
    "throughput b/c": (0.7, "at least"),
    "lone message b/a": (1.5, "at most"),
}


@dataclass(slots=True)
class Results:
    """Every run, by contestant."""

    about: dict[str, Any]
    work: Workload
    contestants: Sequence[Contestant]
    trials: dict[int, float]
    throughputs: dict[str, list[Throughput]] = field(default_factory=dict)
    latencies: dict[str, list[Latency]] = field(default_factory=dict)

    def add(self, contestant: Contestant, result: Throughput | Latency) -> None:
        """Add a run."""
        if isinstance(result, Throughput):
            self.throughputs.setdefault(contestant.key, []).append(result)
        else:
            self.latencies.setdefault(contestant.key, []).append(result)

    @property
    def faults(self) -> list[str]:
        """What was wrong in any run."""
        return [
            f"{contestant.title}: {fault}"
            for contestant in self.contestants
            for done in self.throughputs.get(contestant.key, [])
            for fault in done.faults
        ]

    def rates(self, key: str) -> list[float]:
        """Messages per second of each run."""
        return [done.rate for done in self.throughputs.get(key, [])]

    def ratios(self) -> dict[str, list[float]]:
        """Give the ratios, one per round: what shared the minute is compared, not what shared the day."""
        p50 = {key: [run.p50 for run in runs] for key, runs in self.latencies.items()}
        pairs = {
            "throughput b/a": (self.rates("b"), self.rates("a")),
            "throughput b/c": (self.rates("b"), self.rates("c")),
            "lone message b/a": (p50.get("b", []), p50.get("a", [])),
        }
        return {
            name: [x / y for x, y in zip(above, below, strict=True)]
            for name, (above, below) in pairs.items()
            if above and below
        }

    def document(self) -> dict[str, Any]:
        """Give everything as JSON."""
        return {
            "machine": self.about,
            "messages": len(self.work.messages),
            "people": self.work.people,
            "bytes_per_message": self.work.bytes_per_message,
            "trials": self.trials,
            "contestants": {
                contestant.key: {
                    "title": contestant.title,
                    "messages_per_second": self.rates(contestant.key),
                    "processor_us_per_message": [_per_message(d) for d in self.throughputs.get(contestant.key, [])],
                    "lone_message_ms": [
                        {"p50": run.p50, "p95": run.p95, "count": len(run.samples)}
                        for run in self.latencies.get(contestant.key, [])
                    ],
                }
                for contestant in self.contestants
            },
            "ratios": self.ratios(),
            "faults": self.faults,
        }


def _per_message(done: Throughput) -> float | None:
    return None if done.processor is None else 1e6 * done.processor / done.messages


def spread(values: Sequence[float | None], digits: int = 0) -> str:
    """Write a median with its range."""
    known = [value for value in values if value is not None]
    if not known:
        return ""
    low, middle, high = (f"{v:,.{digits}f}" for v in (min(known), statistics.median(known), max(known)))
    return f"{middle} ({low}..{high})" if len(known) > 1 else middle


def show(results: Results, console: Console) -> None:
    """Print the tables."""
    about, work = results.about, results.work
    console.print(
        f"{about['cores']} cores {about['processor']}, load {about['load']} at the start; {about['system']}; "
        f"Python {about['python']}, RabbitMQ {about['rabbitmq']}, mongod {about['mongod']}; "
        + ", ".join(f"{name} {number}" for name, number in about["libraries"].items()),
        highlight=False,
    )
    console.print(
        f"{len(work.messages):,} deliveries of {work.unique:,} messages from {work.people:,} people, "
        f"{work.bytes_per_message} bytes each; median (least..most) of the rounds",
        highlight=False,
    )
    table = Table()
    table.add_column("")
    table.add_column("contestant")
    for heading in ("messages/s", "own processor, µs/message", "lone message p50, ms", "p95, ms"):
        table.add_column(heading, justify="right")
    for contestant in results.contestants:
        done, heard = results.throughputs.get(contestant.key, []), results.latencies.get(contestant.key, [])
        table.add_row(
            contestant.key,
            contestant.title,
            spread([run.rate for run in done]),
            spread([_per_message(run) for run in done]),
            spread([run.p50 for run in heard], 1),
            spread([run.p95 for run in heard], 1),
        )
    console.print(table)
    ratios = Table()
    for heading in ("ratio", "median (least..most)", "aim"):
        ratios.add_column(heading, justify="left" if heading == "ratio" else "right")
    for name, values in results.ratios().items():
        aim, word = AIMS[name]
        ratios.add_row(name, spread(values, 2), f"{word} {aim:g}")
    console.print(ratios)
    for fault in results.faults:
        console.print(f"WRONG  {fault}", style="bold red", highlight=False)
