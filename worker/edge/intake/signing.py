"""Signing as senders do: for test deliveries to an endpoint of one's own. Pure; the other side of `proofs`."""

import base64
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl, urlencode

from schemas.webhooks import Scheme, Verification
from worker.edge.intake.proofs import standard_key
from worker.handlers.exact_json import dumps, loads


@dataclass(frozen=True, slots=True)
class ToSend:
    """A delivery that is ready: where to, with what."""

    url: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


Sign = Callable[[ToSend, Verification, str, int], ToSend]


def signed(delivery: ToSend, scheme: Scheme, how: Verification, key: str, seconds: int) -> ToSend:
    """Give a delivery with its proof by one key, made at `seconds` (Unix time)."""
    return _SIGNING[scheme](delivery, how, key, seconds)


def _with(delivery: ToSend, headers: Mapping[str, str]) -> ToSend:
    return ToSend(delivery.url, delivery.body, {**delivery.headers, **headers})


def _digest(key: str, content: bytes, algorithm: str = "sha256") -> bytes:
    return hmac.digest(key.encode(), content, algorithm)


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _of_body(name: str, encoding: str, *, prefix: str = "", algorithm: str = "sha256") -> Sign:
    def sign(delivery: ToSend, _how: Verification, key: str, _seconds: int) -> ToSend:
        value = _digest(key, delivery.body, algorithm)
        return _with(delivery, {name: prefix + (_base64(value) if encoding == "base64" else value.hex())})

    return sign


def _configured(delivery: ToSend, how: Verification, key: str, seconds: int) -> ToSend:
    sign = _of_body(how.header or "", how.encoding, prefix=how.prefix, algorithm=how.algorithm)
    return sign(delivery, how, key, seconds)


def _calendly(delivery: ToSend, _how: Verification, key: str, seconds: int) -> ToSend:
    digest = _digest(key, f"{seconds}.".encode() + delivery.body).hex()
    return _with(delivery, {"Calendly-Webhook-Signature": f"t={seconds},v1={digest}"})


def _standard(delivery: ToSend, _how: Verification, key: str, seconds: int) -> ToSend:
    webhook_id = f"msg_test_{seconds}"
    content = f"{webhook_id}.{seconds}.".encode() + delivery.body
    signature = f"v1,{_base64(hmac.digest(standard_key(key), content, 'sha256'))}"
    named = {"webhook-id": webhook_id, "webhook-timestamp": str(seconds), "webhook-signature": signature}
    return _with(delivery, named)


def _twilio(delivery: ToSend, _how: Verification, key: str, _seconds: int) -> ToSend:
    pairs = sorted(set(parse_qsl(delivery.body.decode(), keep_blank_values=True)))
    text = delivery.url + "".join(name + value for name, value in pairs)
    return _with(delivery, {"X-Twilio-Signature": _base64(_digest(key, text.encode(), "sha1"))})


def _google_key(delivery: ToSend, _how: Verification, key: str, _seconds: int) -> ToSend:
    body = loads(delivery.body)[0]
    return ToSend(delivery.url, dumps({**body, "google_key": key}).encode(), delivery.headers)


def _token(delivery: ToSend, how: Verification, key: str, _seconds: int) -> ToSend:
    if how.parameter:
        joint = "&" if "?" in delivery.url else "?"
        return ToSend(delivery.url + joint + urlencode({how.parameter: key}), delivery.body, delivery.headers)
    if how.header and how.header.lower() != "authorization":
        return _with(delivery, {how.header: key})
    return _with(delivery, {"Authorization": f"Bearer {key}"})


def _basic(delivery: ToSend, _how: Verification, key: str, _seconds: int) -> ToSend:
    return _with(delivery, {"Authorization": f"Basic {_base64(key.encode())}"})


_SIGNING: Final[Mapping[Scheme, Sign]] = {
    "meta": _of_body("X-Hub-Signature-256", "hex", prefix="sha256="),
    "typeform": _of_body("Typeform-Signature", "base64", prefix="sha256="),
    "tally": _of_body("Tally-Signature", "base64"),
    "shopify": _of_body("X-Shopify-Hmac-Sha256", "base64"),
    "calendly": _calendly,
    "standard": _standard,
    "twilio": _twilio,
    "waha": _of_body("X-Webhook-Hmac", "hex", algorithm="sha512"),
    "google_key": _google_key,
    "hmac": _configured,
    "token": _token,
    "basic": _basic,
    "none": lambda delivery, _how, _key, _seconds: delivery,
}
