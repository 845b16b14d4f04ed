"""The reject report: inert in a spreadsheet, and a list again."""

import csv
import inspect

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.importing.reject_report import REPORT_COLUMNS, RejectReport, is_ours
from worker.importing.suggestions import REMARKS, SUGGESTIONS, remark, suggestion
from worker.lookups.reasons import REFUSED
from worker.spreadsheets import guarded, unguarded


def written(path, delimiter=",", rows=()):
    report = RejectReport(path, delimiter, lambda: ("phone", "=name"))
    for row in rows:
        report.add(*row)
    return report.close()


@pytest.mark.parametrize("cell", ["=1+2", "+91 98765 10001", "-2+3", "@SUM(A1)", "\tx", "\rx", "\n=1", "＝1+2", "＠x"])
def test_a_cell_that_a_spreadsheet_would_calculate_is_text(cell):
    assert guarded(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["", "Asha", "9876510001", "a=b", "'quoted", " =1"])
def test_other_cells_stay_as_they_are(cell):
    assert guarded(cell) == cell


@given(st.text(max_size=50))
def test_guarding_is_undone_by_an_import_of_the_report(cell):
    if cell[:1] != "'":
        assert unguarded(guarded(cell)) == cell


def test_a_report_has_the_row_its_reason_and_what_to_do(tmp_path):
    path = tmp_path / "list.csv.rejected.csv"
    rows = [(4, 5, "precision_lost", "rounded", ["9.19877E+11", "=Asha", "-x"])]
    assert written(path, ";", rows) == path
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    header, row = list(csv.reader(content.decode("utf-8-sig").splitlines(), delimiter=";"))
    assert header == [*REPORT_COLUMNS, "phone", "'=name"]
    assert row == ["4", "5", "precision_lost", "rounded", SUGGESTIONS["precision_lost"], "9.19877E+11", "'=Asha", "'-x"]
    assert list(tmp_path.iterdir()) == [path]


def test_there_is_no_report_where_nothing_was_refused(tmp_path):
    assert written(tmp_path / "x.csv") is None
    assert list(tmp_path.iterdir()) == []


def test_a_report_takes_the_place_of_an_earlier_one_only_when_it_is_whole(tmp_path):
    path = tmp_path / "x.csv"
    written(path, rows=[(1, 2, "empty", "", [""])])
    before = path.read_text()
    report = RejectReport(path, ",", lambda: ("phone",))
    report.add(7, 8, "invalid", "", ["123"])
    assert path.read_text() == before
    report.close()
    assert "invalid" in path.read_text()
    assert "empty" not in path.read_text()


def test_a_report_of_ours_is_told_from_another_file(tmp_path):
    path = tmp_path / "x.csv"
    for delimiter in ",;\t|":
        written(path, delimiter, [(1, 2, "empty", "", [""])])
        assert is_ours(path)
    path.write_text("row,line\n")
    assert not is_ours(path)
    path.write_bytes(b"\xff\xfe\x00")
    assert not is_ours(path)
    assert not is_ours(tmp_path / "missing")


def test_a_huge_cell_is_cut_to_what_a_spreadsheet_takes(tmp_path):
    path = written(tmp_path / "x.csv", rows=[(1, 2, "empty", "", ["x" * 100_000])])
    assert path.read_text().count("x") == 32_000


def test_every_reason_a_row_can_be_refused_for_has_a_suggestion():
    phone_reasons = {
        "ambiguous", "empty", "invalid", "no_identity", "not_a_number", "not_a_person", "not_a_person_line", "placeholder",
        "precision_lost", "region_needed", "too_long", "too_short", "unknown_country",
    }  # fmt: skip
    assert phone_reasons <= set(SUGGESTIONS) & set(REFUSED)
    assert {
        "own_number",
        "unclosed_quote",
        "stray_quote",
        "too_large",
        "too_many_cells",
        "row_reused",
        "failed",
    } <= set(SUGGESTIONS)
    assert suggestion("a reason of tomorrow") == inspect.cleandoc(suggestion("another"))


def test_a_remark_names_its_column():
    assert remark("clipped:note") == f"{REMARKS['clipped']} (note)"
    assert remark("clipped:raw") == REMARKS["clipped:raw"]
    assert remark("something_new") == "something new"


def test_a_number_of_another_country_has_its_advice_also_where_the_row_is_kept_by_its_address() -> None:
    assert "--region" in remark("phone_refused:invalid")
    assert "--region" in suggestion("invalid")
    assert "e-mail address" in remark("phone_refused:too_short")
