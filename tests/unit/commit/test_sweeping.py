"""A sweep that meets leads which cannot be finished goes on to the rest."""

from types import SimpleNamespace
from typing import Any

import pytest
import structlog

from worker.account import Accounts
from worker.commit.path import CommitPath
from worker.errors import StoreUnavailableError
from worker.system import SystemClock, new_id


class Behind:
    """A store with leads that crashes left, of which some cannot be finished."""

    def __init__(self, stuck: int, good: int, error: Exception) -> None:
        self.left = [
            SimpleNamespace(id=f"{kind}{n}", pend=[{"_id": f"{kind}{n}"}], account="acme", keys=[])
            for kind, count in (("bad", stuck), ("good", good))
            for n in range(count)
        ]
        self.error = error

    async def left_behind(self, _age_ms: int, limit: int = 100, *, besides: Any = ()) -> list[Any]:
        return [lead for lead in self.left if lead.id not in besides][:limit]

    async def announce(self, entries: Any) -> list[Any]:
        if any(entry["_id"].startswith("bad") for entry in entries):
            raise self.error
        return []

    async def clear(self, entries: Any) -> None:
        done = {entry["_id"] for entry in entries}
        self.left = [lead for lead in self.left if lead.id not in done]

    async def strangers_by_keys(self, _wanted: Any) -> list[Any]:
        return []


def path(store: Any) -> CommitPath:
    return CommitPath(store, store, lambda: Accounts.of([]), SystemClock(), new_id)


async def test_two_pages_of_leads_that_cannot_be_finished_keep_nobody_waiting() -> None:
    store, stuck, swept = Behind(200, 30, ZeroDivisionError()), set[str](), 0
    with structlog.testing.capture_logs() as logs:
        while count := await path(store).sweep(0, stuck):
            swept += count
    assert len(logs) == 200
    assert swept == 30
    assert len(stuck) == len(store.left) == 200


async def test_a_lead_that_stays_unfinishable_is_told_with_a_traceback_once() -> None:
    store = Behind(2, 0, ZeroDivisionError("by nought"))
    sweeper = path(store)
    with structlog.testing.capture_logs() as logs:
        for _ in range(20):
            await sweeper.sweep(0, set())
    told = [line for line in logs if line["event"] == "outbox.unfinishable"]
    assert [line["lead"] for line in told] == ["bad0", "bad1"]
    assert all(isinstance(line["exc_info"], ZeroDivisionError) for line in told)
    again = [line for line in logs if line["event"] == "outbox.still_unfinishable"]
    assert len(again) == 3
    assert all("exc_info" not in line for line in again)
    assert again[0]["problem"] == "ZeroDivisionError: by nought"


async def test_while_the_store_is_away_nobody_is_given_up() -> None:
    stuck = set[str]()
    with pytest.raises(StoreUnavailableError):
        await path(Behind(3, 3, StoreUnavailableError())).sweep(0, stuck)
    assert stuck == set()
