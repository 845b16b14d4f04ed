"""What lanes tell of themselves: settlements, ages, sizes, stages, dead letters and their lines, held lanes."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
import structlog
from structlog.testing import capture_logs

from schemas.account import AccountFile, FieldsFile, LeadField
from tests.metering import moved, value
from tests.waiting import eventually
from worker import topology
from worker.account import Account, Accounts
from worker.broker.memory import MemoryBroker
from worker.commit.applied import Applied, Receipt
from worker.commit.key_lanes import KeyLanes
from worker.commit.plan import Write
from worker.commit.writing import written
from worker.consumers import observed, sources
from worker.consumers.sources import Lane, Services
from worker.contact import Contact, Decoded, Fact, Identity, Ignored, Refusal
from worker.errors import RefusedError, StoreUnavailableError
from worker.leads.lead import Lead
from worker.ports import Delivery, Outgoing
from worker.settings import Settings
from worker.system import SystemClock
from worker.telemetry import sampling

QUEUE = topology.WHATSAPP
PHONE = "919876543210"


class Path:
    """A commit path that waits while it is closed, and fails where it is told to."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.open.set()
        self.error: Exception | None = None

    async def apply(self, contacts: Sequence[Contact]) -> Applied:
        await self.open.wait()
        if self.error is not None:
            raise self.error
        return Applied([Receipt(contact, "created", "lead") for contact in contacts])

    async def add_receipts(self, rows: Any) -> None:
        """Take receipts."""

    async def ping(self) -> None:
        """Answer."""


def _person(name: str) -> Contact:
    at = SystemClock().now() - 60_000
    return Contact(
        "acme", name, at, "whatsapp", "cloud", "message_received", (Identity(f"phone:{name}", "phone", name),)
    )


def _refusal(name: str) -> Refusal:
    return Refusal("acme", name, "bad_phone", f"{PHONE} is no number", "/entry/0", b"{}")


def handle(delivery: Delivery, accounts: Accounts) -> Decoded:
    """Read a body that says what it is: good, bad parts, ignored parts, refused as a whole, or a bug."""
    name = delivery.body.decode()
    if name.startswith("refused"):
        raise RefusedError("unknown_account", "no account has the WhatsApp number '104512345678901'", "/entry")
    if name.startswith("bug"):
        raise UnicodeDecodeError("utf-8", b"\xff", 0, 1, f"invalid byte of {name}")
    decoded = Decoded()
    if "good" in name:
        decoded.contacts.append(_person(name))
    if "parts" in name:
        decoded.refused.append(_refusal(name))
    if "ignored" in name:
        decoded.ignored.append(Ignored("acme", name, "status"))
    return decoded


class Bench:
    """A lane at work on an in-process broker."""

    def __init__(self, broker: MemoryBroker, path: Path) -> None:
        self.broker, self.path = broker, path

    async def settle(self, *bodies: str) -> None:
        """Send messages and wait until all are settled."""
        before = self.settled()
        sent = [Outgoing("", QUEUE, body.encode(), message_id=f"wamid.{body}{PHONE}") for body in bodies]
        assert await self.broker.publish(sent) == [None] * len(bodies)
        await eventually(lambda: self.settled() == before + len(bodies))

    def settled(self) -> float:
        return sum(value("messages_settled_total", queue=QUEUE, settlement=s) for s in ("ack", "dead_letter", "retry"))


@pytest.fixture(autouse=True)
def _fresh_logs(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Loggers keep the configuration of their first use, and commands that other tests run leave theirs behind."""
    before = structlog.get_config()
    structlog.reset_defaults()
    for module in (observed, sampling, sources):
        monkeypatch.setattr(module, "log", structlog.get_logger())
    yield
    structlog.configure(**before)


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    broker, path = MemoryBroker(), Path()
    await broker.connect()
    await broker.declare(topology.build())
    services = Services(broker, path, path, lambda: Accounts.of([]), SystemClock(), KeyLanes())  # type: ignore[arg-type]  # a path that fails as it is told
    lane = Lane(QUEUE, handle, services, Settings())
    running = asyncio.create_task(lane.run())
    await lane.start()
    yield Bench(broker, path)
    path.open.set()
    await lane.stop()
    async with asyncio.timeout(10):
        await running


@pytest.mark.parametrize(
    ("body", "settlement"),
    [
        ("good", "ack"),
        ("good parts", "ack"),
        ("parts ignored", "ack"),
        ("ignored", "ack"),
        ("parts", "dead_letter"),
        ("refused", "dead_letter"),
        ("bug", "dead_letter"),
    ],
)
async def test_only_what_could_be_used_counts_as_acknowledged(bench: Bench, body: str, settlement: str) -> None:
    before = value("messages_settled_total", queue=QUEUE, settlement=settlement)
    await bench.settle(body)
    assert value("messages_settled_total", queue=QUEUE, settlement=settlement) == before + 1


async def test_a_batch_tells_its_sizes_ages_and_stages(bench: Bench) -> None:
    with moved() as names:
        await bench.settle("good")
        await bench.settle("good 2", "refused")
    assert names >= {
        f"leadworker_{name}"
        for name in (
            *("messages_received_total", "messages_settled_total", "parts_total", "dead_letters_total"),
            *("message_age_seconds", "batch_seconds", "batch_size", "commit_contacts", "stage_seconds"),
        )
    }
    stages = ("decode", "commit_contacts", "write_receipts", "publish_dead_letters", "acknowledge")
    assert all(value("stage_seconds_count", queue=QUEUE, stage=stage) for stage in stages)
    sent_seconds = value("message_age_seconds_sum", queue=QUEUE, since="sent")
    await bench.settle("good 3")
    assert 59 < value("message_age_seconds_sum", queue=QUEUE, since="sent") - sent_seconds < 90


def test_the_oldest_of_a_batch_tells_its_age() -> None:
    now = 1_795_000_000_000
    batch = [Delivery("ages", b"", received_at=now - age, published_at=10 * (now - age) // 10) for age in (50, 2_000)]
    observed.ages("ages", [*batch, Delivery("ages", b"")], now)
    for since in ("received", "published"):
        assert value("message_age_seconds_sum", queue="ages", since=since) == 2.0
        assert value("message_age_seconds_count", queue="ages", since=since) == 1


async def test_what_is_under_way_and_what_is_held_shows(bench: Bench) -> None:
    bench.path.open.clear()
    settling = asyncio.create_task(bench.settle("good"))
    await eventually(lambda: value("messages_in_flight", queue=QUEUE) == 1)
    bench.path.error = StoreUnavailableError()
    bench.path.open.set()
    await eventually(lambda: value("lane_held", queue=QUEUE) == 1)
    bench.path.error = None
    await settling
    await eventually(lambda: value("messages_in_flight", queue=QUEUE) == 0)
    assert value("lane_held", queue=QUEUE) == 0


async def test_a_refused_message_is_one_line_with_what_is_to_be_done_and_nobodys_number(bench: Bench) -> None:
    observed._refusals.flush()
    with capture_logs() as lines:
        await bench.settle("refused", "parts")
    told = {line["reason"]: line for line in lines if line["event"] == "message.refused"}
    assert set(told) == {"unknown_account", "bad_phone"}
    assert {line["log_level"] for line in told.values()} == {"warning"}
    assert "104512345678901" in told["unknown_account"]["detail"]
    assert told["unknown_account"]["where"] == "/entry"
    assert len(told["unknown_account"]["cause"]) == 12
    assert PHONE not in told["bad_phone"]["detail"]


async def test_under_load_a_few_lines_a_reason_are_written(bench: Bench) -> None:
    observed._refusals.flush()
    before = value("dead_letters_total", queue=QUEUE, reason="unknown_account")
    with capture_logs() as lines:
        await bench.settle(*(f"refused {number}" for number in range(300)))
        observed._refusals.flush()
    assert len([line for line in lines if line["event"] == "message.refused"]) == 5
    assert [line["count"] for line in lines if line["event"] == "lines.left_out"] == [295]
    assert value("dead_letters_total", queue=QUEUE, reason="unknown_account") == before + 300


async def test_a_bug_is_an_error_with_its_traceback_and_no_label_of_its_text(bench: Bench) -> None:
    before = value("dead_letters_total", queue=QUEUE, reason="UnicodeDecodeError")
    with capture_logs() as lines:
        await bench.settle("bug 1")
    assert [line["log_level"] for line in lines if line["event"] == "handler.failed"] == ["error"]
    assert value("dead_letters_total", queue=QUEUE, reason="UnicodeDecodeError") == before + 1


class Writer:
    """A store that forestalls some writes."""

    def __init__(self, loses: Callable[[Write], bool]) -> None:
        self.loses = loses

    async def commit(self, writes: Sequence[Write]) -> list[Write]:
        return [write for write in writes if self.loses(write)]


async def test_writes_are_counted_by_what_they_changed_and_lost_races_by_who_lost() -> None:
    def write(version: int) -> Write:
        return Write(Lead("l", "acme"), version, ())

    def counted() -> tuple[float, ...]:
        changes = [value("leads_total", change=change) for change in ("created", "updated")]
        return (*changes, value("lost_races_total", writer="test"))

    lost = [write(0), write(4)]
    full = write(5)
    full.full = True
    before = counted()
    await written(
        Writer(lambda one: any(one is other for other in (*lost, full))),
        [write(0), write(3), write(3), *lost, full],
        "test",
    )
    assert [now - then for now, then in zip(counted(), before, strict=True)] == [1, 2, 2]


def test_values_of_a_list_that_did_not_fit_are_counted_and_told_once_a_minute_without_the_values() -> None:
    fields = FieldsFile(fields=(LeadField(id="budget", type="number"), LeadField(id="city")))
    accounts = Accounts.of([Account("acme", AccountFile(name="Acme", region="IN"), fields=fields)])

    def row(n: int, budget: str, outcome: Any = "created") -> Receipt:
        facts = (Fact("Budget", budget, "campaign"), Fact("city", "Pune", "campaign"))
        identity = Identity(f"phone:{n}", "phone", str(n))
        contact = Contact("acme", f"row:L9:{n}", 1, "campaign", "diwali", "campaign_row", (identity,), facts=facts)
        return Receipt(replace(contact, attribution={"list": "L9"}), outcome, "lead")

    rows = [row(1, "50 lakh"), row(2, "50-60 lakh"), row(3, "call 98765 43210"), row(4, "ask", "duplicate")]
    labels = {"queue": topology.CAMPAIGN, "reason": "number_range"}
    before = value("misfits_total", **labels)
    with capture_logs() as logs:
        for _ in range(2):
            observed.misfits(topology.CAMPAIGN, rows, accounts)
        observed.misfits(topology.WHATSAPP, rows, accounts)
    assert [(line["event"], line["field"], line["rows"], line["first"]) for line in logs] == [
        ("list.misfits", "budget", 2, "row:L9:2")
    ]
    assert value("misfits_total", **labels) == before + 2
    assert logs[0]["reasons"] == ["not_a_number", "number_range"]
    assert "43210" not in str(logs)
