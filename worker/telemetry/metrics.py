"""What operators watch, in Prometheus' form. The README's table is made from here.

Labels are bounded: queues, stages, outcomes, reasons; never a phone, a lead, an account or a rule. What is counted on the way of
a message is counted once for its batch. What only the servers know (depths, backlogs) `worker.edge.gauges` asks now and then.
"""

from dataclasses import dataclass
from typing import Final, Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics


@dataclass(frozen=True, slots=True)
class Described:
    """A metric as the README has it. `name` is what Prometheus stores; of a histogram, what its series begin with."""

    name: str
    type: Literal["counter", "gauge", "histogram"]
    labels: tuple[str, ...]
    meaning: str


# Else each of ours has a second family beside it, which nobody reads: when a counter began.
disable_created_metrics()  # type: ignore[no-untyped-call]  # the library declares no types for it
REGISTRY: Final = CollectorRegistry()
DESCRIBED: Final[list[Described]] = []
_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_AGES: Final = (0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 1800, 3600, 21_600, 86_400)
_SIZES: Final = (1, 2, 5, 10, 25, 50, 100, 250, 500, 1000)


def _counter(name: str, meaning: str, *labels: str) -> Counter:
    DESCRIBED.append(Described(f"leadworker_{name}", "counter", labels, meaning))
    return Counter(f"leadworker_{name}", meaning, labels, registry=REGISTRY)


def _gauge(name: str, meaning: str, *labels: str) -> Gauge:
    DESCRIBED.append(Described(f"leadworker_{name}", "gauge", labels, meaning))
    return Gauge(f"leadworker_{name}", meaning, labels, registry=REGISTRY)


def _histogram(name: str, meaning: str, *labels: str, buckets: tuple[float, ...] = _SECONDS) -> Histogram:
    DESCRIBED.append(Described(f"leadworker_{name}", "histogram", labels, meaning))
    return Histogram(f"leadworker_{name}", meaning, labels, buckets=buckets, registry=REGISTRY)


# Messages and batches
RECEIVED: Final = _counter("messages_received_total", "deliveries taken from a queue", "queue")
SETTLED: Final = _counter(
    "messages_settled_total",
    "deliveries settled: `ack`, `retry` (up the ladder), `dead_letter` (nothing of it could be used)",
    "queue",
    "settlement",
)
PARTS: Final = _counter(
    "parts_total",
    "parts of messages, by what became of them: `created`, `merged`, `updated`, `duplicate`, `ignored`, `kept`",
    "queue",
    "outcome",
)
DEAD_LETTERS: Final = _counter(
    "dead_letters_total",
    "dead letters confirmed by the broker, whole messages and parts; of a bug, `reason` is the class of its exception",
    "queue",
    "reason",
)
AGE: Final = _histogram(
    "message_age_seconds",
    "age of the oldest message of a batch when it was done, since it was `sent` (the sender's time), `published` (its "
    "AMQP timestamp, where there is one), `received` (by this process)",
    "queue",
    "since",
    buckets=_AGES,
)
BATCH: Final = _histogram("batch_seconds", "time from taking a batch to settling it", "queue")
BATCH_SIZE: Final = _histogram("batch_size", "deliveries per batch", "queue", buckets=_SIZES)
COMMIT_SIZE: Final = _histogram(
    "commit_contacts", "contacts per commit; a long body is committed in several", "queue", buckets=_SIZES
)
STAGE: Final = _histogram(
    "stage_seconds",
    "time of one step of a batch of a source: `decode`, `commit_contacts`, `write_receipts`, `publish_dead_letters`, "
    "`postpone_unfinished`, `acknowledge`",
    "queue",
    "stage",
)
COMMIT_STAGE: Final = _histogram(
    "commit_stage_seconds",
    "time of one step of a commit, whoever asked for it: `read`, `plan`, `write`, `announce` (history and events), `clear`",
    "stage",
)
IN_FLIGHT: Final = _gauge("messages_in_flight", "deliveries taken and not settled", "queue")
HELD: Final = _gauge("lane_held", "1 while a lane waits for MongoDB or RabbitMQ", "queue")

# Leads
LEADS: Final = _counter(
    "leads_total",
    "writes of leads, whoever asked for them: `created`, `updated`, `merged` (two leads became one)",
    "change",
)
MISFITS: Final = _counter(
    "misfits_total", "values of lists that did not fit the type of their field, and are kept as text", "queue", "reason"
)
LOST_RACES: Final = _counter(
    "lost_races_total",
    "writes of leads (for a `message`, a `command`, a `merge`) that others forestalled and that are planned anew",
    "writer",
)
SWEPT: Final = _counter("entries_swept_total", "history entries a crash left and a sweep finished")
ABANDONED: Final = _counter("transactions_abandoned_total", "transactions that killed workers left open, ended")
OUTBOX: Final = _gauge("outbox_leads", "leads with entries that are not announced yet")
OUTBOX_AGE: Final = _gauge("outbox_age_seconds", "age of the oldest of these, by MongoDB's clock")

# Lists
FINDING_LAG: Final = _gauge(
    "finding_lag_seconds",
    "age of the oldest event whose search row is not written yet; while work queues are deep up to a minute is meant",
)

# The broker
CONNECTED: Final = _gauge("broker_connected", "1 while connections and consumers are up")
RECONNECTS: Final = _counter(
    "broker_reconnects_total",
    "connections to RabbitMQ (`consume`, `publish`) that were lost and are back",
    "connection",
)
DEPTH: Final = _gauge("queue_depth", "messages ready, of work queues, `.dead` and `.crashed` ones", "queue")

# Configuration
ACCOUNTS: Final = _gauge(
    "accounts",
    "accounts: `loaded`, of these `kept` (broken, the last good version is in force); `missing` (refused)",
    "state",
)
RULES_LOADED: Final = _gauge("rules_loaded", "rules of all accounts: `in_force`, `broken`", "state")
RELOADED: Final = _gauge("config_last_reload_timestamp_seconds", "when the accounts directory was last taken over")
RELOAD_OK: Final = _gauge("config_last_reload_successful", "1 if all of it is in force as the files say")

# Rules and what they ask for
RULES: Final = _counter(
    "rules_total", "rules asked about events, and waits that came to an end, by what became of them", "outcome"
)
WAITS: Final = _gauge("waits_open", "waits of rules that have not ended")
WAITS_DUE: Final = _gauge("waits_due", "of these, those that are due")
WAIT_LATE: Final = _gauge("wait_late_seconds", "how late the wait was that was carried out last")
SENDS: Final = _counter(
    "sends_total",
    "attempts to tell somebody by `email`, `chat`, `webhook`: `sent`, `refused`, `undelivered`",
    "way",
    "outcome",
)
SEND: Final = _histogram("send_seconds", "time of one attempt", "way", buckets=(*_SECONDS, 30, 60))

# The process
LAG: Final = _gauge("loop_lag_seconds", "how late the event loop came back to a timer, at worst in a second")
LOOP_DELAY: Final = _histogram(
    "loop_delay_seconds", "how late the event loop came back to a timer, twenty times a second"
)
LINES_LEFT_OUT: Final = _counter(
    "log_lines_left_out_total", "log lines left out because there were too many of a kind", "event"
)
WEBHOOKS: Final = _counter(
    "webhooks_total",
    "webhooks over HTTP, by gateway or preset (`other` without one) and what became of them: `taken`, `unproven`, "
    "`refused`, `limited`, `unavailable`",
    "shape",
    "outcome",
)
WEBHOOK_SECONDS: Final = _histogram("webhook_seconds", "how long those that were taken took", "shape")
API_REQUESTS: Final = _counter("api_requests_total", "requests to the lead API", "operation", "status")
API_SECONDS: Final = _histogram("api_request_seconds", "how long they took", "operation")
