"""The lane of the queue `finding`: search rows follow what was announced about leads, in micro-batches.

An event only names its lead: the row is made of the lead as it is now, so that events may come twice and in any order, and
several of one lead are one piece of work. While the work queues are deep the lane steps back, up to `LONGEST_LAG_MS` behind.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Final, Protocol

from worker.consumers.lane import QueueLane
from worker.consumers.sources import Services
from worker.errors import RefusedError, TopologyDriftError
from worker.finding.writing import RowWriter
from worker.leads.lead import Lead
from worker.ports import Delivery, Outgoing
from worker.settings import Settings
from worker.telemetry import metrics
from worker.topology import AUTOMATIONS, FINDING, INTAKE

DEEP: Final = 1_000  # messages ready in the work queues, from which on rows wait
LONGEST_LAG_MS: Final = 60_000  # what rows may be behind for the sake of the work queues
LOOK_SECONDS: Final = 0.25  # between two looks at the depths
CHUNK: Final = 200  # leads read at a time
_ACCOUNT: Final = "/accounts/"


class LeadReader(Protocol):
    """Reads leads."""

    async def leads_by_ids(self, ids: Sequence[str]) -> list[Lead]:
        """Give the leads with these ids, tombstones included."""


class FinderLane(QueueLane):
    """Reads the events of leads and writes their search rows."""

    work: ClassVar[str] = "find"

    def __init__(self, writer: RowWriter, leads: LeadReader, services: Services, settings: Settings) -> None:
        super().__init__(FINDING, services.broker, services.clock, settings)
        self._writer, self._leads, self._accounts = writer, leads, services.accounts
        self._turns = services.turns
        self._looked, self._deep = 0, False

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
        await self._step_back(oldest)
        ids = list(named)
        for start in range(0, len(ids), CHUNK):
            await self._turns.wait()
            await self._writer.write(await self._leads.leads_by_ids(ids[start : start + CHUNK]))
        self._tell_lag(oldest)
        await self._park(letters)
        await self._ack(batch, refused=len(letters))

    async def _step_back(self, oldest: int) -> None:
        """Wait while there is more urgent work, unless the oldest event (Unix ms) has waited for long enough."""
        while not self._stopping and self._clock.now() - oldest < LONGEST_LAG_MS and await self._busy():
            self._tell_lag(oldest)
            await self._clock.sleep(LOOK_SECONDS)

    async def _busy(self) -> bool:
        """Whether the work queues are deep; asked of the broker now and then."""
        now = self._clock.now()
        if now - self._looked >= LOOK_SECONDS * 1000:
            self._looked, ready = now, 0
            for queue in (*INTAKE, AUTOMATIONS):
                try:
                    ready += await self._broker.depth(queue)
                except TopologyDriftError:  # not declared: nobody works here
                    continue
            self._deep = ready >= DEEP
        return self._deep

    def _tell_lag(self, oldest: int) -> None:
        metrics.FINDING_LAG.set(max(0, self._clock.now() - oldest) / 1000)


def subject(delivery: Delivery) -> tuple[str, str, int]:
    """Give account and lead that an event is about, and when it was recorded (Unix ms); `RefusedError` for no event."""
    headers = delivery.headers
    source, lead, time = (headers.get(f"ce-{name}") for name in ("source", "subject", "time"))
    if not (isinstance(source, str) and source.startswith(_ACCOUNT) and isinstance(lead, str) and lead):
        raise RefusedError(
            "malformed", "this is no event of a lead: its headers ce-source and ce-subject do not name one"
        )
    try:
        at = int(datetime.fromisoformat(str(time)).timestamp() * 1000)
    except ValueError:
        at = delivery.published_at or delivery.received_at
    return source.removeprefix(_ACCOUNT), lead, at
