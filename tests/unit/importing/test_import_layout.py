"""Delimiter, header and what stands above it, told from the first rows."""

import pytest

from worker.importing.layout import find_layout
from worker.importing.records import Dialect


@pytest.mark.parametrize(
    ("text", "delimiter", "header"),
    [
        ("phone,name\n9876510001,Asha\n", ",", ("phone", "name")),
        ("Telefon;Vorname;Ort\n0151 23456001;Jörg;Köln\n", ";", ("Telefon", "Vorname", "Ort")),
        ("phone_number\tfull_name\np:+919876510001\tAsha\n", "\t", ("phone_number", "full_name")),
        ("phone|name\n9876510001|Asha\n", "|", ("phone", "name")),
        ("phone;amount\n9876510001;1,50\n9876510002;2,75\n", ";", ("phone", "amount")),
        ("phone;note\n9876510001;a, b, c\n9876510002;d, e, f\n", ";", ("phone", "note")),
        ("Name, Vorname;Telefon\nRao, Asha;98765 10001\n", ";", ("Name, Vorname", "Telefon")),
        ("phone\tname\n9876510001, 9876510002\tAsha\n9876510003, 9876510004\tRavi\n", "\t", ("phone", "name")),
        ('"phone","a;b;c"\n"9876510001","x;y;z"\n', ",", ("phone", "a;b;c")),
        ('phone;address\n9876510001;"12, MG Road\nPune, 411001"\n', ";", ("phone", "address")),
        ("phone,name\n", ",", ("phone", "name")),
        ("phone\n9876510001\n9876510002\n", ",", ("phone",)),
        ('phone,name\n9876510001,"Asha\n9876510002,Ravi\n9876510003,"Zoë"\n', ",", ("phone", "name")),
    ],
)
def test_the_delimiter_is_found(text, delimiter, header):
    layout = find_layout(text)
    assert (layout.dialect.delimiter, layout.header, layout.above) == (delimiter, header, 1)


def test_a_list_of_one_column_has_no_delimiter_to_speak_of():
    layout = find_layout("9876510001\n9876510002\n")
    assert (layout.delimiter, layout.header, layout.above, layout.width) == ("none, one column", None, 0, 1)


@pytest.mark.parametrize(
    "text",
    [
        "9876510001,Asha\n9876510002,Ravi\n",
        "Asha,9876510001\nRavi,9876510002\n",
        ",Zoë\n9876510002,Ravi\n",
        "12,Zoë\n9876510002,Ravi\n9876510003,Asha\n",
    ],
)
def test_a_list_without_a_header_is_told_by_its_first_row(text):
    layout = find_layout(text)
    assert (layout.header, layout.above, layout.width) == (None, 0, 2)


@pytest.mark.parametrize("header", ["தொலைபேசி,பெயர்", "numero tel clienti,x", "Foo,Bar"])
def test_a_header_in_words_we_do_not_know_is_told_by_the_numbers_below_it(header):
    assert find_layout(f"{header}\n9876510001,Asha\n9876510002,Ravi\n").header == tuple(header.split(","))


def test_what_is_given_is_not_guessed():
    text = "phone,name\n9876510001,Asha\n"
    assert find_layout(text, header=False).header is None
    assert find_layout(text, header=False).above == 0
    assert find_layout("9876510001,Asha\n", header=True).header == ("9876510001", "Asha")
    assert find_layout(text, delimiter=";").samples == (("phone,name",), ("9876510001,Asha",))


def test_lines_above_the_header_are_skipped_and_reported():
    layout = find_layout("Export of 2026-11-01\n\nName,Mobile,City\nAsha,9876510001,Pune\n")
    assert (layout.header, layout.above) == (("Name", "Mobile", "City"), 3)
    assert layout.notes == ("skipped 1 line ('Export of 2026-11-01') above the header",)


def test_the_line_in_which_excel_names_the_delimiter_is_obeyed():
    layout = find_layout("sep=;\r\nphone;name\r\n9876510001;a,b\r\n")
    assert (layout.dialect.delimiter, layout.header, layout.above) == (";", ("phone", "name"), 2)


def test_blanks_before_quotes_are_noticed():
    spaced = find_layout('phone, name\n9876510001, "Rao, Asha"\n')
    assert spaced.dialect == Dialect(",", skip_space=True)
    assert spaced.samples == (("9876510001", "Rao, Asha"),)
    assert find_layout('phone,name\n9876510001,"a, ""b"", c"\n').dialect == Dialect(",", skip_space=False)
    assert find_layout('phone,name,x\n9876510001,"a, ","b"\n').dialect == Dialect(",", skip_space=False)


def test_a_row_of_the_list_is_told_from_a_line_of_an_address():
    like = find_layout("name,phone,city\nAsha,9876510001,Pune\nRavi,9876510002,Delhi\n").likeness()
    assert like is not None
    assert like(["Zoë", "98765 10003", "x"])
    assert not like(["Pune", " 411001", " India"])
    assert not like(["Zoë", "9876510003"])
    assert find_layout("phone\n9876510001\n").likeness() is None


def test_a_list_of_addresses_has_a_likeness_too():
    like = find_layout("email,name\na@example.com,A\nb@example.com,B\n").likeness()
    assert like is not None
    assert like(["c@example.com", "C"])


def test_nothing_but_blank_lines_is_no_header():
    layout = find_layout("\n\n  \n")
    assert (layout.header, layout.samples, layout.width) == (None, (), 0)


def test_a_title_that_a_spreadsheet_filled_up_with_empty_cells_is_no_header():
    text = "Contacts of Acme,,\nExported 2026-11-02,,\n\nName,Phone,City\nAsha,9876510001,Pune\nRavi,9876510002,Surat\n"
    found = find_layout(text)
    assert found.header == ("Name", "Phone", "City")
    assert found.notes == ("skipped 2 lines ('Contacts of Acme') above the header",)
    assert find_layout("Phone,,\n9876510001,Asha,Pune\n9876510002,Ravi,Surat\n").header == ("Phone", "", "")
