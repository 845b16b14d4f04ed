"""One connection to RabbitMQ that is made again whenever it is lost, and calls on it that end in time.

Reconnecting is our own short loop rather than the library's: it restores nothing by itself, so what is restored, and
in which order, stands in `subscription` and `publisher`.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

import aio_pika
import aiormq
import structlog
from aiormq.exceptions import (
    AMQPError,
    ChannelAccessRefused,
    ChannelInvalidStateError,
    ChannelNotFoundEntity,
    ChannelPreconditionFailed,
    ConnectionCommandInvalid,
)
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, wait_random_exponential
from yarl import URL

from worker.broker import library
from worker.broker.admission import admitted
from worker.broker.reasons import reason
from worker.broker.tap import Consumers, TappedTransport
from worker.errors import START_BROKER, BrokerUnavailableError, ConfigurationError, TopologyDriftError
from worker.telemetry import metrics

log = structlog.get_logger(__name__)

Answer = TypeVar("Answer")

# The broker's answers to what we asked, as opposed to trouble on the way: callers decide what they mean.
VERDICTS: Final = (
    ChannelAccessRefused,
    ChannelNotFoundEntity,
    ChannelPreconditionFailed,
    ConnectionCommandInvalid,
)
_CLOSE_SECONDS: Final = 5.0
_CANCEL_SECONDS: Final = 0.5


async def guarded(call: Awaitable[Answer], seconds: float, what: str) -> Answer:
    """Await a call of the library for at most `seconds`; trouble becomes `BrokerUnavailableError`, verdicts pass.

    A connection found dead makes the library raise `CancelledError` in whoever waits, without anyone having cancelled
    the task (https://github.com/mosquito/aio-pika/issues/588): that too is trouble, not a cancellation. The other way
    round, whoever is cancelled is cancelled, even where the library answers that with an error or a result of its own.
    """
    task = asyncio.current_task()
    before = task.cancelling() if task is not None else 0
    try:
        return await _timed(call, seconds, what)
    except asyncio.CancelledError:
        if task is None or task.cancelling() > before:
            raise
        raise BrokerUnavailableError(f"RabbitMQ: the connection was lost during {what}") from None
    finally:
        if task is not None and task.cancelling() > before:
            raise asyncio.CancelledError  # in place of what the library made of it


async def _timed(call: Awaitable[Answer], seconds: float, what: str) -> Answer:
    try:
        async with asyncio.timeout(seconds):
            return await call
    except VERDICTS:
        raise
    except TimeoutError:
        raise BrokerUnavailableError(f"RabbitMQ: no answer within {seconds:g} s to {what}") from None
    except (AMQPError, ChannelInvalidStateError, OSError, RuntimeError) as error:
        raise BrokerUnavailableError(f"RabbitMQ: {what} failed: {reason(error)}") from error


async def asked(call: Awaitable[Answer], seconds: float, queue: str) -> Answer:
    """As `guarded`, for a question about a queue; the broker's verdicts become errors of ours."""
    try:
        return await guarded(call, seconds, f"a question about queue {queue}")
    except ChannelNotFoundEntity:
        raise TopologyDriftError(f"there is no queue {queue}; `leadworker doctor --fix` creates it") from None
    except ChannelAccessRefused as error:
        raise ConfigurationError(f"the RabbitMQ user may not use queue {queue}: {error}") from error
    except VERDICTS as error:
        raise TopologyDriftError(f"queue {queue}: {error}") from error


async def ended(task: asyncio.Task[None]) -> None:
    """Cancel a task and wait for its end.

    Again and again: where a connection is lost at the same moment, the library gives its own error in place of our
    cancellation (`aiormq.abc.TaskWrapper`), and the task takes that for a reason to go on.
    """
    while not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=_CANCEL_SECONDS)
    if not task.cancelled():
        task.exception()  # looked at: nobody else does


def log_retry(event: str, **fields: str) -> Callable[[RetryCallState], None]:
    """Give a callback that logs attempts to restore something: the 1st, 2nd, 4th, 8th and so on."""

    def logged(state: RetryCallState) -> None:
        if state.attempt_number.bit_count() == 1:
            error = state.outcome.exception() if state.outcome else None
            log.warning(event, attempt=state.attempt_number, error=str(error)[:300], **fields)

    return logged


def until_restored(event: str, **fields: str) -> AsyncRetrying:
    """Give an endless retry with jittered, growing pauses of up to 5 s."""
    return AsyncRetrying(
        retry=retry_if_exception_type(Exception),
        wait=wait_random_exponential(multiplier=0.1, max=5),
        before_sleep=log_retry(event, **fields),
    )


class Link:
    """Keeps one connection up."""

    def __init__(
        self, url: str, name: str, *, seconds: float, heartbeat: int, changed: Callable[[], None] = lambda: None
    ) -> None:
        """Take an AMQP URL, what RabbitMQ shall call the connection, the time-out of a call, and the heartbeat.

        All in seconds. `changed` is called whenever the connection is lost or back.
        """
        address = URL(url)
        given = address.query
        self._url = address.update_query(heartbeat=given.get("heartbeat", str(heartbeat)), name=given.get("name", name))
        self.place = f"{address.host}:{address.port or ''}{address.path}"
        self.consumers = Consumers()
        self._name, self._seconds, self._changed = name, seconds, changed
        self._connection: aio_pika.abc.AbstractConnection | None = None
        self._up = asyncio.Event()
        self._checked = False
        self._keeper: asyncio.Task[None] | None = None

    @property
    def wanted(self) -> bool:
        """Whether the connection is being kept up."""
        return self._keeper is not None

    @property
    def up(self) -> bool:
        """Whether the connection is there."""
        return self._up.is_set()

    async def open(self) -> None:
        """Connect, and keep the connection up from then on; raise `BrokerUnavailableError` if it fails in time."""
        if self._keeper is None:
            await self._connect()
            self._keeper = asyncio.create_task(self._keep(), name=f"keep {self._name}")

    async def close(self) -> None:
        """Close the connection for good."""
        keeper, self._keeper = self._keeper, None
        if keeper is not None:
            await ended(keeper)
        await self._disconnect()

    async def connection(self, seconds: float) -> aiormq.abc.AbstractConnection:
        """Give the connection, waiting up to `seconds` for it to be back."""
        if self._keeper is None:
            raise BrokerUnavailableError("RabbitMQ: not connected")
        try:
            async with asyncio.timeout(seconds):
                await self._up.wait()
        except TimeoutError:
            raise BrokerUnavailableError(f"RabbitMQ at {self.place} is away") from None
        return self._raw()

    def drop(self) -> None:
        """Give the connection up because it is of no use any more; it is made again."""
        if self._connection is not None and self._connection.transport is not None:
            closing = asyncio.ensure_future(self._disconnect())
            closing.add_done_callback(lambda task: task.cancelled() or task.exception())

    def _raw(self) -> aiormq.abc.AbstractConnection:
        transport = self._connection.transport if self._connection is not None else None
        if transport is None:
            raise BrokerUnavailableError(f"RabbitMQ at {self.place} is away")
        return transport.connection

    async def _connect(self) -> None:
        connection = aio_pika.Connection(self._url)
        connection.kwargs["transport_factory"] = TappedTransport(self.consumers)
        self._connection = connection
        try:
            await self._reach(connection)
            await self._check()
        except BaseException:
            await self._disconnect()
            raise
        self._up.set()
        self._changed()

    async def _reach(self, connection: aio_pika.Connection) -> None:
        """Connect; trouble becomes a sentence that names the broker and what to do."""
        try:
            await guarded(admitted(connection, self._seconds, self.consumers), self._seconds, "connecting")
        except BrokerUnavailableError as error:
            trouble = error.__cause__
            why = f"no answer within {self._seconds:g} s" if trouble is None else reason(trouble)
            raise BrokerUnavailableError(
                f"RabbitMQ at {self.place} cannot be reached: {why}{START_BROKER}"
            ) from trouble

    async def _check(self) -> None:
        """See once whether the installed library has all that we use."""
        if not self._checked:
            raw = self._raw()
            library.require({"Connection": (raw, library.CONNECTION)})
            channel = await guarded(raw.channel(), self._seconds, "opening a channel")
            library.require({"Channel": (channel, library.CHANNEL)})
            await guarded(channel.close(), self._seconds, "closing a channel")
            self._checked = True

    async def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        self._up.clear()
        if connection is not None:
            with contextlib.suppress(BrokerUnavailableError):
                await guarded(connection.close(), _CLOSE_SECONDS, "closing")
        self._changed()

    async def _keep(self) -> None:
        while True:
            with contextlib.suppress(BrokerUnavailableError):
                await asyncio.wait([self._raw().closing])
            log.warning("broker.lost", connection=self._name, broker=self.place)
            await self._disconnect()
            async for attempt in until_restored("broker.reconnecting", connection=self._name, broker=self.place):
                with attempt:
                    await self._connect()
            metrics.RECONNECTS.labels(self._name.rpartition(" ")[2]).inc()
            log.info("broker.back", connection=self._name, broker=self.place)
