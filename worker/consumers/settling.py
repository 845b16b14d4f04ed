"""Settling deliveries of one queue: acknowledged, published again for later, or parked in the dead letters.

The original goes only after the confirm of what takes its place, and a dead letter that was confirmed is not published
again when the work on its delivery is.
"""

from collections.abc import Sequence
from typing import ClassVar

import structlog

from worker.consumers import observed
from worker.consumers.failure_headers import LETTER_ID, failure_headers, reason_of, retry_headers, trips
from worker.errors import LeadWorkerError, RefusedError, UndeliveredError, treatment
from worker.ports import Broker, Clock, Delivery, Outgoing
from worker.settings import Settings
from worker.telemetry import metrics
from worker.telemetry.failpoints import failpoint
from worker.topology import RETRY_DELAYS, dead, retry

log = structlog.get_logger(__name__)


def rung(tries: int, wait: float | None = None) -> str:
    """Name the rung of the retry ladder for the next trip: after `tries` trips, or a longer one to `wait` seconds."""
    last = len(RETRY_DELAYS) - 1
    long = next((place for place, (_, ms) in enumerate(RETRY_DELAYS) if ms >= (wait or 0) * 1000), last)
    return RETRY_DELAYS[max(min(tries, last), long)][0]


class Settling:
    """Settles deliveries of `queue`. Raises what keeps it from publishing: then the work is done again."""

    work: ClassVar[str] = "work"  # names the stage in dead letters of deliveries whose work failed

    def __init__(self, queue: str, broker: Broker, clock: Clock, settings: Settings) -> None:
        self.queue, self._broker, self._clock, self._settings = queue, broker, clock, settings
        self._gone: set[Delivery] = set()  # under way, and not ours to settle any more
        self._confirmed: dict[Delivery, set[str]] = {}  # the ids of its dead letters that the broker has

    def _sealed(self, delivery: Delivery) -> bytes:
        """Give the body as it may be published again."""
        return delivery.body

    def _dead_letter(
        self, delivery: Delivery, error: Exception, stage: str, body: bytes, *, part: bool = False
    ) -> Outgoing:
        """Give the dead letter of a delivery, or of one part of it, whose body is then the part's."""
        headers = failure_headers(
            delivery,
            reason=reason_of(error),
            detail=error.detail if isinstance(error, RefusedError | UndeliveredError) else str(error),
            where=error.where if isinstance(error, RefusedError) else "",
            error=error,
            stage=stage,
            now=self._clock.now(),
            part=body if part else None,
        )
        content_type = delivery.content_type or "application/json"
        return Outgoing("", dead(self.queue), body, headers, delivery.message_id, content_type)

    async def _failed(self, delivery: Delivery, error: Exception) -> None:
        """A delivery whose own work failed: up the retry ladder as long as that may help, else to the dead letters."""
        how, tries = treatment(error), trips(delivery.headers)
        if how.ladder and not (how.counts and tries >= self._settings.retry_limit):
            label = rung(tries if how.counts else 0, getattr(error, "retry_after", None))
            headers = retry_headers(delivery, tries + how.counts, self._clock.now())
            kind = delivery.content_type or "application/json"
            place = retry(self.queue, label)
            await self._publish([Outgoing("", place, self._sealed(delivery), headers, delivery.message_id, kind)])
            log.warning("message.retried", queue=self.queue, delay=label, error=str(error)[:300])
            settled = "retry"
        else:
            await self._park([(delivery, self._dead_letter(delivery, error, self.work, self._sealed(delivery)))])
            if not isinstance(error, LeadWorkerError):
                log.error("message.failed", queue=self.queue, exc_info=error)
            settled = "dead_letter"
        self._gone.add(delivery)  # else it would be published once more if its neighbours are worked on again
        await self._broker.ack([delivery])
        metrics.SETTLED.labels(self.queue, settled).inc()

    async def _park(self, letters: Sequence[tuple[Delivery, Outgoing]]) -> None:
        """Publish dead letters of deliveries under way, each once however often their work is done again.

        What the broker has confirmed is counted and logged.
        """
        due = [
            (delivery, letter)
            for delivery, letter in letters
            if letter.headers[LETTER_ID] not in self._confirmed.get(delivery, ())
        ]
        if not due:
            return
        errors = await self._broker.publish([letter for _, letter in due])
        confirmed = [pair for pair, error in zip(due, errors, strict=True) if error is None]
        for delivery, letter in confirmed:
            self._confirmed.setdefault(delivery, set()).add(letter.headers[LETTER_ID])
        observed.parked(self.queue, [letter for _, letter in confirmed])
        _require(errors)

    async def _publish(self, messages: Sequence[Outgoing]) -> None:
        if messages:
            _require(await self._broker.publish(messages))

    async def _ack(self, deliveries: Sequence[Delivery], refused: int = 0) -> None:
        """Acknowledge deliveries; of `refused` ones nothing could be used, and a dead letter is in their place."""
        await self._broker.ack(deliveries)
        failpoint("acked")
        metrics.SETTLED.labels(self.queue, "ack").inc(len(deliveries) - refused)
        if refused:
            metrics.SETTLED.labels(self.queue, "dead_letter").inc(refused)

    def _ended(self, batch: Sequence[Delivery]) -> None:
        """Forget what was remembered of deliveries that were under way."""
        self._gone.difference_update(batch)
        for delivery in batch:
            self._confirmed.pop(delivery, None)


def _require(errors: Sequence[Exception | None]) -> None:
    for error in errors:
        if error is not None:
            raise error
