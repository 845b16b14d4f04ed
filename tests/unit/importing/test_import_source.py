"""Lists as files: any program's CSV reads back as it was, and what is none is refused before anything is imported."""

import csv
import io
import os
import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.deliveries import GOLDEN
from worker.errors import ListChangedError, UnreadableListError
from worker.importing.source import Given, open_list

CODECS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252", "latin-1"]
_LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Nd"), exclude_characters="@\x00", include_characters="\n\t")
_CELLS = st.text(st.one_of(st.sampled_from("\r\n\t,;|\" '=a"), _LETTERS), max_size=12)
_TABLES = st.lists(st.lists(_CELLS, min_size=1, max_size=5), min_size=1, max_size=8)


def opened(path, told=None):
    with open_list(path, told or Given()) as source:
        return source, [row.cells for row in source.rows()]


@settings(max_examples=250, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=_TABLES, codec=st.sampled_from(CODECS), delimiter=st.sampled_from(",;\t|"), quoting=st.booleans())
def test_any_table_reads_back_as_it_was_written(tmp_path, table, codec, delimiter, quoting):
    rows = [["x", "y"], *([cell.encode(codec, "ignore").decode(codec) for cell in row] for row in table)]
    text = io.StringIO(newline="")
    csv.writer(
        text, delimiter=delimiter, lineterminator="\r\n", quoting=csv.QUOTE_ALL if quoting else csv.QUOTE_MINIMAL
    ).writerows(rows)
    file = tmp_path / "list.csv"
    file.write_bytes(text.getvalue().encode(codec))
    _, read = opened(file, Given(codec.removesuffix("-sig"), delimiter, header=False))
    assert read == [row for row in rows if any(map(str.strip, row))]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_list_of_any_program_is_understood_without_being_told(tmp_path, codec, delimiter, end):
    rows = [["Telefon", "Name", "Notiz"]]
    rows += [[f"+49151234560{n:02d}", f"Jörg Müller {n}", f'a{delimiter}b "c"{end}d'] for n in range(40)]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(rows)
    file = tmp_path / "list.csv"
    file.write_bytes(text.getvalue().encode(codec))
    source, read = opened(file)
    assert source.layout.header == tuple(rows[0])
    assert source.layout.dialect.delimiter == delimiter
    assert read == rows[1:]


@pytest.mark.parametrize(
    ("file", "encoding", "delimiter", "rows"),
    [
        ("basic.csv", "utf-8", ",", 3),
        ("bom.csv", "utf-8-sig", ",", 2),
        ("german_latin1.csv", "latin-1", ";", 2),
        ("quoted_newlines.csv", "utf-8", ",", 2),
        ("spreadsheet_mangled.csv", "utf-8", ",", 9),
        ("duplicates.csv", "utf-8", ",", 4),
        ("formulas.csv", "utf-8", ",", 2),
        ("brazil.csv", "utf-8", ";", 5),
    ],
)
def test_the_sample_lists_are_understood(file, encoding, delimiter, rows):
    source, read = opened(GOLDEN / "campaign" / file)
    assert (source.encoding.codec, source.layout.dialect.delimiter, len(read)) == (encoding, delimiter, rows)
    assert source.layout.header is not None
    assert source.layout.header[0] in {"phone", "Telefon", "telefone"}


def test_rows_are_numbered_as_a_spreadsheet_does_and_know_their_line(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text('phone,note\n9876510001,"a\nb"\n\n,  \n9876510002,c\n')
    with open_list(file) as source:
        rows = [(row.number, row.line) for row in source.rows()]
        assert rows == [(1, 2), (4, 6)]
        assert source.empty == 2
        assert [(row.number, row.line) for row in source.rows()] == rows
        assert source.position == source.census.size


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04\x14\x00", "Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1xx", "old Excel"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x1f\x8b\x08\x00", "gunzip"),
        (b"<html><body><table>", "web page"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", "XML"),
        (b'[{"phone": 1}]', "JSON"),
        (b'{"phone": 1}', "JSON"),
        (b"SQLite format 3\x00...", "SQLite"),
        (b"BEGIN:VCARD\r\n", "vCard"),
        (bytes(range(256)) * 8, "no text"),
    ],
)
def test_what_is_no_list_is_refused_with_what_to_do(tmp_path, content, what):
    file = tmp_path / "list.csv"
    file.write_bytes(content)
    with pytest.raises(UnreadableListError, match=what), open_list(file):
        pass


def test_a_given_encoding_that_does_not_fit_is_refused_with_the_place(tmp_path):
    file = tmp_path / "list.csv"
    file.write_bytes(b"phone,name\n9876510001,Asha\n9876510002,Zo\xeb\n")
    with pytest.raises(UnreadableListError, match=r"utf-8.*byte 40.*line"), open_list(file, Given("utf-8")):
        pass


def test_a_given_encoding_that_is_none_of_text_is_a_look_up_error(tmp_path):
    file = tmp_path / "list.csv"
    file.write_bytes(b"x")
    with pytest.raises(LookupError), open_list(file, Given("rot13")):
        pass


def test_a_file_that_cannot_be_opened_is_refused(tmp_path):
    with pytest.raises(UnreadableListError, match=r"missing\.csv"), open_list(tmp_path / "missing.csv"):
        pass


def test_half_a_character_of_a_cut_cell_does_not_stop_a_list(tmp_path):
    file = tmp_path / "list.csv"
    cut = b"A\x00\x3d\xd8,\x00"  # the first half of an emoji
    file.write_bytes("phone,name\n".encode("utf-16") + cut + "9876510001\n".encode("utf-16-le"))
    _, read = opened(file, Given(delimiter=","))
    assert read == [["A\ufffd", "9876510001"]]


def test_a_file_that_changes_while_it_is_read_is_noticed(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("phone\n9876510001\n")
    with open_list(file) as source:
        rows = source.rows()
        next(rows)
        os.utime(file, (1, 1))
        with pytest.raises(ListChangedError, match="changed while"):
            next(rows)


def test_a_file_that_grows_all_the_time_is_not_read_for_ever(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("phone\n9876510001\n")

    def read_and_write() -> None:
        for _ in source.rows():
            more.write("9876510002\n")
            more.flush()

    with open_list(file) as source, file.open("a") as more, pytest.raises(ListChangedError):
        read_and_write()


def test_a_pipe_is_read_like_a_file(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=("phone,name\n9876510001,Asha\n",))
    writer.start()
    source, read = opened(pipe)
    writer.join()
    assert (source.name, read) == ("pipe", [["9876510001", "Asha"]])


def test_the_layout_is_told_from_whole_lines_of_a_long_file(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("phone;name\n" + "".join(f"98765{n:05d};{'x' * 100}\n" for n in range(4_000)))
    source, read = opened(file)
    assert (source.layout.dialect.delimiter, source.layout.width, len(read)) == (";", 2, 4_000)


def test_the_time_of_the_file_is_known(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("phone\n9876510001\n")
    os.utime(file, (1_795_000_000, 1_795_000_000))
    with open_list(file) as source:
        assert source.modified == 1_795_000_000_000
