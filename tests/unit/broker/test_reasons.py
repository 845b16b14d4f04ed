"""Why a broker cannot be reached, in words without names of classes or numbers of errors."""

import errno
import socket
import ssl

import pytest
from aiormq.exceptions import AMQPConnectionError, ConnectionClosed

from worker.broker.reasons import reason


def wrapped(behind: BaseException) -> AMQPConnectionError:
    """Wrap an error as the library does."""
    error = AMQPConnectionError(*behind.args)
    error.__cause__ = behind
    return error


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            wrapped(ConnectionRefusedError(errno.ECONNREFUSED, "Connect call failed")),
            "connection refused, nothing listens there",
        ),
        (AMQPConnectionError(ConnectionResetError(errno.ECONNRESET, "x")), "the connection was reset"),
        (wrapped(socket.gaierror(-2, "Name or service not known")), "no host of that name is known"),
        (wrapped(TimeoutError()), "no answer in time"),
        (wrapped(OSError(errno.EACCES, "Permission denied")), "Permission denied"),
        (
            wrapped(OSError("Multiple exceptions: [Errno 111], [Errno 101]")),
            "no address of that host could be connected to",
        ),
        (wrapped(ssl.SSLError(1, "wrong version number")), "TLS failed: "),
        (ConnectionClosed(320, "CONNECTION_FORCED - broker forced"), "CONNECTION_FORCED - broker forced"),
        (AMQPConnectionError(), "the connection was closed"),
    ],
)
def test_a_reason_is_what_an_operator_can_read(error: BaseException, told: str) -> None:
    assert reason(error).startswith(told)
    assert "AMQP" not in reason(error)


def test_errors_that_are_behind_each_other_end() -> None:
    first, second = ValueError("one"), ValueError("two")
    first.__cause__, second.__cause__ = second, first
    assert reason(first) == "one"
