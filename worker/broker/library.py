"""The parts of aio-pika and aiormq that we use though nobody promised us them, and whether the installed ones have them."""

from collections.abc import Iterator, Mapping
from importlib.metadata import version
from typing import Any, Final

from worker.errors import ConfigurationError

CONNECTION: Final = ("closing", "channel", "connection_tune", "server_properties")
CHANNEL: Final = (
    "closing",
    "confirmations",
    "consumers",
    "delivery_tag",
    "message_id_delivery_tag",
    "number",
    "on_consumer_cancel_callbacks",
    "write_queue",
)


def require(parts: Mapping[str, tuple[Any, tuple[str, ...]]]) -> None:
    """Raise `ConfigurationError` for what an object lacks; `parts` is its name to itself and the attributes we use."""
    if lacking := list(_lacking(parts)):
        raise ConfigurationError(
            f"aiormq {version('aiormq')} with aio-pika {version('aio-pika')} has no {', '.join(lacking)}, which this "
            "release uses: install the versions of constraints.txt"
        )


def _lacking(parts: Mapping[str, tuple[Any, tuple[str, ...]]]) -> Iterator[str]:
    for name, (thing, attributes) in parts.items():
        yield from (f"{name}.{attribute}" for attribute in attributes if not hasattr(thing, attribute))
