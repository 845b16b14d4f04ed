"""No text of ours says `None`: refusals and findings over bodies whose values are missing, empty, or of another kind."""

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from schemas.account import Number
from tests.deliveries import RECEIVED, account
from worker.account import Accounts
from worker.errors import RefusedError
from worker.handlers import HANDLERS
from worker.handlers.whatsapp import PROVIDERS
from worker.ports import Delivery

GOLDEN = Path(__file__).parents[2] / "golden"
OURS = re.compile(r"\b(None|NoneType|undefined|nan|<class|<object)\b")
GATEWAYS = [file for file in sorted(GOLDEN.glob("whatsapp/**/*.json")) if file.stem != "truncated"]
PLUGINS = sorted(GOLDEN.glob("plugin/*.json"))
ODD: tuple[Any, ...] = (None, "", [], {}, 0, True, [None], {"": None})
_MOST = 150  # places of a body


def _accounts() -> Accounts:
    return Accounts.of([account(numbers=(Number(id="1", display="+91 98765 99999"),))])


def _places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield at
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in pairs:
        yield from _places(item, (*at, key))


def _with(body: Any, at: tuple[Any, ...], odd: Any) -> Any:
    if not at:
        return odd
    made = deepcopy(body)
    here = made
    for key in at[:-1]:
        here = here[key]
    here[at[-1]] = odd
    return made


def _broken(body: Any) -> Iterator[Any]:
    for n, at in enumerate(_places(body)):
        if n >= _MOST:
            return
        yield _with(body, at, ODD[n % len(ODD)])
        yield _with(body, at, None)


def _texts(delivery: Delivery) -> list[str]:
    try:
        decoded = HANDLERS[delivery.queue](delivery, _accounts())
    except RefusedError as error:
        return [str(error), error.detail, error.where, error.about]
    said = [text for one in decoded.refused for text in (one.reason, one.detail, one.where, one.about, one.id)]
    said += [text for one in decoded.ignored for text in (one.reason, one.id)]
    for contact in decoded.contacts:
        said += [contact.id, contact.origin, contact.activity, *contact.flags, *(one.key for one in contact.identities)]
        said += [str(one.raw) for one in contact.identities]
    return said


def _check(delivery: Delivery) -> None:
    for text in _texts(delivery):
        assert not OURS.search(text), (text, delivery.body[:500])


@pytest.mark.parametrize("file", GATEWAYS, ids=lambda file: file.stem)
def test_gateways(file: Path) -> None:
    body = json.loads(file.read_text(encoding="utf-8"))
    for broken in _broken(body):
        for provider in (None, *(name for name in PROVIDERS if name in str(file))):
            headers = {} if provider is None else {"provider": provider}
            for owner in ({}, {"account": "acme"}):
                _check(
                    Delivery("whatsapp-incoming", json.dumps(broken).encode(), headers | owner, received_at=RECEIVED)
                )


@pytest.mark.parametrize("header", [None, "", 0, [], {}, b"", True])
@pytest.mark.parametrize("name", ["provider", "account"])
def test_headers(name: str, header: Any) -> None:
    for provider in PROVIDERS:
        for body in ({}, {"instance": None, "event": "x", "data": {}}, {"session": None, "event": "x", "payload": {}}):
            headers = {"provider": provider} | {name: header}
            _check(Delivery("whatsapp-incoming", json.dumps(body).encode(), headers, received_at=RECEIVED))


@pytest.mark.parametrize("file", PLUGINS, ids=lambda file: file.stem)
def test_plugins(file: Path) -> None:
    for broken in _broken(json.loads(file.read_text(encoding="utf-8"))):
        for plugin in ("website", file.stem.split("_", maxsplit=1)[0]):
            envelope = {"account": "acme", "plugin": plugin, "delivery_id": "m", "received_at": RECEIVED}
            _check(Delivery("plugin-webhook", json.dumps({**envelope, "body": json.dumps(broken)}).encode()))


def test_envelopes() -> None:
    envelope = {
        "version": 1, "account": "acme", "plugin": "website", "delivery_id": "m", "received_at": RECEIVED, "content_type": "x",
        "verified": False, "headers": {"webhook-id": "x"}, "body": {"phone": "98450 54321"}, "body_encoding": "text",
    }  # fmt: skip
    chunk = {
        "version": 1, "account": "acme", "campaign": "c", "list": "l", "region": "IN", "mapping": {"a": "phone"},
        "columns": ["a"],
        "rows": [{"row": 1, "values": ["98450 54321"]}], "tags": ["x"], "consent": True, "at": RECEIVED, "by": "campaign",
    }  # fmt: skip
    for queue, document in (("plugin-webhook", envelope), ("broadcast-campaign", chunk)):
        for at in _places(document):
            for odd in ODD:
                _check(Delivery(queue, json.dumps(_with(document, at, odd)).encode(), received_at=RECEIVED))
