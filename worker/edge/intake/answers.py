"""What each sender expects to hear when its webhook was taken; everybody else hears 202 with the delivery id. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

JSON: Final = "application/json"


@dataclass(frozen=True, slots=True)
class Taken:
    """An answer: status, type and text."""

    status: int
    content_type: str
    text: str


_BY_SHAPE: Final[Mapping[str, Taken]] = {
    # https://developers.facebook.com/docs/graph-api/webhooks/getting-started: 200, and the body is not looked at
    "cloud": Taken(200, "text/plain", "EVENT_RECEIVED"),
    "360dialog": Taken(200, "text/plain", "EVENT_RECEIVED"),
    "onprem": Taken(200, "text/plain", "EVENT_RECEIVED"),
    "meta_lead_ads": Taken(200, "text/plain", "EVENT_RECEIVED"),
    # https://www.twilio.com/docs/messaging/twiml: an empty response sends nothing back to the person
    "twilio": Taken(200, "text/xml", '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'),
    # https://developers.google.com/google-ads/webhook/docs/implementation: 200 and an empty object
    "google_lead_form": Taken(200, JSON, "{}"),
    # https://docs.gupshup.io/docs/set-callback-url: 2xx with an empty body
    "gupshup": Taken(200, "text/plain", ""),
    "shopify": Taken(200, "text/plain", ""),
}


def taken(shape: str, delivery_id: str) -> Taken:
    """Give the answer to a sender of this shape. `delivery_id` holds nothing that JSON would have to escape."""
    return _BY_SHAPE.get(shape) or Taken(202, JSON, f'{{"delivery_id":"{delivery_id}"}}')
