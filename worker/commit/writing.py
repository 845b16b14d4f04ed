"""Writing leads, and counting what came of it."""

from collections.abc import Sequence

from worker.commit.storage import LeadStore, Write
from worker.telemetry import metrics


async def written(store: LeadStore, writes: Sequence[Write], writer: str) -> list[Write]:
    """Write leads; give the writes that lost. `writer` (message, command) says in the metrics who lost."""
    if not writes:
        return []
    with metrics.COMMIT_STAGE.labels("write").time():
        lost = await store.commit(writes)
    new = _new(writes)
    if lost:
        metrics.LOST_RACES.labels(writer).inc(sum(1 for write in lost if not write.full))
        new -= _new(lost)
    if new:
        metrics.LEADS.labels("created").inc(new)
    metrics.LEADS.labels("updated").inc(len(writes) - len(lost) - new)
    return lost


def _new(writes: Sequence[Write]) -> int:
    return sum(1 for write in writes if write.version == 0)
