"""How far search rows are behind, from what those who write them say, and what waits."""

from dataclasses import dataclass, field

import pytest

from schemas.account import AccountFile, FieldsFile
from worker.account import Account
from worker.errors import BrokerUnavailableError
from worker.finding.lag import ALIVE_MS, LOOKED_MS, Lag, Report, behind
from worker.finding.row import Rows
from worker.store.memory_finding import MemoryFinding

NOW = 1_800_000_000_000
LONG_AGO = NOW - ALIVE_MS - 1
ACCOUNT = Account("acme", AccountFile(name="Acme"))


@pytest.mark.parametrize(
    ("reports", "waiting", "expected"),
    [
        ([], 0, 0),  # nobody ever wrote rows, and nothing waits
        ([], 3, None),  # nobody ever did, and events wait
        ([Report("a", NOW)], 5_000, 0),  # what waits comes to hand in a moment
        ([Report("a", NOW, NOW - 7_000)], 0, 7_000),
        ([Report("a", NOW, NOW - 7_000), Report("b", NOW, NOW - 9_000), Report("c", NOW)], 0, 9_000),
        ([Report("a", NOW, NOW + 5_000)], 0, 0),  # a clock that is ahead
        ([Report("a", LONG_AGO)], 0, 0),  # gone, but nothing happened since
        ([Report("a", LONG_AGO)], 1, ALIVE_MS + 1),
        ([Report("a", LONG_AGO, LONG_AGO - 5_000)], 1, ALIVE_MS + 5_001),
        ([Report("a", LONG_AGO - 9_000), Report("b", LONG_AGO)], 1, ALIVE_MS + 1),
        ([Report("a", LONG_AGO, LONG_AGO - 90_000), Report("b", NOW)], 1, 0),  # another took its events over
    ],
)
def test_rows_are_behind_by_the_oldest_event_without_its_row(
    reports: list[Report], waiting: int, expected: int | None
) -> None:
    assert behind(reports, waiting, NOW) == expected


@dataclass
class Clock:
    ms: int = NOW

    def now(self) -> int:
        return self.ms

    async def sleep(self, seconds: float) -> None:
        self.ms += int(seconds * 1000)


@dataclass
class Queue:
    """What waits for its rows; None: nobody can say."""

    ready: int | None = 0
    asked: int = 0
    clock: Clock = field(default_factory=Clock)

    async def waiting(self) -> int:
        self.asked += 1
        if self.ready is None:
            raise BrokerUnavailableError
        return self.ready


async def test_the_store_is_asked_now_and_then_and_the_broker_only_where_nobody_is_at_work() -> None:
    store, queue = MemoryFinding(), Queue(ready=4)
    lag = Lag(store, queue.waiting, queue.clock)
    await store.report(Report("a", NOW, NOW - 3_000))
    assert (await lag.look(), queue.asked) == (3_000, 0)
    await store.report(Report("a", NOW + 10))
    assert await lag.look() == 3_000
    queue.clock.ms += LOOKED_MS
    assert (await lag.look(), queue.asked) == (0, 0)
    queue.clock.ms += ALIVE_MS + 10
    assert (await lag.look(), queue.asked) == (ALIVE_MS + LOOKED_MS, 1)
    queue.ready, queue.clock.ms = None, queue.clock.ms + LOOKED_MS
    assert await lag.look() is None


async def test_an_account_is_complete_once_all_of_its_rows_are_made_by_the_fields_in_force() -> None:
    store, queue = MemoryFinding(), Queue()
    lag = Lag(store, queue.waiting, queue.clock)
    assert not (await lag.standing(ACCOUNT)).complete
    await store.note_made_by("acme", Rows(ACCOUNT).signature)
    assert not (await lag.standing(ACCOUNT)).complete  # as was known a moment ago
    queue.clock.ms += LOOKED_MS
    assert (await lag.standing(ACCOUNT)).complete
    changed = Account("acme", AccountFile(name="Acme"), fields=FieldsFile.model_validate({"fields": [{"id": "city"}]}))
    assert not (await lag.standing(changed)).complete
