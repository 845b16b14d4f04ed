"""Fixtures of the tests that need servers."""

from collections.abc import AsyncIterator

import pytest

from tests.integration.workshop import KilledError, Workshop
from worker import commit
from worker.store.mongo import Mongo


@pytest.fixture
async def workshop(mongo_url: str, mongo_database: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Workshop]:
    mongo = Mongo(mongo_url, mongo_database)

    def kill_at(step: str, _: str) -> None:
        def failpoint(name: str) -> None:
            if name == step:
                raise KilledError

        monkeypatch.setattr(commit, "failpoint", failpoint)

    shop = Workshop(mongo, kill_at)
    await shop.store.prepare()
    yield shop
    mongo.close()
