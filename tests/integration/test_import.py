"""`leadworker import` on a real mongod: the same numbers as the rehearsal, once, after crashes, and four at a time."""

import asyncio
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pymongo
import pytest
import typer
from pydantic import SecretStr
from typer.testing import CliRunner

from schemas.messages import CampaignChunk
from tests.deliveries import GOLDEN
from tests.services.mongod import Mongod
from worker.commands.import_ import import_list
from worker.composition import make_broker
from worker.leads.lead import Lead
from worker.settings import Settings
from worker.topology import CAMPAIGN

pytestmark = pytest.mark.services

LISTS = GOLDEN / "campaign"
app = typer.Typer()
app.command()(import_list)


class Office:
    """A database, accounts, and the command."""

    def __init__(self, settings: dict[str, str], database: Any) -> None:
        self.settings, self.db = settings, database

    def run(self, file: Path, *arguments: str, campaign: str = "diwali", account: str = "acme") -> dict[str, Any]:
        """Import in this process."""
        asked = [str(file), "--account", account, "--campaign", campaign, "--json", *arguments]
        result = CliRunner().invoke(app, asked, env=self.settings, catch_exceptions=False)
        told: dict[str, Any] = json.loads(result.stdout)
        told["exit"] = result.exit_code
        outcomes = ("created", "merged", "published", "imported_before", "skipped", "refused")
        assert told["rows"] == sum(told[name] for name in outcomes)
        return told

    def process(self, file: Path, *arguments: str, **settings: str) -> "subprocess.Popen[str]":
        """Import in a process of its own."""
        asked = ["import", str(file), "--account", "acme", "--campaign", "diwali", "--json", *arguments]
        return subprocess.Popen(
            [sys.executable, "-c", _MAIN, *asked],
            env={**os.environ, **self.settings, **settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def state(self) -> tuple[list[Any], list[Any]]:
        """Everything that is stored, in order."""
        return list(self.db.leads.find().sort("_id")), list(self.db.history.find().sort("_id"))

    def rests(self) -> None:
        """Wait until the server has done what a program that was killed had asked of it."""
        ours = {"$match": {"active": True, "ns": {"$regex": f"^{self.db.name}\\."}}}
        while list(self.db.client.admin.aggregate([{"$currentOp": {}}, ours])):
            time.sleep(0.01)

    def check(self, people: int, rows: int) -> None:
        """One lead per person; every row in history once, without gaps; nothing lost on the way there."""
        leads = list(self.db.leads.find())
        keys = [key for lead in leads for key in lead["keys"]]
        assert len(keys) == len(set(keys)) == people == len(leads)
        entries = {row["_id"]: row for row in self.db.history.find()}
        entries |= {entry["_id"]: entry for lead in leads for entry in lead["pend"]}
        assert len(entries) == rows
        for lead in leads:
            seqs = sorted(entry["seq"] for entry in entries.values() if entry["lead"] == lead["_id"])
            assert seqs == list(range(1, lead["seq"] + 1))
        assert sum(entry["outcome"] == "created" for entry in entries.values()) == people


# Linux hands `ru_maxrss` of whoever starts a program down to it; `VmHWM` is the program's own.
_MAIN = """
import atexit, re, sys
def peak():
    try:
        return re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1]
    except OSError:
        return 0
atexit.register(lambda: print("peak", peak(), file=sys.stderr))
from worker.cli import main
main()
"""


@contextmanager
def office_at(mongo_url: str, mongo_database: str, tmp_path: Path) -> Iterator[Office]:
    for name, region in (("acme", "IN"), ("br", "BR"), ("de", "DE")):
        folder = tmp_path / "accounts" / name
        folder.mkdir(parents=True)
        (folder / "account.yaml").write_text(f"name: {name}\nregion: {region}\n")
    settings = {
        "LEADWORKER_MONGO_URL": mongo_url,
        "LEADWORKER_DATABASE": mongo_database,
        "LEADWORKER_ACCOUNTS_DIR": str(tmp_path / "accounts"),
        "LEADWORKER_DATA_DIR": str(tmp_path / "data"),
    }
    client: Any
    with pymongo.MongoClient(mongo_url, tz_aware=True) as client:
        yield Office(settings, client[mongo_database])


@pytest.fixture
def office(mongo_url: str, mongo_database: str, tmp_path: Path) -> Iterator[Office]:
    with office_at(mongo_url, mongo_database, tmp_path) as place:
        yield place


def people(tmp_path: Path, rows: int = 1_000, name: str = "people.csv") -> tuple[Path, int, int]:
    """A list with strangers, repeated people and rows to refuse; give it with its people and its good rows."""
    dice = random.Random(7)
    numbers = [dice.randrange(rows * 7 // 10) for _ in range(rows)]
    good = [n for place, n in enumerate(numbers) if place % 50]
    spell = ("+9198{:08d}", "98{:08d}", "098{:08d}", "0091 98{:08d}")
    lines = [
        f"{'9.19877E+11' if place % 50 == 0 else spell[place % 4].format(10_000_000 + n * 7)},Person {n},City {place % 9}"
        for place, n in enumerate(numbers)
    ]
    file = tmp_path / name
    file.write_text("\n".join(["Mobile,Name,City", *lines, ""]))
    return file, len(set(good)), len(good)


def test_the_sample_lists_become_the_leads_they_should(office: Office, tmp_path: Path) -> None:
    def phones(account: str) -> list[str]:
        return sorted(lead["phone"] for lead in office.db.leads.find({"account": account}))

    told = office.run(LISTS / "basic.csv")
    assert (told["created"], told["merged"], told["refused"], told["exit"]) == (3, 0, 0, 0)
    assert phones("acme") == ["+919876510001", "+919876510002", "+919876510003"]
    lead = office.db.leads.find_one({"phone": "+919876510001"})
    assert lead["fields"]["name"]["by"] == "import"
    assert (lead["first"]["source"], lead["first"]["origin"]) == ("campaign", "diwali")

    told = office.run(LISTS / "bom.csv")
    assert (told["created"], told["merged"]) == (1, 1)

    told = office.run(LISTS / "german_latin1.csv", account="de")
    assert (told["created"], phones("de")) == (2, ["+4915123456001", "+4915123456002"])
    names = {lead["fields"]["name"]["v"] for lead in office.db.leads.find({"account": "de"})}
    assert names == {"Jörg Müller", "Renée Öztürk"}

    assert office.run(LISTS / "quoted_newlines.csv")["created"] == 2
    lead = office.db.leads.find_one({"phone": "+919876510007"})
    assert lead["fields"]["name"]["v"] == 'Rao, "Bunty"'
    assert lead["extra"]["address"]["v"].split() == ["12,", "MG", "Road", "Pune", "411001"]

    told = office.run(LISTS / "spreadsheet_mangled.csv", "--reject", str(tmp_path / "rejected.csv"))
    assert (told["created"], told["refused"], told["exit"]) == (6, 3, 1)
    assert {word: found["rows"] for word, found in told["reasons"].items()} == {
        "precision_lost": [1, 2],
        "not_a_number": [9],
    }

    told = office.run(LISTS / "duplicates.csv")
    assert (told["created"], told["merged"]) == (1, 3)
    lead = office.db.leads.find_one({"phone": "+919876510027"})
    assert lead["fields"]["email"]["v"] == "a2@example.com"

    assert office.run(LISTS / "formulas.csv")["created"] == 2
    lead = office.db.leads.find_one({"phone": "+919876510033"})
    assert (lead["fields"]["name"]["v"], lead["extra"]["note"]["v"]) == ("+cmd|' /C calc'!A0", "-2+3")

    told = office.run(LISTS / "brazil.csv", account="br")
    assert (told["created"], told["merged"]) == (3, 2)
    assert sorted(lead["keys"][0] for lead in office.db.leads.find({"account": "br"})) == [
        "phone:551133330047",
        "phone:5511987650045",
        "phone:5531987650046",
    ]


def test_a_rehearsal_gives_the_numbers_of_the_run_and_writes_nothing(office: Office, tmp_path: Path) -> None:
    office.run(LISTS / "basic.csv", "--tag", "old")
    before = office.state()
    file, _, _ = people(tmp_path)
    with file.open("a") as more:
        more.write("9876510001,Asha,Pune\n09876510002,Ravi,Pune\n")
    rehearsed = office.run(file, "--dry-run")
    assert office.state() == before
    done = office.run(file)
    outcome = ("rows", "created", "merged", "refused", "empty", "reasons", "remarks", "columns", "list")
    assert {name: rehearsed[name] for name in outcome} == {name: done[name] for name in outcome}
    assert done["merged"] > 200
    again = office.run(file, "--dry-run")
    same = set(outcome) - {"created", "merged"}
    assert {name: again[name] for name in same} == {name: done[name] for name in same}
    assert again["created"] == again["merged"] == 0
    assert again["imported_before"] == done["created"] + done["merged"]


def test_a_second_run_changes_nothing_and_says_so(office: Office, tmp_path: Path) -> None:
    file, persons, rows = people(tmp_path)
    first = office.run(file)
    assert (first["created"], first["merged"], first["imported_before"]) == (persons, rows - persons, 0)
    office.check(persons, rows)
    before = office.state()
    second = office.run(file)
    assert office.state() == before
    outcome = ("rows", "refused", "reasons")
    assert {name: second[name] for name in outcome} == {name: first[name] for name in outcome}
    assert (second["created"], second["merged"], second["imported_before"]) == (0, 0, rows)


def test_the_same_file_in_another_campaign_or_under_another_id_is_another_list(office: Office) -> None:
    assert office.run(LISTS / "basic.csv")["created"] == 3
    for rehearsed in (["--dry-run"], []):
        told = office.run(LISTS / "basic.csv", *rehearsed, campaign="holi")
        assert [told[name] for name in ("created", "merged", "known_before", "named_again")] == [0, 3, 3, 0]
    assert office.run(LISTS / "basic.csv", "--list", "mine")["list"] == "mine"
    assert office.db.history.count_documents({}) + _waiting(office) == 9
    assert office.run(LISTS / "basic.csv", "--list", "mine")["imported_before"] == 3


def test_the_summary_tells_who_is_new_who_was_known_before_and_who_is_named_again(
    office: Office, tmp_path: Path
) -> None:
    file = tmp_path / "some.csv"
    file.write_text("phone,name\n9876510001,Asha\n09876510001,Asha R\n9876510044,Ravi\n")
    office.run(file)
    file.write_text("phone,name\n9876510001,Asha\n9876510077,Mia\n+919876510077,Mia\n09876510001,A\n9876510077,M\n")
    for rehearsed in (["--dry-run"], []):
        told = office.run(file, "--list", "later", *rehearsed)
        assert [told[name] for name in ("created", "known_before", "named_again", "rows")] == [1, 2, 2, 5]
    asked = [str(file), "--account", "acme", "--campaign", "diwali", "--list", "latest"]
    said = CliRunner().invoke(app, asked, env=office.settings, catch_exceptions=False).stdout
    assert re.search(r"^known before +5 +people who were leads already", said, re.M)
    assert re.search(r"^created +0", said, re.M)
    assert "merged" not in said
    assert "nobody in this list is new" in said


def test_another_file_under_the_id_of_a_list_is_noticed(office: Office, tmp_path: Path) -> None:
    office.run(LISTS / "basic.csv", "--list", "mine")
    file = tmp_path / "other.csv"
    file.write_text("phone\n9876510001\n9876510044\n9876510045\n9876510046\n")
    rehearsed = office.run(file, "--list", "mine", "--dry-run")
    told = office.run(file, "--list", "mine")
    for one in (rehearsed, told):
        assert (one["created"], one["refused"], one["imported_before"]) == (1, 2, 1)  # row 1 is the same person
        assert one["reasons"]["row_reused"]["rows"] == [2, 3]
    assert office.db.leads.count_documents({}) == 4


def _waiting(office: Office) -> int:
    known = {row["_id"] for row in office.db.history.find({}, {"_id": 1})}
    return len({e["_id"] for lead in office.db.leads.find() for e in lead["pend"]} - known)


@pytest.mark.parametrize("point", ["planned:3", "committed:3", "announced:2", "cleared:3"])
def test_a_run_that_was_killed_goes_on_where_it_stopped(office: Office, tmp_path: Path, point: str) -> None:
    file, persons, rows = people(tmp_path, 1_500)
    process = office.process(file, LEADWORKER_FAILPOINT=point)
    process.communicate(timeout=100)
    assert process.returncode == -signal.SIGKILL
    office.rests()
    begun = office.db.leads.count_documents({})
    assert 0 < begun < persons
    told = office.run(file)
    assert (told["created"], told["complete"]) == (persons - begun, True)
    assert {word: found["count"] for word, found in told["reasons"].items()} == {"precision_lost": 1_500 - rows}
    assert told["created"] + told["merged"] + told["imported_before"] == rows
    assert 0 < told["imported_before"] < rows
    office.check(persons, rows)


def test_four_runs_of_one_list_at_once_are_one(office: Office, tmp_path: Path) -> None:
    file, persons, rows = people(tmp_path, 600)
    runs = [office.process(file, "--reject", str(tmp_path / f"rejected-{n}.csv")) for n in range(4)]
    told = [json.loads(run.communicate(timeout=110)[0]) for run in runs]
    assert [run.returncode for run in runs] == [1] * 4  # some rows are refused
    for one in told:
        assert one["refused"] == 600 - rows
        assert one["created"] + one["merged"] + one["imported_before"] == rows
    assert sum(one["created"] for one in told) == persons
    assert sum(one["rows"] - one["refused"] - one["imported_before"] for one in told) == rows
    office.check(persons, rows)


def test_an_interrupted_run_says_how_to_go_on(office: Office, tmp_path: Path) -> None:
    file, persons, rows = people(tmp_path, 20_000)
    process = office.process(file)
    while office.db.leads.count_documents({}) == 0:
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    told = json.loads(out)
    assert process.returncode == 130
    assert "goes on where this one stopped" in err
    assert not told["complete"]
    assert 0 < told["created"] < persons
    assert told["rows"] == told["created"] + told["merged"] + told["refused"]
    office.check(told["created"], told["created"] + told["merged"])
    assert rows > told["rows"]


def test_a_mongod_that_crashes_and_comes_back_is_waited_for(
    mongod_node: Mongod, mongo_database: str, tmp_path: Path
) -> None:
    with office_at(mongod_node.url, mongo_database, tmp_path) as office:
        file, persons, rows = people(tmp_path, 4_000)
        process = office.process(file)
        while office.db.leads.count_documents({}) == 0:
            assert process.poll() is None
        mongod_node.kill()
        mongod_node.start()
        told = json.loads(process.communicate(timeout=100)[0])
        assert (told["created"], told["merged"], told["imported_before"]) == (persons, rows - persons, 0)
        office.check(persons, rows)


def test_the_second_signal_ends_a_run_that_waits_for_a_mongod(
    mongod_node: Mongod, mongo_database: str, tmp_path: Path
) -> None:
    with office_at(mongod_node.url, mongo_database, tmp_path) as office:
        file, _, _ = people(tmp_path, 20_000)
        process = office.process(file)
        while office.db.leads.count_documents({}) == 0:
            assert process.poll() is None
        mongod_node.freeze()
        try:
            process.send_signal(signal.SIGINT)
            time.sleep(0.5)
            process.send_signal(signal.SIGINT)
            told = json.loads(process.communicate(timeout=30)[0])
        finally:
            mongod_node.freeze(False)
        assert (process.returncode, told["complete"]) == (130, False)


def test_no_list_lifts_an_opt_out_however_fresh_unless_an_operator_says_why(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("phone,opt in\n9876510001,yes\n9876510002,yes\n")
    office.run(file, "--at", "2026-11-18T10:00")
    office.run(LISTS / "basic.csv", "--consent", "no", "--at", "2026-11-19")
    known = {"phone": "+919876510001"}
    assert office.db.leads.find_one(known)["consent"].keys() == {"listed", "withdrawn"}
    rehearsed = office.run(file, "--at", "2026-11-25T10:00", "--list", "fresh", "--dry-run")
    told = office.run(file, "--at", "2026-11-25T10:00", "--list", "fresh")
    assert rehearsed["remarks"] == told["remarks"]
    assert told["remarks"]["said_no_before"] == {"count": 2, "rows": [1, 2]}
    assert not Lead.of(office.db.leads.find_one(known)).opted_in
    office.run(file, "--list", "signed", "--lift-opt-outs", "signed at the fair")
    assert Lead.of(office.db.leads.find_one(known)).opted_in
    assert office.db.leads.find_one(known)["consent"]["given"]["reason"] == "lifted: signed at the fair"


def test_the_reject_report_corrected_completes_the_list(office: Office, tmp_path: Path) -> None:
    file, report = tmp_path / "list.csv", tmp_path / "list.csv.rejected.csv"
    file.write_text("phone,name\n9.19877E+11,=Lost\n9876510001,Asha\n,\n")
    told = office.run(file)
    assert (told["refused"], told["reject_file"]) == (1, str(report))
    text = report.read_text("utf-8-sig")
    assert "'=Lost" in text
    report.write_text(text.replace("9.19877E+11", "98765 10002"))
    told = office.run(report, "--reject", str(tmp_path / "none.csv"))
    assert (told["created"], told["refused"]) == (1, 0)
    lead = office.db.leads.find_one({"phone": "+919876510002"})
    assert lead["fields"]["name"]["v"] == "=Lost"
    assert lead["extra"] == {}


def test_events_go_to_rabbitmq_where_there_is_one(office: Office, amqp_url: str, tmp_path: Path) -> None:
    office.settings["LEADWORKER_AMQP_URL"] = amqp_url
    file, persons, rows = people(tmp_path, 300)
    told = office.run(file)
    assert told["created"] == persons
    assert office.db.leads.count_documents({"pend.seq": {"$gt": 0}}) == 0
    assert office.db.history.count_documents({}) == rows


def test_published_rows_are_sent_to_the_queue_and_no_lead_is_written(
    office: Office, amqp_url: str, tmp_path: Path
) -> None:
    office.settings["LEADWORKER_AMQP_URL"] = amqp_url
    file, _, rows = people(tmp_path, 2_500)
    told = office.run(file, "--publish", "--tag", "vip")
    assert (told["published"], told["refused"]) == (rows, 2_500 - rows)
    assert office.db.leads.count_documents({}) == 0
    sent = asyncio.run(chunks(amqp_url))
    assert [len(chunk.rows) for chunk in sent] == [980, 980, 490]
    assert {(chunk.by, chunk.list, chunk.tags, chunk.region) for chunk in sent} == {
        ("import", told["list"], ("vip",), "IN")
    }


async def chunks(amqp_url: str) -> list[CampaignChunk]:
    """Take what was published."""
    broker = make_broker(Settings(amqp_url=SecretStr(amqp_url)))
    await broker.connect()
    found = []
    try:
        while (delivery := await broker.get(CAMPAIGN)) is not None:
            found.append(CampaignChunk.model_validate_json(delivery.body))
            await broker.ack([delivery])
    finally:
        await broker.close()
    return found


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "darwin", reason="macOS counts the peak of memory in other units")
def test_a_long_list_takes_no_more_memory_than_a_short_one(office: Office, tmp_path: Path) -> None:
    """The rehearsal is the one that remembers people, as hashes: it grows by some 35 MB with half a million of them.

    An import fills caches with bounds: 8 MB more with 20,000 rows than with 5,000, 24 with 60,000, and 30 with 120,000.
    A kilobyte kept of each row would be 55 MB.
    """

    def peak(rows: int, *arguments: str) -> int:
        file, persons, good = people(tmp_path, rows, f"{rows}.csv")
        for name in ("leads", "history"):  # the lists have people in common
            office.db[name].delete_many({})
        out, err = office.process(file, *arguments).communicate()
        told = json.loads(out)
        assert (told["created"], told["merged"]) == (persons, good - persons)
        return int(err.split()[-1]) // 1024  # MB

    assert peak(60_000) < peak(5_000) + 40
    assert peak(1_000_000, "--dry-run") < peak(5_000, "--dry-run") + 60
