"""What each part of the hot path costs, in µs of processor time per message, without any server.

Batches as the lane takes them go through the worker's own functions, one part after the other, and each part is timed
alone. Of many rounds the least counts, for what else the machine does can only add to it. Sockets, threads, the loop and
the servers are left out: `--profile` shows those.
"""

import gc
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

import bson
from rich.console import Console
from rich.table import Table

from schemas.account import AccountFile, Number
from tests.bench.workload import ACCOUNT, NUMBER, NUMBER_ID, Workload
from worker.account import Account, Accounts
from worker.broker.wire import header_table, publish_frames
from worker.commit.announcements import announcements
from worker.commit.plan import Planner
from worker.commit.storage import Write
from worker.contact import Contact
from worker.handlers.whatsapp import handle
from worker.leads import history_chain
from worker.leads.lead import Lead
from worker.ports import Delivery, Outgoing
from worker.store.leads import _document, _filter_and_update
from worker.system import new_id
from worker.topology import PACES, WHATSAPP

BATCH: Final = PACES[WHATSAPP].messages
FRAME_MAX: Final = 131_072
_SEALED: Final = frozenset({"salt", "personal_digest", "personal_size", "prev", "hash"})
T = TypeVar("T")


@dataclass(slots=True)
class Parts:
    """What was spent on each part (seconds), and what came of it (bytes), with the number of messages of each."""

    seconds: Counter[str] = field(default_factory=Counter)
    size: Counter[str] = field(default_factory=Counter)
    messages: Counter[str] = field(default_factory=Counter)

    def timed(self, part: str, messages: int, work: Callable[[], T]) -> T:
        """Do a part of the work for so many messages."""
        begun = time.process_time()
        done = work()
        self.seconds[part] += time.process_time() - begun
        self.messages[part] += messages
        return done

    @property
    def times(self) -> dict[str, float]:
        """µs per message of each part."""
        return {part: 1e6 * spent / self.messages[part] for part, spent in self.seconds.items()}

    @property
    def sizes(self) -> dict[str, int]:
        """Bytes per message of what goes to the servers."""
        return {part: size // self.messages[part] for part, size in self.size.items()}


def measure(work: Workload, rounds: int) -> tuple[dict[str, float], dict[str, int]]:
    """Give µs, and bytes, per message by part: the least of so many rounds."""
    account = Account(ACCOUNT, AccountFile(name="Bench", numbers=(Number(id=NUMBER_ID, display=f"+{NUMBER}"),)))
    accounts, now = Accounts.of([account]), time.time_ns() // 1_000_000
    first, again, stored = _sorted(work, accounts, now)
    least: dict[str, float] = {}
    parts = Parts()
    for _ in range(rounds):
        parts = Parts()
        for batch in _batches(first):
            _through(parts, "a new person", batch, {}, accounts, now)
        for batch in _batches(again):
            _through(parts, "a known person", batch, stored, accounts, now + 1)
        least = {part: min(spent, least.get(part, spent)) for part, spent in parts.times.items()}
    return least, parts.sizes


def show_parts(work: Workload, rounds: int, console: Console) -> None:
    """Measure, and print a table."""
    times, sizes = measure(work, rounds)
    table = Table(title=f"processor time by part, the least of {rounds} rounds")
    table.add_column("part")
    table.add_column("µs per message", justify="right")
    for part, spent in times.items():
        table.add_row(part, f"{spent:.1f}")
    console.print(table)
    console.print(
        "bytes per message: " + ", ".join(f"{name} {count:,}" for name, count in sizes.items()), highlight=False
    )


def _through(
    parts: Parts, who: str, batch: Sequence[Delivery], stored: dict[str, bytes], accounts: Accounts, now: int
) -> None:
    """Take a batch through every part. Nothing is kept of it: memory is used again, as in the worker."""
    gc.collect()
    gc.disable()  # the worker looks for cycles so seldom that it does not show
    try:
        _timed(parts, who, batch, stored, accounts, now)
    finally:
        gc.enable()


def _timed(
    parts: Parts, who: str, batch: Sequence[Delivery], stored: dict[str, bytes], accounts: Accounts, now: int
) -> None:
    count = len(batch)
    contacts = parts.timed("decode", count, lambda: [c for d in batch for c in handle(d, accounts).contacts])
    documents = [stored[key] for key in dict.fromkeys(_key(contact) for contact in contacts)] if stored else []
    leads: list[Lead] = []
    if documents:
        leads = parts.timed("read leads", count, lambda: [Lead.of(bson.decode(one)) for one in documents])
    writes = parts.timed(f"plan {who}", count, lambda: _planned(contacts, leads, accounts, now))
    entries = [entry for write in writes for entry in write.entries]
    bare = [{name: part for name, part in entry.items() if name not in _SEALED} for entry in entries]
    parts.timed("of that, seal", count, lambda: [history_chain.seal(entry, "0" * 64) for entry in bare])
    events = parts.timed("encode events", count, lambda: list(announcements(entries)))
    frames = parts.timed("encode frames", count, lambda: [_framed(event) for event in events])
    rows = parts.timed("encode history", count, lambda: [bson.encode(entry) for entry in entries])
    written = parts.timed(f"encode the lead of {who}", count, lambda: [bson.encode(_written(w)) for w in writes])
    for name, texts in (("events", frames), ("history", rows), (f"the lead of {who}", written)):
        parts.size[name] += sum(map(len, texts))
        parts.messages[name] += count


def _framed(event: Outgoing) -> bytes:
    return publish_frames(1, event, event.message_id or "", header_table(event), FRAME_MAX)


def _written(write: Write) -> dict[str, Any]:
    return _filter_and_update(write)[1] if write.version else _document(write)


def _planned(contacts: Sequence[Contact], leads: Sequence[Lead], accounts: Accounts, now: int) -> list[Write]:
    planner = Planner(accounts, now, new_id)
    planner.know(leads, {})
    return planner.plan(contacts).writes


def _sorted(work: Workload, accounts: Accounts, now: int) -> tuple[list[Delivery], list[Delivery], dict[str, bytes]]:
    """Give the first delivery of every person, the later ones without redeliveries, and the leads that the first make."""
    first: dict[str, Delivery] = {}
    again: list[Delivery] = []
    stored: dict[str, bytes] = {}
    seen: set[str] = set()
    for message in work.messages:
        delivery = Delivery(WHATSAPP, message.body, received_at=now)
        (contact,) = handle(delivery, accounts).contacts
        if _key(contact) not in first:
            first[_key(contact)] = delivery
            (write,) = _planned([contact], (), accounts, now)
            stored[_key(contact)] = bson.encode({**_document(write), "pend": []})
        elif contact.id not in seen:
            again.append(delivery)
        seen.add(contact.id)
    return list(first.values()), again, stored


def _key(contact: Contact) -> str:
    return contact.identities[0].key


def _batches(deliveries: Sequence[Delivery]) -> Iterator[Sequence[Delivery]]:
    for start in range(0, len(deliveries), BATCH):
        yield deliveries[start : start + BATCH]
