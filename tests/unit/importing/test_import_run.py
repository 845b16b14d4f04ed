"""An import from its first row to its last, with sinks that fail in every way."""

import asyncio
import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.deliveries import RECEIVED, TEN, account, accounts
from worker.broker.memory import MemoryBroker
from worker.commit.applied import Applied, Receipt
from worker.commit.key_lanes import KeyLanes
from worker.commit.storage import Survey
from worker.errors import LostRaceError, RefusedError, StoreUnavailableError, UnroutableError
from worker.handlers import campaign
from worker.handlers.row_reading import SharedByRows
from worker.importing import run as running
from worker.importing.column_mapping import Columns
from worker.importing.reject_report import RejectReport
from worker.importing.run import Import, list_id
from worker.importing.sinks import Commit, Nobody, Publication, Rehearsal
from worker.importing.source import Given, open_list
from worker.importing.tally import RowResult, TallyEntry
from worker.ports import Delivery
from worker.system import SystemClock
from worker.topology import CAMPAIGN, build

TEXT = "phone,name\n9876510001,Asha\n9.19877E+11,Lost\n09876510001,Asha Rao\n\n9876510002,Ravi,more\n9876510003\n"


class Taking:
    """A sink that takes everything, after as many failures as it is told."""

    def __init__(self, failures: Sequence[Exception] = ()) -> None:
        self.failures, self.taken, self.again = list(failures), [], []
        self.most = self.under_way = 0

    async def settle(self, batch: Sequence[TallyEntry], *, again: bool = False) -> list[RowResult]:
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        try:
            await asyncio.sleep(0.002)
            if self.failures:
                raise self.failures.pop(0)
            self.taken += batch
            self.again.append(again)
            return [RowResult("created")] * len(batch)
        finally:
            self.under_way -= 1


def the_import(source: Any, tmp_path: Path | None = None, **settings: Any) -> Import:
    columns = Columns.of(source.layout, account(), {})
    shared = SharedByRows(
        account=account(), campaign="diwali", list="L1", at=TEN, mapping=columns.mapping, region="IN", by="import"
    )
    made = Import(source, shared, columns, **settings)
    if tmp_path is not None:
        made.report = RejectReport(tmp_path / "rejected.csv", ",", lambda: columns.names)
    return made


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(TEXT)
    return path


async def imported(file, sink, stop=None, **settings):
    with open_list(file) as source:
        made = the_import(source, file.parent, **settings)
        await made.run(sink, stop or asyncio.Event())
        made.report.close()
    return made


async def test_every_row_is_settled_or_refused_and_the_sum_is_right(file):
    sink = Taking()
    made = await imported(file, sink)
    assert [entry.contact.id for entry in sink.taken] == ["row:L1:1", "row:L1:3", "row:L1:5", "row:L1:6"]
    assert (made.tally.rows, dict(made.tally.counts), made.source.empty) == (5, {"created": 4, "refused": 1}, 1)
    assert made.tally.balanced
    assert made.tally.refused["precision_lost"].rows == [2]
    assert {word: found.rows for word, found in made.tally.remarks.items()} == {
        "extra_cells": [5],
        "missing_cells": [6],
    }
    assert {fact.by for entry in sink.taken for fact in entry.contact.facts} == {"import"}
    (row,) = list(csv.DictReader((file.parent / "rejected.csv").read_text("utf-8-sig").splitlines()))
    assert (row["row"], row["line"], row["reason"], row["phone"], row["name"]) == (
        "2", "3", "precision_lost", "9.19877E+11", "Lost",
    )  # fmt: skip


async def test_the_contacts_are_those_of_the_campaign_handler(file):
    """Published as a chunk and read by the worker, the rows are the same contacts as imported here."""
    sink, broker = Taking(), MemoryBroker()
    await broker.connect()
    await broker.declare(build())
    made = await imported(file, sink)
    await imported(file, Publication(broker, made.shared, made.columns))
    delivery = await broker.get(CAMPAIGN)
    assert delivery is not None
    assert delivery.message_id == "acme:L1:1-6"
    decoded = campaign.handle(
        Delivery(CAMPAIGN, delivery.body, received_at=RECEIVED), accounts(account(), account("other"))
    )
    assert decoded.contacts == [entry.contact for entry in sink.taken]
    assert decoded.refused == []


async def test_a_published_list_takes_the_mobile_number_as_the_import_does(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("Phone,Phone 2,Name\n022 2345 6789,98765 10003,Asha\n")
    broker, direct = MemoryBroker(), Taking()
    await broker.connect()
    await broker.declare(build())
    with open_list(file) as source:
        made = the_import(source)
        made.shared = replace(made.shared, guessed=True)
        await made.run(direct, asyncio.Event())
        await made.run(Publication(broker, made.shared, made.columns), asyncio.Event())
    delivery = await broker.get(CAMPAIGN)
    assert delivery is not None
    read = campaign.handle(Delivery(CAMPAIGN, delivery.body, received_at=RECEIVED), accounts(account()))
    assert [contact.identities[0].key for contact in read.contacts] == ["phone:919876510003"]
    assert read.contacts == [entry.contact for entry in direct.taken]


async def test_batches_are_few_rows_and_few_at_a_time(tmp_path):
    file = tmp_path / "long.csv"
    file.write_text("phone,note\n" + "".join(f"98765{n:05d},{'x' * 40}\n" for n in range(1_000)))
    sink = Taking()
    made = await imported(file, sink, batch_rows=30, overlap=3)
    assert (made.tally.counts["created"], sink.most, len(sink.again)) == (1_000, 3, 34)


async def test_a_batch_of_huge_cells_is_cut_short(tmp_path, monkeypatch):
    monkeypatch.setattr(running, "BATCH_CHARACTERS", 10_000)
    file = tmp_path / "long.csv"
    file.write_text("phone,note\n" + "".join(f"98765{n:05d},{'x' * 3_000}\n" for n in range(20)))
    sink = Taking()
    await imported(file, sink)
    assert len(sink.again) == 5


async def test_a_server_that_is_away_for_a_while_is_waited_for(file):
    sink, told = Taking([StoreUnavailableError("MongoDB is away"), UnroutableError()]), []
    made = await imported(file, sink, notice=told.append, batch_rows=2, overlap=1)
    assert made.tally.counts["created"] == 4
    assert sink.again[:1] == [True]
    assert any("MongoDB is away" in text for text in told)


async def test_a_server_that_stays_away_ends_the_run_and_what_was_settled_is_counted(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("phone\n" + "".join(f"98765{n:05d}\n" for n in range(10)))

    class Failing(Taking):
        async def settle(self, batch: Sequence[TallyEntry], *, again: bool = False) -> list[RowResult]:
            if batch[0].row.number > 4:
                raise StoreUnavailableError("away")
            return await super().settle(batch, again=again)

    with open_list(file) as source:
        made = the_import(source, batch_rows=2, patience=0.05)
        with pytest.raises(StoreUnavailableError):
            await made.run(Failing(), asyncio.Event())
    assert (made.tally.rows, made.tally.balanced) == (4, True)


async def test_a_run_that_is_stopped_finishes_what_is_under_way(file):
    stop = asyncio.Event()
    stop.set()
    sink = Taking()
    made = await imported(file, sink, stop, batch_rows=1, overlap=1)
    assert made.stopped
    assert made.tally.balanced
    assert 0 < made.tally.rows < 5


async def test_a_row_that_breaks_the_reading_is_refused_alone(file, monkeypatch):
    real = running.row_contact

    def breaking(shared, row, cells):
        if row == 3:
            raise KeyError("a bug")
        return real(shared, row, cells)

    monkeypatch.setattr(running, "row_contact", breaking)
    with capture_logs() as logs:
        made = await imported(file, Taking())
    assert made.tally.refused["failed"].rows == [3]
    assert made.tally.balanced
    assert [line["event"] for line in logs] == ["import.row_failed"]


async def test_a_row_of_thousands_of_cells_is_refused(tmp_path):
    file = tmp_path / "wide.csv"
    file.write_text("phone,name\n9876510001,A\n9876510002" + ",x" * 2_500 + "\n")
    made = await imported(file, Taking())
    assert made.tally.refused["too_many_cells"].rows == [2]


async def test_a_corrected_report_is_a_list_again_with_its_cells_as_they_were(tmp_path):
    file = tmp_path / "report.csv"
    file.write_text("row,line,reason,detail,suggestion,phone,note\n2,3,invalid,x,y,'+919876510001,\"'=1+1\"\n")
    sink = Taking()
    with open_list(file, Given()) as source:
        made = the_import(source)
        await made.run(sink, asyncio.Event())
    (entry,) = sink.taken
    assert entry.contact.identities[0].e164 == "+919876510001"
    assert {fact.name: fact.value for fact in entry.contact.facts} == {"note": "=1+1"}


async def test_a_rehearsal_counts_a_person_once_and_asks_for_the_known_ones(file):
    class Known(Nobody):
        async def survey(self, account, keys, entry_ids):
            assert account == "acme"
            return Survey(
                {key: "lead" for key in keys if key in ("phone:919876510002", "phone:919876510003")},
                {name: "created" for name in entry_ids if name.endswith(":6")},
            )

    made = await imported(file, Rehearsal(Known()))
    assert dict(made.tally.counts) == {"created": 1, "merged": 2, "imported_before": 1, "refused": 1}
    assert (made.tally.before, made.tally.balanced) == (1, True)
    assert (made.tally.known, made.tally.again) == (1, 1)
    assert [(e.row, e.note) for e in made.tally.examples["merged"]] == [
        (3, "with an earlier row of the list"),
        (5, "with a lead that is there"),
    ]


class Troubled(Nobody):
    """A commit path that fails for given rows, and loses the first race for others."""

    def __init__(self, broken: set[str] = frozenset(), races: int = 0) -> None:
        self.broken, self.races, self.calls = broken, races, 0

    async def apply(self, contacts, *, helping=True):  # noqa: ARG002
        self.calls += 1
        if any(contact.id in self.broken for contact in contacts):
            raise ValueError("cannot be stored")
        if self.races:
            self.races -= 1
            return Applied(unfinished=[(contact, LostRaceError()) for contact in contacts])
        return Applied([Receipt(contact, "created", "lead") for contact in contacts])


async def test_a_row_that_cannot_be_stored_is_refused_and_its_neighbours_are_not(file):
    path: Any = Troubled({"row:L1:5"})
    with capture_logs() as logs:
        made = await imported(file, Commit(path, path, KeyLanes(), SystemClock()))
    assert made.tally.refused["failed"].rows == [5]
    assert made.tally.counts["created"] == 3
    assert made.tally.balanced
    assert [(line["event"], line["message"]) for line in logs] == [("import.row_failed", "row:L1:5")]


async def test_lost_races_are_run_again(file):
    path: Any = Troubled(races=2)
    made = await imported(file, Commit(path, path, KeyLanes(), SystemClock()))
    assert made.tally.counts["created"] == 4
    assert path.calls == 3


async def test_a_chunk_that_no_broker_takes_is_refused(file):
    class Refusing(MemoryBroker):
        async def publish(self, messages):  # noqa: ARG002
            return [RefusedError("too_large", "larger than a frame")]

    with open_list(file) as source:
        made = the_import(source)
        await made.run(Publication(Refusing(), made.shared, made.columns), asyncio.Event())
    assert made.tally.counts["refused"] == 5
    assert made.tally.balanced


def test_the_id_of_a_list_is_made_from_account_campaign_and_content():
    one = list_id("acme", "diwali", "abc")
    assert one == list_id("acme", "diwali", "abc")
    others = [list_id("acme", "diwali", "abd"), list_id("acme", "holi", "abc"), list_id("acm", "ediwali", "abc")]
    assert len({one, *others}) == 4


async def test_consent_is_counted_for_rows_that_change_something(tmp_path):
    class Known(Nobody):
        async def survey(self, account, keys, entry_ids):
            assert account == "acme"
            there = {key: "lead" for key in keys if key[-1] in "345"}
            return Survey(there, {name: "created" for name in entry_ids if name[-2:] == ":5"}, {"phone:919876510003"})

    list_ = tmp_path / "consent.csv"
    list_.write_text(
        "phone,Opt-in,Opted out\n9876510001,yes,\n9876510002,,yes\n9876510003,yes,\n9876510004,yes,\n9876510005,yes,\n"
    )
    made = await imported(list_, Rehearsal(Known()))
    assert (made.tally.opted_in, made.tally.opted_out) == (2, 1)
    assert made.tally.before == 1
    assert made.tally.remarks["said_no_before"].rows == [3]


async def test_further_lines_of_an_order_are_skipped_and_counted_not_refused_as_people(tmp_path):
    list_ = tmp_path / "orders.csv"
    list_.write_text(
        "Order,Customer name,Phone,Item\n#1,Asha,9876510001,Kurta\n#1,,,Saree\n#1,Asha,,Shawl\n"
        "#2,Ravi,9876510002,Kurta\n#2,Bala,,Saree\n#3,,,Shawl\n,,,Kurta\n"
    )
    made = await imported(list_, Rehearsal(Nobody()))
    assert dict(made.tally.counts) == {"created": 2, "skipped": 2, "refused": 3}
    assert made.tally.remarks["child_row"].rows == [2, 3]
    assert made.tally.refused["empty"].rows == [5, 6, 7]
    assert made.tally.balanced


async def test_headers_again_and_totals_are_skipped_and_counted_but_never_somebody_with_a_number(tmp_path):
    list_ = tmp_path / "report.csv"
    list_.write_text(
        "Order,Name,Phone,Amount\n#1,Asha,9876510001,1200\n#1,,,300\nOrder,Name,Phone,Amount\n#1,,,50\n"
        ",Total,9876510002,900\nTotal,,,2450.00\n,Nobody,,\n"
    )
    made = await imported(list_, Rehearsal(Nobody()))
    assert dict(made.tally.counts) == {"created": 2, "skipped": 4, "refused": 1}
    remarks = {word: found.rows for word, found in made.tally.remarks.items()}
    assert remarks == {"child_row": [2, 4], "repeated_header": [3], "total_line": [6]}
    assert made.tally.refused["empty"].rows == [7]
    assert made.tally.balanced


async def test_rows_with_a_record_id_alone_are_refused_with_a_reason_of_their_own(tmp_path):
    list_ = tmp_path / "crm.csv"
    list_.write_text("Record ID,Name,Phone\n11,Asha,9876510001\n12,Ravi,\n")
    made = await imported(list_, Rehearsal(Nobody()))
    assert made.tally.refused["record_id_only"].rows == [2]
