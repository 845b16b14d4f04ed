"""What we announce on `lead.events`: CloudEvents 1.0 in binary mode, one per event name of a history entry.

`subject` is the lead, `sequence` its history entry's number (without gaps per lead, so that a consumer can see
reordering), `correlationid` the message or command that began the story, `causationid` what led to this entry, and
`chain` the automation rules on the way. The id is stable: a repeated announcement is recognised by it.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import orjson

from worker.contact import HISTORY
from worker.ports import Outgoing
from worker.topology import EVENTS, SOURCE_HEADER, source_of

CONTENT_TYPE = "application/json"
SCHEMA = "lead-event/1"


def announcements(entries: Iterable[Mapping[str, Any]]) -> Iterator[Outgoing]:
    """Yield the messages that announce history entries, and those that ask others to send something."""
    for entry in entries:
        common = _common(entry)
        body = orjson.dumps(_data(entry))
        for name in entry["events"]:
            event_id = f"{entry['_id']}/{name}"
            yield _outgoing(EVENTS, name, body, {**common, "ce-id": event_id, "ce-type": name})
        for send in entry.get("sends") or ():
            named = {"ce-id": f"{entry['account']}:{send['id']}", "ce-type": f"lead.{send['kind']}"}
            yield _outgoing("", send["queue"], orjson.dumps(send["body"]), common | named)


def _outgoing(exchange: str, routing_key: str, body: bytes, headers: Mapping[str, str]) -> Outgoing:
    return Outgoing(exchange, routing_key, body, headers, _property(headers["ce-id"]), CONTENT_TYPE)


def _property(text: str) -> str:
    """Give an id as an AMQP property, which holds 255 bytes: a longer one as its digest. The header has it whole."""
    raw = text.encode()
    return text if len(raw) <= 255 else hashlib.sha256(raw).hexdigest()


def _common(entry: Mapping[str, Any]) -> dict[str, str]:
    """Give the headers that all messages of an entry share.

    They are written out in the form of the RabbitMQ binding, a header `ce-<attribute>` each, because building them through
    the library's objects takes four times as long; a test holds them to what the library reads and writes.
    https://github.com/knative-extensions/eventing-rabbitmq/blob/main/cloudevents-protocol-spec/spec.md
    """
    headers = {
        SOURCE_HEADER: source_of(entry["account"]),
        "ce-specversion": "1.0",
        "ce-subject": entry["lead"],
        "ce-time": _time(entry["recorded_at"]),
        "ce-dataschema": SCHEMA,
        "ce-sequence": str(entry["seq"]),
        "ce-correlationid": entry.get("correlation") or entry["_id"],
        "ce-causationid": entry.get("causation") or entry["_id"],
    }
    if entry.get("source") == HISTORY:
        headers["ce-historic"] = "true"
    if chain := entry.get("chain"):
        headers["ce-chain"] = ",".join(chain)
    return headers


@lru_cache(maxsize=64)  # the entries of a batch share their time
def _time(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat().replace("+00:00", "Z")


def _data(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "account": entry["account"],
        "entry": entry["_id"],
        "at": entry["at"],
        "activity": entry["type"],
        "by": entry["by"],
        "source": entry.get("source"),
        "historic": entry.get("source") == HISTORY,
        "lead": entry["after"],
        "changes": entry["changes"],
        "message": {"text": entry.get("text"), "content": entry.get("content")},
        "other": entry.get("other"),
    }
