"""`leadworker leads list`, by search rows and by looking at every lead: the same, and what is said of rows."""

import json
from pathlib import Path

import pymongo
import pytest

from tests.integration.test_store_commands import ASHA, RAVI, Desk, lines, people
from worker.lookups import listing
from worker.system import SystemClock

pytestmark = pytest.mark.services


@pytest.fixture
def desk(mongo_url: str, mongo_database: str, tmp_path: Path) -> Desk:
    """Two people in a store."""
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "account.yaml").write_text("name: acme\nregion: IN\n")
    desk = Desk(mongo_url, mongo_database, tmp_path)
    desk.office(people)
    return desk


@pytest.mark.parametrize("made", [False, True], ids=["every lead looked at", "by search rows"])
def test_lists_are_the_same_with_search_rows_and_without(
    desk: Desk, made: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "FEW", 0)
    if made:
        assert desk.run("find", "rebuild", "--json").exit_code == 0
    unmade = "leadworker find rebuild"

    def phones(*filters: str) -> list[str]:
        listed = desk.run("leads", "list", "--limit", "9", "--json", *filters)
        assert listed.exit_code == 0, listed.output
        assert (unmade in listed.stderr) is not made
        every = [row["phone"] for row in lines(desk.run("leads", "list", "--json", *filters))]
        found = [row["phone"] for row in lines(listed)]
        assert sorted(found) == sorted(every)
        return sorted(found)

    asha, ravi = f"+{ASHA}", f"+{RAVI}"
    assert phones() == phones("--status", "open") == phones("--since", "1h") == [asha, ravi]
    assert phones("--state", "contacted") == phones("--source", "campaign") == phones("-s", "calc") == [ravi]
    assert phones("--tag", "vip") == phones("-s", "as") == phones("-s", "00001") == phones("-s", "rao as") == [asha]
    assert phones("--tag", "vip", "--state", "contacted") == phones("-s", "?!") == phones("-s", "sha") == []
    told = desk.run("leads", "list", "--limit", "1")
    assert ("1 lead of 2" in told.stderr, unmade in told.stderr) == (True, not made)
    counts = json.loads(desk.run("leads", "list", "--counts", "--json", "-s", "asha").stdout)
    assert counts == {
        "leads": 1,
        "account": {"acme": 1},
        "source": {"whatsapp": 1},
        "state": {"new": 1},
        "status": {"open": 1},
    }
    near = desk.run("leads", "show", "asha r")
    assert ASHA in str(near.exception)


def test_of_few_leads_all_are_looked_at_whether_there_are_rows_or_not(desk: Desk) -> None:
    told = desk.run("leads", "list")
    assert ("2 leads" in told.stderr, "find rebuild" in told.stderr) == (True, False)


def test_rows_that_are_behind_are_told_with_what_to_do(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, mongo_url: str, mongo_database: str
) -> None:
    monkeypatch.setattr(listing, "FEW", 0)
    desk.run("find", "rebuild", "--json")
    with pymongo.MongoClient(mongo_url) as client:
        now = SystemClock().now()
        client[mongo_database].find_state.insert_one({"_id": "report:one", "at": now, "oldest": now - 75_000})
    assert "75 s behind" in desk.run("leads", "list").stderr
    assert "75 s behind" in desk.run("leads", "list", "--limit", "9", "--json").stderr
