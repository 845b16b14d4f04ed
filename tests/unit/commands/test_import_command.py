"""`leadworker import` as people and scripts use it, as far as no server is needed: rehearsals, and what is refused."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from tests.deliveries import GOLDEN
from worker.commands.import_ import import_list
from worker.errors import UnreadableListError

app = typer.Typer()
app.command()(import_list)
LISTS = GOLDEN / "campaign"


@pytest.fixture(autouse=True)
def _no_servers(tmp_path, monkeypatch):
    """No RabbitMQ, no MongoDB, accounts of our own, and a folder to write to."""
    accounts = tmp_path / "accounts" / "acme"
    accounts.mkdir(parents=True)
    (accounts / "account.yaml").write_text("name: Acme\nregion: IN\ntimezone: Asia/Kolkata\n")
    (accounts / "fields.yaml").write_text("fields:\n  - id: city\n    label: City\n")
    broken = tmp_path / "accounts" / "broken"
    broken.mkdir()
    (broken / "account.yaml").write_text("name: [\n")
    for name in [name for name in os.environ if name.startswith("LEADWORKER_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LEADWORKER_ACCOUNTS_DIR", str(accounts.parent))
    monkeypatch.setenv("LEADWORKER_DATA_DIR", str(tmp_path / "no-data"))
    monkeypatch.setenv("COLUMNS", "200")


def run(file: Path, *arguments: str, account: str = "acme", **settings: Any) -> Any:
    return CliRunner().invoke(app, [str(file), "--account", account, "--campaign", "t", *arguments], **settings)


def rehearsed(file: Path, *arguments: str) -> dict[str, Any]:
    result = run(file, "--dry-run", "--json", *arguments)
    document: dict[str, Any] = json.loads(result.stdout)
    document["exit"] = result.exit_code
    return document


@pytest.mark.parametrize(
    ("file", "arguments", "created", "merged", "refused", "reasons"),
    [
        ("basic.csv", (), 3, 0, 0, {}),
        ("bom.csv", (), 2, 0, 0, {}),
        ("german_latin1.csv", ("--region", "DE"), 2, 0, 0, {}),
        ("german_latin1.csv", ("--dial-code", "+49"), 2, 0, 0, {}),
        ("quoted_newlines.csv", (), 2, 0, 0, {}),
        ("spreadsheet_mangled.csv", (), 6, 0, 3, {"precision_lost": [1, 2], "not_a_number": [9]}),
        ("duplicates.csv", (), 1, 3, 0, {}),
        ("formulas.csv", (), 2, 0, 0, {}),
        ("brazil.csv", ("--region", "br"), 3, 2, 0, {}),
    ],
)
def test_a_rehearsal_tells_what_would_become_of_every_row(file, arguments, created, merged, refused, reasons):
    told = rehearsed(LISTS / file, *arguments)
    assert (told["created"], told["merged"], told["refused"]) == (created, merged, refused)
    assert told["rows"] == created + merged + refused
    assert {word: found["rows"] for word, found in told["reasons"].items()} == reasons
    assert told["exit"] == (1 if refused else 0)
    assert told["dry_run"]
    assert told["complete"]


def test_a_rehearsal_writes_nothing(tmp_path):
    file = tmp_path / "list.csv"
    file.write_bytes((LISTS / "spreadsheet_mangled.csv").read_bytes())
    before = sorted(tmp_path.iterdir())
    assert rehearsed(file)["reject_file"] is None
    assert sorted(tmp_path.iterdir()) == before


def test_a_rehearsal_writes_the_report_that_it_is_asked_for(tmp_path):
    report = tmp_path / "report.csv"
    told = rehearsed(LISTS / "spreadsheet_mangled.csv", "--reject", str(report))
    assert told["reject_file"] == str(report)
    assert report.read_text("utf-8-sig").count("precision_lost") == 2


def test_what_was_found_out_about_the_file_is_shown():
    told = run(LISTS / "german_latin1.csv", "--dry-run", "--region", "DE").stdout
    assert "Latin-1 (Western European), delimiter semicolon, header" in told
    assert re.search(r"Telefon +phone +0151 23456001 · \+49 151 23456002", told)
    assert re.search(r"Ort +city +Köln · München", told)
    assert re.search(r"would be created +2", told)
    assert re.search(r"rows +2", told)
    assert "nothing was written" in told


def test_refused_rows_are_shown_with_what_to_do():
    told = run(LISTS / "spreadsheet_mangled.csv", "--dry-run").stdout
    assert re.search(r"precision_lost.+2.+rows 1, 2", told)
    assert "format the column as text" in told


def test_a_wrong_region_is_suspected_where_many_numbers_are_invalid():
    assert "See --region" in run(LISTS / "brazil.csv", "--dry-run").stdout
    assert "See --region" not in run(LISTS / "brazil.csv", "--dry-run", "--region", "BR").stdout


def test_broken_rows_are_told_with_their_line(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text('phone,phone,name\n9876510001,9876510002,A\n"9876510003,x\n9876510004,,B\x00\n\n9876510005\n')
    told = rehearsed(file)
    assert (told["created"], told["refused"], told["empty"]) == (3, 1, 1)
    assert told["reasons"]["unclosed_quote"]["rows"] == [2]
    assert {word: found["rows"] for word, found in told["remarks"].items()} == {"nul": [3], "missing_cells": [5]}
    assert "2 columns are called 'phone'" in told["notes"][0]


def test_cells_are_shown_without_what_steers_a_terminal(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("phone,name\n9876510001,\x1b[31m[red]Asha[/red]\n")
    told = run(file, "--dry-run").stdout
    assert "[red]Asha[/red]" in told
    assert "\x1b[31m" not in told


def test_standard_input_is_a_list_too():
    result = run(Path("-"), "--dry-run", "--json", input="phone\n9876510001\n")
    assert json.loads(result.stdout)["created"] == 1


def test_options_of_the_reading_are_obeyed(tmp_path):
    file = tmp_path / "list.txt"
    file.write_bytes("Иван:9876510001:Пуна\nАнна:9876510002:Дели\n".encode("cp1251"))
    told = rehearsed(
        file, "--delimiter", ":", "--encoding", "cp1251", "--no-header", "--map", "1=name,2=phone", "--map", "3=city"
    )
    assert (told["created"], told["encoding"], told["header"]) == (2, "cp1251", False)
    assert told["columns"] == {"column 1": "name", "column 2": "phone", "column 3": "city"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--map", "phne=phone"), "did you mean 'phone'"),
        (("--map", "phone"), "COLUMN=MEANING"),
        (("--region", "XX"), "two letters"),
        (("--dial-code", "9999"), "calling code"),
        (("--dial-code", "+91", "--region", "BR"), "not the calling code of BR"),
        (("--delimiter", "<>"), "no delimiter"),
        (("--encoding", "klingon"), "no encoding"),
        (("--at", "yesterday"), "no time"),
        (("--list", "x" * 201), "1 to 200"),
        (("--reject", "/proc/nowhere/x.csv"), "cannot be written"),
    ],
)
def test_wrong_options_are_said_with_their_name(arguments, said):
    result = run(LISTS / "basic.csv", "--dry-run", *arguments)
    assert result.exit_code == 2
    assert said in re.sub(r"\s*│\s*", " ", result.stderr)
    assert arguments[0] in result.stderr


def test_an_account_that_is_not_there_is_wrong_usage():
    assert "did you mean 'acme'" in run(LISTS / "basic.csv", account="acne").stderr
    assert "accounts check" in run(LISTS / "basic.csv", account="broken").stderr
    assert run(LISTS / "basic.csv", account="broken").exit_code == 2


def test_a_list_without_numbers_is_wrong_usage(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("a,b\n1,2\n")
    result = run(file, "--dry-run")
    assert result.exit_code == 2
    assert "--map" in result.stderr


def test_a_missing_file_or_a_folder_is_wrong_usage(tmp_path):
    for path in (tmp_path / "missing.csv", tmp_path):
        result = run(path, "--dry-run")
        assert result.exit_code == 2
        assert "FILE" in result.stderr


def test_what_is_no_list_has_an_error_of_its_own(tmp_path):
    file = tmp_path / "list.xlsx"
    file.write_bytes(b"PK\x03\x04")
    with pytest.raises(UnreadableListError, match="save it as CSV"):
        run(file, "--dry-run", catch_exceptions=False)


def test_publishing_needs_a_rabbitmq():
    result = run(LISTS / "basic.csv", "--publish")
    assert result.exit_code == 2
    assert "LEADWORKER_AMQP_URL" in result.stderr


def test_a_store_that_is_away_is_told_with_how_to_go_on(tmp_path, monkeypatch):
    monkeypatch.setenv("LEADWORKER_MONGO_URL", "mongodb://127.0.0.1:1")
    monkeypatch.setenv("LEADWORKER_OPERATION_SECONDS", "0.5")
    file = tmp_path / "list.csv"
    file.write_text("phone\n9876510001\n")
    result = run(file, "--json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["complete"], told["rows"]) == (75, False, 0)
    assert "Run the same command again" in result.stderr


def test_somebody_elses_file_is_not_overwritten_by_the_report(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("phone\n9876510001\n")
    (tmp_path / "list.csv.rejected.csv").write_text("mine")
    result = run(file)
    assert result.exit_code == 2
    assert "no reject report" in re.sub(r"\s*│\s*", " ", result.stderr)
    result = run(file, "--dry-run", "--reject", str(file))
    assert "cannot replace the list" in re.sub(r"\s*│\s*", " ", result.stderr)


def test_a_list_with_nothing_but_a_header_has_no_rows(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("phone,name\n")
    told = rehearsed(file)
    assert (told["rows"], told["exit"]) == (0, 0)


def test_values_that_do_not_fit_their_field_are_counted_and_three_of_them_shown(tmp_path):
    fields = "fields:\n  - {id: city}\n  - {id: budget, type: number}\n  - {id: visit, type: date}\n"
    (tmp_path / "accounts" / "acme" / "fields.yaml").write_text(fields)
    file = tmp_path / "list.csv"
    budgets = ("50 lakh", "50-60 lakh", "ask me", "call 98765 43210", "ask me", "₹5,00,000/-", "soon")
    lines = [f'987651000{n},"{budget}",{"soon" if n == 1 else "12/03/2026"}' for n, budget in enumerate(budgets)]
    file.write_text("phone,budget,visit\n" + "\n".join(lines) + "\n")
    told = rehearsed(file)
    assert (told["created"], told["misfits"].keys()) == (7, {"budget", "visit"})
    budget = told["misfits"]["budget"]
    assert (budget["count"], budget["rows"]) == (5, [2, 3, 4, 5, 7])
    assert budget["values"][:2] == ["50-60 lakh", "ask me"]
    assert len(budget["values"]) == 3
    assert "43210" not in json.dumps(told["misfits"])
    assert budget["reasons"] == {"number_range": 1, "not_a_number": 4}
    assert told["misfits"]["visit"]["values"] == ["soon"]
    shown = run(file, "--dry-run").stdout
    assert re.search(r"budget\W+5\W+50-60 lakh · ask me · call", shown)
    assert "43210" not in shown[shown.index("Did not fit") :]


def test_a_list_whose_values_fit_has_nothing_to_tell_of_them(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("phone,city\n9876510001,Pune\n")
    assert rehearsed(file)["misfits"] == {}
    assert "Did not fit" not in run(file, "--dry-run").stdout


def test_headers_again_and_totals_do_not_fail_a_list(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("phone,city\n9876510001,Pune\nphone,city\n9876510002,Goa\nTotal,2\n")
    told = rehearsed(file)
    assert (told["created"], told["skipped"], told["refused"], told["exit"]) == (2, 2, 0, 0)
    shown = re.sub(r"\s+", " ", run(file, "--dry-run").stdout)
    assert "1 row repeated the header: skipped: row 2" in shown
    assert "1 row held a total, a count or a page number, and named nobody: skipped: row 4" in shown
    assert "skipped 2" in shown


def test_a_record_id_is_a_meaning_of_a_column(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("Customer ID,name\n4711,Asha\n")
    assert run(file, "--dry-run").exit_code == 2
    told = rehearsed(file, "--map", "Customer ID=record:shopify")
    assert (told["created"], told["exit"]) == (1, 0)
    assert "plugins.yaml does not name" in told["notes"][0]
