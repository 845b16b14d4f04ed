"""Events are CloudEvents in the RabbitMQ binding: what we write by hand is what the library writes and reads."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from cloudevents.core.bindings.rabbitmq import RabbitMQMessage, from_binary_event, to_binary
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from worker.commit.announcements import announcements
from worker.topology import EVENTS, QUICK_MESSAGES

MOMENTS = (1_795_000_000_000, 1_795_000_000_007, 1_795_000_000_120, 0)


def entry(**more: Any) -> dict[str, Any]:
    return {
        "_id": "acme:wa:wamid.HBgM",
        "account": "acme",
        "lead": "01jc",
        "seq": 3,
        "at": 1_794_999_999_000,
        "recorded_at": MOMENTS[1],
        "type": "message_received",
        "by": {"kind": "contact", "id": "cloud"},
        "source": "whatsapp",
        "after": {"id": "01jc", "phone": "+919876543210"},
        "changes": [],
        "text": "Olá",
        "content": {"type": "text"},
        "events": ["lead.created", "lead.message_received"],
        **more,
    }


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("more", [{}, {"chain": ["welcome", "assign"]}, {"correlation": "a:1", "causation": "a:2"}])
def test_an_event_is_what_the_cloudevents_library_writes(moment: int, more: dict[str, Any]) -> None:
    told = entry(recorded_at=moment, **more)
    for name, message in zip(told["events"], announcements([told]), strict=True):
        attributes = {
            "id": f"acme:wa:wamid.HBgM/{name}",
            "source": "/accounts/acme",
            "type": name,
            "specversion": "1.0",
            "subject": "01jc",
            "time": datetime.fromtimestamp(moment / 1000, UTC),
            "datacontenttype": "application/json",
            "dataschema": "lead-event/1",
            "sequence": "3",
            "correlationid": more.get("correlation", "acme:wa:wamid.HBgM"),
            "causationid": more.get("causation", "acme:wa:wamid.HBgM"),
        }
        if "chain" in more:
            attributes["chain"] = "welcome,assign"
        written = to_binary(CloudEvent(attributes, orjson.loads(message.body)), JSONFormat())
        assert message.headers == written.headers
        assert message.content_type == written.content_type
        assert (message.exchange, message.routing_key, message.message_id) == (EVENTS, name, attributes["id"])


def test_the_cloudevents_library_reads_an_event() -> None:
    first, _ = announcements([entry()])
    event = from_binary_event(RabbitMQMessage(dict(first.headers), first.content_type, first.body))
    assert event.get_type() == "lead.created"
    assert event.get_time() == datetime.fromtimestamp(MOMENTS[1] / 1000, UTC)
    assert event.get_extension("sequence") == "3"
    assert event.get_data()["lead"] == {"id": "01jc", "phone": "+919876543210"}


def test_what_others_are_asked_to_send_goes_to_its_queue_with_an_id_of_its_own() -> None:
    send = {"id": "rule:welcome:1", "kind": "quick_message", "queue": QUICK_MESSAGES, "body": {"text": "Hello"}}
    (message,) = announcements([entry(events=[], sends=[send])])
    assert (message.exchange, message.routing_key) == ("", QUICK_MESSAGES)
    assert message.message_id == message.headers["ce-id"] == "acme:rule:welcome:1"
    assert message.headers["ce-type"] == "lead.quick_message"
    assert orjson.loads(message.body) == {"text": "Hello"}


def test_an_id_too_long_for_a_property_stands_whole_in_the_header() -> None:
    (message,) = announcements([entry(_id="acme:" + "x" * 400, events=["lead.updated"])])
    assert message.headers["ce-id"] == "acme:" + "x" * 400 + "/lead.updated"
    assert message.message_id is not None
    assert len(message.message_id) == 64
