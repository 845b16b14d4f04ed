"""What only the servers know, asked now and then for /metrics: depths of queues, entries and waits that are still open."""

from typing import Final

import structlog

from worker.errors import LeadWorkerError, TopologyDriftError
from worker.finding.lag import Lag
from worker.ports import Broker, Clock
from worker.store.condition import Condition
from worker.store.finding import FindingStore
from worker.store.mongo import Mongo
from worker.telemetry import metrics
from worker.topology import CONSUMED, FINDING, crashed, dead

log = structlog.get_logger(__name__)

SECONDS: Final = 15.0  # between two looks; each is a handful of questions that the servers answer from indexes


class Gauges:
    """Keeps the gauges true to some seconds. A server that is away leaves what was known last."""

    def __init__(self, mongo: Mongo, broker: Broker, clock: Clock) -> None:
        self._condition, self._broker, self._clock = Condition(mongo), broker, clock
        self._lag = Lag(FindingStore(mongo), lambda: broker.depth(FINDING), clock)

    async def run(self, seconds: float = SECONDS) -> None:
        """Look, again and again."""
        while True:
            for look in (self.depths, self.backlogs, self.rows):
                try:
                    await look()
                except LeadWorkerError as error:  # the lanes tell that a server is away
                    log.debug("gauges.unanswered", error=str(error)[:300])
                except Exception:  # what nobody foresaw must not end the intake beside it
                    log.exception("gauges.failed")
            await self._clock.sleep(seconds)

    async def depths(self) -> None:
        """Ask how many messages are ready."""
        for queue in (name for work in CONSUMED for name in (work, dead(work), crashed(work))):
            try:
                metrics.DEPTH.labels(queue).set(await self._broker.depth(queue))
            except TopologyDriftError:  # not declared
                metrics.DEPTH.labels(queue).set(0)

    async def backlogs(self) -> None:
        """Ask for entries that are not announced, and for waits."""
        pending = await self._condition.pending()
        metrics.OUTBOX.set(pending.leads)
        metrics.OUTBOX_AGE.set(pending.oldest_ms / 1000)
        waits = await self._condition.waits(self._clock.now())
        metrics.WAITS.set(waits.open)
        metrics.WAITS_DUE.set(waits.due)

    async def rows(self) -> None:
        """Ask how far search rows are behind."""
        lag = await self._lag.look()
        if lag is not None:
            metrics.FINDING_LAG.set(lag / 1000)
