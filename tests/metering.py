"""Reading the worker's metrics in tests: what a metric says, and which ones a piece of work moved."""

from collections.abc import Iterator
from contextlib import contextmanager

from worker.telemetry import metrics


def value(name: str, **labels: str) -> float:
    """Give a sample; 0 where there is none yet. `name` is as Prometheus stores it."""
    return metrics.REGISTRY.get_sample_value(f"leadworker_{name}", labels) or 0.0


def samples() -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """Give all samples by name and labels."""
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in metrics.REGISTRY.collect()
        for sample in family.samples
        if not sample.name.endswith("_created")
    }


@contextmanager
def moved() -> Iterator[set[str]]:
    """Collect the names (of `metrics.DESCRIBED`) that change within."""
    before, names = samples(), set[str]()
    yield names
    after = samples()
    for described in metrics.DESCRIBED:
        suffix = "_count" if described.type == "histogram" else ""
        mine = {key for key in after if key[0] == described.name + suffix}
        if any(after[key] != before.get(key, 0.0) for key in mine):
            names.add(described.name)
