"""Carries one notification to each of its targets: claimed, tried a few times, marked.

At least once: whoever dies between a receiver's yes and the mark leaves a claim that runs out, and that target is sent
to again. Webhooks carry an id and e-mails a Message-ID that stay the same, so receivers can tell.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeVar

import structlog
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt, stop_after_delay
from tenacity import wait_random_exponential as random_wait

from schemas.quick_messages import Notification
from worker.errors import BusyError, LeadWorkerError, RefusedError, UndeliveredError, treatment
from worker.notify import composition
from worker.notify.account_secrets import AccountSecrets
from worker.notify.mail import Mail
from worker.notify.targets import Target, notices, targets
from worker.notify.web import WebhookRequest
from worker.ports import Clock
from worker.store.notices import NoticeStore
from worker.system import new_id
from worker.telemetry import metrics
from worker.telemetry.failpoints import failpoint

log = structlog.get_logger(__name__)

T = TypeVar("T")
Hold = Callable[[Callable[[], Awaitable[None]]], Awaitable[None]]

ATTEMPTS: Final = 3
ATTEMPT_SECONDS: Final = 30.0  # no further attempt begins later than this
MAX_RETRY_AFTER: Final = 5.0  # seconds we wait in place when a receiver asks us to; longer waits are the ladder's
LEASE_MARGIN: Final = 5.0  # seconds
# An operator has to do something first: trying at once would only lock the mailbox.
NOT_AT_ONCE: Final = frozenset({"smtp_login", "smtp_sender", "smtp_tls"})


class Post(Protocol):
    """What sends web requests."""

    async def post(self, request: WebhookRequest) -> None:
        """Send, or raise `RefusedError` or `UndeliveredError`."""


class MailPost(Protocol):
    """What sends e-mail."""

    async def send(self, mail: Mail) -> None:
        """Send, or raise `RefusedError` or `UndeliveredError`."""


@dataclass(slots=True)
class Courier:
    """`hold` does work on the store, however long it takes until the store is back; `limit` bounds sends at a time."""

    store: NoticeStore
    web: Post
    mail: MailPost | None
    secrets: AccountSecrets
    clock: Clock
    hold: Hold
    limit: int = 16
    seconds: float = 10.0
    stopping: Callable[[], bool] = lambda: False
    _slots: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        """Make room for sends."""
        self._slots = asyncio.Semaphore(self.limit)

    async def deliver(self, notification: Notification, *, first_try: bool) -> None:
        """Tell everybody who was not told yet; return when all are.

        Raises `UndeliveredError` if another try may reach somebody, `BusyError` if somebody else is at it, and
        `RefusedError` if nothing is left but what will not work. On the `first_try` (or a replay) what was refused
        before is tried again.
        """
        now = self.clock.now()
        wanted = targets(notification)
        await self._stored(lambda: self.store.keep(notices(notification, now)))
        if notification.expires_at is not None and now > notification.expires_at:
            log.info("notification.expired", account=notification.account, late_ms=now - notification.expires_at)
            return
        outcomes = await asyncio.gather(
            *(self._tell(notification, target, first_try=first_try) for target in wanted), return_exceptions=True
        )
        problems = [(target, error) for target, error in zip(wanted, outcomes, strict=True) if error is not None]
        if problems:
            raise combined(problems, len(wanted))

    async def _tell(self, notification: Notification, target: Target, *, first_try: bool) -> LeadWorkerError | None:
        """Send to one target unless it was told already; give what went wrong."""
        token, lease = new_id(), lease_ms(notification, self.seconds)
        facts = {
            "account": notification.account,
            "key": notification.idempotency_key,
            "way": target.way,
            "to": target.shown,
        }
        async with self._slots:
            verdict, row = await self._stored(
                lambda: self.store.claim(target.id, facts, token, lease, refused_again=first_try)
            )
            if verdict == "busy":
                return BusyError()
            if verdict == "refused":
                return RefusedError(str(row.get("reason")), str(row.get("detail")))
            if verdict != "ours":
                return None
            failpoint("send_claimed")
            state, error = await self._tried(notification, target)
            failpoint("send_done")
            reason, detail = getattr(error, "reason", ""), getattr(error, "detail", "")
            await self._stored(lambda: self.store.settle(target.id, token, state, reason, detail))
        log.info(
            "notification.send", outcome=state, account=notification.account, to=target.shown, reason=reason or None
        )
        return error

    async def _tried(
        self, notification: Notification, target: Target
    ) -> tuple[str, RefusedError | UndeliveredError | None]:
        """Send, a few times if that may help; give the state to mark, and the error."""
        if target.way == "email" and self.mail is None:
            if notification.users:
                return "skipped", None  # they have it in the console
            return "refused", RefusedError(
                "no_mail_server", "set LEADWORKER_SMTP_URL and LEADWORKER_SMTP_FROM, then replay"
            )
        try:
            async for attempt in AsyncRetrying(
                retry=retry_if_exception(_soon),
                stop=lambda state: self.stopping() or _enough(state),
                wait=_pause,
                sleep=self.clock.sleep,
                reraise=True,
            ):
                with attempt:
                    await self._attempt(notification, target)
        except RefusedError as error:
            return "refused", error
        except UndeliveredError as error:
            return "undelivered", error
        return "sent", None

    async def _attempt(self, notification: Notification, target: Target) -> None:
        outcome = "bug"
        try:
            with metrics.SEND.labels(target.way).time():
                await self._send(notification, target)
            outcome = "sent"
        except RefusedError:
            outcome = "refused"
            raise
        except UndeliveredError:
            outcome = "undelivered"
            raise
        finally:
            metrics.SENDS.labels(target.way, outcome).inc()

    async def _send(self, notification: Notification, target: Target) -> None:
        if target.way == "email" and self.mail is not None:
            await self.mail.send(composition.mail(notification, target, self.clock.now()))
        elif target.way == "chat":
            await self.web.post(composition.chat_request(notification, target.address, self.secrets, self.seconds))
        elif target.way == "webhook":
            now = self.clock.now()
            await self.web.post(composition.webhook(notification, target.address, self.secrets, self.seconds, now))

    async def _stored(self, work: Callable[[], Awaitable[T]]) -> T:
        """Do work on the store, held while it is away, and give its result."""
        results: list[T] = []

        async def once() -> None:
            results.append(await work())

        await self.hold(once)
        return results[-1]


def lease_ms(notification: Notification, seconds: float) -> int:
    """Give how long a claim lasts: the last attempt may begin just within ATTEMPT_SECONDS, and use its whole time."""
    last = notification.timeout_ms / 1000 if notification.timeout_ms is not None else seconds
    return int((ATTEMPT_SECONDS + last + LEASE_MARGIN) * 1000)


def combined(problems: Sequence[tuple[Target, BaseException]], all_targets: int) -> BaseException:
    """Give one error for the targets that were not reached: what may be mended by waiting comes first."""
    errors = [error for _, error in problems]
    others = [error for error in errors if not isinstance(error, UndeliveredError | RefusedError | BusyError)]
    if others:  # a bug or the end of the process before a server that is away
        return min(others, key=lambda error: isinstance(error, LeadWorkerError))
    again = [error for error in errors if treatment(error).again]
    later = [error for error in again if isinstance(error, UndeliveredError)]
    if again and not later:
        return again[0]  # somebody else is at it
    told = [f"{target.shown}: {getattr(error, 'detail', '') or error}" for target, error in problems]
    detail = told[0] if all_targets == 1 else f"{len(told)} of {all_targets} not reached; " + "; ".join(told[:5])
    if later:
        waits = [error.retry_after for error in later if error.retry_after is not None]
        return UndeliveredError(later[0].reason, detail, retry_after=max(waits, default=None))
    return RefusedError(getattr(errors[0], "reason", ""), detail)


def _soon(error: BaseException) -> bool:
    return (
        isinstance(error, UndeliveredError)
        and error.reason not in NOT_AT_ONCE
        and (error.retry_after or 0) <= MAX_RETRY_AFTER
    )


_enough: Callable[[RetryCallState], bool] = stop_after_attempt(ATTEMPTS) | stop_after_delay(ATTEMPT_SECONDS)
_jitter = random_wait(multiplier=0.5, max=4)


def _pause(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    return max(getattr(error, "retry_after", None) or 0.0, _jitter(state))
