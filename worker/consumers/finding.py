"""The lane of the queue `finding`: search rows follow what was announced about leads, in micro-batches.

An event only names its lead: the row is made of the lead as it is now, so that events may come twice and in any order, and
several of one lead are one piece of work. While the work queues are deep the lane steps back, up to `LONGEST_LAG_MS` behind.
Every second it tells how old the oldest event in its hands is (`worker.finding.lag`).
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Final, Protocol

import structlog

from worker.broker.link import ended
from worker.consumers.lane import QueueLane
from worker.consumers.sources import Services
from worker.errors import LeadWorkerError, RefusedError, TopologyDriftError
from worker.finding.lag import KEPT_MS, TOLD_SECONDS, Report
from worker.finding.writing import RowWriter
from worker.leads.lead import Lead
from worker.ports import Delivery, Outgoing
from worker.settings import Settings
from worker.telemetry import metrics
from worker.topology import AUTOMATIONS, FINDING, INTAKE, account_of_event

log = structlog.get_logger(__name__)

DEEP: Final = 1_000  # messages ready in work queues that somebody consumes, from which on rows wait
LONGEST_LAG_MS: Final = 60_000  # what rows may be behind for the sake of the work queues
LOOK_SECONDS: Final = 0.25  # between two looks at the depths
CHUNK: Final = 200  # leads read at a time


class LeadReader(Protocol):
    """Reads leads."""

    async def leads_by_ids(self, ids: Sequence[str]) -> list[Lead]:
        """Give the leads with these ids, tombstones included."""


class ReportBook(Protocol):
    """Keeps what those who write rows say."""

    async def report(self, report: Report) -> None:
        """Keep a report in the place of the last one of this name."""

    async def forget_reports(self, before: int) -> None:
        """Drop reports of before a moment (Unix ms)."""


class FinderLane(QueueLane):
    """Reads the events of leads and writes their search rows. `name` tells it from others who do."""

    work: ClassVar[str] = "find"

    def __init__(
        self,
        writer: RowWriter,
        leads: LeadReader,
        book: ReportBook,
        services: Services,
        settings: Settings,
        name: str,
    ) -> None:
        super().__init__(FINDING, services.broker, services.clock, settings)
        self._writer, self._leads, self._accounts = writer, leads, services.accounts
        self._turns, self._book, self._name = services.turns, book, name
        self._looked, self._deep = 0, False
        self._working_on: int | None = None  # when the oldest event of the batch under way was recorded
        self._telling: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to consume, and to tell."""
        await super().start()
        self._telling = asyncio.create_task(self._tell(), name="finding lag")

    async def run(self) -> None:
        """Work until `stop`."""
        try:
            await super().run()
        finally:
            if self._telling is not None:
                await ended(self._telling)

    async def _process(self, batch: Sequence[Delivery]) -> None:
        known = self._accounts().by_id
        named: dict[str, None] = {}
        letters: list[tuple[Delivery, Outgoing]] = []
        oldest = self._clock.now()
        for delivery in batch:
            try:
                account, lead, at = subject(delivery)
                if account not in known:
                    raise RefusedError("unknown_account", f"no account {account!r} is loaded; add it and replay")
            except RefusedError as refusal:
                letters.append((delivery, self._dead_letter(delivery, refusal, "decode", delivery.body)))
            else:
                named[lead] = None
                oldest = min(oldest, at)
        self._working_on = oldest
        await self._step_back(oldest)
        ids = list(named)
        for start in range(0, len(ids), CHUNK):
            await self._turns.wait()
            await self._writer.write(await self._leads.leads_by_ids(ids[start : start + CHUNK]))
        metrics.FINDING_LAG.set(self._age(oldest) / 1000)
        await self._park(letters)
        await self._ack(batch, refused=len(letters))

    def _forget(self, batch: Sequence[Delivery]) -> None:  # noqa: ARG002  # one batch is under way at a time
        self._working_on = None

    async def _step_back(self, oldest: int) -> None:
        """Wait while there is more urgent work, unless the oldest event (Unix ms) has waited for long enough."""
        while not self._stopping and self._clock.now() - oldest < LONGEST_LAG_MS and await self._busy():
            await self._clock.sleep(LOOK_SECONDS)

    async def _busy(self) -> bool:
        """Whether the work queues are deep; asked of the broker now and then. What nobody works on is nobody's to wait for."""
        now = self._clock.now()
        if now - self._looked >= LOOK_SECONDS * 1000:
            self._looked, ready = now, 0
            for queue in (*INTAKE, AUTOMATIONS):
                try:
                    ready += await self._broker.backlog(queue)
                except TopologyDriftError:  # not declared: nobody works here
                    continue
            self._deep = ready >= DEEP
        return self._deep

    async def _tell(self) -> None:
        """Say again and again how old the oldest event here is, for as long as events are taken."""
        tidied = False
        while True:
            now, oldest = self._clock.now(), self._oldest()
            metrics.FINDING_LAG.set(0 if oldest is None else self._age(oldest) / 1000)
            try:
                if not self._holding.resting:
                    await self._book.report(Report(self._name, now, oldest))
                if not tidied:
                    await self._book.forget_reports(now - KEPT_MS)
                    tidied = True
            except LeadWorkerError as error:  # the lane itself tells that the store is away
                log.debug("finding.lag_not_told", error=str(error)[:300])
            await self._clock.sleep(TOLD_SECONDS)

    def _oldest(self) -> int | None:
        """Give when the oldest event in our hands was recorded; the queue gives them in order."""
        if self._working_on is not None:
            return self._working_on
        return _recorded(self._inbox[0]) if self._inbox else None

    def _age(self, at: int) -> int:
        return max(0, self._clock.now() - at)


def subject(delivery: Delivery) -> tuple[str, str, int]:
    """Give account and lead that an event is about, and when it was recorded (Unix ms); `RefusedError` for no event."""
    headers = delivery.headers
    account, lead = account_of_event(headers), headers.get("ce-subject")
    if not (account and isinstance(lead, str) and lead):
        raise RefusedError(
            "malformed", "this is no event of a lead: its headers ce-source and ce-subject do not name one"
        )
    return account, lead, _recorded(delivery)


def _recorded(delivery: Delivery) -> int:
    """Give when an event was recorded, as far as it says (Unix ms)."""
    try:
        return int(datetime.fromisoformat(str(delivery.headers.get("ce-time"))).timestamp() * 1000)
    except ValueError:
        return delivery.published_at or delivery.received_at
