"""What we announce on `lead.events`: CloudEvents 1.0 in binary mode, one per event name of a history entry.

`subject` is the lead, `sequence` its history entry's number (without gaps per lead, so that a consumer can see
reordering), `correlationid` the message or command that began the story, `causationid` what led to this entry, and
`chain` the automation rules on the way. The id is stable: a repeated announcement is recognised by it.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import orjson
from cloudevents.core.bindings.rabbitmq import to_binary
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from worker.ports import Outgoing
from worker.topology import EVENTS

CONTENT_TYPE = "application/json"
SCHEMA = "lead-event/1"


class _Encoded(JSONFormat):
    """The body of an entry's events is the same for all of them: encoded once, handed through."""

    def write_data(self, data: dict[str, Any] | str | bytes | None, datacontenttype: str | None) -> bytes:
        return data if isinstance(data, bytes) else super().write_data(data, datacontenttype)


_FORMAT = _Encoded()


def announcements(entries: Iterable[Mapping[str, Any]]) -> Iterator[Outgoing]:
    """Yield the messages that announce history entries."""
    for entry in entries:
        names = entry["events"]
        body = orjson.dumps(_data(entry))
        for name in names:
            message = to_binary(CloudEvent(_attributes(entry, name), body), _FORMAT)
            yield Outgoing(
                exchange=EVENTS,
                routing_key=name,
                body=message.body,
                headers=message.headers,
                message_id=_property(f"{entry['_id']}/{name}"),
                content_type=CONTENT_TYPE,
            )
        yield from _sends(entry)


def _sends(entry: Mapping[str, Any]) -> Iterator[Outgoing]:
    """What a command asks others to send: CloudEvents too, to a queue of their own."""
    for send in entry.get("sends") or ():
        attributes = _attributes(entry, f"lead.{send['kind']}") | {"id": f"{entry['account']}:{send['id']}"}
        message = to_binary(CloudEvent(attributes, orjson.dumps(send["body"])), _FORMAT)
        yield Outgoing("", send["queue"], message.body, message.headers, _property(attributes["id"]), CONTENT_TYPE)


def _property(text: str) -> str:
    """Give an id as an AMQP property, which holds 255 bytes: a longer one as its digest. The header has it whole."""
    raw = text.encode()
    return text if len(raw) <= 255 else hashlib.sha256(raw).hexdigest()


def _attributes(entry: Mapping[str, Any], name: str) -> dict[str, Any]:
    attributes = {
        "id": f"{entry['_id']}/{name}",
        "source": f"/accounts/{entry['account']}",
        "type": name,
        "specversion": "1.0",
        "subject": entry["lead"],
        "time": datetime.fromtimestamp(entry["recorded_at"] / 1000, UTC),
        "datacontenttype": CONTENT_TYPE,
        "dataschema": SCHEMA,
        "sequence": str(entry["seq"]),
        "correlationid": entry.get("correlation") or entry["_id"],
        "causationid": entry.get("causation") or entry["_id"],
    }
    if chain := entry.get("chain"):
        attributes["chain"] = ",".join(chain)
    return attributes


def _data(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "account": entry["account"],
        "entry": entry["_id"],
        "at": entry["at"],
        "activity": entry["type"],
        "by": entry["by"],
        "source": entry.get("source"),
        "lead": entry["after"],
        "changes": entry["changes"],
        "message": {"text": entry.get("text"), "content": entry.get("content")},
        "other": entry.get("other"),
    }
