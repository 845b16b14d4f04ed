"""Why RabbitMQ cannot be reached, in words: the library's errors wrap those of sockets, and show them as code."""

import errno
import socket
import ssl
from collections.abc import Iterator, Mapping
from typing import Final

_SAID: Final[Mapping[int, str]] = {
    errno.ECONNREFUSED: "connection refused, nothing listens there",
    errno.ECONNRESET: "the connection was reset",
    errno.EHOSTUNREACH: "no way leads to that host",
    errno.ENETUNREACH: "no way leads to that network",
    errno.ETIMEDOUT: "no answer in time",
    errno.EPIPE: "the connection was lost",
}


def reason(error: BaseException) -> str:
    """Give why a call of the library failed, without names of classes: what the system says, else what the library does."""
    behind = list(_behind(error))
    for found in behind:  # first: the library's own error bears the number of what it wraps
        if isinstance(found, ssl.SSLError):
            return f"TLS failed: {getattr(found, 'reason', None) or found.strerror or 'no reason is given'}"
        if isinstance(found, socket.gaierror):
            return "no host of that name is known"
        if isinstance(found, TimeoutError):
            return "no answer in time"
    for found in behind:
        if isinstance(found, OSError) and found.errno is not None:
            return _SAID.get(found.errno) or str(found.strerror or found)
        if isinstance(found, OSError) and "multiple exceptions" in str(found).lower():
            return "no address of that host could be connected to"
    return _text(error)


def _behind(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and what is behind it: its causes, and errors among its arguments."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        found = waiting.pop(0)
        if found is not None and id(found) not in seen:
            seen.add(id(found))
            yield found
            waiting += [*(a for a in found.args if isinstance(a, BaseException)), found.__cause__, found.__context__]


def _text(error: BaseException) -> str:
    told = [str(argument) for argument in error.args if isinstance(argument, str | int) and str(argument).strip()]
    return " ".join(told) or "the connection was closed"
