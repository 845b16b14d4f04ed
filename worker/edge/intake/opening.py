"""The intake of a connected worker: served while within."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Final, Protocol

from worker.account import Accounts
from worker.edge.api.origins import Origins
from worker.edge.bounding import BoundedRunner
from worker.edge.intake.app import Intake, intake_app
from worker.edge.intake.postbox import Postbox
from worker.edge.intake.rates import Rates
from worker.edge.listening import listening
from worker.notify.account_secrets import AccountSecrets
from worker.ports import Broker, Clock
from worker.settings import Settings

CLOSE_SECONDS: Final = 5.0  # for requests under way


class Connected(Protocol):
    """A worker with its servers."""

    broker: Broker
    clock: Clock

    @property
    def settings(self) -> Settings:
        """The settings."""

    def accounts(self) -> Accounts:
        """Give the accounts in force."""


@contextlib.asynccontextmanager
async def open_intake(worker: Connected) -> AsyncIterator[str | None]:
    """Take webhooks while within; give the address, None where there is none (`listening`)."""
    settings = worker.settings
    postbox = Postbox(worker.broker)
    intake = Intake(
        worker.accounts,
        AccountSecrets(settings.account_secrets, settings.account_secrets_dir),
        postbox,
        worker.clock,
        Origins.of("", settings.trusted_proxies),
        settings.intake_url,
        settings.intake_bytes,
        Rates(settings.intake_rate),
    )
    runner = BoundedRunner(
        intake_app(intake),
        settings.intake_connections,
        intake.origins.trusted,
        "intake",
        access_log=None,
        handle_signals=False,
        shutdown_timeout=CLOSE_SECONDS,
    )
    await runner.setup()
    carrying = asyncio.create_task(postbox.run(), name="posting webhooks")
    try:
        yield await listening(settings, runner, "intake", ("intake.on", "intake.off"))
    finally:
        await runner.cleanup()
        carrying.cancel()
        await asyncio.wait({carrying})
