"""Fixtures of the tests that need servers."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.integration.office import Office
from tests.integration.workshop import KilledError, Workshop
from worker.automations.running import engine, readiness, timers
from worker.commit import outbox, path
from worker.store.mongo import Mongo


@pytest.fixture
async def workshop(mongo_url: str, mongo_database: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Workshop]:
    mongo = Mongo(mongo_url, mongo_database)

    def kill_at(step: str, _: str) -> None:
        def failpoint(name: str) -> None:
            if name == step:
                raise KilledError

        monkeypatch.setattr(path, "failpoint", failpoint)

    shop = Workshop(mongo, kill_at)
    await shop.store.prepare()
    yield shop
    mongo.close()


@pytest.fixture
async def office(
    mongo_url: str, mongo_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Office]:
    mongo = Mongo(mongo_url, mongo_database)

    def die_at(step: str) -> None:
        def failpoint(name: str) -> None:
            if name == step:
                raise KilledError

        for module in (path, outbox, engine, readiness, timers):
            monkeypatch.setattr(module, "failpoint", failpoint)

    place = Office(mongo, tmp_path / "accounts", die_at)
    yield place
    await place.close()
    mongo.close()
