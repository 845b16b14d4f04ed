"""What the doctor says of what it found."""

from pathlib import Path

import pytest

from worker.broker.inspection import Inspected
from worker.maintenance import doctor
from worker.maintenance.doctor import checks
from worker.settings import Settings
from worker.store.condition import Server
from worker.topology import FINDING, INTAKE


def server(**more: object) -> Server:
    return Server(**{"version": "7.0.1", "replica_set": "rs0", "clock": 0, "members": (3, 3), **more})


def content(directory: Path) -> list[Path]:
    return list(directory.iterdir())


def test_a_standalone_mongod_fails_because_merges_need_a_transaction() -> None:
    check = doctor._replica_set(server(replica_set=None, members=None))
    assert check.status == "fail"
    assert "replSet" in check.remedy


@pytest.mark.parametrize(
    ("members", "status"), [((3, 3), "ok"), ((2, 3), "warn"), ((1, 3), "fail"), ((1, 2), "fail"), (None, "ok")]
)
def test_a_replica_set_needs_a_majority(members: tuple[int, int] | None, status: str) -> None:
    assert doctor._replica_set(server(members=members)).status == status


@pytest.mark.parametrize(("skew", "status"), [(0, "ok"), (-1999, "ok"), (2000, "warn"), (-60_000, "fail")])
def test_a_clock_may_differ_a_little(skew: int, status: str) -> None:
    check = doctor._skew(skew)
    assert check.status == status
    assert ("behind" in check.text) == (skew > 0)


def test_room_on_a_disk_may_be_low_or_gone() -> None:
    gib = 2**30
    found = [doctor._space("disk", free, 1000 * gib).status for free in (500 * gib, 40 * gib, gib // 8)]
    assert found == ["ok", "warn", "fail"]
    assert doctor._space("disk", gib, 10 * gib).status == "warn"


@pytest.mark.parametrize(("version", "status"), [("7.0.1", "ok"), ("6.0.0-rc1", "ok"), ("4.4", "warn"), ("", "warn")])
def test_old_servers_are_told(version: str, status: str) -> None:
    assert doctor._version("mongodb", version, (6, 0)).status == status


def test_indexes_may_be_missing_or_different() -> None:
    assert doctor._indexes([], [], []).status == "ok"
    assert "--fix" in doctor._indexes(["leads.identity"], [], []).remedy
    assert "drop" in doctor._indexes([], ["leads.identity: unique is None"], []).remedy
    left = doctor._indexes([], [], ["leads.recent"])
    assert (left.status, "leads.recent" in left.text, "doctor --fix" in left.remedy) == ("warn", True, True)


def test_queues_without_a_reader_are_told() -> None:
    read = dict.fromkeys((*INTAKE, FINDING), 1)
    assert doctor._topology(Inspected(consumers=read), "").status == "ok"
    check = doctor._topology(Inspected(consumers={**read, INTAKE[0]: 0}), "")
    assert check.status == "warn"
    assert INTAKE[0] in check.text


def test_dead_letters_are_counted_by_queue() -> None:
    assert doctor._letters(Inspected(depths={"whatsapp-incoming": 9})).status == "ok"
    check = doctor._letters(Inspected(depths={"whatsapp-incoming.dead": 2, "plugin-webhook.crashed": 1}))
    assert check.status == "warn"
    assert "2 in whatsapp-incoming.dead" in check.text
    assert "1 in plugin-webhook.crashed" in check.text


async def test_a_place_without_data_is_looked_at_and_left_as_it_is(tmp_path: Path) -> None:
    found = {c.name: c async for c in checks(Settings(data_dir=tmp_path / "var", accounts_dir=tmp_path), fix=True)}
    assert {"worker", "accounts", "embedded mongod", "rabbitmq"} == set(found)
    assert found["accounts"].status == "fail"
    assert str(tmp_path) in found["accounts"].text
    assert content(tmp_path) == []


async def test_servers_that_are_away_fail_and_the_rest_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "CALL_SECONDS", 0.5)
    settings = Settings(
        mongo_url="mongodb://127.0.0.1:9/", amqp_url="amqp://127.0.0.1:9/", accounts_dir=tmp_path, operation_seconds=0.5
    )
    found = {check.name: check async for check in checks(settings, fix=False)}
    assert (found["mongodb"].status, found["rabbitmq"].status) == ("fail", "fail")
    assert "LEADWORKER_AMQP_URL" in found["rabbitmq"].remedy


async def test_a_mistake_in_the_accounts_fails_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "account.yaml").write_text("name: Acme\nregoin: IN\n")
    found = {c.name: c async for c in checks(Settings(data_dir=tmp_path / "var", accounts_dir=tmp_path), fix=False)}
    assert found["accounts"].status == "fail"
    assert "account.yaml:2:1" in found["accounts"].text


async def test_a_variable_that_is_no_setting_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADWORKER_MONGOURL", "mongodb://user:s3cret@db")
    found = {c.name: c async for c in checks(Settings(data_dir=tmp_path, accounts_dir=tmp_path), fix=False)}
    assert found["settings"].status == "warn"
    assert "LEADWORKER_MONGOURL is no setting - did you mean 'LEADWORKER_MONGO_URL'?" in found["settings"].text
    assert "s3cret" not in found["settings"].text


def test_what_workers_found_wrong_is_told_and_fails_where_nothing_stands_in_for_it() -> None:
    wrong = {
        "part": "rule welcome",
        "in_force": True,
        "finding": "x.yaml:1:1: no",
        "more": 1,
        "since": 1_795_000_000_000,
    }
    check = doctor._at_work({"acme": [wrong]})
    assert check.status == "warn"
    assert check.text == (
        "acme: rule welcome: its last good version is in force; wrong since 2026-11-18 11:06 UTC: x.yaml:1:1: no (and 1 more)"
    )
    assert doctor._at_work({"acme": [{**wrong, "in_force": False}]}).status == "fail"
    assert doctor._at_work({}).status == "ok"


def test_accounts_that_were_left_over_are_told_with_the_way_to_drop_them(tmp_path: Path) -> None:
    (tmp_path / "my-shop").mkdir()
    check = doctor._left_over(["old-shop", "my-shop", "gone-shop"], tmp_path)
    assert check is not None
    assert (check.name, check.status) == ("accounts kept", "warn")
    assert check.text == f"a version is kept of gone-shop, old-shop, without a folder in {tmp_path}"
    assert check.remedy == "if they were given up: leadworker accounts forget ID --yes"
    many = doctor._left_over([f"shop-{n}" for n in range(doctor.SHOWN + 2)], tmp_path)
    assert many is not None
    assert "shop-4 and 2 more" in many.text


def test_nothing_is_left_over_where_every_folder_is_there_or_none_can_be_seen(tmp_path: Path) -> None:
    (tmp_path / "my-shop").mkdir()
    assert doctor._left_over(["my-shop"], tmp_path) is None
    assert doctor._left_over(["my-shop"], tmp_path / "not-mounted") is None
