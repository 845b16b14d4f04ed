"""What operators watch, in Prometheus' form. Labels are bounded: queues, outcomes, reasons; never a phone or a lead."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry()
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

RECEIVED = Counter("leadworker_messages_received_total", "Deliveries taken from a queue", ["queue"], registry=REGISTRY)
SETTLED = Counter(
    "leadworker_messages_settled_total",
    "Deliveries settled, by how: ack, dead_letter, retry, requeue",
    ["queue", "settlement"],
    registry=REGISTRY,
)
PARTS = Counter(
    "leadworker_parts_total", "Parts of messages, by what became of them", ["queue", "outcome"], registry=REGISTRY
)
REFUSED = Counter("leadworker_refused_total", "Parts refused, by reason", ["queue", "reason"], registry=REGISTRY)
BATCH = Histogram(
    "leadworker_batch_seconds",
    "Time from taking a batch to settling it",
    ["queue"],
    buckets=_SECONDS,
    registry=REGISTRY,
)
BATCH_SIZE = Histogram(
    "leadworker_batch_size",
    "Deliveries per batch",
    ["queue"],
    buckets=(1, 2, 5, 10, 25, 50, 100, 250),
    registry=REGISTRY,
)
COMMIT_SIZE = Histogram(
    "leadworker_commit_contacts",
    "Contacts per commit; a long body is committed in several",
    ["queue"],
    buckets=(1, 2, 5, 10, 25, 50, 100, 200, 500),
    registry=REGISTRY,
)
IN_FLIGHT = Gauge("leadworker_messages_in_flight", "Deliveries taken and not settled", ["queue"], registry=REGISTRY)
HELD = Gauge("leadworker_lane_held", "1 while a lane waits for MongoDB or RabbitMQ", ["queue"], registry=REGISTRY)
SWEPT = Counter(
    "leadworker_entries_swept_total", "History entries a crash left and a sweep finished", registry=REGISTRY
)
CONNECTED = Gauge("leadworker_broker_connected", "1 while connections and consumers are up", registry=REGISTRY)
SENDS = Counter(
    "leadworker_sends_total",
    "Attempts to tell somebody, by way (email, chat, webhook) and outcome: sent, refused, undelivered",
    ["way", "outcome"],
    registry=REGISTRY,
)
SEND = Histogram(
    "leadworker_send_seconds", "Time of one attempt", ["way"], buckets=(*_SECONDS, 30, 60), registry=REGISTRY
)
LAG = Gauge(
    "leadworker_loop_lag_seconds",
    "How late the event loop came back to a timer, at worst in a second",
    registry=REGISTRY,
)
LOOP_DELAY = Histogram(
    "leadworker_loop_delay_seconds",
    "How late the event loop came back to a timer, twenty times a second",
    buckets=_SECONDS,
    registry=REGISTRY,
)
RULES = Counter(
    "leadworker_rules_total",
    "Rules asked about events, and waits that came to an end, by what became of them",
    ["outcome"],
    registry=REGISTRY,
)
