"""One HTTP request out: guarded, bounded in time and size, never redirected, and its answer read as an outcome."""

import asyncio
import contextlib
import email.utils
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import aiohttp
from aiohttp.abc import AbstractResolver
from pydantic import SecretStr
from yarl import URL

from worker import __version__
from worker.errors import BlockedAddressError, LeadWorkerError, RefusedError, UndeliveredError
from worker.notify import account_secrets
from worker.notify.guard import Reach, blocked, checked_url, connector, place
from worker.ports import Clock

CONNECT_SECONDS: Final = 5.0
ANSWER_SECONDS: Final = 2.0  # for the rest of an answer whose status is known
MAX_ANSWER: Final = 4_096  # bytes looked at
# Not now, rather than not ever (https://www.rfc-editor.org/rfc/rfc9110#name-client-error-4xx); 425 is Too Early.
LATER: Final = frozenset({408, 425, 429})
# The answers of chat services are words such as channel_is_archived; anything longer may hold anything, and stays out.
_WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.: -]{0,79}")


@dataclass(frozen=True, slots=True)
class WebhookRequest:
    """A POST of JSON. `secrets` must not appear in any text about it; the address may be one of them."""

    url: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 10.0
    secrets: tuple[SecretStr, ...] = ()

    def __repr__(self) -> str:
        """Say nothing of address, headers and body."""
        return f"Request({len(self.body)} bytes)"


class WebClient:
    """Sends requests. Use it as an async context manager; it takes no proxy, cookie or password from the environment."""

    def __init__(self, reach: Reach, clock: Clock, resolver: AbstractResolver | None = None) -> None:
        self._reach, self._clock, self._resolver = reach, clock, resolver
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> "WebClient":
        """Open the session."""
        resolver = self._resolver or aiohttp.ThreadedResolver()
        self._session = aiohttp.ClientSession(
            connector=connector(self._reach, resolver),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": f"leadworker/{__version__}", "Accept-Encoding": "identity"},
            auto_decompress=False,
            trust_env=False,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the session; requests under way end."""
        if self._session is not None:
            await self._session.close()

    async def post(self, request: WebhookRequest) -> None:
        """Send; return when the receiver took it.

        Raises `RefusedError` for what will not help (`blocked_address`, `http_404`, `redirected`, ...), and
        `UndeliveredError` for what may (`unreachable`, `timed_out`, `http_503`).
        """
        assert self._session is not None  # noqa: S101
        url = checked_url(request.url, self._reach)
        # Raised here, outside of any handler: the library's own error, which may name the address, stays behind.
        outcome = await self._outcome(self._session, url, request)
        if outcome is not None:
            raise outcome

    async def _outcome(
        self, session: aiohttp.ClientSession, url: URL, request: WebhookRequest
    ) -> LeadWorkerError | None:
        timeout = aiohttp.ClientTimeout(total=request.seconds, connect=CONNECT_SECONDS, sock_connect=CONNECT_SECONDS)
        headers = {"Content-Type": "application/json"} | dict(request.headers)
        try:
            async with session.post(
                url, data=request.body, headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                return await self._read(url, response, request.secrets)
        except TimeoutError:
            return UndeliveredError("timed_out", f"{place(url)} did not answer within {request.seconds:g} s")
        except aiohttp.ClientConnectorError as error:
            if isinstance(error.os_error, BlockedAddressError):
                return blocked(url, str(error.os_error))
            return UndeliveredError("unreachable", f"{place(url)} cannot be reached: {_kind(error.os_error)}")
        except (aiohttp.InvalidURL, ValueError) as error:  # a header or an address that HTTP has no room for
            return RefusedError("bad_request", f"{place(url)}: this is no request to send: {type(error).__name__}")
        except (aiohttp.ClientError, OSError) as error:
            return UndeliveredError("unreachable", f"{place(url)} broke off: {_kind(error)}")

    async def _read(
        self, url: URL, response: aiohttp.ClientResponse, secrets: Iterable[SecretStr]
    ) -> LeadWorkerError | None:
        status = response.status
        answer = b""
        # The status has decided; an answer that does not end, or ends in an error, changes nothing.
        with contextlib.suppress(TimeoutError, aiohttp.ClientError, OSError):
            async with asyncio.timeout(ANSWER_SECONDS):
                while len(answer) < MAX_ANSWER and (chunk := await response.content.read(MAX_ANSWER - len(answer))):
                    answer += chunk
        if 200 <= status < 300:
            return None
        if 300 <= status < 400:
            return RefusedError(
                "redirected", f"{place(url)} answered {status}; redirects are not followed, name the new place"
            )
        said = f"{place(url)} answered {status}{_said(answer, secrets)}"
        if status in LATER or status >= 500:
            return UndeliveredError(
                f"http_{status}", said, retry_after=_retry_after(response.headers.get("Retry-After"), self._clock.now())
            )
        return RefusedError(f"http_{status}", said)


def _said(answer: bytes, secrets: Iterable[SecretStr]) -> str:
    text = answer.decode("utf-8", "replace").strip()
    if not _WORD.fullmatch(text) or account_secrets.without(text, secrets) != text:
        return ""
    return f": {text}"


def _retry_after(value: str | None, now: int) -> float | None:
    """Give the seconds of a Retry-After header, which is a number or a date; None if it is neither."""
    if value is None:
        return None
    if value.strip().isdecimal():
        return float(value.strip()[:9])
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    return max(0.0, moment.timestamp() - now / 1000)


def _kind(error: BaseException) -> str:
    """Name an error without its text, which may hold an address or a part of an answer."""
    number = getattr(error, "strerror", None)
    return f"{type(error).__name__}{f' ({number})' if isinstance(number, str) else ''}"
