"""A RabbitMQ that is there and lets us not in: its answer in words, with what to do. Waiting would not mend it."""

import re
from typing import Final

from aio_pika import Connection
from aiormq.exceptions import AMQPError, AuthenticationError, ProbableAuthenticationError
from yarl import URL

from worker.broker.tap import Consumers
from worker.errors import ConfigurationError

_SETTING: Final = "LEADWORKER_AMQP_URL"
# NOT_ALLOWED also stands for limits of connections and vhosts that are down, which pass: only these two are for good.
# https://github.com/rabbitmq/rabbitmq-server/blob/main/deps/rabbit/src/rabbit_reader.erl
_NO_VHOST: Final = re.compile(r"vhost .* not found")
_NO_PERMISSION: Final = re.compile(r"access to vhost '[^']*' refused for user '[^']*'(?!:)")


async def admitted(connection: Connection, seconds: float, consumers: Consumers) -> None:
    """Connect within `seconds`; raise `ConfigurationError` where the broker refuses the login or the vhost.

    `consumers` are those that the connection's stream is tapped for: there stands what the broker said, which the library
    leaves out.
    """
    try:
        await connection.connect(timeout=seconds)
    except (AuthenticationError, ProbableAuthenticationError) as error:
        url = connection.url
        refused = f"RabbitMQ at {_place(url)} refuses the login of user {_user(url)!r}: {error}; "
        raise ConfigurationError(f"{refused}correct user and password in {_SETTING}") from None
    except AMQPError:
        if sentence := refusal(consumers.farewell, connection.url):
            raise ConfigurationError(sentence) from None
        raise


def refusal(answer: str, url: str | URL) -> str:
    """Put a broker's NOT_ALLOWED into words; empty where it may pass."""
    vhost, user = _vhost(url), _user(url)
    if _NO_VHOST.search(answer):
        return (
            f"RabbitMQ at {_place(url)} has no vhost {vhost!r}: create it (rabbitmqctl add_vhost {vhost}), or correct "
            f"the path of {_SETTING} (without one, or /%2F, it is the vhost '/')"
        )
    if _NO_PERMISSION.search(answer):
        return (
            f"user {user!r} may not use the vhost {vhost!r} of RabbitMQ at {_place(url)}: allow it (rabbitmqctl "
            f"set_permissions -p {vhost} {user} '.*' '.*' '.*'), or correct {_SETTING}"
        )
    return ""


def _place(url: str | URL) -> str:
    address = URL(url)
    return f"{address.host}:{address.port or 5672}"


def _user(url: str | URL) -> str:
    return URL(url).user or "guest"


def _vhost(url: str | URL) -> str:
    return URL(url).path[1:] or "/"
