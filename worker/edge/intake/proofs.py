"""What makes a webhook genuine, per scheme. Pure: raw bytes, headers and keys in, nothing or `UnprovenError` out.

Everything is compared in constant time, against each key there is, and over the bytes as they came: JSON that was read
and written again has another signature. Whatever stands in a header, the answer is `UnprovenError`, never another error.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final
from urllib.parse import parse_qsl

from schemas.webhooks import Scheme, Verification
from worker.edge.intake.received import Received
from worker.errors import RefusedError, UnprovenError
from worker.handlers.exact_json import loads

Check = Callable[[Received, Verification, Sequence[str]], None]

_HEX: Final = re.compile(r"(?:[0-9a-fA-F]{2})+")
_SECONDS: Final = re.compile(r"[0-9]{1,12}")
_CALENDLY_SECONDS: Final = 180  # https://developer.calendly.com/api-docs/4c305798a61d3-webhook-signatures
_STANDARD: Final = ("webhook", "svix")  # Svix sends its own names for the same
_KEY_PREFIX: Final = "whsec_"


def proven(received: Received, how: Verification, scheme: Scheme, keys: Sequence[str]) -> None:
    """Return where the request is genuine by any of the keys; else raise `UnprovenError` saying why."""
    CHECKS[scheme](received, how, keys)


def _digest(key: bytes, content: bytes, algorithm: str) -> bytes:
    return hmac.digest(key, content, algorithm)


def _require(given: Iterable[bytes], expected: Iterable[bytes], what: str) -> None:
    """Require that one of those given is one of those expected; every pair is compared."""
    wanted = list(expected)
    found = [hmac.compare_digest(one, other) for one in given for other in wanted]
    if not any(found):
        raise UnprovenError("wrong", f"{what} is another one than ours; was the secret changed on one side?")


def _decoded(text: str, encoding: str, name: str) -> bytes:
    try:
        if encoding == "base64":
            return base64.b64decode(text.encode("ascii"), validate=True)
        if _HEX.fullmatch(text):
            return bytes.fromhex(text)
    except (binascii.Error, ValueError):
        pass
    raise UnprovenError("malformed", f"the header {name} is no {encoding}")


def _of_body(name: str, encoding: str, *, prefix: str = "", algorithm: str = "sha256") -> Check:
    """Give the check of a digest of the body in a header."""

    def check(received: Received, _how: Verification, keys: Sequence[str]) -> None:
        _check_body(received, keys, (name, encoding, prefix, algorithm))

    return check


def _check_body(received: Received, keys: Sequence[str], where: tuple[str, str, str, str]) -> None:
    name, encoding, prefix, algorithm = where
    text = received.header(name).strip()
    if not text.startswith(prefix):
        raise UnprovenError("malformed", f"the header {name} does not begin with {prefix}")
    given = _decoded(text.removeprefix(prefix), encoding, name)
    _require([given], (_digest(key.encode(), received.body, algorithm) for key in keys), "the signature")


def _configured(received: Received, how: Verification, keys: Sequence[str]) -> None:
    _check_body(received, keys, (how.header or "", how.encoding, how.prefix, how.algorithm))


def _in_time(received: Received, seconds: str, tolerance: int, name: str) -> None:
    if not _SECONDS.fullmatch(seconds):
        raise UnprovenError("malformed", f"the time in {name} is no number of seconds")
    late = received.at / 1000 - int(seconds)
    if late > tolerance:
        raise UnprovenError("too_old", f"it was signed {late:.0f} s ago, and {tolerance} s are allowed")
    if -late > tolerance:
        raise UnprovenError("too_early", f"it was signed {-late:.0f} s ahead of our clock; one of the two is wrong")


def _calendly(received: Received, how: Verification, keys: Sequence[str]) -> None:
    name = "Calendly-Webhook-Signature"
    parts = [part.strip().partition("=") for part in received.header(name).split(",")]
    times = [value for key, _, value in parts if key == "t"]
    signatures = [_decoded(value, "hex", name) for key, _, value in parts if key == "v1"]
    if len(times) != 1 or not signatures:
        raise UnprovenError("malformed", f"the header {name} is not t=...,v1=...")
    given = "tolerance_seconds" in how.model_fields_set
    _in_time(received, times[0], how.tolerance_seconds if given else _CALENDLY_SECONDS, name)
    content = times[0].encode() + b"." + received.body
    _require(signatures, (_digest(key.encode(), content, "sha256") for key in keys), "the signature")


def _standard(received: Received, how: Verification, keys: Sequence[str]) -> None:
    """https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md"""
    brand = next((one for one in _STANDARD if f"{one}-signature" in received.headers), _STANDARD[0])
    webhook_id, seconds, signed = (received.header(f"{brand}-{part}") for part in ("id", "timestamp", "signature"))
    if not webhook_id or "." in webhook_id:
        raise UnprovenError("malformed", f"{brand}-id is empty or holds a full stop, which separates what is signed")
    _in_time(received, seconds, how.tolerance_seconds, f"{brand}-timestamp")
    content = b".".join((webhook_id.encode("utf-8", "surrogateescape"), seconds.encode(), received.body))
    versions = [word.partition(",") for word in signed.split()]
    signatures = [_decoded(value, "base64", f"{brand}-signature") for name, _, value in versions if name == "v1"]
    if not signatures:
        raise UnprovenError("malformed", f"{brand}-signature has no signature of version v1")
    _require(signatures, (_digest(standard_key(key), content, "sha256") for key in keys), "the signature")


def standard_key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(_KEY_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise UnprovenError("not_set_up", "the signing secret is not whsec_ and base64") from None


def _twilio(received: Received, _how: Verification, keys: Sequence[str]) -> None:
    """The address, then every parameter of the form with its value, by name.

    https://www.twilio.com/docs/usage/webhooks/webhooks-security#validating-signatures-from-twilio. Of a body that is no
    form, the address holds the SHA-256.
    """
    name = "X-Twilio-Signature"
    given = _decoded(received.header(name).strip(), "base64", name)
    signed = received.url
    if digests := received.query.get("bodySHA256"):
        _require(
            [_decoded(digests[0], "hex", "bodySHA256")], [hashlib.sha256(received.body).digest()], "the body's digest"
        )
    else:
        pairs = parse_qsl(received.body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=1000)
        signed += "".join(name + value for name, value in sorted(set(pairs)))
    _require([given], (_digest(key.encode(), signed.encode(), "sha1") for key in keys), "the signature")


def _google_key(received: Received, _how: Verification, keys: Sequence[str]) -> None:
    """https://developers.google.com/google-ads/webhook/docs/implementation: the key is in the body."""
    try:
        body = loads(received.body.decode("utf-8-sig"))[0]
    except (RefusedError, UnicodeDecodeError):
        body = None
    key = body.get("google_key") if isinstance(body, dict) else None
    if not isinstance(key, str) or not key:
        raise UnprovenError("unsigned", "the body has no google_key")
    _require([key.encode("utf-8", "surrogatepass")], (one.encode() for one in keys), "google_key")


def _token(received: Received, how: Verification, keys: Sequence[str]) -> None:
    if how.parameter:
        values = received.query.get(how.parameter, ())
        if len(values) != 1:
            raise UnprovenError("malformed" if values else "unsigned", f"the address has no single ?{how.parameter}=")
        given = values[0]
    elif how.header and how.header.lower() != "authorization":
        given = received.header(how.header)
    else:
        kind, _, given = received.header("Authorization").strip().partition(" ")
        if kind.lower() != "bearer":
            raise UnprovenError("malformed", "the header Authorization is not Bearer and a word")
    _require([given.strip().encode("utf-8", "surrogateescape")], (key.encode() for key in keys), "the token")


def _basic(received: Received, _how: Verification, keys: Sequence[str]) -> None:
    kind, _, text = received.header("Authorization").strip().partition(" ")
    if kind.lower() != "basic":
        raise UnprovenError("malformed", "the header Authorization is not Basic")
    given = _decoded(text.strip(), "base64", "Authorization")
    _require([given], (key.encode() for key in keys), "user and password")


def _none(_received: Received, _how: Verification, _keys: Sequence[str]) -> None:
    """Nothing is asked; the account's file says so."""


CHECKS: Final[Mapping[Scheme, Check]] = {
    # https://developers.facebook.com/docs/graph-api/webhooks/getting-started#validate-payloads
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
    "none": _none,
}
