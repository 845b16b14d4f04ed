"""Which gateway a body is from, told by its shape: pure looks at the keys of a parsed body.

A header can be missing (Evolution API publishes to RabbitMQ without any) or wrong; what a gateway writes is not. The
first shape that fits counts, so shapes that need more stand before those that need less.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

from worker.handlers.whatsapp import baileys, cloud, twilio

Body = Mapping[str, Any]

_INSTANCE: Final = ("instance", "instanceName", "instanceId", "instanceToken", "server_url", "apikey")
_SESSION: Final = ("session", "sessionId")
_GUPSHUP: Final = ("app", "type", "payload")
_MESSAGES: Final = ("messages", "statuses")


def _cloud(body: Body) -> bool:
    return "entry" in body or cloud.is_wrapped(body)


def _twilio(body: Body) -> bool:
    return any(name in body for name in twilio.IDS) and ("From" in body or "To" in body)


def _waha(body: Body) -> bool:
    return "payload" in body and "session" in body and type(body.get("event")) is str


def _gupshup(body: Body) -> bool:
    return all(name in body for name in _GUPSHUP) and type(body["payload"]) is dict


def _evolution(body: Body) -> bool:
    data = body.get("data")
    if "event" not in body or type(data) not in (dict, list):
        return False
    return any(name in body for name in _INSTANCE) or (type(data) is dict and "Info" in data and "Message" in data)


def _baileys(body: Body) -> bool:
    if "data" in body:
        event = body.get("event")
        named = type(event) is str and (any(name in body for name in _SESSION) or baileys.event_name(event) in _EVENTS)
        return named or _holds_keys(body["data"])
    return _holds_keys(body)


_EVENTS: Final = frozenset(name for name in baileys.EVENTS if "." in name)  # a bare word may be anybody's


def _holds_keys(data: Any) -> bool:
    """Whether it is a message of WhatsApp Web, or a list of them, with or without a name."""
    if type(data) is dict:
        data = data.get("messages", data)
    first = data[0] if type(data) is list and data else data
    key = first.get("key") if type(first) is dict else None
    return type(key) is dict and "remoteJid" in key


def _onprem(body: Body) -> bool:
    parts = next((body[name] for name in _MESSAGES if body.get(name)), None)
    first = parts[0] if type(parts) is list else None
    return type(first) is dict and "id" in first and any(name in first for name in ("from", "recipient_id"))


SHAPES: Final[Mapping[str, Callable[[Body], bool]]] = {
    "cloud": _cloud,
    "twilio": _twilio,
    "waha": _waha,
    "gupshup": _gupshup,
    "evolution": _evolution,
    "baileys": _baileys,
    "onprem": _onprem,
}
"""Provider to what its bodies look like; 360dialog writes as the Cloud API does."""

READS: Final[Mapping[str, tuple[str, ...]]] = {
    **{name: (name,) for name in SHAPES},
    "360dialog": ("cloud",),
    "gupshup": ("gupshup", "cloud"),  # its version 3
    "evolution": ("evolution", "baileys"),
    "baileys": ("baileys", "evolution"),
}
"""Provider to the shapes that its reader reads."""

_SPELLINGS: Final[Mapping[str, str]] = {
    **{name: name for name in READS},
    **dict.fromkeys(
        ("cloudapi", "whatsappcloud", "whatsappcloudapi", "whatsappbusiness", "meta", "metacloud"), "cloud"
    ),
    **dict.fromkeys(("dialog360", "d360"), "360dialog"),
    **dict.fromkeys(("onpremise", "onpremises", "onpremapi", "onpremisesapi"), "onprem"),
    **dict.fromkeys(("evolutionapi", "evolutiongo", "evo"), "evolution"),
    **dict.fromkeys(("wahaapi", "wahaplus"), "waha"),
    **dict.fromkeys(("twiliowhatsapp", "twilioapi"), "twilio"),
    **dict.fromkeys(("gupshupapi", "gupshupio"), "gupshup"),
}


@lru_cache(maxsize=256)
def provider_of(text: str) -> str | None:
    """Give the provider that a header means: `Cloud API`, `Evolution-API` and `TWILIO` included; None if it is none."""
    return _SPELLINGS.get("".join(c for c in text.casefold() if c.isalnum()))


def shape_of(body: Body) -> str | None:
    """Give the provider whose shape a body has, None if it has nobody's."""
    return next((name for name, fits in SHAPES.items() if fits(body)), None)


def fits(provider: str, body: Body) -> bool:
    """Whether a body has a shape that the provider's reader reads."""
    return any(SHAPES[name](body) for name in READS[provider])
