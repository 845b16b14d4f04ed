"""Bodies for trying an endpoint: each is what its sender posts to see whether somebody listens, and creates nobody. Pure."""

from collections.abc import Mapping
from typing import Final

_JSON: Final = "application/json"
_STATUS: Final = (  # news of a message of ours: of nobody who wrote
    b"MessageSid=SM00000000000000000000000000000000&SmsStatus=sent&MessageStatus=sent&From=whatsapp%3A%2B14155550100"
    b"&To=whatsapp%3A%2B14155550101"
)
_SAMPLES: Final[Mapping[str, tuple[bytes, str]]] = {
    "cloud": (b'{"object":"whatsapp_business_account","entry":[]}', _JSON),
    "360dialog": (b'{"object":"whatsapp_business_account","entry":[]}', _JSON),
    "twilio": (_STATUS, "application/x-www-form-urlencoded"),
}


def sample(shape: str) -> tuple[bytes, str]:
    """Give a body and its content type."""
    return _SAMPLES.get(shape, (b'{"event":"ping"}', _JSON))
