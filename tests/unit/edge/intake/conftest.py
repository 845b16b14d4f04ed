"""An intake on a broker in memory, for an account whose sources are set up in every way."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from pydantic import SecretStr

from schemas.account import AccountFile, PluginsFile
from worker import topology
from worker.account import Account, Accounts
from worker.broker.memory import MemoryBroker
from worker.broker.memory_server import MemoryServer
from worker.edge.api.origins import Origins
from worker.edge.intake.app import Intake, intake_app
from worker.edge.intake.postbox import Postbox
from worker.edge.intake.rates import Rates
from worker.notify.account_secrets import AccountSecrets
from worker.system import SystemClock

KEY, OLD = "k-of-the-shop-1", "k-of-the-shop-0"


def account(name: str) -> Account:
    """An account with gateways and plugins; the secret `key` holds two words, as while one is replaced."""
    settings = {
        "name": name,
        "numbers": [{"id": f"10{len(name)}"}],
        "webhooks": {
            "cloud": {"secret": "secret:key", "challenge": "secret:challenge"},
            "twilio": {"secret": "secret:key"},
            "waha": {"secret": "secret:missing"},
        },
    }
    plugins = {
        "shop": {"preset": "shopify", "verify": {"secret": "secret:key"}},
        "meta_lead_ads": {"verify": {"secret": ["secret:new", "secret:old"], "challenge": "secret:challenge"}},
        "google_lead_form": {"verify": {"secret": "secret:key"}},
        "portal": {"verify": {"scheme": "token", "parameter": "token", "secret": "secret:key"}},
        "form": {"verify": {"scheme": "none"}},
        "closed": {},
    }
    return Account(name, AccountFile.model_validate(settings), plugins=PluginsFile.model_validate({"plugins": plugins}))


@dataclass
class Edge:
    """The intake under test."""

    client: TestClient
    broker: MemoryBroker
    intake: Intake

    async def published(self, queue: str) -> list[Any]:
        """Take what was published: deliveries, and of plugins the envelope."""
        found = []
        while (delivery := await self.broker.get(queue)) is not None:
            await self.broker.ack([delivery])
            found.append(json.loads(delivery.body) if queue == topology.PLUGIN else delivery)
        return found


@pytest.fixture
async def edge() -> AsyncIterator[Edge]:
    """An intake that is served."""
    broker = MemoryBroker(MemoryServer())
    await broker.connect()
    await broker.declare(topology.build(quorum=False))
    values = {"key": f"{KEY} {OLD}", "new": KEY, "old": OLD, "challenge": "verify-me"}
    postbox = Postbox(broker)
    accounts = Accounts.of([account("acme"), account("other1")])
    intake = Intake(
        lambda: accounts,
        AccountSecrets({"acme": {name: SecretStr(value) for name, value in values.items()}}),
        postbox,
        SystemClock(),
        Origins(),
        "https://hooks.example.com",
        64 * 1024,
        Rates(1000),
    )
    carrying = asyncio.create_task(postbox.run())
    server = TestServer(intake_app(intake))
    async with TestClient(server) as client:
        yield Edge(client, broker, intake)
    carrying.cancel()
    await asyncio.wait({carrying})
    await broker.close()
