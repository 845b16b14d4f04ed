"""The lane of the queue `notifications`: each delivery on its own, so that a slow receiver holds up nobody else's."""

import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from typing import ClassVar

import structlog

from worker.account import Accounts
from worker.consumers.failure_headers import trips
from worker.consumers.lane import QueueLane
from worker.notify import targets
from worker.notify.account_secrets import AccountSecrets
from worker.notify.courier import Courier
from worker.notify.guard import Reach
from worker.notify.mail import Mailer, MailServer
from worker.notify.web import WebClient
from worker.ports import Broker, Clock, Delivery
from worker.settings import Settings
from worker.store.notices import NoticeStore
from worker.topology import NOTIFICATIONS

log = structlog.get_logger(__name__)


class NotifyLane(QueueLane):
    """Reads notifications and has them carried."""

    work: ClassVar[str] = "send"

    def __init__(self, broker: Broker, clock: Clock, settings: Settings, accounts: Callable[[], Accounts]) -> None:
        many = settings.notify_concurrency
        alone = {"batch_size": 1, "overlap": many, "prefetch": 2 * many}
        super().__init__(NOTIFICATIONS, broker, clock, settings.model_copy(update=alone))
        self._accounts = accounts
        self._courier: Courier | None = None

    @contextlib.asynccontextmanager
    async def equipped(
        self, store: NoticeStore, web: WebClient | None = None, mailer: Mailer | None = None
    ) -> AsyncIterator["NotifyLane"]:
        """Open what sends, as the settings say, or take what is given; the lane works within.

        Raises `ConfigurationError` where the settings cannot be understood.
        """
        settings = self._settings
        reach = Reach.of(settings.notify_allow, settings.notify_deny, settings.notify_ports)
        if mailer is None and settings.smtp_url is not None:
            server = MailServer.of(settings.smtp_url, settings.smtp_from)
            mailer = Mailer(server, settings.notify_seconds, settings.notify_concurrency)
        if mailer is None:
            log.info("notify.no_mail", consequence="notices are kept in MongoDB alone; LEADWORKER_SMTP_URL is not set")
        await store.prepare()
        async with contextlib.AsyncExitStack() as stack:
            client = await stack.enter_async_context(web or WebClient(reach, self._clock))
            self._courier = Courier(
                store,
                client,
                await stack.enter_async_context(mailer) if mailer else None,
                AccountSecrets(settings.account_secrets, settings.account_secrets_dir),
                self._clock,
                self._held,
                settings.notify_concurrency,
                settings.notify_seconds,
                lambda: self._stopping,
            )
            yield self

    def _sealed(self, delivery: Delivery) -> bytes:
        return targets.sealed(delivery.body)

    async def _process(self, batch: Sequence[Delivery]) -> None:
        assert self._courier is not None  # noqa: S101
        for delivery in batch:
            notification = targets.read(delivery.body)
            self._accounts().named(notification.account)
            await self._courier.deliver(notification, first_try=not trips(delivery.headers))
            await self._ack([delivery])
