"""The lane of a source: messages of one queue become contacts, and contacts leads.

take and decode each alone, then the steps over the batch: commit the contacts together -> receipts -> dead-letter what was
refused -> postpone what lost its races -> acknowledge
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import ClassVar, Final

import structlog

from worker.account import Accounts
from worker.commit.applied import Applied
from worker.commit.key_lanes import KeyLanes
from worker.commit.path import CommitPath
from worker.commit.storage import ReceiptStore
from worker.consumers import observed
from worker.consumers.lane import QueueLane
from worker.consumers.receipts import receipt_rows
from worker.consumers.taken import Keys, Taken, keys_of
from worker.consumers.turns import Turns
from worker.contact import Contact, Decoded
from worker.errors import RefusedError, TransientError
from worker.handlers import SEALS, SLICERS, Handler
from worker.ports import Broker, Clock, Delivery, Outgoing
from worker.settings import Settings
from worker.telemetry import metrics
from worker.telemetry.failpoints import failpoint

log = structlog.get_logger(__name__)

THREAD_BYTES: Final = 256 * 1024  # parsing more than so much would hold the loop for more than some milliseconds


@dataclass(frozen=True, slots=True)
class Services:
    """What the lanes of a process share."""

    broker: Broker
    commit: CommitPath
    receipts: ReceiptStore
    accounts: Callable[[], Accounts]
    clock: Clock
    lanes: KeyLanes
    turns: Turns = field(default_factory=Turns)


@dataclass(slots=True)
class _Work:
    """A batch on its way through the steps. What a step has done is noted in the deliveries, so that it is not done again."""

    batch: Sequence[Taken]
    done: list[Delivery] = field(default_factory=list)  # what is to be acknowledged
    unusable: int = 0  # of these, those in whose place there are dead letters alone


_Portion = list[tuple[Taken, list[Contact]]]
"""What goes into one commit: some contacts of each delivery."""


class Lane(QueueLane):
    """Consumes one queue of messages.

    A batch is many short bodies, read as they are taken, or one long body, which is read and committed piece by piece and
    acknowledged once all of it is done: who dies in between leaves pieces that are met again as duplicates.
    """

    work = "commit"

    def __init__(self, queue: str, handler: Handler, services: Services, settings: Settings) -> None:
        super().__init__(queue, services.broker, services.clock, settings)
        self._handler, self._commit, self._receipts = handler, services.commit, services.receipts
        self._accounts, self._lanes, self._turns = services.accounts, services.lanes, services.turns
        self._slicer = SLICERS.get(queue) or self._in_one
        self._taken: dict[Delivery, Taken] = {}  # begun and not settled
        self._busy: set[tuple[str, str]] = set()  # keys of the batches under way
        self._decoding = 0.0  # seconds spent on it since it was told last

    def _take(self) -> list[Delivery]:
        """Take deliveries in order, but leave those about people with whom a batch under way is busy.

        They would make the whole batch wait for that one to end. What is left goes with the next batch, and nothing
        later about the same people before it. A long body goes alone.
        """
        if suspect := self._suspect():
            self._busy |= self._begun(suspect).keys
            return [suspect]
        pace, contacts, size = self._pace, 0, 0
        taken: list[Taken] = []
        left: list[Delivery] = []
        barred: set[tuple[str, str]] = set()
        while self._inbox and len(taken) < pace.messages and contacts < pace.contacts and size < pace.bytes:
            if taken and self._is_long(self._inbox[0]):
                break
            one = self._begun(self._inbox.popleft())
            if self._running and not (
                barred.isdisjoint(one.keys) and self._busy.isdisjoint(one.keys) and self._lanes.free(one.keys)
            ):
                barred |= one.keys
                left.append(one.delivery)
                continue
            taken.append(one)
            if one.long:
                break
            contacts, size = contacts + len(one.contacts), size + len(one.delivery.body)
        self._inbox.extendleft(reversed(left))
        self._busy.update(*(one.keys for one in taken))
        return [one.delivery for one in taken]

    def _forget(self, batch: Sequence[Delivery]) -> None:
        for delivery in batch:
            self._busy -= self._taken.pop(delivery).keys

    def _dropped(self, waiting: Sequence[Delivery]) -> None:
        for delivery in waiting:
            self._taken.pop(delivery, None)

    def _begun(self, delivery: Delivery) -> Taken:
        """Give what is known of a delivery; a short one is read at once, because its people decide when it is taken."""
        taken = self._taken.get(delivery)
        if taken is None:
            long = self._is_long(delivery)
            came = delivery if delivery.received_at else replace(delivery, received_at=self._clock.now())
            if long:
                taken = Taken(delivery, self._slicer(came, self._accounts()), long)
            else:
                taken = Taken(delivery)
                self._read_whole(taken, came)
            self._taken[delivery] = taken
        return taken

    def _read_whole(self, taken: Taken, came: Delivery) -> None:
        """Read a short body: as `_reading`, but at a fifth of its price, which every chat would pay."""
        began = perf_counter()
        try:
            self._add(taken, self._handler(came, self._accounts()))
        except Exception as error:  # whatever a body does to a handler, it is that body's own fate
            if not isinstance(error, RefusedError):
                log.exception("handler.failed", queue=self.queue)
            taken.fail(error)
        self._decoding += perf_counter() - began

    def _is_long(self, delivery: Delivery) -> bool:
        return len(delivery.body) > self._pace.long

    def _in_one(self, delivery: Delivery, accounts: Accounts) -> Iterator[Decoded]:
        yield self._handler(delivery, accounts)

    async def _process(self, batch: Sequence[Delivery]) -> None:
        work = _Work([self._begun(delivery) for delivery in batch])
        failpoint("decoded")
        short = not any(taken.long for taken in work.batch)
        try:
            with self._turns.first() if self._pace.first and short else contextlib.nullcontext():
                for step in self._STEPS:
                    with metrics.STAGE.labels(self.queue, step.__name__.lstrip("_")).time():
                        await step(self, work)
        except TransientError:
            await self._receipts.ping()  # a store that hangs answers nobody: then it is not this batch's own failure
            raise

    async def _commit_contacts(self, work: _Work) -> None:
        """Write the leads, some contacts at a time."""
        while portion := await self._portion(work.batch):
            contacts = [contact for _, some in portion for contact in some]
            long = any(taken.long for taken, _ in portion)
            if long or not self._pace.first:
                await self._turns.wait()
            keys = keys_of(contacts) if long else Keys().union(*(taken.keys for taken, _ in portion))
            async with self._lanes.hold(keys):
                applied = await self._commit.apply(contacts)
            observed.contacts(self.queue, contacts, self._clock.now())
            observed.misfits(self.queue, applied.receipts, self._accounts())
            self._note(portion, applied)

    async def _portion(self, batch: Sequence[Taken]) -> _Portion:
        portion: _Portion = []
        room = self._pace.contacts
        for taken in batch:
            await self._read(taken, room)
            if some := taken.some(room, self._pace.bytes):
                portion.append((taken, some))
                room -= len(some)
            if not room:
                break
        return portion

    async def _read(self, taken: Taken, room: int) -> None:
        """Read on in a long body until there is enough for a commit; in between chats have their turn."""
        while taken.rest is not None and not taken.enough(room, self._pace.bytes):
            await self._turns.wait()
            with self._reading(taken):
                if not taken.begun and len(taken.delivery.body) > THREAD_BYTES:
                    decoded = await asyncio.to_thread(next, taken.rest, None)
                else:
                    decoded = next(taken.rest, None)
                if decoded is None:
                    taken.rest = None
                else:
                    self._add(taken, decoded)

    @contextlib.contextmanager
    def _reading(self, taken: Taken) -> Iterator[None]:
        began = perf_counter()
        try:
            yield
        except Exception as error:  # whatever a body does to a handler, it is that body's own fate
            if not isinstance(error, RefusedError):
                log.exception("handler.failed", queue=self.queue)
            taken.fail(error)
        self._decoding += perf_counter() - began

    def _add(self, taken: Taken, decoded: Decoded) -> None:
        taken.add(decoded)
        if decoded.ignored:
            metrics.PARTS.labels(self.queue, "ignored").inc(len(decoded.ignored))

    def _note(self, portion: _Portion, applied: Applied) -> None:
        """Note what became of the contacts, and that they are done."""
        for what, count in Counter(receipt.outcome for receipt in applied.receipts).items():
            metrics.PARTS.labels(self.queue, what).inc(count)
        kept = [receipt for receipt in applied.receipts if receipt.outcome == "kept"]
        if kept or applied.unfinished:
            whose = {(contact.account, contact.id): taken for taken, some in portion for contact in some}
            for receipt in kept:
                whose.get((receipt.contact.account, receipt.contact.id), portion[0][0]).kept.append(receipt)
            for contact, error in applied.unfinished:
                taken = whose.get((contact.account, contact.id))
                for late in [taken] if taken else [one for one, _ in portion]:  # what it taught may be anybody's
                    late.postpone(contact, error)
        for taken, some in portion:
            taken.drop(len(some))

    async def _write_receipts(self, work: _Work) -> None:
        """Keep what became of the parts that left no history row."""
        new = [taken for taken in work.batch if not taken.receipted]
        if rows := [row for taken in new for row in receipt_rows(taken, self._clock.now())]:
            await self._receipts.add_receipts(rows)
        for taken in new:
            taken.receipted = True

    async def _publish_dead_letters(self, work: _Work) -> None:
        new = [taken for taken in work.batch if not taken.lettered]
        await self._park([(taken.delivery, letter) for taken in new for letter in self._dead_letters(taken)])
        for taken in new:
            taken.lettered = True

    async def _postpone_unfinished(self, work: _Work) -> None:
        """Send deliveries with a contact that lost every race up the ladder; the rest is done."""
        for taken in work.batch:
            if taken.late is None:
                work.done.append(taken.delivery)
                work.unusable += taken.unusable
            elif not taken.postponed:
                await self._failed(taken.delivery, taken.late)
                taken.postponed = True

    async def _acknowledge(self, work: _Work) -> None:
        failpoint("settled")
        metrics.STAGE.labels(self.queue, "decode").observe(self._decoding)
        self._decoding = 0.0
        await self._ack(work.done, refused=work.unusable)

    _STEPS: ClassVar[tuple[Callable[["Lane", _Work], Awaitable[None]], ...]] = (
        _commit_contacts,
        _write_receipts,
        _publish_dead_letters,
        _postpone_unfinished,
        _acknowledge,
    )

    def _dead_letters(self, taken: Taken) -> list[Outgoing]:
        """Messages for the dead letters: the whole delivery, or its refused parts."""
        delivery = taken.delivery
        if taken.error is not None:
            return [self._dead_letter(delivery, taken.error, "decode", self._sealed(delivery))]
        letters = []
        for refusal in taken.refused:
            error = RefusedError(refusal.reason, refusal.detail, refusal.where, about=refusal.about)
            letters.append(self._dead_letter(delivery, error, "decode", refusal.body, part=True))
        return letters

    def _sealed(self, delivery: Delivery) -> bytes:
        seal = SEALS.get(self.queue)
        return seal(delivery.body, self._accounts()) if seal else delivery.body
