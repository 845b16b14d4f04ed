"""The AsyncAPI 3.0 document of everything on the broker, made of the models here and of the topology, which is passed in.

https://www.asyncapi.com/docs/reference/specification/v3.0.0, AMQP bindings 0.3.0:
https://github.com/asyncapi/bindings/tree/master/amqp
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from schemas import examples
from schemas.event import EVENT_TYPES

Node = dict[str, Any]
BINDING: Final = "0.3.0"
_JSON: Final = "application/json"


@dataclass(frozen=True, slots=True)
class WorkQueue:
    """A consumed queue with what comes with it; `retries` are its ladder: queue name and delay in ms."""

    name: str
    dead: str
    crashed: str
    retries: Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the document has to know of the broker: names, arguments and roles."""

    version: str  # of the program
    events: str  # the topic exchange
    arguments: Mapping[str, Mapping[str, Any]]  # per queue
    whatsapp: WorkQueue
    campaign: WorkQueue
    plugin: WorkQueue
    automations: WorkQueue
    automations_pattern: str
    notifications: WorkQueue
    finding: WorkQueue
    quick_messages: str

    @property
    def consumed(self) -> tuple[WorkQueue, ...]:
        """Every queue that the worker reads."""
        return (self.whatsapp, self.campaign, self.plugin, self.automations, self.notifications, self.finding)


def document(facts: Facts) -> Node:
    """Give the document as plain values, in the order it is to be read."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Lead worker",
            "version": facts.version,
            "description": _ABOUT,
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "defaultContentType": _JSON,
        "servers": {
            "rabbitmq": {
                "host": "{host}",
                "pathname": "/{vhost}",
                "protocol": "amqp",
                "protocolVersion": "0.9.1",
                "description": "RabbitMQ 3.10 or later, LEADWORKER_AMQP_URL.",
                "variables": {"host": {"default": "localhost:5672"}, "vhost": {"default": "%2F"}},
                "security": [{"$ref": "#/components/securitySchemes/user"}],
            }
        },
        "channels": dict(_channels(facts)),
        "operations": dict(_operations(facts)),
        "components": {
            "messages": dict(_messages()),
            "securitySchemes": {"user": {"type": "userPassword", "description": "a user of the vhost"}},
        },
    }


_ABOUT: Final = (
    "Turns WhatsApp chats, broadcast lists and plugin webhooks into one lead per person, and announces what changed.\n\n"
    "Publish to the work queues by name through the default exchange, persistent, mandatory and with confirms. "
    "Every message may be delivered more than once and in any order; that changes nothing. Receivers ignore keys and "
    "headers they do not know."
)

# Message, title, schema of its payload, example of it.
_WHATSAPP: Final = ("cloudWebhook", "onPremises", "twilioForm", "gupshupEvent", "gatewayEvent")
_SHAPES: Final[tuple[tuple[str, str, str, Node | None], ...]] = (
    ("cloudWebhook", "A webhook body of the WhatsApp Cloud API, as it came", "whatsapp-cloud.json", examples.WHATSAPP),
    ("onPremises", "A webhook body of the on-premises API", "whatsapp-onprem.json", None),
    (
        "twilioForm",
        "An inbound message of Twilio, form-encoded; here its parameters",
        "whatsapp-twilio.json",
        examples.TWILIO,
    ),
    ("gupshupEvent", "An event of Gupshup", "whatsapp-gupshup.json", None),
    ("gatewayEvent", "An event of Evolution API, WAHA or Baileys", "whatsapp-gateway.json", None),
    ("campaignChunk", "A chunk of a broadcast list, 1 to 1,000 rows", "campaign-chunk.json", examples.CAMPAIGN),
    (
        "pluginDelivery",
        "One webhook delivery of a plugin, checked at the edge",
        "plugin-delivery.json",
        examples.PLUGIN,
    ),
    ("quickMessage", "A message to a person, for whoever sends", "quick-message.json", examples.QUICK_MESSAGE),
    ("notification", "Something to tell teammates, or a webhook to call", "notification.json", examples.NOTIFICATION),
)


def _messages() -> Iterator[tuple[str, Node]]:
    for name, title, schema, example in _SHAPES:
        headers = "intake-headers.json" if name in _WHATSAPP else None
        form = "application/x-www-form-urlencoded" if name == "twilioForm" else _JSON
        yield name, _message(name, title, {"$ref": f"./{schema}"}, form, headers, example)
    for kind, told in EVENT_TYPES.items():
        named: Node = {"properties": {"ce-type": {"const": kind}}}
        headers_schema: Node = {"type": "object", "allOf": [{"$ref": "./event-headers.json"}, named]}
        example = {"name": kind, "headers": examples.event_headers(kind), "payload": examples.EVENT}
        yield (
            event_key(kind),
            {
                "name": kind,
                "title": told,
                "contentType": _JSON,
                "headers": headers_schema,
                "payload": {"$ref": "./lead-event.json"},
                "correlationId": {
                    "location": "$message.header#/ce-correlationid",
                    "description": "what began the story",
                },
                "examples": [example],
            },
        )
    anything: Node = {
        "description": "the body as it came, or an envelope of the same form with the parts that were refused"
    }
    for name, title, schema, headers_example in (
        ("deadLetter", "What was refused, with the reason", "dead-letter-headers.json", examples.DEAD_LETTER_HEADERS),
        ("retriedMessage", "What failed in passing and is tried again", "retry-headers.json", examples.RETRY_HEADERS),
    ):
        message = _message(name, title, anything, _JSON, schema, None)
        yield name, {**message, "examples": [{"name": name, "headers": headers_example, "payload": {}}]}


def _message(name: str, title: str, payload: Node, form: str, headers: str | None, example: Node | None) -> Node:
    message: Node = {"name": name, "title": title, "contentType": form}
    if headers:
        message["headers"] = {"$ref": f"./{headers}"}
    message["payload"] = payload
    if example is not None:
        message["examples"] = [{"name": name, "payload": example}]
    return message


def event_key(kind: str) -> str:
    """Give the key of an event type's message: `lead.state_changed` is `leadStateChanged`."""
    first, *rest = kind.replace(".", "_").split("_")
    return first + "".join(word.capitalize() for word in rest)


def _channels(facts: Facts) -> Iterator[tuple[str, Node]]:
    events = [event_key(kind) for kind in EVENT_TYPES]
    yield (
        "leadEvents",
        {
            "address": "{type}",
            "title": f"Exchange {facts.events}",
            "description": "Topic exchange; the routing key is the type. Bind a queue of your own with `lead.#`, or less.",
            "parameters": {"type": {"enum": list(EVENT_TYPES), "description": "what happened"}},
            "messages": _references(events),
            "bindings": {
                "amqp": {
                    "is": "routingKey",
                    "exchange": {
                        "name": facts.events,
                        "type": "topic",
                        "durable": True,
                        "autoDelete": False,
                        "vhost": "/",
                    },
                    "bindingVersion": BINDING,
                }
            },
        },
    )
    read = {
        facts.whatsapp.name: (_WHATSAPP, "Bodies of WhatsApp gateways, as they came."),
        facts.campaign.name: (("campaignChunk",), "Broadcast lists; a row is idempotent on (account, list, row)."),
        facts.plugin.name: (("pluginDelivery",), "Webhooks of plugins, checked at the edge."),
        facts.automations.name: (
            events,
            f"Bound to {facts.events} with {facts.automations_pattern}; the rules read it.",
        ),
        facts.notifications.name: (("notification",), "What teammates and webhooks are to be told."),
        facts.finding.name: (
            events,
            f"Bound to {facts.events} with {facts.automations_pattern}; search rows of lists follow it.",
        ),
    }
    for name, (messages, told) in read.items():
        yield _key(name), _queue(facts, name, messages, told)
    yield (
        _key(facts.quick_messages),
        _queue(facts, facts.quick_messages, ("quickMessage",), "Messages to people; a sender of yours reads it."),
    )
    for queue in facts.consumed:
        refused = (
            f"What was refused from {queue.name}, with the reason; `leadworker dead-letters` shows and replays it."
        )
        yield _key(queue.dead), _queue(facts, queue.dead, ("deadLetter",), refused)
        killed = f"Messages of {queue.name} that the broker gave up on after too many deliveries: they kill processes."
        yield _key(queue.crashed), _queue(facts, queue.crashed, read[queue.name][0], killed)
        for name, delay in queue.retries:
            back = f"Waits {delay // 1000} s and falls back into {queue.name}."
            yield _key(name), _queue(facts, name, ("retriedMessage",), back)


def _queue(facts: Facts, name: str, messages: Sequence[str], told: str) -> Node:
    return {
        "address": name,
        "title": f"Queue {name}",
        "description": told,
        "messages": _references(messages),
        "bindings": {
            "amqp": {
                "is": "queue",
                "queue": {"name": name, "durable": True, "exclusive": False, "autoDelete": False, "vhost": "/"},
                "bindingVersion": BINDING,
            }
        },
        "x-queue-arguments": dict(facts.arguments[name]),
    }


def _operations(facts: Facts) -> Iterator[tuple[str, Node]]:
    yield "announce", _operation("send", "leadEvents", "Announce what changed about a lead")
    for queue, told in (
        (facts.whatsapp, "Read messages of people"),
        (facts.campaign, "Read broadcast lists"),
        (facts.plugin, "Read webhooks of plugins"),
        (facts.automations, "Read events and run the rules on them"),
        (facts.notifications, "Carry notifications"),
        (facts.finding, "Read events and write the search rows of their leads"),
    ):
        yield _key("receive", queue.name), _operation("receive", _key(queue.name), told)
    for name, told in (
        (facts.quick_messages, "Ask for a message to a person"),
        (facts.notifications.name, "Ask to tell teammates"),
    ):
        yield _key("send", name), _operation("send", _key(name), told)
    for queue in facts.consumed:
        told = f"Put aside what cannot be used from {queue.name}"
        yield _key("send", queue.dead), _operation("send", _key(queue.dead), told)
        for name, _ in queue.retries:
            yield _key("send", name), _operation("send", _key(name), f"Try a message of {queue.name} again later")


def _operation(action: str, channel: str, told: str) -> Node:
    ways: Node = {"deliveryMode": 2, "mandatory": True} if action == "send" else {"ack": True}
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel}"},
        "summary": told,
        "bindings": {"amqp": {**ways, "bindingVersion": BINDING}},
    }


def _references(names: Sequence[str]) -> Node:
    return {name: {"$ref": f"#/components/messages/{name}"} for name in names}


def _key(*names: str) -> str:
    """Give the key of a channel or an operation: `whatsapp-incoming.dead` is `whatsappIncomingDead`."""
    first, *rest = "-".join(names).replace(".", "-").split("-")
    return first + "".join(word[:1].upper() + word[1:] for word in rest)
