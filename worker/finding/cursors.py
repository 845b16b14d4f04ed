"""Cursors: a place in a list, opaque and signed, that holds only for the question it was given for. Pure.

What a cursor carries is a number of the order key, the value sorted by, the ids of equal rows, and a digest of the question.
"""

import base64
import binascii
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import blake2b, sha256
from typing import Any, Final

from worker.finding.refusals import refused

_SIGNATURE: Final = 16  # bytes
_NAMES: Final = frozenset({"question", "backwards", "as_of", "order", "value", "ids", "place"})


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place: behind (`backwards`: before) the row with this value and order key; `ids` are rows there that were shown.

    `place` counts the rows before it, for orders that are made in memory.
    """

    question: str
    backwards: bool
    as_of: int | None
    order: int
    value: str | int | float | None
    ids: tuple[str, ...]
    place: int


def digest(question: Mapping[str, Any]) -> str:
    """Give what tells questions apart."""
    text = json.dumps(question, sort_keys=True, default=str)
    return blake2b(text.encode("utf-8", "replace"), digest_size=12).hexdigest()


def written(cursor: Cursor, secret: bytes) -> str:
    """Give a cursor as text."""
    body = json.dumps(asdict(cursor), separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_signed(body, secret) + body).decode().rstrip("=")


def read(text: str, question: str, secret: bytes) -> Cursor:
    """Give the cursor of a text; raises `QuestionRefusedError` (`cursor_mismatch`) for one of another question, or of nobody."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        raw = b""
    signature, body = raw[:_SIGNATURE], raw[_SIGNATURE:]
    if not body or not hmac.compare_digest(signature, _signed(body, secret)):
        raise refused("cursor_mismatch", "this is no cursor of ours; begin again without one", "/cursor")
    values = json.loads(body)
    if values.keys() != _NAMES or values["question"] != question:
        raise refused(
            "cursor_mismatch",
            "this cursor belongs to another filter, search or order; begin again without one",
            "/cursor",
        )
    return Cursor(**{**values, "ids": tuple(values["ids"])})


def _signed(body: bytes, secret: bytes) -> bytes:
    return hmac.new(secret, body, sha256).digest()[:_SIGNATURE]
