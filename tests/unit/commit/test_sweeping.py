"""A sweep that meets leads which cannot be finished goes on to the rest."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest
import structlog

from schemas.account import AccountFile
from tests.shop import Confirming, Shop
from worker.account import Account, Accounts
from worker.commit import path as commit_path
from worker.commit.path import CommitPath
from worker.contact import Contact, Identity
from worker.errors import BrokerUnavailableError, StoreUnavailableError
from worker.ports import Outgoing
from worker.system import SystemClock, new_id

ACCOUNTS = Accounts.of([Account("acme", AccountFile(name="Acme", region="IN"))])


class Behind:
    """A store with leads that crashes left, of which some cannot be finished."""

    def __init__(self, stuck: int, good: int, error: Exception) -> None:
        self.left = [
            SimpleNamespace(
                id=f"{kind}{n}", pend=[{"_id": f"{kind}{n}", "lead": f"{kind}{n}"}], account="acme", keys=[]
            )
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


class Slow(Confirming):
    """A broker whose confirms come when `answers` is set."""

    def __init__(self) -> None:
        self.asked, self.answers, self.told = asyncio.Event(), asyncio.Event(), Counter[str]()

    async def publish(self, messages: Sequence[Outgoing]) -> list[Exception | None]:
        self.told.update(str(message.message_id) for message in messages)
        self.asked.set()
        await self.answers.wait()
        return await super().publish(messages)


def wrote(name: str) -> Contact:
    person = (Identity("phone:911", "phone", "911", trusted=True),)
    return Contact("acme", f"wa:{name}", 1_000, "whatsapp", "cloud", "message_received", person, inbound=True)


async def under_way(broker: Slow, path: CommitPath) -> "asyncio.Task[Any]":
    """Begin to apply a message, up to where its events wait for their confirms."""
    applying = asyncio.create_task(path.apply([wrote("1")]))
    await broker.asked.wait()
    return applying


async def test_what_takes_long_is_not_announced_again_by_whoever_is_at_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commit_path, "HELP_AFTER_MS", -1)
    shop, broker = Shop(ACCOUNTS), Slow()
    shop.broker = broker
    mine = shop.path()
    applying = await under_way(broker, mine)
    assert await asyncio.wait_for(mine.sweep(-10_000), 5) == 0
    again = asyncio.create_task(mine.apply([wrote("2")]))  # meets the lead, with what is pending
    for _ in range(100):
        await asyncio.sleep(0)
    broker.answers.set()
    await asyncio.gather(applying, again)
    assert set(broker.told.values()) == {1}
    assert {name.partition("/")[0] for name in broker.told} == {"acme:wa:1", "acme:wa:2"}
    assert await shop.faults() == []


async def test_what_takes_long_is_finished_by_another_process() -> None:
    shop, broker = Shop(ACCOUNTS), Slow()
    shop.broker = broker
    applying = await under_way(broker, shop.path())
    broker.answers.set()
    assert await shop.path().sweep(-10_000) == 1
    await applying
    assert await shop.faults() == []


async def test_what_could_not_be_announced_is_the_sweepers(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = Shop(ACCOUNTS)
    path = shop.path()

    async def away(_: Any) -> list[Exception | None]:
        raise BrokerUnavailableError

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(shop.broker, "publish", away)
        with pytest.raises(BrokerUnavailableError):
            await path.apply([wrote("1")])
    assert await path.sweep(-10_000) == 1
    assert await shop.faults() == []
