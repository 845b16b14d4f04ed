"""Signatures of webhooks after Standard Webhooks (https://www.standardwebhooks.com). Pure.

The receiver verifies HMAC-SHA256 over `id.timestamp.body`; during a rotation a secret holds the new and the old key,
separated by a space, and both sign.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Sequence
from typing import Final

from pydantic import SecretStr

from worker.errors import RefusedError

KEY_PREFIX: Final = "whsec_"
_PLAIN_ID: Final = re.compile(r"[A-Za-z0-9_:/=+@~-]{1,200}")


def keys(secret: SecretStr) -> tuple[bytes, ...]:
    """Give the keys of a `whsec_` secret; raise `RefusedError` (`bad_signing_key`) saying what one looks like."""
    found = []
    for word in secret.get_secret_value().split():
        try:
            key = base64.b64decode(word.removeprefix(KEY_PREFIX), validate=True)
        except binascii.Error:
            key = b""
        if not word.startswith(KEY_PREFIX) or not 24 <= len(key) <= 64:
            raise RefusedError(
                "bad_signing_key", "a signing secret is whsec_ and the base64 of 24 to 64 random bytes; not shown here"
            )
        found.append(key)
    return tuple(found)


def message_id(idempotency_key: str) -> str:
    """Give the webhook's id: the idempotency key, or a digest of one that is no plain header or holds a full stop.

    A full stop separates what is signed, so an id with one could be read in two ways.
    """
    if _PLAIN_ID.fullmatch(idempotency_key):
        return idempotency_key
    return "msg_" + hashlib.sha256(idempotency_key.encode("utf-8", "surrogatepass")).hexdigest()[:40]


def headers(webhook_id: str, seconds: int, body: bytes, signing: Sequence[bytes]) -> dict[str, str]:
    """Give the headers of a webhook sent at `seconds` (Unix time); unsigned without keys."""
    named = {"webhook-id": webhook_id, "webhook-timestamp": str(seconds)}
    content = f"{webhook_id}.{seconds}.".encode() + body
    signatures = [base64.b64encode(hmac.digest(key, content, "sha256")).decode() for key in signing]
    return named | ({"webhook-signature": " ".join(f"v1,{one}" for one in signatures)} if signatures else {})
