"""A proven webhook as the message of its queue. Pure.

The delivery id is the sender's own where it is the same at every attempt, else a digest of what was sent: whoever sends
again because our answer was late makes no second lead.
"""

import base64
import hashlib
import json
import re
from typing import Final
from urllib.parse import urlencode

from schemas.messages import HARMLESS_HEADERS
from worker.edge.intake.received import Received
from worker.edge.intake.sources import WebhookSource
from worker.errors import RefusedError
from worker.handlers.exact_json import MAX_DEPTH
from worker.ports import Outgoing
from worker.topology import PLUGIN, WHATSAPP

FORM: Final = "application/x-www-form-urlencoded"
# Of these the senders say that they are the same when a delivery is tried again.
_IDS: Final = ("webhook-id", "svix-id", "x-shopify-webhook-id", "idempotency-key")
_ID: Final = re.compile(r"[\x21-\x7e]{1,160}")
_DEPTH: Final = re.compile(rb'"(?:[^"\\]|\\.)*+"|[\[{]|[\]}]', re.DOTALL)


def delivery_id(source: WebhookSource, received: Received) -> str:
    """Give what is the same at every attempt of a delivery."""
    for name in _IDS:
        values = received.headers.get(name, ())
        if values and _ID.fullmatch(values[0]):
            return f"{name}:{values[0]}"
    parts = (source.account, source.name, *(json.dumps(pair) for pair in _asked(source, received)))
    digest = hashlib.sha256("\n".join(parts).encode() + b"\n" + received.body)
    return f"sha256:{digest.hexdigest()[:40]}"


def message_of(source: WebhookSource, received: Received) -> Outgoing:
    """Give the message to publish. Raise `RefusedError` (`too_deep`, `empty`) for what no handler could read."""
    _require_flat(received.body)
    content_type = next(iter(received.headers.get("content-type", ())), None)
    if source.gateway:
        headers = {"account": source.account, "provider": source.name, "signed_for": source.account}
        kind = content_type or "application/json"
        return Outgoing("", WHATSAPP, received.body, headers, delivery_id(source, received), kind)
    body, encoding = _text(received.body)
    if not received.body:
        body, content_type = urlencode(_asked(source, received)), FORM
        if not body:
            raise RefusedError("empty", "the request has neither a body nor parameters")
    delivery = delivery_id(source, received)
    envelope = {
        "version": 1,
        "account": source.account,
        "plugin": source.name,
        "delivery_id": delivery,
        "received_at": received.at,
        "content_type": content_type,
        "verified": source.scheme != "none",
        "headers": {name: values[0] for name, values in received.headers.items() if name in HARMLESS_HEADERS},
        "body": body,
        "body_encoding": encoding,
    }
    return Outgoing("", PLUGIN, json.dumps(envelope, ensure_ascii=False).encode(), {}, delivery)


def _asked(source: WebhookSource, received: Received) -> list[tuple[str, str]]:
    """Give the parameters of the address, without the one that is a secret."""
    secret = source.how.parameter
    return [(name, value) for name, values in received.query.items() if name != secret for value in values]


def _text(body: bytes) -> tuple[str, str]:
    try:
        return body.decode(), "text"
    except UnicodeDecodeError:
        return base64.b64encode(body).decode(), "base64"


def _require_flat(body: bytes) -> None:
    """Require that JSON is not deeper than handlers read. Most bodies have too few brackets to be."""
    if body.count(b"[") + body.count(b"{") <= MAX_DEPTH:
        return
    depth = 0
    for found in _DEPTH.finditer(body):
        mark = body[found.start()]
        depth += (mark in b"[{") - (mark in b"]}")
        if depth > MAX_DEPTH:
            raise RefusedError("too_deep", f"the body is nested deeper than {MAX_DEPTH} levels; flatten it")
