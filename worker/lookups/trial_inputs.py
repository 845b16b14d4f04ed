"""Bodies as somebody has them in files, to messages as a queue would hand them to the worker. Pure.

A file is one body (JSON, a form, XML), several (one JSON document per line), a message of a queue, a recorded HTTP
request, or what `dead-letters show --json` prints. The queue follows from what the caller says, else from the shape.
"""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from schemas.messages import VERSION, PluginDelivery
from worker.account import Accounts
from worker.errors import RefusedError
from worker.handlers.exact_json import dumps
from worker.handlers.plugin.body import read_body
from worker.handlers.plugin.shapes import mapping_for
from worker.handlers.whatsapp import twilio
from worker.handlers.whatsapp.shapes import shape_of
from worker.ports import Delivery
from worker.topology import CAMPAIGN, PLUGIN, WHATSAPP

PLUGIN_NAME: Final = "my-form"  # of a body that names no plugin, and of whose look there is no preset
_REQUEST: Final = re.compile(rb"(?:POST|PUT|GET|PATCH) \S+ HTTP/[\d.]+\r?\n")
_BODIES: Final = ("body", "raw_body", "body_base64")
_WHATSAPP: Final = b"whatsapp_business_account"  # what a body that is cut off still says
_SAID: Final = ("queue", "account", "plugin", "content_type", "delivery_id")
_RECORDED: Final = frozenset({"headers", "queue", "content_type", "webhook_headers"})


@dataclass(frozen=True, slots=True)
class Given:
    """What the caller says of all bodies; "" and empty where it says nothing. `headers` of the request or the message."""

    queue: str = ""
    account: str = ""
    provider: str = ""
    plugin: str = ""
    content_type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    delivery_id: str = ""
    recorded: bool = False  # the queue is not what the caller said, but what a recording says


@dataclass(frozen=True, slots=True)
class Trial:
    """A message to try: where it was read from, and why it is taken for one of its queue."""

    name: str
    delivery: Delivery
    because: str
    owned: bool = True  # False: nobody said whose a plugin's body is, which it does not tell itself


def trials(name: str, content: bytes, given: Given, accounts: Accounts, now: int) -> Iterator[Trial]:
    """Give the messages of a file, in order. `now` (Unix ms) is when they are taken to have come."""
    for n, (body, said) in enumerate(several := list(_bodies(content, given)), 1):
        shown = name if len(several) == 1 else f"{name}:{n}"
        yield _trial(shown, body, said, accounts, now)


def _bodies(content: bytes, given: Given) -> Iterator[tuple[bytes, Given]]:
    if request := _REQUEST.match(content):
        yield _request(content[request.end() :], given)
        return
    document = _parsed(content)
    if document is None and (lines := _lines(content)):
        for line in lines:
            yield _unwrapped(line, _parsed(line), given)
    elif isinstance(document, list) and document and all(_is_record(one) for one in document):
        for one in document:
            yield _unwrapped(b"", one, given)
    else:
        yield _unwrapped(content, document, given)


def _lines(content: bytes) -> list[bytes]:
    """Give the documents of a file of one JSON object per line; nothing for any other file. A broken line is tried, too."""
    lines = [line for line in content.splitlines() if line.strip()]
    objects = sum(isinstance(_parsed(line), dict) for line in lines)
    return lines if len(lines) > 1 and objects * 2 > len(lines) else []


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError):
        return None


def _request(rest: bytes, given: Given) -> tuple[bytes, Given]:
    """Take a request apart as it stood on the wire: header lines, an empty line, the body."""
    head, _, body = rest.replace(b"\r\n", b"\n", rest.count(b"\r\n")).partition(b"\n\n")
    pairs = (line.partition(":") for line in head.decode("latin-1").split("\n"))
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs if value}
    kind = given.content_type or headers.get("content-type", "")
    return body, replace(given, headers={**headers, **given.headers}, content_type=kind)


def _is_record(document: Any) -> bool:
    """Whether a document is a recorded message: a body with the headers or the queue it came with."""
    if not isinstance(document, dict) or (_is_envelope(document) and "queue" not in document):
        return False
    return any(name in document for name in _BODIES) and not _RECORDED.isdisjoint(document)


def _unwrapped(content: bytes, document: Any, given: Given) -> tuple[bytes, Given]:
    if not _is_record(document):
        return content, given
    held = next(document[name] for name in _BODIES if name in document)
    if isinstance(document.get("body_base64"), str):
        try:
            held = base64.b64decode(document["body_base64"], validate=True).decode("latin-1")
        except (binascii.Error, ValueError):
            held = document["body_base64"]
        body = held.encode("latin-1", "replace")
    else:
        body = held.encode("utf-8", "surrogatepass") if isinstance(held, str) else dumps(held).encode()
    headers = {**_texts(document.get("headers")), **_texts(document.get("webhook_headers")), **given.headers}
    said = {name: str(document[name]) for name in _SAID if document.get(name)}
    said |= {name: value for name in said if (value := getattr(given, name))}  # what the caller says goes first
    recorded = "queue" in said and not given.queue
    return body, replace(given, headers=headers, recorded=recorded, **said)


def _texts(headers: Any) -> dict[str, str]:
    return {str(name): str(value) for name, value in headers.items()} if isinstance(headers, dict) else {}


def _trial(name: str, body: bytes, given: Given, accounts: Accounts, now: int) -> Trial:
    document = _parsed(body)
    queue, because = _queue(body, document, given)
    owned = True
    if queue == PLUGIN and not _is_envelope(document):
        owner = given.account or (next(iter(accounts.by_id)) if len(accounts.by_id) == 1 else "")
        body, because = _enveloped(body, given, owner, now, because)
        owned = owner != ""
    headers: dict[str, Any] = dict(given.headers) if queue != PLUGIN else {}
    if queue == WHATSAPP:
        headers |= {key: value for key in ("account", "provider") if (value := getattr(given, key))}
        if str(headers.get("received_at", "")).isdigit():
            headers["received_at"] = int(headers["received_at"])
    kind = given.content_type or None
    return Trial(name, Delivery(queue, body, headers, content_type=kind, received_at=now), because, owned)


def _is_envelope(document: Any) -> bool:
    return isinstance(document, dict) and all(key in document for key in ("plugin", "account", "body", "delivery_id"))


def _queue(body: bytes, document: Any, given: Given) -> tuple[str, str]:
    """Give the queue, and why it is that one."""
    if given.queue:
        return given.queue, "as it was recorded" if given.recorded else "as you said"
    if given.plugin:
        return PLUGIN, "because you named a plugin"
    if given.provider or "provider" in given.headers:
        return WHATSAPP, "because a gateway is named"
    if isinstance(document, dict):
        if "rows" in document and "campaign" in document:
            return CAMPAIGN, "it is a chunk of a list"
        if _is_envelope(document):
            return PLUGIN, "it is an envelope of that queue"
        if (shape := shape_of(document)) is not None and not _is_lead_ads(document):
            return WHATSAPP, f"it has the shape of {shape}"
    if document is None and _WHATSAPP in body:
        return WHATSAPP, f"it says {_WHATSAPP.decode()}"
    if twilio.is_form(body):
        return WHATSAPP, "it is a form as Twilio sends it"
    return PLUGIN, "it has the shape of no WhatsApp gateway"


def _is_lead_ads(document: Mapping[str, Any]) -> bool:
    """Whether it is a notice about a page of Facebook: lead forms use the same envelope as WhatsApp."""
    return document.get("object") == "page"


def _enveloped(body: bytes, given: Given, owner: str, now: int, because: str) -> tuple[bytes, str]:
    """Put a body into an envelope, as the edge would."""
    try:
        held, encoding = body.decode(), "text"
    except UnicodeDecodeError:
        held, encoding = base64.b64encode(body).decode(), "base64"
    headers = {name.lower(): value for name, value in given.headers.items()}
    document = {
        "version": VERSION,
        "account": owner,
        "plugin": given.plugin or PLUGIN_NAME,
        "delivery_id": given.delivery_id or headers.get("webhook-id") or f"try-{hashlib.sha256(body).hexdigest()[:16]}",
        "received_at": now,
        "content_type": given.content_type or headers.get("content-type"),
        "verified": True,
        "headers": headers,
        "body": held,
        "body_encoding": encoding,
    }
    if not given.plugin and (preset := _preset(document)) != "generic":
        document["plugin"] = preset
        because = f"{because}; it looks like {preset}"
    return dumps(document).encode(), because


def _preset(document: Mapping[str, Any]) -> str:
    try:
        body = read_body(PluginDelivery.model_validate(document)).value
    except (RefusedError, ValueError):
        return "generic"
    return mapping_for(PLUGIN_NAME, None, body)[0]
