"""The headers of a message that failed: why, where and how often, cut to a size every broker takes, without secrets.

A content header must fit one frame, and one that does not costs the whole connection
(https://www.rabbitmq.com/docs/channels#framing), so a long stack must never reach the broker whole.
"""

import functools
import hashlib
import os
import re
import socket
import traceback
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from worker import __version__
from worker.errors import RefusedError, UndeliveredError
from worker.handlers.receipt_times import FIRST_CAME
from worker.ports import Delivery
from worker.telemetry.masking import masked, names_secret, without_secrets

REASON: Final = "x-failure-reason"
DETAIL: Final = "x-failure-detail"
WHERE: Final = "x-failure-where"
TYPE: Final = "x-failure-type"
STAGE: Final = "x-failure-stage"
STACK: Final = "x-failure-stack"
AT: Final = "x-failure-at"
FIRST_AT: Final = FIRST_CAME
ATTEMPTS: Final = "x-failure-attempts"
FINGERPRINT: Final = "x-failure-fingerprint"
LETTER_ID: Final = "x-failure-id"
WORKER: Final = "x-failure-worker"
VERSION: Final = "x-failure-version"
ORIGINAL_EXCHANGE: Final = "x-original-exchange"
ORIGINAL_ROUTING_KEY: Final = "x-original-routing-key"
ORIGINAL_QUEUE: Final = "x-original-queue"
ORIGINAL_MESSAGE_ID: Final = "x-original-message-id"
RETRY_COUNT: Final = "x-retry-count"
REPLAY_COUNT: Final = "x-replay-count"
REPLAY_LAST_AT: Final = "x-replay-last-at"

MAX_STACK: Final = 8_000  # bytes
MAX_DETAIL: Final = 1_000
MAX_WHERE: Final = 500
MAX_WORD: Final = 200
MAX_TOTAL: Final = 30_000  # of the whole set; a frame holds 128 KiB

_FAILURE: Final = "x-failure-"
# What brokers write themselves. Published again with its `x-death`, a message that expires on its way back counts as
# going round in a circle, and RabbitMQ drops it (https://www.rabbitmq.com/docs/dlx#routing).
_BROKERS_OWN: Final = re.compile(
    r"x-(death|first-death-|last-death-|delivery-count|acquired-count|opt-)", re.IGNORECASE
)
# Reasons whose detail names what the business itself has to enter in account.yaml: its own number or gateway.
_OPERATORS_OWN: Final = frozenset({"unknown_account"})


def reason_of(error: BaseException) -> str:
    """Give the stable word for what failed: the reason of a refusal of ours, else the class of the exception."""
    return error.reason if isinstance(error, RefusedError | UndeliveredError) else type(error).__name__


def shown_detail(reason: str, detail: str) -> str:
    """Give the detail of a failure as it may be kept and shown: masked, but for what an operator needs to mend it."""
    return without_secrets(detail) if reason in _OPERATORS_OWN else masked(detail)


def cut(text: str, size: int, *, keep_end: bool = False) -> str:
    """Cut a text to `size` bytes of UTF-8, at its end or, with `keep_end`, at its beginning."""
    raw = text.encode("utf-8", "replace")
    if len(raw) <= size:
        return raw.decode()
    kept = raw[-(size - 3) :] if keep_end else raw[: size - 3]
    plain = kept.decode("utf-8", "ignore")
    return f"…{plain}" if keep_end else f"{plain}…"


def fingerprint(reason: str, where: str, error: BaseException | None, provider: object = None) -> str:
    """Name the cause: the same for every message that failed for it. 12 hex digits.

    Made of the reason, the place in the body without its indexes, the exception's type and the innermost frame of
    ours, so one bug is one group however many messages meet it. Refusals are told apart by the gateway and by what
    they are about as well, such as the name that nobody claims: each is mended by itself.
    """
    kind = type(error).__qualname__ if error is not None else ""
    parts: tuple[str, ...] = (reason, re.sub(r"\d+", "*", where), kind, _own_frame(error))
    if isinstance(error, RefusedError):
        parts += (provider.casefold() if isinstance(provider, str) else "", error.about)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:12]


def _own_frame(error: BaseException | None) -> str:
    frames = traceback.extract_tb(error.__traceback__) if error is not None else []
    ours = [frame for frame in frames if f"{os.sep}worker{os.sep}" in frame.filename]
    return f"{ours[-1].filename.rpartition(os.sep)[2]}:{ours[-1].name}" if ours else ""


def letter_id(message_id: str | None, where: str, body: bytes) -> str:
    """Name a dead letter: the same for every letter about one part of one message. 24 hex digits.

    Work that is done again may publish its letter again; whoever reads them can so tell repeats from others.
    """
    digest = hashlib.sha256(body)
    digest.update(f"\0{message_id or ''}\0{where}".encode("utf-8", "replace"))
    return digest.hexdigest()[:24]


def trips(headers: Mapping[str, Any]) -> int:
    """Give how many trips on the retry ladder a message has made."""
    count = headers.get(RETRY_COUNT)
    return count if isinstance(count, int) else 0


@functools.cache
def _worker_name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


def carried_headers(headers: Mapping[str, Any]) -> dict[str, Any]:
    """Give the headers that go along when a message is published again: not the broker's own, and no secrets."""
    return {n: v for n, v in headers.items() if not _BROKERS_OWN.match(n) and not names_secret(n)}


def without_failure(headers: Mapping[str, Any]) -> dict[str, Any]:
    """Give the headers a message had before it failed, for a replay: no failure and no retries, replays are kept."""
    carried = carried_headers(headers)
    return {n: v for n, v in carried.items() if not n.startswith((_FAILURE, "x-original-")) and n != RETRY_COUNT}


def retry_headers(delivery: Delivery, count: int, now: int) -> dict[str, Any]:
    """Give the headers for trip number `count` on the retry ladder. `now` in Unix ms."""
    headers = carried_headers(delivery.headers)
    return _fitting(
        {n: v for n, v in headers.items() if n != RETRY_COUNT}, {RETRY_COUNT: count, **_first(delivery, now)}
    )


def failure_headers(  # noqa: PLR0913  (one argument per fact about the failure, all named by the caller)
    delivery: Delivery,
    *,
    reason: str,
    detail: str,
    where: str,
    error: BaseException | None,
    stage: str,
    now: int,
    attempts: int | None = None,
    part: bytes | None = None,
) -> dict[str, Any]:
    """Give the headers of a dead letter: those of the delivery and the account of its failure.

    `reason` is a stable word, `detail` a sentence, `where` a JSON pointer, `stage` the step that failed (decode,
    commit); `attempts` defaults to the trips on the retry ladder and this one; `now` in Unix ms; `part` is the body of the
    refused part where it is not the whole delivery.
    """
    headers = carried_headers(delivery.headers)
    stack = "".join(traceback.format_exception(error, limit=-30)) if error is not None else ""
    failure = {
        REASON: cut(reason, MAX_WORD),
        DETAIL: cut(shown_detail(reason, detail[: 4 * MAX_DETAIL]), MAX_DETAIL),
        WHERE: cut(masked(where[: 4 * MAX_WHERE]), MAX_WHERE),
        TYPE: cut(type(error).__qualname__, MAX_WORD) if error is not None else "",
        STAGE: cut(stage, MAX_WORD),
        STACK: cut(masked(stack[-2 * MAX_STACK :]), MAX_STACK, keep_end=True),
        AT: now,
        **_first(delivery, now),
        ATTEMPTS: attempts if attempts is not None else trips(headers) + 1,
        FINGERPRINT: fingerprint(reason, where, error, headers.get("provider")),
        LETTER_ID: letter_id(
            delivery.message_id, cut(masked(where), MAX_WHERE), delivery.body if part is None else part
        ),
        WORKER: cut(_worker_name(), MAX_WORD),
        VERSION: __version__,
    }
    original = {
        ORIGINAL_EXCHANGE: "",
        ORIGINAL_ROUTING_KEY: delivery.queue,
        ORIGINAL_QUEUE: delivery.queue,
        ORIGINAL_MESSAGE_ID: delivery.message_id or "",
    }
    known = {name: headers[name] for name in original if isinstance(headers.get(name), str)}
    return _fitting(without_failure(headers), failure | original | known)


def _first(delivery: Delivery, now: int) -> dict[str, int]:
    """When it first came; its own times, and the time of one that has none, are bounded by it ever after."""
    at = delivery.headers.get(FIRST_AT)
    return {FIRST_AT: at if isinstance(at, int) else min(delivery.received_at or now, now)}


def came_at(headers: Mapping[str, Any]) -> int:
    """When a dead letter first came, or failed, or the broker first gave up on it: what is known, Unix ms; 0 for nothing."""
    for name in (FIRST_AT, AT):
        at = headers.get(name)
        if isinstance(at, int) and at:
            return at
    deaths = headers.get("x-death")
    times = [death.get("time") for death in deaths if isinstance(death, Mapping)] if isinstance(deaths, list) else []
    return min((int(time.timestamp() * 1000) for time in times if isinstance(time, datetime)), default=0)


def _fitting(carried: Mapping[str, Any], ours: Mapping[str, Any]) -> dict[str, Any]:
    """Put both together; where that is too much, the largest of the carried headers stay behind."""
    sizes = {name: _size(name) + _size(value) for name, value in carried.items()}
    room = MAX_TOTAL - sum(_size(name) + _size(value) for name, value in ours.items())
    kept = dict(carried)
    for name in sorted(sizes, key=sizes.__getitem__, reverse=True):
        if sum(sizes[n] for n in kept) <= room:
            break
        del kept[name]
    return kept | dict(ours)


def _size(value: Any) -> int:
    """Bytes on the wire, or a little more."""
    if isinstance(value, str):
        return 5 + len(value.encode("utf-8", "replace"))
    if isinstance(value, bytes | bytearray):
        return 5 + len(value)
    if isinstance(value, Mapping):
        return 5 + sum(_size(str(name)) + _size(item) for name, item in value.items())
    if isinstance(value, list | tuple):
        return 5 + sum(_size(item) for item in value)
    return 10
